//! Promises about a cluster, each held in two worlds: the sandbox's own Kubernetes, in simulated time, and a real control
//! plane, in the machine's. A promise is a function that is named as the sentence it proves.
//!
//! `KARPOOL_PROMISE=words` holds only those whose names have the words.

mod absence;
mod chart;
mod comparison;
mod courses;
mod fidelity;
mod fields;
mod kubectl;
mod places;
mod rights;

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Mutex;

use futures::FutureExt as _;
use karpool::Apply;
use karpool_sandbox::Options;
use karpool_tests::ground::{Ground, stack};
use karpool_tests::real::RealLab;
use karpool_tests::{Lab, judge_each, spec};

type Course<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// One sentence, and what proves it.
pub struct Promise {
    pub name: &'static str,
    hold: for<'a> fn(&'a Ground) -> Course<'a>,
}

macro_rules! promises {
    ($($room:ident: $($name:ident),+;)+) => {
        &[$($(Promise { name: stringify!($name), hold: |ground| Box::pin($room::$name(ground)) }),+),+]
    };
}

/// Those that share one real cluster, in this order: each leaves the stack as it was.
const OF_FIELDS: &[Promise] = promises! {
    fields:
        a_second_apply_writes_nothing_and_leaves_managed_fields_as_they_were,
        an_apply_writes_only_what_differs,
        a_field_that_was_deleted_is_put_back,
        a_field_of_another_manager_is_left_alone,
        labels_and_annotations_of_others_stay,
        a_conflict_is_shown_with_its_manager_and_taken_only_by_force,
        a_conflict_with_another_applier_is_shown_too,
        an_edit_under_karpools_own_name_is_anothers,
        a_scaling_is_shown_with_who_scaled,
        a_role_whose_rules_were_emptied_is_shown_with_who_emptied_it,
        the_same_value_of_another_manager_is_no_conflict,
        a_field_that_left_the_spec_is_taken_away,
        a_field_that_left_the_spec_stays_when_another_manager_set_it_too,
        other_spellings_of_a_quantity_and_a_duration_are_no_difference,
        what_the_server_fills_in_is_no_difference,
        the_order_of_a_list_with_keys_is_no_difference,
        an_item_of_a_list_with_keys_is_edited_alone,
        a_status_is_never_a_difference;
    rights:
        a_stranger_is_told_that_he_is_not_let_in,
        a_viewer_may_plan_and_is_told_what_to_do_when_he_applies,
        the_groups_of_an_access_entry_are_judged_by_rbac_until_it_goes;
    chart:
        an_overlay_is_taken_in_and_goes_when_it_left;
    kubectl:
        kubectl_works_with_the_kubeconfig_that_karpool_writes;
};

/// Those that share the other one.
const OF_COURSES: &[Promise] = promises! {
    absence:
        a_deleted_object_is_made_again,
        a_deleted_deployment_is_made_again_and_rolled_out,
        a_deleted_namespace_is_made_again_with_what_was_in_it,
        a_deleted_definition_is_made_again_with_its_objects,
        what_left_the_spec_goes_only_when_asked_pools_before_their_classes,
        a_finalizer_of_somebody_else_is_waited_for,
        what_nobody_has_marked_is_taken_over_only_when_told,
        what_another_stack_has_marked_is_never_taken,
        what_the_server_never_takes_is_said_in_its_words;
    chart:
        a_definition_with_an_older_stored_version_is_refused_until_that_is_migrated,
        another_version_of_the_chart_brings_its_definitions_and_leaves_what_it_lacks;
    courses:
        a_list_whose_answer_is_lost_is_asked_for_again,
        a_write_whose_answer_is_lost_is_looked_at_before_it_is_sent_again,
        a_server_that_is_busy_is_asked_again,
        a_token_that_ended_in_a_long_run_is_made_anew,
        two_applies_at_once_take_turns,
        a_run_that_was_cut_short_is_taken_up,
        a_plan_that_is_no_longer_true_is_not_carried_out,
        a_server_that_is_gone_is_said_within_seconds,
        a_server_that_starts_again_in_the_middle_is_waited_for;
};

fn is_chosen(promise: &Promise) -> bool {
    std::env::var("KARPOOL_PROMISE").map_or(true, |words| promise.name.contains(&words))
}

/// Why a promise was not kept; the stack is as it was afterwards.
async fn broken(promise: &Promise, ground: &Ground) -> Option<String> {
    let told = |what: &str, panic: Box<dyn std::any::Any + Send>| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked");
        format!("{} {what}\n{text}", promise.name)
    };
    let kept = AssertUnwindSafe((promise.hold)(ground)).catch_unwind().await;
    ground.sandbox.faults().clear();
    let options = || Apply::new().force_conflicts(true).prune(true);
    let restored = AssertUnwindSafe(async { ground.make_with(&stack(), options()).await }).catch_unwind().await;
    match (kept, restored) {
        (Err(panic), _) => Some(told("is not kept:", panic)),
        (Ok(()), Err(panic)) => Some(told("is kept, but the stack is not as it was:", panic)),
        (Ok(()), Ok(_)) => None,
    }
}

#[test]
fn every_promise_is_kept_in_the_sandbox() {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build().expect("a runtime");
    let text = runtime.block_on(async { Lab::applied(&stack()).await.sandbox.text() });
    let failures = Mutex::new(Vec::new());
    let promises: Vec<&Promise> = OF_FIELDS.iter().chain(OF_COURSES).filter(|one| is_chosen(one)).collect();
    judge_each(promises, async |promise| {
        let ground = Ground::simulated(Lab::resumed(&text, Options::default()).await);
        let found = broken(promise, &ground).await;
        failures.lock().expect("nobody panics with it").extend(found);
    });
    let failures = failures.into_inner().expect("nobody panicked with it");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

async fn keep_on_a_real_control_plane(promises: &[Promise]) {
    let promises: Vec<&Promise> = promises.iter().filter(|one| is_chosen(one)).collect();
    if promises.is_empty() {
        return;
    }
    let lab = RealLab::new().await;
    lab.apply_really(&spec(&stack())).await;
    lab.mark("the stack lives");
    let ground = Ground::real(lab);
    let mut failures = Vec::new();
    for promise in promises {
        failures.extend(broken(promise, &ground).await);
        ground.mark(promise.name);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promises_of_fields_are_kept_on_a_real_control_plane() {
    keep_on_a_real_control_plane(OF_FIELDS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promises_of_courses_are_kept_on_a_real_control_plane() {
    keep_on_a_real_control_plane(OF_COURSES).await;
}
