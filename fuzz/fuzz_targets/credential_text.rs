//! The target `credential_text`: see `dalolat_fuzz::credential_text`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::credential_text(bytes));
