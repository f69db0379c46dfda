//! Rows of IAM.

use karpool::Specimen;
use karpool::graph::Value;
use karpool::policy::trust;
use karpool::resource::Owner;
use karpool::resource::aws::Name;
use karpool::resource::aws::iam_instance_profile::InstanceProfile;
use karpool::resource::aws::iam_oidc_provider::{Issuer, OidcProvider};
use karpool::resource::aws::iam_policy::{Policy, PolicyArn};
use karpool::resource::aws::iam_role::Role;
use karpool::resource::aws::iam_service_linked_role::ServiceLinkedRole;
use serde_json::json;

use super::{document, repaint, set, tags};
use crate::bench::{ACCOUNT_ID, Bench};
use crate::hand::MARKS;
use crate::row::{Drift, Marks, Row, Then};

const NAME: &str = "specimen";
const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const REGISTRY: &str = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly";
const LOOK: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"}]}"#;
const LIST: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}"#;

pub struct RoleRow;

impl Row for RoleRow {
    type Of = Role;
    const STEADY: &'static [(&'static str, &'static str)] = &[("name", "the key")];

    fn specimen(_: &Bench, owner: Owner) -> Specimen<Role> {
        let want = Role {
            name: NAME.into(),
            path: "/specimen/".into(),
            description: "a specimen".into(),
            trust: Value::Known(trust::ec2("amazonaws.com")),
            inline: [("look".to_owned(), document(LOOK))].into(),
            attached: set(&[REGISTRY]),
            boundary: Some(READ_ONLY.into()),
            max_session: 7200,
            tags: tags(owner),
        };
        Specimen::new("iam.role/specimen", Name::new(NAME), want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<Role>> {
        vec![
            Drift::made("path", "path", |want: &mut Role| want.path = "/".into()).then(Then::Refused),
            Drift::made("description", "description", |want: &mut Role| want.description = "other".into()),
            Drift::made("trust", "trust", |want: &mut Role| want.trust = Value::Known(trust::eks())),
            Drift::made("inline", "policies.look", |want: &mut Role| want.inline.clear()),
            Drift::made("inline", "policies.look", |want: &mut Role| {
                want.inline.insert("look".into(), document(LIST));
            }),
            Drift::made("attached", "attached.", |want: &mut Role| want.attached.clear()),
            Drift::made("boundary", "permissionsBoundary", |want: &mut Role| want.boundary = None),
            Drift::made("boundary", "permissionsBoundary", |want: &mut Role| want.boundary = Some(REGISTRY.into())),
            Drift::made("max_session", "maxSessionDuration", |want: &mut Role| want.max_session = 3600),
            Drift::made("tags", "tags.", |want: &mut Role| repaint(&mut want.tags)),
            Drift::stranger("inline", "policies.more", |bench| {
                let input = json!({"RoleName": NAME, "PolicyName": "more", "PolicyDocument": LIST});
                bench.iam("PutRolePolicy", input);
            }),
            Drift::stranger("attached", "attached.", |bench| {
                bench.iam("AttachRolePolicy", json!({"RoleName": NAME, "PolicyArn": READ_ONLY}));
            }),
        ]
    }

    fn unmark(bench: &Bench) {
        bench.iam("UntagRole", json!({"RoleName": NAME, "TagKeys": MARKS}));
    }
}

pub struct InstanceProfileRow;

impl Row for InstanceProfileRow {
    type Of = InstanceProfile;
    const STEADY: &'static [(&'static str, &'static str)] = &[("name", "the key")];

    fn prepare(bench: &Bench) {
        bench.make_role("specimen-node", "ec2.amazonaws.com", &[]);
        bench.make_role("specimen-other", "ec2.amazonaws.com", &[]);
    }

    fn specimen(_: &Bench, owner: Owner) -> Specimen<InstanceProfile> {
        let want = InstanceProfile {
            name: NAME.into(),
            path: "/specimen/".into(),
            role: "specimen-node".into(),
            tags: tags(owner),
        };
        Specimen::new("iam.instance_profile/specimen", Name::new(NAME), want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<InstanceProfile>> {
        vec![
            Drift::made("path", "path", |want: &mut InstanceProfile| want.path = "/".into()).then(Then::Refused),
            Drift::made("role", "role", |want: &mut InstanceProfile| want.role = "specimen-other".into()),
            Drift::made("tags", "tags.", |want: &mut InstanceProfile| repaint(&mut want.tags)),
            Drift::stranger("role", "role", |bench| {
                let input = json!({"InstanceProfileName": NAME, "RoleName": "specimen-node"});
                bench.iam("RemoveRoleFromInstanceProfile", input);
            }),
        ]
    }

    fn unmark(bench: &Bench) {
        bench.iam("UntagInstanceProfile", json!({"InstanceProfileName": NAME, "TagKeys": MARKS}));
    }
}

pub struct OidcProviderRow;

const ISSUER: &str = "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

fn provider_arn() -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{ISSUER}")
}

impl Row for OidcProviderRow {
    type Of = OidcProvider;

    fn specimen(_: &Bench, owner: Owner) -> Specimen<OidcProvider> {
        let want = OidcProvider { clients: set(&["sts.amazonaws.com"]), tags: tags(owner) };
        let key = Issuer { url: Value::Known(format!("https://{ISSUER}")) };
        Specimen::new("iam.oidc_provider/specimen", key, want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<OidcProvider>> {
        let arn = json!(provider_arn());
        let more = arn.clone();
        vec![
            Drift::made("clients", "clientIdList", |want: &mut OidcProvider| want.clients = set(&["other"])),
            Drift::made("tags", "tags.", |want: &mut OidcProvider| repaint(&mut want.tags)),
            Drift::stranger("clients", "clientIdList", move |bench| {
                let input = json!({"OpenIDConnectProviderArn": more, "ClientID": "more"});
                bench.iam("AddClientIDToOpenIDConnectProvider", input);
            }),
            Drift::stranger("clients", "clientIdList", move |bench| {
                let input = json!({"OpenIDConnectProviderArn": arn, "ClientID": "sts.amazonaws.com"});
                bench.iam("RemoveClientIDFromOpenIDConnectProvider", input);
            }),
        ]
    }

    fn unmark(bench: &Bench) {
        let input = json!({"OpenIDConnectProviderArn": provider_arn(), "TagKeys": MARKS});
        bench.iam("UntagOpenIDConnectProvider", input);
    }
}

pub struct ServiceLinkedRoleRow;

impl Row for ServiceLinkedRoleRow {
    type Of = ServiceLinkedRole;
    const MARKS: Marks = Marks::Nobody;
    const STEADY: &'static [(&'static str, &'static str)] = &[("service", "the key")];

    fn specimen(_: &Bench, _: Owner) -> Specimen<ServiceLinkedRole> {
        let (key, want) = ServiceLinkedRole::spot();
        Specimen::new("iam.service_linked_role/spot", key, want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<ServiceLinkedRole>> {
        Vec::new()
    }
}

pub struct PolicyRow;

fn policy_arn() -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:policy/specimen/{NAME}")
}

impl Row for PolicyRow {
    type Of = Policy;
    const STEADY: &'static [(&'static str, &'static str)] = &[("name", "the key"), ("path", "the key")];

    fn specimen(_: &Bench, owner: Owner) -> Specimen<Policy> {
        let want = Policy { name: NAME.into(), path: "/specimen/".into(), document: document(LOOK), tags: tags(owner) };
        Specimen::new("iam.policy/specimen", PolicyArn(policy_arn()), want)
    }

    /// More documents than a policy keeps versions: the oldest has to make room.
    fn drifts(_: &Bench) -> Vec<Drift<Policy>> {
        let stranger = || {
            Drift::stranger("document", "document", |bench| {
                let input = json!({"PolicyArn": policy_arn(), "PolicyDocument": LIST, "SetAsDefault": true});
                bench.iam("CreatePolicyVersion", input);
            })
        };
        let made = || Drift::made("document", "document", |want: &mut Policy| want.document = document(LIST));
        vec![
            stranger(),
            made(),
            made(),
            made(),
            Drift::stranger("document", "document", |bench| {
                let versions = bench.iam("ListPolicyVersions", json!({"PolicyArn": policy_arn()}));
                let versions = versions["Versions"].as_array().cloned().expect("versions");
                let other = versions.iter().find(|version| says(bench, version, "ListAllMyBuckets"));
                let id = &other.expect("a version that says something else")["VersionId"];
                bench.iam("SetDefaultPolicyVersion", json!({"PolicyArn": policy_arn(), "VersionId": id}));
            }),
            Drift::made("tags", "tags.", |want: &mut Policy| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        bench.iam("UntagPolicy", json!({"PolicyArn": policy_arn(), "TagKeys": MARKS}));
    }
}

/// Whether a version of the policy allows an action.
fn says(bench: &Bench, version: &serde_json::Value, action: &str) -> bool {
    let input = json!({"PolicyArn": policy_arn(), "VersionId": version["VersionId"]});
    let version = bench.iam("GetPolicyVersion", input);
    version["PolicyVersion"]["Document"].as_str().is_some_and(|text| text.contains(action))
}
