//! An object by server-side apply: fields we set are ours, fields we do not set are left.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::FIELD_MANAGER;
use super::api::{self, STACK_LABEL};
use super::controller;
use super::key::{Coordinates, ObjectKey, ObjectScope};
use super::live::Live;
use super::namespace::is_leaving;
use crate::crd::{UNKNOWN, is_unknown};
use crate::error::{Error, Result};
use crate::graph::{Origin, Value};
use crate::manifest::{compare, conflicts};
use crate::resource::{Claim, Diff, Facts, Field, Kind, Owned, Owner, Phase, Readiness, Resource, Rolls, Shown, tag};
use crate::world::World;

/// When karpool last had a controller ask again: an annotation that nobody reads, but whose change is seen.
pub(super) const CHECKED: &str = "karpool.dev/checked-at";

/// What one kind of object has of its own.
pub trait Flavor: Clone + std::fmt::Debug + Send + Sync + 'static {
    const KIND: Kind;
    const LIMIT: Duration = Duration::from_secs(10 * 60);
    const TYPICAL: Duration = Duration::from_secs(1);
    const SECURITY: bool = false;
    /// Taken into use when somebody else made it.
    const ADOPTS: bool = false;
    /// Stands for objects of many kinds, so that a name says little without one.
    const MANY_KINDS: bool = false;
    /// How dependants of a deleted object are treated: `Background`, or `Foreground` where it stays visible until they
    /// are gone.
    fn propagation(_live: &Live) -> &'static str {
        "Background"
    }

    fn ready(_live: &Live) -> Readiness {
        Readiness::Ready
    }

    /// Whether a change of this field replaces nodes.
    fn rolls(_path: &str, _live: &Live) -> Option<Rolls> {
        None
    }

    /// How many nodes are made of it, where a pass counts them anyway.
    fn nodes(_key: &ObjectKey, _world: &World) -> impl Future<Output = Result<Option<u64>>> + Send {
        async { Ok(None) }
    }

    /// What to do instead, when this field can never be changed in this way.
    fn fixed(_path: &str, _from: Option<&Json>, _to: Option<&Json>) -> Option<&'static str> {
        None
    }

    /// A change that what lives can never take, whatever else changes.
    fn stuck(_live: &Live, _manifest: &Json) -> Option<Field> {
        None
    }

    /// What the object's controller remembers of it, and asks again when an annotation changes.
    fn remembered(_object: &Json, _now: jiff::Timestamp) -> Option<String> {
        None
    }

    /// What a deletion waits for.
    fn leaving(_live: &Live) -> Option<String> {
        None
    }

    /// What others have put into it, and would lose with it.
    fn tenants(_key: &ObjectKey, _live: &Live, _world: &World) -> impl Future<Output = Result<Option<String>>> + Send {
        async { Ok(None) }
    }

    /// Ends a deletion that does not end by itself.
    fn force_delete(_key: &ObjectKey, _world: &World) -> impl Future<Output = Result<bool>> + Send {
        async { Ok(false) }
    }
}

/// An object as it shall be. Parts that are not known yet are markers ([`UNKNOWN`]).
#[derive(Clone, Debug)]
pub struct Applied<F> {
    pub manifest: Json,
    pub owner: Owner,
    /// The `openAPIV3Schema` of a custom resource: it says how lists merge.
    pub schema: Option<Arc<Json>>,
    /// What is wrong with it by its schema and rules; found when it was composed.
    pub problems: Vec<String>,
    /// Take over fields that others have set.
    pub force: bool,
    flavor: PhantomData<fn() -> F>,
}

/// A value in a manifest, or the marker of a part that is known after apply.
pub fn known_or_marker<T: serde::Serialize>(value: &Value<T>) -> Json {
    match value {
        Value::Known(value) => serde_json::to_value(value).unwrap_or_default(),
        Value::Pending(_) => json!(UNKNOWN),
    }
}

impl<F: Flavor> Applied<F> {
    /// Labels and annotates the object as the stack's.
    pub fn new(mut manifest: Json, owner: Owner, stack: &str) -> Applied<F> {
        manifest["metadata"]["labels"][STACK_LABEL] = json!(stack);
        manifest["metadata"]["annotations"][tag::STACK] = json!(owner.stack);
        manifest["metadata"]["annotations"][tag::ID] = json!(owner.id);
        Applied { manifest, owner, schema: None, problems: Vec::new(), force: false, flavor: PhantomData }
    }

    #[must_use]
    pub fn schema(mut self, schema: Option<Arc<Json>>) -> Applied<F> {
        self.schema = schema;
        self
    }

    #[must_use]
    pub fn problems(mut self, problems: Vec<String>) -> Applied<F> {
        self.problems = problems;
        self
    }

    #[must_use]
    pub fn force(mut self, force: bool) -> Applied<F> {
        self.force = force;
        self
    }

