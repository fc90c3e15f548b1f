//! ES256 by AWS-LC.
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use std::collections::{BTreeMap, VecDeque};

/// How many keys are kept as AWS-LC reads them: more than sign in a day.
const KEYS_MAX: usize = 4096;

/// Points that were read: finding y for x is more than a quarter of a verification.
#[derive(Default)]
pub(super) struct Keys {
    read: BTreeMap<[u8; 33], ParsedPublicKey>,
    /// The points, in the order in which they came.
    order: VecDeque<[u8; 33]>,
}

impl Keys {
    /// Whether `signature`, r ‖ s, is that of the compressed point over `message`. The caller has
    /// checked the form of the point and the range of r and s.
    pub(super) fn verify(&mut self, point: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
        if let Some(key) = self.read.get(point) {
            return key.verify_sig(message, signature).is_ok();
        }
        let Ok(key) = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point) else { return false };
        let verdict = key.verify_sig(message, signature).is_ok();
        self.read.insert(*point, key);
        self.order.push_back(*point);
        if self.order.len() > KEYS_MAX {
            self.order.pop_front().and_then(|oldest| self.read.remove(&oldest));
        }
        verdict
    }
}
