//! What was made may not show for some reads: it is not made a second time.

use std::sync::{Arc, Mutex};

use karpool::Specimen;
use karpool::resource::Resource;

use super::{applied, is_settled};
use crate::bench::Bench;
use crate::late::{Lag, Late, LateKey};
use crate::row::{Row, owner};

pub async fn is_made_once_although_it_shows_late<T: Row>() {
    for reads in [1, 7] {
        let bench = Bench::of::<T>().await;
        let (specimen, lag) = late::<T>(&bench, Lag { after_creation: reads, ..Lag::default() });
        applied(&bench.lab, &specimen).await;
        assert_eq!(lag.lock().expect("a lag").made, 1, "hidden for {reads} reads");
        is_settled(&bench.lab, &specimen, "once it shows").await;
    }
    // A run that is killed directly after its call leaves something that does not show yet. The next run proves
    // absence with as many reads as the kind says that it needs.
    let bench = Bench::of::<T>().await;
    let (specimen, lag) = late::<T>(&bench, Lag::default());
    applied(&bench.lab, &specimen).await;
    lag.lock().expect("a lag").hidden = T::Of::ABSENT_AFTER - 1;
    let _ = applied(&bench.lab, &specimen).await;
    assert_eq!(lag.lock().expect("a lag").made, 1, "hidden for {} reads of another run", T::Of::ABSENT_AFTER - 1);
}

type Lagging<T> = (Specimen<Late<<T as Row>::Of>>, Arc<Mutex<Lag>>);

fn late<T: Row>(bench: &Bench, lag: Lag) -> Lagging<T> {
    let Specimen { id, key, want } = T::specimen(bench, owner());
    let lag = Arc::new(Mutex::new(lag));
    (Specimen::new(id, LateKey { key, lag: Arc::clone(&lag) }, Late(want)), lag)
}
