//! Judges a proof and says in steps, sentences and values what came of it.
//!
//! Pure: text or bytes and the keys in, a [`Report`] out.
//!
//! # Rules
//!
//! * All of a proof hangs on one thread, so a broken proof cannot say where it was changed: opening,
//!   inclusion and quorum are then *not proved*, none of them is *wrong*.
//! * Values are shown of a valid proof only.
mod values;

use crate::{
    keys::KeyFile,
    messages::{Message, MessageKey},
    read::{self, Found, NoProof, Source},
};
use civil::{ActKind, CivilDate, Group, RecordKind, UtcOffset};
use core::fmt;
use credential::{KnownKey, Opening, Prefix, Profile, Proof, Verdict, WhyCannotTell, WhyNotValid};
use protocol::{Canonical as _, NetworkClass, network::KeyOrigin};

/// The first byte of a proof: the head of an array of twenty-one values.
const PROOF_HEAD: u8 = 0x95;

/// What a check comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// The quorum of the network signed exactly these values.
    Valid,
    /// Nobody signed them.
    NotValid,
    /// Not to be told with what is at hand.
    CannotTell,
}

impl Conclusion {
    /// The word used in files: `valid`, `not_valid`, `cannot_tell`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::NotValid => "not_valid",
            Self::CannotTell => "cannot_tell",
        }
    }
}

/// How a step of the check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// Nothing shows that it holds.
    NotProved,
}

impl State {
    /// The word used in files: `yes`, `no`, `not_proved`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotProved => "not_proved",
        }
    }
}

/// A step of the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which step: `readable`, `opening`, `inclusion`, `quorum`, `network`, in this order.
    pub key: &'static str,
    /// How it came out.
    pub state: State,
    /// The same in words.
    pub sentence: Message,
}

/// A value of the certificate with its label. Personal data; `Debug` prints the key alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// The name that files use, for example `child.surname`.
    pub key: &'static str,
    /// What it is, in English.
    pub label: String,
    /// The value; `None` where the record has none.
    pub value: Option<String>,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({})", self.key)
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What it comes to.
    pub verdict: Conclusion,
    /// Whether the paper is, or by its prefix claims to be, a sample without legal force.
    pub is_sample: bool,
    /// The first line.
    pub headline: Message,
    /// Why the proof is not valid or cannot be judged.
    pub reason: Option<Message>,
    /// The five steps, in order.
    pub steps: [Step; 5],
    /// What else is to be said, in order.
    pub sentences: Vec<Message>,
    /// The values; none where the proof is not valid.
    pub values: Vec<Line>,
}

/// Judges the text of a proof.
pub fn check_text(text: &str, keys: &KeyFile) -> Report {
    let sample = text.starts_with(Prefix::Sample.text());
    match credential::check_text(text, keys.keys()) {
        Verdict::Valid { proof, key } => valid(&proof, &key, keys.agencies(&key)),
        Verdict::NotValid(why) => not_valid(&why, sample),
        Verdict::CannotTell(why) => cannot_tell(why, sample),
    }
}

/// Judges what stands in a PDF, a picture or a text.
pub fn check_file(bytes: &[u8], keys: &KeyFile) -> Report {
    if bytes.first() == Some(&PROOF_HEAD) {
        return check_proof_file(bytes, keys);
    }
    match read::read(bytes) {
        Ok(Found { text, source, attached }) => {
            let fuller = attached.and_then(|bytes| with_all_values(&text, &bytes, keys));
            let mut report = fuller.unwrap_or_else(|| check_text(&text, keys));
            match source {
                Source::Keyword => report.sentences.insert(0, MessageKey::FromKeywordOnly.into()),
                Source::Text | Source::Code | Source::CodeAndKeyword => {}
            }
            report
        }
        Err(why) => nothing_to_judge(why),
    }
}

/// Judges the bytes of a proof, as a certificate's file has them attached. They name no kind of network, so they are
/// judged as a proof of the register and then as a sample.
fn check_proof_file(bytes: &[u8], keys: &KeyFile) -> Report {
    if bytes.len() > read::TEXT_BYTES_MAX {
        return nothing_to_judge(NoProof::TooLarge);
    }
    let as_one_of = |prefix: Prefix| check_text(&format!("{}{}", prefix.text(), base45::encode(bytes)), keys);
    let report = as_one_of(Prefix::Live);
    match report.reason.as_ref().map(Message::key) {
        Some(MessageKey::WhyPrefix) => as_one_of(Prefix::Sample),
        Some(MessageKey::WhyUnreadable) => nothing_to_judge(NoProof::UnknownKind),
        Some(_) | None => report,
    }
}

