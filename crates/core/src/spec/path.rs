//! Places in the spec.

use std::fmt;

/// A step into a map or a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    Field(String),
    Index(usize),
}

/// A place in the spec: `nodePools.x86.arch[0]`. A field that a dot would break is in brackets: `tags["a.b/c"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<Segment>);

impl Path {
    /// The whole spec.
    pub fn root() -> Path {
        Path::default()
    }

    #[must_use]
    pub fn field(&self, name: &str) -> Path {
        let mut segments = self.0.clone();
        segments.push(Segment::Field(name.to_owned()));
        Path(segments)
    }

    #[must_use]
    pub fn index(&self, index: usize) -> Path {
        let mut segments = self.0.clone();
        segments.push(Segment::Index(index));
        Path(segments)
    }

    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The names on the way, without the list indexes.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Field(name) => Some(name.as_str()),
            Segment::Index(_) => None,
        })
    }

    /// Where this is contained.
    pub fn parent(&self) -> Option<Path> {
        let (_, rest) = self.0.split_last()?;
        Some(Path(rest.to_vec()))
    }

    /// The same place when what is at `home` stands at `other`; nothing when this is not there or below.
    pub(crate) fn below(&self, home: &Path, other: &Path) -> Option<Path> {
        let rest = self.0.strip_prefix(home.segments())?;
        Some(Path(other.0.iter().chain(rest).cloned().collect()))
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Path, String> {
        let mut path = Path::root();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('[') {
                let (segment, tail) = bracket(inside)?;
                path.0.push(segment);
                rest = tail.strip_prefix('.').unwrap_or(tail);
                continue;
            }
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, tail) = rest.split_at(end);
            if name.is_empty() {
                return Err(format!("`{text}` has an empty field name"));
            }
            path.0.push(Segment::Field(name.to_owned()));
            rest = match tail.strip_prefix('.') {
                Some("") => return Err(format!("`{text}` ends in a dot")),
                Some(tail) => tail,
                None => tail,
            };
        }
        if path.0.is_empty() { Err("the path is empty".into()) } else { Ok(path) }
    }
}

fn bracket(inside: &str) -> Result<(Segment, &str), String> {
    if let Some(quoted) = inside.strip_prefix('"') {
        let (name, tail) = quoted.split_once("\"]").ok_or("a `[\"` is not closed by `\"]`")?;
        return Ok((Segment::Field(name.to_owned()), tail));
    }
    let (number, tail) = inside.split_once(']').ok_or("a `[` is not closed by `]`")?;
    let index = number.parse().map_err(|_| format!("`[{number}]` is not the number of a list item"))?;
    Ok((Segment::Index(index), tail))
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Field(name) if name.is_empty() || name.contains(['.', '[', ']', '"', ' ']) => {
                    write!(f, "[\"{name}\"]")?;
                }
                Segment::Field(name) if position == 0 => f.write_str(name)?,
                Segment::Field(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_comes_back_the_same() {
        for text in ["nodePools.x86.arch[0]", "tags[\"a.b/c\"]", "access.entries[1].policies[0].name"] {
            assert_eq!(Path::parse(text).map(|path| path.to_string()).as_deref(), Ok(text));
        }
        for wrong in ["", "a..b", "a.", "a[x]", "a[1", "a[\"x"] {
            assert!(Path::parse(wrong).is_err(), "{wrong}");
        }
    }
}
