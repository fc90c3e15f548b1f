//! SIGSTOP of one validator for a minute: to the others it is there and says nothing.
use super::{
    Part, Scene,
    crew::Crew,
    load::{Felt, Load},
    pass,
};
use crate::{
    bench::{
        network::Site,
        report::{millis, ms},
    },
    failure::Failure,
};
use rustix::process::Signal;
use serde_json::json;
use std::time::{Duration, Instant};

/// How long the load is watched before and after.
const AROUND: Duration = Duration::from_secs(20);
/// Not counted: connections open, caches fill.
const WARM_UP: Duration = Duration::from_secs(3);
/// Who is paused.
const PAUSED: usize = 1;

struct Paused {
    before: Felt,
    during: Felt,
    after: Felt,
    caught_up: Duration,
}

pub(super) async fn run(scene: &Scene<'_>, site: &Site, crew: &mut Crew) -> Result<usize, Failure> {
    let output = scene.output;
    output.heading("SIGSTOP of one validator under load");
    let load = scene.four(site, crew).await?;
    let paused = load.during(pause(scene, crew, &load)).await?;
    for (word, felt) in [("before", &paused.before), ("paused", &paused.during), ("after", &paused.after)] {
        output.fact(word, felt);
    }
    output.fact("caught up", format_args!("{} ms after SIGCONT", ms(paused.caught_up)));
    output.object(&json!({
        "event": "pause", "before": paused.before.json(), "during": paused.during.json(),
        "after": paused.after.json(), "caught_up_ms": millis(paused.caught_up),
    }));
    let mut broken = scene.conclude(Part::Pause, &load).await?;
    if paused.during.pace.is_none() {
        output.fact("BROKEN", "nothing became final while one of four was paused");
        broken += 1;
    }
    Ok(broken)
}

async fn pause(scene: &Scene<'_>, crew: &mut Crew, load: &Load) -> Result<Paused, Failure> {
    let watch = async |what: &str, time| {
        let from = Instant::now();
        pass(scene.output, what, time, load).await;
        load.felt(from, Instant::now())
    };
    watch("warm-up", WARM_UP).await;
    let before = watch("before", AROUND).await;
    crew.signal(PAUSED, Signal::STOP)?;
    let during = watch("paused", Duration::from_secs(scene.args.pause)).await;
    crew.signal(PAUSED, Signal::CONT)?;
    let (_, caught_up) = crew.caught_up(load.network(), PAUSED, Instant::now()).await?;
    let after = watch("after", AROUND).await;
    Ok(Paused { before, during, after, caught_up })
}
