//! Random tokens and passwords of one run of the sandbox.

use rand::seq::IndexedRandom;
use secrecy::SecretString;

/// What a secret of a kind looks like.
#[derive(Debug)]
pub(super) struct SecretShape {
    /// The option of the configuration: `token`.
    pub option: &'static str,
    pub prefix: &'static str,
    /// Random letters and digits after the prefix.
    pub letters: usize,
}

/// The secrets of one service, by option.
#[derive(Debug, Clone)]
pub(super) struct Secrets(Vec<(&'static str, SecretString)>);

impl Secrets {
    pub(super) fn random(shapes: &[SecretShape]) -> Self {
        let draw = |shape: &SecretShape| {
            let secret = format!("{}{}", shape.prefix, letters(shape.letters));
            (shape.option, secret.into())
        };
        Self(shapes.iter().map(draw).collect())
    }

    /// The secret of an option; where there is no such option, one that nobody knows.
    pub(super) fn get(&self, option: &str) -> SecretString {
        let found = self.0.iter().find(|(name, _)| *name == option);
        found.map_or_else(|| letters(32).into(), |(_, secret)| secret.clone())
    }

    pub(super) fn all(&self) -> Vec<(&'static str, SecretString)> {
        self.0.clone()
    }
}

/// `count` random lower-case letters and digits.
pub(super) fn letters(count: usize) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut rng = rand::rng();
    (0..count)
        .filter_map(|_| ALPHABET.choose(&mut rng))
        .map(|&letter| char::from(letter))
        .collect()
}