/// The report on the proof beside a valid code that has no room for all values, where it is of the same paper.
fn with_all_values(text: &str, attached: &[u8], keys: &KeyFile) -> Option<Report> {
    let Verdict::Valid { proof, key: _ } = credential::check_text(text, keys.keys()) else { return None };
    let (prefix, _) = Proof::from_text(text).ok()?;
    let attached = Proof::from_bytes(attached).ok()?;
    if attached.profile() >= proof.profile() || attached.entry_digest() != proof.entry_digest() {
        return None;
    }
    match credential::check(prefix, attached, keys.keys()) {
        Verdict::Valid { proof, key } => {
            let mut report = valid(&proof, &key, keys.agencies(&key));
            report.sentences.insert(0, MessageKey::FromAttachment.into());
            Some(report)
        }
        Verdict::NotValid(_) | Verdict::CannotTell(_) => None,
    }
}

fn step(key: &'static str, state: State, sentence: impl Into<Message>) -> Step {
    Step { key, state, sentence: sentence.into() }
}

/// The steps where nothing beyond reading was proved.
fn unproved(readable: (State, Message), network: (State, Message)) -> [Step; 5] {
    [
        step("readable", readable.0, readable.1),
        step("opening", State::NotProved, MessageKey::OpeningNotProved),
        step("inclusion", State::NotProved, MessageKey::InclusionNotProved),
        step("quorum", State::NotProved, MessageKey::QuorumNotProved),
        step("network", network.0, network.1),
    ]
}

fn was_read() -> (State, Message) {
    (State::Yes, MessageKey::ReadableYes.into())
}

fn no_network() -> (State, Message) {
    (State::NotProved, MessageKey::NetworkNotProved.into())
}

fn valid(proof: &Proof, key: &KnownKey, agencies: &[String]) -> Report {
    let class = key.network.class;
    let is_sample = match class {
        NetworkClass::Live => false,
        NetworkClass::Practice | NetworkClass::Demo => true,
    };
    let headline = if is_sample {
        Message::new(MessageKey::ValidSample).with("class", class.word())
    } else {
        MessageKey::Valid.into()
    };
    let inclusion = Message::new(MessageKey::InclusionYes).with("height", proof.inclusion.height);
    let quorum = Message::new(MessageKey::QuorumYes).with("quorum", key.quorum).with("members", key.members);
    let network = Message::new(MessageKey::NetworkYes)
        .with("class", class.word())
        .with("network", key.network)
        .with("key_id", key.id.0);
    Report {
        verdict: Conclusion::Valid,
        is_sample,
        headline,
        reason: None,
        steps: [
            step("readable", State::Yes, MessageKey::ReadableYes),
            step("opening", State::Yes, MessageKey::OpeningYes),
            step("inclusion", State::Yes, inclusion),
            step("quorum", State::Yes, quorum),
            step("network", State::Yes, network),
        ],
        sentences: what_to_know(proof, key, agencies),
        values: values::of(proof),
    }
}

/// The sentences that go with the values.
fn what_to_know(proof: &Proof, key: &KnownKey, agencies: &[String]) -> Vec<Message> {
    let mut sentences = vec![MessageKey::CompareWithPaper.into()];
    sentences.extend(not_compared(proof));
    let day = CivilDate::at(proof.inclusion.time_ms, UtcOffset::TASHKENT.minutes());
    let day = day.map_or_else(|| values::NONE.to_owned(), |day| day.to_string());
    sentences.push(Message::new(MessageKey::LaterChanges).with("day", day));
    match key.origin {
        KeyOrigin::Dealer => sentences.push(MessageKey::DealtKey.into()),
        KeyOrigin::Dkg => {}
    }
    if !agencies.is_empty() {
        sentences.push(Message::new(MessageKey::RunBy).with("agencies", agencies.join(", ")));
    }
    sentences
}

/// A group within a sentence.
fn group_words(proof: &Proof, group: Group) -> Message {
    let kind = proof.record_type().kind;
    match (group, kind) {
        (Group::Core, _) => MessageKey::GroupCore.into(),
        (Group::Particulars, RecordKind::Act(ActKind::Birth)) => MessageKey::GroupParents.into(),
        (Group::Particulars, RecordKind::Act(ActKind::Death)) => MessageKey::GroupDeath.into(),
        (Group::Particulars, RecordKind::Act(ActKind::Marriage)) => MessageKey::GroupMarriage.into(),
        (Group::Particulars, RecordKind::Act(ActKind::Divorce)) => MessageKey::GroupDivorce.into(),
        (Group::Particulars, RecordKind::NoRecord | RecordKind::NotMarried) => MessageKey::GroupSearch.into(),
        (Group::Identifiers | Group::Ethnicity | Group::Medical | Group::Sealed, _) => {
            Message::new(MessageKey::GroupOther).with("group", group.word(kind))
        }
    }
}

