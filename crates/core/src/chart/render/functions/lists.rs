//! Lists. All functions answer a new value: nothing is changed in place.

use std::collections::BTreeSet;

use gotmpl::Value as Go;

use super::super::arguments::{Arguments, Function, list_of, text, text_of};
use super::json::typed;

pub(super) const TABLE: &[(&str, Function)] = &[
    ("list", |arguments| Ok(Go::List(arguments.values.into()))),
    ("tuple", |arguments| Ok(Go::List(arguments.values.into()))),
    ("first", first),
    ("mustFirst", first),
    ("last", last),
    ("mustLast", last),
    ("rest", rest),
    ("mustRest", rest),
    ("initial", initial),
    ("mustInitial", initial),
    ("append", append),
    ("mustAppend", append),
    ("push", append),
    ("mustPush", append),
    ("prepend", prepend),
    ("mustPrepend", prepend),
    ("concat", |arguments| {
        let lists = arguments.values.iter().map(list_of).collect::<Result<Vec<_>, _>>()?;
        Ok(Go::List(lists.concat().into()))
    }),
    ("reverse", reverse),
    ("mustReverse", reverse),
    ("uniq", uniq),
    ("mustUniq", uniq),
    ("compact", compact),
    ("mustCompact", compact),
    ("without", without),
    ("mustWithout", without),
    ("has", has),
    ("mustHas", has),
    ("sortAlpha", sort_alpha),
    ("toStrings", |arguments| Ok(Go::List(texts(arguments.at(0)?).iter().map(text).collect()))),
    ("slice", slice),
    ("mustSlice", slice),
    ("chunk", chunk),
    ("mustChunk", chunk),
];

fn first(arguments: &Arguments<'_>) -> Result<Go, String> {
    Ok(arguments.list(0)?.first().cloned().unwrap_or(Go::Nil))
}

fn last(arguments: &Arguments<'_>) -> Result<Go, String> {
    Ok(arguments.list(0)?.last().cloned().unwrap_or(Go::Nil))
}

fn rest(arguments: &Arguments<'_>) -> Result<Go, String> {
    Ok(Go::List(arguments.list(0)?.into_iter().skip(1).collect()))
}

fn initial(arguments: &Arguments<'_>) -> Result<Go, String> {
    let mut list = arguments.list(0)?;
    list.pop();
    Ok(Go::List(list.into()))
}

fn append(arguments: &Arguments<'_>) -> Result<Go, String> {
    Ok(Go::List(arguments.list(0)?.into_iter().chain([arguments.at(1)?.clone()]).collect()))
}

fn prepend(arguments: &Arguments<'_>) -> Result<Go, String> {
    Ok(Go::List([arguments.at(1)?.clone()].into_iter().chain(arguments.list(0)?).collect()))
}

fn reverse(arguments: &Arguments<'_>) -> Result<Go, String> {
    Ok(Go::List(arguments.list(0)?.into_iter().rev().collect()))
}

fn compact(arguments: &Arguments<'_>) -> Result<Go, String> {
    Ok(Go::List(arguments.list(0)?.into_iter().filter(Go::is_truthy).collect()))
}

fn uniq(arguments: &Arguments<'_>) -> Result<Go, String> {
    let mut seen = BTreeSet::new();
    Ok(Go::List(arguments.list(0)?.into_iter().filter(|item| seen.insert(typed(item))).collect()))
}

fn without(arguments: &Arguments<'_>) -> Result<Go, String> {
    let unwanted: BTreeSet<_> = arguments.rest(1).iter().map(typed).collect();
    Ok(Go::List(arguments.list(0)?.into_iter().filter(|item| !unwanted.contains(&typed(item))).collect()))
}

fn has(arguments: &Arguments<'_>) -> Result<Go, String> {
    if matches!(arguments.at(1)?, Go::Nil) {
        return Ok(Go::Bool(false));
    }
    let wanted = typed(arguments.at(0)?);
    Ok(Go::Bool(arguments.list(1)?.iter().any(|item| typed(item) == wanted)))
}

/// The texts of a list, without what is nothing; anything else is one text. Source: sprig, `strslice`.
fn texts(value: &Go) -> Vec<String> {
    match value {
        Go::List(items) => items.iter().filter(|item| !matches!(item, Go::Nil)).map(text_of).collect(),
        Go::Nil => Vec::new(),
        other => vec![text_of(other)],
    }
}

fn sort_alpha(arguments: &Arguments<'_>) -> Result<Go, String> {
    let mut list = match arguments.at(0)? {
        Go::Nil => vec!["<nil>".to_owned()],
        other => texts(other),
    };
    list.sort();
    Ok(Go::List(list.iter().map(text).collect()))
}

fn slice(arguments: &Arguments<'_>) -> Result<Go, String> {
    let Go::List(list) = arguments.at(0)? else {
        return Err("list should be type of slice or array".to_owned());
    };
    let bound = |position: usize, otherwise: usize| match arguments.values.get(position) {
        None => Ok(otherwise),
        Some(_) => usize::try_from(arguments.whole(position)?).map_err(|_| "slice bounds out of range".to_owned()),
    };
    let (start, end) = (bound(1, 0)?, bound(2, list.len())?);
    if arguments.values.len() > 3 || list.is_empty() {
        return Err("an empty list, or more than two bounds, is not supported".to_owned());
    }
    list.get(start..end).map(|part| Go::List(part.into())).ok_or_else(|| "slice bounds out of range".to_owned())
}

fn chunk(arguments: &Arguments<'_>) -> Result<Go, String> {
    let size = usize::try_from(arguments.count(0)?).ok().filter(|size| *size > 0);
    let size = size.ok_or("a size below one is not supported")?;
    Ok(Go::List(arguments.list(1)?.chunks(size).map(|part| Go::List(part.into())).collect()))
}
