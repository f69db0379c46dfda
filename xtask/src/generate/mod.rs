//! What is generated and committed: the schemas, the types of all languages made of them, the library's public surface.

mod model;
mod python;
mod typescript;

use std::fs;
use std::path::Path;

use serde_json::Value;

use model::Model;

const PYTHON: &str = "bindings/python/python/karpool/generated";
const NODE: &str = "bindings/node/generated";

/// A generated file: its path in the repository and its text.
type Generated = (String, String);

fn notice(comment: &str) -> String {
    format!("{comment} Generated from the schema by `make schema`; a test compares it with the code.")
}

fn all(root: &Path) -> Result<Vec<Generated>, String> {
    let text = |schema: &Value| serde_json::to_string_pretty(schema).map(|text| text + "\n");
    let failed = |error: serde_json::Error| format!("a schema cannot be written: {error}");
    let protocol = karpool_bridge::protocol();
    let (requests, answers) = (Model::read(&protocol["requests"]), Model::read(&protocol["answers"]));
    let kinds = kinds(&protocol);
    let [types, common, module] = typescript::errors(&kinds);
    let files = [
        ("schema/karpool.schema.json".to_owned(), text(&karpool::spec::schema()).map_err(failed)?),
        ("schema/karpool.bindings.schema.json".to_owned(), text(&protocol).map_err(failed)?),
        ("docs/spec.md".to_owned(), crate::reference::page(root)?),
        ("crates/core/generated/surface.txt".to_owned(), crate::surface::surface(root)?),
        (format!("{PYTHON}/__init__.py"), format!("\"\"\"Types made of the schema.\"\"\"\n{}\n", notice("#"))),
        (format!("{PYTHON}/spec.py"), python::classes(&requests, "What a program asks for.")),
        (format!("{PYTHON}/answers.py"), python::classes(&answers, "What a program gets.")),
        (format!("{PYTHON}/dicts.py"), python::dicts(&requests, "Specs as plain dicts, typed.")),
        (format!("{PYTHON}/errors.py"), python::errors(&kinds)),
        (format!("{NODE}/spec.d.ts"), typescript::write(&requests, "")),
        (format!("{NODE}/answers.d.ts"), typescript::write(&answers, "")),
        (format!("{NODE}/errors.d.ts"), types),
        (format!("{NODE}/errors.js"), common),
        (format!("{NODE}/errors.mjs"), module),
    ];
    Ok(files.into())
}

/// Every kind of error with its description.
fn kinds(protocol: &Value) -> Vec<(String, String)> {
    let described = protocol["answers"]["$defs"]["Kind"]["oneOf"].as_array().into_iter().flatten();
    let described: Vec<&Value> = described.collect();
    let describe = |kind: &str| {
        let found = described.iter().find(|row| row["const"] == kind);
        found.and_then(|row| row["description"].as_str()).unwrap_or_default().to_owned()
    };
    let names = protocol["kinds"].as_array().into_iter().flatten().filter_map(Value::as_str);
    names.map(|kind| (kind.to_owned(), describe(kind))).collect()
}

pub(crate) fn write(root: &Path) -> Result<String, String> {
    let files = all(root)?;
    for (path, text) in &files {
        let file = root.join(path);
        let failed = |error: std::io::Error| format!("{path}: {error}");
        fs::create_dir_all(file.parent().unwrap_or(root)).map_err(failed)?;
        fs::write(&file, text).map_err(failed)?;
    }
    Ok(format!("{} files are written", files.len()))
}

pub(crate) fn check(root: &Path) -> Result<String, String> {
    let files = all(root)?;
    for (path, generated) in &files {
        let committed = fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
        if committed != *generated {
            let pairs = committed.lines().zip(generated.lines()).enumerate();
            let line = pairs.into_iter().find(|(_, (old, new))| old != new).map_or(0, |(number, _)| number + 1);
            let place = format!("{path} is not what the code says, first in line {line}");
            return Err(format!("{place}: run `make schema` and read the difference"));
        }
    }
    Ok(format!("{} generated files are what the code says", files.len()))
}

#[cfg(test)]
mod tests {
    use super::Model;

    /// What an editor and `help` show.
    #[test]
    fn every_type_and_field_is_documented() {
        let protocol = karpool_bridge::protocol();
        for model in ["requests", "answers"].map(|part| Model::read(&protocol[part])) {
            for definition in model.definitions.values() {
                assert_ne!(definition.documentation, "", "{}", definition.name);
            }
            for (definition, _, fields) in model.records() {
                for field in fields {
                    assert_ne!(field.documentation, "", "{}.{}", definition.name, field.wire);
                }
            }
        }
    }

    #[test]
    fn what_is_generated_is_what_the_code_says() {
        if let Err(problem) = super::check(&crate::root()) {
            panic!("{problem}");
        }
    }
}
