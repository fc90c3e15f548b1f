//! The target `registry_old_numbers`: see `dalolat_fuzz::registry_old_numbers`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::registry_old_numbers(bytes));
