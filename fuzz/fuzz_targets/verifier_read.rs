//! The target `verifier_read`: see `dalolat_fuzz::verifier_read`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::verifier_read(bytes));
