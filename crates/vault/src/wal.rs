//! The write-ahead log, before SQLite reads it: whether it is damaged before its end.
//!
//! SQLite reads the log up to the first frame that does not verify and drops the rest, because that is
//! what a power cut leaves. A frame that went bad later would be taken for such an end, and every
//! transaction behind it, durable and promised, would silently be gone. So it is looked at here first.
//!
//! # Format
//!
//! <https://www.sqlite.org/fileformat2.html#walformat>: a head of 32 bytes, then frames of 24 bytes and a
//! page. Each frame has the salts of the head and a checksum that goes on from that of the frame before;
//! the last frame of a transaction says how many pages the database has.
//!
//! # Rules
//!
//! With `synchronous=FULL` a transaction is on the disk before the next one writes its first frame. A
//! frame that does not verify is what a power cut leaves only if no other transaction begins behind it.
//!
//! # Limits
//!
//! What is missing at the end is not noticed: a log that was cut off looks like one that was never longer.
use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

const HEAD_BYTES: usize = 32;
const FRAME_HEAD_BYTES: usize = 24;
/// Of a log whose checksums are over little-endian words; one more for big-endian ones.
const MAGIC: u32 = 0x377f_0682;

/// The log of the database `db`.
pub(crate) fn path_of(db: &Path) -> PathBuf {
    let mut name = db.file_name().unwrap_or_default().to_owned();
    name.push("-wal");
    db.with_file_name(name)
}

