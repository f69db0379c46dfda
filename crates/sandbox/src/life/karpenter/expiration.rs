//! Expiration: a claim that has lived for its `expireAfter` goes, whatever the budgets say.

use super::settings::Controller;
use super::termination::duration;
use super::{CLAIMS, disruption};
use crate::life::object;
use crate::life::pass::Pass;

pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller) {
    for claim in pass.list(CLAIMS).iter().filter(|claim| !object::is_leaving(claim)) {
        let Some(after) = duration(object::text(claim, "/spec/expireAfter")) else { continue };
        let Some(end) = object::created(claim).map(|created| created + after) else { continue };
        if pass.now < end {
            pass.wake(end);
        } else {
            disruption::remove(pass, controller, claim, "Expired");
        }
    }
}
