//! Python: classes with keyword arguments, and typed dicts with the names of the wire.

use std::fmt::Write as _;

use super::model::{Definition, Field, Model, Shape, Tag, Type, pascal, snake};

/// Words that can't be names of arguments.
const RESERVED: &[&str] = &["and", "as", "async", "await", "class", "from", "global", "import", "in", "is", "lambda"];
/// Records that notebooks show.
const SHOWN: &[&str] = &["Plan", "Report"];

const IMPORTS: &str = "from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias
";
/// Records whose fields are also arguments of functions.
const KEYWORDS: &[&str] = &["Options", "SandboxOptions"];

/// Classes of all records, and names of all other types.
pub(super) fn classes(model: &Model, documentation: &str) -> String {
    let mut out = format!("\"\"\"{documentation}\"\"\"\n{}\n{}", super::notice("#"), IMPORTS);
    out.push_str("\nfrom ..record import Record, Shown\n\n");
    for (definition, holds) in model.aliases() {
        let _ = writeln!(out, "{}: TypeAlias = {}", definition.name, quoted(&annotated(holds, "")));
        docstring(&mut out, &definition.documentation, "");
    }
    for (definition, tag, fields) in model.records() {
        class(&mut out, model, (definition, tag, fields));
    }
    unions(&mut out, model);
    all(&mut out, model.definitions.keys().cloned());
    out
}

/// Typed dicts of all records.
pub(super) fn dicts(model: &Model, documentation: &str) -> String {
    let mut out = format!("\"\"\"{documentation}\"\"\"\n{}\n{}", super::notice("#"), IMPORTS);
    out = out.replace("TypeAlias\n", "TypeAlias, TypedDict\n");
    for (definition, holds) in model.aliases() {
        let _ = writeln!(out, "\n{}Dict: TypeAlias = {}", definition.name, quoted(&annotated(holds, "Dict")));
        docstring(&mut out, &definition.documentation, "");
    }
    for (definition, tag, fields) in model.records() {
        let (required, optional): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.required);
        // A keyword of Python is no name in the body of a class.
        let (words, optional): (Vec<&Field>, Vec<&Field>) =
            optional.into_iter().partition(|field| argument(field).ends_with('_'));
        let name = &definition.name;
        let mut base = "TypedDict";
        let needed = format!("_{name}Required");
        let worded = format!("_{name}Words");
        if !words.is_empty() {
            let field = |field: &&Field| format!("{:?}: {}", field.wire, quoted(&annotated(&field.holds, "Dict")));
            let fields: Vec<String> = words.iter().map(field).collect();
            let _ = writeln!(out, "\n\n{worded} = TypedDict({worded:?}, {{{}}}, total=False)", fields.join(", "));
            base = &worded;
        }
        if tag.is_some() || !required.is_empty() {
            let _ = writeln!(out, "\n\nclass {needed}(TypedDict):");
            if let Some(tag) = tag {
                let _ = writeln!(out, "    {}: Literal[\"{}\"]", tag.wire, tag.word);
            }
            required.iter().for_each(|field| key(&mut out, field));
            base = &needed;
            assert!(words.is_empty(), "{name}: required fields beside one whose name is a keyword");
        }
        let _ = writeln!(out, "\n\nclass {name}Dict({base}, total=False):");
        docstring(&mut out, &or_name(definition), "    ");
        optional.iter().for_each(|field| key(&mut out, field));
    }
    for (definition, _, fields) in model.records().filter(|row| KEYWORDS.contains(&row.0.name.as_str())) {
        let _ = writeln!(out, "\n\nclass {}Keywords(TypedDict, total=False):", definition.name);
        docstring(&mut out, &or_name(definition), "    ");
        for field in fields {
            let _ = writeln!(out, "    {}: {}", argument(field), annotated(&field.holds, "Dict"));
            docstring(&mut out, &field.documentation, "    ");
        }
    }
    let keywords = KEYWORDS.iter().map(|name| format!("{name}Keywords"));
    all(&mut out, model.definitions.keys().map(|name| format!("{name}Dict")).chain(keywords));
    out
}

fn key(out: &mut String, field: &Field) {
    let _ = writeln!(out, "    {}: {}", field.wire, annotated(&field.holds, "Dict"));
    docstring(out, &field.documentation, "    ");
}

