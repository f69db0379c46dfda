//! The parsed templates of a chart, and the functions that need them: `include` and `tpl`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, Weak};

use gotmpl::parse::ListNode;
use gotmpl::{FuncMap, Template, TemplateError, Value as Go};

use super::effort::{Effort, Page, failed};
use super::functions::{self, shown};
use super::nesting::{called, depth};
use super::object;
use super::selectors::Change;
use super::syntax::parse;
use super::tree::{CALLED, IN_PLACE, REACHED, SHOWN, STEP, TRUTH, prepare, reached};
use crate::chart::{Chart, Error};

/// Rounds of all loops of one called template.
const MOST_ROUNDS: u64 = 200_000;
/// What a text given to `tpl` costs besides its length: the functions are handed over anew.
const INLINE_COSTS: usize = 4096;

pub(super) struct Engine(Arc<Parsed>);

/// Shared by the engine and, weakly, by the functions inside it.
struct Parsed {
    template: OnceLock<Template>,
    functions: OnceLock<FuncMap>,
    /// How deep each template nests, those that it calls included.
    depths: OnceLock<BTreeMap<String, usize>>,
    effort: Arc<Effort>,
    /// The last change of a map in place that was refused.
    change: Mutex<Option<Change>>,
}

impl Engine {
    pub(super) fn new(chart: &Chart) -> Result<Engine, Error> {
        let parsed = Arc::new(Parsed {
            template: OnceLock::new(),
            functions: OnceLock::new(),
            depths: OnceLock::new(),
            effort: Arc::default(),
            change: Mutex::default(),
        });
        let functions = functions_of(&parsed);
        let mut trees = BTreeMap::new();
        for (name, text) in in_order(chart) {
            let failed = |reason: String| Error::Template { template: name.clone(), reason };
            parsed.effort.work(text.len()).map_err(failed)?;
            let found = parse(text, &|function| functions::is_known(&functions, function)).map_err(failed)?;
            for (defined, tree) in found.defined.into_iter().chain([(name.clone(), found.body)]) {
                // What is empty replaces nothing.
                if !tree.is_empty_tree() || !trees.contains_key(&defined) {
                    trees.insert(defined, tree);
                }
            }
        }
        let depths = trees.keys().map(|name| (name.clone(), depth(name, &trees))).collect();
        let mut all = Template::new("chart").funcs(functions.clone()).max_range_iters(MOST_ROUNDS);
        for (name, tree) in trees {
            all = all.add_parse_tree(&name, prepare(tree));
        }
        // The cells are fresh, so they take what they are given.
        let _ = parsed.depths.set(depths);
        let _ = parsed.functions.set(functions);
        let _ = parsed.template.set(all);
        Ok(Engine(parsed))
    }

    /// The change of a map in place for which the last rendering was refused.
    pub(super) fn change(&self) -> Option<Change> {
        self.0.change.lock().ok()?.take()
    }

    /// The text one file of the chart gives.
    pub(super) fn render(&self, name: &str, data: &Go) -> Result<String, Error> {
        let failed = |reason: String| Error::Template { template: name.to_owned(), reason };
        let template = self.0.template.get().ok_or_else(|| failed("the chart is not parsed".to_owned()))?;
        let text = Page::written(&self.0.effort, |page| template.execute_template_fmt(page, name, data));
        let text = text.map_err(|error| failed(reason_of(error)))?;
        // Helm prints nothing for a missing value.
        Ok(text.replace("<no value>", ""))
    }
}

/// Helm lets the last win where a name is defined twice, and goes from the deepest paths to the outermost, those of one
/// depth from the last to the first. Source: Helm 4.2.3, `sortTemplates`.
fn in_order(chart: &Chart) -> Vec<(String, &String)> {
    let mut all: Vec<_> = chart.templates.iter().map(|(path, text)| (format!("{}/{path}", chart.name), text)).collect();
    all.sort_by_key(|(path, _)| Reverse((path.matches('/').count(), path.clone())));
    all
}

fn reason_of(error: TemplateError) -> String {
    match error {
        TemplateError::Exec(reason) => reason,
        other => other.to_string(),
    }
}

