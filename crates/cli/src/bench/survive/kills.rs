//! kill -9 of each validator in turn under load, each started again after a time by chance.
use super::{Part, Scene, crew::Crew, load::Load, pass};
use crate::{
    bench::{
        load::percentile,
        network::Site,
        report::{millis, ms},
    },
    failure::Failure,
};
use rand::RngExt as _;
use serde_json::json;
use std::time::{Duration, Instant};

/// How long all validators run between two kills, in milliseconds.
const WHOLE_MS: std::ops::Range<u64> = 1_500..5_000;
/// How long a killed one is away, in milliseconds.
const AWAY_MS: std::ops::Range<u64> = 200..4_000;

/// One validator, killed and back.
struct Kill {
    answered: Duration,
    caught_up: Duration,
    /// The longest silence from the kill to the return.
    silence: Duration,
}

pub(super) async fn run(scene: &Scene<'_>, site: &Site, crew: &mut Crew) -> Result<usize, Failure> {
    let output = scene.output;
    output.heading("kill -9 of each validator in turn, under load");
    let load = scene.four(site, crew).await?;
    let begun = Instant::now();
    let kills = load.during(kill_in_turn(scene, crew, &load)).await?;
    let felt = load.felt(begun, Instant::now());
    tell(scene, &kills, &felt);
    scene.conclude(Part::Kills, &load).await
}

async fn kill_in_turn(scene: &Scene<'_>, crew: &mut Crew, load: &Load) -> Result<Vec<Kill>, Failure> {
    let between = |range| Duration::from_millis(scene.chance.borrow_mut().random_range(range));
    let begun = Instant::now();
    let mut kills = Vec::new();
    for n in (0..crew.len()).cycle() {
        if begun.elapsed() >= scene.args.minutes {
            break;
        }
        let left = scene.args.minutes.saturating_sub(begun.elapsed()).as_secs();
        let what = format!("{} kills, {left} s left", kills.len());
        pass(scene.output, &what, between(WHOLE_MS), load).await;
        let killed = Instant::now();
        crew.kill(n);
        pass(scene.output, &format!("{} is dead", crew.name(n)), between(AWAY_MS), load).await;
        let restarted = Instant::now();
        crew.start(n)?;
        let (answered, caught_up) = crew.caught_up(load.network(), n, restarted).await?;
        let felt = load.felt(killed, Instant::now());
        scene.output.object(&json!({
            "event": "kill", "validator": n, "away_ms": millis(restarted - killed),
            "answered_ms": millis(answered), "caught_up_ms": millis(caught_up), "felt": felt.json(),
        }));
        kills.push(Kill { answered, caught_up, silence: felt.silence });
    }
    Ok(kills)
}

fn tell(scene: &Scene<'_>, kills: &[Kill], felt: &super::load::Felt) {
    let output = scene.output;
    let sorted = |of: fn(&Kill) -> Duration| {
        let mut times: Vec<Duration> = kills.iter().map(of).collect();
        times.sort_unstable();
        [50, 99, 100].map(|percent| percentile(&times, percent).unwrap_or_default())
    };
    let (answered, caught_up, silence) =
        (sorted(|kill| kill.answered), sorted(|kill| kill.caught_up), sorted(|kill| kill.silence));
    let said = |[p50, p99, worst]: [Duration; 3]| {
        format!("p50 {} ms, p99 {} ms, worst {} ms", ms(p50), ms(p99), ms(worst))
    };
    output.fact("kills", format_args!("{} in {:.0} s", kills.len(), felt.lasted.as_secs_f64()));
    output.fact("load", felt);
    output.fact("answers after", said(answered));
    output.fact("caught up", said(caught_up));
    output.fact("silence", format_args!("{} around a kill", said(silence)));
    output.object(&json!({
        "event": "kills", "kills": kills.len(), "felt": felt.json(),
        "answered_ms": answered.map(millis), "caught_up_ms": caught_up.map(millis),
        "silence_ms": silence.map(millis), "order": ["p50", "p99", "worst"],
    }));
}
