//! TypeScript: interfaces and types with their documentation.

use std::fmt::Write as _;

use super::model::{Definition, Field, Model, Tag, Type};

/// All definitions; `imports` are those of another module.
pub(super) fn write(model: &Model, imports: &str) -> String {
    let mut out = format!("{}\n{imports}", super::notice("//"));
    for (definition, holds) in model.aliases() {
        documentation(&mut out, &definition.documentation, "");
        let _ = writeln!(out, "export type {} = {};\n", definition.name, named(holds));
    }
    for (definition, tag, fields) in model.records() {
        record(&mut out, definition, tag, fields);
    }
    out.trim_end().to_owned() + "\n"
}

fn record(out: &mut String, definition: &Definition, tag: Option<&Tag>, fields: &[Field]) {
    documentation(out, &definition.documentation, "");
    let _ = writeln!(out, "export interface {} {{", definition.name);
    if let Some(tag) = tag {
        let _ = writeln!(out, "  {}: \"{}\";", tag.wire, tag.word);
    }
    for field in fields {
        documentation(out, &field.documentation, "  ");
        let optional = if field.required { "" } else { "?" };
        let _ = writeln!(out, "  {}{optional}: {};", field.wire, named(&field.holds));
    }
    out.push_str("}\n\n");
}

/// The class of every kind of error: declarations, CommonJS and ECMAScript.
pub(super) fn errors(kinds: &[(String, String)]) -> [String; 3] {
    let notice = super::notice("//");
    let mut types = format!("{notice}\nimport {{ KarpoolError }} from \"../errors\";\n\n");
    let mut common = format!("{notice}\n\"use strict\";\n\nconst {{ KarpoolError }} = require(\"../errors.js\");\n\n");
    for (kind, text) in kinds {
        documentation(&mut types, text, "");
        let _ = writeln!(types, "export class {kind} extends KarpoolError {{}}\n");
        documentation(&mut common, text, "");
        let _ = writeln!(common, "class {kind} extends KarpoolError {{}}\n");
    }
    let names = kinds.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>().join(", ");
    let _ = writeln!(common, "module.exports = {{ {names} }};");
    let module = format!("{notice}\nimport errors from \"./errors.js\";\n\nexport const {{ {names} }} = errors;\n");
    [types.trim_end().to_owned() + "\n", common, module]
}

fn named(holds: &Type) -> String {
    match holds {
        Type::Any => "unknown".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Number | Type::Whole => "number".to_owned(),
        Type::Text | Type::Path => "string".to_owned(),
        Type::Words(words) => words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(" | "),
        Type::List(item) => match **item {
            Type::Union(_) | Type::Words(_) => format!("Array<{}>", named(item)),
            _ => format!("{}[]", named(item)),
        },
        Type::Map(item) => format!("{{ [name: string]: {} }}", named(item)),
        Type::Named(name) => name.clone(),
        Type::Union(types) => types.iter().map(named).collect::<Vec<_>>().join(" | "),
    }
}

fn documentation(out: &mut String, text: &str, indent: &str) {
    let text = text.replace("*/", "*\u{200b}/");
    let lines: Vec<&str> = text.lines().collect();
    match &lines[..] {
        [] => {}
        [line] => {
            let _ = writeln!(out, "{indent}/** {line} */");
        }
        lines => {
            let _ = writeln!(out, "{indent}/**");
            for line in lines {
                let _ = writeln!(out, "{}", format!("{indent} * {line}").trim_end());
            }
            let _ = writeln!(out, "{indent} */");
        }
    }
}
