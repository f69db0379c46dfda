//! Ranges of addresses.

use std::fmt;
use std::str::FromStr;

use ipnet::IpNet;

use super::text::{Invalid, unit};

const UNIT: &str = "a CIDR (`10.8.0.0/16`)";

/// A range of IPv4 or IPv6 addresses whose host bits are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr(IpNet);

impl Cidr {
    /// Parses the text.
    ///
    /// # Errors
    /// When it is not a CIDR, or has host bits set.
    pub fn new(text: impl AsRef<str>) -> Result<Cidr, Invalid> {
        text.as_ref().parse()
    }

    /// Every address.
    pub fn is_everything(self) -> bool {
        self.0.prefix_len() == 0
    }

    /// Whether the two ranges share an address.
    pub fn overlaps(self, other: Cidr) -> bool {
        self.0.contains(&other.0) || other.0.contains(&self.0)
    }

    pub fn is_ipv6(self) -> bool {
        matches!(self.0, IpNet::V6(_))
    }

    /// The range as a network.
    pub fn network(self) -> IpNet {
        self.0
    }
}

impl FromStr for Cidr {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Cidr, Invalid> {
        let net: IpNet = match text.parse() {
            Ok(net) => net,
            Err(_) if text.parse::<std::net::IpAddr>().is_ok() => {
                let bits = if text.contains(':') { 128 } else { 32 };
                return Err(Invalid::new(UNIT, text, format!("the length is missing: write `{text}/{bits}`")));
            }
            Err(_) => return Err(Invalid::new(UNIT, text, "it is an address, `/` and a length")),
        };
        if net.trunc() != net {
            return Err(Invalid::new(UNIT, text, format!("it has host bits set: write `{}`", net.trunc())));
        }
        Ok(Cidr(net))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

unit!(Cidr, "cidr", "a CIDR (`10.8.0.0/16`)");
