//! The target `civil_words`: see `dalolat_fuzz::civil_words`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::civil_words(bytes));
