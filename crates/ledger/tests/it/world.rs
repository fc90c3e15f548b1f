//! A network under rule set 2, and short words for the acts of a few people in it.
use crate::support::{DAY_MS, finalize, finalize_of_all, governors, paper, verdict};
use civil::{ActKind, CivilDate, RegionCode, birth::DelayClass, refusal::Refusal};
use fixtures::{
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};
use protocol::{
    Body, Digest, Entry, EntryId, NetworkClass, Outcome, SignedEntry, Tag,
    entry::{
        ActDispute, ActDisputeEnd, ActRegister, ApplicationLodge, DivorceRoute, Effects, LegacyEffects,
        LegacyOpen, Origin, PersonJoin, PersonMove, PersonPart, Purpose, RegionLoaded, RuleCode, Waiver,
        WaiverBasis,
    },
};

pub(crate) type Verdict = Result<Outcome, Refusal>;

/// The tag of a person.
pub(crate) const fn tag(n: u8) -> Tag {
    Tag::new([n; 32])
}

pub(crate) fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

/// The registrar of the office, and a second officer of another one.
pub(crate) fn two() -> [Officer; 2] {
    [Officer::registrar(CHILONZOR), Officer::second(RURAL)]
}

/// Lets an entry waive a rule on a paper among its evidence.
pub(crate) fn waive(entry: &mut Entry, rule: Refusal, basis: WaiverBasis) {
    let scan = paper(60 + basis.number());
    if !entry.evidence.contains(&scan) {
        entry.evidence.push(scan);
    }
    let waivers = match &mut entry.body {
        Body::ActRegister(act) => &mut act.waivers,
        Body::LegacyOpen(open) => &mut open.waivers,
        Body::ActDisputeEnd(end) => &mut end.waivers,
        Body::PersonJoin(join) => &mut join.waivers,
        Body::PersonPart(part) => &mut part.waivers,
        Body::PersonMove(moved) => &mut moved.waivers,
        other => panic!("{} waives nothing", other.word()),
    };
    waivers.push(Waiver { rule: RuleCode::new(rule.code()).unwrap(), basis, paper: scan });
    waivers.sort_by(|a, b| a.rule.cmp(&b.rule));
}

/// What lets the entry of a rule pass: the same with a waiver of it.
pub(crate) fn waived(mut entry: Entry, rule: Refusal, basis: WaiverBasis) -> Entry {
    waive(&mut entry, rule, basis);
    entry
}

pub(crate) struct World {
    pub(crate) net: PaperNetwork,
}

impl World {
    /// A network that knows the past of its two regions. It is 23 November 2026.
    pub(crate) fn new() -> Self {
        let mut world = Self::unloaded();
        for region in [11, 22] {
            world.load(region, "1900-01-01");
        }
        world
    }

    /// A network that knows nothing of the past.
    pub(crate) fn unloaded() -> Self {
        Self { net: PaperNetwork::with_rules(NetworkClass::Demo, 1, 2) }
    }

    pub(crate) fn load(&mut self, region: u8, since: &str) {
        let body = loaded(region, since);
        finalize_of_all(&mut self.net, body, &governors());
    }

    /// Lets days pass.
    pub(crate) fn days(&mut self, days: u64) {
        self.net.wait(days * DAY_MS);
    }

    /// What the rules say of an entry that the registrar signs.
    pub(crate) fn says(&self, entry: Entry) -> Verdict {
        self.says_by(entry, &[Officer::registrar(CHILONZOR)])
    }

    pub(crate) fn says_by(&self, entry: Entry, officers: &[Officer]) -> Verdict {
        verdict(&self.net, &PaperNetwork::sign_by(entry, officers))
    }

    /// What they say of one that two sign.
    pub(crate) fn says_two(&self, entry: Entry) -> Verdict {
        self.says_by(entry, &two())
    }

    /// Makes an entry final that the registrar signs.
    #[track_caller]
    pub(crate) fn done(&mut self, entry: Entry) -> EntryId {
        self.done_by(entry, &[Officer::registrar(CHILONZOR)])
    }

    #[track_caller]
    pub(crate) fn done_two(&mut self, entry: Entry) -> EntryId {
        self.done_by(entry, &two())
    }

    #[track_caller]
    pub(crate) fn done_by(&mut self, entry: Entry, officers: &[Officer]) -> EntryId {
        let signed: SignedEntry = PaperNetwork::sign_by(entry, officers);
        finalize(&mut self.net, signed).id()
    }

    pub(crate) fn entry(&mut self, body: Body) -> Entry {
        self.net.entry(CHILONZOR, body)
    }

    /// An act of a person, on some paper.
    pub(crate) fn act(&mut self, person: u8, adult_from: u16, effects: Effects) -> Entry {
        let act = ActRegister {
            kind: effects.kind(),
            schema: 1,
            commitment: Digest::new([person; 32]),
            notice: None,
            person: tag(person),
            delay: DelayClass::InTime,
            adult_from,
            waivers: Vec::new(),
            effects: Some(effects),
        };
        let entry = self.entry(Body::ActRegister(act));
        Entry { evidence: vec![paper(9)], ..entry }
    }

