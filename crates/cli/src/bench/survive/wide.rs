//! Seven agencies, each in a network namespace of its own, on lines that are slow, lossy, narrow or cut.
//!
//! The command makes the namespaces and runs itself again in the one in their middle, where the wire
//! between the agencies is, and the clients. Clients reach every validator over lines that never fail:
//! what is watched is how the agencies do among themselves.
use super::{
    Args, Part, Scene,
    crew::{Crew, status, stuck},
    load::{Felt, Load},
    pass,
};
use crate::{
    bench::{
        failed,
        network::Site,
        report::{millis, ms, number},
    },
    demo::Stop,
    failure::{Exit, Failure},
    output::Output,
};
use serde_json::json;
use spaces::{Spaces, place};
use std::{
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::select;
use wire::{Shape, Wire};

mod spaces;
mod wire;

const AGENCIES: u8 = 7;
/// What a line carries each way, in bits a second, and what a narrow one does.
const BITS: u64 = 4_000_000;
const NARROW: u64 = BITS / 10;
/// How long each state is watched, after a time in which connections settle.
const WATCHED: Duration = Duration::from_secs(20);
const SETTLING: Duration = Duration::from_secs(5);
/// How long a partition lasts.
const CUT: Duration = Duration::from_secs(20);
/// What may still become final after a cut: votes that had arrived.
const STILL_UNDER_WAY: Duration = Duration::from_secs(2);
/// How long the next entry may take after it.
const RECOVERED_MAX: Duration = Duration::from_mins(3);
const LOOK: Duration = Duration::from_millis(100);
/// The delay that most states have, one way.
const NEAR: Duration = Duration::from_millis(40);

/// What the wire does.
struct State {
    name: &'static str,
    delay: Duration,
    lost_per_mille: u32,
    /// How many agencies are cut off from the others.
    apart: usize,
    /// Who has a narrow line.
    narrow: Option<usize>,
}

const EVEN: State =
    State { name: "no delay", delay: Duration::ZERO, lost_per_mille: 0, apart: 0, narrow: None };
const STATES: [State; 7] = [
    EVEN,
    State { name: "40 ms each way", delay: NEAR, ..EVEN },
    State { name: "200 ms each way", delay: Duration::from_millis(200), ..EVEN },
    State { name: "2 % of packets lost, 40 ms", delay: NEAR, lost_per_mille: 20, ..EVEN },
    State { name: "a tenth of the bandwidth, 40 ms", delay: NEAR, narrow: Some(3), ..EVEN },
    State { name: "partition 2|5, 40 ms", delay: NEAR, apart: 2, ..EVEN },
    State { name: "partition 3|4, 40 ms", delay: NEAR, apart: 3, ..EVEN },
];

/// Makes the namespaces and runs the part within them; says so where this machine has none for us.
pub(super) async fn within_namespaces(args: &Args, output: Output) -> Result<Exit, Failure> {
    let spaces = match Spaces::make(AGENCIES, args.rto_max) {
        Ok(spaces) => spaces,
        Err(why) => {
            output.heading("Seven agencies in network namespaces");
            output.line(format_args!(
                "  Skipped: this machine makes no network namespace for this user: {why}"
            ));
            output.object(&json!({ "event": "skipped", "part": "wide", "why": why }));
            return Ok(Exit::Done);
        }
    };
    let program = std::env::current_exe().map_err(|error| failed("survive.program", &error))?;
    let mut command = tokio::process::Command::new("ip");
    command.args(["netns", "exec", &spaces.hub()]).arg(program);
    command.args(output.is_json().then_some("--json"));
    command.args(["bench", "survive", "--part", "wide", "--hub", spaces.prefix()]);
    command.args(["--clients", &args.clients.to_string(), "--seed", &args.seed.to_string()]);
    if let Some(dir) = &args.dir {
        command.arg("--dir").arg(dir);
    }
    let mut child = command.spawn().map_err(|error| failed("survive.program", &error))?;
    let mut stop = Stop::new()?;
    let ended = select! {
        ended = child.wait() => ended,
        () = stop.wait() => {
            if let Some(pid) = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw) {
                let _gone_or_told = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
            }
            child.wait().await
        }
    };
    let code = ended.map_err(|error| failed("survive.program", &error))?.code();
    Ok(code.and_then(|code| u8::try_from(code).ok()).map_or(Exit::Machine, Exit::from_code))
}

/// Runs the part in the namespace in the middle.
pub(super) async fn run(
    scene: &Scene<'_>,
    site: &Site,
    crew: &mut Crew,
    prefix: &str,
) -> Result<usize, Failure> {
    let output = scene.output;
    output.heading("Seven agencies in network namespaces");
    let count = usize::from(AGENCIES);
    let even =
        Shape { delay: Duration::ZERO, lost_per_mille: 0, bits: vec![BITS; count], side: vec![0; count] };
    let wire = Wire::between(AGENCIES, even, scene.args.seed)?;
    let signers = Scene::signers()?;
    let places: Vec<_> = (0..AGENCIES).map(|n| place(prefix, n)).collect();
    let network = crew.lay(site, &places, &signers)?;
    crew.start_all(&network).await?;
    output
        .fact("lines", format_args!("{BITS} bits a second each way for each agency, {NARROW} where narrow"));
    let load = scene.load(site, Rc::new(network), signers)?;
    let broken = load.during(through_all(scene, crew, &load, &wire)).await?;
    Ok(broken + scene.conclude(Part::Wide, &load).await?)
}

