//! The target `protocol_status`: see `dalolat_fuzz::protocol_status`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_status(bytes));
