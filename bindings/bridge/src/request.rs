//! What a program asks for.

use std::path::PathBuf;

use karpool::spec::{Document, Format, Problems};
use karpool::units::Region;
use karpool::{Apply, Subject, Target};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::failure::Failure;

/// A spec in one of the forms in which programs have it. With a field `piece` it is one part of a stack alone.
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

/// What the caller allows and wishes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Options {
    /// The digest of the plan that is to be done exactly; when the world has moved since, nothing is written.
    pub approve: Option<String>,
    /// Also deletes what is ours and no longer in the spec. Default: `false`.
    pub prune: bool,
    /// Takes over things that exist, that nobody has marked, and that the spec names. Default: `false`.
    pub adopt: bool,
    /// Ends drains that do not end, and deletes a cluster whose API cannot be reached. Default: `false`.
    pub force: bool,
    /// Takes over fields of Kubernetes objects that other managers have set. Default: `false`.
    pub force_conflicts: bool,
    /// Destroy deletes the control plane's logs as well. Default: `false`.
    pub delete_logs: bool,
    /// Destroy deletes first what workloads hold in the account: Services and Ingresses with load balancers, and claims
    /// of volumes that go with them. Default: `false`, and a cluster that has such is not destroyed.
    pub delete_orphans: bool,
    /// Uses only charts that the cache, a folder or an archive holds. Default: `false`.
    pub offline: bool,
}

/// Where a kubeconfig goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct KubeconfigOptions {
    /// The file into which the context is put; nothing is written without one.
    pub path: Option<PathBuf>,
    /// The context's name; otherwise the cluster's.
    pub context: Option<String>,
}

/// Whose token.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TokenOptions {
    pub cluster: String,
    /// Otherwise the world's.
    #[serde(default)]
    pub region: Option<Region>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
    /// A kubectl context that signs in through karpool.
    Kubeconfig(KubeconfigOptions),
    /// A token for a cluster's Kubernetes API; there is no spec.
    Token(TokenOptions),
}

/// A verb, a spec and what may be done with it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub verb: Verb,
    #[serde(default)]
    pub spec: Option<Source>,
    #[serde(default, deserialize_with = "options")]
    pub options: Options,
}

fn options<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Options, D::Error> {
    crate::options(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
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

    /// The spec, in the world's region when it names none.
    fn document_in(&self, region: Option<&Region>) -> Result<Result<Document, Problems>, Failure> {
        let mut document = self.document()?;
        if let (Ok(document), Some(region)) = (&mut document, region) {
            document.default_region(region);
        }
        Ok(document)
    }

    pub(crate) fn problems(&self, region: Option<&Region>) -> Result<Problems, Failure> {
        Ok(match self.document_in(region)? {
            Ok(document) => Subject::open(&document).problems,
            Err(problems) => problems,
        })
    }

    fn open(&self, region: Option<&Region>) -> Result<(Subject, Region), Failure> {
        let opened = Subject::open(&self.document_in(region)??);
        let subject = opened.subject.ok_or(opened.problems)?;
        let region = subject.spec().region.clone();
        Ok((subject, region))
    }
}

impl Verb {
    pub(crate) fn writes(&self) -> bool {
        matches!(self, Verb::Apply | Verb::Destroy)
    }
}

impl Request {
    /// What is to be worked on, which a token is not, and in which region; `usual` is the world's.
    pub(crate) fn open(&self, usual: Option<&Region>) -> Result<(Option<Subject>, Region), Failure> {
        match (&self.verb, &self.spec) {
            (Verb::Token(options), _) => {
                let region = options.region.as_ref().or(usual).cloned();
                let missing = || Failure::misused("token: there is no region: give one, or a world with one");
                region.map(|region| (None, region)).ok_or_else(missing)
            }
            (_, Some(source)) => source.open(usual).map(|(subject, region)| (Some(subject), region)),
            (_, None) => Err(Failure::misused("request: there is no spec")),
        }
    }
}

impl Options {
    pub(crate) fn apply(&self) -> Apply {
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