    pub fn key(&self, access: Value<crate::world::ClusterAccess>, stack: &str) -> ObjectKey {
        ObjectKey { access, coordinates: Coordinates::of(&self.manifest), stack: stack.to_owned() }
    }

    /// The object to send: one that was there before is marked, so that destroy leaves it.
    fn effective(&self, live: Option<&Live>) -> Json {
        let mut object = self.manifest.clone();
        let adopted = live.is_some_and(|live| {
            let annotations = &live.object["metadata"]["annotations"];
            annotations.get(tag::STACK).is_none() || annotations.get(tag::ADOPTED).is_some()
        });
        if adopted {
            object["metadata"]["annotations"][tag::ADOPTED] = json!("true");
        }
        object
    }
}

fn shown(value: Option<&Json>) -> Shown {
    match value {
        None => Shown::Absent,
        Some(value) if is_unknown(value) => Shown::Pending(Origin::new("apply")),
        Some(value) => Shown::Known(value.clone()),
    }
}

impl<F: Flavor> Resource for Applied<F> {
    const KIND: Kind = F::KIND;
    const PACE: Duration = Duration::from_secs(2);
    const LIMIT: Duration = F::LIMIT;
    const TYPICAL: Duration = F::TYPICAL;
    const SECURITY: bool = F::SECURITY;
    const ADOPTS: bool = F::ADOPTS;
    /// A kind that is not served yet (404), and access entries that are not effective yet (401, 403).
    const CONSISTENCY: &'static [&'static str] =
        &["NotFound", "404", "Unauthorized", "Forbidden", "Failed to parse error data"];

    type Key = ObjectKey;
    type Live = Live;

    fn name(key: &ObjectKey) -> String {
        if F::MANY_KINDS { key.to_string() } else { key.coordinates.place() }
    }

    async fn read(key: &ObjectKey, world: &World) -> Result<Option<Live>> {
        let Some(object) = api::read(key, world).await? else { return Ok(None) };
        let leaving = is_leaving(key, world).await?;
        let pods = controller::pods(key, &object, world).await?;
        let remembered = F::remembered(&object, world.clock().timestamp());
        let nodes = F::nodes(key, world).await?;
        Ok(Some(Live { object, pods, leaving, remembered, nodes }))
    }

    fn phase(live: &Live) -> Phase {
        let leaving = live.leaving || live.text("/metadata/deletionTimestamp").is_some();
        if leaving { Phase::Leaving } else { Phase::Here }
    }

    fn claim(&self, live: &Live) -> Claim {
        let annotations = &live.object["metadata"]["annotations"];
        let met = conflicts(&self.effective(Some(live)), &live.object, FIELD_MANAGER, self.schema.as_deref());
        if let [first, others @ ..] = &met[..]
            && !self.force
            && annotations[tag::STACK].is_string()
        {
            let mut manager = first.manager.clone();
            for other in others {
                manager.push_str(&format!(", and {} by {}", other.path, other.manager));
            }
            return Claim::Contested { field: first.path.clone(), manager };
        }
        match annotations[tag::STACK].as_str() {
            None => Claim::Free,
            Some(stack) if *stack == self.owner.stack && annotations[tag::ADOPTED].is_string() => Claim::Adopted,
            Some(stack) if *stack == self.owner.stack => Claim::Ours,
            Some(stack) => self.owner.claim_of(stack),
        }
    }

    fn ready(&self, live: &Live) -> Readiness {
        match controller::missing(&live.object, &live.pods) {
            Some(why) => Readiness::Waiting { why },
            None => match (F::ready(live), controller::troubled(&live.pods)) {
                (Readiness::Waiting { why }, Some(trouble)) => Readiness::Waiting { why: format!("{why}: {trouble}") },
                (readiness, _) => readiness,
            },
        }
    }

    fn diff(&self, live: &Live) -> Diff {
        let changes = compare(&self.effective(Some(live)), &live.object, FIELD_MANAGER, self.schema.as_deref());
        let mut diff = Diff::same();
        diff.extend(changes.into_iter().map(|change| {
            let rolls = F::rolls(&change.path, live);
            let fixed = F::fixed(&change.path, change.from.as_ref(), change.to.as_ref()).map(str::to_owned);
            Field { rolls, fixed, ..Field::new(change.path, shown(change.from.as_ref()), shown(change.to.as_ref())) }
        }));
        diff.extend(F::stuck(live, &self.manifest));
        diff.extend(controller::stale(&live.pods).map(|pod| {
            Field::new(format!("pods.{}", pod.name), Shown::of("admitted without credentials"), Shown::of("recreated"))
        }));
        diff.extend(
            live.remembered.iter().map(|verdict| Field::new("checked", Shown::of(verdict), Shown::of("asked again"))),
        );
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let Some(object) = self.manifest.as_object() else { return Vec::new() };
        let parts = object.iter().filter(|(key, _)| !matches!(key.as_str(), "apiVersion" | "kind" | "metadata"));
        let secret = self.manifest["kind"] == "Secret";
        let field =
            |path: String, value: &Json| Field::added(path, if secret { Shown::Secret } else { shown(Some(value)) });
        // Karpenter's own kinds are the user's: field by field, so that one pending part does not hide the others.
        let (open, whole): (Vec<_>, Vec<_>) =
            parts.partition(|(key, value)| *key == "spec" && self.schema.is_some() && value.is_object());
        let inner = open.into_iter().flat_map(|(_, spec)| spec.as_object().into_iter().flatten());
        let mut fields: Vec<Field> = inner.map(|(key, value)| field(format!("spec.{key}"), value)).collect();
        fields.extend(whole.into_iter().map(|(key, value)| field(key.clone(), value)));
        fields
    }

    fn preview(&self, _: &ObjectKey, live: Option<&Live>, _: &Facts) -> Live {
        // What the server would make of it is the server's business; for dependants the manifest is enough.
        let mut object = self.effective(live);
        if let Some(live) = live
            && self.diff(live).is_same()
        {
            object = live.object.clone();
        }
        Live { object, pods: Vec::new(), leaving: false, remembered: None, nodes: None }
    }

    fn check(&self) -> Vec<String> {
        self.problems.clone()
    }

    async fn create(&self, key: &ObjectKey, world: &World) -> Result<Option<ObjectKey>> {
        self.send(key, None, world).await?;
        Ok(None)
    }

    async fn update(&self, key: &ObjectKey, live: &Live, world: &World) -> Result<()> {
        let changed =
            !compare(&self.effective(Some(live)), &live.object, FIELD_MANAGER, self.schema.as_deref()).is_empty();
        if changed {
            return self.send(key, Some(live), world).await;
        }
        for pod in controller::stale(&live.pods) {
            let at = Coordinates {
                api_version: "v1".into(),
                kind: "Pod".into(),
                name: pod.name.clone(),
                ..key.coordinates.clone()
            };
            api::delete(key.access.known()?, &at, Some(&pod.uid), "Background", world).await?;
        }
        if live.remembered.is_some() {
            let now = world.clock().timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            let patch = json!({"metadata": {"annotations": {CHECKED: now}}});
            api::merge(key.access.known()?, &key.coordinates, &patch, world).await?;
        }
        Ok(())
    }

    async fn delete(key: &ObjectKey, live: &Live, world: &World) -> Result<()> {
        api::delete(key.access.known()?, &key.coordinates, live.text("/metadata/uid"), F::propagation(live), world)
            .await
    }

    fn leaving(live: &Live) -> Option<String> {
        live.held_by().map(|finalizer| format!("it is held by the finalizer {finalizer}")).or_else(|| F::leaving(live))
    }

    async fn force_delete(key: &ObjectKey, _: &Live, world: &World) -> Result<bool> {
        F::force_delete(key, world).await
    }

    async fn tenants(key: &ObjectKey, live: &Live, world: &World) -> Result<Option<String>> {
        F::tenants(key, live, world).await
    }
}

