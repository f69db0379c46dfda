//! Specs as text: reading, laying over, setting, and checking with places.

mod node;
mod overlay;

use serde_json::Value;

pub(crate) use node::{Content, Entry, Mark, Node};

use super::check::{self, Place, Problem, Problems};
use super::path::Path;
use super::stack::Spec;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Yaml,
    Json,
}

impl Format {
    /// By the file's name: `.json` is JSON, everything else YAML.
    pub fn of_file(name: &str) -> Format {
        if name.ends_with(".json") { Format::Json } else { Format::Yaml }
    }
}

#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: String,
}

/// A spec as it was written: a text, with others laid over it and single values set.
#[derive(Clone, Debug)]
pub struct Document {
    root: Node,
    sources: Vec<Source>,
}

/// A checked document.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The spec, unless there is an error.
    pub spec: Option<Spec>,
    /// Everything that is wrong or may surprise.
    pub problems: Problems,
}

impl Document {
    /// Reads a text.
    ///
    /// # Errors
    /// When the text is not YAML or JSON, or is no map; with line and column.
    pub fn read(text: &str, format: Format, file: &str) -> Result<Document, Problems> {
        let mut document =
            Document { root: Node { content: Content::Null, mark: Mark::default() }, sources: Vec::new() };
        document.root = document.parse(text, format, file)?;
        if !matches!(document.root.content, Content::Map(_)) {
            let found = document.root.kind();
            let problem = Problem::error(&Path::root(), format!("the file holds {found}; a spec is a map of fields"))
                .hint("the smallest spec has `name`, `region` and `network`");
            return Err(document.placed(problem, document.root.mark).into());
        }
        Ok(document)
    }

    /// A document that is plain data, as a binding gives it; its problems have paths but no lines.
    pub fn from_value(value: &Value) -> Document {
        Document { root: Node::of_value(value, Mark::default()), sources: Vec::new() }
    }

    /// Lays a second text over this one: it wins field by field; lists are replaced whole.
    ///
    /// # Errors
    /// When the text is not YAML or JSON, or is no map.
    pub fn overlay(&mut self, text: &str, format: Format, file: &str) -> Result<(), Problems> {
        let over = self.parse(text, format, file)?;
        match over.content {
            Content::Null => Ok(()),
            Content::Map(_) => {
                overlay::lay(&mut self.root, over);
                Ok(())
            }
            _ => {
                let message = format!("the overlay holds {}; it is a map of fields", over.kind());
                Err(self.placed(Problem::error(&Path::root(), message), over.mark).into())
            }
        }
    }

    /// Sets one value: `nodePools.x86.limits.cpu` to `200`. The value is YAML.
    ///
    /// # Errors
    /// When the path or the value cannot be read, or the path leads through something that is no map or list.
    pub fn set(&mut self, path: &str, value: &str) -> Result<(), Problems> {
        let origin = format!("--set {path}");
        let refuse = |why: String| Problems::from(Problem::error(&Path::root(), format!("{origin}: {why}")));
        let place = Path::parse(path).map_err(&refuse)?;
        let node = self.parse(value, Format::Yaml, &origin)?;
        overlay::set(&mut self.root, &place, node).map_err(refuse)
    }

    /// Sets one value given as `path=value`.
    ///
    /// # Errors
    /// As [`Document::set`], and when there is no `=`.
    pub fn set_pair(&mut self, pair: &str) -> Result<(), Problems> {
        match pair.split_once('=') {
            Some((path, value)) => self.set(path.trim(), value),
            None => Err(Problem::error(&Path::root(), format!("--set {pair}: `=` and a value are missing")).into()),
        }
    }

    /// The tree as plain data, after overlays and settings.
    pub fn to_value(&self) -> Value {
        self.root.to_value()
    }

    /// Where each field that is given comes from: path and file, for `check --show`.
    pub fn origins(&self) -> Vec<(String, String)> {
        let mut origins = Vec::new();
        self.collect_origins(&Path::root(), &self.root, &mut origins);
        origins
    }