/// Goes through all states; how many promises were broken in them.
async fn through_all(scene: &Scene<'_>, crew: &mut Crew, load: &Load, wire: &Wire) -> Result<usize, Failure> {
    let mut broken = 0;
    for state in &STATES {
        wire.shape(|shape| {
            shape.delay = state.delay;
            shape.lost_per_mille = state.lost_per_mille;
            for (n, bits) in shape.bits.iter_mut().enumerate() {
                *bits = if state.narrow == Some(n) { NARROW } else { BITS };
            }
        });
        pass(scene.output, state.name, SETTLING, load).await;
        broken += if state.apart == 0 {
            even(scene, load, wire, state).await
        } else {
            cut(scene, crew, load, wire, state).await?
        };
    }
    Ok(broken)
}

/// Watches a state in which all agencies hear each other.
async fn even(scene: &Scene<'_>, load: &Load, wire: &Wire, state: &State) -> usize {
    let (from, before) = (Instant::now(), wire.so_far());
    pass(scene.output, state.name, WATCHED, load).await;
    let felt = load.felt(from, Instant::now());
    let after = wire.so_far();
    let (bytes, lost) = (after.0 - before.0, after.1 - before.1);
    tell(scene.output, state, &felt, None);
    #[expect(clippy::cast_precision_loss, reason = "a rate for people needs no more than 52 bits")]
    let rate = bytes as f64 / felt.lasted.as_secs_f64() / 1000.0;
    scene.output.fact("", format_args!("{} KB/s over all lines, {lost} packets lost", number(rate)));
    scene.output.object(&json!({
        "event": "wide", "state": state.name, "felt": felt.json(), "bytes": bytes, "packets_lost": lost,
    }));
    expect(scene.output, felt.pace.is_some(), "nothing became final though all hear each other")
}

/// What happened around a partition.
struct Healed {
    first_final: Duration,
    all_level: Duration,
}

/// Cuts some agencies off for a while, and watches until all are level again.
async fn cut(
    scene: &Scene<'_>,
    crew: &mut Crew,
    load: &Load,
    wire: &Wire,
    state: &State,
) -> Result<usize, Failure> {
    let faults = load.network().genesis.faults();
    let from = Instant::now();
    let side = |n: usize| u8::from(n < state.apart);
    wire.shape(|shape| shape.side = (0..usize::from(AGENCIES)).map(side).collect());
    pass(scene.output, state.name, STILL_UNDER_WAY, load).await;
    let cut_for_good = Instant::now();
    pass(scene.output, state.name, CUT.saturating_sub(STILL_UNDER_WAY), load).await;
    let healed = Instant::now();
    let late = load.felt(cut_for_good, healed);
    let whole = load.felt(from, healed);
    wire.shape(|shape| shape.side.fill(0));
    let highest = highest(load).await;
    let first_final = next_final(scene, load, healed).await?;
    // Level only counts once the ledger goes on: before that all may stand still at one height.
    let mut all_level = Duration::ZERO;
    for n in 0..usize::from(AGENCIES) {
        let (_, level) = crew.caught_up(load.network(), n, healed).await?;
        all_level = all_level.max(level);
    }
    let healed = Healed { first_final, all_level };
    let after_from = Instant::now();
    pass(scene.output, "after it", WATCHED, load).await;
    let after = load.felt(after_from, Instant::now());
    tell(scene.output, state, &whole, Some(&healed));
    scene.output.fact("after it", after);
    scene.output.object(&json!({
        "event": "wide", "state": state.name, "felt": whole.json(), "felt_2_s_after_the_cut": late.json(),
        "height_at_healing": highest, "first_final_ms": millis(healed.first_final),
        "all_level_ms": millis(healed.all_level), "after": after.json(),
    }));
    let goes_on = state.apart <= faults;
    let wrong = match (goes_on, late.pace.is_some()) {
        (true, false) => "nothing became final though a quorum hears each other",
        (false, true) => "something became final without a quorum",
        (true, true) | (false, false) => "",
    };
    Ok(expect(scene.output, wrong.is_empty(), wrong)
        + expect(scene.output, after.pace.is_some(), "nothing became final after the partition"))
}

/// How long after `healed` the next entry becomes final.
async fn next_final(scene: &Scene<'_>, load: &Load, healed: Instant) -> Result<Duration, Failure> {
    loop {
        let next = load.acks().iter().find(|ack| ack.at > healed).map(|ack| ack.at - healed);
        if let Some(next) = next {
            return Ok(next);
        }
        if healed.elapsed() > RECOVERED_MAX {
            return Err(stuck("nothing becomes final after a partition has healed"));
        }
        pass(scene.output, "healed", LOOK, load).await;
    }
}

async fn highest(load: &Load) -> u64 {
    let mut highest = 0;
    for n in 0..usize::from(AGENCIES) {
        highest = highest.max(status(load.network(), n).await.map_or(0, |status| status.height));
    }
    highest
}

fn tell(output: Output, state: &State, felt: &Felt, healed: Option<&Healed>) {
    output.fact(state.name, "");
    output.fact("", felt);
    if let Some(Healed { first_final, all_level }) = healed {
        let first = format!("{} ms", ms(*first_final));
        output.fact(
            "",
            format_args!("healed: the next entry final after {first}, all level after {} ms", ms(*all_level)),
        );
    }
}

/// Tells a promise that is broken; how many that are.
fn expect(output: Output, holds: bool, else_what: &str) -> usize {
    if !holds {
        output.fact("BROKEN", else_what);
    }
    usize::from(!holds)
}
