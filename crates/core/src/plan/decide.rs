//! One decision for plan and apply: what to do about one thing, given what lives and what is wanted. Pure.

use crate::error::{Error, Kind};
use crate::resource::{Claim, Diff, Few, Field, Phase, Readiness, Resource, Shown};

/// The next thing to do.
#[derive(Debug)]
pub(crate) enum Step {
    Create,
    Update(Diff),
    Wait(String),
    /// What is there never came to work: it is deleted, then created.
    Replace(String),
    Keep,
    Refuse(Error),
}

/// `adopt` allows taking things over that nobody has marked.
pub(crate) fn decide<R: Resource>(want: &R, live: Option<&R::Live>, adopt: bool) -> Step {
    let Some(live) = live else { return Step::Create };
    let phase = R::phase(live);
    match phase {
        Phase::Leaving => return Step::Wait("being deleted; it is made again when it is gone".into()),
        Phase::Gone => return Step::Create,
        Phase::Here | Phase::Busy | Phase::Failed => {}
    }
    if let Some(refusal) = foreign(want, live, adopt) {
        return Step::Refuse(refusal);
    }
    if phase == Phase::Failed {
        return failed(want, live);
    }
    let diff = want.diff(live);
    if let Some(field) = diff.fixed() {
        let hint = field.fixed.clone().unwrap_or_default();
        let (from, to) = (show(&field.from), show(&field.to));
        let text = format!("{} is {from} and can never become {to}", field.path);
        return Step::Refuse(Error::new(Kind::Immutable, text).with_hint(hint));
    }
    match phase {
        Phase::Busy => Step::Wait(match want.ready(live) {
            Readiness::Waiting { why } => why,
            _ => "an operation is under way".into(),
        }),
        _ if !diff.is_same() => Step::Update(diff),
        _ => match want.ready(live) {
            Readiness::Ready => Step::Keep,
            Readiness::Waiting { why } => Step::Wait(why),
            Readiness::Broken { why } => Step::Refuse(Error::new(Kind::Broken, why)),
        },
    }
}

/// Only what karpool has made may it delete.
fn failed<R: Resource>(want: &R, live: &R::Live) -> Step {
    let why = match want.ready(live) {
        Readiness::Broken { why } | Readiness::Waiting { why } => why,
        Readiness::Ready => "making it failed".to_owned(),
    };
    if want.claim(live) == Claim::Ours {
        return Step::Replace(why);
    }
    let hint = "karpool did not make it, so it does not delete it: delete it yourself, then apply";
    Step::Refuse(Error::new(Kind::Broken, why).with_hint(hint))
}

fn foreign<R: Resource>(want: &R, live: &R::Live, adopt: bool) -> Option<Error> {
    let (text, hint) = match want.claim(live) {
        Claim::Ours | Claim::Adopted => return None,
        Claim::Free if adopt || R::ADOPTS => return None,
        Claim::Part(_) if adopt => return None,
        Claim::Part(owner) => (
            format!("it was applied alone, as {owner}"),
            "take it into the stack with --adopt, or destroy it alone first".to_owned(),
        ),
        Claim::Free => {
            ("it exists already and karpool did not make it".to_owned(), adopting(&want.diff(live)) + R::UNMARKED)
        }
        Claim::Contested { field, manager } => {
            (format!("{field} was set by the field manager {manager}"), crate::error::CONTESTED.to_owned())
        }
        Claim::Foreign(whose) => (format!("it exists already and belongs to {whose}"), R::FOREIGN.to_owned()),
    };
    Some(Error::new(Kind::NotOurs, text).with_hint(hint))
}

/// What `--adopt` would do to it, for it is asked for without a plan to look at.
fn adopting(diff: &Diff) -> String {
    if let Some(field) = diff.fixed() {
        let (from, to) = (show(&field.from), show(&field.to));
        return format!("choose another name, or delete it: its {} is {from} and can never become {to}", field.path);
    }
    let untold = |field: &&Field| field.path != "tags" && !field.path.starts_with("tags.");
    let changed: Vec<String> = diff.fields.iter().filter(untold).map(told).collect();
    let change = match changed.as_slice() {
        [] => String::new(),
        changed => format!(", which changes {}", Few(changed)),
    };
    format!("choose another name, delete it, or take it over with --adopt{change}")
}

/// Values that are too long for a sentence are left to the plan.
const TOLD: usize = 60;

fn told(field: &Field) -> String {
    let (from, to) = (show(&field.from), show(&field.to));
    match from.len().max(to.len()) > TOLD {
        true => field.path.clone(),
        false => format!("{} from {from} to {to}", field.path),
    }
}

fn show(value: &Shown) -> String {
    match value {
        Shown::Absent => "nothing".to_owned(),
        value => serde_json::to_string(value).unwrap_or_default(),
    }
}
