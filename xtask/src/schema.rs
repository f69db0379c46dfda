//! The JSON Schema of the spec, committed so that editors and other languages can use it without karpool.

use std::fs;
use std::path::Path;

const FILE: &str = "schema/karpool.schema.json";

fn generated() -> Result<String, String> {
    let text = serde_json::to_string_pretty(&karpool::spec::schema());
    text.map(|text| text + "\n").map_err(|error| format!("the schema cannot be written: {error}"))
}

pub(crate) fn write(root: &Path) -> Result<String, String> {
    let file = root.join(FILE);
    let failed = |error: std::io::Error| format!("{FILE}: {error}");
    fs::create_dir_all(file.parent().unwrap_or(root)).map_err(failed)?;
    fs::write(&file, generated()?).map_err(failed)?;
    Ok(format!("{FILE} is written"))
}

pub(crate) fn check(root: &Path) -> Result<String, String> {
    let committed = fs::read_to_string(root.join(FILE)).map_err(|error| format!("{FILE}: {error}"))?;
    let generated = generated()?;
    if committed == generated {
        return Ok(format!("{FILE} is what the code says"));
    }
    let pairs = committed.lines().zip(generated.lines()).enumerate();
    let line = pairs.into_iter().find(|(_, (old, new))| old != new).map_or(0, |(number, _)| number + 1);
    Err(format!("{FILE} is not what the code says, first in line {line}: run `make schema` and read the difference"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_schema_is_what_the_code_says() {
        if let Err(problem) = super::check(&crate::root()) {
            panic!("{problem}");
        }
    }
}
