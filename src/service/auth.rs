//! Who may ask: whoever bears the token.
//!
//! A token is compared in a time that tells nothing of how much of it was right, and is never shown: it has no form for messages,
//! and no option of the command line, since what is typed stands in the list of processes.

use anyhow::{Result, bail};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use subtle::ConstantTimeEq;

/// A shorter one could be found by trying.
const SHORTEST: usize = 16;

/// What a request has to bear.
pub(crate) struct Token(Vec<u8>);

impl Token {
    /// The token on the one line of `text`.
    pub(crate) fn new(text: &str) -> Result<Self> {
        let token = text.trim();
        if token.is_empty() {
            bail!("there is no token in it; write one line, such as that of `openssl rand -hex 32`");
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            bail!("a token has letters, digits and signs of ASCII, without a space; write one line of them");
        }
        if token.len() < SHORTEST {
            bail!("a token of under {SHORTEST} characters could be guessed; write a longer one");
        }
        Ok(Token(token.as_bytes().to_owned()))
    }

    /// Whether a request with these `headers` bears it.
    pub(super) fn is_borne_by(&self, headers: &HeaderMap) -> bool {
        let value = headers.get(AUTHORIZATION).map_or(&[][..], |value| value.as_bytes());
        let Some((scheme, token)) = value.split_at_checked(SCHEME.len()) else { return false };
        // How the scheme is written is no secret.
        scheme.eq_ignore_ascii_case(SCHEME) && bool::from(self.0.as_slice().ct_eq(token.trim_ascii()))
    }
}

/// How the value of the header begins.
const SCHEME: &[u8] = b"Bearer ";

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::*;

    #[test]
    fn only_the_whole_token_is_the_token() {
        let token = Token::new("0123456789abcdef\n").expect("it is long enough");
        let is_borne = |value: &'static str| {
            token.is_borne_by(&HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(value))]))
        };
        assert!(is_borne("Bearer 0123456789abcdef") && is_borne("bearer  0123456789abcdef"));
        for wrong in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer 0123456789abcde",
            "Bearer 0123456789abcdef0",
            "0123456789abcdef",
        ] {
            assert!(!is_borne(wrong), "{wrong}");
        }
        assert!(!token.is_borne_by(&HeaderMap::new()));
    }

    #[test]
    fn what_is_no_token_is_refused_with_a_reason() {
        for (text, said) in [
            ("\n", "no token"),
            ("short", "guessed"),
            ("0123456789 abcdef", "space"),
            ("0123456789äbcdef", "ASCII"),
        ] {
            let refused = Token::new(text).err().expect("it is none").to_string();
            assert!(refused.contains(said), "{text:?}: {refused}");
        }
    }
}
