//! How many nodes a group has.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::Fault;
use crate::eks::fault::invalid;

/// Most nodes in a group. Source: EKS service quotas, "Nodes per managed node group".
const NODES: i64 = 450;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaling {
    pub min: i64,
    pub max: i64,
    pub desired: i64,
}

/// What a group gets that says nothing. Source: EKS API reference, answers of `CreateNodegroup` without a scaling.
const DEFAULT: Scaling = Scaling { min: 1, max: 2, desired: 2 };

impl Scaling {
    pub(crate) fn view(&self) -> Value {
        json!({ "minSize": self.min, "maxSize": self.max, "desiredSize": self.desired })
    }

    /// A scaling for a new group: what is not given follows from what is.
    pub(crate) fn initial(input: &Value) -> Result<Scaling, Fault> {
        if input.is_null() {
            return Ok(DEFAULT);
        }
        let (min, max, desired) = (&input["minSize"], &input["maxSize"], &input["desiredSize"]);
        let low = min.as_i64().unwrap_or_else(|| DEFAULT.min.min(desired.as_i64().unwrap_or(DEFAULT.min)));
        let wanted =
            desired.as_i64().unwrap_or_else(|| DEFAULT.desired.clamp(low, max.as_i64().unwrap_or(i64::MAX).max(low)));
        let high = max.as_i64().unwrap_or_else(|| DEFAULT.max.max(wanted).max(low));
        Scaling { min: low, max: high, desired: wanted }.checked()
    }

    /// This scaling with what an update gives.
    pub(crate) fn with(self, input: &Value) -> Result<Scaling, Fault> {
        let or = |member: &str, before: i64| input[member].as_i64().unwrap_or(before);
        Scaling { min: or("minSize", self.min), max: or("maxSize", self.max), desired: or("desiredSize", self.desired) }
            .checked()
    }

    fn checked(self) -> Result<Scaling, Fault> {
        let Scaling { min, max, desired } = self;
        if min < 0 || desired < 0 || max < 1 {
            return Err(invalid("scalingConfig: sizes must not be negative and maxSize must be at least 1"));
        }
        if min > max {
            return Err(invalid(format!("Minimum capacity {min} can't be greater than maximum size {max}")));
        }
        if min > desired {
            return Err(invalid(format!("Minimum capacity {min} can't be greater than desired size {desired}")));
        }
        if desired > max {
            return Err(invalid(format!("desired capacity {desired} can't be greater than max size {max}")));
        }
        if max > NODES {
            return Err(invalid(format!("maxSize {max} can't be greater than {NODES}")));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_must_be_in_order() {
        assert_eq!(Scaling::initial(&json!({"desiredSize": 3})).unwrap(), Scaling { min: 1, max: 3, desired: 3 });
        assert_eq!(Scaling::initial(&json!({"minSize": 0, "maxSize": 1})).unwrap().desired, 1);
        assert!(Scaling::initial(&json!({"minSize": 3, "maxSize": 4, "desiredSize": 2})).is_err());
        let before = Scaling { min: 1, max: 3, desired: 2 };
        assert!(before.with(&json!({"maxSize": 1})).is_err());
        assert_eq!(before.with(&json!({"desiredSize": 3})).unwrap().desired, 3);
    }
}
