//! Our controller policy beside Karpenter's own, as a reference file gives it.

use std::fs;
use std::path::Path;

pub(crate) fn compare(file: &Path) -> Result<String, String> {
    let name = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    let reference = serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let differences = karpool::catalog::controller_policy::differences(&reference);
    if differences.is_empty() {
        return Ok(format!("the controller policy, queue, rules and trust say what {name} says"));
    }
    Err(format!("{name} and the tables differ:\n  {}", differences.join("\n  ")))
}
