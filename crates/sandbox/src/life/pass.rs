//! One look of the control plane at one cluster.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};

use super::identity::Identities;
use crate::kubernetes::{Client, Cluster, Place, Status, User};
use crate::time::Time;
use crate::world::World;

/// How long a controller waits before it tries a refused write again.
const RETRY: Duration = Duration::from_secs(3);

/// The objects of each kind.
type Lists = BTreeMap<&'static str, Rc<Vec<Value>>>;

/// What a controller works with: the world, one cluster of it, and the wish to be woken again.
pub(crate) struct Pass<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) arn: String,
    pub(crate) now: Time,
    pub(crate) identities: Identities,
    due: Option<Time>,
    /// Lists as of a revision: most controllers look at the same pods and nodes.
    lists: RefCell<(u64, Lists)>,
}

impl<'a> Pass<'a> {
    pub(crate) fn new(world: &'a mut World, arn: &str) -> Pass<'a> {
        let now = world.now;
        let identities = Identities::of(world, arn, now);
        Pass { world, arn: arn.to_owned(), now, identities, due: None, lists: RefCell::default() }
    }

    /// The cluster, or none when it went away in the meantime.
    pub(crate) fn cluster(&self) -> Option<&Cluster> {
        self.world.clusters.get(&self.arn)
    }

    pub(crate) fn revision(&self) -> u64 {
        self.cluster().map_or(0, |cluster| cluster.revision)
    }

    /// All objects of a resource as they are now.
    pub(crate) fn list(&self, resource: &'static str) -> Rc<Vec<Value>> {
        let Some(cluster) = self.cluster() else { return Rc::default() };
        let mut lists = self.lists.borrow_mut();
        if lists.0 != cluster.revision {
            *lists = (cluster.revision, BTreeMap::new());
        }
        let list = lists.1.entry(resource).or_insert_with(|| Rc::new(cluster.stored(resource).cloned().collect()));
        Rc::clone(list)
    }

    pub(crate) fn count(&self, resource: &str) -> usize {
        self.cluster().map_or(0, |cluster| cluster.stored(resource).count())
    }

    pub(crate) fn get(&self, resource: &str, namespace: &str, name: &str) -> Option<Value> {
        self.cluster()?.peek(&Place::new(resource, namespace, name)).cloned()
    }

    /// Asks for another pass at a moment.
    pub(crate) fn wake(&mut self, at: Time) {
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    pub(crate) fn wake_in(&mut self, seconds: u64) {
        self.wake(self.now + Duration::from_secs(seconds));
    }

    pub(crate) fn due(&self) -> Option<Time> {
        self.due
    }

    /// Does one write as `user`; a refused write is tried again soon by looking again.
    pub(crate) fn act<T>(
        &mut self,
        user: User,
        write: impl FnOnce(&mut Client<'_>) -> Result<T, Status>,
    ) -> Result<T, Status> {
        let now = self.now;
        let Some(cluster) = self.world.clusters.get_mut(&self.arn) else {
            return Err(Status::unauthorized());
        };
        let result = write(&mut cluster.client(now, user));
        if result.is_err() {
            self.wake(now + RETRY);
        }
        result
    }

    /// A write of the control plane, whose refusal needs no other answer than another look.
    pub(crate) fn control<T>(&mut self, write: impl FnOnce(&mut Client<'_>) -> Result<T, Status>) -> Option<T> {
        self.act(controller(), write).ok()
    }

    pub(crate) fn create(&mut self, object: Value) -> Option<Value> {
        self.control(|client| client.create(object))
    }

    pub(crate) fn delete(&mut self, resource: &str, object: &Value) {
        let place = super::object::place(resource, object);
        self.control(|client| client.delete(&place));
    }

    /// Merges a patch into the object.
    pub(crate) fn patch(&mut self, resource: &str, object: &Value, patch: Value) {
        let place = super::object::place(resource, object);
        self.control(|client| client.patch(&place, patch));
    }

    /// Writes the status if it differs from the object's; members that are not named stay.
    pub(crate) fn report(&mut self, resource: &str, object: &Value, status: Value) {
        let same = status.as_object().into_iter().flatten().all(|(key, value)| {
            let old = &object["status"][key];
            old == value || (value.is_null() && old.is_null())
        });
        if same && object["status"].is_object() {
            return;
        }
        let place = super::object::place(resource, object);
        self.control(|client| client.patch_status(&place, json!({ "status": status })));
    }
}

/// The user that the built-in controllers act as.
pub(crate) fn controller() -> User {
    User::control_plane("system:kube-controller-manager")
}
