//! An instance profile that is there and not ours: whether it carries the role that the controller may pass and that
//! the cluster lets in.

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindProfile {
    pub name: String,
    /// ARN of the role that it has to carry.
    pub role: String,
    /// The field that names the profile.
    pub path: String,
    /// How a spec says that it is another role: `nodeRole: {arn: ${role}}`.
    pub remedy: &'static str,
}

/// Whether it could be looked at.
#[derive(Clone, Debug)]
pub struct ProfileFound {
    warning: Option<String>,
}

impl Query for FindProfile {
    const KIND: Kind = Kind("iam.instance_profile");
    type Answer = ProfileFound;

    async fn find(&self, world: &World) -> Result<ProfileFound> {
        let get = world.iam().get_instance_profile().instance_profile_name(&self.name).send().await;
        let profile = match get.found("iam:GetInstanceProfile") {
            Err(error) if error.is(ErrorKind::Denied) => {
                let text = format!("{}: `{}` cannot be read; which role it carries is not known", self.path, self.name);
                return Ok(ProfileFound { warning: Some(text) });
            }
            other => other?.and_then(|answer| answer.instance_profile),
        };
        let Some(profile) = profile else {
            let text = format!("{}: there is no instance profile `{}`", self.path, self.name);
            return Err(Error::new(ErrorKind::Preflight, text).with_hint("check the name and the account"));
        };
        match profile.roles.first().map(|role| role.arn.as_str()) {
            Some(role) if role == self.role => Ok(ProfileFound { warning: None }),
            Some(role) => {
                let text = format!("{}: `{}` carries the role {role}, not {}", self.path, self.name, self.role);
                let remedy = self.remedy.replace("${role}", role);
                let hint =
                    format!("the controller may pass only roles that the spec names, and only they join: {remedy}");
                Err(Error::new(ErrorKind::Preflight, text).with_hint(hint))
            }
            None => {
                let text = format!("{}: `{}` carries no role, so no instance can have it", self.path, self.name);
                Err(Error::new(ErrorKind::Preflight, text).with_hint("add a role to it"))
            }
        }
    }

    fn warnings(found: &ProfileFound) -> Vec<String> {
        found.warning.iter().cloned().collect()
    }
}
