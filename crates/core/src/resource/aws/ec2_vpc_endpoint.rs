//! A VPC endpoint, interface or gateway.
//!
//! Key: VPC and service, ours before others', because EC2 chooses the id. One that somebody else has made is used as it
//! is: a second one could not have the service's DNS name. Calls: ec2:DescribeVpcEndpoints,
//! CreateVpcEndpoint, ModifyVpcEndpoint, CreateTags, DeleteTags, DeleteVpcEndpoints. Ready after one to three minutes
//! (interface). Immutable: the service, the VPC, the type.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_ec2::types as ec2;

use super::ec2_launch_template::{from_tags, retag, specification};
use super::ec2_security_group_rule::rules_of_stack;
use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::graph::{Origin, Value};
use crate::resource::{
    Claim, Diff, Facts, Field, Key, Kind, Owned, OwnedTags, Phase, Readiness, Resource, Shown, Tags, tag,
};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct VpcEndpoint {
    /// `Interface` or `Gateway`.
    pub kind: String,
    pub subnets: Value<BTreeSet<String>>,
    pub security_groups: Value<BTreeSet<String>>,
    pub route_tables: Value<BTreeSet<String>>,
    pub private_dns: bool,
    pub tags: OwnedTags,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EndpointKey {
    pub vpc: Value<String>,
    /// `com.amazonaws.us-east-1.sqs`.
    pub service: String,
    /// Set by the answer to the create call: this run finds it before tags catch up.
    pub id: Option<String>,
    pub stack: String,
}

impl fmt::Display for EndpointKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.service)
    }
}

impl Key for EndpointKey {
    fn is_pending(&self) -> bool {
        self.vpc.is_pending()
    }
}

#[derive(Clone, Debug)]
pub struct Live {
    pub id: Value<String>,
    pub state: String,
    pub kind: String,
    pub subnets: Value<BTreeSet<String>>,
    pub security_groups: Value<BTreeSet<String>>,
    pub route_tables: Value<BTreeSet<String>>,
    pub private_dns: bool,
    pub tags: Tags,
}