/// What is to be said of the values that the proof has no room for.
fn not_compared(proof: &Proof) -> Vec<Message> {
    let closed = proof.shown.iter().filter(|shown| match shown.opening {
        Opening::Values { .. } => false,
        Opening::Root(_) => true,
    });
    match proof.profile() {
        Profile::Full => Vec::new(),
        Profile::Core => closed
            .map(|shown| {
                let group = group_words(proof, shown.group);
                Message::new(MessageKey::GroupNotCompared).with("group", group.english())
            })
            .collect(),
        Profile::Roots => vec![MessageKey::NothingToCompare.into()],
    }
}

fn not_valid(why: &WhyNotValid, is_sample: bool) -> Report {
    let (reason, steps) = match why {
        WhyNotValid::Unreadable(fault) => {
            let readable = Message::new(MessageKey::ReadableNo).with("fault", fault);
            (MessageKey::WhyUnreadable, unproved((State::No, readable), no_network()))
        }
        WhyNotValid::PrefixOfAnotherNetwork => {
            let network = (State::No, MessageKey::NetworkPrefix.into());
            (MessageKey::WhyPrefix, unproved(was_read(), network))
        }
        WhyNotValid::HeightOutsideKey => {
            let mut steps = unproved(was_read(), no_network());
            steps[3] = step("quorum", State::No, MessageKey::QuorumKeyOutOfTime);
            (MessageKey::WhyKeyOutOfTime, steps)
        }
        WhyNotValid::Broken(_) => (MessageKey::WhyBroken, unproved(was_read(), no_network())),
    };
    let headline = if is_sample { MessageKey::NotValidSample } else { MessageKey::NotValid };
    without_values(Conclusion::NotValid, is_sample, headline, reason.into(), steps)
}

fn cannot_tell(why: WhyCannotTell, is_sample: bool) -> Report {
    let (reason, readable, network) = match why {
        WhyCannotTell::LaterVersion | WhyCannotTell::LaterDocument(_) => {
            let readable = Message::new(MessageKey::ReadableLater).with("fault", why);
            (MessageKey::WhyLater, (State::NotProved, readable), no_network())
        }
        WhyCannotTell::UnknownKey(id) => {
            let network = Message::new(MessageKey::NetworkUnknownKey).with("key_id", id);
            (MessageKey::WhyUnknownKey, was_read(), (State::NotProved, network))
        }
        WhyCannotTell::Provisional => (MessageKey::WhyProvisional, was_read(), no_network()),
    };
    let headline = if is_sample { MessageKey::CannotTellSample } else { MessageKey::CannotTell };
    let steps = unproved(readable, network);
    without_values(Conclusion::CannotTell, is_sample, headline, reason.into(), steps)
}

/// The report on an input in which no one proof was found.
fn nothing_to_judge(why: NoProof) -> Report {
    let reason = match why {
        NoProof::TooLarge => Message::new(MessageKey::WhyTooLarge).with("limit", "16 MiB"),
        NoProof::UnknownKind => MessageKey::WhyUnknownKind.into(),
        NoProof::Encrypted => MessageKey::WhyEncrypted.into(),
        NoProof::BrokenPdf => MessageKey::WhyBrokenPdf.into(),
        NoProof::BrokenPicture => MessageKey::WhyBrokenPicture.into(),
        NoProof::TooManyPixels => {
            Message::new(MessageKey::WhyTooManyPixels).with("limit", "40 million pixels")
        }
        NoProof::NoCode => MessageKey::WhyNoCode.into(),
        NoProof::OtherCode => MessageKey::WhyOtherCode.into(),
        NoProof::SeveralCodes => MessageKey::WhySeveralCodes.into(),
        NoProof::CodesDiffer => {
            let steps = unproved(was_read(), no_network());
            let (headline, reason) = (MessageKey::NotValid, MessageKey::WhyCodesDiffer.into());
            return without_values(Conclusion::NotValid, false, headline, reason, steps);
        }
    };
    let readable = (State::NotProved, MessageKey::ReadableNothing.into());
    let steps = unproved(readable, no_network());
    without_values(Conclusion::CannotTell, false, MessageKey::CannotTell, reason, steps)
}

fn without_values(
    verdict: Conclusion,
    is_sample: bool,
    headline: MessageKey,
    reason: Message,
    steps: [Step; 5],
) -> Report {
    Report {
        verdict,
        is_sample,
        headline: headline.into(),
        reason: Some(reason),
        steps,
        sentences: vec![MessageKey::NoValuesShown.into()],
        values: Vec::new(),
    }
}
