//! What depends on nothing but its arguments answers the same when it is asked again, and what will be is as wanted.

use karpool::resource::{Facts, Resource};

use super::{applied, living};
use crate::bench::{ACCOUNT_ID, Bench, REGION};
use crate::row::{Row, owner};

fn facts(bench: &Bench) -> Facts {
    Facts {
        account: ACCOUNT_ID.into(),
        partition: "aws",
        region: REGION.into(),
        now: bench.lab.world.clock().timestamp(),
    }
}

pub async fn answers_the_same_when_asked_again<T: Row>() {
    let bench = Bench::of::<T>().await;
    let (lab, specimen) = (&bench.lab, T::specimen(&bench, owner()));
    let (key, want) = (&specimen.key, &specimen.want);
    applied(lab, &specimen).await;
    let live = living(lab, &specimen).await.expect("it was made");
    assert_eq!(want.check(), Vec::<String>::new());
    for seen in [None, Some(&live)] {
        let preview = || want.preview(key, seen, &facts(&bench));
        assert_eq!(want.diff(&preview()).fields, [], "the preview is not as wanted");
        assert_eq!(format!("{:?}", preview()), format!("{:?}", preview()));
    }
    assert_eq!(want.diff(&live).fields, []);
    assert_eq!(want.ready(&live), want.ready(&live));
    assert_eq!(want.claim(&live), want.claim(&live));
    assert_eq!(T::Of::phase(&live), T::Of::phase(&live));
    assert_eq!(want.fields(), want.fields());
    assert_eq!(want.diff(&live), want.diff(&live.clone()));
}
