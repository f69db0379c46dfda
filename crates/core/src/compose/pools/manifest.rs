//! The manifests of NodeClasses, NodePools and NodeOverlays.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::{CLASS_VERSION, OVERLAY_VERSION, POOL_VERSION};
use crate::graph::Value;
use crate::resource::kubernetes::known_or_marker;
use crate::spec::resolved::{ResolvedNodeClass, ResolvedNodePool};
use crate::spec::{Ami, AmiSelector, Enabled};

/// What a NodeClass is made of beside the spec.
pub(super) struct ClassParts {
    pub alias: Value<String>,
    pub subnets: Value<BTreeSet<String>>,
    pub group: Value<String>,
    pub profile: Option<Value<String>>,
    pub role: Option<String>,
    pub tags: crate::spec::Texts,
}

pub(super) fn class_manifest(name: &str, class: &ResolvedNodeClass, parts: ClassParts) -> Json {
    let mut spec = Map::new();
    let mut set = |key: &str, value: Json| {
        if !(value.is_null() || value == json!({}) || value == json!([])) {
            spec.insert(key.into(), value);
        }
    };
    match &class.ami {
        Ami::Alias(_) => set("amiSelectorTerms", json!([{ "alias": known_or_marker(&parts.alias) }])),
        Ami::Selector(selector) => {
            set("amiFamily", json!(class.family().as_karpenter()));
            set("amiSelectorTerms", ami_terms(selector));
        }
    }
    set("subnetSelectorTerms", subnet_terms(class, &parts.subnets));
    set(
        "securityGroupSelectorTerms",
        match &class.security_groups {
            Some(terms) => any_value(json!(terms)),
            None => json!([{ "id": known_or_marker(&parts.group) }]),
        },
    );
    set("capacityReservationSelectorTerms", any_value(json!(class.capacity_reservations)));
    instance_options(class, &mut set);
    set("instanceProfile", parts.profile.map_or(Json::Null, |profile| known_or_marker(&profile)));
    set("role", json!(parts.role));
    set("blockDeviceMappings", Json::Array(class.volumes.iter().map(mapping).collect()));
    set("metadataOptions", metadata_options(&class.metadata));
    set("kubelet", quoted(Json::Object(class.kubelet.clone())));
    set("userData", json!(class.user_data));
    let mut tags = parts.tags;
    tags.extend(class.tags.clone());
    set("tags", json!(tags));
    if class.detailed_monitoring {
        set("detailedMonitoring", json!(true));
    }
    set("associatePublicIPAddress", json!(class.associate_public_ip));
    set("instanceStorePolicy", json!(class.instance_store_policy));
    json!({"apiVersion": CLASS_VERSION, "kind": "EC2NodeClass", "metadata": {"name": name}, "spec": spec})
}

/// `httpProtocolIPv6` is only written when it is on: off is the default, and writing it would be a change of every class.
fn metadata_options(metadata: &crate::spec::resolved::ResolvedMetadata) -> Json {
    let mut options = json!({
        "httpEndpoint": metadata.endpoint.as_str(),
        "httpPutResponseHopLimit": metadata.hop_limit,
        "httpTokens": metadata.tokens.as_str(),
    });
    if metadata.ipv6 == Enabled::Enabled {
        options["httpProtocolIPv6"] = json!("enabled");
    }
    options
}

/// What newer versions of Karpenter brought.
fn instance_options(class: &ResolvedNodeClass, set: &mut impl FnMut(&str, Json)) {
    set("placementGroupSelector", json!(class.placement_group));
    set("networkInterfaces", json!(class.network_interfaces));
    if let Some(tracking) = &class.connection_tracking {
        let mut seconds = Map::new();
        let rows = [
            ("tcpEstablishedTimeout", tracking.tcp_established_timeout),
            ("udpStreamTimeout", tracking.udp_stream_timeout),
            ("udpTimeout", tracking.udp_timeout),
        ];
        seconds.extend(rows.iter().filter_map(|(name, time)| Some(((*name).to_owned(), json!((*time)?.as_secs())))));
        set("connectionTracking", Json::Object(seconds));
    }
    set("cpuOptions", json!(class.cpu_options));
    set("ipPrefixCount", json!(class.ip_prefix_count));
    set("context", json!(class.context));
}

pub(super) fn overlay_manifest(name: &str, overlay: &crate::spec::NodeOverlay) -> Json {
    let mut spec = json!({ "requirements": overlay.requirements.clone().unwrap_or_default() });
    if let Some(price) = &overlay.price {
        spec["price"] = json!(price.as_str());
    }
    if let Some(adjustment) = &overlay.price_adjustment {
        spec["priceAdjustment"] = json!(adjustment);
    }
    if let Some(capacity) = overlay.capacity.as_ref().filter(|capacity| !capacity.is_empty()) {
        spec["capacity"] = json!(capacity);
    }
    if let Some(weight) = overlay.weight {
        spec["weight"] = json!(weight);
    }
    json!({"apiVersion": OVERLAY_VERSION, "kind": "NodeOverlay", "metadata": {"name": name}, "spec": spec})
}

