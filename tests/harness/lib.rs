//! A laboratory: a sandbox on a paused clock, a world that leads into it, and the things that behaviour tests ask.

pub mod control_plane;
pub mod definitions;
pub mod figures;
pub mod furniture;
pub mod ground;
pub mod hand;
pub mod harm;
pub mod helm_engine;
pub mod objects;
pub mod real;

use karpool::spec::{Format, Spec};
use karpool::units::Region;
use karpool::{Apply, Errors, Plan, Report, World};
use karpool_sandbox::kubernetes::{Client, User};
use karpool_sandbox::{Call, Caller, LogEntry, Options, Reply, Sandbox};
use serde_json::{Value as Json, json};

/// The example that every new user starts with.
pub const SMALLEST: &str = include_str!("../../examples/01_smallest.yaml");

/// A simulated account and a caller in it.
pub struct Lab {
    pub sandbox: Sandbox,
    pub world: World,
    cache: tempfile::TempDir,
}

impl Lab {
    /// A fresh account on a paused clock.
    pub async fn new() -> Lab {
        Lab::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Lab {
        let sandbox = Sandbox::open(options).expect("a sandbox");
        let cache = tempfile::tempdir().expect("a folder for charts");
        let world = connect(&sandbox, "deployer", cache.path()).await;
        Lab { sandbox, world, cache }
    }

    /// A copy of an account, as [`Sandbox::text`] gave it.
    pub async fn resumed(text: &str, options: Options) -> Lab {
        let sandbox = Sandbox::resume(text, options).expect("a world");
        let cache = tempfile::tempdir().expect("a folder for charts");
        let world = connect(&sandbox, "deployer", cache.path()).await;
        Lab { sandbox, world, cache }
    }

    /// The same account, called by somebody else.
    pub async fn as_user(&self, user: &str) -> World {
        connect(&self.sandbox, user, self.cache.path()).await
    }

    /// The same account, called by somebody who may not be there: then why not.
    pub async fn world_of(&self, user: &str) -> Result<World, String> {
        let region = Region::new(self.sandbox.region()).expect("a region");
        let world = karpool_sandbox::world(&self.sandbox, &region, user, Some(self.cache.path().to_owned())).await;
        world.map_err(|error| error.to_string())
    }

    pub async fn plan(&self, spec: &Spec) -> Result<Plan, Errors> {
        karpool::plan(spec, &self.world, &Apply::new()).await
    }

    pub async fn apply(&self, spec: &Spec) -> Result<Report, Errors> {
        karpool::apply(spec, &self.world, &Apply::new()).await
    }

    pub async fn destroy(&self, spec: &Spec) -> Result<Report, Errors> {
        karpool::destroy(spec, &self.world, &Apply::new().delete_logs(true)).await
    }

    /// Calls since the log was cleared that wrote something.
    pub fn writes(&self) -> Vec<String> {
        self.sandbox.log().iter().filter(|entry| entry.write).map(describe).collect()
    }

    pub fn calls(&self) -> Vec<String> {
        self.sandbox.log().iter().map(describe).collect()
    }
}

fn describe(entry: &LogEntry) -> String {
    format!("{entry}")
}

async fn connect(sandbox: &Sandbox, user: &str, cache: &std::path::Path) -> World {
    let region = Region::new(sandbox.region()).expect("a region");
    karpool_sandbox::world(sandbox, &region, user, Some(cache.to_owned())).await.expect("a world")
}

/// Whether `make simulate` runs: every call and every second, instead of some.
pub fn is_exhaustive() -> bool {
    std::env::var_os("KARPOOL_SIMULATE").is_some_and(|value| value == "full")
}

/// Holds a promise for every item, on as many threads as there are cores; each item has a paused clock of its own.
///
/// # Panics
/// When the promise does not hold for an item.
pub fn judge_each<T: Send>(items: Vec<T>, judge: impl AsyncFn(T) + Sync) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let items = std::sync::Mutex::new(items.into_iter());
    let next = || items.lock().expect("no thread panics with the lock").next();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(item) = next() {
                    let mut runtime = tokio::runtime::Builder::new_current_thread();
                    let runtime = runtime.enable_all().start_paused(true).build().expect("a runtime");
                    runtime.block_on(judge(item));
                }
            });
        }
    });
}

