//! Many signatures at once: the verdict of each.
//!
//! # Rules
//!
//! The verdict is that of [`protocol::signature::is_good`], always. Ed25519 is verified in one batch
//! whose equation holds exactly when each single one does (ZIP-215), but for a chance of 2^-128 that
//! rests on the batch's random coefficients; where it does not hold, each signature is verified by
//! itself. ES256 has no batches; it is verified by AWS-LC, which is several times faster than what
//! `protocol` uses.
//!
//! # Invariants
//!
//! A call takes 32 bytes from the caller's source of randomness, however many signatures there are
//! and whatever their verdict, so that a simulated run stays the same.
mod es256;

use ed25519_zebra::{VerificationKeyBytes, batch};
use protocol::{
    Digest, NetworkClass,
    signature::{KeyRecord, Proof, PublicKey, Signature, webauthn},
};
use rand::{SeedableRng as _, rngs::StdRng};
use rand_core::CryptoRng;

/// The smallest batch of Ed25519 that is cheaper than its signatures by themselves.
const BATCH_MIN: usize = 4;

/// A signature and what it must be over.
#[derive(Clone, Debug)]
pub struct Check {
    /// The class of the network.
    pub class: NetworkClass,
    /// The key.
    pub record: KeyRecord,
    /// The message: of the entry, in the role that the signature names.
    pub message: Digest,
    /// The signature.
    pub signature: Signature,
}

/// Verifies signatures, and keeps what it learnt about their keys.
#[derive(Default)]
pub struct Signatures {
    es256: es256::Keys,
}

impl Signatures {
    /// The verdict of each of `checks`, in order.
    pub fn verify(&mut self, checks: &[Check], rng: &mut impl CryptoRng) -> Vec<bool> {
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        let mut batch = Vec::new();
        let mut verdicts: Vec<bool> = checks
            .iter()
            .enumerate()
            .map(|(place, check)| match self.examine(check) {
                Examined::Verdict(verdict) => verdict,
                Examined::Ed25519(item) => {
                    batch.push((place, item));
                    true
                }
            })
            .collect();
        if !all_good(&batch, seed) {
            for (place, item) in batch {
                verdicts[place] = item.verify_single().is_ok();
            }
        }
        verdicts
    }

    fn examine(&mut self, check: &Check) -> Examined {
        if check.signature.key != check.record.id() {
            return Examined::Verdict(false);
        }
        match (&check.record.public_key, &check.signature.proof) {
            (PublicKey::Ed25519(key), Proof::Ed25519(bytes)) => {
                let key = VerificationKeyBytes::from(*key);
                let signature = ed25519_zebra::Signature::from_bytes(bytes);
                Examined::Ed25519(batch::Item::from((key, signature, &check.message)))
            }
            (PublicKey::Passkey(key), Proof::WebAuthn(assertion)) => {
                let signed = webauthn::signed(check.class, key, &check.message, assertion);
                Examined::Verdict(
                    signed.is_ok_and(|signed| self.es256.verify(&key.point, &signed, &assertion.signature)),
                )
            }
            (PublicKey::Ed25519(_), Proof::WebAuthn(_)) | (PublicKey::Passkey(_), Proof::Ed25519(_)) => {
                Examined::Verdict(false)
            }
        }
    }
}

enum Examined {
    Verdict(bool),
    Ed25519(batch::Item),
}

/// Whether the equation of the batch holds; of a small batch it is not asked.
fn all_good(batch: &[(usize, batch::Item)], seed: [u8; 32]) -> bool {
    if batch.len() < BATCH_MIN {
        return batch.is_empty();
    }
    let mut verifier = batch::Verifier::new();
    for (_, item) in batch {
        verifier.queue(item.clone());
    }
    // How many coefficients are drawn before a malformed signature ends it depends on the order of a
    // hash map, so they come from a source of their own.
    verifier.verify(StdRng::from_seed(seed)).is_ok()
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod zip215;
