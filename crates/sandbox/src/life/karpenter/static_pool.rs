//! Pools with `replicas`: so many nodes, whatever pods ask for.

use serde_json::{Value, json};

use super::settings::Controller;
use super::{CLAIMS, CLASS_LABEL, CLASSES, FINALIZER, POOL_LABEL, POOLS, hash, offering};
use crate::life::pass::Pass;
use crate::life::{condition, object};

pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller) {
    if !controller.gate("StaticCapacity") {
        return;
    }
    for pool in pass.list(POOLS).iter() {
        let Some(wanted) = object::number(pool, "/spec/replicas") else { continue };
        if object::is_leaving(pool) || !condition::is_true(pool, "Ready") {
            continue;
        }
        let claims = pass.list(CLAIMS);
        let mut own: Vec<&Value> = claims
            .iter()
            .filter(|claim| object::label(claim, POOL_LABEL) == Some(object::name(pool)) && !object::is_leaving(claim))
            .collect();
        let wanted = usize::try_from(wanted).unwrap_or(0);
        // Source: only `nodes` limits a static pool.
        let limit = object::text(pool, "/spec/limits/nodes").parse().unwrap_or(usize::MAX);
        for number in own.len()..wanted.min(limit) {
            create(pass, controller, pool, number);
        }
        // The youngest go first.
        own.sort_by_key(|claim| object::text(claim, "/metadata/creationTimestamp").to_owned());
        for claim in own.iter().skip(wanted) {
            let place = object::place(CLAIMS, claim);
            // A refusal is noted by the pass and tried again.
            let _ = pass.act(controller.user(), |client| client.delete(&place));
        }
    }
}

fn create(pass: &mut Pass<'_>, controller: &Controller, pool: &Value, number: usize) {
    let template = &pool["spec"]["template"];
    let class_name = object::text(template, "/spec/nodeClassRef/name");
    let Some(class) = pass.get(CLASSES, "", class_name) else { return };
    let offers = offering::of_template(pass, (object::name(pool), &class), template);
    if offers.is_empty() {
        return;
    }
    let draw = format!("{}/{}/{number}", object::uid(pool), pass.now.0);
    let mut labels = offering::template_labels(template);
    labels.insert(POOL_LABEL.to_owned(), object::name(pool).to_owned());
    labels.insert(CLASS_LABEL.to_owned(), class_name.to_owned());
    let mut owner = object::owner_reference(pool);
    if let Some(fields) = owner.as_object_mut() {
        fields.remove("controller");
    }
    let mut annotations = template["metadata"]["annotations"].as_object().cloned().unwrap_or_default();
    annotations.insert(hash::POOL_HASH.to_owned(), json!(hash::of_pool(pool)));
    annotations.insert(hash::POOL_HASH_VERSION.to_owned(), json!("v3"));
    let claim = json!({
        "apiVersion": "karpenter.sh/v1", "kind": "NodeClaim",
        "metadata": {"name": format!("{}-{}", object::name(pool), object::suffix(&draw, 5)), "labels": labels,
            "annotations": annotations, "ownerReferences": [owner], "finalizers": [FINALIZER]},
        "spec": template["spec"],
    });
    // A refusal is noted by the pass and tried again.
    let _ = pass.act(controller.user(), |client| client.create(claim));
}