fn functions_of(parsed: &Arc<Parsed>) -> FuncMap {
    let mut map = functions::all(&parsed.effort);
    let shared = Arc::downgrade(parsed);
    map.insert("include".to_owned(), Arc::new(move |args: &[Go]| include(&shared, args)));
    let shared = Arc::downgrade(parsed);
    map.insert("tpl".to_owned(), Arc::new(move |args: &[Go]| inline(&shared, args)));
    let shared = Arc::downgrade(parsed);
    map.insert(IN_PLACE.to_owned(), Arc::new(move |args: &[Go]| changed(&shared, args)));
    map.insert(REACHED.to_owned(), Arc::new(|args: &[Go]| reached(args).map_err(failed)));
    map.insert(CALLED.to_owned(), Arc::new(|args: &[Go]| super::tree::called(args).map_err(failed)));
    map.insert(TRUTH.to_owned(), Arc::new(|args: &[Go]| parts(args)));
    let effort = Arc::clone(&parsed.effort);
    map.insert(STEP.to_owned(), Arc::new(move |_: &[Go]| effort.step().map(|()| Go::String("".into()))));
    let effort = Arc::clone(&parsed.effort);
    map.insert(
        SHOWN.to_owned(),
        Arc::new(move |args: &[Go]| {
            effort.step()?;
            args.first().map_or(Ok(Go::Nil), |value| shown(value, &effort)).map_err(failed)
        }),
    );
    map
}

/// An object as what it is made of; everything else as it is.
fn parts(args: &[Go]) -> Result<Go, TemplateError> {
    args.first().map_or(Ok(Go::Nil), object::parts).map_err(failed)
}

/// A map that others hold would be changed: that is refused, and kept for those who know better.
fn changed(shared: &Weak<Parsed>, args: &[Go]) -> Result<Go, TemplateError> {
    if let Some(mut change) = shared.upgrade().as_ref().and_then(|parsed| parsed.change.lock().ok()) {
        *change = Some(args.to_vec());
    }
    let name = args.first().and_then(Go::as_str).unwrap_or_default();
    Err(failed(format!("`{name}` changes a map in place that is used elsewhere, which is not supported")))
}

fn include(shared: &Weak<Parsed>, args: &[Go]) -> Result<Go, TemplateError> {
    let [Go::String(name), data] = args else {
        return Err(failed("include takes the name of a template and its data"));
    };
    let parsed = shared.upgrade().ok_or_else(|| failed("the chart is gone"))?;
    let depth = parsed.depths.get().and_then(|depths| depths.get(name.as_ref())).copied().unwrap_or_default();
    nested(&parsed, depth, || {
        let template = parsed.template.get().ok_or_else(|| failed("the chart is not parsed"))?;
        Page::written(&parsed.effort, |page| template.execute_template_fmt(page, name, data))
    })
}

fn inline(shared: &Weak<Parsed>, args: &[Go]) -> Result<Go, TemplateError> {
    let [Go::String(text), data] = args else { return Err(failed("tpl takes a text and its data")) };
    if !text.contains("{{") {
        // Nothing to do, as for most values.
        return Ok(Go::String(text.replace("<no value>", "").into()));
    }
    let parsed = shared.upgrade().ok_or_else(|| failed("the chart is gone"))?;
    let (Some(functions), Some(all)) = (parsed.functions.get(), parsed.template.get()) else {
        return Err(failed("the chart is not parsed"));
    };
    parsed.effort.work(text.len() + INLINE_COSTS).map_err(failed)?;
    let given = parse(text, &|function| functions::is_known(functions, function)).map_err(failed)?;
    if let Some((name, _)) = given.defined.iter().find(|(name, _)| all.lookup(name).is_some()) {
        return Err(failed(format!("the text that tpl is given defines {name:?} anew, which is not supported")));
    }
    let own: BTreeSet<String> = given.defined.iter().map(|(name, _)| name.clone()).chain(["tpl".to_owned()]).collect();
    let mut trees: BTreeMap<_, _> = given.defined.into_iter().chain([("tpl".to_owned(), given.body)]).collect();
    own.iter().for_each(|name| gather(name, &mut trees, all));
    let depth = depth("tpl", &trees);
    nested(&parsed, depth, || {
        let mut template = Template::new("tpl").funcs(functions.clone()).max_range_iters(MOST_ROUNDS);
        for (name, tree) in trees {
            // What the chart defines is prepared already.
            let tree = if own.contains(&name) { prepare(tree) } else { tree };
            template = template.add_parse_tree(&name, tree);
        }
        let text = Page::written(&parsed.effort, |page| template.execute_template_fmt(page, "tpl", data))?;
        Ok(text.replace("<no value>", ""))
    })
}

/// Adds what a tree calls by `template`, and what that calls.
fn gather(name: &str, trees: &mut BTreeMap<String, ListNode>, all: &Template) {
    let mut names = trees.get(name).map(called).unwrap_or_default();
    while let Some(name) = names.pop() {
        if let Some(tree) = all.lookup(&name).filter(|_| !trees.contains_key(&name)) {
            names.extend(called(tree));
            trees.insert(name, tree.clone());
        }
    }
}

fn nested(
    parsed: &Parsed,
    depth: usize,
    run: impl FnOnce() -> Result<String, TemplateError>,
) -> Result<Go, TemplateError> {
    let text = Go::String(parsed.effort.deeper(depth, run)?.into());
    parsed.effort.weigh(&text).map_err(failed)?;
    Ok(text)
}
