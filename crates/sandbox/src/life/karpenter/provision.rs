//! Provisioning: pods that fit nowhere become claims.

use serde_json::{Value, json};

use super::offering::{self, Offering};
use super::settings::Controller;
use super::{CLAIMS, CLASS_LABEL, CLASSES, FINALIZER, POOL_LABEL, POOLS, hash};
use crate::life::event::{self, Event};
use crate::life::pass::Pass;
use crate::life::quantity::{self, Resources};
use crate::life::scheduler::{self, Host};
use crate::life::{condition, object, selector};

/// Taints that a node has only until it is ready.
const PASSING: &[&str] =
    &["karpenter.sh/unregistered", "node.kubernetes.io/not-ready", "node.cloudprovider.kubernetes.io/uninitialized"];
/// Hosts of plans count for spreading; what else goes onto them is the plan's affair.
const PLANNED: &str = "plan/";
/// Source: no more types than this in one claim.
const MOST_TYPES: usize = 60;

/// A pool that may launch, with everything it could launch.
pub(super) struct Source {
    pool: Value,
    class: Value,
    pub(super) offerings: Vec<Offering>,
    left: Option<Resources>,
}

/// A claim in the making.
pub(super) struct Plan {
    pub(super) source: usize,
    pub(super) pods: Vec<Value>,
    pub(super) asked: Resources,
    pub(super) chosen: Offering,
}

pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller) {
    let pods = pass.list("pods");
    let mut pending: Vec<&Value> = pods.iter().filter(|pod| wants_node(pod)).collect();
    if pending.is_empty() {
        return;
    }
    let cpu = |pod: &Value| quantity::of_pod(&pod["spec"]).get("cpu").copied().unwrap_or(0);
    pending.sort_by_key(|pod| (-cpu(pod), object::name(pod).to_owned()));
    let mut hosts = hosts(pass, &pods);
    let mut sources: Option<Vec<Source>> = None;
    let mut plans: Vec<Plan> = Vec::new();
    for pod in pending {
        let fits = |host: &Host| !host.name.starts_with(PLANNED) && scheduler::refusals(pod, host, &hosts).is_empty();
        if let Some(at) = hosts.iter().position(fits) {
            hosts[at].take(pod);
            continue;
        }
        let sources = sources.get_or_insert_with(|| sources_of(pass));
        if !place(pod, sources, &mut plans, &mut hosts) {
            give_up(pass, pod, sources);
        }
    }
    for plan in plans {
        let sources = sources.as_deref().unwrap_or_default();
        create(pass, controller, &sources[plan.source], &plan);
    }
}

fn wants_node(pod: &Value) -> bool {
    let daemon = object::list(pod, "/metadata/ownerReferences").iter().any(|owner| owner["kind"] == "DaemonSet");
    scheduler::is_unschedulable(pod) && !daemon
}

/// Nodes as they will be, and claims that have no node yet.
pub(super) fn hosts(pass: &Pass<'_>, pods: &[Value]) -> Vec<Host> {
    let mut nodes = pass.list("nodes").to_vec();
    nodes.retain(|node| !object::is_leaving(node));
    let claims = pass.list(CLAIMS);
    let of_node =
        |node: &Value| claims.iter().find(|claim| object::text(claim, "/status/nodeName") == object::name(node));
    for node in &mut nodes {
        let startup: Vec<Value> =
            of_node(node).map(|claim| object::list(claim, "/spec/startupTaints").to_vec()).unwrap_or_default();
        if let Some(taints) = node["spec"]["taints"].as_array_mut() {
            taints.retain(|taint| {
                !PASSING.iter().any(|key| taint["key"] == *key) && !startup.iter().any(|one| one["key"] == taint["key"])
            });
        }
    }
    for claim in claims.iter().filter(|claim| !object::is_leaving(claim)) {
        if object::text(claim, "/status/nodeName").is_empty() {
            nodes.push(expected(pass, claim));
        }
    }
    Host::all(&nodes, pods)
}

/// The node that a claim will become.
fn expected(pass: &Pass<'_>, claim: &Value) -> Value {
    let mut labels = claim["metadata"]["labels"].clone();
    let mut room = claim["status"]["allocatable"].clone();
    if !room.is_object() {
        // Not launched yet: the cheapest that it may become.
        let class = pass.get(CLASSES, "", object::text(claim, "/spec/nodeClassRef/name")).unwrap_or_default();
        let template = json!({"spec": claim["spec"], "metadata": {"labels": claim["metadata"]["labels"]}});
        let pool = object::label(claim, POOL_LABEL).unwrap_or_default();
        if let Some(first) = offering::of_template(pass, (pool, &class), &template).into_iter().next() {
            labels = first.node["metadata"]["labels"].clone();
            room = quantity::write(&first.room);
        }
    }
    labels["kubernetes.io/hostname"] = json!(object::name(claim));
    json!({
        "metadata": {"name": object::name(claim), "labels": labels}, "spec": {"taints": claim["spec"]["taints"]},
        "status": {"allocatable": room},
    })
}

