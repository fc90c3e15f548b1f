//! `dalolat status`: what the ledger says of a certificate or a number, checked here against the network key.
//!
//! # Rules
//!
//! The portal is not trusted: what it says counts only with a proof. Older than a minute by this
//! machine's clock, a proof is "as of" its time: what can change since – *in force*, *not given yet*,
//! *reserved* – is then not told as of now, and the exit code is 3. What can never change again stays 1
//! or 0. *Unknown* is proved by nothing and never shown as valid.
use crate::{
    act::{act_number, runtime},
    args::Status as Args,
    client::{Client, Portal, now_ms},
    failure::{Exit, Failure},
    home::Home,
    keys::Trusted,
    output::{Output, ago, grouped, moment},
    revoke::read_handle,
};
use civil::ActNumber;
use portal::api::{StatusJson, StatusRequest, TriedJson, unhex};
use protocol::{
    Canonical as _, Handle, NetworkClass,
    fact::CertificateStanding,
    status::{Absence, Answer, Query, Status, Verified},
};
use registry::ledger::status::is_fresh;
use serde_json::{Value, json};
use std::io::Read as _;

/// The most bytes that are read of a status code from standard input.
const TYPED_BYTES_MAX: u64 = 256;

/// Runs `dalolat status`.
pub(crate) fn status(args: &Args, output: Output) -> Result<Exit, Failure> {
    let home = Home::open(&args.data.data)?;
    let trusted = Trusted::read(args.network_key.as_deref(), &home)?;
    let runtime = runtime()?;
    let (query, said) = if let (Some(number), Some(officer)) = (&args.number, &args.officer) {
        let number = act_number(number)?;
        let request = StatusRequest { act: Some(number.to_string()), handle: None };
        let client = Client::open(&home, officer)?;
        let said = runtime.block_on(client.post("/v1/status", None, body(&request)))?;
        (Query::Act(number), said)
    } else {
        let handle = typed(&args.handle)?;
        let request = StatusRequest { handle: Some(handle.printed()), act: None };
        let said = runtime.block_on(Portal::open(&home)?.ask("/v1/status", body(&request)))?;
        (Query::Certificate(handle), said)
    };
    let told = Told::of(&trusted, query, &said)?;
    told.say(output, now_ms());
    Ok(told.exit(now_ms()))
}

fn body(request: &StatusRequest) -> Vec<u8> {
    serde_json::to_vec(request).expect("texts are JSON")
}

/// The status code, as it was typed or piped. It is never repeated.
fn typed(words: &[String]) -> Result<Handle, Failure> {
    let mut text = words.concat();
    if text == "-" {
        text.clear();
        let read = std::io::stdin().take(TYPED_BYTES_MAX).read_to_string(&mut text);
        read.map_err(|error| Failure::machine("input.unreadable", &error, "Type the code as an argument."))?;
    }
    read_handle(text.trim())
}

/// What can be told.
#[derive(Debug)]
enum Told {
    /// Proved.
    Proved { query: Query, verified: Verified, class: NetworkClass },
    /// f + 1 agencies say so; nothing proves it.
    Unknown { query: Query, height: u64, time_ms: u64, tried: TriedJson },
    /// Nothing.
    CannotTell { query: Query, why: String, tried: TriedJson },
}

impl Told {
    /// What the portal's answer comes to.
    fn of(trusted: &Trusted, query: Query, said: &StatusJson) -> Result<Self, Failure> {
        let tried = said.tried;
        let cannot_tell = |why: String| Self::CannotTell { query, why, tried };
        Ok(match (said.result.as_str(), &said.answer, said.height, said.time_ms) {
            ("proved", Some(answer), _, _) => {
                let answer = unhex(answer).and_then(|bytes| Answer::from_bytes(&bytes).ok());
                match answer.map(|answer| trusted.status(&answer, query)) {
                    Some(Ok((verified, class))) => Self::Proved { query, verified, class },
                    Some(Err(error)) => cannot_tell(format!(
                        "The portal gave an answer that the network key at hand does not prove: {error}."
                    )),
                    None => cannot_tell("The portal gave an answer that is not of the format.".to_owned()),
                }
            }
            ("unknown", _, Some(height), Some(time_ms)) => Self::Unknown { query, height, time_ms, tried },
            ("cannot-tell", ..) => cannot_tell("Too few agencies answer.".to_owned()),
            _ => return Err(crate::act::answer_lacks("a status of a known form")),
        })
    }

