//! The target `protocol_peer`: see `dalolat_fuzz::protocol_peer`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dalolat_fuzz::protocol_peer(bytes));
