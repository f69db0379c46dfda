//! NodeOverlays, and the feature gates of what is alpha in Karpenter.

use super::{Subject, at, requirement};
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::check::text_form;
use crate::spec::node_overlay::NodeOverlay;
use crate::spec::path::Path;

pub(super) fn overlays(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    let path = at("nodeOverlays");
    let Some(overlays) = full.node_overlays.as_ref().filter(|overlays| !overlays.is_empty()) else { return };
    let Some(karpenter) = &full.karpenter else {
        if !full.kubernetes.existing {
            let problem = Problem::error(&path, "`nodeOverlays` are Karpenter's, and `karpenter` is off");
            problems.push(problem.hint("leave one of the two out"));
        }
        return;
    };
    if !karpenter.version.at_least(1, 7) {
        problems.error(&path, format!("they are known to Karpenter since 1.7, and this is {}", karpenter.version));
    }
    if karpenter.gates().node_overlay == Some(false) {
        let place = at("karpenter").field("settings").field("featureGates").field("nodeOverlay");
        let problem = Problem::error(&place, "it is false, and there are `nodeOverlays`");
        problems.push(problem.hint("leave it out: karpool opens the gate for them"));
    }
    for (name, overlay) in overlays {
        let place = path.field(name);
        if let Err(why) = text_form::dns_subdomain(name) {
            problems.error(&place, format!("`{name}` is not a name of Kubernetes: {why}"));
        }
        if overlay.requirements.as_ref().is_some_and(|requirements| requirements.len() > 100) {
            problems.error(&place.field("requirements"), "an overlay has at most 100 requirements");
        }
        for (index, one) in overlay.requirements.iter().flatten().enumerate() {
            let place = place.field("requirements").index(index);
            requirement::check(&place, one, Some(&karpenter.version), problems);
            if let Some(name) = one.key.strip_prefix("karpenter.k8s.aws/").filter(|name| UNKNOWN.contains(name)) {
                problems.error(&place.field("key"), format!("an overlay cannot ask for `karpenter.k8s.aws/{name}`"));
            }
            if one.min_values.is_some() {
                problems.error(&place.field("minValues"), "an overlay has no `minValues`");
            }
        }
        correction(&place, overlay, problems);
    }
}

/// Labels that pools may ask for and overlays may not. Source: Karpenter's NodeOverlay definition.
const UNKNOWN: [&str; 6] = [
    "capacity-reservation-id",
    "capacity-reservation-interruptible",
    "capacity-reservation-type",
    "instance-tenancy",
    "placement-group-id",
    "placement-group-partition",
];

/// Source: Karpenter's NodeOverlay definition.
fn correction(path: &Path, overlay: &NodeOverlay, problems: &mut Problems) {
    match (&overlay.price, &overlay.price_adjustment) {
        (Some(_), Some(_)) => problems.error(path, "`price` and `priceAdjustment` are both given; one is wanted"),
        (None, None) if overlay.capacity.as_ref().is_none_or(|capacity| capacity.is_empty()) => {
            problems.error(path, "it corrects nothing: `price`, `priceAdjustment` or `capacity` is missing");
        }
        _ => {}
    }
    if let Some(price) = &overlay.price
        && !is_number(price.as_str(), true)
    {
        let problem = Problem::error(&path.field("price"), format!("`{price}` is not a price"));
        problems.push(problem.hint("dollars an hour: `0.05`"));
    }
    if let Some(text) = overlay.price_adjustment.as_ref().filter(|text| !is_adjustment(text)) {
        let problem = Problem::error(&path.field("priceAdjustment"), format!("`{text}` is not a change of a price"));
        problems.push(problem.hint("a sign, and dollars an hour or a share: `-10%`, `+0.05`; at most `-100%`"));
    }
    for name in overlay.capacity.iter().flat_map(|capacity| capacity.keys()) {
        let place = path.field("capacity").field(name);
        if ["cpu", "memory", "ephemeral-storage", "pods"].contains(&name.as_str()) {
            problems.error(
                &place,
                format!("`{name}` is what the instance type says; only extended resources can be given"),
            );
        } else if let Err(why) = text_form::label_key(name) {
            problems.error(&place, format!("`{name}` is not a resource's name: {why}"));
        }
    }
    if let Some(weight) = overlay.weight.filter(|weight| !(1..=10_000).contains(weight)) {
        problems.error(&path.field("weight"), format!("{weight} is not 1 to 10000"));
    }
}

/// Digits, and digits behind a point. Where the definition takes `.5`, what stands before the point may be missing.
fn is_number(text: &str, leading: bool) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(part) && !part.is_empty() && !(whole.is_empty() && (leading || text == whole))
}

/// A sign, and dollars or a share; a share that is taken away is `-100%` or has two digits before the point.
fn is_adjustment(text: &str) -> bool {
    let Some((sign, rest)) = text.split_at_checked(1) else { return false };
    match (sign, rest.strip_suffix('%')) {
        ("+", Some(number)) => is_number(number, false),
        ("+" | "-", None) => is_number(rest, false),
        ("-", Some("100")) => true,
        ("-", Some(number)) => {
            is_number(number, true) && number.split('.').next().is_some_and(|whole| whole.len() <= 2)
        }
        _ => false,
    }
}
