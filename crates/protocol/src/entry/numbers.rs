//! `number.reserve` and `number.release`: numbers for work without a line.
use super::acts::read_act_kind;
use crate::cbor::{Canonical, Malformed, Reader, Writer};
use civil::ActKind;

/// `number.reserve`: an office takes the next numbers of a series for work without a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberReserve {
    /// The range's ordinal among those of the office: 1, 2, 3 without a gap.
    pub range: u32,
    /// Of which series.
    pub kind: ActKind,
    /// How many numbers.
    pub count: u16,
    /// Until when they may be used, in milliseconds since 1970.
    pub until_ms: u64,
}

impl Canonical for NumberReserve {
    const MAX_BYTES: usize = 24;

    fn write(&self, to: &mut Writer) {
        to.array(4).uint(self.range).uint(self.kind.digit()).uint(self.count).uint(self.until_ms);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "a reservation of four values")?;
        let range = read_range(from)?;
        let kind = read_act_kind(from)?;
        let fault = from.malformed("a count of numbers from 1 to 65535");
        let count = from.uint("a count of numbers from 1 to 65535")?;
        if count == 0 {
            return Err(fault);
        }
        Ok(Self { range, kind, count, until_ms: from.uint("a time in milliseconds")? })
    }
}

/// `number.release`: the unused numbers of a range are void from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberRelease {
    /// The range's ordinal among those of the office.
    pub range: u32,
}

impl Canonical for NumberRelease {
    const MAX_BYTES: usize = 8;

    fn write(&self, to: &mut Writer) {
        to.array(1).uint(self.range);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(1, "a release of one value")?;
        Ok(Self { range: read_range(from)? })
    }
}

/// Reads the ordinal of a range.
pub(super) fn read_range(from: &mut Reader<'_>) -> Result<u32, Malformed> {
    let expected = "the ordinal of a range, from 1";
    let fault = from.malformed(expected);
    let range = from.uint(expected)?;
    if range == 0 { Err(fault) } else { Ok(range) }
}
