//! What was measured, as tables for people and as objects for machines.
//!
//! # Format
//!
//! With `--json` each line is an object whose `event` says what it is of: `limits`, `network`, `idle`,
//! `run`, and for each level a `level` with everything that the tables show. Times end in `_us` or
//! `_ms`; sizes are in bytes.
use super::{
    etcd::Measured as EtcdMeasured,
    ledger::{Measured, REST},
    limits::Limits,
    load::Pace,
    network::{Network, REGISTRARS},
    usage::Growth,
};
use crate::{
    args::{BenchLedger as Args, Scheme},
    output::Output,
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

/// What a validator does when nobody wants anything.
#[derive(Clone, Debug)]
pub(crate) struct Idle {
    pub(crate) seconds: u64,
    /// Of one core, per validator, in percent.
    pub(crate) cpu_percent: f64,
    /// Growth of the storage per validator and day, in bytes, if it went on so.
    pub(crate) growth_a_day: f64,
    /// Bytes written per validator and day.
    pub(crate) written_a_day: f64,
    /// Memory of one validator, in bytes.
    pub(crate) memory: u64,
}

/// What one level of load came to.
pub(crate) struct Level {
    pub(crate) load: super::Level,
    pub(crate) in_flight: usize,
    /// The run of the middle rate.
    pub(crate) median: Measured,
    /// The least and the greatest rate of the runs.
    pub(crate) spread: (f64, f64),
    /// Of the storages, over all runs.
    pub(crate) growth: Growth,
}

impl Level {
    /// How often the CPU time of the signatures alone would fit into that of an act.
    fn times_signatures(&self, limits: &Limits, args: &Args) -> f64 {
        self.median.cpu_us / signatures_us(limits, args)
    }
}

/// The CPU time that no ledger can spare: each validator verifies one signature.
fn signatures_us(limits: &Limits, args: &Args) -> f64 {
    limits.signature_us(args.signer) * f64::from(args.agencies)
}

const fn signature_word(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Ed25519 => "batch-verified Ed25519 signatures",
        Scheme::Webauthn => "passkey assertions",
    }
}

/// Prints what the machine can do.
pub(crate) fn limits(limits: &Limits, output: Output) {
    output.heading("What this machine can do");
    output.fact(
        "processor",
        format_args!("{}, {} cores, Linux {}", limits.processor, limits.cores, limits.kernel),
    );
    output.fact("load average", format_args!("{:.2} before the measurement", limits.load_average));
    output.fact(
        "Ed25519",
        format_args!(
            "{:.1} µs a signature, {:.1} µs in batches of 256",
            limits.ed25519_us, limits.ed25519_batch_us
        ),
    );
    output.fact("P-256", format_args!("{:.1} µs an assertion of a passkey", limits.p256_us));
    output.fact(
        "SHA-256",
        format_args!(
            "{:.2} µs for 300 bytes, {} MB/s over 1 MiB",
            limits.sha256_us,
            number(limits.sha256_mb)
        ),
    );
    output.fact(
        "fdatasync",
        format_args!(
            "{} ms p50, {} ms p99, a file growing by 4 KiB ({})",
            ms(limits.fdatasync_p50),
            ms(limits.fdatasync_p99),
            limits.file_system
        ),
    );
    #[expect(clippy::cast_precision_loss, reason = "a number of cores is small")]
    let busy = limits.load_average > limits.cores as f64 / 4.0;
    if busy {
        output.line(
            "  Other programs are busy here: acts a second and latencies are worse than on a quiet machine.",
        );
    }
    if limits.file_system == "tmpfs" {
        output.line(
            "  The storages lie in memory, where fsync costs nothing: name a directory on a disk with --dir.",
        );
    }
    if cfg!(debug_assertions) {
        output.line("  This is a debug build: its figures say nothing about a release build.");
    }
    output.object(&json!({
        "event": "limits", "processor": limits.processor, "cores": limits.cores, "kernel": limits.kernel,
        "file_system": limits.file_system, "load_average": rounded(limits.load_average),
        "debug_build": cfg!(debug_assertions),
        "ed25519_us": rounded(limits.ed25519_us), "ed25519_batch_us": rounded(limits.ed25519_batch_us),
        "p256_us": rounded(limits.p256_us), "sha256_300_us": rounded(limits.sha256_us),
        "sha256_mb_per_second": rounded(limits.sha256_mb),
        "fdatasync_p50_ms": millis(limits.fdatasync_p50), "fdatasync_p99_ms": millis(limits.fdatasync_p99),
    }));
}

