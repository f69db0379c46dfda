//! A number of things, or a share of them.

use std::fmt;
use std::str::FromStr;

use super::text::{Invalid, unit};

const UNIT: &str = "a number or a percentage (`3`, `10%`)";

/// A number of nodes, or a percentage of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountOrPercent {
    Count(u32),
    Percent(u8),
}

impl FromStr for CountOrPercent {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<CountOrPercent, Invalid> {
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if let Some(number) = text.strip_suffix('%') {
            return match number.parse::<u8>() {
                Ok(percent) if percent <= 100 && plain(number) => Ok(CountOrPercent::Percent(percent)),
                _ => Err(Invalid::new(UNIT, text, "a percentage is a whole number from 0 to 100")),
            };
        }
        match text.parse() {
            Ok(count) if plain(text) => Ok(CountOrPercent::Count(count)),
            _ => Err(Invalid::new(UNIT, text, "it is a whole number, or one followed by `%`")),
        }
    }
}

impl fmt::Display for CountOrPercent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CountOrPercent::Count(count) => count.fmt(f),
            CountOrPercent::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

unit!(CountOrPercent, "count-or-percent", "a number or a percentage (`3`, `10%`)", true);