/// The ready pools, heaviest first.
pub(super) fn sources_of(pass: &Pass<'_>) -> Vec<Source> {
    let mut pools = pass.list(POOLS).to_vec();
    pools.retain(|pool| {
        condition::is_true(pool, "Ready") && !object::is_leaving(pool) && pool["spec"]["replicas"].is_null()
    });
    pools.sort_by_key(|pool| (-object::number(pool, "/spec/weight").unwrap_or(0), object::name(pool).to_owned()));
    let mut sources = Vec::new();
    for pool in pools {
        let class = pass.get(CLASSES, "", object::text(&pool, "/spec/template/spec/nodeClassRef/name"));
        let Some(class) = class.filter(|class| !object::is_leaving(class)) else { continue };
        let offerings = offering::of_template(pass, (object::name(&pool), &class), &pool["spec"]["template"]);
        let left = object::map(&pool, "/spec/limits").map(|limits| {
            let used = quantity::read(object::map(&pool, "/status/resources"));
            let limits = quantity::read(Some(limits));
            limits
                .into_iter()
                .map(|(name, limit)| (name.clone(), limit - used.get(&name).copied().unwrap_or(0)))
                .collect()
        });
        sources.push(Source { pool, class, offerings, left });
    }
    sources
}

/// Puts the pod into a plan, or makes a plan for it.
fn place(pod: &Value, sources: &mut [Source], plans: &mut Vec<Plan>, hosts: &mut Vec<Host>) -> bool {
    for (at, plan) in plans.iter_mut().enumerate() {
        let mut asked = plan.asked.clone();
        quantity::add(&mut asked, &quantity::of_pod(&pod["spec"]));
        let mut together = plan.pods.clone();
        if apart(pod, &together) || !scheduler::spreads(pod, &host_of(at, &plan.chosen), hosts) {
            continue;
        }
        together.push(pod.clone());
        let source = &sources[plan.source];
        // The plan's own machine is within the limits already; a larger one counts with what it has more.
        let within = |offering: &Offering| {
            offering.zone == plan.chosen.zone && fits_limits(source, offering, Some(&plan.chosen))
        };
        if let Some(chosen) = source.offerings.iter().find(|o| suits(o, &together, &asked) && within(o)) {
            (plan.chosen, plan.asked, plan.pods) = (chosen.clone(), asked, together);
            let name = format!("{PLANNED}{at}");
            hosts.iter_mut().filter(|host| host.name == name).for_each(|host| host.take(pod));
            return true;
        }
    }
    let asked = quantity::of_pod(&pod["spec"]);
    let alone = [pod.clone()];
    for (at, source) in sources.iter_mut().enumerate() {
        let usable = |o: &&Offering| {
            suits(o, &alone, &asked)
                && fits_limits(source, o, None)
                && scheduler::spreads(pod, &host_of(plans.len(), o), hosts)
        };
        let found = source.offerings.iter().find(usable).cloned();
        if let Some(chosen) = found {
            if let Some(left) = &mut source.left {
                for (name, amount) in with_node(&chosen) {
                    left.entry(name).and_modify(|rest| *rest -= amount);
                }
            }
            let mut host = host_of(plans.len(), &chosen);
            host.take(pod);
            hosts.push(host);
            plans.push(Plan { source: at, pods: alone.to_vec(), asked, chosen });
            return true;
        }
    }
    false
}

/// The host that a plan stands for.
fn host_of(plan: usize, offering: &Offering) -> Host {
    let mut node = offering.node.clone();
    node["metadata"]["name"] = json!(format!("{PLANNED}{plan}"));
    node["status"] = json!({"allocatable": quantity::write(&offering.room)});
    Host::new(&node)
}

fn with_node(offering: &Offering) -> Resources {
    let mut capacity = crate::life::machine::capacity(offering.kind);
    capacity.insert("nodes".to_owned(), 1000);
    capacity
}

fn fits_limits(source: &Source, offering: &Offering, instead_of: Option<&Offering>) -> bool {
    let Some(left) = &source.left else { return true };
    let before = instead_of.map(with_node).unwrap_or_default();
    with_node(offering).iter().all(|(name, amount)| {
        left.get(name).is_none_or(|rest| amount - before.get(name).copied().unwrap_or(0) <= *rest)
    })
}

/// Whether a machine will do for all pods of a plan.
pub(super) fn suits(offering: &Offering, pods: &[Value], asked: &Resources) -> bool {
    let taints = object::list(&offering.node, "/spec/taints");
    quantity::lacking(asked, &Resources::new(), &offering.room).is_empty()
        && pods.iter().all(|pod| {
            selector::admits_node(&pod["spec"], &offering.node)
                && selector::untolerated(&pod["spec"], taints, &["NoSchedule", "NoExecute"]).is_none()
        })
}

/// Whether the pod may not be on one machine with one of the others.
fn apart(pod: &Value, others: &[Value]) -> bool {
    let repels = |a: &Value, b: &Value| {
        object::list(a, "/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution")
            .iter()
            .any(|term| selector::matches(&term["labelSelector"], object::map(b, "/metadata/labels")))
            && object::namespace(a) == object::namespace(b)
    };
    others.iter().any(|other| repels(pod, other) || repels(other, pod))
}

