//! What validators tell each other about each other: what is read has one form, and no bytes are a panic.
#![no_main]
use libfuzzer_sys::fuzz_target;
use protocol::{Canonical as _, peer::PeerMessage};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = PeerMessage::from_bytes(bytes) {
        assert_eq!(value.to_bytes(), bytes);
    }
});
