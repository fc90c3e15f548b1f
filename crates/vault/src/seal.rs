//! Sealing: AES-256-GCM-SIV (RFC 8452), each case under a random key of its own.
//!
//! ```text
//! sealed  = nonce (12 bytes, random) ‖ AES-256-GCM-SIV(key of the case, aad, plain)
//! aad     = "dalolat/seal/1" ‖ case id ‖ u8 what ‖ u32 version
//! wrapped = nonce ‖ AES-256-GCM-SIV(key-encryption key, "dalolat/wrap/1" ‖ case id, key of the case)
//! ```
//! So a sealed text or a key that is moved to another case does not open. The rows of `cases` are under
//! HMAC-SHA-256 with a key that is itself wrapped in the database: it dies with the key-encryption
//! key and tells a wrong one. Idempotency keys, which may be hashes over declarations, are encrypted
//! with a fixed nonce, so that equal ones can be found; a misuse-resistant cipher shows no more by that.
use crate::{
    case::{CaseId, IdempotencyKey},
    error::{Fault, VaultError},
};
use aes_gcm_siv::{
    Aes256GcmSiv, Nonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use core::fmt;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

const NONCE_BYTES: usize = 12;
/// The format of the sealed texts.
const SEAL_VERSION: u32 = 1;

/// What is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The record with its seeds.
    Record,
    /// The details.
    Details,
    /// The draft of a ticket.
    Draft,
}

impl What {
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Record => 1,
            Self::Details => 2,
            Self::Draft => 3,
        }
    }

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Record => "the sealed record",
            Self::Details => "the sealed details",
            Self::Draft => "the sealed draft",
        }
    }

    fn aad(self, case: CaseId) -> Vec<u8> {
        [b"dalolat/seal/1".as_slice(), case.as_bytes(), &[self.number()], &SEAL_VERSION.to_be_bytes()]
            .concat()
    }
}

/// Fills an array from the system's random numbers.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map(|()| bytes)
}

/// A key of 256 bits.
#[derive(Clone)]
pub(crate) struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(redacted)")
    }
}

impl Key {
    pub(crate) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        random().map(Self)
    }

    fn encrypt(&self, nonce: [u8; NONCE_BYTES], aad: &[u8], msg: &[u8]) -> Vec<u8> {
        Aes256GcmSiv::new(&self.0.into())
            .encrypt(&Nonce::from(nonce), Payload { msg, aad })
            .expect("the texts are far shorter than the 64 GiB that the cipher takes")
    }

    fn decrypt(&self, nonce: [u8; NONCE_BYTES], aad: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
        Aes256GcmSiv::new(&self.0.into()).decrypt(&Nonce::from(nonce), Payload { msg, aad }).ok()
    }

    /// Encrypts under a random nonce, which stands in front.
    fn seal(&self, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, getrandom::Error> {
        let nonce = random()?;
        Ok([nonce.as_slice(), &self.encrypt(nonce, aad, plain)].concat())
    }

    /// Opens what [`seal`](Self::seal) made with the same key and `aad`; `None` for anything else.
    fn open(&self, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk()?;
        self.decrypt(*nonce, aad, text)
    }

    fn mac(&self, tag: &str, bytes: &[u8]) -> Hmac<Sha256> {
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0)
            .expect("HMAC takes keys of any length")
            .chain_update(tag)
            .chain_update(bytes)
    }
}

/// The key of one case.
#[derive(Clone, Debug)]
pub(crate) struct CaseKey(Key);

impl CaseKey {
    pub(crate) fn random() -> Result<Self, Fault> {
        Key::random().map(Self).map_err(|error| VaultError::Random(error).into())
    }

    pub(crate) fn seal(&self, case: CaseId, what: What, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        self.0.seal(&what.aad(case), plain).map_err(|error| VaultError::Random(error).into())
    }

    pub(crate) fn open(&self, case: CaseId, what: What, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        self.0.open(&what.aad(case), sealed).ok_or(Fault::Damaged(case, what.word()))
    }
}

/// The keys of the vault.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    kek: Key,
    rows: Key,
    requests: Key,
}

impl Keys {
    /// Makes the key of the rows, and returns it wrapped for the database.
    pub(crate) fn create(kek: Key) -> Result<(Self, Vec<u8>), getrandom::Error> {
        let rows = Key::random()?;
        let wrapped = kek.seal(b"dalolat/rows-key/1", &rows.0)?;
        Ok((Self::of(kek, rows), wrapped))
    }

    /// Unwraps the key of the rows; `None` where the key-encryption key is not this database's.
    pub(crate) fn unwrap(kek: Key, wrapped: &[u8]) -> Option<Self> {
        let rows = kek.open(b"dalolat/rows-key/1", wrapped)?.try_into().ok()?;
        Some(Self::of(kek, Key(rows)))
    }

    fn of(kek: Key, rows: Key) -> Self {
        let requests = Key(rows.mac("dalolat/request-key/1", &[]).finalize().into_bytes().into());
        Self { kek, rows, requests }
    }

