//! Identifiers: of entries, keys, persons on the ledger, certificates.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::{Digest, from_hex, write_hex},
};
use core::{fmt, str::FromStr};

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $bytes]);

        impl $name {
            /// Takes the bytes as they are.
            pub const fn new(bytes: [u8; $bytes]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $bytes] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_hex(f, &self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                from_hex(text).map(Self).ok_or(NotAnId { expected: $what })
            }
        }

        impl Canonical for $name {
            const MAX_BYTES: usize = $bytes + 2;

            fn write(&self, to: &mut Writer) {
                to.bytes(&self.0);
            }

            fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
                from.fixed($what).map(Self)
            }
        }
    };
}

/// A text that is no identifier of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct NotAnId {
    expected: &'static str,
}

identifier!(
    /// SHA-256 over an entry's canonical bytes without signatures. An act's id for ever is the id of
    /// the entry that registered it.
    EntryId, 32, "an entry id of 32 bytes (64 hexadecimal digits)"
);
identifier!(
    /// The first 16 bytes of SHA-256 over a key record.
    SignerKeyId, 16, "a key id of 16 bytes (32 hexadecimal digits)"
);
identifier!(
    /// A person, a medical notice or another thing that must be the same twice, under a key that only
    /// the registry operator holds: HMAC-SHA-256 with its inputs separated by use.
    Tag, 32, "a tag of 32 bytes"
);
identifier!(
    /// The random status handle of a certificate, found only on the paper.
    Handle, 16, "a status handle of 16 bytes"
);

impl From<Digest> for EntryId {
    fn from(digest: Digest) -> Self {
        Self(*digest.as_bytes())
    }
}

impl SignerKeyId {
    /// The id of the key whose record hashes to `digest`.
    pub fn of(digest: Digest) -> Self {
        let mut id = [0; 16];
        for (to, from) in id.iter_mut().zip(digest.as_bytes()) {
            *to = *from;
        }
        Self(id)
    }
}

/// Crockford's base 32: no I, L, O, U.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Modulus of the two check characters: the greatest prime below 32².
const CHECK: u128 = 1021;

impl Handle {
    /// The handle as it stands on paper: 26 characters and 2 check characters, in groups of four.
    ///
    /// The check is the value modulo 1,021, so that any one wrong character and any two swapped
    /// neighbours are found.
    pub fn printed(&self) -> String {
        let value = u128::from_be_bytes(self.0);
        let check = value.checked_rem(CHECK).unwrap_or(0);
        let digit = |n: u128| {
            let at = usize::try_from(n & 31).unwrap_or(0);
            char::from(CROCKFORD.get(at).copied().unwrap_or(b'0'))
        };
        let body = (0..26).rev().map(|place: u32| value.checked_shr(place.saturating_mul(5)).unwrap_or(0));
        let letters: Vec<char> = body.chain([check >> 5, check]).map(digit).collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }

    /// Reads what [`printed`](Self::printed) wrote; hyphens and spaces may be left out, small letters
    /// and the look-alikes `O`, `I` and `L` are understood.
    pub fn from_printed(text: &str) -> Result<Self, NotAHandle> {
        let mut values = Vec::new();
        for c in text.chars().filter(|c| !matches!(c, '-' | ' ')) {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            let value = CROCKFORD.iter().position(|d| char::from(*d) == c).ok_or(NotAHandle::Character)?;
            values.push(value as u128);
            if values.len() > 28 {
                return Err(NotAHandle::Length);
            }
        }
        let (body, check) = values.split_at_checked(26).ok_or(NotAHandle::Length)?;
        let [high, low] = check else { return Err(NotAHandle::Length) };
        if body.first().is_none_or(|first| *first > 7) {
            return Err(NotAHandle::Check); // 26 characters hold 130 bits, a handle has 128
        }
        let value = body.iter().fold(0u128, |value, digit| (value << 5) | digit);
        if value.checked_rem(CHECK) != Some((high << 5) | low) {
            return Err(NotAHandle::Check);
        }
        Ok(Self(value.to_be_bytes()))
    }
}

/// Why a typed text is no status handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAHandle {
    /// A character that no handle has.
    #[error("a status code has digits and letters only")]
    Character,
    /// Not 28 characters.
    #[error("a status code has 28 characters")]
    Length,
    /// The check characters do not fit.
    #[error("a character of the status code is wrong: compare it with the paper")]
    Check,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_handle_typed_from_paper_is_the_same(bytes: [u8; 16]) {
            let handle = Handle::new(bytes);
            let printed = handle.printed();
            prop_assert_eq!(printed.len(), 34);
            prop_assert_eq!(Handle::from_printed(&printed), Ok(handle));
            prop_assert_eq!(Handle::from_printed(&printed.to_lowercase().replace('-', " ")), Ok(handle));
        }

        #[test]
        fn one_wrong_character_is_found(bytes: [u8; 16], place in 0usize..28, by in 1usize..32) {
            let mut letters: Vec<u8> = Handle::new(bytes).printed().bytes().filter(|c| *c != b'-').collect();
            let old = CROCKFORD.iter().position(|c| *c == letters[place]).unwrap();
            letters[place] = CROCKFORD[(old + by) % 32];
            prop_assert!(Handle::from_printed(std::str::from_utf8(&letters).unwrap()).is_err());
        }
    }

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = EntryId::new([0xab; 32]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("ab".parse::<EntryId>().is_err());
    }
}
