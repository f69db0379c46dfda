//! Whose a thing is, told by tags.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Field, Shown};

/// Tags as every AWS service gives them.
pub type Tags = BTreeMap<String, String>;

/// The keys of the tags that karpool keeps for itself.
pub mod tag {
    /// `<region>/<name>` of the stack.
    pub const STACK: &str = "karpool.dev/stack";
    /// The node's identity inside the stack.
    pub const ID: &str = "karpool.dev/id";
    /// The keys of the user's tags that karpool has written, separated by `+`.
    pub const KEYS: &str = "karpool.dev/tags";
    /// Present on things that were there before and survive destroy.
    pub const ADOPTED: &str = "karpool.dev/adopted";
    /// On an instance profile that had another role before: when it got the one that it has.
    pub const ROLE_SINCE: &str = "karpool.dev/role-since";
    /// Everything under this prefix is karpool's own.
    pub const PREFIX: &str = "karpool.dev/";
}

/// Whose a live thing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    Ours,
    /// Ours to change, but it was there before: destroy leaves it.
    Adopted,
    /// Nobody has marked it.
    Free,
    /// A part of this stack that was applied alone; the text is its owner.
    Part(String),
    /// Somebody else's; the text says whose.
    Foreign(String),
    /// Ours, but somebody else has set a field that we want otherwise.
    Contested {
        field: String,
        manager: String,
    },
}

/// The stack and identity that own a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// `<region>/<name>`, or `<region>/<cluster>/<kind>/<name>` for a piece that is applied alone.
    pub stack: String,
    /// The node's identity: `iam.role/cluster`.
    pub id: String,
}

impl Owner {
    pub fn new(stack: impl Into<String>, id: impl Into<String>) -> Owner {
        Owner { stack: stack.into(), id: id.into() }
    }

    /// Whose a thing is that carries another owner than this one.
    pub(crate) fn claim_of(&self, stack: &str) -> Claim {
        match stack.strip_prefix(&self.stack).is_some_and(|rest| rest.starts_with('/')) {
            true => Claim::Part(stack.to_owned()),
            false => Claim::Foreign(format!("the stack {stack}")),
        }
    }
}

/// The tags that a thing shall have: the owner's and the user's. Tags of others are left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnedTags {
    pub owner: Owner,
    /// The user's tags, and tags that the field asks for (`Name`, `karpenter.sh/discovery`).
    pub given: Tags,
}

impl OwnedTags {
    pub fn new(owner: Owner, given: Tags) -> OwnedTags {
        OwnedTags { owner, given }
    }

    /// Every tag to send when the thing is created.
    pub fn all(&self) -> Tags {
        let mut tags = self.given.clone();
        tags.insert(tag::STACK.into(), self.owner.stack.clone());
        tags.insert(tag::ID.into(), self.owner.id.clone());
        if !self.given.is_empty() {
            tags.insert(tag::KEYS.into(), encode_keys(self.given.keys()));
        }
        tags
    }

    pub fn claim(&self, live: &Tags) -> Claim {
        match live.get(tag::STACK) {
            None => Claim::Free,
            Some(stack) if *stack == self.owner.stack && live.contains_key(tag::ADOPTED) => Claim::Adopted,
            Some(stack) if *stack == self.owner.stack => Claim::Ours,
            Some(stack) => self.owner.claim_of(stack),
        }
    }

    /// Tags to set and keys to remove so that something that is there becomes as wanted. What nobody had marked
    /// is marked as adopted: it was there before, so destroy leaves it.
    pub fn changes(&self, live: &Tags) -> (Tags, Vec<String>) {
        let mut want = self.all();
        if !live.contains_key(tag::STACK) {
            want.insert(tag::ADOPTED.into(), "true".into());
        }
        let set = want.iter().filter(|(key, value)| live.get(*key) != Some(value));
        let set = set.map(|(key, value)| (key.clone(), value.clone())).collect();
        let managed = live.get(tag::KEYS).map(|keys| decode_keys(keys)).unwrap_or_default();
        let mut remove: Vec<String> =
            managed.into_iter().filter(|key| !want.contains_key(key) && live.contains_key(key)).collect();
        if live.contains_key(tag::KEYS) && !want.contains_key(tag::KEYS) {
            remove.push(tag::KEYS.into());
        }
        (set, remove)
    }

    /// The tags that differ, key by key. The list of managed keys itself is not shown: it follows from the others.
    pub fn diff(&self, live: &Tags) -> Vec<Field> {
        let (set, remove) = self.changes(live);
        let mut fields: Vec<Field> = set
            .iter()
            .filter(|(key, _)| *key != tag::KEYS)
            .map(|(key, to)| Field::new(format!("tags.{key}"), Shown::of(live.get(key)), Shown::of(to)))
            .collect();
        let removed = remove.iter().filter(|key| *key != tag::KEYS);
        fields.extend(removed.map(|key| Field::new(format!("tags.{key}"), Shown::of(live.get(key)), Shown::Absent)));
        if fields.is_empty() && !(set.is_empty() && remove.is_empty()) {
            fields.push(Field::new(
                format!("tags.{}", tag::KEYS),
                Shown::of(live.get(tag::KEYS)),
                Shown::of(set.get(tag::KEYS)),
            ));
        }
        fields
    }

    /// What the live tags will be.
    pub fn preview(&self, live: Option<&Tags>) -> Tags {
        let Some(mut tags) = live.cloned() else { return self.all() };
        let (set, remove) = self.changes(&tags);
        for key in remove {
            tags.remove(&key);
        }
        tags.extend(set);
        tags
    }

    /// The user's tags as fields of something that will be created.
    pub fn fields(&self) -> Vec<Field> {
        self.given.iter().map(|(key, value)| Field::added(format!("tags.{key}"), Shown::of(value))).collect()
    }
}

/// Keys joined by `+`; a `+` or `=` inside a key is written as `=2B` or `=3D`.
fn encode_keys<'a>(keys: impl Iterator<Item = &'a String>) -> String {
    keys.map(|key| key.replace('=', "=3D").replace('+', "=2B")).collect::<Vec<_>>().join("+")
}

fn decode_keys(text: &str) -> Vec<String> {
    text.split('+').filter(|key| !key.is_empty()).map(|key| key.replace("=2B", "+").replace("=3D", "=")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn a_tag_that_left_the_spec_is_removed_and_a_strangers_is_not() {
        let owner = Owner::new("us-east-1/dev", "iam.role/cluster");
        let mut live = OwnedTags::new(owner.clone(), tags(&[("team", "a"), ("x+y=z", "1")])).all();
        live.insert("stranger".into(), "stays".into());
        let want = OwnedTags::new(owner, tags(&[("team", "b")]));
        let (set, remove) = want.changes(&live);
        assert_eq!(set.get("team").map(String::as_str), Some("b"));
        assert_eq!(remove, ["x+y=z"]);
        let after = want.preview(Some(&live));
        assert_eq!(after.get("stranger").map(String::as_str), Some("stays"));
        assert!(want.diff(&after).is_empty());
    }
}
