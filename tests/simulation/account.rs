//! The account of a story, and what happens in it.

use std::collections::BTreeSet;
use std::time::Duration;

use karpool::error::Kind;
use karpool::{Apply, Errors, Report};
use karpool_sandbox::FaultRule;
use karpool_tests::Lab;

use crate::ground::Ground;
use crate::invariant::{self, Inventory};
use crate::story::{Step, Story};
use crate::stranger::{self, Thing};
use crate::target::Wanted;

pub struct Account {
    pub lab: Lab,
    wanted: Vec<Wanted>,
    current: usize,
    adopts: bool,
    neighbour: Option<Wanted>,
    /// What was there before the first step.
    pub before: Inventory,
    /// Names of things that were ours and are a stranger's now: nobody takes them away.
    pub strangers: BTreeSet<String>,
    /// Log groups that a stranger deleted while applies may be refused: EKS makes them again, and nobody marks them.
    pub remade: BTreeSet<String>,
    /// Whether anything that the spec names may be somebody else's.
    estranged: bool,
}

/// Why a run did not end well.
pub struct Failure {
    kinds: Vec<Kind>,
    /// Whether it was refused before anything was done.
    refused: bool,
    text: String,
}

/// More than this, and a run does not converge.
const TRIES: usize = 3;

/// What a plan may say of a changed spec or a stranger's things.
const REFUSALS: [Kind; 2] = [Kind::Immutable, Kind::NotOurs];

impl Account {
    pub async fn open(story: &Story) -> Result<Account, String> {
        let ground = Ground::of(story.size);
        let lab = ground.lab(story.seed).await;
        let read = |text: &String| Wanted::read(&ground.named(text));
        let wanted = story.specs.iter().map(read).collect::<Result<_, _>>()?;
        let neighbour = story.neighbour.as_ref().map(read).transpose()?;
        let (before, strangers) = (Inventory::default(), BTreeSet::new());
        let adopts = story.adopts;
        let mut account = Account {
            lab,
            wanted,
            current: 0,
            adopts,
            neighbour,
            before,
            strangers,
            remade: BTreeSet::new(),
            estranged: false,
        };
        if let Some(neighbour) = &account.neighbour {
            finished(karpool::apply(neighbour, &account.lab.world, &Apply::new()).await).map_err(|why| why.text)?;
        }
        account.before = Inventory::of(&account.lab);
        Ok(account)
    }

    pub fn wanted(&self) -> &Wanted {
        &self.wanted[self.current]
    }

    pub fn options(&self) -> Apply {
        Apply::new().prune(true).adopt(self.adopts).delete_logs(true).delete_orphans(true)
    }

    async fn apply(&self) -> Result<Report, Errors> {
        karpool::apply(self.wanted(), &self.lab.world, &self.options()).await
    }

    async fn destroy(&self) -> Result<Report, Errors> {
        karpool::destroy(self.wanted(), &self.lab.world, &self.options()).await
    }

