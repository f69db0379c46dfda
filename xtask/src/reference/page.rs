//! The page as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use karpool::spec::ENVIRONMENT_DEFAULTS;
use serde_json::Value;

use super::change;
use super::example::Examples;
use super::field::Field;
use super::wire;

const HEAD: &str = "# The spec

Every field of a spec, written by `make schema` from the code; do not edit. The same tree is a YAML, JSON or TOML file,
the builders in Rust, and the objects of Python and Node. Unknown fields are errors.

`<name>` stands for a name that you choose, `[]` for the items of a list. *Default* is what holds when the field is left
out; a field without one is optional and then has no effect. *Wire* is where the value goes. *Change* is what a change
does to what lives.

## Where a value comes from

Later wins: the file; each overlay (`-f FILE`), in their order, field by field, lists whole; environment variables;
`--set path=value`. `karpool check --show` prints every field with its value and where it comes from.

`--set` takes one pair and may be repeated. Its value is YAML: `--set nodePools.x86.limits.cpu=200`, a whole list
`--set 'access.admins=[alice, bob]'`, a map `--set 'tags={team: web}'`. An item of a list is named by its number, from 0,
`--set access.admins.0=alice` or `access.admins[0]`; the number behind the last item adds one, a higher one is an error.
A name with dots stands in brackets and quotes: `--set 'tags[\"example.com/team\"]=web'`. What is set inside of a default
map, by `--set` or a variable, leaves the rest of it: with `nodePools.x86.limits.cpu` there still is the pool `graviton`.

An environment variable is `KARPOOL_` and the path: two underscores between steps, capitals, one underscore between the
words of a field. `kubernetes.version` is `KARPOOL_KUBERNETES__VERSION`, `nodePools.x86.limits.cpu` is
`KARPOOL_NODE_POOLS__X86__LIMITS__CPU`. An item of a list is named by its number, from 0:
`KARPOOL_ACCESS__ADMINS__0=alice`. A name that you chose is found whatever its capitals and signs; where the file does
not have it, it is taken in small letters with `-` between its words. A value is YAML, so a whole list or map can be
given: `KARPOOL_TAGS='{Team: platform}'`; it replaces what was there. A variable that names no field is an error.
";

pub(crate) fn page(fields: &[Field], examples: &Examples, defaults: &BTreeMap<String, Value>) -> String {
    let mut text = HEAD.to_owned();
    let _ = writeln!(text, "\nThese are no part of a spec: {}.", reserved());
    text += &environments();
    let mut part = "";
    for field in fields {
        if field.part() != part {
            part = field.part();
            let _ = write!(text, "\n## `{part}`\n");
        }
        if field.path != part {
            let _ = write!(text, "\n### `{}`\n", field.path);
        }
        let _ = write!(text, "\n{}\n\n", field.about);
        text += &facts(field, examples, defaults);
    }
    text
}

fn reserved() -> String {
    let rows = karpool::spec::RESERVED_VARIABLES;
    rows.iter().map(|(name, about)| format!("`{name}` ({about})")).collect::<Vec<_>>().join(", ")
}

fn environments() -> String {
    let mut text = String::from(
        "\n## What an environment stands for\n
`environment: development` or `production` is a set of defaults. A value that is given wins, and the plan lists what the
environment has decided.\n
| field | without | development | production | why |\n|---|---|---|---|---|\n",
    );
    for row in &ENVIRONMENT_DEFAULTS {
        let (path, why) = (row.path, row.why);
        let _ =
            writeln!(text, "| `{path}` | `{}` | `{}` | `{}` | {why} |", row.ordinary, row.development, row.production);
    }
    text
}

fn facts(field: &Field, examples: &Examples, defaults: &BTreeMap<String, Value>) -> String {
    if let Some(why) = super::refused(&field.path) {
        return format!("- Values: {why}\n");
    }
    let mut rows = vec![("Values", field.values.clone())];
    let fact = |label: &'static str| field.facts.get(label).map(|fact| (label, fact.clone()));
    rows.extend(fact("Shape"));
    rows.extend(fact("Unit"));
    rows.extend(fact("Range").or_else(|| range(field)));
    let resolved = || defaults.get(&field.path).map(|value| ("Default", format!("`{value}`")));
    if field.required {
        rows.push(("Default", "none: it must be given".to_owned()));
    } else {
        rows.extend(fact("Default").or_else(resolved));
    }
    rows.extend(examples.of(field).map(|value| ("Example", format!("`{}`", cut(&value)))));
    let wire = || wire::of(&field.path).filter(|_| !field.is_section()).map(|wire| ("Wire", wire.to_owned()));
    rows.extend(fact("Wire").or_else(wire));
    rows.extend(change::of(&field.path).map(|change| ("Change", change.to_owned())));
    rows.extend(fact("Source"));
    let mut text = String::new();
    for (label, fact) in rows {
        let _ = writeln!(text, "- {label}: {fact}");
    }
    text
}

fn range(field: &Field) -> Option<(&'static str, String)> {
    let (least, most) = (field.schema["minimum"].as_u64(), field.schema["maximum"].as_u64());
    Some((
        "Range",
        match (least, most) {
            (Some(least), Some(most)) => format!("{least} to {most}"),
            (Some(least), None) => format!("{least} or more"),
            (None, Some(most)) => format!("at most {most}"),
            (None, None) => return None,
        },
    ))
}

/// A long value's beginning says enough.
fn cut(text: &str) -> String {
    const MOST: usize = 160;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{} …", &text[..at]),
        None => text.to_owned(),
    }
}