    fn exit(&self, now_ms: u64) -> Exit {
        match self {
            Self::Proved { verified, .. } => {
                let fresh = is_fresh(verified.time_ms, now_ms);
                match verified.status {
                    Status::Certificate(CertificateStanding::InForce) if fresh => Exit::Done,
                    Status::Registered { .. } => Exit::Done,
                    Status::Certificate(CertificateStanding::Ended | CertificateStanding::Stolen)
                    | Status::NoSuchAct(Absence::NeverGiven | Absence::Void) => Exit::Refused,
                    Status::NoSuchAct(Absence::NotGivenYet | Absence::Reserved) if fresh => Exit::Refused,
                    Status::Certificate(CertificateStanding::InForce)
                    | Status::NoSuchAct(Absence::NotGivenYet | Absence::Reserved) => Exit::CannotTell,
                }
            }
            Self::Unknown { .. } | Self::CannotTell { .. } => Exit::CannotTell,
        }
    }

    fn say(&self, output: Output, now_ms: u64) {
        for line in self.lines(now_ms) {
            output.line(line);
        }
        output.object(&self.json(now_ms));
    }

    /// The sentences for a person, the most important one first.
    fn lines(&self, now_ms: u64) -> Vec<String> {
        match self {
            Self::Proved { query, verified, class } => {
                let mut lines = sentences(*query, verified.status);
                lines.push(as_of(verified, now_ms));
                match class {
                    NetworkClass::Live => {}
                    NetworkClass::Practice | NetworkClass::Demo => lines.push(format!(
                        "This is a {} network: its acts and papers are samples, without legal force.",
                        class.word()
                    )),
                }
                lines
            }
            Self::Unknown { query, height, time_ms, tried } => {
                let what = match query {
                    Query::Certificate(_) => "certificate of this code",
                    Query::Act(_) => "series of this number",
                };
                vec![
                    format!("Unknown: {} agencies say that they know no {what}.", tried.unknown),
                    "That cannot be proved, so it is their word. It is not shown to be in force.".to_owned(),
                    format!("They have seen the ledger up to height {height}, {}.", moment(*time_ms)),
                    match query {
                        Query::Certificate(_) => {
                            "Compare the 28 characters with the paper; any office can say more.".to_owned()
                        }
                        Query::Act(_) => {
                            "Compare the number: its second to fifth digit are the office.".to_owned()
                        }
                    },
                ]
            }
            Self::CannotTell { query: _, why, tried } => {
                vec![
                    "Cannot tell.".to_owned(),
                    why.clone(),
                    asked(*tried),
                    "Ask again shortly, or at any office.".to_owned(),
                ]
            }
        }
    }

    fn json(&self, now_ms: u64) -> Value {
        let (query, result, proved) = match self {
            Self::Proved { query, verified, .. } => (query, word(verified.status), true),
            Self::Unknown { query, .. } => (query, "unknown", false),
            Self::CannotTell { query, .. } => (query, "cannot-tell", false),
        };
        let mut object = json!({ "result": result, "proved": proved });
        match query {
            Query::Certificate(_) => object["of"] = json!("certificate"),
            Query::Act(number) => {
                object["of"] = json!("act");
                object["number"] = json!(number.to_string());
            }
        }
        match self {
            Self::Proved { verified, class, .. } => {
                let Verified { status, height, time_ms } = *verified;
                object["height"] = json!(height);
                object["time_ms"] = json!(time_ms);
                object["as_of"] = json!(!is_fresh(time_ms, now_ms));
                object["sample"] = json!(*class != NetworkClass::Live);
                match status {
                    Status::Certificate(_) => {}
                    Status::Registered { act, date, certificates } => {
                        object["act"] = json!(act.to_string());
                        object["date"] = json!(date.to_string());
                        object["certificates"] = json!(certificates);
                    }
                    Status::NoSuchAct(absence) => object["why"] = json!(absence_word(absence)),
                }
            }
            Self::Unknown { height, time_ms, tried, .. } => {
                object["height"] = json!(height);
                object["time_ms"] = json!(time_ms);
                object["tried"] = json!(tried);
            }
            Self::CannotTell { why, tried, .. } => {
                object["why"] = json!(why);
                object["tried"] = json!(tried);
            }
        }
        object
    }
}

