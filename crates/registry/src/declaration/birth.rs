//! The fields of a declaration of a birth.
use super::{
    Declared,
    common::{confirmation, day, declarant, kind, may, may_text, name, need, notice, person, place, text},
    form::{Form, Found, Node},
};
use civil::birth::{
    BirthEvidence, BirthRecord, Child, Father, FatherBasis, Instruction, Mother, Plurality, Vital,
};

/// Reads what `dalolat/birth/1` has besides `format` and `office`.
pub(super) fn version_1(form: &Form<'_>, found: &mut Found) -> Option<Declared> {
    form.only(&["format", "office", "child", "mother", "father", "declarant", "evidence"], found);
    record(form, Version::One, found)
}

/// Reads what `dalolat/birth/2` has besides `format` and `office`.
pub(super) fn version_2(form: &Form<'_>, found: &mut Found) -> Option<Declared> {
    let fields = [
        "child",
        "mother",
        "father",
        "declarant",
        "confirmation",
        "evidence",
        "late_reason",
        "delivery",
        "waivers",
    ];
    form.only(&[["format", "office"].as_slice(), &fields].concat(), found);
    record(form, Version::Two, found)
}

/// Which fields may stand in a document. What may not was noted by then, and is read all the same.
#[derive(Clone, Copy)]
enum Version {
    One,
    Two,
}

impl Version {
    const fn child(self) -> &'static [&'static str] {
        match self {
            Self::One => {
                &["name", "sex", "born", "time", "place", "born_at", "multiple", "weight_g", "length_cm"]
            }
            Self::Two => &[
                "name",
                "surname_of",
                "sex",
                "vital",
                "born",
                "time",
                "place",
                "born_at",
                "multiple",
                "weight_g",
                "length_cm",
                "rank",
                "gestation_weeks",
                "attendant",
                "citizenship",
            ],
        }
    }

    const fn parent(self) -> &'static [&'static str] {
        match self {
            Self::One => &["name", "born", "pinfl", "citizenship", "ethnicity", "document"],
            Self::Two => &[
                "name",
                "born",
                "pinfl",
                "citizenship",
                "ethnicity",
                "document",
                "residence",
                "education",
                "occupation",
            ],
        }
    }

    const fn mother(self) -> &'static [&'static str] {
        match self {
            Self::One => &[],
            Self::Two => &["marital"],
        }
    }

    const fn marriage(self) -> &'static [&'static str] {
        match self {
            Self::One => &["kind", "act", "date"],
            Self::Two => &["kind", "act", "date", "ended"],
        }
    }
}

fn record(form: &Form<'_>, version: Version, found: &mut Found) -> Option<Declared> {
    let child = form.need("child", found).and_then(|node| child(&node, version, found));
    let mother = form.may("mother").and_then(|node| mother(&node, version, found));
    let father = form.may("father").and_then(|node| father(&node, version, found));
    let declarant = form.need("declarant", found).and_then(|node| declarant(&node, found));
    let confirmation = match version {
        Version::One => None,
        Version::Two => form.need("confirmation", found).and_then(|node| confirmation(&node, found)),
    };
    let evidence = form.may("evidence").and_then(|node| evidence(&node, found));
    let late_reason = may_text(form, "late_reason", found);
    let delivery = may_text(form, "delivery", found);
    Some(Declared::Birth(BirthRecord {
        child: child?,
        mother,
        father,
        declarant: declarant?,
        confirmation,
        evidence,
        late_reason,
        delivery,
    }))
}

fn child(node: &Node<'_>, version: Version, found: &mut Found) -> Option<Child> {
    let form = node.object(found)?;
    form.only(version.child(), found);
    let name = form.need("name", found).and_then(|node| name(&node, found));
    let surname_of = may(&form, "surname_of", found);
    let sex = need(&form, "sex", found);
    let vital = match version {
        Version::One => Some(Vital::Live),
        Version::Two => need(&form, "vital", found),
    };
    let born = need(&form, "born", found);
    let time = may(&form, "time", found);
    let place = form.need("place", found).and_then(|node| place(&node, found));
    let born_at = need(&form, "born_at", found);
    let plurality = match form.may("multiple") {
        Some(node) => multiple(&node, found),
        None => Some(Plurality::Single),
    };
    let weight_g = form.may("weight_g").and_then(|node| node.int((1, 20_000), found));
    let length_cm = form.may("length_cm").and_then(|node| node.int((1, 100), found));
    let rank = form.may("rank").and_then(|node| node.int((1, 40), found));
    let gestation_weeks = form.may("gestation_weeks").and_then(|node| node.int((1, 60), found));
    let attendant = may(&form, "attendant", found);
    let citizenship = may(&form, "citizenship", found);
    Some(Child {
        name: name?,
        surname_of,
        sex: sex?,
        vital: vital?,
        born: born?,
        time,
        place: place?,
        born_at: born_at?,
        plurality: plurality?,
        weight_g,
        length_cm,
        rank,
        gestation_weeks,
        attendant,
        citizenship,
    })
}

