//! What must hold after a run, whatever went wrong in it.
use super::{
    clients::{Case, Kind, Told},
    disk::lock,
    world::World,
};
use civil::refusal::Refusal;
use node::{
    block::Block,
    chain::PENDING_MAX,
    mempool::{Limits, REFUSED_MAX},
};
use protocol::{Digest, EntryId, Outcome, SignedEntry};
use std::collections::{BTreeMap, BTreeSet};

/// Where a final entry stands.
struct Stands {
    height: u64,
    outcome: Outcome,
}

/// The ledger as one validator has it.
struct Ledger {
    entries: BTreeMap<EntryId, Vec<Stands>>,
    acts: BTreeMap<Digest, BTreeSet<EntryId>>,
    order: Vec<(SignedEntry, Outcome)>,
}

/// Everything that does not hold, in words.
pub async fn check(world: &World, cases: &[Case]) -> Vec<String> {
    let mut wrong = Vec::new();
    let (blocks, height) = histories(world, &mut wrong).await;
    replay(world, &blocks, height, &mut wrong).await;
    let ledger = Ledger::of(&blocks);
    each_entry_once(&ledger, &mut wrong);
    numbers_without_gaps(&ledger, &mut wrong);
    for (place, case) in cases.iter().enumerate() {
        if let Err(what) = ledger.keeps_its_word(case, cases) {
            wrong.push(format!("case {place} ({:?}, {}): {what}", case.kind, case.entry.id()));
        }
    }
    judged_rightly(world, &mut wrong).await;
    wrong
}

/// One history: every validator that runs has the same block at every height. The blocks, and the lowest
/// height that all have reached.
async fn histories(world: &World, wrong: &mut Vec<String>) -> (Vec<Block>, u64) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut lowest = u64::MAX;
    for who in world.honest() {
        let Some(running) = world.node(who) else {
            wrong.push(format!("validator {who} does not run"));
            continue;
        };
        let height = running.validator.status().height;
        lowest = lowest.min(height);
        for at in 1..=height {
            let Some(block) = running.validator.block(at).await else {
                wrong.push(format!("validator {who} misses block {at}"));
                break;
            };
            let block = block.inner().clone();
            match blocks.get(usize::try_from(at - 1).unwrap_or(usize::MAX)) {
                Some(other) if other.id() != block.id() => {
                    wrong.push(format!("two histories: validator {who} has another block at height {at}"));
                    break;
                }
                Some(_) => {}
                None => blocks.push(block),
            }
        }
    }
    (blocks, lowest)
}

/// A replay from the genesis accepts every block and comes to the roots that the validators have.
async fn replay(world: &World, blocks: &[Block], lowest: u64, wrong: &mut Vec<String>) {
    let chain = world.scene.chain(&world.context, "replay").await;
    let mut roots = BTreeMap::new();
    for block in blocks {
        if let Err(fault) = chain.finalize(block).await {
            wrong.push(format!("the replay stops at block {}: {fault:?}", block.header().height));
            return;
        }
        let summary = chain.summary();
        roots.insert(summary.height, (summary.log_root, summary.state_root, summary.log_size));
    }
    for who in world.honest() {
        let Some(running) = world.node(who) else { continue };
        let status = running.validator.status();
        let has = (status.log_root, status.state_root, status.log_size);
        if roots.get(&status.height).is_some_and(|replayed| *replayed != has) {
            wrong.push(format!("validator {who} has other roots at height {} than a replay", status.height));
        }
    }
    if lowest == u64::MAX {
        wrong.push("no validator runs".to_owned());
    }
}

impl Ledger {
    fn of(blocks: &[Block]) -> Self {
        let mut ledger = Self { entries: BTreeMap::new(), acts: BTreeMap::new(), order: Vec::new() };
        for block in blocks {
            let height = block.header().height;
            for (entry, outcome) in block.entries().iter().zip(block.outcomes()) {
                let stands = Stands { height, outcome: *outcome };
                ledger.entries.entry(entry.id()).or_default().push(stands);
                ledger.order.push((entry.clone(), *outcome));
                if let Some(notice) = notice(entry) {
                    ledger.acts.entry(notice).or_default().insert(entry.id());
                }
            }
        }
        ledger
    }