    /// The birth of a person.
    pub(crate) fn birth(&mut self, person: u8, adult_from: u16) -> Entry {
        let act = ActRegister {
            kind: ActKind::Birth,
            schema: 1,
            commitment: Digest::new([person; 32]),
            notice: None,
            person: tag(person),
            delay: DelayClass::InTime,
            adult_from,
            waivers: Vec::new(),
            effects: None,
        };
        let entry = self.entry(Body::ActRegister(act));
        Entry { evidence: vec![paper(9)], ..entry }
    }

    /// The marriage of two who are of age, on an application.
    pub(crate) fn marriage(&mut self, husband: u8, wife: u8, application: Option<EntryId>) -> Entry {
        self.marriage_of(husband, 2010, wife, 2010, application)
    }

    pub(crate) fn marriage_of(
        &mut self,
        husband: u8,
        adult_from: u16,
        wife: u8,
        wife_adult_from: u16,
        application: Option<EntryId>,
    ) -> Entry {
        let effects = Effects::Marriage { wife: tag(wife), wife_adult_from, application, day: None };
        self.act(husband, adult_from, effects)
    }

    /// A marriage that an existing register had registered on a day.
    pub(crate) fn attached(&mut self, husband: u8, wife: u8, on: &str) -> Entry {
        let effects = Effects::Marriage {
            wife: tag(wife),
            wife_adult_from: 1990,
            application: None,
            day: Some(day(on)),
        };
        let entry = self.act(husband, 1990, effects);
        Entry { origin: Origin::Attached, ..entry }
    }

    /// The same, final.
    #[track_caller]
    pub(crate) fn wed(&mut self, husband: u8, wife: u8, on: &str) -> EntryId {
        let entry = self.attached(husband, wife, on);
        self.done_by(entry, &[Officer::connector(CHILONZOR)])
    }

    pub(crate) fn says_attached(&mut self, husband: u8, wife: u8, on: &str) -> Verdict {
        let entry = self.attached(husband, wife, on);
        self.says_by(entry, &[Officer::connector(CHILONZOR)])
    }

    pub(crate) fn death(&mut self, person: u8, on: &str) -> Entry {
        self.act(person, 0, Effects::Death { day: day(on) })
    }

    /// A divorce by a court.
    pub(crate) fn divorce(&mut self, of: EntryId, husband: u8, wife: u8, on: &str) -> Entry {
        self.divorce_by(of, husband, wife, DivorceRoute::Court, Some(day(on)))
    }

    pub(crate) fn divorce_by(
        &mut self,
        of: EntryId,
        husband: u8,
        wife: u8,
        route: DivorceRoute,
        day: Option<CivilDate>,
    ) -> Entry {
        self.act(husband, 2010, Effects::Divorce { of, wife: tag(wife), route, day })
    }

    /// Lodges an application.
    #[track_caller]
    pub(crate) fn lodge(&mut self, purpose: Purpose, husband: u8, wife: u8, of: Option<EntryId>) -> EntryId {
        let (husband, wife) = (tag(husband), tag(wife));
        let lodge = ApplicationLodge { purpose, husband, wife, commitment: Digest::new([1; 32]), of };
        let entry = self.entry(Body::ApplicationLodge(lodge));
        self.done(entry)
    }

    pub(crate) fn dispute(&mut self, act: EntryId) -> Entry {
        self.entry(Body::ActDispute(ActDispute { act }))
    }

    pub(crate) fn end_dispute(&mut self, act: EntryId) -> Entry {
        self.entry(Body::ActDisputeEnd(ActDisputeEnd { act, waivers: Vec::new() }))
    }

    pub(crate) fn join(&mut self, first: u8, second: u8) -> Entry {
        let (first, second) = (tag(first), tag(second));
        self.entry(Body::PersonJoin(PersonJoin { first, second, waivers: Vec::new() }))
    }

    pub(crate) fn part(&mut self, first: u8, second: u8) -> Entry {
        let (first, second) = (tag(first), tag(second));
        self.entry(Body::PersonPart(PersonPart { first, second, waivers: Vec::new() }))
    }

    pub(crate) fn move_act(&mut self, act: EntryId, from: u8, to: u8) -> Entry {
        let (from, to) = (tag(from), tag(to));
        self.entry(Body::PersonMove(PersonMove { act, from, to, waivers: Vec::new() }))
    }

    /// An old act with a number in the books.
    pub(crate) fn old(&mut self, legacy: u8, person: u8, effects: LegacyEffects) -> Entry {
        let open = LegacyOpen {
            kind: effects.kind(),
            schema: 1,
            commitment: Digest::new([legacy; 32]),
            legacy: Tag::new([legacy; 32]),
            person: tag(person),
            adult_from: 1990,
            effects,
            waivers: Vec::new(),
        };
        let entry = self.entry(Body::LegacyOpen(open));
        Entry { origin: Origin::Legacy, ..entry }
    }

    pub(crate) fn old_marriage(&mut self, legacy: u8, husband: u8, wife: u8, on: &str) -> Entry {
        let effects =
            LegacyEffects::Marriage { wife: tag(wife), wife_adult_from: 1990, day: day(on), ended: None };
        self.old(legacy, husband, effects)
    }
}

pub(crate) fn loaded(region: u8, since: &str) -> Body {
    Body::RegionLoaded(RegionLoaded { region: RegionCode::new(region).unwrap(), since: day(since) })
}
