//! Several signed entries in one message between validators.
//!
//! # Format
//!
//! An array of 1 to 256 byte strings, each of 1 to 65,536 bytes ([`SignedEntry::MAX_BYTES`]), together
//! at most 128 KiB. What stands in a byte string is not looked at here: one that is no entry spoils
//! itself alone.
use crate::{
    SignedEntry,
    cbor::{Canonical, Malformed, Reader, Writer},
};

/// How many entries a parcel holds at most: as many as are verified at once.
pub const ENTRIES_MAX: usize = 256;
/// The longest parcel, in bytes.
const BYTES_MAX: usize = 128 * 1024;
/// The heads of the array and of a byte string are not longer.
const HEAD_BYTES_MAX: usize = 5;

const _: () =
    assert!(SignedEntry::MAX_BYTES + 2 * HEAD_BYTES_MAX <= BYTES_MAX, "the longest entry fits a parcel");

/// What one message carries: the bytes of entries, as whoever signed them sent them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel(Vec<Vec<u8>>);

impl Parcel {
    /// The entries.
    pub fn into_entries(self) -> Vec<Vec<u8>> {
        self.0
    }
}

impl Canonical for Parcel {
    const MAX_BYTES: usize = BYTES_MAX;

    fn write(&self, to: &mut Writer) {
        to.array(self.0.len());
        for entry in &self.0 {
            to.bytes(entry);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "a parcel of 1 to 256 entries";
        let fault = from.malformed(expected);
        let count = from.array_up_to(ENTRIES_MAX, expected)?;
        if count == 0 {
            return Err(fault);
        }
        let entry = |_| {
            let expected = "an entry of 1 to 65,536 bytes";
            let fault = from.malformed(expected);
            let bytes = from.bytes(SignedEntry::MAX_BYTES, expected)?;
            if bytes.is_empty() { Err(fault) } else { Ok(bytes.to_vec()) }
        };
        (0..count).map(entry).collect::<Result<_, _>>().map(Self)
    }
}

/// The messages that carry `entries`, in order, each as full as it may be. An entry that is none by its
/// length is left out.
pub fn pack<E: AsRef<[u8]>>(entries: impl IntoIterator<Item = E>) -> Vec<Vec<u8>> {
    let mut parcels = Vec::new();
    let (mut open, mut size) = (Vec::new(), HEAD_BYTES_MAX);
    for entry in entries {
        let bytes = entry.as_ref();
        if bytes.is_empty() || bytes.len() > SignedEntry::MAX_BYTES {
            continue;
        }
        let more = bytes.len().saturating_add(HEAD_BYTES_MAX);
        if open.len() == ENTRIES_MAX || size.saturating_add(more) > BYTES_MAX {
            parcels.push(Parcel(core::mem::take(&mut open)).to_bytes());
            size = HEAD_BYTES_MAX;
        }
        open.push(bytes.to_vec());
        size = size.saturating_add(more);
    }
    if !open.is_empty() {
        parcels.push(Parcel(open).to_bytes());
    }
    parcels
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unpack(parcels: &[Vec<u8>]) -> Vec<Vec<u8>> {
        parcels.iter().flat_map(|bytes| Parcel::from_bytes(bytes).unwrap().into_entries()).collect()
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked_in_order(lengths in prop::collection::vec(1usize..=4096, 0..300)) {
            let entries: Vec<Vec<u8>> =
                lengths.iter().zip(0u8..=255).map(|(length, with)| vec![with; *length]).collect();
            prop_assert_eq!(unpack(&pack(&entries)), entries);
        }

        #[test]
        fn what_is_read_has_one_form_and_no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(parcel) = Parcel::from_bytes(&bytes) {
                prop_assert_eq!(parcel.to_bytes(), bytes);
            }
        }
    }

    #[test]
    fn small_entries_fill_a_parcel_by_number_and_great_ones_by_size() {
        let small = pack(vec![[1u8; 200]; 300]);
        let counts = |parcels: &[Vec<u8>]| -> Vec<usize> {
            parcels.iter().map(|parcel| Parcel::from_bytes(parcel).unwrap().0.len()).collect()
        };
        assert_eq!(counts(&small), [256, 44]);
        let great = pack(vec![[1u8; 4096]; 40]);
        assert_eq!(counts(&great), [31, 9]);
        assert!(great[0].len() <= Parcel::MAX_BYTES && great[0].len() + 4096 > Parcel::MAX_BYTES);
    }

    #[test]
    fn an_empty_parcel_and_an_entry_beyond_the_bounds_are_malformed() {
        assert!(pack(Vec::<Vec<u8>>::new()).is_empty());
        assert!(pack([vec![], vec![0; SignedEntry::MAX_BYTES + 1]]).is_empty());
        for wrong in [
            &[0x80][..],
            &[0x81, 0x40],
            &[0x81, 0x01],
            &[0x81],
            &[0x9f, 0x41, 1, 0xff],
            &[0x82, 0x41, 1],
            &[],
        ] {
            assert!(Parcel::from_bytes(wrong).is_err(), "{wrong:?}");
        }
        assert!(Parcel::from_bytes(&Parcel(vec![vec![1; SignedEntry::MAX_BYTES + 1]]).to_bytes()).is_err());
        assert!(Parcel::from_bytes(&Parcel(vec![vec![1]; 257]).to_bytes()).is_err());
        assert!(Parcel::from_bytes(&Parcel(vec![vec![1; 4096]; 33]).to_bytes()).is_err());
        assert!(Parcel::from_bytes(&Parcel(vec![vec![1]; 256]).to_bytes()).is_ok());
    }
}