fn multiple(node: &Node<'_>, found: &mut Found) -> Option<Plurality> {
    let form = node.object(found)?;
    form.only(&["of", "order"], found);
    let of = form.need("of", found).and_then(|node| node.int((0, u8::MAX), found));
    let order = form.need("order", found).and_then(|node| node.int((0, u8::MAX), found));
    match Plurality::multiple(of?, order?) {
        Ok(plurality) => Some(plurality),
        Err(refusal) => {
            found.note(form.pointer, refusal.code(), refusal.message());
            None
        }
    }
}

fn mother(node: &Node<'_>, version: Version, found: &mut Found) -> Option<Mother> {
    let form = node.object(found)?;
    form.only(&[version.parent(), version.mother()].concat(), found);
    let parent = person(&form, found);
    let marital = may(&form, "marital", found);
    Some(Mother { parent: parent?, marital })
}

fn father(node: &Node<'_>, version: Version, found: &mut Found) -> Option<Father> {
    let form = node.object(found)?;
    form.only(&[version.parent(), &["basis"]].concat(), found);
    let parent = person(&form, found);
    let basis = form.may("basis").and_then(|node| basis(&node, version, found));
    Some(Father { parent: parent?, basis })
}

fn basis(node: &Node<'_>, version: Version, found: &mut Found) -> Option<FatherBasis> {
    let form = node.object(found)?;
    let words = ["marriage", "paternity-application", "court", "mothers-statement", "instruction"];
    match kind(&form, "basis of a father's entry", &words, found)? {
        "marriage" => {
            form.only(version.marriage(), found);
            let (act, date) = (text(&form, "act", found), day(&form, "date", found));
            let ended = may(&form, "ended", found);
            Some(FatherBasis::Marriage { act: act?, date: date?, ended })
        }
        "paternity-application" => {
            form.only(&["kind", "number", "date"], found);
            let (number, date) = (text(&form, "number", found), day(&form, "date", found));
            Some(FatherBasis::PaternityApplication { number: number?, date: date? })
        }
        "court" => {
            form.only(&["kind", "number", "date", "issuer"], found);
            let (number, date) = (text(&form, "number", found), day(&form, "date", found));
            let issuer = text(&form, "issuer", found);
            Some(FatherBasis::Court { number: number?, date: date?, issuer: issuer? })
        }
        "mothers-statement" => {
            form.only(&["kind", "date"], found);
            Some(FatherBasis::MothersStatement { date: day(&form, "date", found)? })
        }
        _ => {
            form.only(&["kind"], found);
            Some(FatherBasis::Instruction)
        }
    }
}

fn evidence(node: &Node<'_>, found: &mut Found) -> Option<BirthEvidence> {
    let form = node.object(found)?;
    let words =
        ["medical-notice", "court-decision", "foundling-report", "foreign-certificate", "hospital-extract"];
    match kind(&form, "paper that proves a birth", &words, found)? {
        "medical-notice" => {
            form.only(&["kind", "number", "issued", "facility", "signed_by"], found);
            notice(&form, found).map(BirthEvidence::MedicalNotice)
        }
        "court-decision" => {
            form.only(&["kind", "number", "date", "issuer"], found);
            let (number, date) = (text(&form, "number", found), day(&form, "date", found));
            let issuer = text(&form, "issuer", found);
            Some(BirthEvidence::CourtDecision { number: number?, date: date?, issuer: issuer? })
        }
        "foundling-report" => {
            form.only(&["kind", "number", "issued", "body", "instruction"], found);
            let (number, issued) = (text(&form, "number", found), day(&form, "issued", found));
            let body = text(&form, "body", found);
            let instruction = form.may("instruction").and_then(|node| instruction(&node, found));
            Some(BirthEvidence::FoundlingReport {
                number: number?,
                issued: issued?,
                body: body?,
                instruction,
            })
        }
        "foreign-certificate" => {
            form.only(&["kind", "number", "issued", "issuer", "country"], found);
            let (number, issued) = (text(&form, "number", found), day(&form, "issued", found));
            let by = text(&form, "issuer", found);
            let country = need(&form, "country", found);
            let (number, issued) = (number?, issued?);
            Some(BirthEvidence::ForeignCertificate { number, issued, issuer: by?, country: country? })
        }
        _ => {
            form.only(&["kind", "number", "issued", "facility"], found);
            let (number, issued) = (text(&form, "number", found), day(&form, "issued", found));
            let facility = text(&form, "facility", found);
            Some(BirthEvidence::HospitalExtract { number: number?, issued: issued?, facility: facility? })
        }
    }
}

fn instruction(node: &Node<'_>, found: &mut Found) -> Option<Instruction> {
    let form = node.object(found)?;
    form.only(&["number", "date"], found);
    let (number, date) = (text(&form, "number", found), day(&form, "date", found));
    Some(Instruction { number: number?, date: date? })
}
