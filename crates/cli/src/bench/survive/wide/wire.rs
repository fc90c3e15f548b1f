//! The wire between the agencies: packets of their namespaces, delayed, lost and queued on their way.
//!
//! Each namespace has a VXLAN device whose other end is a UDP socket here, so that every packet between two
//! agencies passes through this process as a datagram (RFC 7348). It goes on after its delay, or it does
//! not: real packets are lost, and the kernels' TCP notices as it would on a line.
//!
//! # Limits
//!
//! Only IPv4 goes through. A lost packet is lost in one direction by itself, without bursts.
use crate::{bench::failed, failure::Failure};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    io,
    net::{Ipv4Addr, UdpSocket},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// The port of VXLAN (RFC 7348 §5).
pub(crate) const PORT: u16 = 4789;
/// VXLAN's header and Ethernet's before the packet.
const OUTER: usize = 8 + 14;
/// How long a packet may wait for a line that is busy before it is dropped.
const QUEUE_MAX: Duration = Duration::from_millis(500);
/// How long a thread waits before it looks whether it is to end.
const LOOK: Duration = Duration::from_millis(100);
const TCP: u8 = 6;

/// What the wire does to packets.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    /// Of each packet, one way.
    pub(crate) delay: Duration,
    /// Of a thousand packets.
    pub(crate) lost_per_mille: u32,
    /// What each agency's line carries each way, in bits a second.
    pub(crate) bits: Vec<u64>,
    /// Agencies of different sides do not hear each other.
    pub(crate) side: Vec<u8>,
}

/// A packet under way.
struct Packet {
    to: usize,
    bytes: Vec<u8>,
}

struct State {
    shape: Shape,
    chance: StdRng,
    /// When each agency's line is free again, out and in.
    free: Vec<[Instant; 2]>,
    /// By the moment at which it arrives; the number keeps the order.
    under_way: BinaryHeap<Reverse<(Instant, u64, usize)>>,
    packets: std::collections::BTreeMap<u64, Packet>,
    count: u64,
}

struct Shared {
    sockets: Vec<UdpSocket>,
    state: Mutex<State>,
    changed: Condvar,
    ends: AtomicBool,
    carried: AtomicU64,
    lost: AtomicU64,
}

/// The wire. Dropped, its threads end.
pub(crate) struct Wire(Arc<Shared>);

impl Wire {
    /// A wire between so many agencies, from here.
    pub(crate) fn between(agencies: u8, shape: Shape, seed: u64) -> Result<Self, Failure> {
        let socket = |n: u8| {
            let socket = UdpSocket::bind((near(n), PORT))?;
            socket.set_read_timeout(Some(LOOK))?;
            Ok(socket)
        };
        let sockets = (0..agencies).map(socket).collect::<io::Result<Vec<_>>>();
        let state = State {
            shape,
            chance: StdRng::seed_from_u64(seed),
            free: vec![[Instant::now(); 2]; usize::from(agencies)],
            under_way: BinaryHeap::new(),
            packets: std::collections::BTreeMap::new(),
            count: 0,
        };
        let shared = Arc::new(Shared {
            sockets: sockets.map_err(|error| failed("survive.wire", &error))?,
            state: Mutex::new(state),
            changed: Condvar::new(),
            ends: AtomicBool::new(false),
            carried: AtomicU64::new(0),
            lost: AtomicU64::new(0),
        });
        for n in 0..usize::from(agencies) {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || shared.take_from(n));
        }
        let sender = Arc::clone(&shared);
        std::thread::spawn(move || sender.pass_on());
        Ok(Self(shared))
    }

    /// Changes what happens to packets that come from now on.
    pub(crate) fn shape(&self, change: impl FnOnce(&mut Shape)) {
        change(&mut self.0.state().shape);
    }

    /// Bytes passed on and packets lost so far.
    pub(crate) fn so_far(&self) -> (u64, u64) {
        (self.0.carried.load(Ordering::Relaxed), self.0.lost.load(Ordering::Relaxed))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.0.ends.store(true, Ordering::Relaxed);
        self.0.changed.notify_all();
    }
}

/// This end of the line to the agency `n`, from 0.
pub(crate) const fn near(n: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 77, n + 1, 1)
}

/// The agency's end.
pub(crate) const fn far(n: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 77, n + 1, 2)
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole at every moment at which the lock is let go.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes packets from one agency until the wire ends.
    fn take_from(&self, from: usize) {
        let mut frame = vec![0; 65_536];
        let Some(socket) = self.sockets.get(from) else { return };
        while !self.ends.load(Ordering::Relaxed) {
            let Ok((length, _)) = socket.recv_from(&mut frame) else { continue };
            let Some(frame) = frame.get_mut(..length) else { continue };
            let Some(to) = addressee(frame).filter(|to| *to < self.sockets.len()) else { continue };
            fill_checksum(frame);
            let now = Instant::now();
            let mut state = self.state();
            let Some(at) = state.arrives(from, to, length, now) else {
                self.lost.fetch_add(1, Ordering::Relaxed);
                continue;
            };
            state.count += 1;
            let number = state.count;
            state.under_way.push(Reverse((at, number, to)));
            state.packets.insert(number, Packet { to, bytes: frame.to_vec() });
            drop(state);
            self.changed.notify_one();
        }
    }

    /// Passes packets on when it is their time.
    fn pass_on(&self) {
        while !self.ends.load(Ordering::Relaxed) {
            let mut state = self.state();
            let now = Instant::now();
            let wait =
                state.under_way.peek().map_or(LOOK, |Reverse((at, ..))| at.saturating_duration_since(now));
            if !wait.is_zero() || state.under_way.is_empty() {
                let waited = self.changed.wait_timeout(state, wait.min(LOOK));
                drop(waited.unwrap_or_else(PoisonError::into_inner));
                continue;
            }
            let packet =
                state.under_way.pop().and_then(|Reverse((_, number, _))| state.packets.remove(&number));
            drop(state);
            let Some(packet) = packet else { continue };
            let to = u8::try_from(packet.to).unwrap_or(u8::MAX);
            // What cannot be sent is lost, as on any line.
            if let Some(socket) = self.sockets.get(packet.to)
                && socket.send_to(&packet.bytes, (far(to), PORT)).is_ok()
            {
                self.carried.fetch_add(packet.bytes.len() as u64, Ordering::Relaxed);
            }
        }
    }
}

