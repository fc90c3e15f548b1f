//! Documents about persons, not acts: whom an officer asks for, and what is to be repaired.
//!
//! # Formats
//!
//! `dalolat/person/1` has `person`; `dalolat/repair/1` has `repair`, one of the words of [`Repair`], and what
//! that repair says. A person is named by the personal number, `{ "pinfl": "…" }`, or by the place in an act,
//! `{ "act": "111012600001", "role": "mother" }`. These travel in bodies of requests: no personal number
//! stands in an address.
//!
//! Faults are those of declarations.
use super::{
    Faults, common, document,
    form::{Form, Found, Node},
};
use civil::{
    ActNumber, application::ApplicationReference, person::UnknownWord, pinfl::Pinfl, waiver::Waiver,
};
use core::fmt;
use vault::MarkRole;

const PERSON_FORMAT: &str = "dalolat/person/1";
const REPAIR_FORMAT: &str = "dalolat/repair/1";

/// How an officer names a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// By the personal number.
    Pinfl(Pinfl),
    /// By the place in an act of the register.
    InAct {
        /// The act.
        act: ActNumber,
        /// Who in it.
        role: MarkRole,
    },
}

impl fmt::Debug for Named {
    /// Without the personal number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pinfl(_) => f.write_str("Pinfl(…)"),
            Self::InAct { act, role } => write!(f, "InAct({role:?} of {act})"),
        }
    }
}

/// Whose an act really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rightful {
    /// This person's.
    Named(Named),
    /// Of somebody whom no paper and no other act identifies.
    Unidentified,
}

/// What is to be put right.
#[derive(Clone, PartialEq, Eq)]
pub enum Repair {
    /// `dispute`: the act has no effects until the dispute ends.
    Dispute {
        /// The act.
        act: ActNumber,
    },
    /// `dispute-end`: the act has its effects again.
    DisputeEnd {
        /// The act.
        act: ActNumber,
    },
    /// `join`: two are one person.
    Join {
        /// One.
        first: Named,
        /// The other.
        second: Named,
    },
    /// `part`: two that were joined are two persons after all.
    Part {
        /// One.
        first: Named,
        /// The other.
        second: Named,
    },
    /// `move`: an act was of another person than it says.
    Move {
        /// The act.
        act: ActNumber,
        /// Whose place in it goes to another.
        role: MarkRole,
        /// Whose it really is.
        to: Rightful,
    },
    /// `withdraw`: nothing may be registered on the application any more.
    Withdraw {
        /// The application.
        application: ApplicationReference,
    },
}

impl fmt::Debug for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Repair({}, …)", self.word())
    }
}

impl Repair {
    const WORDS: [&'static str; 6] = ["dispute", "dispute-end", "join", "part", "move", "withdraw"];

    /// The word in documents.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Dispute { .. } => "dispute",
            Self::DisputeEnd { .. } => "dispute-end",
            Self::Join { .. } => "join",
            Self::Part { .. } => "part",
            Self::Move { .. } => "move",
            Self::Withdraw { .. } => "withdraw",
        }
    }
}

/// A repair that an officer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairRequest {
    /// What.
    pub repair: Repair,
    /// What it passes although a rule refuses it, each on a paper.
    pub waivers: Vec<Waiver>,
}

/// Reads `dalolat/person/1`.
pub fn person_from_json(bytes: &[u8]) -> Result<Named, Faults> {
    document(bytes, |form, found| {
        form.only(&["format", "person"], found);
        let format = of_format(form, PERSON_FORMAT, found);
        let person = form.need("person", found).and_then(|node| named(&node, found));
        format.and(person)
    })
}

/// Reads `dalolat/repair/1`.
pub fn repair_from_json(bytes: &[u8]) -> Result<RepairRequest, Faults> {
    document(bytes, |form, found| {
        let format = of_format(form, REPAIR_FORMAT, found);
        let repair = repair(form, found);
        let waivers = common::waivers(form, found);
        format.and(Some(RepairRequest { repair: repair?, waivers }))
    })
}

fn of_format(form: &Form<'_>, expected: &'static str, found: &mut Found) -> Option<()> {
    let node = form.need("format", found)?;
    if node.text(found)? == expected {
        return Some(());
    }
    found.note(node.pointer, "declaration.format", format!("the format of this document is {expected}"));
    None
}

fn repair(form: &Form<'_>, found: &mut Found) -> Option<Repair> {
    let node = form.need("repair", found)?;
    let word = node.text(found)?;
    let mut only = |own: &[&str]| form.only(&[["format", "repair"].as_slice(), own].concat(), found);
    match word {
        "dispute" => only(&["act"]),
        "dispute-end" => only(&["act", "waivers"]),
        "join" | "part" => only(&["first", "second", "waivers"]),
        "move" => only(&["act", "role", "to", "waivers"]),
        "withdraw" => only(&["application"]),
        _ => {
            let unknown = UnknownWord { what: "repair", expected: Repair::WORDS.join(", ") };
            found.note_error(node.pointer, &unknown);
            return None;
        }
    }
    match word {
        "dispute" => Some(Repair::Dispute { act: act(form, found)? }),
        "dispute-end" => Some(Repair::DisputeEnd { act: act(form, found)? }),
        "join" | "part" => {
            let mut one = |field| form.need(field, found).and_then(|node| named(&node, found));
            let (first, second) = (one("first"), one("second"));
            let (first, second) = (first?, second?);
            Some(if word == "join" { Repair::Join { first, second } } else { Repair::Part { first, second } })
        }
        "move" => {
            let (act, role) = (act(form, found), role(form, found));
            let to = form.need("to", found).and_then(|node| rightful(&node, found));
            Some(Repair::Move { act: act?, role: role?, to: to? })
        }
        _ => {
            let application = form.need("application", found)?.object(found)?;
            application.only(&["number", "lodged"], found);
            let number = common::text(&application, "number", found);
            let lodged = common::day(&application, "lodged", found);
            let application = ApplicationReference { number: number?, lodged: lodged?, withdrawn: None };
            Some(Repair::Withdraw { application })
        }
    }
}

