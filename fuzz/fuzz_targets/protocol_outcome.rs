//! The target `protocol_outcome`: see `dalolat_fuzz::protocol_outcome`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_outcome(bytes));
