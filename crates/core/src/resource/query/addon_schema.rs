//! Whether an addon's values are what its version takes, by the schema that EKS gives for it.

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::aws::eks_addon::AddonVersion;
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindAddonSchema {
    pub addon: String,
    pub version: Value<AddonVersion>,
    pub values: serde_json::Value,
}

impl Query for FindAddonSchema {
    const KIND: Kind = Kind("eks.addon_schema");
    /// The values are right.
    type Answer = ();

    fn is_pending(&self) -> bool {
        self.version.is_pending()
    }

    async fn find(&self, world: &World) -> Result<()> {
        let version = &self.version.known()?.wanted;
        let describe = world.eks().describe_addon_configuration().addon_name(&self.addon).addon_version(version);
        let schema = describe.send().await.of("eks:DescribeAddonConfiguration")?.configuration_schema;
        let Some(schema) = schema.filter(|schema| !schema.trim().is_empty()) else { return Ok(()) };
        let unreadable = |why: String| {
            Error::bug(format!("EKS gave a schema for {} {version} that cannot be read: {why}", self.addon))
        };
        let schema = serde_json::from_str(&schema).map_err(|error| unreadable(error.to_string()))?;
        let validator = jsonschema::validator_for(&schema).map_err(|error| unreadable(error.to_string()))?;
        let wrong: Vec<String> = validator
            .iter_errors(&self.values)
            .map(|error| {
                let place = error.instance_path().to_string();
                format!("{}{}: {error}", self.addon, place.replace('/', "."))
            })
            .collect();
        if wrong.is_empty() {
            return Ok(());
        }
        let text = format!("addons.{}.values is not what {version} takes: {}", self.addon, wrong.join("; "));
        let hint =
            format!("`aws eks describe-addon-configuration --addon-name {} --addon-version {version}`", self.addon);
        Err(Error::new(ErrorKind::InvalidSpec, text).with_hint(hint))
    }
}
