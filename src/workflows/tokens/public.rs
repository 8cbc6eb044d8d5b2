//! Public keys in PEM and DER: `SubjectPublicKeyInfo`, PKCS #1, and certificates.

use pkcs1::RsaPublicKey;
use pkcs1::der::asn1::{ObjectIdentifier, UintRef};
use pkcs1::der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::spki::SubjectPublicKeyInfoRef;
use zeroize::Zeroizing;

use crate::domain::text::Text;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// One key; its kind decides which algorithms it may check.
pub(super) enum Key {
    /// Shared by maker and reader.
    Secret(Zeroizing<Vec<u8>>),
    /// Modulus and exponent, big-endian, without leading zeros.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// An uncompressed point.
    Ec(Curve, Vec<u8>),
    /// 32 bytes.
    Ed25519(Vec<u8>),
}

/// The curves of ES256 and ES384.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Curve {
    /// P-256
    P256,
    /// P-384
    P384,
}

/// The first block of a PEM file.
pub(super) fn pem(text: &str) -> Result<Key, Text> {
    // CouchDB writes the line ends of a PEM out.
    let text = text.replace("\\n", "\n");
    let label = text
        .split_once("-----BEGIN ")
        .and_then(|(_, rest)| rest.split_once("-----"))
        .map_or("", |(label, _)| label);
    if label.ends_with("PRIVATE KEY") {
        return Err(Text::new("token-key-private"));
    }
    pem::parse(text.as_bytes())
        .ok()
        .and_then(|block| public(block.contents()))
        .ok_or_else(|| Text::new("token-key-pem"))
}

/// A public key in DER.
pub(super) fn public(der: &[u8]) -> Option<Key> {
    spki(der).or_else(|| rsa(der)).or_else(|| certificate(der))
}

/// Whether bytes are framed as one DER sequence, as every key and certificate is.
pub(super) fn is_der(bytes: &[u8]) -> bool {
    const SEQUENCE: u8 = 0x30;
    let length = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    match bytes {
        [SEQUENCE, short @ ..=0x7f, rest @ ..] => rest.len() == usize::from(*short),
        [SEQUENCE, long @ 0x81..=0x84, rest @ ..] => rest
            .split_at_checked(usize::from(long & 0x7f))
            .is_some_and(|(head, rest)| rest.len() == length(head)),
        _ => false,
    }
}

fn spki(der: &[u8]) -> Option<Key> {
    let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
    let bits = info.subject_public_key.as_bytes()?;
    match info.algorithm.oid {
        RSA | RSA_PSS => rsa(bits),
        EC => {
            let curve = match info.algorithm.parameters_oid().ok()? {
                P256 => Curve::P256,
                P384 => Curve::P384,
                _ => return None,
            };
            Some(Key::Ec(curve, bits.to_vec()))
        }
        ED25519 => Some(Key::Ed25519(bits.to_vec())),
        _ => None,
    }
}

fn rsa(der: &[u8]) -> Option<Key> {
    let key = RsaPublicKey::<UintRef<'_>>::from_der(der).ok()?;
    Some(Key::Rsa {
        n: key.modulus.as_bytes().to_vec(),
        e: key.public_exponent.as_bytes().to_vec(),
    })
}

/// The key in a certificate, which is not checked: the operator says whose it is.
fn certificate(der: &[u8]) -> Option<Key> {
    let certificate = Certificate::from_der(der).ok()?;
    let info = certificate.tbs_certificate().subject_public_key_info();
    spki(&info.to_der().ok()?)
}
