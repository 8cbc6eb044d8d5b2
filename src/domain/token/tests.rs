//! Tokens taken apart, and recognised by their form.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::jwt::{Claims, Jwt, only_token};
use super::shape::{OPAQUE, looks_like_a_token, recognise};
use super::*;
use crate::domain::time::{DAY, HOUR};

const NOW: Timestamp = Timestamp(1_795_348_800_000);

fn token(header: &str, claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", part(header), part(claims), part("signature"))
}

fn rules(header: &str, claims: &str) -> Vec<&'static str> {
    let token = token(header, claims);
    let warnings = Jwt::parse(&token).unwrap().warnings(NOW);
    warnings.into_iter().map(|warning| warning.rule).collect()
}

/// Seconds from now on.
fn at(millis: i64) -> i64 {
    NOW.plus(millis).0 / 1_000
}

const HS256: &str = r#"{"alg":"HS256"}"#;

#[test]
fn a_token_is_taken_apart_as_rfc_7519_writes_it() {
    let text = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let jwt = Jwt::parse(text).unwrap();
    assert_eq!(jwt.algorithm(), Some("HS256"));
    assert_eq!(jwt.text("iss"), Some("joe"));
    assert_eq!(jwt.instant("exp"), Some(Timestamp(1_300_819_380_000)));
    assert_eq!(jwt.signature.len(), 32);
    assert!(text.starts_with(jwt.signed) && !jwt.signed.contains("dBjft"));
    assert!(!format!("{jwt:?}").contains("eyJ"));
}

#[rstest]
#[case("", "token-bad-parts")]
#[case("a.b", "token-bad-parts")]
#[case("a.b.c.d", "token-bad-parts")]
#[case("!.e30.e30", "token-bad-part")]
#[case("e30.!.e30", "token-bad-part")]
#[case("e30.e30.!", "token-bad-part")]
#[case("e30=.e30.e30", "token-bad-part")]
#[case("W10.e30.e30", "token-bad-part")]
fn what_is_no_token_is_said_to_be_none(#[case] text: &str, #[case] why: &str) {
    assert_eq!(Jwt::parse(text).unwrap_err().id, why);
}

#[test]
fn the_claims_of_hasura_and_couchdb_are_found() {
    let claims = json!({
        "sub": "zoe", "aud": ["a", "b"], "_couchdb.roles": ["_admin", "reader"],
        "https://hasura.io/jwt/claims": {"x-hasura-default-role": "editor"},
    });
    let text = token(HS256, &claims.to_string());
    let jwt = Jwt::parse(&text).unwrap();
    assert_eq!(jwt.audience(), ["a", "b"]);
    assert_eq!(jwt.couchdb_roles(), ["_admin", "reader"]);
    assert_eq!(jwt.hasura().unwrap()["x-hasura-default-role"], "editor");
    let claims = json!({
        "aud": "one", "_couchdb.roles": "a, b,",
        "https://hasura.io/jwt/claims": "{\"x-hasura-user-id\":\"7\"}",
    });
    let text = token(HS256, &claims.to_string());
    let jwt = Jwt::parse(&text).unwrap();
    assert_eq!(jwt.audience(), ["one"]);
    assert_eq!(jwt.couchdb_roles(), ["a", "b"]);
    assert_eq!(jwt.hasura().unwrap()["x-hasura-user-id"], "7");
}

#[test]
fn a_sound_token_gives_no_warning() {
    let claims = json!({"exp": at(HOUR), "nbf": at(0), "iat": at(0)}).to_string();
    assert!(rules(HS256, &claims).is_empty());
    // Clocks differ, and some write fractions.
    let claims = json!({"exp": at(HOUR) as f64 + 0.5, "iat": at(4 * 60_000)}).to_string();
    assert!(rules(HS256, &claims).is_empty());
}

#[rstest]
#[case(r#"{"alg":"none"}"#, json!({"exp": at(HOUR)}), "unsigned")]
#[case(r#"{"alg":"nOnE"}"#, json!({"exp": at(HOUR)}), "unsigned")]
#[case("{}", json!({"exp": at(HOUR)}), "no-algorithm")]
#[case(r#"{"alg":"RS256","jku":"https://evil.example"}"#, json!({"exp": at(HOUR)}), "own-key")]
#[case(r#"{"alg":"HS256","crit":["b64"]}"#, json!({"exp": at(HOUR)}), "critical")]
#[case(HS256, json!({}), "no-end")]
#[case(HS256, json!({"exp": at(0)}), "expired")]
#[case(HS256, json!({"exp": at(400 * DAY)}), "long")]
#[case(HS256, json!({"exp": at(HOUR), "nbf": at(HOUR / 2)}), "not-yet")]
#[case(HS256, json!({"exp": "tomorrow"}), "bad-time")]
#[case(HS256, json!([1]), "not-an-object")]
#[case(HS256, json!("text"), "not-an-object")]
fn what_is_odd_is_told(
    #[case] header: &str,
    #[case] claims: serde_json::Value,
    #[case] rule: &str,
) {
    assert_eq!(rules(header, &claims.to_string()), [rule]);
}

#[test]
fn several_oddities_are_all_told() {
    let claims = json!({"exp": at(2 * DAY) * 1_000, "iat": at(0)});
    assert_eq!(rules(HS256, &claims.to_string()), ["milliseconds", "long"]);
    let claims = json!({"exp": at(DAY), "iat": at(2 * DAY)});
    assert_eq!(rules(HS256, &claims.to_string()), ["not-yet", "ends-first"]);
}

