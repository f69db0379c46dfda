//! Application Recovery Controller: the one question that Karpenter asks of it, whether a cluster takes part in zonal
//! shift.

use serde_json::{Map, Value, json};

use crate::call::{Call, Fault, Reply};
use crate::eks;

type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

const OPERATIONS: &[(&str, Handler)] = &[("GetManagedResource", managed_resource)];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Answers one call.
pub fn handle(call: &mut Call<'_>) -> Reply {
    match OPERATIONS.iter().find(|(name, _)| *name == call.operation) {
        Some((_, handler)) => handler(call),
        None => call.not_implemented(),
    }
}

/// Source: ARC zonal shift API Reference, GetManagedResource: nothing is shifted here, so every zone has its weight.
fn managed_resource(call: &mut Call<'_>) -> Reply {
    let arn = call.input["resourceIdentifier"].as_str().unwrap_or_default().to_owned();
    let account = call.caller.account.clone();
    let found = eks::find_cluster(call.world, &arn).filter(|cluster| cluster.zonal_shift);
    let Some(cluster) = found.filter(|_| arn.split(':').nth(4) == Some(account.as_str())) else {
        let message = format!("the resource {arn} is not managed by zonal shift");
        return Err(Fault::new(404, "ResourceNotFoundException", message));
    };
    let regional = call.world.accounts.get(&account).and_then(|account| account.regions.get(&call.region));
    let zones = cluster.vpc.subnet_ids.iter().filter_map(|id| regional?.ec2.subnets.get(id));
    let weights: Map<String, Value> = zones.map(|subnet| (subnet.zone_id.clone(), json!(1.0))).collect();
    Ok(json!({
        "arn": arn, "name": cluster.name, "appliedWeights": weights, "zonalShifts": [], "autoshifts": [],
        "zonalAutoshiftStatus": "DISABLED",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Caller;
    use crate::world::World;

    #[test]
    fn a_cluster_that_takes_no_part_is_not_found() {
        let mut world = World::default();
        let (account, arn) = ("111122223333".to_owned(), "arn:aws:eks:us-east-1:111122223333:cluster/dev");
        let answer = handle(&mut Call {
            world: &mut world,
            service: "arc_zonal_shift",
            operation: "GetManagedResource".to_owned(),
            input: json!({"resourceIdentifier": arn}),
            caller: Caller { arn: format!("arn:aws:iam::{account}:root"), user_id: account.clone(), account },
            region: "us-east-1".to_owned(),
            partition: "aws".to_owned(),
        });
        assert_eq!(answer.map_err(|fault| fault.code), Err("ResourceNotFoundException".to_owned()));
    }
}
