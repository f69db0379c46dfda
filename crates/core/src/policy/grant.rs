//! Whether a resource policy lets a service do something. No full evaluation: it answers "surely not" and "it may".

use super::document::{Document, Effect, Principal, Statement};

impl Document {
    /// Whether some statement lets one of these service principals do the action.
    pub fn may_allow_service(&self, services: &[String], action: &str) -> bool {
        let speaks = |statement: &&Statement| names(statement, services) && covers(&statement.actions, action);
        let (allowed, denied): (Vec<&Statement>, Vec<&Statement>) =
            self.statements.iter().filter(speaks).partition(|statement| statement.effect == Effect::Allow);
        !allowed.is_empty() && denied.iter().all(|statement| !statement.conditions.is_empty())
    }
}

fn names(statement: &Statement, services: &[String]) -> bool {
    match &statement.principal {
        Some(Principal::Everyone) => true,
        Some(Principal::Named(named)) => {
            let any = |kind: &str, wanted: &dyn Fn(&String) -> bool| {
                named.get(kind).is_some_and(|all| all.iter().any(wanted))
            };
            any("Service", &|name| services.contains(name)) || any("AWS", &|name| name == "*")
        }
        None => false,
    }
}

fn covers(actions: &[String], action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    actions.iter().any(|pattern| {
        let pattern = pattern.to_ascii_lowercase();
        pattern.strip_suffix('*').map_or(pattern == action, |prefix| action.starts_with(prefix))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_needs_a_statement_of_its_own() {
        let logs = ["logs.us-east-1.amazonaws.com".to_owned()];
        let root = r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}}"#;
        assert!(!Document::parse(root).unwrap().may_allow_service(&logs, "kms:Decrypt"));
        let own = root
            .replace(r#"{"AWS": "arn:aws:iam::111122223333:root"}"#, r#"{"Service": "logs.us-east-1.amazonaws.com"}"#);
        assert!(Document::parse(&own).unwrap().may_allow_service(&logs, "kms:Decrypt"));
        let other = own.replace("kms:*", "kms:Encrypt*");
        assert!(!Document::parse(&other).unwrap().may_allow_service(&logs, "kms:Decrypt"));
        assert!(!Document::parse(&own.replace("Allow", "Deny")).unwrap().may_allow_service(&logs, "kms:Decrypt"));
    }
}
