//! The account of a story, and what happens in it.

use std::time::Duration;

use karpool::spec::{Format, Spec};
use karpool::{Apply, Errors, Report};
use karpool_sandbox::{FaultRule, Options};
use karpool_tests::Lab;
use serde_json::json;

use crate::invariant;
use crate::story::{Step, Story};

pub struct Account {
    pub lab: Lab,
    specs: Vec<Spec>,
    current: usize,
    /// What was there before the first step.
    pub before: String,
    /// Things that a stranger changed and that are not ours to take away.
    pub neighbour: Option<Spec>,
}

fn parse(text: &str) -> Result<Spec, String> {
    Spec::from_text(text, Format::Yaml, "story.yaml")
        .map_err(|problems| format!("not a valid spec: {problems:?}\n{text}"))
}

/// More than this, and a run does not converge.
const TRIES: usize = 3;

impl Account {
    pub async fn open(story: &Story) -> Result<Account, String> {
        let lab = Lab::with(Options { seed: story.seed, ..Options::default() }).await;
        let specs = story.specs.iter().map(|text| parse(text)).collect::<Result<_, _>>()?;
        let neighbour = story.neighbour.as_deref().map(parse).transpose()?;
        let mut account = Account { lab, specs, current: 0, before: String::new(), neighbour };
        if let Some(neighbour) = account.neighbour.clone() {
            finished(karpool::apply(&neighbour, &account.lab.world, &Apply::new()).await)?;
        }
        account.before = account.lab.inventory();
        Ok(account)
    }

    pub fn spec(&self) -> Spec {
        self.specs[self.current].clone()
    }

    pub fn options(&self) -> Apply {
        Apply::new().prune(true).delete_logs(true).delete_orphans(true)
    }

    async fn apply(&self) -> Result<Report, Errors> {
        karpool::apply(&self.spec(), &self.lab.world, &self.options()).await
    }

    async fn destroy(&self) -> Result<Report, Errors> {
        karpool::destroy(&self.spec(), &self.lab.world, &self.options()).await
    }