fn act(form: &Form<'_>, found: &mut Found) -> Option<ActNumber> {
    let node = form.need("act", found)?;
    let number = node.text(found)?.parse().ok();
    if number.is_none() {
        found.note(node.pointer, "act.form", "an act number has twelve digits; copy it from the certificate");
    }
    number
}

fn role(form: &Form<'_>, found: &mut Found) -> Option<MarkRole> {
    let node = form.need("role", found)?;
    let word = node.text(found)?;
    let persons = || MarkRole::ALL.into_iter().filter(|role| role.is_person());
    let role = persons().find(|role| role.word() == word);
    if role.is_none() {
        let expected = persons().map(MarkRole::word).collect::<Vec<_>>().join(", ");
        let unknown = UnknownWord { what: "place in an act", expected };
        found.note_error(node.pointer, &unknown);
    }
    role
}

fn named(node: &Node<'_>, found: &mut Found) -> Option<Named> {
    let form = node.object(found)?;
    if form.may("pinfl").is_some() {
        form.only(&["pinfl"], found);
        return common::need(&form, "pinfl", found).map(Named::Pinfl);
    }
    form.only(&["pinfl", "act", "role"], found);
    let (act, role) = (act(&form, found), role(&form, found));
    Some(Named::InAct { act: act?, role: role? })
}

fn rightful(node: &Node<'_>, found: &mut Found) -> Option<Rightful> {
    let form = node.object(found)?;
    let Some(flag) = form.may("unidentified") else {
        return named(node, found).map(Rightful::Named);
    };
    form.only(&["unidentified"], found);
    if flag.flag(found)? {
        return Some(Rightful::Unidentified);
    }
    found.note(flag.pointer, "field.type/flag", "expected true, or the person instead");
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repair(json: &str) -> Result<Repair, Vec<(String, &'static str)>> {
        let of = |faults: Faults| faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect();
        repair_from_json(json.as_bytes()).map(|request| request.repair).map_err(of)
    }

    #[test]
    fn a_person_is_named_by_the_number_or_by_the_place_in_an_act() {
        let person = |json: &str| person_from_json(json.as_bytes()).map_err(|faults| faults.0.len());
        let named = person(
            r#"{ "format": "dalolat/person/1", "person": { "act": "111012600001", "role": "mother" } }"#,
        );
        let act = "111012600001".parse().unwrap();
        assert_eq!(named, Ok(Named::InAct { act, role: MarkRole::Mother }));
        // Names and papers are no places in an act, and both ways at once are one too many.
        assert_eq!(
            person(r#"{ "format": "dalolat/person/1", "person": { "act": "1", "role": "exact-name" } }"#),
            Err(2)
        );
        let both = r#"{ "format": "dalolat/person/1", "person": { "pinfl": "1", "act": "111012600001", "role": "mother" } }"#;
        assert_eq!(person(both), Err(3));
        assert_eq!(person("{}"), Err(2));
    }

    #[test]
    fn every_repair_reads_what_belongs_to_it_and_nothing_else() {
        let act = "311012600001".parse().unwrap();
        let text = |repair: &str, more: &str| {
            format!(r#"{{ "format": "dalolat/repair/1", "repair": "{repair}", {more} }}"#)
        };
        assert_eq!(repair(&text("dispute", r#""act": "311012600001""#)), Ok(Repair::Dispute { act }));
        assert_eq!(
            repair(&text("move", r#""act": "311012600001", "role": "wife", "to": { "unidentified": true }"#)),
            Ok(Repair::Move { act, role: MarkRole::Wife, to: Rightful::Unidentified })
        );
        let fault = |pointer: &str, code| Err(vec![(pointer.to_owned(), code)]);
        assert_eq!(repair(&text("dispute", r#""act": "311""#)), fault("/act", "act.form"));
        assert_eq!(repair(&text("mend", r#""act": "311012600001""#)), fault("/repair", "word.unknown"));
        let second_officer = text("dispute", r#""act": "311012600001", "waivers": []"#);
        assert_eq!(repair(&second_officer), fault("/waivers", "field.unknown"));
        let of_nobody = r#""act": "311012600001", "role": "wife", "to": { "unidentified": false }"#;
        assert_eq!(repair(&text("move", of_nobody)), fault("/to/unidentified", "field.type"));
    }

    #[test]
    fn a_personal_number_is_in_no_debug_text() {
        let pinfl = "41905889993069".parse().unwrap();
        assert_eq!(format!("{:?}", Rightful::Named(Named::Pinfl(pinfl))), "Named(Pinfl(…))");
    }
}
