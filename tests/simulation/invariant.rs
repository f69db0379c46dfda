//! What must always be true.

use crate::account::Account;

/// After an apply that is done: nothing is left to do, a second one writes nothing, and the neighbour is as it was.
pub async fn after_apply(account: &Account) -> Result<(), String> {
    account.lab.sandbox.clear_log();
    let (spec, options) = (account.spec(), account.options());
    let report = karpool::apply(&spec, &account.lab.world, &options).await.map_err(|errors| format!("{errors:?}"))?;
    if !report.is_ok() || !report.nodes.is_empty() {
        return Err(format!("a second apply has something to do: {:#?}", report.nodes));
    }
    no_writes(account, "a second apply")?;
    let plan = karpool::plan(&spec, &account.lab.world, &options).await.map_err(|errors| format!("{errors:?}"))?;
    if !plan.is_idle() {
        return Err(format!("something is left to do: {:#?}", plan.changes));
    }
    is_kept(account)
}

pub async fn plan_writes_nothing(account: &Account) -> Result<(), String> {
    account.lab.sandbox.clear_log();
    // It may refuse; it must not write.
    let _ = karpool::plan(&account.spec(), &account.lab.world, &account.options()).await;
    no_writes(account, "a plan")
}

fn no_writes(account: &Account, who: &str) -> Result<(), String> {
    let ours = |entry: &&karpool_sandbox::LogEntry| entry.write && entry.caller.contains("deployer");
    let writes: Vec<String> = account.lab.sandbox.log().iter().filter(ours).map(ToString::to_string).collect();
    if writes.is_empty() { Ok(()) } else { Err(format!("{who} writes: {writes:#?}")) }
}

/// What was there before is there still, as it was.
fn is_kept(account: &Account) -> Result<(), String> {
    let now = account.lab.inventory();
    match account.before.lines().find(|line| !now.lines().any(|other| other == *line)) {
        None => Ok(()),
        Some(line) => Err(format!("this was there before, and is not as it was: {line}")),
    }
}

/// After a destroy that is done everything is as it was before the first apply.
pub fn after_destroy(account: &Account) -> Result<(), String> {
    is_kept(account)?;
    let now = account.lab.inventory();
    match now.lines().find(|line| !account.before.lines().any(|other| other == *line)) {
        None => Ok(()),
        Some(line) => Err(format!("destroy leaves {line}")),
    }
}
