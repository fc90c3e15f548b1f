//! The target `protocol_service`: see `dalolat_fuzz::protocol_service`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_service(bytes));
