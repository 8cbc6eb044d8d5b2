//! Signatures: the examples of RFC 7515 (appendix A) and RFC 8037, and what must never pass.

mod vectors;

use rstest::rstest;
use vectors::*;

use super::key::KeySet;
use super::verify::{SignatureCheck, is_short_secret, verify};
use crate::domain::token::jwt::Jwt;

const A1: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const A1_KEY: &str = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
const A2: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const A2_KEY: &str = r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#;
const A3: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const A3_KEY: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
const A5: &str = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
const ED: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
const ED_KEY: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

fn checked(token: &str, key: &str) -> SignatureCheck {
    verify(
        &Jwt::parse(token).unwrap(),
        &KeySet::read(key.as_bytes()).unwrap(),
    )
}

fn refused(verdict: &SignatureCheck) -> bool {
    matches!(verdict, SignatureCheck::Refused(_))
}

#[rstest]
#[case::a1(A1, A1_KEY)]
#[case::a2(A2, A2_KEY)]
#[case::a3(A3, A3_KEY)]
#[case::rfc_8037(ED, ED_KEY)]
#[case::rs256(RS256, RSA_SPKI)]
#[case::rs384(RS384, RSA_PKCS1)]
#[case::rs512(RS512, RSA_CERT)]
#[case::ps256(PS256, RSA_SPKI)]
#[case::ps384(PS384, RSA_PKCS1)]
#[case::ps512(PS512, RSA_CERT)]
#[case::es256(ES256, P256_SPKI)]
#[case::es384(ES384, P384_SPKI)]
#[case::eddsa(EDDSA, ED_SPKI)]
fn a_good_signature_is_good_and_every_changed_part_is_bad(#[case] token: &str, #[case] key: &str) {
    assert_eq!(checked(token, key), SignatureCheck::Good);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    for changed in [
        format!("{header}.{}.{signature}", other(claims)),
        format!("{header}.{claims}.{}", other(signature)),
        format!("{header}.{claims}.AAAA"),
    ] {
        assert_eq!(checked(&changed, key), SignatureCheck::Bad, "{changed}");
    }
}

/// The same text with its first letter changed.
fn other(text: &str) -> String {
    let first = if text.starts_with('A') { 'B' } else { 'A' };
    format!("{first}{}", &text[1..])
}

#[rstest]
#[case(HS384)]
#[case(HS512)]
fn a_secret_is_the_file_without_its_last_newline(#[case] token: &str) {
    let secret = "k".repeat(64);
    assert_eq!(checked(token, &secret), SignatureCheck::Good);
    assert_eq!(checked(token, &format!("{secret}\n")), SignatureCheck::Good);
    assert_eq!(
        checked(token, &format!("{secret}\n\n")),
        SignatureCheck::Bad
    );
    assert_eq!(checked(token, &format!("{secret}x")), SignatureCheck::Bad);
}

#[test]
fn a_public_key_is_never_a_secret() {
    let bare: String = RSA_SPKI
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let commented = format!("# the key of the gateway\n\n{RSA_SPKI}");
    for key in [
        RSA_SPKI,
        RSA_SPKI.trim(),
        RSA_PKCS1,
        RSA_CERT,
        &bare,
        &commented,
        A2_KEY,
    ] {
        for token in [CONFUSED, CONFUSED_STRIPPED, A1] {
            assert!(refused(&checked(token, key)), "{key}");
        }
    }
    let ssh = KeySet::read(b"ssh-rsa AAAAB3NzaC1yc2E zoe@host");
    assert_eq!(ssh.unwrap_err().id, "token-key-ssh");
}

#[test]
fn what_is_framed_like_a_key_but_is_none_that_we_know_is_no_secret_either() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let bare: String = RSA_SPKI
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let mut der = STANDARD.decode(bare).unwrap();
    // The object identifier of RSA becomes one that nobody knows.
    der[8] ^= 0x01;
    for key in [STANDARD.encode(&der).into_bytes(), der.clone()] {
        assert_eq!(KeySet::read(&key).unwrap_err().id, "token-key-pem");
    }
    der.push(0);
    assert!(KeySet::read(&der).is_ok_and(|key| key.is_secret()));
}

#[test]
fn a_pem_is_read_with_written_out_line_ends_other_line_lengths_and_text_around_it() {
    for (token, pem) in [(RS256, RSA_SPKI), (RS384, RSA_PKCS1), (RS512, RSA_CERT)] {
        let mut lines = pem.lines();
        let (first, last) = (lines.next().unwrap(), lines.next_back().unwrap());
        let body: String = lines.collect();
        for written in [
            pem.replace('\n', "\\n"),
            pem.replace('\n', "\r\n"),
            format!("{first}\n{body}\n{last}"),
            format!("# from the gateway\n{pem}# the end\n"),
        ] {
            assert_eq!(checked(token, &written), SignatureCheck::Good, "{written}");
        }
    }
}

