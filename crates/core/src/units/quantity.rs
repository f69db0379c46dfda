//! Amounts as Kubernetes writes them.

use std::fmt;
use std::str::FromStr;

use super::text::{Invalid, unit};

const UNIT: &str = "a quantity (`4`, `100m`, `50Gi`)";

/// Suffix and its factor in thousandths.
/// Source: Kubernetes API conventions, "Quantity".
const SUFFIXES: [(&str, u128); 12] = [
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("Pi", 1 << 50),
    ("Ei", 1 << 60),
    ("k", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000),
];

/// An amount of something, kept as it was written and compared by what it means.
#[derive(Clone, Debug)]
pub struct Quantity {
    text: String,
    thousandths: u128,
}

impl Quantity {
    /// Parses the text.
    ///
    /// # Errors
    /// When it is not a quantity, or is negative.
    pub fn new(text: impl AsRef<str>) -> Result<Quantity, Invalid> {
        text.as_ref().parse()
    }

    /// The amount in thousandths.
    pub fn thousandths(&self) -> u128 {
        self.thousandths
    }

    /// The amount in whole units of 2^30, rounded up.
    pub fn gibibytes(&self) -> u64 {
        u64::try_from(self.thousandths.div_ceil(1000 << 30)).unwrap_or(u64::MAX)
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A whole number of something.
    pub fn count(number: u64) -> Quantity {
        Quantity { text: number.to_string(), thousandths: u128::from(number) * 1000 }
    }

    /// Whole units of 2^30.
    pub fn gibi(number: u32) -> Quantity {
        Quantity { text: format!("{number}Gi"), thousandths: u128::from(number) * (1000 << 30) }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Quantity) -> bool {
        self.thousandths == other.thousandths
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Quantity) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Quantity) -> std::cmp::Ordering {
        self.thousandths.cmp(&other.thousandths)
    }
}

impl FromStr for Quantity {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Quantity, Invalid> {
        let thousandths = parse(text).map_err(|why| Invalid::new(UNIT, text, why))?;
        Ok(Quantity { text: text.to_owned(), thousandths })
    }
}

fn parse(text: &str) -> Result<u128, String> {
    if text.starts_with('-') {
        return Err("it is not negative".into());
    }
    let end = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let (number, suffix) = text.split_at(end);
    let factor: u128 = match suffix {
        "" => 1000,
        "m" => 1,
        _ => match SUFFIXES.iter().find(|(name, _)| *name == suffix) {
            Some((_, factor)) => factor * 1000,
            None => return Err(wrong_suffix(suffix)),
        },
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err("it must begin with a number".into());
    }
    if fraction.contains('.') || fraction.len() > 9 || whole.len() > 18 {
        return Err("the number is not well formed".into());
    }
    let digits: u128 = format!("0{whole}{fraction}").parse().map_err(|_| "the number is not well formed".to_owned())?;
    let scale = 10u128.pow(u32::try_from(fraction.len()).unwrap_or(9));
    let product = digits.checked_mul(factor).ok_or_else(|| "the number is too large".to_owned())?;
    Ok(product.div_ceil(scale))
}

fn wrong_suffix(suffix: &str) -> String {
    let near = SUFFIXES
        .iter()
        .find(|(name, _)| suffix.eq_ignore_ascii_case(name) || suffix.eq_ignore_ascii_case(&format!("{name}b")));
    match near {
        Some((name, _)) => format!("`{suffix}` is not a suffix: write `{name}`"),
        None => format!("`{suffix}` is not a suffix: they are m, k, M, G, T, Ki, Mi, Gi, Ti"),
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

unit!(Quantity, "quantity", "a quantity (`4`, `100m`, `50Gi`)", true);
