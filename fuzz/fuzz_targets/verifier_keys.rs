//! Network-key files: what is read is written and read back the same.
#![no_main]
use libfuzzer_sys::fuzz_target;
use verifier::KeyFile;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(keys) = KeyFile::from_json(bytes) {
        let again = KeyFile::from_json(keys.to_json().as_bytes());
        assert!(again.is_ok_and(|again| again == keys));
    }
});
