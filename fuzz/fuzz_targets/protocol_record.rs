//! The target `protocol_record`: see `dalolat_fuzz::protocol_record`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_record(bytes));
