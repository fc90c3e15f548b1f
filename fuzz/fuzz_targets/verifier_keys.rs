//! The target `verifier_keys`: see `dalolat_fuzz::verifier_keys`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::verifier_keys(bytes));
