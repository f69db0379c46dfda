//! Quantities in their canonical form.

/// Suffixes with their power of ten or of two.
const DECIMAL: &[(&str, i32)] =
    &[("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
const BINARY: &[(&str, u32)] = &[("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];

/// Whether the text is a quantity.
pub(crate) fn is_quantity(text: &str) -> bool {
    canonical(text).is_some()
}

/// `1000m` as `1`, `0.5` as `500m`, `1024Mi` as `1Gi`; `None` for what is no quantity.
pub(crate) fn canonical(text: &str) -> Option<String> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let (number, suffix) = digits.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') || number.len() > 24 {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    if let Some((_, power)) = BINARY.iter().find(|(name, _)| *name == suffix) {
        if !fraction.is_empty() && fraction.bytes().any(|b| b != b'0') {
            let bytes = number.parse::<f64>().ok()? * 2f64.powi(*power as i32);
            return Some(format!("{sign}{}", binary(bytes.ceil() as u128)));
        }
        let value = whole.parse::<u128>().ok()?.checked_shl(*power)?;
        return Some(format!("{sign}{}", binary(value)));
    }
    let power = match DECIMAL.iter().find(|(name, _)| *name == suffix) {
        Some((_, power)) => *power,
        None => suffix.strip_prefix(['e', 'E'])?.parse().ok()?,
    };
    if !(-9..=18).contains(&power) {
        return None;
    }
    // Nanounits are the finest that a quantity knows.
    let shift = power + 9 - fraction.len() as i32;
    let raw = format!("{whole}{fraction}").parse::<u128>().ok()?;
    let nano = if shift >= 0 {
        raw.checked_mul(10u128.checked_pow(shift as u32)?)?
    } else {
        raw.div_ceil(10u128.checked_pow(shift.unsigned_abs())?)
    };
    Some(format!("{sign}{}", decimal(nano)))
}

fn binary(value: u128) -> String {
    for (name, power) in BINARY.iter().rev() {
        if value != 0 && value.is_multiple_of(1u128 << power) {
            return format!("{}{name}", value >> power);
        }
    }
    value.to_string()
}

fn decimal(nano: u128) -> String {
    if nano == 0 {
        return "0".to_owned();
    }
    for (name, power) in DECIMAL.iter().rev() {
        let unit = 10u128.pow((power + 9) as u32);
        if nano.is_multiple_of(unit) {
            return format!("{}{name}", nano / unit);
        }
    }
    nano.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_have_one_form() {
        for (given, wanted) in [
            ("1000m", "1"),
            ("0.5", "500m"),
            ("1024Mi", "1Gi"),
            ("1.5Gi", "1536Mi"),
            ("100", "100"),
            ("2000", "2k"),
            ("1e3", "1k"),
            ("0", "0"),
        ] {
            assert_eq!(canonical(given).as_deref(), Some(wanted), "{given}");
        }
        assert_eq!(canonical("1 Gi"), None);
        assert_eq!(canonical("abc"), None);
    }
}