const fn word(status: Status) -> &'static str {
    match status {
        Status::Certificate(CertificateStanding::InForce) => "in-force",
        Status::Certificate(CertificateStanding::Ended) => "no-longer-in-force",
        Status::Certificate(CertificateStanding::Stolen) => "stolen",
        Status::Registered { .. } => "registered",
        Status::NoSuchAct(_) => "no-such-act",
    }
}

const fn absence_word(absence: Absence) -> &'static str {
    match absence {
        Absence::NotGivenYet => "not-given-yet",
        Absence::NeverGiven => "never-given",
        Absence::Reserved => "reserved",
        Absence::Void => "void",
    }
}

/// What a status means, for a person.
fn sentences(query: Query, status: Status) -> Vec<String> {
    let number = |number: ActNumber| grouped(&number.to_string());
    let lines: &[&str] = match status {
        Status::Certificate(CertificateStanding::InForce) => {
            &["In force.", "No value was compared: check the paper itself with `dalolat verify`."]
        }
        Status::Certificate(CertificateStanding::Ended) => &["No longer in force. Ask any office."],
        Status::Certificate(CertificateStanding::Stolen) => &[
            "Not in force: this certificate was reported stolen.",
            "Do not rely on it, and tell any office.",
        ],
        Status::Registered { date, certificates, .. } => {
            let of = match query {
                Query::Act(asked) => format!(" under № {}", number(asked)),
                Query::Certificate(_) => String::new(),
            };
            return vec![
                format!("Registered: an act stands{of}, of {date}."),
                format!("Certificates of it in force: {certificates}."),
            ];
        }
        Status::NoSuchAct(Absence::NotGivenYet) => {
            &["No such act.", "The series of this office has not come to this number."]
        }
        Status::NoSuchAct(Absence::NeverGiven) => {
            &["No such act.", "The series of this office has no such number in that year, and never will."]
        }
        Status::NoSuchAct(Absence::Reserved) => {
            &["No such act.", "The number is reserved for work without a line, and not used yet."]
        }
        Status::NoSuchAct(Absence::Void) => {
            &["No such act.", "The number was reserved and not used: it is void for ever."]
        }
    };
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// Where and when it was proved.
fn as_of(verified: &Verified, now_ms: u64) -> String {
    let Verified { height, time_ms, .. } = *verified;
    let at = moment(time_ms);
    if is_fresh(time_ms, now_ms) {
        format!("Proved by the ledger at height {height}, {at}.")
    } else {
        format!(
            "As of {at}, {}, at height {height}: nobody proved anything newer, so what came after is not known.",
            ago(now_ms.saturating_sub(time_ms))
        )
    }
}

/// Who was asked, and what they said.
fn asked(tried: TriedJson) -> String {
    let TriedJson { proved, unknown, not_now, unproved, silent } = tried;
    let said = [
        (proved, "gave a proof"),
        (unknown, "said that they do not know it"),
        (not_now, "could not answer just now"),
        (unproved, "gave a proof that does not hold"),
        (silent, "did not answer"),
    ];
    let said: Vec<String> =
        said.into_iter().filter(|(n, _)| *n > 0).map(|(n, said)| format!("{n} {said}")).collect();
    let all = proved + unknown + not_now + unproved + silent;
    if said.is_empty() {
        "Nobody was asked.".to_owned()
    } else {
        format!("Of {all} agencies: {}.", said.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fixtures::paper::PaperNetwork;
    use protocol::EntryId;

    const NOW: u64 = 1_795_410_000_000;

    fn told(status: Status, age_ms: u64) -> Told {
        let verified = Verified { status, height: 7, time_ms: NOW - age_ms };
        let query = Query::Certificate(Handle::new([1; 16]));
        Told::Proved { query, verified, class: NetworkClass::Live }
    }

    #[test]
    fn what_can_change_is_told_as_of_now_for_a_minute_alone() {
        let registered = Status::Registered {
            act: EntryId::new([1; 32]),
            date: "2026-11-23".parse().unwrap(),
            certificates: 1,
        };
        for (status, fresh, old) in [
            (Status::Certificate(CertificateStanding::InForce), Exit::Done, Exit::CannotTell),
            (Status::Certificate(CertificateStanding::Ended), Exit::Refused, Exit::Refused),
            (Status::Certificate(CertificateStanding::Stolen), Exit::Refused, Exit::Refused),
            (registered, Exit::Done, Exit::Done),
            (Status::NoSuchAct(Absence::NotGivenYet), Exit::Refused, Exit::CannotTell),
            (Status::NoSuchAct(Absence::Reserved), Exit::Refused, Exit::CannotTell),
            (Status::NoSuchAct(Absence::NeverGiven), Exit::Refused, Exit::Refused),
            (Status::NoSuchAct(Absence::Void), Exit::Refused, Exit::Refused),
        ] {
            assert_eq!(told(status, 60_000).exit(NOW), fresh, "{status:?}");
            assert_eq!(told(status, 60_001).exit(NOW), old, "{status:?}");
            let last = told(status, 3_600_000).lines(NOW).pop().unwrap();
            assert!(last.starts_with("As of ") && last.contains("60 minutes ago"), "{last}");
        }
    }

    #[test]
    fn unknown_is_never_shown_as_valid_and_nothing_repeats_the_code() {
        let handle = Handle::new([0x5a; 16]);
        let query = Query::Certificate(handle);
        let tried = TriedJson { unknown: 3, silent: 1, ..TriedJson::default() };
        let unknown = Told::Unknown { query, height: 7, time_ms: NOW, tried };
        let why = "Too few agencies answer.".to_owned();
        let cannot_tell = Told::CannotTell { query, why, tried };
        for told in [&unknown, &cannot_tell] {
            assert_eq!(told.exit(NOW), Exit::CannotTell);
            let all = format!("{:?} {}", told.lines(NOW), told.json(NOW));
            assert!(!all.contains(&handle.printed()) && !all.contains("5a5a"), "{all}");
            assert_eq!(told.json(NOW)["proved"], json!(false));
        }
        assert!(unknown.lines(NOW).join(" ").contains("not shown to be in force"));
        assert!(
            cannot_tell.lines(NOW).join(" ").contains("3 said that they do not know it, 1 did not answer")
        );
    }

    #[test]
    fn what_the_portal_says_counts_with_a_proof_alone() {
        let mut network = PaperNetwork::new(NetworkClass::Demo, 1);
        let keys = Trusted::of(&network.genesis);
        let query = Query::Act("111012600001".parse().unwrap());
        let proved = |answer: Answer| StatusJson {
            result: "proved".to_owned(),
            answer: Some(protocol::hash::hex(&answer.to_bytes())),
            height: None,
            time_ms: None,
            tried: TriedJson::default(),
        };
        let good = proved(network.answer(query));
        let absent = Status::NoSuchAct(Absence::NotGivenYet);
        let told = Told::of(&keys, query, &good).unwrap();
        assert!(matches!(told, Told::Proved { verified, .. } if verified.status == absent));
        let foreign = proved(PaperNetwork::new(NetworkClass::Demo, 2).answer(query));
        let of_another = proved(network.answer(Query::Act("111012600002".parse().unwrap())));
        let unproved = proved(Answer::Unknown { height: 1, time_ms: NOW });
        let broken = StatusJson { answer: Some("8".to_owned()), ..good.clone() };
        // The series says as much about the next number, so that its answer serves for both.
        assert!(matches!(Told::of(&keys, query, &of_another), Ok(Told::Proved { .. })));
        for said in [foreign, unproved, broken] {
            assert!(matches!(Told::of(&keys, query, &said), Ok(Told::CannotTell { .. })), "{said:?}");
        }
        let silent = StatusJson { result: "cannot-tell".to_owned(), answer: None, ..good.clone() };
        assert!(matches!(Told::of(&keys, query, &silent), Ok(Told::CannotTell { .. })));
        for result in ["unknown", "in-force", ""] {
            let strange = StatusJson { result: result.to_owned(), ..good.clone() };
            assert!(Told::of(&keys, query, &strange).is_err(), "{result}");
        }
    }

    #[test]
    fn a_sample_says_so() {
        let verified =
            Verified { status: Status::Certificate(CertificateStanding::InForce), height: 7, time_ms: NOW };
        let query = Query::Certificate(Handle::new([1; 16]));
        let told = Told::Proved { query, verified, class: NetworkClass::Demo };
        assert!(told.lines(NOW).pop().unwrap().contains("demo network"));
        assert_eq!(told.json(NOW)["sample"], json!(true));
    }
}
