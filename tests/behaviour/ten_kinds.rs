//! A graph of ten kinds that is cheap to make: what breaks runs can be done to it at every call and every moment.

use karpool::graph::Value;
use karpool::policy::{Document, trust};
use karpool::resource::aws::Name;
use karpool::resource::aws::ec2_launch_template::{Data, LaunchTemplate, TemplateName};
use karpool::resource::aws::ec2_security_group_rule::{Peer, RuleKey, SecurityGroupRule, Traffic};
use karpool::resource::aws::ec2_vpc_endpoint::{EndpointKey, VpcEndpoint};
use karpool::resource::aws::event_rule::{Rule, RuleName, Target};
use karpool::resource::aws::iam_instance_profile::InstanceProfile;
use karpool::resource::aws::iam_oidc_provider::{Issuer, OidcProvider};
use karpool::resource::aws::iam_role::Role;
use karpool::resource::aws::iam_service_linked_role::ServiceLinkedRole;
use karpool::resource::aws::log_group::LogGroup;
use karpool::resource::aws::sqs_queue::Queue;
use karpool::resource::{OwnedTags, Owner};
use karpool::{Apply, Errors, Plan, Report, Specimen, Specimens};
use karpool_sandbox::fixture::VPC;
use karpool_tests::Lab;

const NAME: &str = "ten";
const QUEUE_POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},
    "Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:ten"}]}"#;
const LOOK: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"}]}"#;

fn tags(id: &str) -> OwnedTags {
    OwnedTags::new(Owner::new("us-east-1/ten", id), [("team".to_owned(), "blue".to_owned())].into())
}

fn document(text: &str) -> Document {
    Document::parse(text).expect("a policy")
}

fn role() -> Specimen<Role> {
    let want = Role {
        name: NAME.into(),
        path: "/ten/".into(),
        description: "one of ten".into(),
        trust: karpool::graph::Value::Known(trust::ec2("amazonaws.com")),
        inline: [("look".to_owned(), document(LOOK))].into(),
        attached: ["arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly".to_owned()].into(),
        boundary: Some("arn:aws:iam::aws:policy/ReadOnlyAccess".into()),
        max_session: 3600,
        tags: tags("role"),
    };
    Specimen::new("iam.role/ten", Name::new(NAME), want)
}

fn queue() -> Specimen<Queue> {
    let want =
        Queue { name: NAME.into(), retention: 300, kms_key: None, policy: document(QUEUE_POLICY), tags: tags("queue") };
    Specimen::new("sqs.queue/ten", Name::new(NAME), want)
}

fn rule() -> Specimen<Rule> {
    let want = Rule {
        name: NAME.into(),
        description: "tells the queue".into(),
        pattern: serde_json::json!({"source": ["aws.ec2"]}),
        target: Target { id: "queue".into(), arn: "arn:aws:sqs:us-east-1:111122223333:ten".into() },
        tags: tags("rule"),
    };
    Specimen::new("events.rule/ten", RuleName { name: NAME.into(), prefix: "ten".into() }, want)
}

fn template(group: &str) -> Specimen<LaunchTemplate> {
    let data = Data {
        http_tokens: "required".into(),
        hop_limit: 1,
        security_groups: Value::Known([group.to_owned()].into()),
        ..Data::default()
    };
    let key = TemplateName { name: NAME.into(), stack: "us-east-1/ten".into() };
    Specimen::new("ec2.launch_template/ten", key, LaunchTemplate { name: NAME.into(), data, tags: tags("template") })
}

fn endpoint(group: &str, subnets: Vec<String>) -> Specimen<VpcEndpoint> {
    let want = VpcEndpoint {
        kind: "Interface".into(),
        subnets: Value::Known(subnets.into_iter().collect()),
        security_groups: Value::Known([group.to_owned()].into()),
        route_tables: Value::Known(std::collections::BTreeSet::new()),
        private_dns: true,
        tags: tags("endpoint"),
    };
    let (service, stack) = ("com.amazonaws.us-east-1.sqs".to_owned(), "us-east-1/ten".to_owned());
    Specimen::new("ec2.vpc_endpoint/ten", EndpointKey { vpc: Value::Known(VPC.into()), service, id: None, stack }, want)
}