impl State {
    /// When a packet arrives; none where it is lost.
    fn arrives(&mut self, from: usize, to: usize, length: usize, now: Instant) -> Option<Instant> {
        let shape = &self.shape;
        let lost = shape.side.get(from) != shape.side.get(to)
            || self.chance.random_range(0..1000) < shape.lost_per_mille;
        if lost {
            return None;
        }
        let mut at = now;
        // Out of the one line and into the other, each with a queue of its own.
        for (line, way) in [(from, 0), (to, 1)] {
            let bits = (*shape.bits.get(line)?).max(1);
            let nanos = (length as u64).saturating_mul(8_000_000_000) / bits;
            let free = self.free.get_mut(line)?.get_mut(way)?;
            if free.saturating_duration_since(now) > QUEUE_MAX {
                return None;
            }
            *free = (*free).max(at) + Duration::from_nanos(nanos);
            at = *free;
        }
        Some(at + shape.delay)
    }
}

/// To whom a frame goes, from 0: the last byte of the hardware address says it. Only IPv4 goes through.
fn addressee(frame: &[u8]) -> Option<usize> {
    let (hardware, kind) = (frame.get(8..14)?, frame.get(20..OUTER)?);
    let ours = hardware.get(..5)? == [2, 0, 0, 0, 0] && kind == [8, 0];
    ours.then(|| usize::from(*hardware.get(5).unwrap_or(&0))).and_then(|to| to.checked_sub(1))
}

/// Fills in TCP's checksum (RFC 9293 §3.1), which the kernel leaves to a network card that is not there.
fn fill_checksum(frame: &mut [u8]) {
    let Some(packet) = frame.get_mut(OUTER..) else { return };
    let (Some(first), Some(protocol)) = (packet.first().copied(), packet.get(9).copied()) else { return };
    let header = usize::from(first & 15) * 4;
    let Some([high, low]) = packet.get(2..4).and_then(|two| <[u8; 2]>::try_from(two).ok()) else { return };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if protocol != TCP || length < header + 20 || packet.len() < length {
        return;
    }
    packet[header + 16..header + 18].fill(0);
    let segment = u16::try_from(length - header).unwrap_or(0).to_be_bytes();
    let pseudo = [&packet[12..20], &[0, TCP], &segment].concat();
    let sum = checksum(&[&pseudo, &packet[header..length]]);
    packet[header + 16..header + 18].copy_from_slice(&sum.to_be_bytes());
}

/// The Internet checksum (RFC 1071); every part but the last has an even length.
fn checksum(parts: &[&[u8]]) -> u16 {
    let mut sum: u32 = 0;
    for part in parts {
        for two in part.chunks(2) {
            let two = [two.first().copied().unwrap_or(0), two.get(1).copied().unwrap_or(0)];
            sum += u32::from(u16::from_be_bytes(two));
            sum = (sum & 0xffff) + (sum >> 16);
        }
    }
    !u16::try_from((sum & 0xffff) + (sum >> 16)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(shape: Shape) -> State {
        State {
            free: vec![[Instant::now(); 2]; shape.side.len()],
            shape,
            chance: StdRng::seed_from_u64(7),
            under_way: BinaryHeap::new(),
            packets: std::collections::BTreeMap::new(),
            count: 0,
        }
    }

    fn shape() -> Shape {
        Shape { delay: Duration::ZERO, lost_per_mille: 0, bits: vec![1_000_000; 3], side: vec![0; 3] }
    }

    #[test]
    fn a_line_takes_its_time_and_drops_what_waits_too_long() {
        let mut state = state(Shape { delay: Duration::from_millis(40), ..shape() });
        let now = Instant::now() + Duration::from_millis(1);
        // 1,250 bytes are 10 ms at a million bits a second, out and in.
        assert_eq!(state.arrives(0, 1, 1250, now), Some(now + Duration::from_millis(60)));
        let arrived = (0..200).filter_map(|_| state.arrives(0, 1, 1250, now)).count();
        assert!((45..60).contains(&arrived), "{arrived} of 200 fit into the queue of half a second");
        assert!(state.arrives(2, 0, 100, now).is_some(), "another line is free");
    }

    #[test]
    fn sides_do_not_hear_each_other_and_two_of_a_hundred_are_lost() {
        let mut state = state(Shape { side: vec![0, 0, 1], lost_per_mille: 20, ..shape() });
        let later = |n: u64| Instant::now() + Duration::from_secs(n);
        assert!((0..50).all(|n| state.arrives(0, 2, 100, later(n)).is_none()));
        let lost = (0..10_000).filter(|n| state.arrives(0, 1, 100, later(*n)).is_none()).count();
        assert!((150..250).contains(&lost), "{lost} of 10,000");
    }

    #[test]
    fn a_checksum_is_that_of_the_standard() {
        // RFC 1071 §3: these bytes sum to ddf2.
        assert_eq!(checksum(&[&[0x00, 0x01, 0xf2, 0x03], &[0xf4, 0xf5, 0xf6, 0xf7]]), !0xddf2);
    }
}
