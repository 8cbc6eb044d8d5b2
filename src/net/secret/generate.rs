//! Making a secret that a service is to be given.

use ring::rand::{SecureRandom, SystemRandom};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::domain::form::SecretPolicy;

/// Letters and digits that nobody takes for one another when they are read out.
const PLAIN: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Signs that need no quoting in shells, URLs' user parts and configuration files.
const SIGNS: &[u8] = b"-_.+=:";
/// Shorter secrets need not hold a sign of each class: too few of them would be left.
const ALL_CLASSES: usize = 8;

/// Draws a secret: each that the policy allows is as likely as any other.
///
/// From eight characters on it holds a small and a capital letter, a digit and, where signs are
/// allowed, one of them, because services refuse others.
///
/// # Errors
/// The system has no randomness to give.
pub fn generate(policy: SecretPolicy) -> Result<SecretString, NoRandomness> {
    let alphabet = if policy.signs {
        [PLAIN, SIGNS].concat()
    } else {
        PLAIN.to_vec()
    };
    let length = usize::from(policy.length);
    let mut source = Bytes::new();
    loop {
        let mut drawn = Zeroizing::new(String::with_capacity(length));
        while drawn.len() < length {
            drawn.push(char::from(source.pick(&alphabet)?));
        }
        if length < ALL_CLASSES || has_all_classes(&drawn, policy.signs) {
            return Ok(SecretString::from(drawn.as_str()));
        }
    }
}

/// The system gave no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no randomness")]
pub struct NoRandomness;

fn has_all_classes(text: &str, signs: bool) -> bool {
    let has = |class: fn(u8) -> bool| text.bytes().any(class);
    has(|byte| byte.is_ascii_lowercase())
        && has(|byte| byte.is_ascii_uppercase())
        && has(|byte| byte.is_ascii_digit())
        && (!signs || has(|byte| !byte.is_ascii_alphanumeric()))
}

/// Random bytes of the system, a block at a time.
struct Bytes {
    random: SystemRandom,
    block: Zeroizing<[u8; 64]>,
    used: usize,
}

impl Bytes {
    fn new() -> Self {
        Self {
            random: SystemRandom::new(),
            block: Zeroizing::new([0; 64]),
            used: 64,
        }
    }

    fn next(&mut self) -> Result<u8, NoRandomness> {
        if self.used >= self.block.len() {
            let filled = self.random.fill(self.block.as_mut_slice());
            filled.map_err(|_| NoRandomness)?;
            self.used = 0;
        }
        let byte = self.block.get(self.used).copied().ok_or(NoRandomness)?;
        self.used += 1;
        Ok(byte)
    }

    /// One of at most 256 letters; a byte that would favour the first ones is drawn again.
    fn pick(&mut self, alphabet: &[u8]) -> Result<u8, NoRandomness> {
        let fair = 256 - 256 % alphabet.len().max(1);
        loop {
            let byte = usize::from(self.next()?);
            if byte < fair
                && let Some(letter) = alphabet.get(byte % alphabet.len())
            {
                return Ok(*letter);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;
    use std::collections::BTreeMap;

    #[test]
    fn a_secret_has_its_length_and_every_class() {
        for (length, signs) in [(8, false), (8, true), (64, true), (3, false)] {
            for _ in 0..200 {
                let secret = generate(SecretPolicy { length, signs }).unwrap();
                let secret = secret.expose_secret();
                assert_eq!(secret.len(), usize::from(length));
                assert!(secret.is_ascii());
                let has_sign = secret.bytes().any(|byte| !byte.is_ascii_alphanumeric());
                assert!(signs || !has_sign, "{secret}");
                assert!(length < 8 || has_all_classes(secret, signs), "{secret}");
            }
        }
    }

    #[test]
    fn every_letter_is_about_as_likely_as_any_other() {
        let mut counts: BTreeMap<u8, u32> = BTreeMap::new();
        for _ in 0..200 {
            let secret = generate(SecretPolicy {
                length: 560,
                signs: false,
            });
            for byte in secret.unwrap().expose_secret().bytes() {
                *counts.entry(byte).or_default() += 1;
            }
        }
        assert_eq!(counts.len(), PLAIN.len());
        // 2,000 of each are expected, with a deviation of 45: this is eleven of them.
        let fair = counts.values().all(|count| (1_500..2_500).contains(count));
        assert!(fair, "{counts:?}");
    }
}
