//! `dalolat numbers`: ranges for work without a line.
use crate::{
    act::{answer_lacks, client, runtime},
    args::{Caller, Numbers, NumbersCommand},
    client::now_ms,
    failure::{Exit, Failure},
    filing::Desk,
    home::Home,
    output::{Output, moment},
};
use civil::{ActKind, OfficeCode, words::Saying};
use portal::api::RangesJson;
use protocol::{
    Body, Outcome,
    entry::{NumberRelease, NumberReserve},
};
use serde_json::json;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Runs `dalolat numbers …`.
pub(crate) fn numbers(args: &Numbers, output: Output) -> Result<Exit, Failure> {
    let runtime = runtime()?;
    match &args.command {
        NumbersCommand::Reserve { kind, count, days, range, caller } => {
            let kind = ActKind::ALL.into_iter().find(|known| known.word() == kind);
            let kind = kind.ok_or_else(|| answer_lacks("a kind of act that is known"))?;
            let until_ms = now_ms().saturating_add(u64::from(*days).saturating_mul(DAY_MS));
            let wanted = Wanted { kind, count: *count, until_ms, range: *range };
            runtime.block_on(reserve(wanted, caller, output))
        }
        NumbersCommand::Release { range, caller } => runtime.block_on(release(*range, caller, output)),
        NumbersCommand::List { caller } => runtime.block_on(list(caller, output)),
    }
}

/// What is to be reserved.
#[derive(Clone, Copy)]
struct Wanted {
    kind: ActKind,
    count: u16,
    until_ms: u64,
    range: Option<u32>,
}

fn desk(caller: &Caller) -> Result<(Desk, OfficeCode), Failure> {
    let desk = Desk::open(Home::open(&caller.data.data)?, std::slice::from_ref(&caller.officer))?;
    let office = desk.client.signer.record.office().ok_or_else(|| {
        let what = Saying::new("officer.without-office").with("id", &caller.officer);
        Failure::told(Exit::Usage, what, "officer.without-office/do")
    })?;
    Ok((desk, office))
}

async fn reserve(wanted: Wanted, caller: &Caller, output: Output) -> Result<Exit, Failure> {
    let (desk, office) = desk(caller)?;
    let Wanted { kind, count, until_ms, range } = wanted;
    let range = match range {
        Some(range) => range,
        None => next_range(&desk.client.get("/v1/ranges").await?)?,
    };
    let body = Body::NumberReserve(NumberReserve { range, kind, count, until_ms });
    let shown = [
        ("office", office.to_string()),
        ("range", range.to_string()),
        ("numbers", format!("the next {count} of the series of {kind}s")),
        ("until", moment(until_ms)),
    ];
    let filed = desk.file(Some(office), body, &shown, output).await?;
    let Outcome::Range { year, first, last, .. } = filed.outcome else {
        return Err(answer_lacks("the range that the ledger gave"));
    };
    let (first, last) = (first.get(), last.get());
    output.line(format_args!(
        "Range {range} of office {office}: {kind}s {first} to {last} of {year}, height {}.",
        filed.height
    ));
    output.object(&json!({
        "office": office.to_string(), "range": range, "kind": kind.word(), "year": year, "first": first,
        "last": last, "until_ms": until_ms, "height": filed.height,
    }));
    Ok(Exit::Done)
}

/// The ordinal of the next range, where none is on its way.
fn next_range(known: &RangesJson) -> Result<u32, Failure> {
    if known.waiting > 0 {
        return Err(Failure::told(Exit::CannotTell, "numbers.waiting", "numbers.waiting/do"));
    }
    Ok(known.ranges.iter().map(|range| range.range).max().unwrap_or(0).saturating_add(1))
}

async fn release(range: u32, caller: &Caller, output: Output) -> Result<Exit, Failure> {
    let (desk, office) = desk(caller)?;
    let body = Body::NumberRelease(NumberRelease { range });
    let shown = [
        ("office", office.to_string()),
        ("range", range.to_string()),
        ("numbers", "the unused ones are void from now on, for ever".to_owned()),
    ];
    let filed = desk.file(Some(office), body, &shown, output).await?;
    output.line(format_args!(
        "Range {range} of office {office} is released: its unused numbers are void, height {}.",
        filed.height
    ));
    output.object(
        &json!({ "office": office.to_string(), "range": range, "released": true, "height": filed.height }),
    );
    Ok(Exit::Done)
}

async fn list(caller: &Caller, output: Output) -> Result<Exit, Failure> {
    let known: RangesJson = client(caller)?.get("/v1/ranges").await?;
    output.heading("Ranges of the office");
    for range in &known.ranges {
        let state =
            if range.released { "released".to_owned() } else { format!("until {}", moment(range.until_ms)) };
        output.line(format_args!(
            "  {}  {}s {} to {} of {}, {state}",
            range.range, range.kind, range.first, range.last, range.year
        ));
    }
    output.line(format_args!("  {} in all, {} on the way", known.ranges.len(), known.waiting));
    output.object(&json!(known));
    Ok(Exit::Done)
}
