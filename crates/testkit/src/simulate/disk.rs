//! A machine's disk in memory: what is synced survives a loss of power, the rest may be lost, kept or torn.
//!
//! # Rules
//!
//! * A write is seen at once by whoever reads, and is durable after the next sync of its file, or at once
//!   where it asks for that. Names are durable when they are made or removed.
//! * When power is lost each write since the last sync is kept, lost or torn by chance, each for itself:
//!   real disks reorder. When only the process is killed, everything written is kept.
//! * A disk that is full refuses what would make a file longer.
use bytes::BufMut as _;
use commonware_runtime::{BlobVersion, Error, IoBuf, IoBufMut, IoBufsMut};
use rand::{Rng, RngExt as _};
use std::{
    collections::BTreeMap,
    ops::RangeInclusive,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// What becomes of writes that were not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsynced {
    /// The process died, the machine did not: all are kept.
    Kept,
    /// Power was lost and nothing reached the disk.
    Lost,
    /// Power was lost while some reached the disk, some not, and some in part.
    Torn,
}

#[derive(Clone, Debug)]
enum Change {
    Write { at: usize, bytes: IoBuf },
    Resize(usize),
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>, most: usize) {
        match self {
            Self::Write { at, bytes } => {
                let bytes = &bytes.as_ref()[..most.min(bytes.as_ref().len())];
                let end = at + bytes.len();
                if to.len() < end {
                    to.resize(end, 0);
                }
                to[*at..end].copy_from_slice(bytes);
            }
            Self::Resize(length) => to.resize(*length, 0),
        }
    }
}

/// One file.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    version: u16,
    durable: Vec<u8>,
    live: Vec<u8>,
    unsynced: Vec<Change>,
}

impl File {
    pub(super) fn length(&self) -> u64 {
        self.live.len() as u64
    }

    /// Fills `to` with what stands at a place.
    pub(super) fn read(&self, at: u64, length: usize, mut to: IoBufsMut) -> Result<IoBufsMut, Error> {
        let at = usize::try_from(at).or(Err(Error::OffsetOverflow))?;
        let bytes = self.live.get(at..at.saturating_add(length)).ok_or(Error::BlobInsufficientLength)?;
        if to.len() == length {
            to.copy_from_slice(bytes);
        } else if to.is_empty() {
            to.put_slice(bytes);
        } else {
            to = bytes.to_vec().into();
        }
        Ok(to)
    }

    pub(super) fn buffer(length: usize) -> IoBufsMut {
        IoBufMut::zeroed(length).into()
    }

    fn change(&mut self, change: Change, durable: bool) {
        change.apply(&mut self.live, usize::MAX);
        if durable {
            change.apply(&mut self.durable, usize::MAX);
        } else {
            self.unsynced.push(change);
        }
    }

    pub(super) fn write(&mut self, at: u64, bytes: IoBuf, durable: bool) -> Result<(), Error> {
        let at = usize::try_from(at).or(Err(Error::OffsetOverflow))?;
        self.change(Change::Write { at, bytes }, durable);
        Ok(())
    }

    pub(super) fn resize(&mut self, length: u64) -> Result<(), Error> {
        let length = usize::try_from(length).or(Err(Error::OffsetOverflow))?;
        self.change(Change::Resize(length), false);
        Ok(())
    }

    /// How many changes a sync that begins now will make durable.
    pub(super) fn mark(&self) -> usize {
        self.unsynced.len()
    }

    /// Makes the first changes durable.
    pub(super) fn sync(&mut self, mark: usize) {
        for change in self.unsynced.drain(..mark.min(self.unsynced.len())) {
            change.apply(&mut self.durable, usize::MAX);
        }
    }

    /// What is found after the machine stopped.
    fn after(&self, unsynced: Unsynced, rng: &mut impl Rng) -> Self {
        let mut content = self.durable.clone();
        for change in &self.unsynced {
            let most = match unsynced {
                Unsynced::Kept => Some(usize::MAX),
                Unsynced::Lost => None,
                Unsynced::Torn => match rng.random_range(0..3) {
                    0 => None,
                    1 => Some(usize::MAX),
                    _ => match change {
                        Change::Write { bytes, .. } => Some(rng.random_range(0..=bytes.as_ref().len())),
                        Change::Resize(_) => Some(usize::MAX),
                    },
                },
            };
            if let Some(most) = most {
                change.apply(&mut content, most);
            }
        }
        Self { version: self.version, durable: content.clone(), live: content, unsynced: Vec::new() }
    }
}

