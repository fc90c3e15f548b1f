//! The network-key file: what a command checks proofs against, whoever hands them over.
use crate::{
    failure::{Exit, Failure},
    home::Home,
};
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
        let path = named.map_or_else(|| home.network_key_path(), PathBuf::from);
        let mut bytes = Vec::new();
        let most = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
        let read = File::open(&path).and_then(|file| file.take(most).read_to_end(&mut bytes));
        read.map_err(|error| Failure::file("read", &path, &error))?;
        let keys = KeyFile::from_json(&bytes).map_err(|error| {
            let what = format!("{}: {error}", path.display());
            let hint = "Get the network-key file of the register again, or name it with --network-key.";
            Failure::new(Exit::Usage, "key-file.malformed", what, hint)
        })?;
        Ok(Self(keys))
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

fn counts(from: u64, to: Option<u64>, height: u64) -> bool {
    height >= from && to.is_none_or(|to| height <= to)
}

/// The portal showed something that the network key does not prove.
pub(crate) fn unproved(what: &str) -> Failure {
    Failure::new(
        Exit::Machine,
        "portal.unproved",
        format!("the portal shows {what} that the network key does not prove"),
        "Tell the auditor: the portal is broken or acts against you, or the network-key file is of another network.",
    )
}
