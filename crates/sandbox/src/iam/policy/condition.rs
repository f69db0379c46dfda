//! Condition operators.
//!
//! Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Set operators for multivalued
//! context keys".

use super::document::Condition;
use super::evaluate::Context;
use super::pattern;

/// A condition operator taken apart: `ForAllValues:StringEqualsIfExists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    pub set: Set,
    pub base: &'static str,
    pub if_exists: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    One,
    ForAllValues,
    ForAnyValue,
}

const BASES: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
];

impl Operator {
    pub fn parse(text: &str) -> Option<Operator> {
        let (set, rest) = match text.split_once(':') {
            Some(("ForAllValues", rest)) => (Set::ForAllValues, rest),
            Some(("ForAnyValue", rest)) => (Set::ForAnyValue, rest),
            Some(_) => return None,
            None => (Set::One, text),
        };
        let (name, if_exists) = match rest.strip_suffix("IfExists") {
            Some(name) if name != "Null" => (name, true),
            Some(_) => return None,
            None => (rest, false),
        };
        let base = BASES.iter().copied().find(|base| base.eq_ignore_ascii_case(name))?;
        Some(Operator { set, base, if_exists })
    }

    /// Operators that hold when the key is absent.
    fn negative(self) -> bool {
        self.base.contains("Not") && self.base != "Null"
    }
}

/// Whether one condition holds in a context.
pub fn holds(condition: &Condition, context: &Context) -> bool {
    let Some(operator) = Operator::parse(&condition.operator) else {
        return false;
    };
    let values = context.values(&condition.key);
    if operator.base == "Null" {
        let absent = values.is_none_or(|v| v.is_empty());
        return condition
            .values
            .iter()
            .any(|wanted| wanted.eq_ignore_ascii_case(if absent { "true" } else { "false" }));
    }
    let wanted: Vec<String> = condition.values.iter().filter_map(|v| pattern::substitute(v, context)).collect();
    let values = match values {
        Some(values) => values,
        None => {
            return operator.if_exists
                || operator.set == Set::ForAllValues
                || operator.set == Set::One && operator.negative();
        }
    };
    let one = |value: &String| {
        if operator.negative() {
            wanted.iter().all(|w| compare(operator.base, w, value))
        } else {
            wanted.iter().any(|w| compare(operator.base, w, value))
        }
    };
    match operator.set {
        Set::ForAllValues => values.iter().all(one),
        Set::ForAnyValue => values.iter().any(one),
        Set::One => values.first().is_some_and(one),
    }
}

fn compare(base: &str, wanted: &str, value: &str) -> bool {
    match base {
        "StringEquals" | "BinaryEquals" => wanted == value,
        "StringNotEquals" => wanted != value,
        "StringEqualsIgnoreCase" => wanted.to_lowercase() == value.to_lowercase(),
        "StringNotEqualsIgnoreCase" => wanted.to_lowercase() != value.to_lowercase(),
        "Bool" => wanted.eq_ignore_ascii_case(value),
        "StringLike" => pattern::matches(wanted, value),
        "StringNotLike" => !pattern::matches(wanted, value),
        // ArnEquals and ArnLike behave the same.
        "ArnEquals" | "ArnLike" => pattern::matches_arn(wanted, value),
        "ArnNotEquals" | "ArnNotLike" => !pattern::matches_arn(wanted, value),
        "IpAddress" => within(wanted, value),
        "NotIpAddress" => !within(wanted, value),
        _ if base.starts_with("Numeric") => ordered(&base[7..], number(value), number(wanted)),
        _ => ordered(&base[4..], moment(value), moment(wanted)),
    }
}

fn ordered(relation: &str, value: Option<f64>, wanted: Option<f64>) -> bool {
    let (Some(value), Some(wanted)) = (value, wanted) else {
        return relation == "NotEquals";
    };
    match relation {
        "Equals" => value == wanted,
        "NotEquals" => value != wanted,
        "LessThan" => value < wanted,
        "LessThanEquals" => value <= wanted,
        "GreaterThan" => value > wanted,
        _ => value >= wanted,
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

fn moment(text: &str) -> Option<f64> {
    number(text).or_else(|| text.parse::<jiff::Timestamp>().ok().map(|t| t.as_second() as f64))
}

fn within(network: &str, address: &str) -> bool {
    let network: Option<ipnet::IpNet> =
        network.parse().ok().or_else(|| network.parse::<std::net::IpAddr>().ok().map(ipnet::IpNet::from));
    match (network, address.parse::<std::net::IpAddr>()) {
        (Some(network), Ok(address)) => network.contains(&address),
        _ => false,
    }
}
