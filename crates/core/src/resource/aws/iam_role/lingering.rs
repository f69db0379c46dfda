//! Rights over instance profiles that Karpenter has made. Only its controller deletes them, before it lets go of their
//! class, so it keeps the rights until they are gone.

use std::collections::BTreeMap;

use super::Live;
use crate::error::Result;
use crate::policy::{Document, Statement};
use crate::resource::remnant::KarpenterProfiles;
use crate::resource::{Remnant, Tags, tag};
use crate::world::World;

/// What it takes to end a profile. Source: Karpenter's controller policy, statements of `InstanceProfile`.
const ENDING: [&str; 4] = [
    "iam:DeleteInstanceProfile",
    "iam:GetInstanceProfile",
    "iam:ListInstanceProfiles",
    "iam:RemoveRoleFromInstanceProfile",
];

/// Whether who has these policies may delete profiles and there are some; asked only where it may.
pub(super) async fn has_profiles(inline: &BTreeMap<String, Document>, tags: &Tags, world: &World) -> Result<bool> {
    let mut statements = inline.values().flat_map(|document| &document.statements);
    let may = statements.any(|statement| statement.actions.iter().any(|action| action == ENDING[0]));
    let cluster = tags.get(tag::STACK).and_then(|stack| stack.split('/').nth(1));
    match cluster.filter(|_| may) {
        Some(cluster) => Ok(!KarpenterProfiles { cluster: cluster.to_owned() }.list(world).await?.is_empty()),
        None => Ok(false),
    }
}

/// The policies as they shall be for now.
pub(super) fn with_rights(wanted: &BTreeMap<String, Document>, live: &Live) -> BTreeMap<String, Document> {
    let mut policies = wanted.clone();
    if !live.has_profiles {
        return policies;
    }
    for (name, document) in &mut policies {
        let before = live.inline.get(name).into_iter().flat_map(|document| &document.statements);
        let still: Vec<Statement> =
            before.filter(|one| ends(one) && !document.statements.contains(one)).cloned().collect();
        let known: Vec<_> = document.statements.iter().map(|statement| statement.sid.clone()).collect();
        document.statements.extend(still.into_iter().filter(|statement| !known.contains(&statement.sid)));
    }
    policies
}

fn ends(statement: &Statement) -> bool {
    statement.actions.iter().any(|action| ENDING.contains(&action.as_str()))
}