    pub async fn live(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Plan => invariant::plan_writes_nothing(self).await,
            Step::Apply => self.converge().await,
            Step::HalfMade(call) => {
                self.killed_at(*call, self.apply()).await;
                // Lists show what was made a moment ago only after a while.
                self.wait(60).await;
                Ok(())
            }
            Step::Faulty(faults) => {
                self.add(faults);
                let _ = self.apply().await;
                self.lab.sandbox.faults().clear();
                self.converge().await
            }
            Step::FaultyDestroy(faults) => {
                self.add(faults);
                let _ = self.destroy().await;
                self.lab.sandbox.faults().clear();
                self.vanish().await
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
            Step::Twice(seconds, other) => self.twice(*seconds, *other).await,
            Step::AgainstADestroy(seconds) => self.against_a_destroy(*seconds).await,
            Step::Approved(dice) => self.approved(*dice).await,
            Step::Respec(number) => {
                self.current = *number;
                Ok(())
            }
            Step::Meddle(dice) => {
                self.meddle(*dice, Thing::change).await;
                self.converge().await
            }
            Step::Delete(dice) => {
                if let Some(Thing::LogGroup(name)) = self.meddle(*dice, Thing::delete).await
                    && self.estranged
                {
                    self.remade.insert(name);
                }
                self.converge().await
            }
            Step::Unmark(dice) => self.estrange(*dice, Thing::unmark).await,
            Step::Claim(dice) => self.estrange(*dice, Thing::claim).await,
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

    fn add(&self, faults: &[(u64, &'static str)]) {
        for (call, kind) in faults {
            let rule: FaultRule = format!("*#{call}={kind}").parse().expect("a fault");
            self.lab.sandbox.faults().add(rule);
        }
    }

    /// A killed run's lease ends after a while.
    async fn after_a_kill(&mut self) -> Result<(), String> {
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

    async fn cancelled(&mut self, seconds: u64) -> Result<(), String> {
        let token = tokio_util::sync::CancellationToken::new();
        let options = self.options().cancel(token.clone());
        let cancelling = async {
            self.wait(seconds).await;
            token.cancel();
        };
        let (_, ()) = futures::join!(karpool::apply(self.wanted(), &self.lab.world, &options), cancelling);
        self.converge().await
    }

    /// Somebody applies another state of the spec at the same time.
    async fn twice(&mut self, seconds: u64, number: usize) -> Result<(), String> {
        let (options, other) = (self.options(), self.lab.as_user("deployer").await);
        let theirs = &self.wanted[number];
        let later = async {
            self.wait(seconds).await;
            karpool::apply(theirs, &other, &options).await
        };
        let _ = futures::join!(karpool::apply(self.wanted(), &self.lab.world, &options), later);
        self.converge().await
    }

    async fn against_a_destroy(&mut self, seconds: u64) -> Result<(), String> {
        let (options, other) = (self.options(), self.lab.as_user("deployer").await);
        let later = async {
            self.wait(seconds).await;
            karpool::destroy(self.wanted(), &other, &options).await
        };
        let _ = futures::join!(karpool::apply(self.wanted(), &self.lab.world, &options), later);
        self.converge().await
    }

    /// A plan is approved, the world moves, and the approved plan is done as it is or not at all.
    async fn approved(&mut self, dice: u64) -> Result<(), String> {
        let Ok(plan) = karpool::plan(self.wanted(), &self.lab.world, &self.options()).await else {
            return self.converge().await;
        };
        self.meddle(dice, Thing::delete).await;
        self.lab.sandbox.clear_log();
        let options = self.options().approve(plan.digest());
        if let Err(errors) = karpool::apply(self.wanted(), &self.lab.world, &options).await {
            if errors.kind() != Kind::Changed && !REFUSALS.contains(&errors.kind()) {
                return Err(format!("an approved plan fails with {errors:?}"));
            }
            invariant::no_writes(self, "an approved plan that no longer holds")?;
        }
        self.converge().await
    }

    /// A stranger does something to one of our things, where there are any.
    async fn meddle(&self, dice: u64, act: fn(&Thing, &Lab)) -> Option<Thing> {
        let mut things = stranger::marked(&self.lab);
        let chosen = usize::try_from(dice).unwrap_or(0).checked_rem(things.len())?;
        let thing = things.swap_remove(chosen);
        act(&thing, &self.lab);
        // It shows everywhere.
        self.wait(15).await;
        Some(thing)
    }

    /// From now on it is a stranger's: refused or, where we may, adopted; and it outlives the stack.
    async fn estrange(&mut self, dice: u64, act: fn(&Thing, &Lab)) -> Result<(), String> {
        if let Some(thing) = self.meddle(dice, act).await {
            self.strangers.extend(thing.name().map(str::to_owned));
            self.estranged = true;
        }
        self.converge().await
    }

    /// Applies until it is done, and then everything must be as promised.
    pub async fn converge(&mut self) -> Result<(), String> {
        let mut last = String::new();
        for _ in 0..TRIES {
            self.lab.sandbox.clear_log();
            match finished(self.apply().await) {
                Ok(()) => return invariant::after_apply(self).await,
                // What can never become true of what lives is refused, and then nothing was written.
                Err(why) if why.refused && why.kinds.iter().all(|kind| REFUSALS.contains(kind)) => {
                    if why.kinds.contains(&Kind::NotOurs) && !self.estranged {
                        return Err(format!("our own things are refused: {}", why.text));
                    }
                    return invariant::no_writes(self, "an apply that is refused");
                }
                Err(why) => last = why.text,
            }
        }
        Err(format!("{TRIES} applies do not converge: {last}"))
    }

    async fn vanish(&self) -> Result<(), String> {
        let mut last = String::new();
        for _ in 0..TRIES {
            match finished(self.destroy().await) {
                Ok(()) => return invariant::after_destroy(self),
                Err(why) => last = why.text,
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

fn finished(report: Result<Report, Errors>) -> Result<(), Failure> {
    let report = report.map_err(|errors| Failure {
        kinds: errors.iter().map(karpool::Error::kind).collect(),
        refused: true,
        text: format!("{errors:?}"),
    })?;
    if report.is_ok() {
        return Ok(());
    }
    let errors: Vec<_> = report.errors().collect();
    Err(Failure {
        kinds: errors.iter().map(|error| error.kind()).collect(),
        refused: false,
        text: format!("{errors:#?}"),
    })
}
