//! What must always be true.

use std::collections::BTreeMap;

use karpool_tests::Lab;

use crate::account::Account;

/// What an account holds: identities, with their tags.
#[derive(Default)]
pub struct Inventory(BTreeMap<String, String>);

impl Inventory {
    pub fn of(lab: &Lab) -> Inventory {
        let text = lab.inventory();
        let line = |line: &str| {
            // Tags are an object, or nothing where the service keeps them apart.
            let end = line.find(" {").or_else(|| line.rfind(" null")).unwrap_or(line.len());
            (line[..end].to_owned(), line[end..].to_owned())
        };
        Inventory(text.lines().map(line).collect())
    }
}

/// After an apply that is done: nothing is left to do, a second one writes nothing, and what was there is as it was.
pub async fn after_apply(account: &Account) -> Result<(), String> {
    account.lab.sandbox.clear_log();
    let (wanted, options) = (account.wanted(), account.options());
    let report = karpool::apply(wanted, &account.lab.world, &options).await.map_err(|errors| format!("{errors:?}"))?;
    if !report.is_ok() || !report.nodes.is_empty() {
        return Err(format!("a second apply has something to do: {:#?}", report.nodes));
    }
    no_writes(account, "a second apply")?;
    is_kept(account, &Inventory::of(&account.lab))
}

pub async fn plan_writes_nothing(account: &Account) -> Result<(), String> {
    account.lab.sandbox.clear_log();
    // It may refuse; it must not write.
    let _ = karpool::plan(account.wanted(), &account.lab.world, &account.options()).await;
    no_writes(account, "a plan")
}

/// Nobody of ours has written since the log was cleared. A lease is no change: it says that a run goes on.
pub fn no_writes(account: &Account, who: &str) -> Result<(), String> {
    let ours = |entry: &&karpool_sandbox::LogEntry| {
        entry.write && entry.caller.contains("deployer") && !entry.operation.contains("leases/")
    };
    let writes: Vec<String> = account.lab.sandbox.log().iter().filter(ours).map(ToString::to_string).collect();
    if writes.is_empty() { Ok(()) } else { Err(format!("{who} writes: {writes:#?}")) }
}

/// What was there before is there still, as it was; and so is what became a stranger's.
fn is_kept(account: &Account, now: &Inventory) -> Result<(), String> {
    for (thing, tags) in &account.before.0 {
        match now.0.get(thing) {
            Some(others) if others == tags => {}
            Some(others) => return Err(format!("{thing} was there before and had {tags}, and now has {others}")),
            None => return Err(format!("this was there before, and is gone: {thing}")),
        }
    }
    let gone = account.strangers.iter().find(|name| !now.0.keys().any(|thing| is_called(thing, name)));
    match gone {
        None => Ok(()),
        Some(name) => Err(format!("{name} had become a stranger's, and is gone")),
    }
}

fn is_called(thing: &str, name: &str) -> bool {
    thing.strip_suffix(name).is_some_and(|rest| rest.ends_with(' '))
}

/// After a destroy that is done everything is as it was before the first apply.
pub fn after_destroy(account: &Account) -> Result<(), String> {
    let now = Inventory::of(&account.lab);
    is_kept(account, &now)?;
    let known = |thing: &String| {
        account.before.0.contains_key(thing)
            || account.strangers.iter().chain(&account.remade).any(|name| is_called(thing, name))
    };
    match now.0.keys().find(|thing| !known(thing)) {
        None => Ok(()),
        Some(thing) => Err(format!("destroy leaves {thing}: {}", described(&account.lab, thing))),
    }
}

/// What the account keeps under the name at the end of a line of the inventory, and its tags.
fn described(lab: &Lab, thing: &str) -> String {
    let name = thing.rsplit(' ').next().unwrap_or_default();
    let accounts = lab.sandbox.inspect(|world| serde_json::to_value(&world.accounts).expect("a world is data"));
    let mut found = Vec::new();
    search(&accounts, name, &mut found);
    found.join(" ").chars().take(800).collect()
}

fn search(value: &serde_json::Value, name: &str, found: &mut Vec<String>) {
    for (key, inner) in value.as_object().into_iter().flatten() {
        if key == name {
            found.push(inner.to_string());
        }
        search(inner, name, found);
    }
}
