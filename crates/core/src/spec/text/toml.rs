//! TOML as a tree of values that know where they stand.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{Content, Entry, Mark, Node};

/// Reads TOML into a tree.
pub(crate) fn parse(text: &str, source: usize) -> Result<Node, (String, Mark)> {
    let places = Places { text, source };
    match DeTable::parse(text) {
        Ok(table) => Ok(places.table(table.get_ref(), Mark { source, line: 1, column: 1 })),
        Err(error) => {
            let mark = error.span().map_or(Mark { source, line: 1, column: 1 }, |span| places.mark(span.start));
            Err((error.message().trim_end().to_owned(), mark))
        }
    }
}

struct Places<'a> {
    text: &'a str,
    source: usize,
}

impl Places<'_> {
    /// The line and column of a byte.
    fn mark(&self, offset: usize) -> Mark {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(1, |last| last.chars().count() + 1);
        Mark { source: self.source, line, column }
    }

    fn table(&self, table: &DeTable<'_>, mark: Mark) -> Node {
        let entry = |(name, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
            let name: &Spanned<toml::de::DeString<'_>> = name;
            Entry { name: name.get_ref().to_string(), mark: self.mark(name.span().start), node: self.value(value) }
        };
        let mut entries: Vec<Entry> = table.iter().map(entry).collect();
        // As they were written, not by name.
        entries.sort_by_key(|entry| (entry.mark.line, entry.mark.column));
        Node { content: Content::Map(entries), mark }
    }

    fn value(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let mark = self.mark(value.span().start);
        let own = self.text.get(value.span()).unwrap_or_default().trim();
        let content = match value.get_ref() {
            DeValue::String(text) => Content::Text(text.to_string()),
            DeValue::Boolean(yes) => Content::Bool(*yes),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Content::Number(number.into(), own.to_owned()),
                Err(_) => Content::Text(own.to_owned()),
            },
            DeValue::Float(number) => {
                let finite = number.as_str().parse::<f64>().ok().and_then(serde_json::Number::from_f64);
                finite.map_or_else(|| Content::Text(own.to_owned()), |number| Content::Number(number, own.to_owned()))
            }
            DeValue::Datetime(time) => Content::Text(time.to_string()),
            DeValue::Array(items) => Content::List(items.iter().map(|item| self.value(item)).collect()),
            DeValue::Table(table) => return self.table(table, mark),
        };
        Node { content, mark }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::path::Path;
    use serde_json::json;

    #[test]
    fn values_keep_their_places_and_their_text() {
        let text = "name = \"dev\"\n[kubernetes]\nversion = 1.30\n[nodePools.x86]\narch = [\"amd64\"]\n";
        let node = parse(text, 3).expect("TOML");
        let expected =
            json!({"name": "dev", "kubernetes": {"version": 1.3}, "nodePools": {"x86": {"arch": ["amd64"]}}});
        assert_eq!(node.to_value(), expected);
        let mark = node.locate(&Path::parse("kubernetes.version").expect("a path"));
        assert_eq!(mark, Mark { source: 3, line: 3, column: 11 });
        let Content::Map(entries) = &node.content else { panic!("a map") };
        let Content::Map(fields) = &entries[1].node.content else { panic!("a map") };
        assert!(matches!(&fields[0].node.content, Content::Number(_, own) if own == "1.30"), "{fields:?}");
        let (_, mark) = parse("name = \n", 0).expect_err("no value");
        assert_eq!(mark.line, 1);
    }
}
