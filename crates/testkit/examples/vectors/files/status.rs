//! `status-1.json`: whole answers about a certificate, what each proves, and why others prove nothing; and some
//! about numbers of acts.
use super::{
    json::{Json, bytes, object},
    network_keys::file_of,
    world::{SEED, World},
};
use credential::KnownKey;
use protocol::{
    Canonical as _,
    status::{Answer, Query, Verified},
};
use verifier::KeyFile;

mod acts;
mod blocks;
mod broken;
mod good;
pub(crate) mod judge;
mod malformed;

/// An answer, what was asked, by which keys it is judged, and what it must come to.
struct Case {
    note: String,
    query: Query,
    keys: Option<Vec<KnownKey>>,
    answer: Vec<u8>,
    expected: &'static str,
}

impl Case {
    fn of(note: &str, query: Query, answer: &Answer, expected: &'static str) -> Self {
        Self::bytes(note, query, answer.to_bytes(), expected)
    }

    fn bytes(note: &str, query: Query, answer: Vec<u8>, expected: &'static str) -> Self {
        Self { note: note.to_owned(), query, keys: None, answer, expected }
    }

    fn by(self, keys: Vec<KnownKey>) -> Self {
        Self { keys: Some(keys), ..self }
    }

    /// The line of the file; what our own program makes of the answer is what is expected.
    fn line(&self, keys: &str) -> Json {
        let own = self.keys.as_ref().map(|keys| file_of(keys));
        let file = KeyFile::from_json(own.as_deref().unwrap_or(keys).as_bytes()).expect("a right key file");
        let judged = judge::judge(&self.answer, self.query, &file);
        assert_eq!(
            judged.map_or_else(|code| code, |proved| judge::word(proved.status)),
            self.expected,
            "{}",
            self.note
        );
        let mut members = vec![("note", Json::from(&*self.note))];
        members.push(match self.query {
            Query::Certificate(handle) => ("handle", bytes(handle.as_bytes())),
            Query::Act(number) => ("number", number.to_string().into()),
        });
        members.extend(own.map(|keys| ("keys", keys.into())));
        members.push(long(&self.answer));
        match judged {
            Ok(Verified { height, time_ms, .. }) => members.extend([
                ("says", self.expected.into()),
                ("height", height.into()),
                ("time_ms", time_ms.into()),
            ]),
            Err(code) => members.push(("code", code.into())),
        }
        object_of(members)
    }

    /// The same with the values of each step.
    fn line_with_steps(&self, world: &World, keys: &str) -> Json {
        let Ok(Answer::Proved { at, facts }) = Answer::from_bytes(&self.answer) else {
            panic!("{}", self.note)
        };
        let certified = blocks::certified(&at).expect("heights have a next one");
        let Json::Object(mut members) = self.line(keys) else { panic!("an object") };
        let steps = object! {
            "header_digest": at.header.digest(),
            "hops": at.hops.len(),
            "certified_block": certified,
            "network": world.network.to_string(),
            "key": bytes(world.key().as_bytes()),
            "message": bytes(&at.finalization.message(world.network, &certified)),
            "facts": facts.iter().map(|fact| object! {
                "key": bytes(&fact.key), "operations": fact.proof.operations, "place": fact.proof.place,
            }).collect::<Vec<_>>(),
        };
        members.push(("steps".to_owned(), steps));
        Json::Object(members)
    }
}

fn object_of(members: Vec<(&str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// An answer as the member of a line: its bytes, or pieces where one byte stands in it more than a thousand times.
fn long(answer: &[u8]) -> (&'static str, Json) {
    const RUN: usize = 1000;
    let mut pieces: Vec<(&[u8], usize)> = Vec::new();
    let (mut from, mut at) = (0, 0);
    for run in answer.chunk_by(|a, b| a == b) {
        if run.len() > RUN {
            pieces.extend([(&answer[from..at], 1), (&run[..1], run.len())]);
            from = at + run.len();
        }
        at += run.len();
    }
    if pieces.is_empty() {
        return ("answer", bytes(answer));
    }
    pieces.push((&answer[from..], 1));
    pieces.retain(|(piece, _)| !piece.is_empty());
    let line = |(piece, times): &(&[u8], usize)| object! { "bytes": bytes(piece), "times": *times };
    ("pieces", pieces.iter().map(line).collect::<Vec<_>>().into())
}

pub(crate) fn file() -> String {
    let demo = World::demo();
    let keys = file_of(&[demo.known_key()]);
    let lines = |cases: Vec<Case>| cases.iter().map(|case| case.line(&keys)).collect::<Vec<_>>();
    let good: Vec<Json> =
        good::cases().iter().map(|(world, case)| case.line_with_steps(world, &keys)).collect();
    let acts = acts::cases(&demo);
    let with_steps = |case: &Case| case.line_with_steps(&demo, &keys);
    object! {
        "about": "Answers about certificates and numbers of acts, version 1, and what each comes to. Invented people.",
        "generator": "cargo run -p testkit --example vectors -- status-1.json",
        "seed": SEED,
        "keys": keys.as_str(),
        "good": good,
        "broken": lines(broken::cases(&demo)),
        "malformed": lines(malformed::cases(&demo)),
        "acts": acts.iter().map(with_steps).collect::<Vec<_>>(),
    }
    .file()
}
