//! Canonical CBOR: RFC 8949 §4.2.1, cut down to what our formats use.
//!
//! Unsigned integers, byte strings, text strings, arrays of known length, `null`. No maps, tags,
//! negative numbers, floats, truths or indefinite lengths. Whatever decodes is encoded again and
//! compared, so that a value has exactly one form; everything else is [`Malformed`].
use minicbor::{Decoder, Encoder, data::Type};

/// Bytes that are not what they should be, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at}: expected {expected}")]
pub struct Malformed {
    /// Offset of the first byte that does not fit.
    pub at: usize,
    /// What should stand there, with its bounds.
    pub expected: &'static str,
}

/// A value with exactly one form in bytes.
pub trait Canonical: Sized {
    /// The most bytes that a well-formed value may have; longer input is refused unread.
    const MAX_BYTES: usize;

    /// Writes the value.
    fn write(&self, to: &mut Writer);

    /// Reads a value, checking every bound.
    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed>;

    /// The bytes of the value.
    fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        self.write(&mut writer);
        writer.into_bytes()
    }

    /// The value of the bytes, which must be its only form and nothing more.
    fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(Malformed { at: Self::MAX_BYTES, expected: "the end, by the greatest size allowed" });
        }
        let mut reader = Reader::new(bytes);
        let value = Self::read(&mut reader)?;
        let at = reader.position();
        if at != bytes.len() {
            return Err(Malformed { at, expected: "the end" });
        }
        reader.same_since(0, &value.to_bytes())?;
        Ok(value)
    }
}

const TO_MEMORY: &str = "writing to memory does not fail";

/// Writes canonical CBOR into memory.
pub struct Writer(Encoder<Vec<u8>>);

impl Default for Writer {
    fn default() -> Self {
        Self(Encoder::new(Vec::new()))
    }
}

impl Writer {
    /// The head of an array of `length` values, which follow.
    pub fn array(&mut self, length: usize) -> &mut Self {
        self.0.array(length as u64).expect(TO_MEMORY);
        self
    }

    /// An unsigned integer.
    pub fn uint(&mut self, value: impl Into<u64>) -> &mut Self {
        self.0.u64(value.into()).expect(TO_MEMORY);
        self
    }

    /// An unsigned integer or `null`.
    pub fn optional_uint(&mut self, value: Option<u64>) -> &mut Self {
        match value {
            Some(value) => self.uint(value),
            None => self.null(),
        }
    }

    /// A byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.0.bytes(value).expect(TO_MEMORY);
        self
    }

    /// A text string.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.0.str(value).expect(TO_MEMORY);
        self
    }

    /// `null`: that there is nothing.
    pub fn null(&mut self) -> &mut Self {
        self.0.null().expect(TO_MEMORY);
        self
    }

    /// A value of ours.
    pub fn value(&mut self, value: &impl Canonical) -> &mut Self {
        value.write(self);
        self
    }

    /// An array of values of ours.
    pub fn list<T: Canonical>(&mut self, values: &[T]) -> &mut Self {
        self.array(values.len());
        values.iter().fold(self, |to, value| to.value(value))
    }

    /// A value of ours or `null`.
    pub fn option<T: Canonical>(&mut self, value: Option<&T>) -> &mut Self {
        match value {
            Some(value) => self.value(value),
            None => self.null(),
        }
    }

    /// What was written so far.
    pub fn written(&self) -> &[u8] {
        self.0.writer()
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_writer()
    }
}

/// Reads canonical CBOR, checking each bound as it goes.
pub struct Reader<'b>(Decoder<'b>);

