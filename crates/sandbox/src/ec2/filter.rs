//! Filters of the Describe calls, evaluated over the answer itself.

use serde_json::Value;

use super::fault::{invalid_value, refuse};
use super::input::{objects, text, texts};
use crate::call::Fault;

/// A filter's name and where its values stand in the answer; lists on the way are walked through.
pub(crate) type Path = (&'static str, &'static str);

pub(crate) struct Filter {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
}

/// Limit of values per filter. Source: EC2 API reference, FilterLimitExceeded.
const VALUES_LIMIT: usize = 200;

/// Reads `Filter.n.Name` and `Filter.n.Value.m`.
pub(crate) fn parse(input: &Value) -> Result<Vec<Filter>, Fault> {
    let mut filters = Vec::new();
    for given in objects(input, "Filter") {
        let name = text(given, "Name").ok_or_else(|| invalid_value("The filter 'null' is invalid"))?;
        let values = texts(given, "Value");
        if values.len() > VALUES_LIMIT {
            return Err(refuse(
                "FilterLimitExceeded",
                format!("The maximum number of filter values specified on a single call is {VALUES_LIMIT}"),
            ));
        }
        if values.is_empty() {
            return Err(invalid_value(format!("The filter '{name}' must have at least one value")));
        }
        filters.push(Filter { name, values });
    }
    Ok(filters)
}

/// Refuses names that the table doesn't have.
pub(crate) fn check(filters: &[Filter], table: &[Path]) -> Result<(), Fault> {
    for filter in filters {
        let tagged = filter.name.starts_with("tag:") && table.iter().any(|(name, _)| *name == "tag-key");
        if !tagged && !table.iter().any(|(name, _)| *name == filter.name) {
            return Err(invalid_value(format!("The filter '{}' is invalid", filter.name)));
        }
    }
    Ok(())
}

/// Whether an item passes all filters: each filter by any of its values.
pub(crate) fn passes(filters: &[Filter], table: &[Path], item: &Value) -> bool {
    filters.iter().all(|filter| {
        let mut found = Vec::new();
        if let Some(key) = filter.name.strip_prefix("tag:") {
            for tag in objects(item, "tagSet").iter().filter(|tag| tag["key"] == key) {
                collect(&tag["value"], &mut found);
            }
        } else {
            for (_, path) in table.iter().filter(|(name, _)| *name == filter.name) {
                for one in path.split('|') {
                    walk(item, one, &mut found);
                }
            }
        }
        filter.values.iter().any(|pattern| found.iter().any(|text| matches(pattern, text)))
    })
}

fn walk(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, path, found)),
        Value::Object(_) => match path.split_once('.') {
            Some((head, rest)) => walk(&value[head], rest, found),
            None => collect(&value[path], found),
        },
        _ => {}
    }
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(s) => found.push(s.clone()),
        Value::Number(n) => found.push(n.to_string()),
        Value::Bool(b) => found.push(b.to_string()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

/// Matches with `*` (any text) and `?` (any character); a backslash takes the next character as it is.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    fn step(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('*', rest)) => (0..=text.len()).any(|skip| step(rest, &text[skip..])),
            Some(('?', rest)) => !text.is_empty() && step(rest, &text[1..]),
            Some(('\\', rest)) if !rest.is_empty() => text.first() == Some(&rest[0]) && step(&rest[1..], &text[1..]),
            Some((one, rest)) => text.first() == Some(one) && step(rest, &text[1..]),
        }
    }
    if !pattern.contains(['*', '?', '\\']) {
        return pattern == text;
    }
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    step(&pattern, &text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wildcards_match_and_escapes_do_not() {
        assert!(matches("amazon-eks-node-*-v2026????", "amazon-eks-node-al2023-v20260801"));
        assert!(!matches("amazon-eks-node", "amazon-eks-node-1.34"));
        assert!(matches("a\\*b", "a*b"));
        assert!(!matches("a\\*b", "axb"));
    }

    #[test]
    fn a_filter_walks_through_lists_and_an_unknown_name_is_refused() {
        let table: &[Path] = &[("ip-permission.cidr", "ipPermissions.ipRanges.cidrIp"), ("tag-key", "tagSet.key")];
        let item = json!({"ipPermissions": [{"ipRanges": [{"cidrIp": "10.0.0.0/8"}]}], "tagSet": [{"key": "a",
        "value": "b"}]});
        let filter = |name: &str, value: &str| Filter { name: name.into(), values: vec![value.into()] };
        assert!(passes(&[filter("ip-permission.cidr", "10.*"), filter("tag:a", "b")], table, &item));
        assert!(!passes(&[filter("tag:a", "c")], table, &item));
        let fault = check(&[filter("colour", "red")], table).unwrap_err();
        assert_eq!(
            (fault.code.as_str(), fault.message.as_str()),
            ("InvalidParameterValue", "The filter 'colour' is invalid")
        );
    }
}
