//! The target `registry_declaration`: see `dalolat_fuzz::registry_declaration`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::registry_declaration(bytes));
