//! Records of every kind as their papers show them, and proofs of those papers.
use crate::paper::PaperNetwork;
use civil::{ActKind, ActNumber, CertificateNumber, CivilDate, Group, RecordKind, Value, layout};
use credential::{Opening, Proof, Shown};
use protocol::{
    Digest, Handle,
    commitment::{Field, Record, RecordType, Seed},
    entry::Document,
};

/// How the names of a record are written: so that tests can have the longest ones.
#[derive(Clone, Debug)]
pub struct Names {
    /// A surname.
    pub surname: String,
    /// A given name.
    pub given: String,
    /// A patronymic.
    pub patronymic: String,
    /// The office that registered.
    pub office: String,
}

impl Names {
    /// Names of usual length.
    pub fn usual() -> Self {
        Self {
            surname: "Karimova".to_owned(),
            given: "Madina".to_owned(),
            patronymic: "Anvar qizi".to_owned(),
            office: "Toshkent shahri, Chilonzor tumani FHDYO boʻlimi".to_owned(),
        }
    }

    fn full(&self) -> String {
        format!("{} {} {}", self.surname, self.given, self.patronymic)
    }
}

/// A record of a kind in its newest version, with the values that its paper shows. All other fields are absent. Every
/// seed derives from `n`.
pub fn record(kind: RecordKind, names: &Names, n: u8) -> Record {
    let of = RecordType { kind, schema: layout::newest(kind) };
    let groups = layout::layout(kind, of.schema).expect("a newest version");
    let value = |id: &str| -> Field { shown(kind, names, id) };
    let fields = |group: Group| groups.get(group.index()).copied().unwrap_or_default();
    let groups = Group::ALL.map(|group| fields(group).iter().map(|field| value(field.id)).collect());
    let seeds = [0u8, 1, 2, 3, 4, 5].map(|group| Seed([n.wrapping_mul(7).wrapping_add(group); 16]));
    Record { of, groups, seeds }
}

/// The value of a field on a paper of that kind; none of a field that no paper shows.
fn shown(kind: RecordKind, names: &Names, id: &str) -> Field {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    match (kind, id) {
        (_, "child.surname" | "deceased.surname" | "husband.surname_after" | "wife.surname_after") => {
            text(&names.surname)
        }
        (_, "child.given" | "deceased.given") => text(&names.given),
        (_, "child.patronymic" | "deceased.patronymic") => text(&names.patronymic),
        (_, "father.name" | "mother.name" | "husband.name" | "wife.name" | "person.name") => {
            text(&names.full())
        }
        (_, "office.name") => text(&names.office),
        (RecordKind::Act(ActKind::Birth), "birth.date") => text("2026-11-14"),
        (_, "birth.date") => text("1931-05"),
        (_, "birth.place.code" | "death.place.code" | "husband.birthplace.code") => text("1726294"),
        (_, "wife.birthplace.code") => text("1703202552"),
        (_, "death.date") => text("2026-11-20"),
        (_, "death.age") => Some(Value::Int(95)),
        (_, "deceased.citizenship") => text("UZ"),
        (_, "husband.born" | "person.born") => text("1998-02-28"),
        (_, "wife.born") => text("2000-02-29"),
        (_, "marriage.act") => text("311012400017"),
        (RecordKind::Act(ActKind::Divorce), "marriage.date") => text("2024-06-01"),
        (_, "divorce.ground") => text("court"),
        (_, "divorce.date") => text("2026-10-30"),
        (_, "search.kind") => text("marriage, divorce"),
        (_, "search.from") => Some(Value::Int(1998)),
        (_, "search.to") => Some(Value::Int(2026)),
        (_, "search.where") => text("1726, 1703"),
        (_, "search.spellings") => text("Karimova, Каримова"),
        (_, "search.archives") => text("Toshkent shahri FHDYO arxivi"),
        (_, "search.loaded") => text("2020-01-01"),
        _ => None,
    }
}

/// The groups that the paper of every kind shows.
pub const SHOWN: [Group; 2] = [Group::Core, Group::Particulars];

/// The act number that papers of a kind of record have here; none of a search.
pub fn act_number(kind: RecordKind) -> Option<ActNumber> {
    let digits = format!("{}11012600001", kind.act()?.digit());
    Some(digits.parse().expect("twelve digits of a number"))
}

/// The proof of a document of a record, as the ledger of a network on paper would have it: its entry is one of two to the
/// power of `path`, `hops` blocks below the certified one. The hidden half of the entry is a digest of nothing.
pub fn proof(
    network: &mut PaperNetwork,
    document: Document,
    record: &Record,
    path: u32,
    hops: usize,
) -> Proof {
    let day = CivilDate::new(2026, 11, 23).expect("a day");
    let number: CertificateNumber = "1101-26-00001".parse().expect("a number");
    let shown = SHOWN.map(|group| {
        let at = group.index();
        let (seed, fields) = record.seeds.get(at).zip(record.groups.get(at)).expect("six groups");
        Shown { group, opening: Opening::Values { seed: *seed, fields: fields.clone() } }
    });
    let draft = Proof {
        key_id: network.genesis.key_id,
        schema: record.of.schema,
        document,
        act: act_number(record.of.kind).map(|number| (number, day)),
        number,
        date: day,
        handle: Handle::new([0xc7; 16]),
        shown: shown.to_vec(),
        closed: Digest::new([0x51; 32]),
        inclusion: network.blank_inclusion(),
    };
    let inclusion = network.certified(draft.entry_digest(), path, hops);
    Proof { inclusion, ..draft }
}