fn ami_terms(selector: &AmiSelector) -> Json {
    if let Some(ids) = &selector.ids {
        return Json::Array(ids.iter().map(|id| json!({ "id": id })).collect());
    }
    if let Some(parameter) = &selector.ssm_parameter {
        return json!([{ "ssmParameter": parameter }]);
    }
    let mut term = Map::new();
    let parts = [("name", json!(selector.name)), ("owner", json!(selector.owner)), ("tags", json!(selector.tags))];
    term.extend(parts.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.to_owned(), value)));
    any_value(json!([term]))
}

/// A tag of any value. The definition wants it written as `*`.
fn any_value(mut terms: Json) -> Json {
    let tags = terms.as_array_mut().into_iter().flatten().filter_map(|term| term.get_mut("tags")?.as_object_mut());
    for value in tags.flat_map(|tags| tags.values_mut()).filter(|value| **value == "") {
        *value = json!("*");
    }
    terms
}

/// The maps of the kubelet hold texts; who writes `cpu: 1` means the same as `cpu: "1"`.
fn quoted(mut kubelet: Json) -> Json {
    let maps = kubelet.as_object_mut().into_iter().flat_map(|settings| settings.values_mut());
    for value in maps.filter_map(Json::as_object_mut).flat_map(|map| map.values_mut()).filter(|value| value.is_number())
    {
        *value = json!(value.to_string());
    }
    kubelet
}

/// Binary units are written as `Gi`, of which the definition takes every number; of `Ti` it leaves some out.
fn size(volume: &crate::spec::resolved::ResolvedVolume) -> Json {
    match volume.size.as_str() {
        text if text.ends_with("Gi") || text.ends_with("Ti") => json!(format!("{}Gi", volume.size.gibibytes())),
        text => json!(text),
    }
}

/// The definition wants a taint without a value to have none at all.
fn taints(taints: &[crate::spec::Taint]) -> Json {
    let with_value = |taint: &crate::spec::Taint| {
        let value = taint.value.clone().filter(|value| !value.is_empty());
        crate::spec::Taint { value, ..taint.clone() }
    };
    json!(taints.iter().map(with_value).collect::<Vec<_>>())
}

fn subnet_terms(class: &ResolvedNodeClass, found: &Value<BTreeSet<String>>) -> Json {
    match (&class.subnets, found) {
        (Some(terms), _) => any_value(json!(terms)),
        (None, Value::Known(ids)) => Json::Array(ids.iter().map(|id| json!({ "id": id })).collect()),
        (None, Value::Pending(_)) => json!([{ "id": crate::crd::UNKNOWN }]),
    }
}

fn mapping(volume: &crate::spec::resolved::ResolvedVolume) -> Json {
    let mut ebs = Map::new();
    let parts = [
        ("volumeSize", size(volume)),
        ("volumeType", json!(volume.volume_type.as_str())),
        ("encrypted", json!(volume.encrypted)),
        ("deleteOnTermination", json!(volume.delete_on_termination)),
        ("kmsKeyID", json!(volume.kms_key)),
        ("iops", json!(volume.iops)),
        ("throughput", json!(volume.throughput)),
        ("volumeInitializationRate", json!(volume.initialization_rate)),
        ("snapshotID", json!(volume.snapshot_id)),
    ];
    ebs.extend(parts.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.to_owned(), value)));
    let mut mapping = json!({"deviceName": volume.device, "ebs": ebs});
    if let Some(root) = volume.root_volume {
        mapping["rootVolume"] = json!(root);
    }
    mapping
}

pub(super) fn pool_manifest(name: &str, pool: &ResolvedNodePool) -> Json {
    let mut node = json!({
        "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": pool.node_class},
        "requirements": pool.all_requirements(),
        "expireAfter": pool.expire_after,
        "terminationGracePeriod": pool.termination_grace_period,
    });
    if !pool.taints.is_empty() {
        node["taints"] = taints(&pool.taints);
    }
    if !pool.startup_taints.is_empty() {
        node["startupTaints"] = taints(&pool.startup_taints);
    }
    let mut template = json!({ "spec": node });
    if !pool.labels.is_empty() {
        template["metadata"]["labels"] = json!(pool.labels);
    }
    if !pool.annotations.is_empty() {
        template["metadata"]["annotations"] = json!(pool.annotations);
    }
    let mut spec = json!({
        "template": template,
        "disruption": {
            "consolidationPolicy": pool.disruption.policy.as_str(),
            "consolidateAfter": pool.disruption.after,
            "budgets": pool.disruption.budgets,
        },
    });
    if !pool.limits.0.is_empty() {
        spec["limits"] = json!(pool.limits);
    }
    if let Some(weight) = pool.weight {
        spec["weight"] = json!(weight);
    }
    if let Some(replicas) = pool.replicas {
        spec["replicas"] = json!(replicas);
    }
    json!({"apiVersion": POOL_VERSION, "kind": "NodePool", "metadata": {"name": name}, "spec": spec})
}
