//! Roles and who may pass them.

use crate::call::{Call, Fault};
use crate::eks::fault::{invalid, refuse};
use crate::eks::place::Place;
use crate::iam::policy::Context;
use crate::iam::{self, Role};
use crate::world::World;

/// A user or role that an access entry can be for.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(crate) arn: String,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) is_role: bool,
}

/// The role if EKS sees it by now.
fn usable<'a>(world: &'a World, place: &Place, arn: &str) -> Option<&'a Role> {
    iam::usable_role(world, &place.account, arn, world.now).ok()
}

/// Refuses a role that is missing, still propagating, or does not trust the service.
pub(crate) fn require_role(world: &World, place: &Place, arn: &str, service: &str) -> Result<(), Fault> {
    if !arn.starts_with(&format!("arn:{}:iam::", place.partition)) || !arn.contains(":role/") {
        return Err(invalid(format!("The role ARN is invalid: {arn}")));
    }
    if arn.split(':').nth(4) != Some(place.account.as_str()) {
        return Err(refuse("AccessDeniedException", "Cross-account pass role is not allowed."));
    }
    let trusted = usable(world, place, arn)
        .is_some_and(|role| iam::visible(role.trust_changed, world.now) && iam::trusts(role, service));
    if trusted {
        return Ok(());
    }
    Err(invalid(format!(
        "Role with arn: {arn}, could not be assumed because it does not exist or the trusted entity is not correct"
    )))
}

/// A role for pods: its trust lets the service assume it and tag the session.
pub(crate) fn require_pod_role(world: &World, place: &Place, arn: &str, service: &str) -> Result<(), Fault> {
    require_role(world, place, arn, service).map_err(|fault| match fault.code.as_str() {
        "InvalidParameterException" => {
            invalid(format!("Trust policy of role {arn} does not allow {service}, or the role does not exist"))
        }
        _ => fault,
    })?;
    let tags = usable(world, place, arn).is_some_and(|role| iam::lookup::trusts_for(role, service, "sts:TagSession"));
    if tags {
        Ok(())
    } else {
        Err(invalid(format!("Trust policy of role {arn} must allow sts:TagSession for {service}")))
    }
}

pub(crate) fn require_existing_role(world: &World, place: &Place, arn: &str) -> Result<(), Fault> {
    match usable(world, place, arn) {
        Some(_) => Ok(()),
        None => Err(invalid(format!("The role {arn} does not exist"))),
    }
}

pub(crate) fn role_exists(world: &World, arn: &str) -> bool {
    iam::role_by_arn(world, arn).is_some()
}

/// The caller must be allowed to pass the role to the service.
pub(crate) fn require_pass_role(call: &Call<'_>, role: &str, service: &str) -> Result<(), Fault> {
    let mut context = Context::new();
    context.set("iam:PassedToService", service);
    if iam::allows(call.world, &call.caller, "iam:PassRole", role, &context).is_allowed() {
        return Ok(());
    }
    Err(refuse(
        "AccessDeniedException",
        format!("User: {} is not authorized to perform: iam:PassRole on resource: {role}", call.caller.arn),
    ))
}

pub(crate) fn ensure_linked_role(world: &mut World, place: &Place, service: &str) -> Result<(), Fault> {
    iam::create_service_linked_role_internal(world, &place.account, &place.partition, service).map(|_| ())
}

/// The user or role of an ARN if EKS sees it by now; the error says what is wrong with the ARN.
pub(crate) fn principal(world: &World, account: &str, arn: &str) -> Result<Principal, &'static str> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "iam", "", owner, resource] = parts[..] else {
        return Err("invalid format");
    };
    let name = resource.rsplit('/').next().unwrap_or_default().to_owned();
    if owner != account {
        return Err("invalid principal");
    }
    if resource.starts_with("role/") {
        if resource.starts_with("role/aws-service-role/") {
            return Err("service-linked roles are not supported");
        }
        let role = iam::usable_role(world, account, arn, world.now).map_err(|_| "invalid principal")?;
        return Ok(Principal { arn: arn.to_owned(), id: role.id.clone(), name, is_role: true });
    }
    if !resource.starts_with("user/") {
        return Err("invalid format");
    }
    let users = world.accounts.get(account).map(|a| &a.iam.users);
    let user = users.and_then(|users| users.get(&name.to_lowercase()));
    let user = user.filter(|user| user.arn == arn && iam::visible(user.created, world.now));
    user.map(|user| Principal { arn: arn.to_owned(), id: user.id.clone(), name, is_role: false })
        .ok_or("invalid principal")
}

/// The user or role behind a caller; a session's is its role.
pub(crate) fn caller_principal(world: &World, place: &Place, arn: &str, user_id: &str) -> Principal {
    let id = user_id.split(':').next().unwrap_or_default().to_owned();
    if let Some((_, rest)) = arn.split_once(":assumed-role/") {
        let name = rest.split('/').next().unwrap_or_default().to_owned();
        let found = iam::find_role(world, &place.account, &name).map(|role| role.arn.clone());
        let arn = found.unwrap_or_else(|| format!("arn:{}:iam::{}:role/{name}", place.partition, place.account));
        return Principal { arn, id, name, is_role: true };
    }
    let name = arn.rsplit(['/', ':']).next().unwrap_or_default().to_owned();
    Principal { arn: arn.to_owned(), id, name, is_role: false }
}

/// The instance profile of a node group's role, made by EKS when there is none; answers its name.
pub(super) fn node_profile(world: &mut World, place: &Place, name: &str, role_arn: &str) -> String {
    let id = world.unique_id("AIPA");
    // EKS waits until IAM has spread it; the group's instances start later than that.
    let seen = crate::Time(world.now.0 - 60_000);
    let profile = iam::InstanceProfile {
        name: name.to_owned(),
        path: "/".to_owned(),
        id,
        arn: format!("arn:{}:iam::{}:instance-profile/{name}", place.partition, place.account),
        created: seen,
        role: role_arn.rsplit('/').next().map(str::to_owned),
        role_changed: seen,
        tags: Default::default(),
    };
    let profiles = &mut world.account(&place.account, &place.partition).iam.instance_profiles;
    profiles.entry(name.to_lowercase()).or_insert(profile);
    name.to_owned()
}

pub(crate) fn delete_node_profile(world: &mut World, place: &Place, name: &str) {
    world.account(&place.account, &place.partition).iam.instance_profiles.remove(&name.to_lowercase());
}
