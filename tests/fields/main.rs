//! Every field of the spec is changed once in a stack that lives, and the plan of the change is what the field's page
//! says of it. `changes.txt` holds field, change and effect; `before.yaml` is the stack.

mod page;
mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use karpool::Errors;
use karpool::spec::{Document, Format, Spec};
use karpool_sandbox::Options;
use karpool_tests::Lab;
use page::Entry;
use row::{Effect, Row};
use serde_json::Value;

const BEFORE: &str = include_str!("before.yaml");

/// The key that the table names, in whose place the account's own stands.
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// The spec after a row's change, and its tree.
fn changed(row: &Row, key: &str) -> (Value, Result<Spec, String>) {
    let mut document = Document::read(BEFORE, Format::Yaml, "before.yaml").expect("a spec");
    for overlay in row.overlays() {
        let overlay = overlay.replace(KEY, key);
        document.overlay(&overlay, Format::Yaml, "change").unwrap_or_else(|why| panic!("{}: {why}", row.field));
    }
    let tree = document.to_value();
    let checked = document.check();
    (tree, checked.spec.ok_or_else(|| checked.problems.to_string()))
}

/// Whether two trees differ at a path of the page, whatever the names that the user chose.
fn differs(before: Option<&Value>, after: Option<&Value>, steps: &[&str]) -> bool {
    let Some((step, rest)) = steps.split_first() else { return before != after };
    let bare = step.trim_end_matches("[]");
    let names: BTreeSet<&String> =
        [before, after].into_iter().flatten().filter_map(Value::as_object).flat_map(|map| map.keys()).collect();
    names.into_iter().filter(|name| bare == "<name>" || bare == name.as_str()).any(|name| {
        let (before, after) = (before.and_then(|value| value.get(name)), after.and_then(|value| value.get(name)));
        if !step.ends_with("[]") {
            return differs(before, after, rest);
        }
        let count = |list: Option<&Value>| list.and_then(Value::as_array).map_or(0, Vec::len);
        (0..count(before).max(count(after))).any(|at| {
            let item = |list: Option<&Value>| list.and_then(|list| list.get(at)).cloned();
            differs(item(before).as_ref(), item(after).as_ref(), rest)
        })
    })
}

#[test]
fn every_field_has_a_row_that_changes_it() {
    let (fields, rows) = (page::entries(), row::all());
    let before = Document::read(BEFORE, Format::Yaml, "before.yaml").expect("a spec").to_value();
    let mut wrong = Vec::new();
    for field in fields.iter().filter(|field| field.is_changed()) {
        if !rows.iter().any(|row| row.field == field.path) {
            wrong.push(format!("{}: no row of tests/fields/changes.txt changes it", field.path));
        }
    }
    for row in &rows {
        if !fields.iter().any(|field| field.path == row.field) {
            wrong.push(format!("{}: docs/spec.md has no such field", row.field));
        }
        let (after, _) = changed(row, KEY);
        let steps: Vec<&str> = row.field.split('.').collect();
        if !differs(Some(&before), Some(&after), &steps) && row.field != "apiVersion" {
            wrong.push(format!("{}: its change leaves it as it was: {}", row.field, row.change));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a plan of the changed spec says.
async fn observe(lab: &Lab, row: &Row) -> Effect {
    match changed(row, &lab.furnished_key()).1 {
        Err(problems) => Effect::refused("the check", &problems),
        Ok(spec) => match lab.plan(&spec).await {
            Ok(plan) => Effect::of(&plan),
            Err(errors) => Effect::refused(&format!("{:?}", errors.kind()), &text(&errors)),
        },
    }
}

fn text(errors: &Errors) -> String {
    errors.iter().map(|error| error.message().to_owned()).collect::<Vec<_>>().join("; ")
}

/// The stack as it lives.
async fn living() -> String {
    let lab = Lab::new().await;
    lab.furnish().await;
    lab.apply_ok(BEFORE).await;
    lab.make_admin_of("role/deployer").await;
    let plan = lab.plan(&karpool_tests::spec(BEFORE)).await.expect("a plan");
    assert!(plan.is_idle(), "{:#?}", plan.changes);
    lab.sandbox.text()
}

#[test]
fn every_change_does_what_the_page_says() {
    let living = Mutex::new(String::new());
    karpool_tests::judge_each(vec![()], async |()| *living.lock().expect("one thread") = Box::pin(living_text()).await);
    let (living, rows) = (living.into_inner().expect("one thread"), row::all());
    let observed = Mutex::new(BTreeMap::new());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let different: Vec<&Row> =
        rows.iter().map(|row| (row.change, row)).collect::<BTreeMap<_, _>>().into_values().collect();
    let parts: Vec<Vec<&Row>> =
        (0..cores).map(|part| different.iter().skip(part).step_by(cores).copied().collect()).collect();
    karpool_tests::judge_each(parts, async |part| {
        let lab = Lab::resumed(&living, Options::default()).await;
        for row in part {
            let effect = Box::pin(observe(&lab, row)).await;
            observed.lock().expect("no thread panics").insert(row.change, effect);
        }
    });
    let observed = observed.into_inner().expect("no thread panics");
    let mut wrong = Vec::new();
    for row in &rows {
        let effect = &observed[row.change];
        if effect.to_string() != row.effect {
            wrong.push(format!("{} | {} | {effect}{}", row.field, row.change, effect.why()));
        }
    }
    for field in page::entries().iter().filter(|field| field.is_changed()) {
        let effects: Vec<&Effect> =
            rows.iter().filter(|row| row.field == field.path).map(|row| &observed[row.change]).collect();
        wrong.extend(judge(field, &effects));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn living_text() -> String {
    living().await
}

/// What the page says and the plans do not, or the other way round.
fn judge(field: &Entry, effects: &[&Effect]) -> Vec<String> {
    let said = field.said();
    let quiet = !effects.iter().any(|effect| effect.writes_something());
    let seen = [
        ("changes nothing", said.nothing, quiet && (said.nothing || !said.refused)),
        ("is refused", said.refused, effects.iter().any(|effect| effect.is_refused())),
        ("rolls nodes", said.rolls, effects.iter().any(|effect| effect.rolls)),
    ];
    let mut wrong: Vec<String> = seen
        .into_iter()
        .filter(|(_, said, seen)| said != seen)
        .map(|(what, said, seen)| {
            format!(
                "{}: docs/spec.md says that a change {what}: {said}; the plan says {seen} ({})",
                field.path, field.change
            )
        })
        .collect();
    let kinds: BTreeSet<&str> = effects.iter().flat_map(|effect| effect.kinds()).collect();
    let named = field.kinds();
    if !kinds.is_empty()
        && !named.is_empty()
        && !named.iter().any(|name| kinds.iter().any(|kind| kind.starts_with(name)))
    {
        wrong.push(format!(
            "{}: docs/spec.md says that it goes to {}; the plan changes {kinds:?}",
            field.path, field.wire
        ));
    }
    wrong
}