/// A file as it is open.
pub(super) type Open = Arc<Mutex<File>>;

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A disk: partitions of named files.
#[derive(Debug, Default)]
pub struct Disk(BTreeMap<String, BTreeMap<Vec<u8>, Open>>);

impl Disk {
    pub(super) fn open(
        &mut self,
        partition: &str,
        name: &[u8],
        versions: &RangeInclusive<BlobVersion>,
    ) -> Result<(Open, u64, BlobVersion), Error> {
        let files = self.0.entry(partition.to_owned()).or_default();
        let file = files.entry(name.to_vec()).or_insert_with(|| {
            Arc::new(Mutex::new(File { version: versions.end().get(), ..File::default() }))
        });
        let (length, version) = {
            let file = lock(file);
            (file.length(), BlobVersion::new(file.version))
        };
        if !versions.contains(&version) {
            return Err(Error::BlobVersionMismatch { expected: versions.clone(), found: version });
        }
        Ok((Arc::clone(file), length, version))
    }

    pub(super) fn remove(&mut self, partition: &str, name: Option<&[u8]>) -> Result<(), Error> {
        let missing = || Error::PartitionMissing(partition.to_owned());
        match name {
            None => self.0.remove(partition).map(drop).ok_or_else(missing),
            Some(name) => {
                let files = self.0.get_mut(partition).ok_or_else(missing)?;
                let removed = files.remove(name).map(drop);
                removed.ok_or_else(|| Error::BlobMissing(partition.to_owned(), format!("{name:02x?}")))
            }
        }
    }

    pub(super) fn scan(&self, partition: &str) -> Result<Vec<Vec<u8>>, Error> {
        let files = self.0.get(partition).ok_or_else(|| Error::PartitionMissing(partition.to_owned()))?;
        Ok(files.keys().cloned().collect())
    }

    /// The bytes of all files together.
    pub(super) fn used(&self) -> u64 {
        self.0.values().flat_map(BTreeMap::values).map(|file| lock(file).length()).sum()
    }

    /// What is found after the machine stopped. Who still has a file of this disk open changes nothing there.
    pub(super) fn after(&self, unsynced: Unsynced, rng: &mut impl Rng) -> Self {
        let mut after = BTreeMap::new();
        for (partition, files) in &self.0 {
            let mut kept = BTreeMap::new();
            for (name, file) in files {
                kept.insert(name.clone(), Arc::new(Mutex::new(lock(file).after(unsynced, rng))));
            }
            after.insert(partition.clone(), kept);
        }
        Self(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng as _, rngs::StdRng};

    fn content(disk: &mut Disk) -> Vec<u8> {
        let (file, ..) = disk.open("p", b"f", &(BlobVersion::new(0)..=BlobVersion::new(0))).unwrap();
        lock(&file).live.clone()
    }

    #[test]
    fn what_was_synced_survives_and_the_rest_is_kept_lost_or_torn() {
        let mut disk = Disk::default();
        let (file, ..) = disk.open("p", b"f", &(BlobVersion::new(0)..=BlobVersion::new(0))).unwrap();
        lock(&file).write(0, IoBuf::from(vec![1; 4]), false).unwrap();
        let mark = lock(&file).mark();
        lock(&file).write(4, IoBuf::from(vec![2; 4]), false).unwrap();
        lock(&file).sync(mark);
        lock(&file).write(8, IoBuf::from(vec![3; 2]), true).unwrap();
        let mut rng = StdRng::seed_from_u64(1);
        assert_eq!(content(&mut disk.after(Unsynced::Kept, &mut rng)), [1, 1, 1, 1, 2, 2, 2, 2, 3, 3]);
        assert_eq!(content(&mut disk.after(Unsynced::Lost, &mut rng)), [1, 1, 1, 1, 0, 0, 0, 0, 3, 3]);
        let mut torn: Vec<Vec<u8>> =
            (0..50).map(|_| content(&mut disk.after(Unsynced::Torn, &mut rng))).collect();
        torn.sort();
        torn.dedup();
        assert!(torn.len() > 3 && torn.iter().all(|content| content[..4] == [1; 4]), "{torn:?}");
    }
}
