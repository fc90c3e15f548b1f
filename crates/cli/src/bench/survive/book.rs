//! What a client writes down: every entry it sends and every answer it is given, in a file that only grows.
//!
//! # Format
//!
//! One line for each event: milliseconds since 1970, the entry's id, a word, and what the word needs.
//!
//! ```text
//! MS ID sent BYTES            the signed entry in hexadecimal, before anybody has it
//! MS ID not-yet VALIDATOR     the validator holds it
//! MS ID unknown VALIDATOR
//! MS ID silent VALIDATOR      no answer, or one that says: later
//! MS ID told VALIDATOR CODE   one validator refuses; by itself that settles nothing
//! MS ID final VALIDATOR HEIGHT INDEX OUTCOME
//! MS ID refused CODE          for good
//! ```
use crate::failure::Failure;
use protocol::{Canonical as _, EntryId, Outcome, SignedEntry, hash::hex};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// How an entry ended, as a client knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With a receipt that verified.
    Final { height: u64, index: u32, outcome: Outcome },
    /// For good, by as many validators as that takes.
    Refused { code: String },
}

/// What happened to an entry.
pub(crate) enum Event<'a> {
    Sent(&'a SignedEntry),
    NotYet(usize),
    Unknown(usize),
    Silent(usize),
    Told(usize, &'a str),
    /// It ended; a receipt came from that validator.
    Ended(usize, &'a End),
}

/// The log of one client.
pub(crate) struct Book {
    file: File,
    path: PathBuf,
}

impl Book {
    pub(crate) fn open(path: PathBuf) -> Result<Self, Failure> {
        let file = OpenOptions::new().create(true).append(true).open(&path);
        Ok(Self { file: file.map_err(|error| Failure::file("open", &path, &error))?, path })
    }

    /// Writes an event down before anything is made of it.
    pub(crate) fn note(&mut self, id: EntryId, event: &Event<'_>) -> Result<(), Failure> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let what = match event {
            Event::Sent(entry) => format!("sent {}", hex(entry.bytes())),
            Event::NotYet(validator) => format!("not-yet {validator}"),
            Event::Unknown(validator) => format!("unknown {validator}"),
            Event::Silent(validator) => format!("silent {validator}"),
            Event::Told(validator, code) => format!("told {validator} {code}"),
            Event::Ended(validator, End::Final { height, index, outcome }) => {
                format!("final {validator} {height} {index} {}", hex(&outcome.to_bytes()))
            }
            Event::Ended(_, End::Refused { code }) => format!("refused {code}"),
        };
        // One call, so that a line is there whole or not at all, whoever kills this client.
        self.file
            .write_all(format!("{now} {id} {what}\n").as_bytes())
            .map_err(|error| Failure::file("write", &self.path, &error))
    }
}

/// What all clients wrote down, read back.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) sent: BTreeMap<EntryId, SignedEntry>,
    pub(crate) ended: BTreeMap<EntryId, End>,
    /// Lines of each kind that settle nothing.
    pub(crate) not_yet: u64,
    pub(crate) silent: u64,
    /// What the logs say against each other.
    pub(crate) contradictions: Vec<String>,
}

impl Told {
    /// Reads every log in a directory.
    pub(crate) fn read(directory: &Path) -> Result<Self, Failure> {
        let io = |error: std::io::Error| Failure::file("read", directory, &error);
        let mut told = Self::default();
        for file in fs::read_dir(directory).map_err(io)? {
            let text = fs::read_to_string(file.map_err(io)?.path()).map_err(io)?;
            for line in text.lines() {
                if told.line(line).is_none() {
                    told.contradictions.push(format!("a client's log holds a line of no known form: {line}"));
                }
            }
        }
        Ok(told)
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let mut words = line.split(' ').skip(1);
        let id: EntryId = words.next()?.parse().ok()?;
        match words.next()? {
            "sent" => {
                let bytes = unhex(words.next()?)?;
                self.sent.insert(id, SignedEntry::from_bytes(&bytes).ok()?);
            }
            "not-yet" => self.not_yet += 1,
            "unknown" | "told" => {}
            "silent" => self.silent += 1,
            "final" => {
                words.next()?;
                let (height, index) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
                let outcome = Outcome::from_bytes(&unhex(words.next()?)?).ok()?;
                self.end(id, End::Final { height, index, outcome });
            }
            "refused" => self.end(id, End::Refused { code: words.next()?.to_owned() }),
            _ => return None,
        }
        Some(())
    }

    fn end(&mut self, id: EntryId, end: End) {
        match self.ended.entry(id) {
            Entry::Vacant(free) => {
                free.insert(end);
            }
            Entry::Occupied(taken) if *taken.get() == end => {}
            Entry::Occupied(taken) => {
                let found = format!("entry {id} ended as {:?} and as {end:?}", taken.get());
                self.contradictions.push(found);
            }
        }
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    portal::api::unhex(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        args::Scheme,
        bench::{Pool, Signer},
        make::random,
    };
    use protocol::{NetworkClass, NetworkId};

    #[test]
    fn what_is_written_down_reads_back() {
        let directory = std::env::temp_dir().join(format!("dalolat-book-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let mut pool = Pool::new(
            NetworkId::new(NetworkClass::Demo, random().unwrap()),
            vec![Signer::new(Scheme::Ed25519, 1001).unwrap()],
        );
        let (one, two) = (pool.next().unwrap(), pool.next().unwrap());
        let end = End::Final { height: 7, index: 2, outcome: Outcome::Recorded };
        let refused = End::Refused { code: "notice.already-used".to_owned() };
        let mut book = Book::open(directory.join("1.log")).unwrap();
        for event in [Event::Sent(&one), Event::Silent(3), Event::NotYet(1), Event::Ended(1, &end)] {
            book.note(one.id(), &event).unwrap();
        }
        let code = "notice.already-used";
        for event in [Event::Sent(&two), Event::Unknown(1), Event::Told(0, code), Event::Ended(0, &refused)] {
            book.note(two.id(), &event).unwrap();
        }
        let told = Told::read(&directory).unwrap();
        assert_eq!(told.sent, [(one.id(), one.clone()), (two.id(), two.clone())].into());
        assert_eq!(told.ended, [(one.id(), end), (two.id(), refused.clone())].into());
        assert_eq!((told.not_yet, told.silent, told.contradictions.len()), (1, 1, 0));
        book.note(one.id(), &Event::Ended(0, &refused)).unwrap();
        assert_eq!(Told::read(&directory).unwrap().contradictions.len(), 1, "final and refused");
        fs::remove_dir_all(&directory).unwrap();
    }
}
