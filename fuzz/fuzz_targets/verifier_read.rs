//! Files of any kind: what is found begins like a proof, and no bytes are a panic.
#![no_main]
use libfuzzer_sys::fuzz_target;
use verifier::read::{is_proof_text, read};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(found) = read(bytes) {
        assert!(is_proof_text(&found.text));
    }
});
