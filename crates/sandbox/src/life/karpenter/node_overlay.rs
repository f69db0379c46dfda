//! NodeOverlays: corrections of prices, taken in while their feature gate is open.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value, json};

use super::settings::Controller;
use super::{offering, put, sum_up};
use crate::life::condition::{self, Condition};
use crate::life::object;
use crate::life::pass::Pass;

pub(crate) const OVERLAYS: &str = "nodeoverlays.karpenter.sh";

/// Without the gate nobody looks at an overlay, so it never becomes ready.
pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller) {
    if !controller.gate("NodeOverlay") {
        return;
    }
    for overlay in pass.list(OVERLAYS).iter().filter(|overlay| !object::is_leaving(overlay)) {
        let mut conditions = condition::all(overlay);
        let valid = Condition::new("ValidationSucceeded", true, "ValidationSucceeded", "");
        put(&mut conditions, overlay, &valid, pass.now);
        sum_up(&mut conditions, overlay, &["ValidationSucceeded"], pass.now);
        if conditions != condition::all(overlay) {
            let place = object::place(OVERLAYS, overlay);
            // A refusal is noted by the pass and tried again.
            let _ = pass.act(controller.user(), |client| {
                client.patch_status(&place, json!({"status": {"conditions": conditions}}))
            });
        }
    }
}

/// The overlays that count, heaviest first.
pub(crate) fn in_force(pass: &Pass<'_>) -> Rc<Vec<Value>> {
    let mut all: Vec<Value> =
        pass.list(OVERLAYS).iter().filter(|overlay| condition::is_true(overlay, "Ready")).cloned().collect();
    all.sort_by_key(|overlay| {
        (-object::number(overlay, "/spec/weight").unwrap_or(0), object::name(overlay).to_owned())
    });
    Rc::new(all)
}

/// The price as the first overlay that means these labels corrects it.
pub(crate) fn corrected(price: f64, overlays: &[Value], labels: &BTreeMap<String, String>) -> f64 {
    let means = |overlay: &&Value| {
        let spec = &overlay["spec"];
        let priced = spec["price"].is_string() || spec["priceAdjustment"].is_string();
        priced && offering::meets(&spec["requirements"], labels)
    };
    let Some(overlay) = overlays.iter().find(means) else { return price };
    if let Some(fixed) = overlay["spec"]["price"].as_str().and_then(|text| text.parse().ok()) {
        return fixed;
    }
    let text = object::text(overlay, "/spec/priceAdjustment");
    match text.strip_suffix('%') {
        Some(share) => price * (1.0 + share.parse::<f64>().unwrap_or(0.0) / 100.0),
        None => (price + text.parse::<f64>().unwrap_or(0.0)).max(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_a_sum_and_a_price_correct() {
        let labels = BTreeMap::from([("kubernetes.io/arch".to_owned(), "arm64".to_owned())]);
        let arm = json!([{"key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"]}]);
        let one = |spec: Value| {
            let mut spec = spec;
            spec["requirements"] = arm.clone();
            corrected(2.0, &[json!({ "spec": spec })], &labels)
        };
        assert_eq!(one(json!({"priceAdjustment": "-10%"})), 1.8);
        assert_eq!(one(json!({"priceAdjustment": "+0.5"})), 2.5);
        assert_eq!(one(json!({"price": "0.25"})), 0.25);
        assert_eq!(corrected(2.0, &[json!({"spec": {"requirements": arm, "price": "1"}})], &BTreeMap::new()), 2.0);
    }
}
