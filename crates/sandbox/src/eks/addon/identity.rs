//! Pod identity associations that belong to an addon.

use serde_json::Value;

use crate::call::{Call, Fault};
use crate::eks::fault::invalid;
use crate::eks::place::Place;
use crate::eks::{neighbours, pod_identity};

use super::catalogue;

/// What an association of an addon must let in.
const SERVICE: &str = "pods.eks.amazonaws.com";

/// Service account and role of each association asked for; `None` when none are named.
fn asked(input: &Value) -> Option<Vec<(String, String)>> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let list = input["podIdentityAssociations"].as_array()?;
    Some(list.iter().map(|a| (text(&a["serviceAccount"]), text(&a["roleArn"]))).collect())
}

/// Refuses accounts that are not the addon's, roles that pods can't take, and accounts that have an association.
pub(crate) fn check(call: &mut Call<'_>, place: &Place, name: &str) -> Result<(), Fault> {
    let entry = catalogue::find(name)?;
    for (account, role) in asked(&call.input).unwrap_or_default() {
        if !entry.accounts.iter().any(|(known, _)| *known == account) {
            return Err(invalid(format!("Addon {name} does not support a pod identity association for {account}")));
        }
        neighbours::require_pod_role(call.world, place, &role, SERVICE)?;
        neighbours::require_pass_role(call, &role, SERVICE)?;
        let cluster = place.get(call.world)?;
        let owner = cluster.addons.get(name).map(|a| a.arn.as_str());
        let taken = cluster.associations.values().any(|a| {
            a.namespace == entry.namespace
                && a.service_account == account
                && (owner.is_none() || a.owner_arn.as_deref() != owner)
        });
        if taken {
            pod_identity::refuse_second(call.world, place, entry.namespace, &account)?;
        }
    }
    Ok(())
}

/// Makes the addon's associations be those of the input; an input without the member leaves them.
pub(crate) fn set(call: &mut Call<'_>, place: &Place, owner: &str) -> Result<(), Fault> {
    let Some(asked) = asked(&call.input) else {
        return Ok(());
    };
    let namespace = "kube-system";
    let cluster = place.get_mut(call.world)?;
    let own = |a: &pod_identity::Association| a.owner_arn.as_deref() == Some(owner);
    cluster
        .associations
        .retain(|_, a| !own(a) || asked.iter().any(|(s, r)| *s == a.service_account && *r == a.role_arn));
    let kept: Vec<String> =
        cluster.associations.values().filter(|a| own(a)).map(|a| a.service_account.clone()).collect();
    for (account, role) in asked.iter().filter(|(account, _)| !kept.contains(account)) {
        pod_identity::add(call.world, place, (namespace, account), role, Some(owner.to_owned()));
    }
    Ok(())
}
