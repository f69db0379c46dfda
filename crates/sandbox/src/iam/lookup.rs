//! What other services ask IAM.

use std::time::Duration;

use super::policy::{Document, Kind, pattern};
use super::{InstanceProfile, Role};
use crate::time::Time;
use crate::world::World;

/// Why another service can't use a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Not an ARN of a role.
    Malformed,
    /// There is no such role.
    Missing,
    /// It exists, but has not reached other services yet; they answer as if it were missing.
    Propagating,
}

/// A role by name, without regard to case.
pub fn find_role<'a>(world: &'a World, account: &str, name: &str) -> Option<&'a Role> {
    world.accounts.get(account)?.iam.roles.get(&name.to_lowercase())
}

/// A role by its full ARN, whatever account it names.
pub fn role_by_arn<'a>(world: &'a World, arn: &str) -> Option<&'a Role> {
    let (account, resource) = split_arn(arn)?;
    let name = resource.strip_prefix("role/")?.rsplit('/').next()?;
    find_role(world, account, name).filter(|role| role.arn == arn)
}

/// An instance profile by name, without regard to case.
pub fn find_instance_profile<'a>(world: &'a World, account: &str, name: &str) -> Option<&'a InstanceProfile> {
    world.accounts.get(account)?.iam.instance_profiles.get(&name.to_lowercase())
}

/// An instance profile by its full ARN.
pub fn instance_profile_by_arn<'a>(world: &'a World, arn: &str) -> Option<&'a InstanceProfile> {
    let (account, resource) = split_arn(arn)?;
    let name = resource.strip_prefix("instance-profile/")?.rsplit('/').next()?;
    find_instance_profile(world, account, name).filter(|profile| profile.arn == arn)
}

/// Account and resource of an IAM ARN.
pub(crate) fn split_arn(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.splitn(6, ':');
    let (head, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (_region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    (head == "arn" && service == "iam").then_some((account, resource))
}

/// How long a change of IAM takes to reach other services: between 5 and 12 s, fixed by the moment of the change.
pub fn propagation(changed: Time) -> Duration {
    let mixed = (changed.0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    Duration::from_millis(5_000 + mixed % 7_001)
}

/// Whether other services see what was made or changed at `changed`.
pub fn visible(changed: Time, now: Time) -> bool {
    now >= changed + propagation(changed)
}

/// A role that another service may look up now.
///
/// # Errors
/// The ARN is malformed, or the role is missing or still propagating.
pub fn usable_role<'a>(world: &'a World, account: &str, arn: &str, now: Time) -> Result<&'a Role, Unusable> {
    let (owner, resource) = split_arn(arn).ok_or(Unusable::Malformed)?;
    if !resource.starts_with("role/") {
        return Err(Unusable::Malformed);
    }
    if owner != account {
        return Err(Unusable::Missing);
    }
    let role = role_by_arn(world, arn).ok_or(Unusable::Missing)?;
    if visible(role.created, now) { Ok(role) } else { Err(Unusable::Propagating) }
}

/// Whether a role's trust lets a service principal (`ec2.amazonaws.com`) assume it.
pub fn trusts(role: &Role, service_principal: &str) -> bool {
    trusts_for(role, service_principal, "sts:AssumeRole")
}

/// As [`trusts`], for another action, for example `sts:TagSession`.
pub fn trusts_for(role: &Role, service_principal: &str, action: &str) -> bool {
    let Ok(document) = Document::parse(&role.trust, Kind::Trust) else {
        return false;
    };
    document.statements.iter().any(|statement| {
        statement.allow
            && statement.actions.patterns.iter().any(|p| pattern::matches_ignoring_case(p, action))
                != statement.actions.negated
            && statement.principal.as_ref().is_some_and(|principal| {
                !principal.negated
                    && principal.values.iter().any(|(kind, value)| {
                        kind == "Service" && value == service_principal || kind == "AWS" && value == "*"
                    })
            })
    })
}
