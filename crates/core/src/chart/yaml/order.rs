//! The order in which Go's YAML library writes the keys of a table.

use std::cmp::Ordering;

/// More keys of one table are not put in order.
const MOST_KEYS: usize = 10_000;
/// More pairs of keys are not compared.
const MOST_PAIRS: usize = 1_000_000;

/// The keys in order. Go's order is none where digits and letters meet: then what comes out depends on chance there.
pub(super) fn sorted<'a>(keys: impl Iterator<Item = &'a String>) -> Result<Vec<&'a String>, String> {
    let mut sorted: Vec<&String> = Vec::new();
    for key in keys {
        // Put one by one at their places, so that the order need not be a total one.
        let at = sorted.partition_point(|other| order(other, key) == Ordering::Less);
        sorted.insert(at, key);
        if sorted.len() > MOST_KEYS {
            return Err(format!("a table of more than {MOST_KEYS} keys is not supported"));
        }
    }
    let unsure: Vec<usize> = (0..sorted.len()).filter(|at| is_mixed(sorted[*at])).collect();
    if unsure.len().saturating_mul(sorted.len()) > MOST_PAIRS {
        return Err("the order of so many keys of digits and letters is not certain".to_owned());
    }
    for at in unsure {
        for (other, key) in sorted.iter().enumerate() {
            if other != at && (order(sorted[at], key) == Ordering::Less) != (at < other) {
                return Err(format!("the order of the keys `{}` and `{key}` is not certain", sorted[at]));
            }
        }
    }
    Ok(sorted)
}

/// Whether a letter follows a digit.
fn is_mixed(key: &str) -> bool {
    let pairs = key.chars().zip(key.chars().skip(1));
    pairs.into_iter().any(|(one, next)| one.is_numeric() && next.is_alphabetic())
}

/// Signs before letters, and digits by the number that they make.
fn order(one: &str, other: &str) -> Ordering {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let Some(at) = one.iter().zip(&other).position(|(one, other)| one != other) else {
        return one.len().cmp(&other.len());
    };
    let (left, right) = (one[at], other[at]);
    match (left.is_alphabetic(), right.is_alphabetic()) {
        (true, true) => return left.cmp(&right),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    // Inside of a number that has begun already, a zero counts.
    let digits = one[..at].iter().rev().take_while(|letter| letter.is_numeric());
    let inside = (left == '0' || right == '0') && digits.into_iter().any(|letter| *letter != '0');
    number(&one[at..], inside).cmp(&number(&other[at..], inside)).then(left.cmp(&right))
}

/// Length of the number without leading zeros, its digits, and the length with them.
fn number(letters: &[char], inside: bool) -> (usize, String, usize) {
    let digits: String = letters.iter().take_while(|letter| letter.is_ascii_digit()).collect();
    let counted = if inside { format!("1{digits}") } else { digits.trim_start_matches('0').to_owned() };
    (counted.len(), counted, digits.len())
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn an_order_that_is_none_is_refused() {
        let sorted = |keys: &[&str]| {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            sorted(keys.iter()).map(|keys| keys.into_iter().cloned().collect::<Vec<_>>())
        };
        assert_eq!(sorted(&["a10", "a9", "b", "a01"]).unwrap(), ["a01", "a9", "a10", "b"]);
        assert_eq!(sorted(&["a1b", "a1", "x"]).unwrap(), ["a1", "a1b", "x"]);
        assert!(sorted(&["a9", "a10", "a1b"]).is_err());
    }
}
