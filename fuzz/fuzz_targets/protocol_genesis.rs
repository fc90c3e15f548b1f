//! The target `protocol_genesis`: see `dalolat_fuzz::protocol_genesis`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_genesis(bytes));