/// Makes the claim of a plan and answers its name.
pub(super) fn create(pass: &mut Pass<'_>, controller: &Controller, source: &Source, plan: &Plan) -> Option<String> {
    let (pool, class) = (&source.pool, &source.class);
    let template = &pool["spec"]["template"];
    let draw = format!("{}/{}/{}", object::uid(pool), pass.now.0, object::uid(&plan.pods[0]));
    let name = format!("{}-{}", object::name(pool), object::suffix(&draw, 5));
    let mut labels = offering::template_labels(template);
    labels.insert(POOL_LABEL.to_owned(), object::name(pool).to_owned());
    labels.insert(CLASS_LABEL.to_owned(), object::name(class).to_owned());
    let mut annotations = template["metadata"]["annotations"].as_object().cloned().unwrap_or_default();
    annotations.insert(hash::POOL_HASH.to_owned(), json!(hash::of_pool(pool)));
    annotations.insert(hash::POOL_HASH_VERSION.to_owned(), json!("v3"));
    let mut owner = object::owner_reference(pool);
    if let Some(fields) = owner.as_object_mut() {
        fields.remove("controller");
    }
    let mut spec = template["spec"].clone();
    spec["requirements"] = Value::Array(requirements(source, plan));
    spec["resources"] = json!({"requests": quantity::write(&plan.asked)});
    let claim = json!({
        "apiVersion": "karpenter.sh/v1", "kind": "NodeClaim",
        "metadata": {"name": name, "labels": labels, "annotations": annotations, "ownerReferences": [owner],
            "finalizers": [FINALIZER]},
        "spec": spec,
    });
    pass.act(controller.user(), |client| client.create(claim)).ok()?;
    let message = format!("Pod should schedule on: nodeclaim/{name}");
    for pod in &plan.pods {
        event::record(pass, pod, &Event::normal("Nominated", &message, "karpenter"));
    }
    Some(name)
}

/// What pods ask for together.
pub(super) fn sum(pods: &[Value]) -> Resources {
    let mut asked = Resources::new();
    for pod in pods {
        quantity::add(&mut asked, &quantity::of_pod(&pod["spec"]));
    }
    asked
}

/// The pool's requirements, narrowed to the types that will do, and to one zone where the pods care for zones.
fn requirements(source: &Source, plan: &Plan) -> Vec<Value> {
    const TYPE: &str = "node.kubernetes.io/instance-type";
    const ZONE: &str = "topology.kubernetes.io/zone";
    const CAPACITY: &str = "karpenter.sh/capacity-type";
    let own = object::list(&source.pool, "/spec/template/spec/requirements");
    let mut list: Vec<Value> = own.iter().filter(|one| one["key"] != TYPE).cloned().collect();
    let suitable: Vec<&Offering> = source.offerings.iter().filter(|o| suits(o, &plan.pods, &plan.asked)).collect();
    let mut types: Vec<&str> = Vec::new();
    for offering in &suitable {
        if !types.contains(&offering.kind.name) && types.len() < MOST_TYPES {
            types.push(offering.kind.name);
        }
    }
    list.push(json!({"key": TYPE, "operator": "In", "values": types}));
    let mut capacities: Vec<&str> = suitable.iter().map(|offering| offering.capacity_type).collect();
    capacities.sort_unstable();
    capacities.dedup();
    list.retain(|one| one["key"] != CAPACITY);
    list.push(json!({"key": CAPACITY, "operator": "In", "values": capacities}));
    let mut zones: Vec<&str> = suitable.iter().map(|offering| offering.zone.as_str()).collect();
    zones.sort_unstable();
    zones.dedup();
    let spread = plan.pods.iter().any(|pod| !object::list(pod, "/spec/topologySpreadConstraints").is_empty());
    if spread {
        zones = vec![plan.chosen.zone.as_str()];
    }
    list.retain(|one| one["key"] != ZONE);
    list.push(json!({"key": ZONE, "operator": "In", "values": zones}));
    list
}

fn give_up(pass: &mut Pass<'_>, pod: &Value, sources: &[Source]) {
    let each = sources.iter().map(|source| {
        let asked = quantity::of_pod(&pod["spec"]);
        let suitable = source.offerings.iter().any(|o| suits(o, std::slice::from_ref(pod), &asked));
        let name = object::name(&source.pool);
        if suitable {
            format!("all available instance types exceed limits for nodepool: \"{name}\"")
        } else {
            format!(
                "incompatible with nodepool \"{name}\", no instance type met the scheduling requirements or had a \
                 required offering"
            )
        }
    });
    let why: Vec<String> = each.collect();
    let why = if why.is_empty() { "no nodepools found".to_owned() } else { why.join("; ") };
    let message = format!("Failed to schedule pod, {why}");
    event::record(pass, pod, &Event::warning("FailedScheduling", &message, "karpenter"));
}
