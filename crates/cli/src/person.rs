//! `dalolat person`: a person over all acts, and whose act is whose.
use crate::{
    act::{client, runtime},
    args::{Person as Args, PersonCommand},
    failure::{Exit, Failure},
    output::{Output, grouped},
    repair::{self, Repair},
};
use portal::api::{KinJson, PersonJson, PlaceJson, UnionJson};
use serde_json::{Value, json};
use std::{fs, io::Read as _};

/// The longest file with a personal number, in bytes.
const PINFL_BYTES_MAX: u64 = 64;

/// Runs `dalolat person …`.
pub(crate) fn person(args: &Args, output: Output) -> Result<Exit, Failure> {
    let runtime = runtime()?;
    match &args.command {
        PersonCommand::Show { person, caller } => {
            let body = json!({ "format": "dalolat/person/1", "person": named(person)? });
            let body = serde_json::to_vec(&body).expect("texts are JSON");
            runtime.block_on(async {
                let person: PersonJson = client(caller)?.post("/v1/persons", None, body).await?;
                show(&person, output);
                Ok(Exit::Done)
            })
        }
        PersonCommand::Join { first, second, passing, callers } => {
            let more = json!({ "first": named(first)?, "second": named(second)? });
            let join = Repair::new("join", more).passing(passing)?;
            runtime.block_on(repair::file(join, callers, "The two are one person from now on", output))
        }
        PersonCommand::Part { first, second, passing, callers } => {
            let more = json!({ "first": named(first)?, "second": named(second)? });
            let part = Repair::new("part", more).passing(passing)?;
            runtime.block_on(repair::file(part, callers, "The two are two persons again", output))
        }
        PersonCommand::Move { place, to, passing, callers } => {
            let (act, role) = in_act(place)?;
            let to = if to == "unidentified" { json!({ "unidentified": true }) } else { named(to)? };
            let moved =
                Repair::new("move", json!({ "act": act, "role": role, "to": to })).passing(passing)?;
            runtime.block_on(repair::file(
                moved,
                callers,
                "The act is of the other person from now on",
                output,
            ))
        }
    }
}

/// How requests name a person who was named in a command.
fn named(text: &str) -> Result<Value, Failure> {
    match text.strip_prefix('@') {
        Some(file) => Ok(json!({ "pinfl": pinfl(file)? })),
        None => in_act(text).map(|(act, role)| json!({ "act": act, "role": role })),
    }
}

fn in_act(text: &str) -> Result<(&str, &str), Failure> {
    text.split_once(':').ok_or_else(|| Failure::told(Exit::Usage, "person.unnamed", "person.unnamed/do"))
}

/// The personal number that a file holds. The service says what is wrong with it.
fn pinfl(file: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == "-" {
        std::io::stdin().take(PINFL_BYTES_MAX).read_to_string(&mut text)
    } else {
        fs::File::open(file).and_then(|file| file.take(PINFL_BYTES_MAX).read_to_string(&mut text))
    };
    read.map_err(|error| Failure::file("read", file.as_ref(), &error))?;
    Ok(text.trim().to_owned())
}

fn show(person: &PersonJson, output: Output) {
    output.heading(person.name.as_deref().unwrap_or("A person without a name"));
    if let Some(surname) = &person.surname_after {
        output.fact("surname", format_args!("{surname}, since the last marriage or divorce"));
    }
    output.fact("born", person.born.as_deref().unwrap_or("not known"));
    if let Some(died) = &person.died {
        output.fact("died", died);
    }
    if person.tags > 1 {
        output.fact("known by", format_args!("{} numbers or papers, joined", person.tags));
    }
    output.heading("Acts");
    person.places.iter().for_each(|place| say_place(place, output));
    output.heading("Marriages");
    person.unions.iter().for_each(|union| say_union(union, output));
    output.heading("Kin by birth");
    person.kin.iter().for_each(|kin| say_kin(kin, output));
    output.object(&json!(person));
}

fn say_place(place: &PlaceJson, output: Output) {
    let act = place.act.as_deref().map_or_else(String::new, |act| format!("№ {}", grouped(act)));
    let (date, legacy) =
        (place.date.as_deref().unwrap_or(""), if place.legacy { ", before the ledger" } else { "" });
    let disputed = if place.disputed { "  DISPUTED: it has no effects" } else { "" };
    output.line(format_args!("  {:<10}{:<12}{act}  {date}{legacy}{disputed}", place.role, place.kind));
}

fn say_union(union: &UnionJson, output: Output) {
    let until = union.until.as_deref().map_or_else(|| "in force".to_owned(), |day| format!("until {day}"));
    let act = union.act.as_deref().map_or_else(String::new, |act| format!("№ {}", grouped(act)));
    output.line(format_args!(
        "  from {}, {until}  {}  {act}",
        union.from,
        union.spouse.as_deref().unwrap_or("name not known")
    ));
}

fn say_kin(kin: &KinJson, output: Output) {
    let act = kin.act.as_deref().map_or_else(String::new, |act| format!("№ {}", grouped(act)));
    output.line(format_args!(
        "  {:<14}degree {}  {}  {act}",
        kin.kin,
        kin.degree,
        kin.name.as_deref().unwrap_or("(named in acts of others)")
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_named_by_act_and_role_or_by_a_file_and_by_nothing_else() {
        let of_act = named("311012600001:wife").unwrap();
        assert_eq!(of_act, json!({ "act": "311012600001", "role": "wife" }));
        assert_eq!(named("41905889993069").unwrap_err().code, "person.unnamed");
        assert_eq!(named("@no-such-file").unwrap_err().exit, Exit::Usage);
    }
}
