//! The target `protocol_signature`: see `dalolat_fuzz::protocol_signature`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_signature(bytes));
