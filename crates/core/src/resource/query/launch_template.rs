//! A launch template that is given: whether it and its version are there. EKS would say so after the cluster is made.

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindLaunchTemplate {
    /// The field that gives it.
    pub path: String,
    pub id: String,
    pub version: String,
}

impl Query for FindLaunchTemplate {
    const KIND: Kind = Kind("ec2.launch_template");
    /// What cannot be known.
    type Answer = Vec<String>;

    async fn find(&self, world: &World) -> Result<Vec<String>> {
        let ask = world.ec2().describe_launch_template_versions().launch_template_id(&self.id).versions(&self.version);
        let answer = match ask.send().await.of("ec2:DescribeLaunchTemplateVersions") {
            Err(error) if error.is(ErrorKind::NotFound) => None,
            Err(error) if error.is(ErrorKind::Denied) => {
                return Ok(vec![format!(
                    "{}: {} cannot be read; whether it is there is not known",
                    self.path, self.id
                )]);
            }
            answer => Some(answer?),
        };
        let found = answer.and_then(|answer| answer.launch_template_versions).unwrap_or_default();
        if let Some(version) = found.first() {
            let named = version.launch_template_data.as_ref().and_then(|data| data.instance_type.as_ref());
            return named.map_or_else(|| Ok(Vec::new()), |named| Err(self.names_a_type(named.as_str())));
        }
        let text = format!("{}: there is no version {} of a launch template {}", self.path, self.version, self.id);
        let hint = format!(
            "`aws ec2 describe-launch-template-versions --launch-template-id {}` lists them in {}",
            self.id,
            world.region()
        );
        Err(Error::new(ErrorKind::Preflight, text).with_hint(hint))
    }

    fn warnings(answer: &Vec<String>) -> Vec<String> {
        answer.clone()
    }
}

impl FindLaunchTemplate {
    /// Source: EKS user guide, "Customize managed nodes with launch templates": types stand in one of both places.
    fn names_a_type(&self, named: &str) -> Error {
        let (path, id, version) = (&self.path, &self.id, &self.version);
        let text = format!(
            "{path}: version {version} of {id} names the instance type {named}, and a group's types are given beside \
             the template: EKS takes only one of both"
        );
        let hint = "make a version without an instance type, and name the types in `instanceTypes`";
        Error::new(ErrorKind::Preflight, text).with_hint(hint)
    }
}