/// Prints what network is measured.
pub(crate) fn network(signer: Scheme, network: &Network, output: Output) {
    let scheme = match signer {
        Scheme::Ed25519 => "Ed25519",
        Scheme::Webauthn => "passkeys",
    };
    output.heading("The network");
    output
        .fact("validators", format_args!("{}, each a process, each verifies every signature", network.len()));
    output.fact("signers", format_args!("{REGISTRARS} registrars at {REGISTRARS} offices, {scheme}"));
    output.object(&json!({
        "event": "network", "validators": network.len(), "registrars": REGISTRARS,
        "signer": scheme_word(signer),
    }));
}

const fn scheme_word(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Ed25519 => "ed25519",
        Scheme::Webauthn => "webauthn",
    }
}

/// Prints what the network does when nobody wants anything.
pub(crate) fn idle(idle: &Idle, output: Output) {
    output.heading("Idle");
    output.line(format_args!("  watched for {} s; each validator, if it went on so:", idle.seconds));
    output.fact("CPU", format_args!("{:.2} % of a core", idle.cpu_percent));
    output.fact("storage", format_args!("{} MB more a day", number(idle.growth_a_day / 1e6)));
    output.fact("written", format_args!("{} MB a day", number(idle.written_a_day / 1e6)));
    output.fact("memory", format_args!("{} MB", idle.memory / 1_000_000));
    output.object(&json!({
        "event": "idle", "seconds": idle.seconds, "cpu_percent": rounded(idle.cpu_percent),
        "growth_bytes_a_day": idle.growth_a_day.round(), "written_bytes_a_day": idle.written_a_day.round(),
        "memory_bytes": idle.memory,
    }));
}

/// Prints one run.
pub(crate) fn run(level: super::Level, in_flight: usize, run: u32, measured: &Measured, output: Output) {
    let name = name(level, in_flight);
    let pace = measured.pace;
    output.line(format_args!(
        "  {name:<20} run {run}: {} acts/s, p50 {} ms, p99 {} ms, {} µs CPU an act, load average {:.1} to {:.1}",
        number(pace.per_second),
        ms(pace.p50),
        ms(pace.p99),
        number(measured.cpu_us),
        measured.load_before,
        measured.load_after,
    ));
    let mut value = figures(measured);
    add(
        &mut value,
        json!({ "event": "run", "level": level.to_string(), "in_flight": in_flight, "run": run }),
    );
    output.object(&value);
}

/// Tells machines what a level came to; people read all levels together.
pub(crate) fn level(level: &Level, limits: &Limits, args: &Args, output: Output) {
    let mut value = figures(&level.median);
    add(
        &mut value,
        json!({
            "event": "level", "system": "dalolat", "level": level.load.to_string(), "in_flight": level.in_flight,
            "validators": args.agencies, "signer": scheme_word(args.signer), "runs": args.runs,
            "least_per_second": rounded(level.spread.0), "most_per_second": rounded(level.spread.1),
            "bytes_per_act": rounded(level.growth.all),
            "bytes_per_act_by_part": parts(level.growth.parts.iter()),
            "signatures_us_per_act": rounded(signatures_us(limits, args)),
            "times_signatures": rounded(level.times_signatures(limits, args)),
        }),
    );
    output.object(&value);
}

fn figures(measured: &Measured) -> Value {
    let mut value = pace(&measured.pace);
    add(
        &mut value,
        json!({
            "cpu_us_per_act": rounded(measured.cpu_us), "cpu_us_per_act_by_part": parts(measured.parts_us.iter()),
            "load_cpu_us_per_act": rounded(measured.load_us),
            "entries_per_block": rounded(measured.entries_per_block), "entry_bytes": measured.entry_bytes,
            "written_bytes_per_act": rounded(measured.written), "pushed_back": measured.pushed_back,
            "load_average": [rounded(measured.load_before), rounded(measured.load_after)],
        }),
    );
    value
}

pub(super) fn pace(pace: &Pace) -> Value {
    json!({
        "acts": pace.acts, "acts_per_second": rounded(pace.per_second), "p50_ms": millis(pace.p50),
        "p99_ms": millis(pace.p99), "worst_ms": millis(pace.worst),
    })
}