    pub async fn live(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Plan => invariant::plan_writes_nothing(self).await,
            Step::Apply => self.converge().await,
            Step::Faulty(faults) => {
                for (call, kind) in faults {
                    let rule: FaultRule = format!("*#{call}={kind}").parse().map_err(|error| format!("{error}"))?;
                    self.lab.sandbox.faults().add(rule);
                }
                let _ = self.apply().await;
                self.lab.sandbox.faults().clear();
                self.converge().await
            }
            Step::KilledAtCall(call) => {
                self.killed_at(*call, self.apply()).await;
                self.after_a_kill().await
            }
            Step::KilledAfter(seconds) => {
                let clock = self.lab.sandbox.clock();
                tokio::select! {
                    biased;
                    () = clock.sleep(Duration::from_secs(*seconds)) => {}
                    _ = self.apply() => {}
                }
                self.after_a_kill().await
            }
            Step::CancelledAfter(seconds) => self.cancelled(*seconds).await,
            Step::Twice(seconds) => self.twice(*seconds).await,
            Step::Respec(number) => {
                self.current = *number;
                Ok(())
            }
            Step::Meddle(dice) => self.meddle(*dice).await,
            Step::Destroy => self.vanish().await,
            Step::DestroyKilledAtCall(call) => {
                self.killed_at(*call, self.destroy()).await;
                self.wait(60).await;
                self.vanish().await
            }
            Step::Wait(seconds) => {
                self.wait(*seconds).await;
                Ok(())
            }
        }
    }

    /// A killed run's lease ends after a while.
    async fn after_a_kill(&self) -> Result<(), String> {
        self.wait(60).await;
        self.converge().await
    }

    async fn wait(&self, seconds: u64) {
        self.lab.sandbox.clock().sleep(Duration::from_secs(seconds)).await;
    }

    async fn killed_at(&self, call: u64, run: impl Future<Output = Result<Report, Errors>>) {
        let faults = self.lab.sandbox.faults();
        faults.kill_at(faults.calls() + call);
        tokio::select! {
            biased;
            () = faults.killed() => {}
            _ = run => {}
        }
        faults.clear();
    }

    async fn cancelled(&self, seconds: u64) -> Result<(), String> {
        let token = tokio_util::sync::CancellationToken::new();
        let (options, spec) = (self.options().cancel(token.clone()), self.spec());
        let cancelling = async {
            self.wait(seconds).await;
            token.cancel();
        };
        let (_, ()) = futures::join!(karpool::apply(&spec, &self.lab.world, &options), cancelling);
        self.converge().await
    }

    async fn twice(&self, seconds: u64) -> Result<(), String> {
        let (spec, options, other) = (self.spec(), self.options(), self.lab.as_user("deployer").await);
        let later = async {
            self.wait(seconds).await;
            karpool::apply(&spec, &other, &options).await
        };
        let _ = futures::join!(karpool::apply(&spec, &self.lab.world, &options), later);
        self.converge().await
    }

    /// A stranger changes or deletes something by its name, where it is there.
    async fn meddle(&self, dice: u64) -> Result<(), String> {
        let queues = self.lab.sandbox.inspect(|world| {
            let account = world.accounts.values().next().map(|account| &account.regions["us-east-1"].sqs.queues);
            account.into_iter().flat_map(|queues| queues.keys().cloned()).collect::<Vec<_>>()
        });
        let roles = self.roles();
        match dice % 3 {
            0 if !roles.is_empty() => {
                let role = &roles[usize::try_from(dice / 3).unwrap_or(0) % roles.len()];
                let input = json!({"RoleName": role, "Description": "somebody was here"});
                self.lab.as_root(karpool_sandbox::iam::handle, "iam", "UpdateRole", input);
            }
            1 if !roles.is_empty() => {
                let role = &roles[usize::try_from(dice / 3).unwrap_or(0) % roles.len()];
                let input = json!({"RoleName": role, "Tags": [{"Key": "stranger", "Value": "was here"}]});
                self.lab.as_root(karpool_sandbox::iam::handle, "iam", "TagRole", input);
            }
            _ => {
                for queue in queues {
                    let answer = json!({"QueueName": queue});
                    let url = self.lab.as_root(karpool_sandbox::sqs::handle, "sqs", "GetQueueUrl", answer);
                    let input = json!({"QueueUrl": url["QueueUrl"], "Attributes": {"MessageRetentionPeriod": "999"}});
                    self.lab.as_root(karpool_sandbox::sqs::handle, "sqs", "SetQueueAttributes", input);
                }
            }
        }
        self.converge().await
    }

    /// Names of the stack's own roles.
    fn roles(&self) -> Vec<String> {
        self.lab.sandbox.inspect(|world| {
            let roles = world.accounts.values().flat_map(|account| account.iam.roles.values());
            roles.filter(|role| role.path == "/karpool/us-east-1/dev/").map(|role| role.name.clone()).collect()
        })
    }

    /// Applies until it is done, and then everything must be as promised.
    pub async fn converge(&self) -> Result<(), String> {
        let mut last = String::new();
        for _ in 0..TRIES {
            match finished(self.apply().await) {
                Ok(()) => return invariant::after_apply(self).await,
                Err(why) => last = why,
            }
        }
        // A spec may ask for what can never become true of what lives: then the plan says so, and nothing was written.
        if last.contains("Immutable") { Ok(()) } else { Err(format!("{TRIES} applies do not converge: {last}")) }
    }

    async fn vanish(&self) -> Result<(), String> {
        let mut last = String::new();
        for _ in 0..TRIES {
            match finished(self.destroy().await) {
                Ok(()) => return invariant::after_destroy(self),
                Err(why) => last = why,
            }
        }
        Err(format!("{TRIES} destroys do not end: {last}"))
    }

    pub async fn end(&self) -> Result<(), String> {
        self.vanish().await?;
        if let Some(neighbour) = &self.neighbour {
            let plan = karpool::plan(neighbour, &self.lab.world, &Apply::new()).await;
            let plan = plan.map_err(|errors| format!("the neighbour cannot plan: {errors:?}"))?;
            if plan.has_changes() {
                return Err(format!("the neighbour was touched: {:#?}", plan.changes));
            }
        }
        Ok(())
    }
}

fn finished(report: Result<Report, Errors>) -> Result<(), String> {
    let report = report.map_err(|errors| format!("{errors:?}"))?;
    if report.is_ok() { Ok(()) } else { Err(format!("{:#?}", report.errors().collect::<Vec<_>>())) }
}