#[test]
fn a_key_of_another_kind_is_refused_and_a_secret_checks_no_public_key_algorithm() {
    for (token, key) in [
        (A2, "a secret of some length, but no key of RSA"),
        (A3, ED_KEY),
        (ES256, P384_SPKI),
        (ES384, P256_SPKI),
        (EDDSA, RSA_SPKI),
    ] {
        assert!(refused(&checked(token, key)));
    }
}

#[test]
fn what_is_not_signed_is_never_good() {
    for token in [
        A5,
        "eyJhbGciOiJOb05lIn0.e30.AAAA",
        "eyJhbGciOiJIUzI1NiJ9.e30.",
        "e30.e30.AAAA",
    ] {
        assert_eq!(checked(token, A1_KEY), SignatureCheck::Bad, "{token}");
    }
}

#[test]
fn what_is_not_known_is_said_and_not_guessed() {
    // ES512; a header with `crit`.
    for token in [
        "eyJhbGciOiJFUzUxMiJ9.e30.AAAA",
        "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsiYjY0Il19.e30.AAAA",
    ] {
        assert!(
            matches!(checked(token, A1_KEY), SignatureCheck::NotChecked(_)),
            "{token}"
        );
    }
    let short = checked(SHORT_RS256, RSA_SHORT);
    assert!(matches!(short, SignatureCheck::NotChecked(why) if why.id == "token-check-short-rsa"));
}

#[test]
fn of_a_set_the_named_key_counts_and_without_a_name_each_is_tried() {
    let with = |kid: &str, key: &str| key.replacen('{', &format!("{{\"kid\":\"{kid}\","), 1);
    let other = r#"{"kty":"oct","k":"AAAA"}"#;
    let set = |keys: [String; 2]| format!("{{\"keys\":[{},{}]}}", keys[0], keys[1]);
    let both = set([with("a", other), with("b", A1_KEY)]);
    assert_eq!(checked(A1, &both), SignatureCheck::Good);
    // A key that the token names decides alone: the header says `kid: a`.
    let (_, rest) = A1.split_once('.').unwrap();
    let named = format!("eyJhbGciOiJIUzI1NiIsImtpZCI6ImEifQ.{rest}");
    assert_eq!(checked(&named, &both), SignatureCheck::Bad);
}

#[test]
fn a_key_for_one_algorithm_checks_no_other() {
    let key = A1_KEY.replacen('{', r#"{"alg":"HS512","#, 1);
    assert!(refused(&checked(A1, &key)));
    let hasura = |kind: &str| {
        let pem = RSA_SPKI.replace('\n', "\\n");
        format!(r#"{{"type":"{kind}","key":"{pem}"}}"#)
    };
    assert_eq!(checked(RS256, &hasura("RS256")), SignatureCheck::Good);
    assert!(refused(&checked(RS512, &hasura("RS256"))));
    assert!(refused(&checked(CONFUSED, &hasura("HS256"))));
}

#[test]
fn a_secret_shorter_than_its_digest_is_told() {
    let short = |token, key: &str| {
        is_short_secret(
            &Jwt::parse(token).unwrap(),
            &KeySet::read(key.as_bytes()).unwrap(),
        )
    };
    assert!(short(A1, "hunter2"));
    assert!(!short(A1, A1_KEY));
    assert!(short(HS512, &"k".repeat(63)));
    assert!(!short(A2, A2_KEY));
}

#[rstest]
#[case("", "token-key-empty")]
#[case("\n", "token-key-empty")]
#[case("{}", "token-key-json")]
#[case("{\"keys\":[]}", "token-key-json")]
#[case(
    "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"}",
    "token-key-curve"
)]
#[case(
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    "token-key-pem"
)]
#[case(
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "token-key-private"
)]
fn what_is_no_key_is_refused_by_name(#[case] key: &str, #[case] why: &str) {
    assert_eq!(KeySet::read(key.as_bytes()).unwrap_err().id, why);
}

#[test]
fn any_bytes_are_read_without_harm() {
    let der = RSA_SPKI
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect::<String>();
    use base64::Engine;
    let der = base64::engine::general_purpose::STANDARD
        .decode(der)
        .unwrap();
    for end in 0..der.len() {
        let _ = KeySet::read(&der[..end]);
        let mut changed = der.clone();
        changed[end] ^= 0xff;
        let _ = KeySet::read(&changed);
    }
}