/// The ten of them, for the network of a fresh account.
pub fn ten(lab: &Lab) -> Specimens {
    let (group, subnets) = network(lab);
    let (spot, spot_role) = ServiceLinkedRole::spot();
    let profile = InstanceProfile { name: NAME.into(), path: "/ten/".into(), role: NAME.into(), tags: tags("profile") };
    let issuer = Issuer { url: Value::Known("https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF".into()) };
    let provider = OidcProvider { clients: ["sts.amazonaws.com".to_owned()].into(), tags: tags("provider") };
    let logs = LogGroup {
        name: NAME.into(),
        retention: Some(7),
        class: "STANDARD".into(),
        kms_key: Value::Known(None),
        tags: tags("logs"),
    };
    let key = RuleKey {
        group: Value::Known(group.clone()),
        traffic: Traffic::tcp(443),
        peer: Peer::Cidr("10.9.0.0/16".into()),
    };
    let opened = SecurityGroupRule { description: "from the office".into(), tags: tags("opened") };
    Specimens::default()
        .with(role(), &[])
        .with(Specimen::new("iam.instance_profile/ten", Name::new(NAME), profile), &[0])
        .with(Specimen::new("iam.oidc_provider/ten", issuer, provider), &[0])
        .with(Specimen::new("iam.service_linked_role/spot", spot, spot_role), &[])
        .with(Specimen::new("logs.log_group/ten", Name::new(NAME), logs), &[])
        .with(queue(), &[4])
        .with(rule(), &[5])
        .with(template(&group), &[])
        .with(Specimen::new("ec2.security_group_rule/ten", key, opened), &[])
        .with(endpoint(&group, subnets), &[8])
}

/// The VPC's default security group and two of its private subnets.
fn network(lab: &Lab) -> (String, Vec<String>) {
    lab.sandbox.inspect(|world| {
        let ec2 = &world.accounts["111122223333"].regions["us-east-1"].ec2;
        let group = ec2.security_groups.values().find(|group| group.is_default() && group.vpc == VPC);
        let private =
            |id: &&String| ec2.tags.get(*id).is_some_and(|tags| tags.get("tier").is_some_and(|t| t == "private"));
        let subnets = ec2.subnets.keys().filter(private).take(2).cloned().collect();
        (group.expect("a default security group").id.clone(), subnets)
    })
}

/// The account and the ten, in the two forms that the sweeps compare.
pub struct Account {
    pub lab: Lab,
    pub ten: Specimens,
}

impl Account {
    pub async fn fresh() -> Account {
        let lab = Lab::new().await;
        let ten = ten(&lab);
        Account { lab, ten }
    }

    pub async fn plan(&self) -> Result<Plan, Errors> {
        self.ten.plan(&self.lab.world, &Apply::new()).await
    }

    pub async fn apply(&self) -> Result<Report, Errors> {
        self.ten.apply(&self.lab.world, &Apply::new()).await
    }

    pub async fn destroy(&self) -> Result<Report, Errors> {
        self.ten.destroy(&self.lab.world, &Apply::new()).await
    }

    /// Applies, and fails the test unless everything is there and nothing is left to do.
    pub async fn converges(&self, when: &str, expected: &str) {
        done(self.apply().await, when);
        let plan = self.plan().await.unwrap_or_else(|errors| panic!("{when}: {errors:?}"));
        assert!(plan.is_idle(), "{when}: {:#?}", plan.changes);
        assert_eq!(self.lab.identities(), expected, "{when}");
    }

    /// Destroys, and fails the test unless nothing is left.
    pub async fn vanishes(&self, when: &str, before: &str) {
        done(self.destroy().await, when);
        assert_eq!(self.lab.inventory(), before, "{when}");
    }
}

fn done(report: Result<Report, Errors>, when: &str) {
    let report = report.unwrap_or_else(|errors| panic!("{when}: {errors:?}"));
    assert!(report.is_ok(), "{when}: {:#?}", report.errors().collect::<Vec<_>>());
}
