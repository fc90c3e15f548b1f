//! The target `protocol_parcel`: see `dalolat_fuzz::protocol_parcel`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_parcel(bytes));
