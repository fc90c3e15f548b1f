//! `act.register`: a new act, and what lets it pass a rule of law.
use super::effects::Effects;
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::Digest,
    id::Tag,
};
use civil::{ActKind, birth::DelayClass};

/// The most waivers of one entry.
const WAIVERS_MAX: usize = 4;

/// `act.register`: a new act.
///
/// It has two forms in bytes. The first, kind 1, has no effects: births are written so, and readers take acts
/// of every kind in it. The second, kind 17, has the effects of a death, a marriage or a divorce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActRegister {
    /// What is registered.
    pub kind: ActKind,
    /// The version of the record's schema.
    pub schema: u8,
    /// The commitment to the record ([`crate::commitment`]).
    pub commitment: Digest,
    /// The tag of the medical notice, which serves once.
    pub notice: Option<Tag>,
    /// The tag of the person whose act it is: of the child, for a birth.
    pub person: Tag,
    /// How late the registration is.
    pub delay: DelayClass,
    /// From 1 January of this year the person counts as of age: birth year + 18. 0 where the year is not
    /// known, which is never so of a child.
    pub adult_from: u16,
    /// The rules that would refuse the act, and why it passes them all the same; by rule, each once.
    pub waivers: Vec<Waiver>,
    /// What it changes for the persons in it; none in the first form.
    pub effects: Option<Effects>,
}

/// The kind of `act.register` without effects.
pub(super) const ACT_REGISTER: u8 = 1;
/// The kind of `act.register` with effects.
pub(super) const ACT_REGISTER_WITH_EFFECTS: u8 = 17;

impl ActRegister {
    /// Whether the effects, where there are any, are those of an act of this kind.
    pub(super) fn fits(&self) -> bool {
        self.effects.is_none_or(|effects| effects.kind() == self.kind)
    }

    /// Reads the form of the kind number `form`.
    pub(super) fn read(form: u8, from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let with_effects = form == ACT_REGISTER_WITH_EFFECTS;
        if with_effects {
            from.array(9, "an act of nine values")?;
        } else {
            from.array(8, "an act of eight values")?;
        }
        let kind = read_act_kind(from)?;
        let schema = from.uint("a schema version")?;
        let commitment = Digest::read(from)?;
        let notice = from.option()?;
        let person = Tag::read(from)?;
        let fault = from.malformed("a delay class");
        let delay = DelayClass::from_number(from.uint("a delay class")?).ok_or(fault)?;
        let adult_from = from.uint("a year")?;
        let waivers = read_waivers(from)?;
        let effects = if with_effects { Some(Effects::read(kind, from)?) } else { None };
        Ok(Self { kind, schema, commitment, notice, person, delay, adult_from, waivers, effects })
    }

    /// Writes the form that it has.
    pub(super) fn write(&self, to: &mut Writer) {
        to.array(if self.effects.is_some() { 9 } else { 8 });
        to.uint(self.kind.digit()).uint(self.schema).value(&self.commitment);
        to.option(self.notice.as_ref()).value(&self.person);
        to.uint(self.delay.number()).uint(self.adult_from).list(&self.waivers);
        if let Some(effects) = &self.effects {
            effects.write(to);
        }
    }
}

/// Why an act passes a rule that would refuse it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The code of the refusal that is passed.
    pub rule: RuleCode,
    /// What it rests on.
    pub basis: WaiverBasis,
    /// The commitment of the paper that says so; it is one of the entry's evidence.
    pub paper: Digest,
}

/// What a waiver rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaiverBasis {
    /// The registrar's written reason: enough for a caution.
    Reason,
    /// A ground that the rule itself accepts.
    Ground,
    /// A decision of a court: an override, signed by two.
    CourtDecision,
    /// A written order of the responsible body: an override, signed by two.
    WrittenOrder,
}

impl WaiverBasis {
    const ALL: [Self; 4] = [Self::Reason, Self::Ground, Self::CourtDecision, Self::WrittenOrder];

    /// The number of the basis in every format, 1 to 4.
    pub const fn number(self) -> u8 {
        match self {
            Self::Reason => 1,
            Self::Ground => 2,
            Self::CourtDecision => 3,
            Self::WrittenOrder => 4,
        }
    }
}

/// The code of a rule, as its refusal has it: small letters, hyphens and full stops, at most 64 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleCode(String);

impl RuleCode {
    /// The most bytes of a code.
    pub const BYTES_MAX: usize = 64;

    /// Takes a code; `None` for a text that can be none.
    pub fn new(code: &str) -> Option<Self> {
        let fits = (1..=Self::BYTES_MAX).contains(&code.len());
        let letters =
            code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
        (fits && letters).then(|| Self(code.to_owned()))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Canonical for RuleCode {
    const MAX_BYTES: usize = Self::BYTES_MAX + 2;

    fn write(&self, to: &mut Writer) {
        to.text(&self.0);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "the code of a rule: small letters, digits, hyphens, full stops, 1 to 64 bytes";
        let fault = from.malformed(expected);
        Self::new(from.text(Self::BYTES_MAX, expected)?).ok_or(fault)
    }
}

impl Canonical for Waiver {
    const MAX_BYTES: usize = 128;

    fn write(&self, to: &mut Writer) {
        to.array(3).value(&self.rule).uint(self.basis.number()).value(&self.paper);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "a waiver of three values")?;
        let rule = RuleCode::read(from)?;
        let fault = from.malformed("the basis of a waiver, 1 to 4");
        let number: u8 = from.uint("the basis of a waiver, 1 to 4")?;
        let basis = WaiverBasis::ALL.into_iter().find(|basis| basis.number() == number).ok_or(fault)?;
        Ok(Self { rule, basis, paper: Digest::read(from)? })
    }
}

/// Reads the waivers of an entry.
pub(super) fn read_waivers(from: &mut Reader<'_>) -> Result<Vec<Waiver>, Malformed> {
    let fault = from.malformed("waivers in the order of their rules, each rule once");
    let waivers: Vec<Waiver> = from.list(WAIVERS_MAX, "at most four waivers")?;
    if waivers.is_sorted_by(|a, b| a.rule < b.rule) { Ok(waivers) } else { Err(fault) }
}

/// Reads the digit of a kind of act.
pub(crate) fn read_act_kind(from: &mut Reader<'_>) -> Result<ActKind, Malformed> {
    let expected = "a kind of act from 1 to 4";
    let fault = from.malformed(expected);
    ActKind::from_digit(from.uint(expected)?).ok_or(fault)
}
