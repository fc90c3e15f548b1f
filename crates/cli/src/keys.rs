//! The network-key file: what a command checks proofs against, whoever hands them over.
use crate::{
    failure::{Exit, Failure},
    home::Home,
};
use civil::words::Saying;
use portal::api::ProofJson;
use protocol::{
    NetworkClass, Outcome, Receipt, SignedEntry,
    status::{Answer, NotProved, Query, Verified},
};
use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};
use verifier::keys::{FILE_BYTES_MAX, KeyFile};

/// The keys that a command trusts.
#[derive(Debug)]
pub(crate) struct Trusted(KeyFile);

impl Trusted {
    /// The keys of the file that was named, else of the data directory.
    pub(crate) fn read(named: Option<&Path>, home: &Home) -> Result<Self, Failure> {
        read_keys(named, home).map(Self)
    }

    /// What an answer proves under one of the keys, at a height at which that key counts, and on what class of
    /// network.
    pub(crate) fn status(
        &self,
        answer: &Answer,
        query: Query,
    ) -> Result<(Verified, NetworkClass), NotProved> {
        let mut why = NotProved::Nothing;
        for key in self.0.keys() {
            match answer.verify(query, key.network, &key.key) {
                Ok(verified) if counts(key.from_height, key.to_height, verified.height) => {
                    return Ok((verified, key.network.class));
                }
                Ok(_) => {}
                Err(error) => why = error,
            }
        }
        Err(why)
    }

    /// An entry that is final by one of the keys. Whether it is the one that was meant, the caller says.
    pub(crate) fn entry(&self, proof: &ProofJson) -> Option<(SignedEntry, Outcome, Receipt)> {
        let (entry, outcome, receipt) = proof.read()?;
        let holds = self.0.keys().iter().any(|key| {
            let network = entry.entry().network;
            network == key.network
                && counts(key.from_height, key.to_height, receipt.inclusion.height)
                && receipt.verify_for(&entry, &outcome, network, &key.key).is_ok()
        });
        holds.then_some((entry, outcome, receipt))
    }
}

/// The network-key file that was named, else that of the data directory.
pub(crate) fn read_keys(named: Option<&Path>, home: &Home) -> Result<KeyFile, Failure> {
    let path = named.map_or_else(|| home.network_key_path(), PathBuf::from);
    let mut bytes = Vec::new();
    let most = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let read = File::open(&path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map_err(|error| Failure::file("read", &path, &error))?;
    KeyFile::from_json(&bytes).map_err(|error| {
        let what = Saying::new("key-file.malformed").with("path", path.display()).with("source", error);
        Failure::told(Exit::Usage, what, "key-file.malformed/do")
    })
}

fn counts(from: u64, to: Option<u64>, height: u64) -> bool {
    height >= from && to.is_none_or(|to| height <= to)
}

#[cfg(test)]
impl Trusted {
    /// The key of a network.
    pub(crate) fn of(genesis: &protocol::genesis::Genesis) -> Self {
        Self(KeyFile::of_genesis(genesis).expect("a network has a key"))
    }
}

/// The portal showed something that the network key does not prove.
pub(crate) fn unproved() -> Failure {
    Failure::told(Exit::Machine, "portal.unproved", "portal.unproved/do")
}

#[cfg(test)]
mod tests {
    use super::*;
    use fixtures::{
        birth::record,
        paper::{CHILONZOR, PaperNetwork},
    };
    use protocol::{Canonical as _, Handle, hash::hex};

    fn trusted(network: &PaperNetwork, from: u64, to: Option<u64>) -> Trusted {
        let mut key = network.known_key();
        (key.from_height, key.to_height) = (from, to);
        let agencies = (0..4).map(|n| format!("Agency {n}")).collect();
        Trusted(KeyFile::new(vec![(key, agencies)]).unwrap())
    }

    #[test]
    fn an_answer_counts_by_a_key_of_its_network_within_the_heights_of_that_key() {
        let mut network = PaperNetwork::new(NetworkClass::Demo, 1);
        let number = "111012600001".parse().unwrap();
        let query = Query::Act(number);
        network.pass(6);
        let answer = network.answer(query);
        let (verified, class) = trusted(&network, 0, None).status(&answer, query).unwrap();
        assert_eq!((verified.height, class), (7, NetworkClass::Demo));
        for (from, to, counts) in [(7, Some(7), true), (8, None, false), (0, Some(6), false)] {
            assert_eq!(
                trusted(&network, from, to).status(&answer, query).is_ok(),
                counts,
                "{from} to {to:?}"
            );
        }
        let other = PaperNetwork::new(NetworkClass::Demo, 2);
        assert!(trusted(&other, 0, None).status(&answer, query).is_err());
        let unknown = network.answer(Query::Certificate(Handle::new([9; 16])));
        assert_eq!(trusted(&network, 0, None).status(&unknown, query), Err(NotProved::Nothing));
    }

    #[test]
    fn an_entry_counts_with_its_own_receipt_alone() {
        let mut network = PaperNetwork::new(NetworkClass::Demo, 1);
        let [one, two] = [1, 2].map(|n| {
            let birth = network.birth(CHILONZOR, &record("Nur", n), n);
            let signed = PaperNetwork::sign(birth, CHILONZOR);
            let (outcome, receipt) = network.finalize(std::slice::from_ref(&signed)).remove(0);
            ProofJson {
                entry: hex(signed.bytes()),
                outcome: hex(&outcome.to_bytes()),
                receipt: hex(&receipt.to_bytes()),
            }
        });
        let keys = trusted(&network, 0, None);
        assert!(keys.entry(&one).is_some() && keys.entry(&two).is_some());
        for mixed in [
            ProofJson { receipt: two.receipt.clone(), ..one.clone() },
            ProofJson { outcome: two.outcome.clone(), ..one.clone() },
            ProofJson { entry: two.entry.clone(), ..one.clone() },
            ProofJson { receipt: "8101".to_owned(), ..one.clone() },
            ProofJson { entry: "0".to_owned(), ..one.clone() },
        ] {
            assert!(keys.entry(&mixed).is_none());
        }
        assert!(trusted(&PaperNetwork::new(NetworkClass::Demo, 2), 0, None).entry(&one).is_none());
        assert!(trusted(&network, 100, None).entry(&one).is_none());
    }
}