#[test]
fn a_key_that_stands_twice_is_told_at_any_depth() {
    let claims = r#"{"exp":99999999999,"sub":"zoe","a":[{"x":1,"x":2}],"sub":"root"}"#;
    let text = token(r#"{"alg":"HS256","alg":"HS256"}"#, claims);
    let jwt = Jwt::parse(&text).unwrap();
    assert_eq!(jwt.twice, ["alg", "sub", "x"]);
    assert_eq!(jwt.text("sub"), Some("root"));
    assert!(
        jwt.warnings(NOW)
            .iter()
            .any(|warning| warning.rule == "twice")
    );
}

#[test]
fn tokens_inside_tokens_and_sealed_ones_are_not_guessed_at() {
    let inner = token(HS256, "{}");
    let outer = token(r#"{"alg":"HS256","cty":"JWT"}"#, &inner);
    let jwt = Jwt::parse(&outer).unwrap();
    assert_eq!(jwt.claims, Claims::Nested);
    let sealed = format!(
        "{}.AA.AA.AA.AA",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#)
    );
    let jwt = Jwt::parse(&sealed).unwrap();
    assert_eq!(jwt.claims, Claims::Encrypted);
    assert_eq!(jwt.warnings(NOW)[0].rule, "encrypted");
    let message = token(HS256, "not json");
    assert_eq!(Jwt::parse(&message).unwrap().claims, Claims::Bytes(8));
}

#[test]
fn a_deep_token_is_refused_and_not_followed() {
    let deep = "[".repeat(100_000);
    let text = token(HS256, &deep);
    assert!(matches!(
        Jwt::parse(&text).unwrap().claims,
        Claims::Bytes(_)
    ));
}

#[test]
fn an_absurd_instant_is_clamped() {
    for seconds in ["1e300", "-1e300", "99999999999999999999"] {
        let text = token(HS256, &format!("{{\"exp\":{seconds}}}"));
        let jwt = Jwt::parse(&text).unwrap();
        jwt.warnings(NOW);
        assert!(!jwt.instant("exp").unwrap().to_string().is_empty());
    }
}

#[rstest]
#[case("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", "github-pat", Some(true))]
#[case("ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18", "github-pat", Some(false))]
#[case("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", "github-oauth", Some(true))]
#[case(
    "sntryu_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "sentry-user",
    None
)]
#[case("wxyz1ijkmnopqrst3456789abc", "mattermost", None)]
#[case("aB3dE-fG4hJ-kM5nP-qR6sT-wX7yZ", "nextcloud-app-password", None)]
#[case("wxyz1ijkmnopqrst3456789ab2", "opaque", None)]
#[case("ghp_short", "opaque", None)]
fn forms_are_recognised(#[case] token: &str, #[case] kind: &str, #[case] sum: Option<bool>) {
    let shape = recognise(token);
    assert_eq!((shape.kind, shape.checksum), (kind, sum));
    assert!(token.starts_with(shape.prefix));
}

#[test]
fn a_fine_grained_token_is_recognised() {
    let text = format!("github_pat_{}_{}", "a".repeat(22), "B".repeat(59));
    assert_eq!(recognise(&text).kind, "github-fine-grained");
}

#[test]
fn the_name_of_a_file_is_not_taken_for_a_token() {
    for name in [
        "token.txt",
        "/run/secrets/jwt",
        "-",
        "a.b.c",
        "my-token",
        "./x",
    ] {
        assert!(!looks_like_a_token(name), "{name}");
    }
    for word in [
        token(HS256, "{}").as_str(),
        "eyJhbGciOi.cut",
        "aB3dE-fG4hJ-kM5nP-qR6sT-wX7yZ",
    ] {
        assert!(looks_like_a_token(word));
    }
}

#[rstest]
#[case(" abc\n", Ok("abc"))]
#[case("Bearer abc", Ok("abc"))]
#[case("Authorization: bearer abc\r\n", Ok("abc"))]
#[case("authorization: token abc", Ok("abc"))]
#[case("", Err("token-empty"))]
#[case("a b", Err("token-several"))]
#[case("a\u{1b}b", Err("token-several"))]
fn the_words_around_a_token_are_dropped(#[case] text: &str, #[case] token: Result<&str, &str>) {
    assert_eq!(
        only_token(text).map_err(|why| why.id),
        token.map_err(Into::into)
    );
}

#[test]
fn a_digest_is_of_one_store_and_one_token() {
    let of = |salt, text| digest(&[salt; 16], text);
    assert_eq!(of(1, "a"), of(1, "a"));
    assert_ne!(of(1, "a"), of(2, "a"));
    assert_ne!(of(1, "a"), of(1, "b"));
}

proptest! {
    #[test]
    fn any_text_is_looked_at_without_harm(text in "\\PC{0,80}", parts in prop::collection::vec("[A-Za-z0-9_-]{0,20}", 0..6)) {
        for text in [text, parts.join(".")] {
            recognise(&text);
            looks_like_a_token(&text);
            if let Ok(jwt) = Jwt::parse(&text) {
                jwt.warnings(NOW);
            }
        }
        prop_assert!(OPAQUE.prefix.is_empty());
    }
}