impl<F: Flavor> Applied<F> {
    async fn send(&self, key: &ObjectKey, live: Option<&Live>, world: &World) -> Result<()> {
        let object = self.effective(live);
        if is_unknown(&object) {
            return Err(Error::bug("a part of the object was used before it was known"));
        }
        // What nobody has marked is here only when it is to be taken over, and then whole: its fields are another
        // manager's, even where they say the same, and the plan has shown those that do not.
        let unmarked = live.is_some_and(|live| live.object["metadata"]["annotations"].get(tag::STACK).is_none());
        api::apply(key, &object, self.force || unmarked, world).await
    }
}

impl<F: Flavor> Owned for Applied<F> {
    type Scope = ObjectScope;

    async fn list(scope: &ObjectScope, world: &World) -> Result<Vec<ObjectKey>> {
        let access = scope.access.known()?;
        let kinds = scope.kinds.iter().map(|one| (one.api_version.as_str(), one.kind.as_str()));
        let lists = kinds.map(|kind| api::ours(access, kind, &scope.stack, world));
        let found = futures::future::try_join_all(lists).await?;
        let found = scope.kinds.iter().zip(&found);
        let at = found.flat_map(|(among, list)| list.iter().map(Coordinates::of).filter(|at| among.holds(at)));
        let key = |coordinates| ObjectKey { access: scope.access.clone(), coordinates, stack: scope.stack.clone() };
        Ok(at.map(key).collect())
    }

    fn is_ours(scope: &ObjectScope, live: &Live) -> bool {
        let adopted = live.object["metadata"]["annotations"].get(tag::ADOPTED).is_some();
        live.object["metadata"]["labels"][STACK_LABEL] == scope.stack.as_str() && !adopted
    }

    async fn used(_: &ObjectScope, key: &ObjectKey, live: &Live, world: &World) -> Result<Option<String>> {
        let tenants = F::tenants(key, live, world).await?;
        let advice = "they would go with it: move them, and apply with --prune again";
        Ok(tenants.map(|tenants| format!("{tenants}; {advice}")))
    }
}
