//! The target `protocol_key_record`: see `dalolat_fuzz::protocol_key_record`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_key_record(bytes));
