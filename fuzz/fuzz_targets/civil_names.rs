//! The target `civil_names`: see `dalolat_fuzz::civil_names`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::civil_names(bytes));