/// Exceptions, one for each kind.
pub(super) fn errors(kinds: &[(String, String)]) -> String {
    let mut out = format!("\"\"\"The exceptions, one for each kind of error.\"\"\"\n{}\n", super::notice("#"));
    out.push_str("from __future__ import annotations\n\nfrom ..errors import KarpoolError\n");
    let words: Vec<String> = kinds.iter().map(|(kind, _)| format!("{kind:?}")).collect();
    for (kind, text) in kinds {
        let _ = writeln!(out, "\n\nclass {kind}(KarpoolError):");
        docstring(&mut out, text, "    ");
    }
    let _ = writeln!(out, "\n\n__all__ = [{}]", words.join(", "));
    out
}

fn class(out: &mut String, model: &Model, (definition, tag, fields): (&Definition, Option<&Tag>, &[Field])) {
    let base = if SHOWN.contains(&definition.name.as_str()) { "Shown" } else { "Record" };
    let _ = writeln!(out, "\n\nclass {}({base}):", definition.name);
    docstring(out, &with_fields(definition, fields), "    ");
    let wires = fields.iter().map(|field| format!("{:?}: {:?}", argument(field), field.wire));
    let _ = writeln!(out, "\n    _fields = {{{}}}", wires.collect::<Vec<_>>().join(", "));
    if let Some(tag) = tag {
        let _ = writeln!(out, "    _tag = ({:?}, {:?})", tag.wire, tag.word);
        let _ = writeln!(out, "    {}: Literal[{:?}]", snake(&tag.wire), tag.word);
    }
    let nested = fields.iter().filter_map(|field| {
        let (container, name) = nested(model, &field.holds)?;
        Some(format!("{:?}: ({container:?}, {name:?})", argument(field)))
    });
    let nested: Vec<String> = nested.collect();
    if !nested.is_empty() {
        let _ = writeln!(out, "    _nested = {{{}}}", nested.join(", "));
    }
    for field in fields {
        let _ = writeln!(out, "    {}: {}", argument(field), annotation(field));
        docstring(out, &field.documentation, "    ");
    }
    constructor(out, tag, fields);
    if let Some(piece) = piece(model, &definition.name) {
        alone(out, piece, &definition.name);
    }
}

fn constructor(out: &mut String, tag: Option<&Tag>, fields: &[Field]) {
    let _ = writeln!(out, "\n    def __init__(");
    let _ = writeln!(out, "        self,");
    if !fields.is_empty() {
        let _ = writeln!(out, "        *,");
    }
    for field in fields {
        let default = if field.required { "" } else { " = None" };
        let _ = writeln!(out, "        {}: {}{default},", argument(field), annotation(field));
    }
    let _ = writeln!(out, "    ) -> None:");
    if let Some(tag) = tag {
        let _ = writeln!(out, "        self.{} = {:?}", snake(&tag.wire), tag.word);
    }
    for field in fields {
        let name = argument(field);
        let _ = writeln!(out, "        self.{name} = {name}");
    }
    if tag.is_none() && fields.is_empty() {
        let _ = writeln!(out, "        pass");
    }
}

/// The record of a part that stands alone, when a section has one: the field that holds it has its name.
fn piece<'a>(model: &'a Model, section: &str) -> Option<(&'a Definition, &'a [Field])> {
    let (definition, _) = model.variants("Piece").into_iter().find(|(_, tag)| pascal(&tag.word) == section)?;
    match &definition.shape {
        Shape::Record { fields, .. } => Some((definition, fields)),
        Shape::Alias(_) => None,
    }
}

fn alone(out: &mut String, (piece, fields): (&Definition, &[Field]), section: &str) {
    let _ = writeln!(out, "\n    def alone(\n        self,\n        *,");
    let is_self = |field: &&Field| pascal(&field.wire) == section;
    for field in fields.iter().filter(|field| !is_self(field)) {
        let default = if field.required { "" } else { " = None" };
        let _ = writeln!(out, "        {}: {}{default},", argument(field), annotation(field));
    }
    let _ = writeln!(out, "    ) -> {}:", piece.name);
    docstring(out, &format!("This alone, without the rest of a stack. {}", piece.documentation), "        ");
    let given = fields.iter().map(|field| {
        let name = argument(field);
        let value = if is_self(&field) { "self" } else { &name };
        format!("{name}={value}")
    });
    let _ = writeln!(out, "        return {}({})", piece.name, given.collect::<Vec<_>>().join(", "));
}

