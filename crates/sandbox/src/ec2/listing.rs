//! What all Describe calls share: ids, filters and pages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::fault::{combination, invalid_value};
use super::filter::{self, Path};
use super::input::{integer, text, texts};
use super::noun;
use crate::call::{Call, Fault, Reply};

/// One Describe call.
pub(crate) struct Listing {
    /// The list's element in the answer.
    pub(crate) set: &'static str,
    /// The input member with ids and the prefix of the noun, if ids can be asked for.
    pub(crate) ids: Option<(&'static str, &'static str)>,
    pub(crate) filters: &'static [Path],
    /// Least and greatest MaxResults; `None` where the call has no pages.
    pub(crate) page: Option<(i64, i64)>,
    /// EC2 refuses ids and MaxResults together in some calls.
    pub(crate) ids_exclude_page: bool,
}

/// Answers with those of `items` (key and rendered item, in order of the key) that were asked for.
pub(crate) fn describe(call: &Call<'_>, listing: &Listing, items: Vec<(String, Value)>) -> Reply {
    let filters = filter::parse(&call.input)?;
    filter::check(&filters, listing.filters)?;
    let items = match listing.ids {
        Some((member, prefix)) => pick(call, listing, items, (member, prefix))?,
        None => items,
    };
    let items = items.into_iter().filter(|(_, item)| filter::passes(&filters, listing.filters, item)).collect();
    page(call, listing, items)
}

fn pick(
    call: &Call<'_>,
    listing: &Listing,
    items: Vec<(String, Value)>,
    (member, prefix): (&str, &str),
) -> Result<Vec<(String, Value)>, Fault> {
    let ids = texts(&call.input, member);
    if ids.is_empty() {
        return Ok(items);
    }
    if listing.ids_exclude_page && text(&call.input, "MaxResults").is_some() {
        return Err(combination(format!(
            "The parameter {} cannot be used with the parameter maxResults",
            listing.set.replacen("reservationSet", "instancesSet", 1)
        )));
    }
    for id in &ids {
        if !items.iter().any(|(key, _)| key == id) {
            return Err(noun::absent(prefix, id));
        }
    }
    Ok(items.into_iter().filter(|(key, _)| ids.contains(key)).collect())
}

/// Cuts one page out of the items.
pub(crate) fn page(call: &Call<'_>, listing: &Listing, items: Vec<(String, Value)>) -> Reply {
    let mut answer = Map::new();
    let Some((least, greatest)) = listing.page else {
        answer.insert(listing.set.to_owned(), items.into_iter().map(|(_, item)| item).collect());
        return Ok(Value::Object(answer));
    };
    let limit = integer(&call.input, "MaxResults")?;
    if let Some(limit) = limit {
        if limit < least {
            return Err(invalid_value(format!(
                "Value ( {limit} ) for parameter maxResults is invalid. Expecting a value greater than {least}."
            )));
        }
        if limit > greatest {
            return Err(invalid_value(format!(
                "Value ( {limit} ) for parameter maxResults is invalid. Expecting a value less than {greatest}."
            )));
        }
    }
    let after = match text(&call.input, "NextToken") {
        Some(token) => Some(read_token(&token, listing.set)?),
        None => None,
    };
    let limit = limit.unwrap_or(greatest) as usize;
    let mut rest = items.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|after| key > after)).peekable();
    let (mut taken, mut last) = (Vec::new(), String::new());
    while taken.len() < limit {
        let Some((key, item)) = rest.next() else { break };
        (last, _) = (key, taken.push(item));
    }
    answer.insert(listing.set.to_owned(), Value::Array(taken));
    if rest.peek().is_some() {
        answer.insert("nextToken".to_owned(), json!(URL_SAFE_NO_PAD.encode(format!("{}\n{last}", listing.set))));
    }
    Ok(Value::Object(answer))
}

fn read_token(token: &str, set: &str) -> Result<String, Fault> {
    let bad = || invalid_value("Unable to parse pagination token");
    let plain = URL_SAFE_NO_PAD.decode(token).map_err(|_| bad())?;
    let plain = String::from_utf8(plain).map_err(|_| bad())?;
    match plain.split_once('\n') {
        Some((of, key)) if of == set => Ok(key.to_owned()),
        _ => Err(bad()),
    }
}
