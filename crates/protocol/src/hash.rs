//! SHA-256, with one tag for each use.
//!
//! A tag is ASCII and ends in its version; what follows it is of fixed width or ends the input, so
//! that no two uses and no two inputs share bytes.
use core::fmt;
use sha2::Digest as _;

/// The 32 bytes of a SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// All zero: where the engine's format has a digest and there is none.
    pub const ZERO: Self = Self([0; 32]);

    /// Takes 32 bytes as a digest.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// SHA-256 over the concatenation of `parts`.
pub fn sha256(parts: &[&[u8]]) -> Digest {
    let mut hasher = sha2::Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Digest(hasher.finalize().into())
}

/// SHA-256 over `tag` and then `parts`.
pub fn tagged(tag: &str, parts: &[&[u8]]) -> Digest {
    let mut hasher = sha2::Sha256::new();
    hasher.update(tag.as_bytes());
    for part in parts {
        hasher.update(part);
    }
    Digest(hasher.finalize().into())
}

/// Writes bytes as lower-case hexadecimal.
pub(crate) fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String does not fail");
        text
    })
}

/// Reads hexadecimal of exactly `N` bytes, either case.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N.checked_mul(2)? || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        let nibble = |c: u8| char::from(c).to_digit(16).and_then(|n| u8::try_from(n).ok());
        *byte = nibble(*high)?.checked_mul(16)?.checked_add(nibble(*low)?)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // FIPS 180-4, the vector of "abc".
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&[b"a", b"", b"bc"]).to_string(), abc);
        assert_eq!(tagged("ab", &[b"c"]).to_string(), abc);
        assert_eq!(from_hex::<32>(abc).map(Digest::new), Some(sha256(&[b"abc"])));
    }

    #[test]
    fn what_is_not_hexadecimal_of_that_length_is_refused() {
        assert_eq!(from_hex::<1>("0"), None);
        assert_eq!(from_hex::<1>("0g"), None);
        assert_eq!(from_hex::<1>("ў"), None);
        assert_eq!(from_hex::<2>("0Aff"), Some([10, 255]));
    }
}
