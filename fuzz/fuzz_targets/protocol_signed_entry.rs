//! The target `protocol_signed_entry`: see `dalolat_fuzz::protocol_signed_entry`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_signed_entry(bytes));
