//! What a program asks for.

use std::path::PathBuf;

use karpool::Apply;
use karpool::spec::{Document, Format, Problems, Spec};
use serde::Deserialize;
use serde_json::Value;

use crate::failure::Failure;

/// A spec in one of the forms in which programs have it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// Plain data: a dict, an object.
    Value(Value),
    /// YAML, of which JSON is a part.
    Text(String),
    /// A YAML or JSON file.
    File(PathBuf),
}

/// What the caller allows and wishes; every field may be left out. Names are taken in snake and in camel case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The digest of the plan that is to be done exactly.
    pub approve: Option<String>,
    pub prune: bool,
    pub adopt: bool,
    pub force: bool,
    #[serde(alias = "forceConflicts")]
    pub force_conflicts: bool,
    #[serde(alias = "deleteLogs")]
    pub delete_logs: bool,
    #[serde(alias = "deleteOrphans")]
    pub delete_orphans: bool,
    pub offline: bool,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verb {
    /// What apply would do.
    Plan,
    /// What destroy would do.
    PlanDestroy,
    Apply,
    Destroy,
    /// What lives of the stack now.
    Status,
    /// The outputs as they are now.
    Outputs,
    /// The chart's objects as apply would send them.
    Render,
}

/// A verb, a spec and what may be done with it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub verb: Verb,
    pub spec: Source,
    #[serde(default)]
    pub options: Options,
}

impl Source {
    /// The spec as it was written, not yet checked.
    ///
    /// # Errors
    /// `NotFound` when the file can't be read; inside, problems when the text is not YAML or JSON.
    pub(crate) fn document(&self) -> Result<Result<Document, Problems>, Failure> {
        match self {
            Source::Value(value) => Ok(Ok(Document::from_value(value))),
            Source::Text(text) => Ok(Document::read(text, Format::Yaml, "spec")),
            Source::File(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(&name, &error))?;
                Ok(Document::read(&text, Format::of_file(&name), &name))
            }
        }
    }
}

impl Verb {
    pub(crate) fn writes(self) -> bool {
        matches!(self, Verb::Apply | Verb::Destroy)
    }
}

impl Request {
    pub(crate) fn open(&self) -> Result<(Spec, Apply), Failure> {
        let checked = self.spec.document()??.check();
        match checked.spec {
            Some(spec) => Ok((spec, self.options.apply())),
            None => Err(checked.problems.into()),
        }
    }
}

impl Options {
    fn apply(&self) -> Apply {
        let apply = Apply::new()
            .prune(self.prune)
            .adopt(self.adopt)
            .force(self.force)
            .force_conflicts(self.force_conflicts)
            .delete_logs(self.delete_logs)
            .delete_orphans(self.delete_orphans)
            .offline(self.offline);
        match &self.approve {
            Some(digest) => apply.approve(digest),
            None => apply,
        }
    }
}