fn parts<'a, K: ToString + 'a>(of: impl Iterator<Item = (&'a K, &'a f64)>) -> Value {
    Value::Object(of.map(|(part, value)| (part.to_string(), json!(rounded(*value)))).collect())
}

pub(super) fn add(to: &mut Value, more: Value) {
    if let (Value::Object(to), Value::Object(more)) = (to, more) {
        to.extend(more);
    }
}

fn name(level: super::Level, in_flight: usize) -> String {
    match level {
        super::Level::InFlight(count) => format!("{} in flight", number_of(count)),
        super::Level::Saturation => format!("saturation ({})", number_of(in_flight)),
    }
}

/// Prints the tables over all levels.
pub(crate) fn levels(levels: &[Level], limits: &Limits, args: &Args, output: Output) {
    output.heading(&format!("Result: the median of {} runs of {} s", args.runs, args.seconds));
    let heads = [
        "",
        "acts/s",
        "least",
        "most",
        "p50 ms",
        "p99 ms",
        "worst ms",
        "a block",
        "µs CPU",
        "its load's",
        "load avg",
    ];
    let mut table = Table::new(heads);
    for level in levels {
        let (run, pace) = (&level.median, &level.median.pace);
        table.row([
            name(level.load, level.in_flight),
            number(pace.per_second),
            number(level.spread.0),
            number(level.spread.1),
            ms(pace.p50),
            ms(pace.p99),
            ms(pace.worst),
            number(run.entries_per_block),
            number(run.cpu_us),
            number(run.load_us),
            format!("{:.1}", run.load_before.max(run.load_after)),
        ]);
    }
    table.print(output);
    output.line("  a block: entries in it. µs CPU: an act's over all validators. its load's: of the load alone, not counted.");

    let heads =
        || std::iter::once(String::new()).chain(levels.iter().map(|level| name(level.load, level.in_flight)));
    output.heading(&format!("CPU time of an act over {} validators, µs", args.agencies));
    let words = || levels.iter().flat_map(|level| level.median.parts_us.keys().map(String::as_str));
    let words: BTreeSet<&str> = words().filter(|word| *word != REST).collect();
    let mut table = Table::new(heads());
    for word in words.into_iter().chain([REST]) {
        let of = |level: &Level| number(level.median.parts_us.get(word).copied().unwrap_or(0.0));
        table.row(std::iter::once(word.to_owned()).chain(levels.iter().map(of)));
    }
    table
        .row(std::iter::once("all".to_owned()).chain(levels.iter().map(|level| number(level.median.cpu_us))));
    table.print(output);
    output.line("  engine: consensus, network, storage, the client service, and all that no part counts.");

    output.heading("Bytes of storage per act and validator");
    let words: BTreeSet<&str> = levels.iter().flat_map(|level| level.growth.parts.keys().copied()).collect();
    let mut table = Table::new(heads());
    for word in words {
        let of = |level: &Level| number(level.growth.parts.get(word).copied().unwrap_or(0.0));
        table.row(std::iter::once(word.to_owned()).chain(levels.iter().map(of)));
    }
    let row = |word: &str, of: &dyn Fn(&Level) -> f64| {
        std::iter::once(word.to_owned())
            .chain(levels.iter().map(|level| number(of(level))))
            .collect::<Vec<_>>()
    };
    table.row(row("all", &|level| level.growth.all));
    table.row(row("written", &|level| level.median.written));
    table.print(output);
    output.line(
        "  written: what reached the disk meanwhile, with what was written again and what was pruned since.",
    );
    distances(levels, limits, args, output);
}

/// Says how far each level is from what the machine can do.
fn distances(levels: &[Level], limits: &Limits, args: &Args, output: Output) {
    output.heading("Distance to the limit");
    let least = signatures_us(limits, args);
    for level in levels {
        #[expect(clippy::cast_precision_loss, reason = "a number of cores is small")]
        let ceiling = 1e6 * limits.cores as f64 / level.median.cpu_us;
        output.line(format_args!(
            "  {:<20} {} µs: {:.1} x the cost of {} {} ({} µs); {} cores have CPU for {} acts/s",
            name(level.load, level.in_flight),
            number(level.median.cpu_us),
            level.times_signatures(limits, args),
            args.agencies,
            signature_word(args.signer),
            number(least),
            limits.cores,
            number(ceiling),
        ));
        if level.in_flight == 1 {
            let times = level.median.pace.p50.as_secs_f64() / limits.fdatasync_p50.as_secs_f64();
            let (p50, sync) = (ms(level.median.pace.p50), ms(limits.fdatasync_p50));
            output.line(format_args!("  {:<20} p50 {p50} ms: {times:.0} x one fdatasync ({sync} ms)", ""));
        }
    }
}

