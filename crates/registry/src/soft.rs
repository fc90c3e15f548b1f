//! Keys of officers in files, for a demo: behind the same seam as a passkey's answer.
//!
//! Whoever holds the files signs in the officers' names, so a process holds them on a network of class *demo* alone,
//! where nothing is at stake ([`SoftKeys::open`]).
use crate::staff::Officer;
use ed25519_zebra::{SigningKey, VerificationKey};
use protocol::{
    EntryId, NetworkClass,
    signature::{Proof, PublicKey, message},
};
use std::path::{Path, PathBuf};
use vault::secrets::{SecretError, read_secret};

/// A directory with the keys of officers: `<id>/secrets/signing.key`.
#[derive(Clone, Debug)]
pub struct SoftKeys {
    directory: PathBuf,
}

/// The network is no demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "keys of officers in files are for a demo alone, and this network is of class {}: take `desks` out of the \
     configuration", .0.word()
)]
pub struct NotADemo(pub NetworkClass);

impl SoftKeys {
    /// Takes a directory of keys; refused on any network but a demo.
    pub fn open(directory: &Path, class: NetworkClass) -> Result<Self, NotADemo> {
        match class {
            NetworkClass::Demo => Ok(Self { directory: directory.to_owned() }),
            NetworkClass::Live | NetworkClass::Practice => Err(NotADemo(class)),
        }
    }

    /// Whether there is a key of the officer's: a file that belongs to the key of the staff list.
    pub fn has(&self, who: &Officer) -> bool {
        matches!(self.key(who), Ok(Some(_)))
    }

    /// The officer's signature under an entry; `None` where the directory has no key of theirs.
    pub fn sign(&self, who: &Officer, entry: EntryId) -> Result<Option<Proof>, SecretError> {
        let message = message(entry, who.key.role);
        Ok(self.key(who)?.map(|key| Proof::Ed25519(key.sign(message.as_ref()).to_bytes())))
    }

    fn key(&self, who: &Officer) -> Result<Option<SigningKey>, SecretError> {
        let PublicKey::Ed25519(known) = &who.key.public_key else { return Ok(None) };
        // The id of an officer is letters, digits and hyphens: it names one directory.
        let path = self.directory.join(&who.id).join("secrets").join("signing.key");
        let seed: [u8; 32] = match read_secret(&path) {
            Ok(seed) => seed,
            Err(SecretError::Missing { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let key = SigningKey::from(seed);
        let public: [u8; 32] = VerificationKey::from(&key).into();
        Ok((public == *known).then_some(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_holds_keys_of_officers_on_a_demo_alone() {
        for class in [NetworkClass::Live, NetworkClass::Practice] {
            assert_eq!(SoftKeys::open(Path::new("."), class).unwrap_err(), NotADemo(class));
        }
        assert!(SoftKeys::open(Path::new("."), NetworkClass::Demo).is_ok());
    }
}
