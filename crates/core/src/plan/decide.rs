//! One decision for plan and apply: what to do about one thing, given what lives and what is wanted. Pure.

use crate::error::{Error, Kind};
use crate::resource::{Claim, Diff, Phase, Readiness, Resource};

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
            "take it into the stack with --adopt, or destroy it alone first",
        ),
        Claim::Free => (
            "it exists already and karpool did not make it".to_owned(),
            "choose another name, delete it, or take it over with --adopt",
        ),
        Claim::Contested { field, manager } => {
            (format!("{field} was set by the field manager {manager}"), crate::error::CONTESTED)
        }
        Claim::Foreign(whose) => (format!("it exists already and belongs to {whose}"), R::FOREIGN),
    };
    Some(Error::new(Kind::NotOurs, text).with_hint(hint))
}

fn show(value: &crate::resource::Shown) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
