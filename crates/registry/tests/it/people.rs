//! Invented people, what they declare, and what becomes of it.
use crate::{
    file::{by, entry},
    world::{Running, World, outcome, tagger},
};
use civil::{Person, PersonName, Pinfl, Refusal, Script};
use protocol::{Body, Canonical as _, EntryId, Outcome, Tag};
use registry::{
    request::declaration_key,
    service::{CaseView, DeclareError},
    tagger::person_tag,
};
use serde_json::{Value, json};
use std::time::Duration;
use vault::{CaseState, FilingState, IdempotencyKey, Mark};

/// The day on which the worlds begin.
pub(crate) const TODAY: &str = "2026-11-23";
pub(crate) const DAY: Duration = Duration::from_hours(24);
const WAIT: Duration = Duration::from_secs(20);

/// Somebody who does not exist.
#[derive(Clone, Debug)]
pub(crate) struct Someone {
    surname: String,
    given: &'static str,
    born: &'static str,
    /// The personal number; none of whom it is not known.
    pub(crate) pinfl: Option<String>,
}

/// A man born on 21 March 1990.
pub(crate) fn man(n: u16) -> Someone {
    Someone::born(n, '3', "1990-03-21")
}

/// A woman born on 9 August 1992.
pub(crate) fn woman(n: u16) -> Someone {
    Someone::born(n, '4', "1992-08-09")
}

impl Someone {
    /// Somebody of that century and sex, as the first digit of a personal number tells them.
    pub(crate) fn born(n: u16, century_and_sex: char, born: &'static str) -> Self {
        let (year, month, day) = (&born[2..4], &born[5..7], &born[8..10]);
        let stem = format!("{century_and_sex}{day}{month}{year}999{n:03}");
        let mut numbers = (0..10).map(|last| format!("{stem}{last}"));
        let pinfl = numbers.find(|number| number.parse::<Pinfl>().is_ok());
        let (surname, given) = if "35".contains(century_and_sex) {
            (["Aliyev", "Boqiyev", "Davronov", "Egamov"][usize::from(n % 4)], "Jasur")
        } else {
            (["Aliyeva", "Boqiyeva", "Davronova", "Egamova"][usize::from(n % 4)], "Zilola")
        };
        Self { surname: surname.to_owned(), given, born, pinfl: Some(pinfl.unwrap()) }
    }

    /// The same person, as a paper has them that tells no personal number.
    pub(crate) fn unnumbered(&self) -> Self {
        Self { pinfl: None, ..self.clone() }
    }

    fn name(&self) -> Value {
        json!({ "script": "uz-Latn", "surname": self.surname, "given": self.given })
    }

    /// The person in a declaration, without a document: who has no number is identified by nothing.
    pub(crate) fn told(&self) -> Value {
        json!({ "name": self.name(), "born": self.born, "pinfl": self.pinfl, "citizenship": "UZ" })
    }

    fn and(&self, further: &Value) -> Value {
        let mut told = self.told();
        let fields = told.as_object_mut().unwrap();
        fields.extend(further.as_object().unwrap().clone());
        told
    }

    /// The tag of whom the number identifies.
    pub(crate) fn tag(&self) -> Tag {
        let name = PersonName::new(Script::UzLatn, Some(&self.surname), Some(self.given), None).unwrap();
        let pinfl = self.pinfl.as_deref().map(|pinfl| pinfl.parse().unwrap());
        person_tag(&tagger(), &Person { pinfl, ..Person::named(name) }).unwrap()
    }
}

/// Puts a value into a declaration; `null` takes the field out.
pub(crate) fn put(document: &Value, pointer: &str, value: Value) -> Value {
    let mut document = document.clone();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    let fields = document.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Value::Null => drop(fields.remove(field)),
        value => drop(fields.insert(field.to_owned(), value)),
    }
    document
}

fn confirmed() -> Value {
    json!({ "kind": "wet-signature" })
}

/// An application that says of itself that it was lodged today.
pub(crate) fn application(number: &str, purpose: &str, husband: &Someone, wife: &Someone) -> Value {
    let asked = json!({ "asked": { "date": TODAY, "language": "uz", "alone": true } });
    json!({
        "format": "dalolat/application/1", "office": "1101", "number": number, "purpose": purpose,
        "husband": husband.and(&asked), "wife": wife.and(&asked), "lodged": TODAY,
    })
}