/// Prints one level of an etcd.
pub(crate) fn etcd_level(measured: &EtcdMeasured, output: Output) {
    let mut value = pace(&measured.pace);
    add(
        &mut value,
        json!({
            "event": "level", "system": "etcd", "in_flight": measured.in_flight,
            "cpu_us_per_act": rounded(measured.cpu_us), "load_cpu_us_per_act": rounded(measured.load_us),
            "load_average": [rounded(measured.load_average.0), rounded(measured.load_average.1)],
        }),
    );
    output.object(&value);
}

/// Prints all levels of an etcd.
pub(crate) fn etcd(levels: &[EtcdMeasured], output: Output) {
    let heads = ["in flight", "writes/s", "p50 ms", "p99 ms", "worst ms", "µs CPU", "its load's", "load avg"];
    let mut table = Table::new(heads);
    for level in levels {
        table.row([
            number_of(level.in_flight),
            number(level.pace.per_second),
            ms(level.pace.p50),
            ms(level.pace.p99),
            ms(level.pace.worst),
            number(level.cpu_us),
            number(level.load_us),
            format!("{:.1}", level.load_average.0.max(level.load_average.1)),
        ]);
    }
    table.print(output);
}

/// Words in columns: the first to the left, figures to the right.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<S: Into<String>>(heads: impl IntoIterator<Item = S>) -> Self {
        Self { rows: vec![heads.into_iter().map(Into::into).collect()] }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn lines(&self) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row: &Vec<String>| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).enumerate();
            let padded = cells.map(|(column, (cell, width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        self.rows.iter().map(line).collect()
    }

    pub(crate) fn print(&self, output: Output) {
        for line in self.lines() {
            output.line(format_args!("  {line}"));
        }
    }
}

/// A figure as people read it: three digits that count, thousands apart.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    if size < 9.995 {
        format!("{value:.2}")
    } else if size < 99.95 {
        format!("{value:.1}")
    } else {
        grouped(&format!("{value:.0}"))
    }
}

pub(crate) fn number_of(count: usize) -> String {
    grouped(&count.to_string())
}

fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Milliseconds as people read them.
pub(crate) fn ms(time: Duration) -> String {
    number(time.as_secs_f64() * 1e3)
}

/// Milliseconds for machines, to the microsecond.
pub(crate) fn millis(time: Duration) -> f64 {
    rounded(time.as_secs_f64() * 1e3)
}

/// A figure for machines, to the thousandth.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_has_as_many_digits_as_count() {
        let written: Vec<String> =
            [0.0, 0.1234, 9.994, 9.996, 99.94, 99.96, 1234.5, 1_234_567.0, -20.0, -1234.0].map(number).into();
        assert_eq!(
            written,
            ["0.00", "0.12", "9.99", "10.0", "99.9", "100", "1,234", "1,234,567", "-20.0", "-1,234"]
        );
        assert_eq!(ms(Duration::from_micros(26_140)), "26.1");
        assert!((millis(Duration::from_nanos(1_234_567)) - 1.235).abs() < 1e-9);
    }

    #[test]
    fn columns_of_a_table_stand_below_each_other() {
        let mut table = Table::new(["", "acts/s", "µs"]);
        table.row(["one".to_owned(), "7".to_owned(), "1,234".to_owned()]);
        table.row(["thousand".to_owned(), "12,345".to_owned()]);
        assert_eq!(table.lines(), ["          acts/s     µs", "one            7  1,234", "thousand  12,345"]);
    }

    #[test]
    fn parts_and_figures_come_in_one_object() {
        let mut value = json!({ "a": 1 });
        add(&mut value, json!({ "b": parts([("x", 0.12345)].iter().map(|(part, value)| (part, value))) }));
        assert_eq!(value, json!({ "a": 1, "b": { "x": 0.123 } }));
    }
}
