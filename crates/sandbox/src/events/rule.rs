//! Rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::target::Target;
use super::{bus, invalid, not_found, page, pattern, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

/// Source: EventBridge quotas, "Rules" per bus.
const MOST: usize = 300;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    pub name: String,
    pub arn: String,
    pub pattern: Option<String>,
    pub schedule: Option<String>,
    pub state: String,
    pub description: Option<String>,
    pub role_arn: Option<String>,
    pub created_by: String,
    pub targets: BTreeMap<String, Target>,
    pub tags: BTreeMap<String, String>,
    pub tags_changed: Time,
}

impl Rule {
    fn show(&self) -> Value {
        json!({
            "Name": self.name,
            "Arn": self.arn,
            "EventPattern": self.pattern,
            "ScheduleExpression": self.schedule,
            "State": self.state,
            "Description": self.description,
            "RoleArn": self.role_arn,
            "EventBusName": bus::DEFAULT,
        })
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.state != "DISABLED"
    }
}

/// Members that are null are left out of an answer.
pub(crate) fn without_nulls(mut value: Value) -> Value {
    if let Some(map) = value.as_object_mut() {
        map.retain(|_, member| !member.is_null());
    }
    value
}

/// The rule that a member of the request names.
pub(crate) fn open<'c>(call: &'c mut Call<'_>, member: &str) -> Result<&'c mut Rule, Fault> {
    bus::check(call)?;
    let name = call.text(member).unwrap_or_default();
    check_name(&name, member)?;
    let missing = not_found(format!("Rule {name} does not exist on EventBus default."));
    call.regional().events.rules.get_mut(&name).ok_or(missing)
}

fn check_name(name: &str, member: &str) -> Result<(), Fault> {
    let member = member.to_lowercase();
    let refuse = |rule: &str| {
        Err(invalid(format!(
            "1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: {rule}"
        )))
    };
    if name.is_empty() {
        return refuse("Member must have length greater than or equal to 1");
    }
    if name.len() > 64 {
        return refuse("Member must have length less than or equal to 64");
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b)) {
        return refuse("Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
    }
    Ok(())
}

/// `rate(5 minutes)` or `cron(...)` with six fields.
fn check_schedule(text: &str) -> Result<(), Fault> {
    let inside = |head: &str| text.strip_prefix(head).and_then(|rest| rest.strip_suffix(')'));
    let fits = if let Some(rate) = inside("rate(") {
        let words: Vec<&str> = rate.split_whitespace().collect();
        match words.as_slice() {
            [count, unit] => match count.parse::<u32>() {
                Ok(1) => ["minute", "hour", "day"].contains(unit),
                Ok(n) => n > 1 && ["minutes", "hours", "days"].contains(unit),
                Err(_) => false,
            },
            _ => false,
        }
    } else {
        inside("cron(").is_some_and(|fields| fields.split_whitespace().count() == 6)
    };
    if fits { Ok(()) } else { Err(invalid("Parameter ScheduleExpression is not valid.")) }
}

pub(crate) fn put(call: &mut Call<'_>) -> Reply {
    bus::check(call)?;
    let name = call.text("Name").unwrap_or_default();
    check_name(&name, "name")?;
    let (pattern, schedule) = (call.text("EventPattern"), call.text("ScheduleExpression"));
    if pattern.is_none() && schedule.is_none() {
        return Err(invalid("Parameter(s) EventPattern or ScheduleExpression must be specified."));
    }
    if let Some(text) = &pattern {
        pattern::check(text)?;
    }
    if let Some(text) = &schedule {
        check_schedule(text)?;
    }
    let state = call.text("State").unwrap_or_else(|| "ENABLED".into());
    if !["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"].contains(&state.as_str()) {
        return Err(invalid(format!(
            "1 validation error detected: Value '{state}' at 'state' failed to satisfy constraint: Member must \
             satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]"
        )));
    }
    let tags = tag::given(call)?;
    let (description, role_arn) = (call.text("Description"), call.text("RoleArn"));
    let arn = format!("arn:{}:events:{}:{}:rule/{name}", call.partition, call.region, call.caller.account);
    let (now, created_by) = (call.now(), call.account_id());
    let rules = &mut call.regional().events.rules;
    if rules.len() >= MOST && !rules.contains_key(&name) {
        return Err(Fault::new(
            400,
            "LimitExceededException",
            "The requested resource exceeds the maximum number allowed.",
        ));
    }
    match rules.get_mut(&name) {
        // An update replaces everything but the targets and the tags.
        Some(rule) => {
            (rule.pattern, rule.schedule, rule.state) = (pattern, schedule, state);
            (rule.description, rule.role_arn) = (description, role_arn);
        }
        None => {
            let targets = BTreeMap::new();
            let arn = arn.clone();
            let rule = Rule {
                name: name.clone(),
                arn,
                pattern,
                schedule,
                state,
                description,
                role_arn,
                created_by,
                targets,
                tags,
                tags_changed: now,
            };
            rules.insert(name, rule);
        }
    }
    Ok(json!({ "RuleArn": arn }))
}

pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let rule = open(call, "Name")?;
    let mut shown = without_nulls(rule.show());
    shown["CreatedBy"] = rule.created_by.clone().into();
    Ok(shown)
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    bus::check(call)?;
    let prefix = call.text("NamePrefix").unwrap_or_default();
    let rules = call.regional().events.rules.values().filter(|r| r.name.starts_with(&prefix));
    let items = rules.map(|r| (r.name.clone(), without_nulls(r.show()))).collect();
    page(call, "Rules", items)
}

pub(crate) fn list_names_by_target(call: &mut Call<'_>) -> Reply {
    bus::check(call)?;
    let arn = call.text("TargetArn").unwrap_or_default();
    let rules = call.regional().events.rules.values().filter(|r| r.targets.values().any(|t| t.arn == arn));
    let items = rules.map(|r| (r.name.clone(), json!(r.name))).collect();
    page(call, "RuleNames", items)
}

fn switch(call: &mut Call<'_>, state: &str) -> Reply {
    open(call, "Name")?.state = state.to_owned();
    Ok(json!({}))
}

pub(crate) fn enable(call: &mut Call<'_>) -> Reply {
    switch(call, "ENABLED")
}

pub(crate) fn disable(call: &mut Call<'_>) -> Reply {
    switch(call, "DISABLED")
}

/// A rule that is not there is no error; one with targets is.
pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    bus::check(call)?;
    let name = call.text("Name").unwrap_or_default();
    check_name(&name, "name")?;
    let rules = &mut call.regional().events.rules;
    if rules.get(&name).is_some_and(|rule| !rule.targets.is_empty()) {
        return Err(invalid("Rule can't be deleted since it has targets."));
    }
    rules.remove(&name);
    Ok(json!({}))
}