impl Resource for VpcEndpoint {
    const KIND: Kind = Kind("ec2.vpc_endpoint");
    /// Tag filters lag behind creation, and CreateVpcEndpoint happily makes a second gateway-less twin.
    const ABSENT_AFTER: u32 = 4;
    const PACE: Duration = Duration::from_secs(5);
    const LIMIT: Duration = Duration::from_secs(10 * 60);
    const TYPICAL: Duration = Duration::from_secs(90);
    const IN_USE: &'static [&'static str] = &["DependencyViolation"];

    type Key = EndpointKey;
    type Live = Live;

    async fn read(key: &EndpointKey, world: &World) -> Result<Option<Live>> {
        let all = match &key.id {
            Some(id) => Arc::new(describe(world.ec2().describe_vpc_endpoints().vpc_endpoint_ids(id)).await?),
            None => endpoints_of(key.vpc.known()?, world).await?,
        };
        let fits = |endpoint: &&ec2::VpcEndpoint| {
            let gateway = endpoint.vpc_endpoint_type == Some(ec2::VpcEndpointType::Gateway);
            let usable = is_of(endpoint, &key.stack) || gateway || endpoint.private_dns_enabled == Some(true);
            endpoint.service_name.as_ref() == Some(&key.service) && usable
        };
        let mut found: Vec<&ec2::VpcEndpoint> = all.iter().filter(fits).collect();
        found.sort_by_key(|endpoint| !is_of(endpoint, &key.stack));
        Ok(found.first().map(|endpoint| parse((*endpoint).clone())))
    }

    fn phase(live: &Live) -> Phase {
        match live.state.as_str() {
            "deleting" => Phase::Leaving,
            "failed" => Phase::Failed,
            _ => Phase::Here,
        }
    }

    fn claim(&self, live: &Live) -> Claim {
        match self.tags.claim(&live.tags) {
            Claim::Ours => Claim::Ours,
            // Used and never changed: destroy leaves it.
            _ => Claim::Adopted,
        }
    }

    fn ready(&self, live: &Live) -> Readiness {
        match live.state.as_str() {
            "available" => Readiness::Ready,
            "failed" | "rejected" | "expired" => Readiness::Broken { why: format!("the endpoint is {}", live.state) },
            other => Readiness::Waiting { why: format!("the endpoint is {other}") },
        }
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        if self.tags.claim(&live.tags) != Claim::Ours {
            return diff;
        }
        diff.compare_fixed(
            "vpcEndpointType",
            &live.kind,
            &self.kind,
            "the type of an endpoint is fixed: delete it, then apply",
        );
        diff.compare_value("subnetIds", &live.subnets, &self.subnets);
        diff.compare_value("securityGroupIds", &live.security_groups, &self.security_groups);
        diff.compare_value("routeTableIds", &live.route_tables, &self.route_tables);
        diff.compare("privateDnsEnabled", &live.private_dns, &self.private_dns);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![
            Field::added("vpcEndpointType", Shown::of(&self.kind)),
            Field::added("subnetIds", Shown::value(&self.subnets)),
            Field::added("privateDnsEnabled", Shown::of(self.private_dns)),
        ];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, _: &EndpointKey, live: Option<&Live>, _: &Facts) -> Live {
        if let Some(live) = live.filter(|live| self.tags.claim(&live.tags) != Claim::Ours) {
            return Live { state: "available".into(), ..live.clone() };
        }
        Live {
            id: live.map_or_else(|| Value::Pending(Origin::new(&self.tags.owner.id)), |live| live.id.clone()),
            state: "available".into(),
            kind: self.kind.clone(),
            subnets: self.subnets.clone(),
            security_groups: self.security_groups.clone(),
            route_tables: self.route_tables.clone(),
            private_dns: self.private_dns,
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &EndpointKey, world: &World) -> Result<Option<EndpointKey>> {
        let list = |ids: &Value<BTreeSet<String>>| {
            ids.known().map(|ids| (!ids.is_empty()).then(|| ids.iter().cloned().collect()))
        };
        let create = world
            .ec2()
            .create_vpc_endpoint()
            .vpc_id(key.vpc.known()?)
            .service_name(&key.service)
            .vpc_endpoint_type(self.kind.as_str().into())
            .set_subnet_ids(list(&self.subnets)?)
            .set_security_group_ids(list(&self.security_groups)?)
            .set_route_table_ids(list(&self.route_tables)?)
            .set_private_dns_enabled((self.kind == "Interface").then_some(self.private_dns))
            .tag_specifications(specification(ec2::ResourceType::VpcEndpoint, &self.tags.all()));
        let made = create.send().await.of("ec2:CreateVpcEndpoint")?.vpc_endpoint;
        Ok(Some(EndpointKey { id: made.and_then(|endpoint| endpoint.vpc_endpoint_id), ..key.clone() }))
    }

    async fn update(&self, _: &EndpointKey, live: &Live, world: &World) -> Result<()> {
        let id = live.id.known()?;
        let (add_subnets, remove_subnets) = changes(&live.subnets, &self.subnets)?;
        let (add_groups, remove_groups) = changes(&live.security_groups, &self.security_groups)?;
        let (add_tables, remove_tables) = changes(&live.route_tables, &self.route_tables)?;
        let lists = [&add_subnets, &remove_subnets, &add_groups, &remove_groups, &add_tables, &remove_tables];
        if lists.iter().any(|list| list.is_some()) || live.private_dns != self.private_dns {
            let modify = world
                .ec2()
                .modify_vpc_endpoint()
                .vpc_endpoint_id(id)
                .set_add_subnet_ids(add_subnets)
                .set_remove_subnet_ids(remove_subnets)
                .set_add_security_group_ids(add_groups)
                .set_remove_security_group_ids(remove_groups)
                .set_add_route_table_ids(add_tables)
                .set_remove_route_table_ids(remove_tables)
                .set_private_dns_enabled((live.private_dns != self.private_dns).then_some(self.private_dns));
            modify.send().await.of("ec2:ModifyVpcEndpoint")?;
        }
        let (set, remove) = self.tags.changes(&live.tags);
        retag(id, set, remove, world).await
    }

    async fn delete(_: &EndpointKey, live: &Live, world: &World) -> Result<()> {
        let delete = world.ec2().delete_vpc_endpoints().vpc_endpoint_ids(live.id.known()?).send().await;
        // DeleteVpcEndpoints answers 200 with the failures inside.
        let failed = delete.of("ec2:DeleteVpcEndpoints")?.unsuccessful.unwrap_or_default();
        match failed.into_iter().find_map(|item| item.error) {
            None => Ok(()),
            Some(error) => Err(Error::new(ErrorKind::Broken, error.message.unwrap_or_default())
                .with_code(error.code.unwrap_or_default())
                .while_doing("ec2:DeleteVpcEndpoints")),
        }
    }
}