/// The first part of the log that is damaged, where what is behind it was promised: 0 for its head, then
/// the frames from 1. `None` where it is whole, or ends as a power cut lets it end, or is not there.
pub(crate) fn damage(log: &Path) -> io::Result<Option<u64>> {
    match File::open(log) {
        Ok(file) => first_damage(BufReader::new(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A checksum, or the salts: two words.
type Pair = (u32, u32);

fn first_damage(mut log: impl Read) -> io::Result<Option<u64>> {
    let Some(head) = read::<HEAD_BYTES>(&mut log)? else { return Ok(None) };
    let magic = word(&head, 0);
    let big_endian = magic == MAGIC.saturating_add(1);
    let stored = pair(&head, 24);
    let page = usize::try_from(word(&head, 8)).unwrap_or(0);
    let whole = (magic == MAGIC || big_endian)
        && page.is_power_of_two()
        && (512..=65_536).contains(&page)
        && checksum((0, 0), head.get(..24).unwrap_or_default(), big_endian) == stored;
    if !whole {
        // Its head is on the disk before the first frame is; where nothing follows, nothing was promised.
        let mut more = [0; 1];
        return Ok((log.read(&mut more)? > 0).then_some(0));
    }
    let salts = pair(&head, 16);
    // The checksum of the frame before as it stands there, and as it should.
    let mut before = [stored; 2];
    let (mut number, mut bad) = (0u64, None);
    // Whether a transaction ends with the frame before, and that frame is a bad one or behind one.
    let mut ended = false;
    let mut data = vec![0; page];
    while let Some(frame) = read::<FRAME_HEAD_BYTES>(&mut log)? {
        if log.read_exact(&mut data).is_err() {
            break; // the file ends within the page
        }
        number = number.saturating_add(1);
        let stored = pair(&frame, 16);
        let head = frame.get(..8).unwrap_or_default();
        let sums = before.map(|before| checksum(checksum(before, head, big_endian), &data, big_endian));
        let goes_on = sums.contains(&stored);
        let salted = pair(&frame, 8) == salts;
        // A transaction that goes on from that end was begun when that end was on the disk; what an older
        // one has left there, torn by a power cut, does not go on from it.
        if ended && goes_on {
            return Ok(bad);
        }
        let [sum, _] = sums;
        if !salted || sum != stored {
            bad = bad.or(Some(number));
        }
        ended = bad.is_some() && (salted || goes_on) && word(&frame, 4) != 0;
        before = [stored, sum];
    }
    Ok(None)
}

/// The next `N` bytes; `None` where the file ends before.
fn read<const N: usize>(log: &mut impl Read) -> io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    match log.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// The big-endian word at `place`.
fn word(bytes: &[u8], place: usize) -> u32 {
    let word = bytes.get(place..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
    u32::from_be_bytes(word)
}

fn pair(bytes: &[u8], place: usize) -> Pair {
    (word(bytes, place), word(bytes, place.saturating_add(4)))
}

/// SQLite's checksum over bytes whose number is a multiple of eight, going on from `from`.
fn checksum((mut one, mut two): Pair, bytes: &[u8], big_endian: bool) -> Pair {
    let read = if big_endian { u32::from_be_bytes } else { u32::from_le_bytes };
    let (words, _) = bytes.as_chunks::<4>();
    for pair in words.chunks_exact(2) {
        let [first, second] = pair else { continue };
        one = one.wrapping_add(read(*first)).wrapping_add(two);
        two = two.wrapping_add(read(*second)).wrapping_add(one);
    }
    (one, two)
}

#[cfg(test)]
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops where it is wrong"
)]
mod tests {
    use super::*;

    const PAGE: usize = 512;

    /// A log of frames, each with what its page is filled with and whether a transaction ends with it.
    fn log(frames: &[(u8, bool)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for word in [MAGIC, 3_007_000, u32::try_from(PAGE).unwrap(), 0, 0x5a17, 0x5a18] {
            bytes.extend(word.to_be_bytes());
        }
        let mut sum = checksum((0, 0), &bytes, false);
        let put = |bytes: &mut Vec<u8>, (one, two): Pair| {
            bytes.extend(one.to_be_bytes());
            bytes.extend(two.to_be_bytes());
        };
        put(&mut bytes, sum);
        for (fill, ends) in frames {
            let head = [[0, 0, 0, 1], [0, 0, 0, u8::from(*ends)]].concat();
            let page = [*fill; PAGE];
            sum = checksum(checksum(sum, &head, false), &page, false);
            bytes.extend(head);
            put(&mut bytes, (0x5a17, 0x5a18));
            put(&mut bytes, sum);
            bytes.extend(page);
        }
        bytes
    }

    const fn frame(number: usize) -> usize {
        HEAD_BYTES + (number - 1) * (FRAME_HEAD_BYTES + PAGE)
    }

    fn damage_of(log: &[u8]) -> Option<u64> {
        first_damage(log).unwrap()
    }

    #[test]
    fn a_whole_log_and_one_that_ends_anywhere_are_not_damaged() {
        let log = log(&[(1, false), (2, true), (3, true), (4, false), (5, true)]);
        for len in 0..=log.len() {
            assert_eq!(damage_of(&log[..len]), None, "{len} bytes");
        }
    }

    #[test]
    fn a_bad_frame_is_damage_only_where_another_transaction_follows() {
        let log = log(&[(1, false), (2, true), (3, true), (4, false), (5, true)]);
        for (number, expected) in [(1, Some(1)), (2, Some(2)), (3, Some(3)), (4, None), (5, None)] {
            for place in [0, 9, 14, 17, 22, 24, 400] {
                let mut log = log.clone();
                log[frame(number) + place] ^= 0x40;
                assert_eq!(damage_of(&log), expected, "frame {number}, byte {place}");
            }
        }
    }

    #[test]
    fn what_torn_transactions_have_left_behind_the_end_is_no_damage() {
        // Two long transactions that a power cut tore, each overwritten by a shorter one in its turn.
        let oldest = log(&[(1, true), (9, false), (9, false), (9, false), (9, false), (9, true)]);
        let older = log(&[(1, true), (8, false), (8, false), (8, true)]);
        let newest = log(&[(1, true), (7, true)]);
        let mut left = newest;
        left.extend(&older[frame(3)..]);
        left.extend(&oldest[frame(5)..]);
        assert_eq!(damage_of(&left), None);
        let another = log(&[(3, true), (4, true), (5, true)]);
        let mut stale = log(&[(1, true)]);
        stale.extend(another[frame(2)..].iter().map(|byte| byte ^ 0x11));
        assert_eq!(damage_of(&stale), None, "of other salts");
    }

    #[test]
    fn a_bad_head_is_damage_where_a_frame_follows() {
        let log = log(&[(1, true)]);
        for place in 0..HEAD_BYTES {
            let mut log = log.clone();
            log[place] ^= 1;
            assert_eq!(damage_of(&log), Some(0), "byte {place}");
            assert_eq!(damage_of(&log[..HEAD_BYTES]), None);
        }
    }
}
