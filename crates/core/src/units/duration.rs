//! Lengths of time as Kubernetes writes them.

use std::fmt;
use std::str::FromStr;

use super::text::{Invalid, unit};

const UNIT: &str = "a duration (`30s`, `10m`, `720h`)";
const UNIT_NEVER: &str = "a duration (`30s`, `10m`, `720h`) or `Never`";

/// A length of time: whole hours, minutes and seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    seconds: u64,
}

impl Duration {
    pub const fn from_secs(seconds: u64) -> Duration {
        Duration { seconds }
    }

    pub const fn from_mins(minutes: u64) -> Duration {
        Duration { seconds: minutes.saturating_mul(60) }
    }

    pub const fn from_hours(hours: u64) -> Duration {
        Duration { seconds: hours.saturating_mul(3600) }
    }

    pub const fn as_secs(self) -> u64 {
        self.seconds
    }
}

impl From<Duration> for std::time::Duration {
    fn from(duration: Duration) -> std::time::Duration {
        std::time::Duration::from_secs(duration.seconds)
    }
}

impl FromStr for Duration {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Duration, Invalid> {
        parse(text).map(|seconds| Duration { seconds }).map_err(|why| Invalid::new(UNIT, text, why))
    }
}

/// What Go holds in a duration; a controller that meets a longer one reads nothing of its kind any more.
const MOST: u64 = i64::MAX.unsigned_abs() / 1_000_000_000;

fn parse(text: &str) -> Result<u64, String> {
    let mut rest = text;
    let mut seconds: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return Err("a number is followed by `s`, `m` or `h`".into());
        }
        let (number, tail) = rest.split_at(digits);
        let factor = match tail.chars().next() {
            Some('s') => 1,
            Some('m') if !tail.starts_with("ms") => 60,
            Some('h') => 3600,
            Some('d') => return Err("days have no unit: write hours (`720h` for 30 days)".into()),
            None => return Err(format!("its unit is missing: write `{text}s`, `{text}m` or `{text}h`")),
            Some(_) => return Err("its units are `s`, `m` and `h`".into()),
        };
        let number: u64 = number.parse().map_err(|_| "the number is too large".to_owned())?;
        seconds = number
            .checked_mul(factor)
            .and_then(|part| seconds.checked_add(part))
            .ok_or_else(|| "the number is too large".to_owned())?;
        rest = &tail[1..];
    }
    match seconds {
        _ if text.is_empty() => Err("it is empty".into()),
        ..=MOST => Ok(seconds),
        _ => Err("at most 2562047h can be held".into()),
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.seconds {
            0 => f.write_str("0s"),
            s if s % 3600 == 0 => write!(f, "{}h", s / 3600),
            s if s % 60 == 0 => write!(f, "{}m", s / 60),
            s => write!(f, "{s}s"),
        }
    }
}

unit!(Duration, "duration", "a duration (`30s`, `10m`, `720h`)");

/// A length of time, or for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DurationOrNever {
    After(Duration),
    Never,
}

impl From<Duration> for DurationOrNever {
    fn from(duration: Duration) -> DurationOrNever {
        DurationOrNever::After(duration)
    }
}

impl FromStr for DurationOrNever {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<DurationOrNever, Invalid> {
        match text {
            "Never" => Ok(DurationOrNever::Never),
            _ if text.eq_ignore_ascii_case("never") => Err(Invalid::new(UNIT_NEVER, text, "write `Never`")),
            _ => parse(text)
                .map(|seconds| DurationOrNever::After(Duration { seconds }))
                .map_err(|why| Invalid::new(UNIT_NEVER, text, why)),
        }
    }
}

impl fmt::Display for DurationOrNever {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DurationOrNever::After(duration) => duration.fmt(f),
            DurationOrNever::Never => f.write_str("Never"),
        }
    }
}

unit!(DurationOrNever, "duration-or-never", "a duration (`30s`, `10m`, `720h`) or `Never`");