impl<'b> Reader<'b> {
    /// Begins at the first of `bytes`.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(Decoder::new(bytes))
    }

    /// How many bytes were read.
    pub fn position(&self) -> usize {
        self.0.position()
    }

    /// Says what should stand at the place where reading stands.
    pub fn malformed(&self, expected: &'static str) -> Malformed {
        Malformed { at: self.position(), expected }
    }

    /// Whether what was read since the offset `begun` is `canonical`, the only form of its value.
    pub(crate) fn same_since(&self, begun: usize, canonical: &[u8]) -> Result<(), Malformed> {
        let read = self.0.input().get(begun..self.position()).unwrap_or_default();
        if read == canonical {
            return Ok(());
        }
        let same = canonical.iter().zip(read).take_while(|(a, b)| a == b).count();
        let at = begun.saturating_add(same);
        Err(Malformed { at, expected: "the canonical form (shortest lengths)" })
    }

    fn or<T>(
        &mut self,
        read: impl FnOnce(&mut Decoder<'b>) -> Option<T>,
        expected: &'static str,
    ) -> Result<T, Malformed> {
        let at = self.position();
        read(&mut self.0).ok_or(Malformed { at, expected })
    }

    /// The head of an array of exactly `length` values.
    pub fn array(&mut self, length: usize, expected: &'static str) -> Result<(), Malformed> {
        self.or(|d| d.array().ok().flatten().filter(|n| *n == length as u64).map(|_| ()), expected)
    }

    /// The head of an array of at most `most` values; returns how many.
    pub fn array_up_to(&mut self, most: usize, expected: &'static str) -> Result<usize, Malformed> {
        self.or(
            |d| d.array().ok().flatten().and_then(|n| usize::try_from(n).ok()).filter(|n| *n <= most),
            expected,
        )
    }

    /// An unsigned integer that fits `T`.
    pub fn uint<T: TryFrom<u64>>(&mut self, expected: &'static str) -> Result<T, Malformed> {
        self.or(|d| d.u64().ok().and_then(|n| T::try_from(n).ok()), expected)
    }

    /// A byte string of exactly `N` bytes.
    pub fn fixed<const N: usize>(&mut self, expected: &'static str) -> Result<[u8; N], Malformed> {
        self.or(|d| d.bytes().ok().and_then(|bytes| bytes.try_into().ok()), expected)
    }

    /// A byte string of at most `most` bytes.
    pub fn bytes(&mut self, most: usize, expected: &'static str) -> Result<&'b [u8], Malformed> {
        self.or(|d| d.bytes().ok().filter(|bytes| bytes.len() <= most), expected)
    }

    /// A text string of at most `most` bytes.
    pub fn text(&mut self, most: usize, expected: &'static str) -> Result<&'b str, Malformed> {
        self.or(|d| d.str().ok().filter(|text| text.len() <= most), expected)
    }

    /// Reads `null` if it stands next, and says so.
    pub fn null(&mut self) -> bool {
        matches!(self.0.datatype(), Ok(Type::Null)) && self.0.null().is_ok()
    }

    /// Whether a text string stands next.
    pub fn is_text(&self) -> bool {
        matches!(self.0.datatype(), Ok(Type::String))
    }

    /// An unsigned integer or `null`.
    pub fn optional_uint(&mut self, expected: &'static str) -> Result<Option<u64>, Malformed> {
        if self.null() { Ok(None) } else { self.uint(expected).map(Some) }
    }

    /// A value of ours or `null`.
    pub fn option<T: Canonical>(&mut self) -> Result<Option<T>, Malformed> {
        if self.null() { Ok(None) } else { T::read(self).map(Some) }
    }

    /// An array of at most `most` values of ours.
    pub fn list<T: Canonical>(&mut self, most: usize, expected: &'static str) -> Result<Vec<T>, Malformed> {
        let length = self.array_up_to(most, expected)?;
        (0..length).map(|_| T::read(self)).collect()
    }
}

impl Canonical for crate::Digest {
    const MAX_BYTES: usize = 34;

    fn write(&self, to: &mut Writer) {
        to.bytes(self.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.fixed("a digest of 32 bytes").map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Digest;

    #[test]
    fn a_longer_form_of_the_same_value_is_refused() {
        let digest = Digest::new([7; 32]);
        let bytes = digest.to_bytes();
        assert_eq!(Digest::from_bytes(&bytes), Ok(digest));
        let long = [&[0x59, 0, 32], &bytes[2..]].concat(); // a two-byte length
        assert!(Digest::from_bytes(&long).is_err());
        let indefinite = [&[0x5f][..], &bytes, &[0xff]].concat();
        assert!(Digest::from_bytes(&indefinite).is_err());
    }

    #[test]
    fn what_follows_a_value_is_refused() {
        let bytes = [Digest::ZERO.to_bytes(), vec![0xf6]].concat();
        assert_eq!(Digest::from_bytes(&bytes[..34]), Ok(Digest::ZERO));
        assert!(Digest::from_bytes(&bytes).is_err());
        assert_eq!(
            Digest::from_bytes(&bytes[..20]),
            Err(Malformed { at: 0, expected: "a digest of 32 bytes" })
        );
    }

    #[test]
    fn an_array_that_promises_more_than_allowed_is_refused_before_it_is_read() {
        let bytes = [0x9a, 0xff, 0xff, 0xff, 0xff]; // 2^32 - 1 values
        assert!(Reader::new(&bytes).list::<Digest>(1024, "at most 1,024 digests").is_err());
    }
}
