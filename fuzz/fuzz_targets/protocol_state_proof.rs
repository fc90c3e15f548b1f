//! The target `protocol_state_proof`: see `dalolat_fuzz::protocol_state_proof`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_state_proof(bytes));