    fn collect_origins(&self, path: &Path, node: &Node, origins: &mut Vec<(String, String)>) {
        match &node.content {
            Content::Map(entries) => {
                for entry in entries {
                    self.collect_origins(&path.field(&entry.name), &entry.node, origins);
                }
            }
            Content::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.collect_origins(&path.index(index), item, origins);
                }
            }
            _ => {
                let source = self.sources.get(node.mark.source).map(|source| source.name.clone());
                origins.push((path.to_string(), source.unwrap_or_default()));
            }
        }
    }

    /// Finds everything that is wrong, each with its place. Makes no call.
    pub fn check(&self) -> Checked {
        let mut shaped = check::check_shape(&self.root);
        let mut problems = Problems::default();
        let wrong: Vec<String> = shaped.problems.iter().map(|(problem, _)| problem.path.clone()).collect();
        // A list that was left out because of one item is as good as wrong itself.
        let lists: Vec<&str> =
            wrong.iter().filter_map(|path| Some(path.strip_suffix(']')?.rsplit_once('[')?.0)).collect();
        for (problem, mark) in std::mem::take(&mut shaped.problems) {
            problems.push(self.placed(problem, mark));
        }
        if let Some(spec) = &shaped.spec {
            let found = check::check_spec(spec);
            for mut problem in found {
                let path = Path::parse(&problem.path).map_or_else(|_| Path::root(), |path| shaped.original(&path));
                problem.path = path.to_string();
                // What has the wrong form is missing from the tree that rules see: they have nothing to add.
                let left_out = shaped.stands_in(&problem.path) || lists.contains(&problem.path.as_str());
                if left_out || wrong.iter().any(|wrong| is_within(&problem.path, wrong)) {
                    continue;
                }
                problems.push(self.placed(problem, self.root.locate(&path)));
            }
        }
        let problems = problems.sorted();
        Checked { spec: shaped.spec.filter(|_| !problems.has_errors()), problems }
    }

    fn parse(&mut self, text: &str, format: Format, file: &str) -> Result<Node, Problems> {
        let source = self.sources.len();
        self.sources.push(Source { name: file.to_owned(), text: text.to_owned() });
        let json = match format {
            Format::Yaml => None,
            Format::Json => match serde_json::from_str::<Value>(text) {
                Ok(value) => Some(value),
                Err(error) => {
                    let mark = Mark { source, line: error.line(), column: error.column().max(1) };
                    let problem = Problem::error(&Path::root(), format!("this is not JSON: {error}"));
                    return Err(self.placed(problem, mark).into());
                }
            },
        };
        match (node::parse(text, source), json) {
            (Ok(node), _) => Ok(node),
            (Err(_), Some(value)) => Ok(Node::of_value(&value, Mark { source, line: 0, column: 0 })),
            (Err((message, mark)), None) => {
                let problem = Problem::error(&Path::root(), format!("this is not YAML: {message}"));
                Err(self.placed(problem, mark).into())
            }
        }
    }

    fn placed(&self, mut problem: Problem, mark: Mark) -> Problem {
        if let Some(source) = self.sources.get(mark.source).filter(|_| mark.line > 0) {
            let excerpt = source.text.lines().nth(mark.line - 1).unwrap_or_default().trim_end().to_owned();
            problem.place = Some(Place { file: source.name.clone(), line: mark.line, column: mark.column, excerpt });
        }
        problem
    }
}

/// Whether a path is another or lies below it.
fn is_within(path: &str, other: &str) -> bool {
    !other.is_empty()
        && path
            .strip_prefix(other)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('['))
}

impl Spec {
    /// Reads and checks a spec.
    ///
    /// # Errors
    /// All problems, when one of them is an error. Warnings alone are not given: [`Document::check`] has them.
    pub fn from_text(text: &str, format: Format, file: &str) -> Result<Spec, Problems> {
        let checked = Document::read(text, format, file)?.check();
        checked.spec.ok_or(checked.problems)
    }

    /// Reads and checks a spec that is plain data, as a binding gives it.
    ///
    /// # Errors
    /// All problems, when one of them is an error.
    pub fn from_value(value: &Value) -> Result<Spec, Problems> {
        let checked = Document::from_value(value).check();
        checked.spec.ok_or(checked.problems)
    }
}

/// Checks a text: everything that is wrong with it, or may surprise.
pub fn check(text: &str, format: Format, file: &str) -> Problems {
    match Document::read(text, format, file) {
        Ok(document) => document.check().problems,
        Err(problems) => problems,
    }
}
