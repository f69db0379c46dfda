//! The parsed templates of a chart, and the functions that need them: `include` and `tpl`.

use std::sync::{Arc, OnceLock, Weak};

use gotmpl::{FuncMap, Template, TemplateError, Value as Go};

use super::arguments::shown;
use super::effort::{Effort, Page, failed, fits};
use super::functions;
use super::rewrite::rewrite;
use super::tree::{REACHED, SHOWN, STEP, prepare, reached};
use crate::chart::{Chart, Error};

/// Rounds of all loops of one called template.
const MOST_ROUNDS: u64 = 200_000;

pub(super) struct Engine(Arc<Parsed>);

/// Shared by the engine and, weakly, by the functions inside it.
struct Parsed {
    template: OnceLock<Template>,
    functions: OnceLock<FuncMap>,
    effort: Effort,
}

impl Engine {
    pub(super) fn new(chart: &Chart) -> Result<Engine, Error> {
        let parsed =
            Arc::new(Parsed { template: OnceLock::new(), functions: OnceLock::new(), effort: Effort::default() });
        let functions = functions_of(&parsed);
        let mut all = Template::new("chart").funcs(functions.clone()).max_range_iters(MOST_ROUNDS);
        // Helm lets the outermost file win where a name is defined twice; so the deepest paths come first.
        let mut paths: Vec<&String> = chart.templates.keys().collect();
        paths.sort_by_key(|path| (std::cmp::Reverse(path.matches('/').count()), path.as_str()));
        for path in paths {
            let name = format!("{}/{path}", chart.name);
            let failed = |error: TemplateError| Error::Template { template: name.clone(), reason: error.to_string() };
            let text = rewrite(&chart.templates[path]);
            let one = Template::new(&name).funcs(functions.clone()).parse(&text).map_err(failed)?;
            for defined in one.templates() {
                if let Some(tree) = one.lookup(defined) {
                    all = all.add_parse_tree(defined, prepare(tree.clone()));
                }
            }
            if one.lookup(&name).is_none() {
                all = all.add_parse_tree(&name, empty(&name)?);
            }
        }
        // Both cells are fresh, so they take what they are given.
        let _ = parsed.functions.set(functions);
        let _ = parsed.template.set(all);
        Ok(Engine(parsed))
    }

    /// The text one file of the chart gives.
    pub(super) fn render(&self, name: &str, data: &Go) -> Result<String, Error> {
        let failed = |reason: String| Error::Template { template: name.to_owned(), reason };
        let template = self.0.template.get().ok_or_else(|| failed("the chart is not parsed".to_owned()))?;
        let text = Page::written(|page| template.execute_template_fmt(page, name, data));
        let text = text.map_err(|error| failed(error.to_string()))?;
        // Helm prints nothing for a missing value.
        Ok(text.replace("<no value>", ""))
    }
}

/// A file of definitions alone has no body of its own.
fn empty(name: &str) -> Result<gotmpl::parse::ListNode, Error> {
    let wrong = |reason: String| Error::Template { template: name.to_owned(), reason };
    let parsed = Template::new("empty").parse("{{\"\"}}").map_err(|error| wrong(error.to_string()))?;
    parsed.lookup("empty").cloned().ok_or_else(|| wrong("it cannot be parsed".to_owned()))
}

fn functions_of(parsed: &Arc<Parsed>) -> FuncMap {
    let mut map = functions::all();
    let shared = Arc::downgrade(parsed);
    map.insert("include".to_owned(), Arc::new(move |args: &[Go]| include(&shared, args)));
    let shared = Arc::downgrade(parsed);
    map.insert("tpl".to_owned(), Arc::new(move |args: &[Go]| inline(&shared, args)));
    map.insert(REACHED.to_owned(), Arc::new(|args: &[Go]| reached(args).map_err(failed)));
    let shared = Arc::downgrade(parsed);
    map.insert(STEP.to_owned(), Arc::new(move |_: &[Go]| step(&shared, Go::String("".into()))));
    let shared = Arc::downgrade(parsed);
    map.insert(SHOWN.to_owned(), Arc::new(move |args: &[Go]| step(&shared, args.first().map_or(Go::Nil, shown))));
    map
}

fn step(shared: &Weak<Parsed>, then: Go) -> Result<Go, TemplateError> {
    shared.upgrade().ok_or_else(|| failed("the chart is gone"))?.effort.step()?;
    Ok(then)
}

fn include(shared: &Weak<Parsed>, args: &[Go]) -> Result<Go, TemplateError> {
    let [Go::String(name), data] = args else {
        return Err(failed("include takes the name of a template and its data"));
    };
    nested(shared, |parsed| {
        let template = parsed.template.get().ok_or_else(|| failed("the chart is not parsed"))?;
        Page::written(|page| template.execute_template_fmt(page, name, data))
    })
}

fn inline(shared: &Weak<Parsed>, args: &[Go]) -> Result<Go, TemplateError> {
    let [text, data] = args else { return Err(failed("tpl takes a text and its data")) };
    let text = text.as_str().ok_or_else(|| failed("tpl takes a text"))?;
    if !text.contains("{{") {
        // Nothing to do, as for most values.
        return Ok(Go::String(text.into()));
    }
    nested(shared, |parsed| {
        let (Some(functions), Some(all)) = (parsed.functions.get(), parsed.template.get()) else {
            return Err(failed("the chart is not parsed"));
        };
        let given = Template::new("tpl").funcs(functions.clone()).parse(&rewrite(text))?;
        let mut template = Template::new("tpl").funcs(functions.clone()).max_range_iters(MOST_ROUNDS);
        for name in all.templates() {
            if let Some(tree) = all.lookup(name) {
                template = template.add_parse_tree(name, tree.clone());
            }
        }
        // What the text defines itself goes before what the chart defines.
        for name in given.templates() {
            if let Some(tree) = given.lookup(name) {
                template = template.add_parse_tree(name, prepare(tree.clone()));
            }
        }
        if given.lookup("tpl").is_none() {
            return Ok(String::new());
        }
        let text = Page::written(|page| template.execute_template_fmt(page, "tpl", data))?;
        Ok(text.replace("<no value>", ""))
    })
}

fn nested(
    shared: &Weak<Parsed>,
    run: impl FnOnce(&Parsed) -> Result<String, TemplateError>,
) -> Result<Go, TemplateError> {
    let parsed = shared.upgrade().ok_or_else(|| failed("the chart is gone"))?;
    let text = Go::String(parsed.effort.deeper(|| run(&parsed))?.into());
    fits(&text).map_err(failed)?;
    Ok(text)
}
