//! The target `civil_numbers`: see `dalolat_fuzz::civil_numbers`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::civil_numbers(bytes));
