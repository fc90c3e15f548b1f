//! What an overload came to, for people and for machines.
//!
//! # Format
//!
//! With `--json` the lines of [`super::super::report`] that say what machine and network it was, and one
//! object with `event` `overload`.
use super::{MEMORY_MAX, Measured, TIMES_MAX};
use crate::{
    args::BenchOverload,
    bench::report::{add, ms, number, pace, rounded},
    output::Output,
};
use serde_json::{Value, json};

/// Prints everything.
pub(super) fn print(args: &BenchOverload, measured: &Measured, output: Output) {
    let (normal, after, tally) = (&measured.normal, &measured.after, &measured.tally);
    output.heading("The normal load");
    output
        .fact("acts/s", format_args!("{} with {} under way", number(normal.per_second), measured.in_flight));
    output.fact("latency", format_args!("p50 {} ms, p99 {} ms", ms(normal.p50), ms(normal.p99)));
    output.heading(&format!("{} times that for {} s", args.times, measured.window.as_secs()));
    #[expect(clippy::cast_precision_loss, reason = "figures for people need no more than 52 bits")]
    let per_second = |count: u64| number(count as f64 / measured.window.as_secs_f64());
    output.fact(
        "offered",
        format_args!("{} acts/s, {} were sent", number(measured.rate), per_second(tally.sent)),
    );
    if let Some(taken) = measured.taken {
        output.fact(
            "taken",
            format_args!("{} acts/s, each final with a verified receipt", number(taken.per_second)),
        );
        output.fact("latency", format_args!("p50 {} ms, p99 {} ms", ms(taken.p50), ms(taken.p99)));
    }
    if let Some(times) = measured.times() {
        output.fact("to normal", format_args!("{times:.2} times the p50; {TIMES_MAX} are promised"));
    }
    output.fact("refused", format_args!("{} acts/s with 429", per_second(tally.refusals())));
    let count = |of: Option<&u64>| of.map_or_else(|| "–".to_owned(), u64::to_string);
    let (least, most) = (count(tally.refused.keys().next()), count(tally.refused.keys().next_back()));
    output.fact("come again", format_args!("in {least} to {most} s"));
    output.fact(
        "queue",
        format_args!(
            "at most {} entries, {} in the middle",
            count(measured.queues.iter().max()),
            count(measured.middle_queue().as_ref())
        ),
    );
    let others: u64 = tally.others.values().sum();
    output.fact("other answers", format_args!(" {others}; {} without an answer", tally.unanswered));
    output.fact(
        "CPU",
        format_args!("{:.2} cores the validators, {:.2} the load", measured.cores, measured.own_cores),
    );
    let peaks: Vec<String> = measured.peaks.iter().map(|peak| (peak / 1_000_000).to_string()).collect();
    output.fact("memory", format_args!("at most {} MB of {}", peaks.join(", "), MEMORY_MAX / 1_000_000));
    output.heading("Afterwards");
    output.fact("acts/s", number(after.per_second));
    output.fact("latency", format_args!("p50 {} ms, p99 {} ms", ms(after.p50), ms(after.p99)));
    let broken = measured.broken();
    if broken.is_empty() {
        output.line("\nThe promise is kept.");
    } else {
        output.line("\nThe promise is broken:");
    }
    for what in &broken {
        output.line(format_args!("  {what}"));
    }
    output.object(&object(args, measured, &broken));
}

fn object(args: &BenchOverload, measured: &Measured, broken: &[String]) -> Value {
    let tally = &measured.tally;
    let mut value = json!({
        "event": "overload", "validators": args.agencies, "in_flight": measured.in_flight, "times": args.times,
        "seconds": measured.window.as_secs(), "offered_per_second": rounded(measured.rate),
        "normal": pace(&measured.normal), "after": pace(&measured.after),
        "waiting": measured.queues, "sent": tally.sent, "unsent": tally.unsent, "refused": tally.refusals(),
        "retry_after_s": tally.refused.iter().map(|(s, times)| (s.to_string(), json!(times))).collect::<Value>(),
        "others": tally.others, "unanswered": tally.unanswered, "ledger_grew": measured.grew,
        "validators_cores": rounded(measured.cores), "load_cores": rounded(measured.own_cores),
        "memory_peak_bytes": measured.peaks, "memory_bound_bytes": MEMORY_MAX, "broken": broken,
    });
    if let (Some(taken), Some(times)) = (measured.taken, measured.times()) {
        add(&mut value, json!({ "taken": pace(&taken), "times_normal": rounded(times) }));
    }
    value
}
