//! The target `credential_proof`: see `dalolat_fuzz::credential_proof`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::credential_proof(bytes));
