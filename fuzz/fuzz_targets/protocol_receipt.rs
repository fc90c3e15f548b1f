//! The target `protocol_receipt`: see `dalolat_fuzz::protocol_receipt`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_receipt(bytes));