    /// What a client was told is so.
    fn keeps_its_word(&self, case: &Case, cases: &[Case]) -> Result<(), String> {
        let here = self.entries.get(&case.entry.id());
        match &case.told {
            Told::Final { outcome, height } => match here.and_then(|all| all.first()) {
                None => Err("told final, and it is not on the ledger".to_owned()),
                Some(stands) if stands.outcome != *outcome || stands.height != *height => {
                    Err("told final with another outcome or height than the ledger has".to_owned())
                }
                Some(_) if case.kind == Kind::Forged => Err("a forged signature is on the ledger".to_owned()),
                Some(_) => Ok(()),
            },
            Told::Refused(code) if here.is_some() => {
                // Under a bad signature it is another's entry with the same id.
                let other = case.kind == Kind::Forged;
                if other { Ok(()) } else { Err(format!("told refused ({code}), and it is on the ledger")) }
            }
            Told::Refused(code) => self.refused_for_a_reason(case, code),
            Told::Absent if here.is_some() => Err("told absent, and it is on the ledger".to_owned()),
            Told::Absent => Ok(()),
            Told::NotYet(None) => Err(format!("not settled, begun at {} ms", case.since_ms)),
            Told::NotYet(Some(code)) => self.refused_for_a_reason(case, code).map_err(|why| {
                let others = cases.iter().filter(|other| other.notice == case.notice).count();
                format!("{why} ({others} cases on its notice)")
            }),
        }
    }

    /// The reason of a refusal is true.
    fn refused_for_a_reason(&self, case: &Case, code: &str) -> Result<(), String> {
        let used = |entry: &SignedEntry| {
            let acts = notice(entry).and_then(|notice| self.acts.get(&notice));
            acts.is_some_and(|acts| !acts.contains(&entry.id()))
        };
        let is = |refusal: Refusal| refusal.code() == code;
        let true_ = if is(Refusal::NoticeAlreadyUsed) {
            used(&case.entry)
        } else if is(Refusal::SignatureWrong) {
            case.kind == Kind::Forged
        } else if is(Refusal::Expired) {
            case.kind == Kind::Brief
        } else {
            false
        };
        if true_ { Ok(()) } else { Err(format!("refused with {code}, which is not true")) }
    }
}

fn notice(entry: &SignedEntry) -> Option<Digest> {
    match &entry.entry().body {
        protocol::Body::ActRegister(act) => {
            act.notice.map(|notice| protocol::hash::sha256(&[notice.as_bytes()]))
        }
        _ => None,
    }
}

/// Every entry once, and one act at most for each notice.
fn each_entry_once(ledger: &Ledger, wrong: &mut Vec<String>) {
    for (id, stands) in &ledger.entries {
        if stands.len() > 1 {
            wrong.push(format!("entry {id} is on the ledger {} times", stands.len()));
        }
    }
    for acts in ledger.acts.values().filter(|acts| acts.len() > 1) {
        wrong.push(format!("one notice has {} acts", acts.len()));
    }
}

/// Each series counts 1, 2, 3 in the order of the blocks.
fn numbers_without_gaps(ledger: &Ledger, wrong: &mut Vec<String>) {
    let mut last: BTreeMap<String, u32> = BTreeMap::new();
    for (_, outcome) in &ledger.order {
        let (series, serial) = match outcome {
            Outcome::Act { number, .. } => {
                (format!("acts {} {:?}", number.office, number.kind), number.serial.get())
            }
            Outcome::Certificate { number, .. } => {
                (format!("certificates {}", number.office), number.serial.get())
            }
            _ => continue,
        };
        let due = last.get(&series).copied().unwrap_or(0) + 1;
        if serial != due {
            wrong.push(format!("{series}: {serial} where {due} was due"));
        }
        last.insert(series, serial);
    }
}

/// The first time that an honest member found an honest member's block invalid.
pub fn an_innocent_is_rejected(world: &World) -> Option<String> {
    let is_honest = |who: usize| world.plan.is_honest(who);
    lock(&world.watch.rejections).iter().find_map(|rejection| {
        let leader = world.place(&rejection.leader).filter(|leader| is_honest(*leader))?;
        is_honest(rejection.by).then(|| {
            format!(
                "validator {} found the block of validator {leader} at height {} invalid, and both keep to the rules",
                rejection.by, rejection.height
            )
        })
    })
}

/// No honest member's block was ever found invalid, and no honest member was cut off.
async fn judged_rightly(world: &World, wrong: &mut Vec<String>) {
    wrong.extend(an_innocent_is_rejected(world));
    for (by, whom) in world.blocked().await {
        if world.plan.is_honest(by) && world.plan.is_honest(whom) {
            wrong.push(format!("validator {by} cut off validator {whom}, and both keep to the rules"));
        }
    }
}

/// What is kept of others' messages is bounded at every moment.
pub(super) fn within_bounds(world: &mut World) {
    for who in world.honest() {
        let Some(running) = world.node(who) else { continue };
        let held = running.validator.held();
        if held.waiting > Limits::default().total || held.refusals > REFUSED_MAX || held.pending > PENDING_MAX
        {
            world.wrong.push(format!("validator {who} keeps more than its bounds: {held:?}"));
        }
    }
}
