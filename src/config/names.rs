//! The choices by name, as the command line and every other door to the library write them.

use super::{Keep, Method, Numbers, Updates};
use crate::error::Error;

/// Gives each value of a choice its name, and finds it by that.
macro_rules! named {
    ($type:ident, $called:literal, $($name:literal = $value:ident),+) => {
        impl $type {
            /// How it is written, such as on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $($type::$value => $name,)+
                }
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::Error;

            fn from_str(text: &str) -> $crate::Result<Self> {
                match text {
                    $($name => Ok($type::$value),)+
                    _ => Err($crate::config::names::unknown(text, $called, &[$($name),+])),
                }
            }
        }
    };
}
pub(crate) use named;

named!(Method, "method", "minhash" = Minhash, "simhash" = Simhash, "exact" = Exact);
named!(Keep, "way to choose what is kept", "earliest" = Earliest, "longest" = Longest, "central" = Central);
named!(Numbers, "way to take numbers", "decide" = Decide, "ignore" = Ignore);
named!(Updates, "place for updates", "apart" = Apart, "join" = Join);
pub(crate) fn unknown(text: &str, called: &str, names: &[&str]) -> Error {
    let (last, others) = names.split_last().expect("a choice has values");
    Error::Setting(format!("{text:?} is no {called}; write {} or {last}", others.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_value_and_another_word_to_none() {
        for method in [Method::Minhash, Method::Simhash, Method::Exact] {
            assert_eq!(method.name().parse::<Method>().expect("it is its name"), method);
        }
        let error = "Exact".parse::<Method>().expect_err("names are in lower case");
        assert_eq!(error.to_string(), "\"Exact\" is no method; write minhash, simhash or exact");
    }
}
