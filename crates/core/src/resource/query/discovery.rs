//! Whether Karpenter's selectors would find exactly what is meant: one security group and the nodes' subnets.

use std::collections::BTreeSet;

use crate::error::{Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::aws::ec2_discovery_tag::{Sign, TAG, signs};
use crate::resource::{Kind, Query};
use crate::world::World;

/// Asked in the plan, and again after the tags were written.
#[derive(Clone, Debug)]
pub struct FindDiscovered {
    /// The tag's value: the cluster's name.
    pub value: String,
    pub subnets: Value<BTreeSet<String>>,
    pub group: Value<String>,
    pub stack: String,
}

impl Query for FindDiscovered {
    const KIND: Kind = Kind("ec2.discovery");
    const AGAIN: bool = true;
    type Answer = ();

    async fn find(&self, world: &World) -> Result<()> {
        let all = signs(world).await?;
        // What carries our mark and is not wanted any more loses both in this run.
        let found = |kind: &str, wanted: &dyn Fn(&String) -> bool| -> Vec<String> {
            let same = all.iter().filter(|(_, sign)| sign.kind == kind && sign.value.as_ref() == Some(&self.value));
            let strangers = same.filter(|(id, sign)| !wanted(id) && !sign.marks.contains_key(&self.stack));
            strangers.map(|(id, _)| id.clone()).collect()
        };
        let group = self.group.as_known();
        let subnets = self.subnets.as_known();
        let groups = found("security-group", &|id| group == Some(id));
        let others = found("subnet", &|id| subnets.is_none_or(|ids| ids.contains(id)));
        let wanted = subnets.into_iter().flatten().chain(group);
        self.refuse_claimed(wanted.filter_map(|id| Some((id, all.get(id)?))))?;
        self.refuse(&groups, "security group", "put it on every node, and load balancers fail with two")?;
        self.refuse(&others, "subnet", "make nodes there")
    }
}

impl FindDiscovered {
    /// A thing has one discovery tag: of two clusters that both have marked it, one finds nothing. Two runs beside each
    /// other both see it free, so it is asked when the tags are there as well.
    fn refuse_claimed<'a>(&self, wanted: impl Iterator<Item = (&'a String, &'a Sign)>) -> Result<()> {
        let other = |(id, sign): (&'a String, &'a Sign)| {
            let mut others = sign.marks.iter().filter(|(stack, _)| **stack != self.stack);
            others.next().map(|(_, cluster)| (id, cluster))
        };
        let Some((id, cluster)) = wanted.filter_map(other).next() else { return Ok(()) };
        let text = format!("{id} is marked for the cluster {cluster} as well, and {TAG} can name only one of both");
        let hint = "say `network.discovery: ids` in one of them, or give each cluster subnets of its own";
        Err(Error::new(ErrorKind::NotOurs, text).with_hint(hint))
    }

    fn refuse(&self, strangers: &[String], what: &str, then: &str) -> Result<()> {
        let Some(first) = strangers.first() else { return Ok(()) };
        let (names, value) = (strangers.join(", "), &self.value);
        let text = format!("{TAG}={value} is on the {what} {names} too: Karpenter would {then}");
        let hint = format!(
            "take it away: `aws ec2 delete-tags --resources {first} --tags Key={TAG}`, or say `network.discovery: ids`"
        );
        Err(Error::new(ErrorKind::Preflight, text).with_hint(hint))
    }
}