    fn wrap_aad(case: CaseId) -> Vec<u8> {
        [b"dalolat/wrap/1".as_slice(), case.as_bytes()].concat()
    }

    pub(crate) fn wrap(&self, case: CaseId, key: &CaseKey) -> Result<Vec<u8>, Fault> {
        let wrapped = self.kek.seal(&Self::wrap_aad(case), &key.0.0);
        wrapped.map_err(|error| VaultError::Random(error).into())
    }

    pub(crate) fn unwrap_case(&self, case: CaseId, wrapped: &[u8]) -> Result<CaseKey, Fault> {
        let key = self.kek.open(&Self::wrap_aad(case), wrapped).and_then(|key| key.try_into().ok());
        key.map(|key| CaseKey(Key(key))).ok_or(Fault::Damaged(case, "the key"))
    }

    /// The MAC of stored bytes; `tag` says what they are.
    pub(crate) fn mac(&self, tag: &str, bytes: &[u8]) -> [u8; 32] {
        self.rows.mac(tag, bytes).finalize().into_bytes().into()
    }

    /// Whether `mac` is that of the bytes, in constant time.
    pub(crate) fn is_mac(&self, tag: &str, bytes: &[u8], mac: &[u8]) -> bool {
        self.rows.mac(tag, bytes).verify_slice(mac).is_ok()
    }

    /// The form in which an idempotency key stands in the database: equal for equal keys.
    pub(crate) fn hide(&self, key: IdempotencyKey) -> Vec<u8> {
        self.requests.encrypt([0; NONCE_BYTES], b"dalolat/hidden-request/1", key.as_bytes())
    }

    /// The idempotency key of what [`hide`](Self::hide) made.
    pub(crate) fn show(&self, hidden: &[u8]) -> Option<IdempotencyKey> {
        let bytes = self.requests.decrypt([0; NONCE_BYTES], b"dalolat/hidden-request/1", hidden)?;
        bytes.try_into().ok().map(IdempotencyKey::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys() -> Keys {
        Keys::create(Key::new([7; 32])).unwrap().0
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_for_its_case_and_its_use_alone(case: [u8; 16], other: [u8; 16], plain: Vec<u8>) {
            let key = CaseKey::random().unwrap();
            let (case, other) = (CaseId::new(case), CaseId::new(other));
            let sealed = key.seal(case, What::Record, &plain).unwrap();
            prop_assert_eq!(key.open(case, What::Record, &sealed).unwrap(), plain);
            prop_assert!(key.open(case, What::Details, &sealed).is_err());
            prop_assert_eq!(key.open(other, What::Record, &sealed).is_ok(), case == other);
        }

        #[test]
        fn a_flipped_bit_is_noticed(plain: [u8; 20], at in 0usize..(12 + 20 + 16) * 8) {
            let (key, case) = (CaseKey::random().unwrap(), CaseId::new([1; 16]));
            let mut sealed = key.seal(case, What::Record, &plain).unwrap();
            *sealed.get_mut(at / 8).unwrap() ^= 1 << (at % 8);
            prop_assert!(key.open(case, What::Record, &sealed).is_err());
        }

        #[test]
        fn a_hidden_request_is_found_again_and_shown(request: [u8; 32]) {
            let (keys, request) = (keys(), IdempotencyKey::new(request));
            prop_assert_eq!(keys.hide(request), keys.hide(request));
            prop_assert_eq!(keys.show(&keys.hide(request)), Some(request));
        }
    }

    #[test]
    fn the_cipher_is_the_published_one() {
        // RFC 8452, appendix C.2: AEAD_AES_256_GCM_SIV, plaintext 0100000000000000, no additional data.
        let mut key = [0; 32];
        key[0] = 1;
        let mut nonce = [0; NONCE_BYTES];
        nonce[0] = 3;
        let sealed = Key::new(key).encrypt(nonce, &[], &[1, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(protocol::hash::hex(&sealed), "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28");
    }

    #[test]
    fn a_wrapped_key_opens_for_its_case_and_its_wrapping_key_alone() {
        let (keys, case, key) = (keys(), CaseId::new([1; 16]), CaseKey::random().unwrap());
        let wrapped = keys.wrap(case, &key).unwrap();
        assert_eq!(keys.unwrap_case(case, &wrapped).unwrap().0.0, key.0.0);
        assert!(keys.unwrap_case(CaseId::new([2; 16]), &wrapped).is_err());
        let (_, rows) = Keys::create(Key::new([7; 32])).unwrap();
        assert!(Keys::unwrap(Key::new([7; 32]), &rows).is_some());
        assert!(Keys::unwrap(Key::new([8; 32]), &rows).is_none());
    }

    #[test]
    fn no_key_is_in_debug_output() {
        assert_eq!(format!("{:?}", keys().kek), "Key(redacted)");
    }
}