/// A marriage on that application, without a shorter wait: both were single.
pub(crate) fn marriage_after_the_wait(number: &str, husband: &Someone, wife: &Someone) -> Value {
    let spouse = |sex: &str| {
        json!({
            "sex": sex, "surname_after": { "choice": "own" }, "before": { "status": "single" },
            "examination": { "number": number, "date": TODAY, "received": "exchange", "capacity": "undoubted" },
        })
    };
    json!({
        "format": "dalolat/marriage/1", "office": "1101",
        "application": { "number": number, "lodged": TODAY },
        "husband": husband.and(&spouse("male")), "wife": wife.and(&spouse("female")),
        "search": { "number": "1101/A-41", "date": TODAY, "issuer": "FHDYO arxivi", "covers": "2007–2026" },
        "confirmation": confirmed(),
    })
}

/// A marriage on that application, on a ground of a shorter wait.
pub(crate) fn marriage(number: &str, husband: &Someone, wife: &Someone) -> Value {
    let ground = json!({
        "ground": "birth", "paper": { "number": "111012600312", "date": TODAY, "issuer": "FHDYO boʻlimi" },
    });
    put(&marriage_after_the_wait(number, husband, wife), "/shorter_wait", ground)
}

/// The application for a marriage and the marriage itself, of people who marry at once.
pub(crate) fn wedding(number: &str, husband: &Someone, wife: &Someone) -> [Value; 2] {
    [application(number, "marriage", husband, wife), marriage(number, husband, wife)]
}

/// A divorce, by a court whose decision is in force since `in_force`, of the marriage with that number and day.
pub(crate) fn divorce(of: (&str, &str), husband: &Someone, wife: &Someone, in_force: &str) -> Value {
    let kept = json!({ "surname_after": { "choice": "kept" }, "declared": TODAY });
    json!({
        "format": "dalolat/divorce/1", "office": "1101", "marriage": { "act": of.0, "date": of.1 },
        "husband": husband.and(&kept), "wife": wife.and(&kept), "children": 0, "confirmation": confirmed(),
        "ground": {
            "kind": "court", "number": "2-1103-26/118", "date": in_force, "issuer": "Fuqarolik sudi",
            "in_force": in_force, "received": "exchange",
        },
    })
}

/// An act of the archive; its number is that of the book.
fn of_the_archive(kind: &str, number: &str, day: &str, facts: &Value) -> Value {
    let mut act = json!({
        "format": "dalolat/legacy/1", "office": "1101", "kind": kind, "number": number,
        "office_then": "Отдел ЗАГС Чиланзарского района", "book": "2", "sheet": "184 об.", "day": day,
    });
    act.as_object_mut().unwrap().extend(facts.as_object().unwrap().clone());
    act
}

pub(crate) fn old_marriage(number: &str, day: &str, husband: &Someone, wife: &Someone) -> Value {
    of_the_archive("marriage", number, day, &json!({ "husband": husband.told(), "wife": wife.told() }))
}

pub(crate) fn old_birth(number: &str, child: &Someone, father: &Someone, mother: &Someone) -> Value {
    let cast = json!({ "child": child.told(), "father": father.told(), "mother": mother.told() });
    of_the_archive("birth", number, child.born, &cast)
}

/// A death on the medical certificate of that number.
pub(crate) fn death(notice: &str, deceased: &Someone, died: &str) -> Value {
    let sex = json!({ "sex": if deceased.given == "Jasur" { "male" } else { "female" } });
    json!({
        "format": "dalolat/death/1", "office": "1101", "deceased": deceased.and(&sex),
        "death": { "died": died, "place": { "country": "UZ", "code": "1726294" }, "died_at": "home" },
        "declarant": { "capacity": "relative", "name": man(0).name() }, "confirmation": confirmed(),
        "evidence": {
            "kind": "medical-certificate", "certificate": "final", "number": notice, "issued": TODAY,
            "facility": "23-oilaviy poliklinika", "signed_by": "Azimova D. Sh.",
        },
    })
}