/// A spec from YAML.
pub fn spec(text: &str) -> Spec {
    Spec::from_text(text, Format::Yaml, "test.yaml").expect("a valid spec")
}

impl Lab {
    /// An account in which the spec has been applied.
    pub async fn applied(text: &str) -> Lab {
        let lab = Lab::new().await;
        lab.apply_ok(text).await;
        lab
    }

    /// Applies, and fails the test when anything failed.
    pub async fn apply_ok(&self, text: &str) -> Report {
        let report = self.apply(&spec(text)).await.expect("a report");
        assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
        report
    }

    /// Everything that somebody could have made in the account, as text: identities and tags, without what the
    /// simulation keeps for itself.
    pub fn inventory(&self) -> String {
        // What is in the clusters is none of it, and most of the world.
        let accounts = self.sandbox.inspect(|world| serde_json::to_value(&world.accounts).expect("a world is data"));
        let mut lines = Vec::new();
        for (account, content) in accounts.as_object().into_iter().flatten() {
            let roles = content["iam"]["roles"].as_object().into_iter().flatten();
            let own =
                roles.filter(|(_, role)| !role["path"].as_str().unwrap_or_default().starts_with("/aws-service-role/"));
            lines.extend(own.map(|(name, role)| format!("{account} role {name} {}", role["tags"])));
            for kind in ["instance_profiles", "policies", "oidc_providers"] {
                let things = content["iam"][kind].as_object().into_iter().flatten();
                lines.extend(things.map(|(name, thing)| format!("{account} {kind} {name} {}", thing["tags"])));
            }
            for (region, regional) in content["regions"].as_object().into_iter().flatten() {
                for (service, kind) in REGIONAL {
                    let things = regional[service][kind].as_object().into_iter().flatten();
                    let alive = things.filter(|(_, thing)| !is_over(thing));
                    lines.extend(
                        alive.map(|(name, thing)| {
                            format!("{account} {region} {service} {kind} {name} {}", thing["tags"])
                        }),
                    );
                }
            }
        }
        lines.sort();
        lines.join("\n")
    }

    /// The kinds and names of [`Lab::inventory`], without identifiers that are drawn: two accounts that were made in
    /// different ways are compared by it.
    pub fn identities(&self) -> String {
        let drawn = |word: &str| word.contains('-') && word.chars().filter(char::is_ascii_digit).count() > 4;
        let lines = self.inventory();
        let lines = lines.lines().map(|line| line.split(' ').filter(|word| !drawn(word)).collect::<Vec<_>>().join(" "));
        let mut lines: Vec<String> = lines.collect();
        lines.sort();
        lines.join("\n")
    }

