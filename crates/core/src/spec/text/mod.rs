//! Specs as text: reading, laying over, setting, and checking with places.

mod default;
mod file_name;
mod node;
mod numbered;
mod overlay;
mod source;
mod toml;
mod variable;

use serde_json::Value;

pub(crate) use node::{Content, Entry, Mark, Node};

use super::check::{self, Problem, Problems, Severity};
use super::path::Path;
use super::piece::{PieceSpec, schema_of_piece};
use super::schema::known;
use super::stack::Spec;
use crate::units::Region;
use source::{Source, SourceKind};
pub use variable::RESERVED as RESERVED_VARIABLES;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Yaml,
    Json,
    Toml,
}

impl Format {
    /// By the file's name: `.json` is JSON, `.toml` is TOML, everything else YAML.
    pub fn of_file(name: &str) -> Format {
        match name.rsplit_once('.') {
            Some((_, "json")) => Format::Json,
            Some((_, "toml")) => Format::Toml,
            _ => Format::Yaml,
        }
    }
}

/// What stands for a stack's name and region while they are missing.
const STAND_INS: [(&str, &str); 2] = [("name", "unnamed"), ("region", "us-east-1")];

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
        let problem = match &document.root.content {
            Content::Map(_) => return Ok(document),
            Content::Text(word) if file_name::is_like_one(word) => file_name::taken_for_text(word),
            _ => {
                let found = document.root.kind();
                Problem::error(&Path::root(), format!("the file holds {found}; a spec is a map of fields"))
                    .hint("the smallest spec has `name`, `region` and `network`")
            }
        };
        Err(document.placed(problem, document.root.mark).into())
    }

    /// A document that is plain data, as a binding gives it; its problems have paths but no lines.
    pub fn from_value(value: &Value) -> Document {
        Document { root: Node::of_value(value, Mark::default()), sources: Vec::new() }
    }

    /// Gives this region to a document that names none. One that is there stays, right or wrong.
    pub fn default_region(&mut self, region: &Region) {
        let Content::Map(entries) = &mut self.root.content else { return };
        let node = Node { content: Content::Text(region.to_string()), mark: Mark::default() };
        match entries.iter_mut().find(|entry| entry.name == "region") {
            Some(entry) if matches!(entry.node.content, Content::Null) => entry.node = node,
            Some(_) => {}
            None => entries.push(Entry { name: "region".to_owned(), mark: Mark::default(), node }),
        }
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

    /// Sets one value: `nodePools.x86.limits.cpu` to `200`. The value is YAML; a number is text where text is expected.
    /// `access.admins[0]` or `access.admins.0` is an item of a list; the number behind the last one adds one.
    ///
    /// # Errors
    /// When the path or the value cannot be read, or the path leads through something that is no map or list.
    pub fn set(&mut self, path: &str, value: &str) -> Result<(), Problems> {
        let given = format!("--set {path}={value}");
        let mut place = Path::parse(path).map_err(|why| refused(&given, &why))?;
        if numbered::is_numbered(&place) {
            place = numbered::indexed(&place, &self.schema(), &self.root);
        }
        self.assign(&place, value, given, "--set".to_owned())
    }

    /// Sets one value given as `path=value`.
    ///
    /// # Errors
    /// As [`Document::set`], and when there is no `=`.
    pub fn set_pair(&mut self, pair: &str) -> Result<(), Problems> {
        match pair.split_once('=') {
            Some((path, value)) => self.set(path.trim(), value),
            None => Err(refused(&format!("--set {pair}"), "`=` and a value are missing")),
        }
    }

    /// Sets the values that environment variables give: `KARPOOL_KUBERNETES__VERSION=1.35`. Others are left out.
    ///
    /// # Errors
    /// All variables that name no field, and as [`Document::set`].
    pub fn set_variables(&mut self, variables: impl IntoIterator<Item = (String, String)>) -> Result<(), Problems> {
        let mut settings: Vec<(String, String)> =
            variables.into_iter().filter(|(name, _)| variable::is_setting(name)).collect();
        // `ADMINS__0` before `ADMINS__1`, whatever the order of the environment.
        settings.sort();
        let schema = if settings.is_empty() { Value::Null } else { self.schema() };
        let mut problems = Problems::default();
        for (name, value) in settings {
            let set = variable::path_of(&name, &schema, &self.root)
                .map_err(|why| refused(&name, &why))
                .and_then(|path| self.assign(&path, &value, format!("{name}={value}"), name.clone()));
            if let Err(wrong) = set {
                wrong.iter().for_each(|problem| problems.push(problem.clone()));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn assign(&mut self, path: &Path, value: &str, given: String, called: String) -> Result<(), Problems> {
        let source = self.sources.len();
        self.sources.push(Source { name: given.clone(), text: value.to_owned(), kind: SourceKind::Argument(called) });
        let node = node::parse(value, source).map_err(|(message, mark)| {
            Problems::from(
                self.placed(Problem::error(path, format!("the value cannot be read as YAML: {message}")), mark),
            )
        })?;
        let mark = Mark { source: self.sources.len(), ..Mark::default() };
        if self.piece().is_none() && default::unfold(&mut self.root, path, mark) {
            self.sources.push(Source::default_map());
        }
        overlay::set(&mut self.root, path, node).map_err(|why| refused(&given, &why))
    }

    /// The tree as plain data, after overlays and settings.
    pub fn to_value(&self) -> Value {
        self.root.to_value()
    }

    /// Where each field that is given comes from, for `check --show`: path and `dev.yaml:7`, `--set` or the variable.
    /// A list of words or numbers is one field.
    pub fn origins(&self) -> Vec<(String, String)> {
        let mut origins = Vec::new();
        self.collect_origins(&Path::root(), &self.root, &mut origins);
        origins
    }

    fn collect_origins(&self, path: &Path, node: &Node, origins: &mut Vec<(String, String)>) {
        match &node.content {
            Content::Map(entries) if !entries.is_empty() => {
                for entry in entries {
                    self.collect_origins(&path.field(&entry.name), &entry.node, origins);
                }
            }
            Content::List(items) if items.iter().any(|item| matches!(item.content, Content::Map(_))) => {
                for (index, item) in items.iter().enumerate() {
                    self.collect_origins(&path.index(index), item, origins);
                }
            }
            _ => {
                let origin = self.sources.get(node.mark.source).map(|source| source.origin(node.mark));
                origins.push((path.to_string(), origin.unwrap_or_default()));
            }
        }
    }

    /// Whether this is one part of a stack alone: it has a field `piece`.
    pub fn is_piece(&self) -> bool {
        self.piece().is_some()
    }

    fn piece(&self) -> Option<&Node> {
        let Content::Map(entries) = &self.root.content else { return None };
        entries.iter().find(|entry| entry.name == "piece").map(|entry| &entry.node)
    }

    fn schema(&self) -> Value {
        match self.piece().map(|word| &word.content) {
            None => known().clone(),
            Some(Content::Text(word)) => schema_of_piece(Some(word)),
            Some(_) => schema_of_piece(None),
        }
    }

    /// Finds everything that is wrong with a whole stack, each with its place. Makes no call.
    pub fn check(&self) -> Checked {
        let shaped = check::check_shape::<Spec>(known(), &self.root, &self.unquoted(), &STAND_INS);
        let found = shaped.value.as_ref().map(check::check_spec).unwrap_or_default();
        let (spec, problems) = self.gather(shaped, found);
        Checked { spec, problems }
    }

    /// Finds everything that is wrong with one part alone; `rules` says what a form alone cannot.
    pub(crate) fn check_piece(&self, rules: impl FnOnce(&PieceSpec) -> Problems) -> (Option<PieceSpec>, Problems) {
        let shaped = check::check_shape::<PieceSpec>(&self.schema(), &self.root, &self.unquoted(), &[]);
        let found = shaped.value.as_ref().map(|piece| piece.own(rules(piece))).unwrap_or_default();
        self.gather(shaped, found)
    }

    fn unquoted(&self) -> Vec<bool> {
        self.sources.iter().map(Source::is_argument).collect()
    }

    /// What is wrong with the form and what rules found, each with its place; the value, unless there is an error.
    fn gather<T>(&self, mut shaped: check::Shaped<T>, found: Problems) -> (Option<T>, Problems) {
        let mut problems = Problems::default();
        let wrong: Vec<String> = shaped.problems.iter().map(|(problem, _)| problem.path.clone()).collect();
        // A list that was left out because of one item is as good as wrong itself.
        let lists: Vec<&str> =
            wrong.iter().filter_map(|path| Some(path.strip_suffix(']')?.rsplit_once('[')?.0)).collect();
        // An item of a list with a field of the wrong form lacks that field for the rules.
        let lacking = |path: &str| path.ends_with(']') && wrong.iter().any(|field| is_field_of(field, path));
        for (problem, mark) in std::mem::take(&mut shaped.problems) {
            problems.push(self.placed(problem, mark));
        }
        for mut problem in found {
            let path = Path::parse(&problem.path).map_or_else(|_| Path::root(), |path| shaped.original(&path));
            problem.path = path.to_string();
            // What has the wrong form is missing from the tree that rules see: they have nothing to add.
            let wants = &problem.path;
            let left_out = shaped.stands_in(wants) || lists.contains(&wants.as_str()) || lacking(wants);
            // What holds it is warned of without it.
            let holds =
                problem.severity == Severity::Warning && wrong.iter().any(|wrong| is_within(wrong, &problem.path));
            if left_out || holds || wrong.iter().any(|wrong| is_within(&problem.path, wrong)) {
                continue;
            }
            problems.push(self.placed(problem, self.root.locate(&path)));
        }
        let problems = problems.sorted();
        (shaped.value.filter(|_| !problems.has_errors()), problems)
    }

    fn parse(&mut self, text: &str, format: Format, file: &str) -> Result<Node, Problems> {
        let source = self.sources.len();
        self.sources.push(Source { name: file.to_owned(), text: text.to_owned(), kind: SourceKind::File });
        let refuse = |language: &str, (message, mark): (String, Mark)| {
            let problem = Problem::error(&Path::root(), format!("this cannot be read as {language}: {message}"));
            Problems::from(self.placed(problem, mark))
        };
        match format {
            Format::Yaml => node::parse(text, source).map_err(|wrong| refuse("YAML", wrong)),
            Format::Toml => toml::parse(text, source).map_err(|wrong| refuse("TOML", wrong)),
            Format::Json => {
                let value = serde_json::from_str::<Value>(text).map_err(|error| {
                    let mark = Mark { source, line: error.line(), column: error.column().max(1) };
                    refuse("JSON", (error.to_string(), mark))
                })?;
                // JSON is YAML, and the reader of YAML knows the places.
                let placeless = Mark { source, line: 0, column: 0 };
                Ok(node::parse(text, source).unwrap_or_else(|_| Node::of_value(&value, placeless)))
            }
        }
    }

    fn placed(&self, problem: Problem, mark: Mark) -> Problem {
        match self.sources.get(mark.source) {
            Some(source) => source.place(problem, mark),
            None => problem,
        }
    }
}

fn refused(given: &str, why: &str) -> Problems {
    Problem::error(&Path::root(), format!("{given}: {why}")).into()
}

/// Whether a path is another or lies below it.
fn is_within(path: &str, other: &str) -> bool {
    !other.is_empty()
        && path
            .strip_prefix(other)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('['))
}

/// Whether a path is a field of what stands at another.
fn is_field_of(path: &str, holder: &str) -> bool {
    path.strip_prefix(holder).and_then(|rest| rest.strip_prefix('.')).is_some_and(|field| !field.contains(['.', '[']))
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
