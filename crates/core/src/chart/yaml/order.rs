//! The order in which Go's YAML library writes the keys of a table.

use std::cmp::Ordering;

/// Put one by one at their places, so that the order need not be a total one.
pub(super) fn sorted<'a>(keys: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut sorted: Vec<&String> = Vec::new();
    for key in keys {
        let at = sorted.partition_point(|other| order(other, key) == Ordering::Less);
        sorted.insert(at, key);
    }
    sorted
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