/// What was not before is free now: the act that ended the earlier marriage.
pub(crate) fn was(status: &str, ended_by: &CaseView) -> Value {
    let Outcome::Act { number, date } = outcome(ended_by) else { panic!("an act") };
    json!({ "status": status, "ended": { "act": number.to_string(), "date": date.to_string() } })
}

/// The number and the day of a final act.
pub(crate) fn named(act: &CaseView) -> (String, String) {
    let Outcome::Act { number, date } = outcome(act) else { panic!("an act") };
    (number.to_string(), date.to_string())
}

fn bytes(document: &Value) -> Vec<u8> {
    serde_json::to_vec(document).unwrap()
}

fn office_of(document: &Value) -> u16 {
    document["office"].as_str().unwrap().parse().unwrap()
}

impl Running {
    /// Declared and signed.
    pub(crate) async fn signed(&self, document: &Value) -> CaseView {
        self.accepted(&bytes(document)).await
    }

    /// Declares, signs and waits for the end: the case is final.
    pub(crate) async fn registered(&self, document: &Value) -> CaseView {
        let last = self.settled(&self.signed(document).await).await;
        assert!(matches!(last.case.state, CaseState::Final { .. }), "{last:?}");
        last
    }

    /// The application first, then the marriage.
    pub(crate) async fn married(&self, wedding: &[Value; 2]) -> CaseView {
        let [application, marriage] = wedding;
        self.registered(application).await;
        self.registered(marriage).await
    }

    /// Why a declaration is refused before anybody signs. Nothing of it is kept.
    pub(crate) async fn refused(&self, document: &Value) -> Vec<Refusal> {
        let reasons = self.refused_again(document).await;
        let who = self.registrar(office_of(document));
        assert!(!self.has_begun(who.key_id, &bytes(document)).await, "nothing is kept of what is refused");
        reasons
    }

    /// The same of a file that began a case before.
    pub(crate) async fn refused_again(&self, document: &Value) -> Vec<Refusal> {
        let (json, office) = (bytes(document), office_of(document));
        let key = self.key_of(office, &json);
        let refused = self.registry.declare(&self.registrar(office), key, &json).await;
        let Err(DeclareError::Refused(reasons)) = refused else { panic!("{refused:?}") };
        reasons
    }

    /// Whether a case was begun for the file.
    pub(crate) async fn has_begun(&self, who: protocol::SignerKeyId, json: &[u8]) -> bool {
        let name = declaration_key(who, json);
        let key = protocol::hash::tagged("dalolat/case-key/1", &[&[0], name.as_bytes()]);
        self.vault.case_by_key(IdempotencyKey::new(*key.as_bytes())).await.unwrap().is_some()
    }

    /// The marks of a case.
    pub(crate) async fn marks(&self, view: &CaseView) -> Vec<Mark> {
        self.vault.marks_of(view.case.id).await.unwrap()
    }

    /// Hands in an entry that belongs to no case, and waits for its end.
    pub(crate) async fn filed(&self, world: &World, body: Body, signers: &[&str]) -> FilingState {
        static NEXT: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(1);
        let nonce = NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let signed = by(entry(world, nonce, Some(1101), body), signers);
        self.registry.file(&self.officer(signers[0]), &signed.to_bytes()).await.unwrap();
        self.registry.filing(signed.id(), WAIT).await.unwrap().filing.state
    }

    /// The same, where the entry becomes final.
    pub(crate) async fn recorded(&self, world: &World, body: Body, signers: &[&str]) {
        let state = self.filed(world, body, signers).await;
        assert!(matches!(state, FilingState::Final { outcome: Outcome::Recorded, .. }), "{state:?}");
    }
}

/// The id of the entry that a case asks the ledger for.
pub(crate) const fn act(view: &CaseView) -> EntryId {
    view.case.entry_id
}

/// One reason refuses, and beside it an act of the same kind is final.
#[track_caller]
pub(crate) fn beside(refusal: Refusal, refused: &[Refusal], accepted: &CaseView) {
    assert_eq!(refused, [refusal]);
    assert!(matches!(accepted.case.state, CaseState::Final { .. }), "{accepted:?}");
}

/// One reason refuses; with a waiver of it the act is final.
#[track_caller]
pub(crate) fn passes(refusal: Refusal, refused: &[Refusal], waived: &CaseView) {
    beside(refusal, refused, waived);
}
