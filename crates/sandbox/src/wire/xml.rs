//! Writing XML.

use serde_json::Value;

/// Appends text with the five special characters escaped; what XML can't say becomes U+FFFD.
pub(super) fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\r' => out.push_str("&#xD;"),
            '\n' | '\t' => out.push(letter),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// Appends `<name>value</name>`; arrays become lists of `item` elements, `null` nothing.
pub(super) fn element(out: &mut String, name: &str, value: &Value, item: &str) {
    if value.is_null() {
        return;
    }
    out.push('<');
    out.push_str(name);
    out.push('>');
    content(out, value, item);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Appends what stands inside an element.
pub(super) fn content(out: &mut String, value: &Value, item: &str) {
    match value {
        Value::Null => {}
        Value::String(text) => escape(out, text),
        Value::Array(elements) => elements.iter().for_each(|value| element(out, item, value, item)),
        Value::Object(members) => members.iter().for_each(|(name, value)| element(out, name, value, item)),
        scalar => out.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_nest_and_text_is_escaped() {
        let mut out = String::new();
        element(&mut out, "r", &json!({"a": [["x<"], []], "n": null, "b": true, "z": "\u{1}&"}), "item");
        assert_eq!(out, "<r><a><item><item>x&lt;</item></item><item></item></a><b>true</b><z>\u{fffd}&amp;</z></r>");
    }
}
