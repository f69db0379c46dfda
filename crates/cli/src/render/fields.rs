//! The fields of a spec, with their values and where they come from.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use super::style;

/// One field.
#[derive(Serialize)]
pub(crate) struct Row {
    pub(crate) path: String,
    pub(crate) value: Value,
    /// `dev.yaml:7`, `KARPOOL_TAGS__TEAM`, `--set`, `default`, `preset x86`, `environment production`.
    pub(crate) origin: String,
    pub(crate) given: bool,
}

/// The widest column of paths.
const WIDEST: usize = 56;

/// Three columns; a long value is cut unless everything is asked for.
pub(crate) fn fields(rows: &[Row], width: usize, verbose: bool) -> String {
    let wide = |text: &dyn Fn(&Row) -> String| rows.iter().map(|row| text(row).chars().count()).max().unwrap_or(0);
    let paths = wide(&|row| row.path.clone()).min(WIDEST);
    let origins = wide(&|row| row.origin.clone());
    let room = width.saturating_sub(paths + origins + 4).max(16);
    let values = wide(&|row| value(&row.value)).min(room);
    let mut text = String::new();
    for row in rows {
        let whole = value(&row.value);
        let shown = if verbose { whole } else { style::cut(&whole, values) };
        let path = format!("{:<paths$}", style::cut_front(&row.path, paths));
        let path = if row.given { style::strong(&path) } else { path };
        let _ = writeln!(text, "{path}  {shown:<values$}  {}", style::faint(&row.origin));
    }
    text
}

/// A text without quotes where nothing can be mistaken for it.
fn value(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() && text.trim() == text && text.parse::<f64>().is_err() => {
            match text.as_str() {
                "true" | "false" | "null" => format!("{text:?}"),
                _ if text.contains('\n') => format!("{text:?}"),
                _ => text.clone(),
            }
        }
        other => other.to_string(),
    }
}
