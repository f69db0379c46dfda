//! Ports.

use std::fmt;
use std::str::FromStr;

use super::text::{Invalid, unit};

const UNIT: &str = "a port (`443`) or two with `-` between (`1025-65535`)";

/// A port, or a range of ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    pub first: u16,
    pub last: u16,
}

impl FromStr for Ports {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Ports, Invalid> {
        let wrong = |why: &str| Invalid::new(UNIT, text, why);
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let port = |text: &str| text.trim().parse::<u16>().map_err(|_| wrong("a port is a number from 0 to 65535"));
        let ports = Ports { first: port(first)?, last: port(last)? };
        if ports.first > ports.last { Err(wrong("the first port is larger than the last")) } else { Ok(ports) }
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}

unit!(Ports, "ports", "a port (`443`) or two with `-` between (`1025-65535`)", true);