    /// Calls the account's API as its root, in no simulated time.
    pub fn as_root(
        &self,
        service: fn(&mut Call<'_>) -> Reply,
        name: &'static str,
        operation: &str,
        input: Json,
    ) -> Json {
        self.as_root_in(self.sandbox.region(), service, (name, operation), input)
    }

    /// As [`Lab::as_root`], in another region; the call by its service and its operation.
    ///
    /// # Panics
    /// When it is refused.
    pub fn as_root_in(
        &self,
        region: &str,
        service: fn(&mut Call<'_>) -> Reply,
        (name, operation): (&'static str, &str),
        input: Json,
    ) -> Json {
        let region = region.to_owned();
        let answer = self.sandbox.meddle(|world| {
            let caller = Caller {
                arn: format!("arn:aws:iam::{ACCOUNT}:root"),
                user_id: ACCOUNT.into(),
                account: ACCOUNT.into(),
            };
            let (operation, partition) = (operation.to_owned(), "aws".to_owned());
            service(&mut Call { world, service: name, operation, input, caller, region, partition })
        });
        answer.unwrap_or_else(|fault| panic!("{operation}: {} {}", fault.code, fault.message))
    }

    /// Gives the VPC and its private subnets addresses of IPv6.
    pub fn give_ipv6(&self) {
        let ec2 = |operation: &str, input: Json| self.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input);
        let vpc = json!({"VpcId": karpool_sandbox::fixture::VPC, "AmazonProvidedIpv6CidrBlock": "true"});
        let made = ec2("AssociateVpcCidrBlock", vpc);
        let range = made["ipv6CidrBlockAssociation"]["ipv6CidrBlock"].as_str().expect("a range").to_owned();
        let base = range.strip_suffix("00::/56").or_else(|| range.strip_suffix("::/56")).expect("a /56").to_owned();
        let subnets = ec2("DescribeSubnets", json!({"Filter": [{"Name": "tag:tier", "Value": ["private"]}]}));
        for (index, subnet) in subnets["subnetSet"].as_array().into_iter().flatten().enumerate() {
            let net = format!("{base}0{index}::/64");
            ec2("AssociateSubnetCidrBlock", json!({"SubnetId": subnet["subnetId"], "Ipv6CidrBlock": net}));
        }
    }

    fn iam(&self, operation: &str, input: Json) -> Json {
        self.as_root(karpool_sandbox::iam::handle, "iam", operation, input)
    }

    /// Gives a user of the fixture every right in the account, and in the cluster.
    pub async fn make_admin(&self, user: &str) {
        let policy = "arn:aws:iam::aws:policy/AdministratorAccess";
        self.iam("AttachUserPolicy", json!({"UserName": user, "PolicyArn": policy}));
        self.make_admin_of(&format!("user/{user}")).await;
    }

    /// Gives a user or role every right in the cluster `dev`.
    pub async fn make_admin_of(&self, principal: &str) {
        let principal = format!("arn:aws:iam::{ACCOUNT}:{principal}");
        let eks = |operation: &str, input: Json| self.as_root(karpool_sandbox::eks::handle, "eks", operation, input);
        eks("CreateAccessEntry", json!({"clusterName": "dev", "principalArn": principal}));
        let (policy, scope) =
            ("arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", json!({"type": "cluster"}));
        let input = json!({"clusterName": "dev", "principalArn": principal, "policyArn": policy, "accessScope": scope});
        eks("AssociateAccessPolicy", input);
        self.sandbox.clock().sleep(std::time::Duration::from_secs(30)).await;
    }

    /// Acts on the cluster `dev` as its administrator, in no simulated time.
    pub fn as_cluster_admin<T>(&self, act: impl FnOnce(&mut Client<'_>) -> T) -> T {
        let (now, arn) =
            (self.sandbox.clock().now(), format!("arn:aws:eks:{}:{ACCOUNT}:cluster/dev", self.sandbox.region()));
        self.sandbox.meddle(|world| {
            let cluster = world.clusters.get_mut(&arn).expect("the cluster dev");
            act(&mut cluster.client(now, User::control_plane("admin")))
        })
    }

    /// A role that somebody else made.
    pub async fn make_role(&self, name: &str, path: &str) {
        let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
        self.iam("CreateRole", json!({"RoleName": name, "Path": path, "AssumeRolePolicyDocument": trust}));
        self.sandbox.clock().sleep(std::time::Duration::from_secs(20)).await;
    }

    /// Deletes a role with everything that is attached to it.
    pub async fn delete_role(&self, name: &str) {
        let attached = self.iam("ListAttachedRolePolicies", json!({"RoleName": name}));
        for policy in attached["AttachedPolicies"].as_array().into_iter().flatten() {
            self.iam("DetachRolePolicy", json!({"RoleName": name, "PolicyArn": policy["PolicyArn"]}));
        }
        let profiles = self.iam("ListInstanceProfilesForRole", json!({"RoleName": name}));
        for profile in profiles["InstanceProfiles"].as_array().into_iter().flatten() {
            let input = json!({"RoleName": name, "InstanceProfileName": profile["InstanceProfileName"]});
            self.iam("RemoveRoleFromInstanceProfile", input);
        }
        self.iam("DeleteRole", json!({"RoleName": name}));
        self.sandbox.clock().sleep(std::time::Duration::from_secs(20)).await;
    }
}

pub const ACCOUNT: &str = "111122223333";

/// What a region holds that somebody could have made.
const REGIONAL: [(&str, &str); 12] = [
    ("ec2", "vpcs"),
    ("ec2", "subnets"),
    ("ec2", "security_groups"),
    ("ec2", "security_group_rules"),
    ("ec2", "launch_templates"),
    ("ec2", "instances"),
    ("ec2", "volumes"),
    ("ec2", "vpc_endpoints"),
    ("eks", "clusters"),
    ("sqs", "queues"),
    ("events", "rules"),
    ("logs", "groups"),
];

/// Terminated instances stay visible for an hour.
fn is_over(thing: &Json) -> bool {
    matches!(thing["phase"].as_str(), Some("Terminated" | "ShuttingDown"))
}