/// The unions whose members are told apart by a field.
fn unions(out: &mut String, model: &Model) {
    let mut rows = Vec::new();
    for (definition, _) in model.aliases() {
        let variants = model.variants(&definition.name);
        let Some((_, tag)) = variants.first() else { continue };
        let classes = variants.iter().map(|(variant, tag)| format!("{:?}: {:?}", tag.word, variant.name));
        rows.push(format!(
            "    {:?}: ({:?}, {{{}}}),\n",
            definition.name,
            tag.wire,
            classes.collect::<Vec<_>>().join(", ")
        ));
    }
    let _ = write!(out, "\n\nUNIONS: dict[str, tuple[str, dict[str, str]]] = {{\n{}}}\n", rows.concat());
}

fn all(out: &mut String, names: impl Iterator<Item = String>) {
    let names = names.map(|name| format!("    {name:?},\n"));
    let _ = write!(out, "\n__all__ = [\n{}]\n", names.collect::<String>());
}

/// The container and the class of a field that holds records.
fn nested(model: &Model, holds: &Type) -> Option<(&'static str, String)> {
    match holds {
        Type::Named(name) => {
            let is_record = model.records().any(|(definition, _, _)| definition.name == *name);
            (is_record || !model.variants(name).is_empty()).then(|| ("one", name.clone()))
        }
        Type::List(item) => nested(model, item).map(|(_, name)| ("list", name)),
        Type::Map(item) => nested(model, item).map(|(_, name)| ("map", name)),
        Type::Union(types) => match &types.iter().filter(|holds| **holds != Type::Null).collect::<Vec<_>>()[..] {
            [only] => nested(model, only),
            _ => None,
        },
        _ => None,
    }
}

fn annotation(field: &Field) -> String {
    let holds = annotated(&field.holds, "");
    if field.required || holds == "Any" || holds.ends_with("| None") { holds } else { holds + " | None" }
}

fn annotated(holds: &Type, suffix: &str) -> String {
    match holds {
        Type::Any => "Any".to_owned(),
        Type::Null => "None".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Number => "float".to_owned(),
        Type::Whole => "int".to_owned(),
        Type::Text => "str".to_owned(),
        Type::Path => "str | os.PathLike[str]".to_owned(),
        Type::Words(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
            format!("Literal[{}]", words.join(", "))
        }
        Type::List(item) => format!("Sequence[{}]", annotated(item, suffix)),
        Type::Map(item) => format!("Mapping[str, {}]", annotated(item, suffix)),
        Type::Named(name) => format!("{name}{suffix}"),
        Type::Union(types) => types.iter().map(|holds| annotated(holds, suffix)).collect::<Vec<_>>().join(" | "),
    }
}

fn argument(field: &Field) -> String {
    let name = snake(&field.wire);
    if RESERVED.contains(&name.as_str()) { name + "_" } else { name }
}

fn quoted(text: &str) -> String {
    format!("'{text}'")
}

fn or_name(definition: &Definition) -> String {
    if definition.documentation.is_empty() { format!("{}.", definition.name) } else { definition.documentation.clone() }
}

/// What `help` shows: the text under a field is for editors, and Python itself does not keep it.
fn with_fields(definition: &Definition, fields: &[Field]) -> String {
    let mut text = or_name(definition);
    if !fields.is_empty() {
        text.push_str("\n\nAttributes:");
    }
    for field in fields {
        let _ = write!(text, "\n    {} ({})", argument(field), annotation(field));
        let mut separator = ": ";
        for line in field.documentation.lines().filter(|line| !line.is_empty()) {
            text.extend([separator, line]);
            separator = "\n        ";
        }
    }
    text
}

fn docstring(out: &mut String, text: &str, indent: &str) {
    if text.is_empty() {
        return;
    }
    let text = text.replace('\\', "\\\\").replace("\"\"\"", "'''");
    let end = if text.ends_with('"') { " " } else { "" };
    let mut lines = text.lines();
    let _ = write!(out, "{indent}\"\"\"{}", lines.next().unwrap_or_default());
    let mut several = false;
    for line in lines {
        several = true;
        let _ = write!(out, "\n{}", format!("{indent}{line}").trim_end());
    }
    let close = if several { format!("\n{indent}") } else { end.to_owned() };
    let _ = writeln!(out, "{close}\"\"\"");
}
