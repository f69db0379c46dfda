//! What passes by itself in EC2.

use serde_json::{Value, json};

use super::state::Place;
use super::{State, instance_lifecycle, nat_gateway, network_interface, vpc_endpoint};
use crate::events;
use crate::world::World;

/// Lets one tick pass in every account and region.
pub fn tick(world: &mut World) {
    let now = world.now;
    let mut announced = Vec::new();
    for (account, held) in &mut world.accounts {
        for (region, regional) in &mut held.regions {
            let state = &mut regional.ec2;
            nat_gateway::live(state, now);
            vpc_endpoint::live(state, now);
            network_interface::live(state, now);
            instance_lifecycle::live(state, now);
            for (instance, change) in std::mem::take(&mut state.announcements) {
                let event = render(state, &Place::named(account, region), &instance, &change);
                announced.push((account.clone(), region.clone(), event));
            }
        }
    }
    for (account, region, event) in announced {
        events::emit(world, &account, &region, event);
    }
}

/// Source: EventBridge reference, events of EC2: state changes, and interruption warnings of spot instances.
fn render(state: &State, place: &Place, instance: &str, change: &str) -> Value {
    let arn = place.arn("instance", instance);
    if change == "interruption" {
        let zone = state.instances.get(instance).map(|i| i.zone.clone()).unwrap_or_default();
        return json!({
            "source": "aws.ec2", "detail-type": "EC2 Spot Instance Interruption Warning",
            "resources": [format!("arn:{}:ec2:{zone}:instance/{instance}", place.partition)],
            "detail": {"instance-id": instance, "instance-action": "terminate"},
        });
    }
    json!({
        "source": "aws.ec2", "detail-type": "EC2 Instance State-change Notification", "resources": [arn],
        "detail": {"instance-id": instance, "state": change},
    })
}
