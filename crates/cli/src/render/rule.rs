//! A rule of a security group in words: what comes in or goes out, from where, and whether that is more than before.

use karpool::Change;
use karpool::event::Action;
use karpool::resource::Shown;
use karpool::units::Cidr;
use serde_json::Value;

const KIND: &str = "ec2.security_group_rule";
/// The fields of a rule that its sentence tells.
const FIELDS: &[&str] = &["group", "direction", "protocol", "ports", "cidr", "prefixList", "securityGroup"];
/// The fields that name the other side.
const PEERS: &[&str] = &["cidr", "prefixList", "securityGroup"];
const ALL: &str = "all";
const EVERY_PORT: (u16, u16) = (0, u16::MAX);

/// A rule that is made or taken away.
#[derive(PartialEq)]
pub(crate) struct Rule {
    group: String,
    direction: String,
    protocol: String,
    ports: (u16, u16),
    peer: String,
    cidr: Option<Cidr>,
}

impl Rule {
    /// The rule that a change makes or takes away.
    pub(crate) fn of(change: &Change) -> Option<Rule> {
        let shown = |path: &str| {
            let field = change.fields.iter().find(|field| field.path == path)?;
            Some(if change.action == Action::Delete { &field.from } else { &field.to })
        };
        if change.kind.0 != KIND {
            return None;
        }
        let peer = PEERS.iter().find_map(|path| shown(path))?;
        let ports = word(shown("ports")?);
        let (from, to) = ports.split_once('-').unwrap_or((&ports, &ports));
        Some(Rule {
            group: word(shown("group")?),
            direction: word(shown("direction")?),
            protocol: word(shown("protocol")?),
            ports: from.parse().ok().zip(to.parse().ok()).unwrap_or(EVERY_PORT),
            peer: word(peer),
            cidr: shown("cidr").map(word).and_then(|text| text.parse().ok()),
        })
    }

    /// `ingress` or `egress`.
    pub(crate) fn direction(&self) -> &str {
        &self.direction
    }

    /// `tcp 443 from 10.0.0.0/8 into the cluster's group`.
    pub(crate) fn sentence(&self) -> String {
        let (group, peer) = (&self.group, self.peer());
        match self.direction.as_str() {
            "egress" => format!("{} from {group} to {peer}", self.traffic()),
            _ => format!("{} from {peer} into {group}", self.traffic()),
        }
    }

    /// What this rule lets through that one which goes in the same plan did not, or the other way round.
    pub(crate) fn compared(&self, gone: &[Rule]) -> Option<String> {
        let word = |other: &&Rule| match (self.covers(other), other.covers(self)) {
            (true, false) => Some("wider"),
            (false, true) => Some("narrower"),
            _ => None,
        };
        let (other, word) = gone.iter().find_map(|other| Some((other, word(&other)?)))?;
        Some(format!("{word} than {} from {}, which goes", other.traffic(), other.peer))
    }

    fn covers(&self, other: &Rule) -> bool {
        let within = |outer: Cidr, inner: Cidr| outer.network().contains(&inner.network());
        let peer = match (self.cidr, other.cidr) {
            (Some(outer), Some(inner)) => within(outer, inner),
            _ => self.peer == other.peer,
        };
        let protocol = self.protocol == ALL || self.protocol == other.protocol;
        let ports = self.ports.0 <= other.ports.0 && other.ports.1 <= self.ports.1;
        self.group == other.group && self.direction == other.direction && protocol && ports && peer
    }

    fn traffic(&self) -> String {
        match self.ports {
            _ if self.protocol == ALL => "everything".to_owned(),
            EVERY_PORT => format!("{} on every port", self.protocol),
            (from, to) if from == to => format!("{} {from}", self.protocol),
            (from, to) => format!("{} {from}-{to}", self.protocol),
        }
    }

    fn peer(&self) -> String {
        match self.cidr {
            _ if self.peer == self.group => "itself".to_owned(),
            Some(cidr) if cidr.is_everything() => format!("every address ({})", self.peer),
            _ => self.peer.clone(),
        }
    }
}

/// Whether a field of a change is told by its rule's sentence.
pub(crate) fn tells(change: &Change, path: &str) -> bool {
    change.kind.0 == KIND && FIELDS.contains(&path)
}

/// A value as it stands in a sentence; a group that is not made yet by the resource that gives it.
fn word(shown: &Shown) -> String {
    match shown {
        Shown::Known(Value::String(text)) => text.clone(),
        Shown::Known(value) => value.to_string(),
        Shown::Pending(origin) => match origin.to_string() {
            id if id.starts_with("eks.cluster/") => "the cluster's group".to_owned(),
            id => id,
        },
        Shown::Absent | Shown::Secret => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(protocol: &str, ports: (u16, u16), cidr: &str) -> Rule {
        Rule {
            group: "sg-1".into(),
            direction: "ingress".into(),
            protocol: protocol.into(),
            ports,
            peer: cidr.into(),
            cidr: cidr.parse().ok(),
        }
    }

    #[test]
    fn a_rule_is_a_sentence() {
        let rows = [
            (rule("tcp", (443, 443), "10.0.0.0/8"), "tcp 443 from 10.0.0.0/8 into sg-1"),
            (rule("udp", EVERY_PORT, "pl-1"), "udp on every port from pl-1 into sg-1"),
            (rule(ALL, EVERY_PORT, "::/0"), "everything from every address (::/0) into sg-1"),
            (rule("tcp", (1025, 65535), "sg-1"), "tcp 1025-65535 from itself into sg-1"),
        ];
        for (rule, expected) in rows {
            assert_eq!(rule.sentence(), expected);
        }
    }

    #[test]
    fn what_lets_more_through_than_before_says_so() {
        let narrow = rule("tcp", (443, 443), "10.0.0.0/8");
        for wide in [
            rule("tcp", (443, 443), "0.0.0.0/0"),
            rule("tcp", (1, 1024), "10.0.0.0/8"),
            rule(ALL, EVERY_PORT, "10.0.0.0/8"),
        ] {
            let said = wide.compared(std::slice::from_ref(&narrow)).expect("wider");
            assert_eq!(said, "wider than tcp 443 from 10.0.0.0/8, which goes");
            let said = narrow.compared(&[wide]).expect("narrower");
            assert!(said.starts_with("narrower than "), "{said}");
        }
        assert_eq!(rule("tcp", (80, 80), "0.0.0.0/0").compared(&[narrow]), None);
    }
}