async fn describe(
    describe: aws_sdk_ec2::operation::describe_vpc_endpoints::builders::DescribeVpcEndpointsFluentBuilder,
) -> Result<Vec<ec2::VpcEndpoint>> {
    let found = describe.into_paginator().items().send().try_collect().await.found("ec2:DescribeVpcEndpoints")?;
    Ok(found.unwrap_or_default().into_iter().filter(|endpoint| state(endpoint) != "deleted").collect())
}

/// Every endpoint of a VPC, asked once per pass.
pub(crate) async fn endpoints_of(vpc: &str, world: &World) -> Result<Arc<Vec<ec2::VpcEndpoint>>> {
    let question = format!("ec2:DescribeVpcEndpoints {vpc}");
    world
        .once(question, || async {
            let filter = ec2::Filter::builder().name("vpc-id").values(vpc).build();
            describe(world.ec2().describe_vpc_endpoints().filters(filter)).await
        })
        .await
}

pub(crate) fn is_of(endpoint: &ec2::VpcEndpoint, stack: &str) -> bool {
    endpoint.tags().iter().any(|found| found.key() == Some(tag::STACK) && found.value() == Some(stack))
}

/// The endpoints of one stack in a VPC.
#[derive(Clone, Debug, PartialEq)]
pub struct OfVpc {
    pub vpc: Value<String>,
    pub stack: String,
}

impl fmt::Display for OfVpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.vpc.fmt(f)
    }
}

impl Key for OfVpc {
    fn is_pending(&self) -> bool {
        self.vpc.is_pending()
    }
}

impl Owned for VpcEndpoint {
    type Scope = OfVpc;

    /// Endpoints of ours come with rules of ours, and these are listed anyway: without one there is nothing to ask for.
    async fn list(scope: &OfVpc, world: &World) -> Result<Vec<EndpointKey>> {
        if rules_of_stack(&scope.stack, world).await?.is_empty() {
            return Ok(Vec::new());
        }
        let all = endpoints_of(scope.vpc.known()?, world).await?;
        let ours = all.iter().filter(|endpoint| is_of(endpoint, &scope.stack));
        let services = ours.filter_map(|endpoint| endpoint.service_name.clone());
        let key = |service| EndpointKey { vpc: scope.vpc.clone(), service, id: None, stack: scope.stack.clone() };
        Ok(services.map(key).collect())
    }

    fn is_ours(scope: &OfVpc, live: &Live) -> bool {
        live.tags.get(tag::STACK) == Some(&scope.stack) && !live.tags.contains_key(tag::ADOPTED)
    }
}

type Change = (Option<Vec<String>>, Option<Vec<String>>);

/// Ids to add and to remove.
fn changes(live: &Value<BTreeSet<String>>, want: &Value<BTreeSet<String>>) -> Result<Change> {
    let (live, want) = (live.known()?, want.known()?);
    let list = |ids: Vec<String>| (!ids.is_empty()).then_some(ids);
    Ok((list(want.difference(live).cloned().collect()), list(live.difference(want).cloned().collect())))
}

/// EC2 writes the state in either case.
fn state(endpoint: &ec2::VpcEndpoint) -> String {
    endpoint.state.as_ref().map(|state| state.as_str().to_ascii_lowercase()).unwrap_or_default()
}

fn parse(endpoint: ec2::VpcEndpoint) -> Live {
    let set = |ids: Option<Vec<String>>| Value::Known(ids.unwrap_or_default().into_iter().collect());
    let groups = endpoint.groups.clone().unwrap_or_default().into_iter().filter_map(|group| group.group_id);
    Live {
        state: state(&endpoint),
        id: Value::Known(endpoint.vpc_endpoint_id.unwrap_or_default()),
        kind: endpoint.vpc_endpoint_type.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        subnets: set(endpoint.subnet_ids),
        security_groups: Value::Known(groups.collect()),
        route_tables: set(endpoint.route_table_ids),
        private_dns: endpoint.private_dns_enabled.unwrap_or(false),
        tags: from_tags(endpoint.tags.unwrap_or_default()),
    }
}
