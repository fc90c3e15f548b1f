//! Whether the disk under a storage has room: asked once the engine has broken off over it.
//!
//! The engine does not always say why it broke off, and what an operator does about a full disk is the
//! opposite of what they do about a damaged storage: keep everything.
use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

/// Less than this counts as none, in bytes: what the engine wants to write at once.
const ROOM_BYTES_MIN: usize = 1 << 20;

/// Whether less than a MiB can be written into a directory.
pub(crate) fn is_full(storage: &Path) -> bool {
    let probe = storage.join("room.part");
    let full = cannot_take(&probe);
    drop(fs::remove_file(&probe)); // it is not there where the directory took nothing at all
    full
}

fn cannot_take(probe: &Path) -> bool {
    let written =
        OpenOptions::new().create(true).truncate(true).write(true).open(probe).and_then(|mut file| {
            file.write_all(&vec![0; ROOM_BYTES_MIN])?;
            file.sync_all()
        });
    let full =
        |error: io::Error| matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    written.is_err_and(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_takes_nothing_is_full_and_any_other_is_not() {
        // full(4): every write fails as on a full disk.
        assert!(cannot_take(Path::new("/dev/full")));
        let storage = std::env::temp_dir().join(format!("dalolat-room-{}", std::process::id()));
        fs::create_dir_all(&storage).unwrap();
        assert!(!is_full(&storage));
        assert_eq!(fs::read_dir(&storage).unwrap().count(), 0, "the probe is removed");
        fs::remove_dir_all(&storage).unwrap();
        assert!(!is_full(&storage), "a directory that is not there is another fault");
    }
}
