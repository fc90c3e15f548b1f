//! Parcels of entries: what is read has one form and can be packed again, and no bytes are a panic.
#![no_main]
use libfuzzer_sys::fuzz_target;
use protocol::{
    Canonical as _,
    parcel::{Parcel, pack},
};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = Parcel::from_bytes(bytes) {
        assert_eq!(value.to_bytes(), bytes);
        let again = pack(value.clone().into_entries());
        let entries: Vec<Vec<u8>> = again
            .iter()
            .flat_map(|bytes| Parcel::from_bytes(bytes).expect("what is packed is read").into_entries())
            .collect();
        assert_eq!(entries, value.into_entries());
    }
});
