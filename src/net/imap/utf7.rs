//! Modified UTF-7 (RFC 3501, 5.1.3): how mailbox names carry accents.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Base64 without padding, with `,` in the place of `/`; stray trailing bits are tolerated.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A mailbox name for humans; a name that is not well-formed is returned as it is.
pub fn decode(name: &str) -> String {
    try_decode(name).unwrap_or_else(|| name.to_owned())
}

fn try_decode(name: &str) -> Option<String> {
    let mut decoded = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((plain, shifted)) = rest.split_once('&') {
        decoded.push_str(plain);
        let (run, tail) = shifted.split_once('-')?;
        if run.is_empty() {
            decoded.push('&');
        } else {
            let bytes = ENGINE.decode(run).ok()?;
            let units: Vec<u16> = bytes
                .chunks_exact(2)
                .map(|pair| pair.iter().fold(0, |unit, b| unit << 8 | u16::from(*b)))
                .collect();
            decoded.push_str(&String::from_utf16(&units).ok()?);
        }
        rest = tail;
    }
    decoded.push_str(rest);
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("user/alice", "user/alice")]
    #[case("&AOk-t&AOk-", "été")]
    #[case("R&-D", "R&D")]
    #[case("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語")]
    #[case("&2D3eAA-", "😀")]
    fn accents_and_other_scripts_become_readable(#[case] raw: &str, #[case] shown: &str) {
        assert_eq!(decode(raw), shown);
    }

    #[rstest]
    #[case("Q&A")]
    #[case("&!!!-")]
    #[case("&2D0-")]
    fn what_is_not_well_formed_stays_as_it_is(#[case] raw: &str) {
        assert_eq!(decode(raw), raw);
    }
}
