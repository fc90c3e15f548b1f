//! What goes wrong in a run, and when: it follows from the seed alone.
use super::{disk::Unsynced, machine::Moment, mischief::Mischief};
use rand::{Rng, RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use std::fmt;

/// Something that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A validator stops, perhaps at a chosen moment, and comes back.
    Stop {
        /// Which.
        who: usize,
        /// When exactly; at once where nothing is said.
        at: Option<Moment>,
        /// What becomes of what was not synced.
        unsynced: Unsynced,
        /// And while it starts again it stops once more, at this moment.
        again: Option<Moment>,
        /// After how long it comes back.
        back_ms: u64,
    },
    /// All stop at once.
    Blackout {
        /// What becomes of what was not synced.
        unsynced: Unsynced,
        /// After how long they come back.
        back_ms: u64,
    },
    /// Some hear nothing of the others.
    Partition {
        /// One side.
        side: Vec<usize>,
        /// For how long.
        for_ms: u64,
    },
    /// Links lose, delay, double and exchange messages.
    Weather {
        /// Messages lost, in thousandths.
        lost: u32,
        /// How long a message takes, in milliseconds.
        latency_ms: u64,
        /// By how much that varies.
        jitter_ms: u64,
        /// Messages doubled, in thousandths.
        doubled: u32,
        /// Messages that come late, in thousandths.
        late: u32,
        /// For how long.
        for_ms: u64,
    },
    /// A clock jumps, and jumps back.
    Clock {
        /// Whose.
        who: usize,
        /// Ahead, or behind where negative.
        ahead_ms: i64,
        /// For how long.
        for_ms: u64,
    },
    /// A disk takes long to sync.
    SlowDisk {
        /// Whose.
        who: usize,
        /// How long.
        sync_ms: u64,
        /// For how long.
        for_ms: u64,
    },
    /// A disk is full, and is given room again.
    FullDisk {
        /// Whose.
        who: usize,
        /// How many bytes are left when it begins.
        left: u64,
        /// For how long.
        for_ms: u64,
    },
    /// A validator goes on from a copy of its disk that was made some time before.
    OldDisk {
        /// Which.
        who: usize,
        /// How long before.
        age_ms: u64,
    },
    /// A validator is replaced by one with an empty disk.
    EmptyDisk {
        /// Which.
        who: usize,
    },
}

impl Fault {
    /// Its word in reports.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Stop { at: None, unsynced: Unsynced::Kept, .. } => "process killed",
            Self::Stop { at: None, .. } => "power lost",
            Self::Stop { at: Some(Moment::Poll(_)), .. } => "stop between two awaits",
            Self::Stop { at: Some(Moment::Write { .. }), .. } => "stop at a write",
            Self::Blackout { .. } => "all lose power",
            Self::Partition { .. } => "partition",
            Self::Weather { .. } => "loss, delay, doubles, disorder",
            Self::Clock { .. } => "clock wrong",
            Self::SlowDisk { .. } => "slow disk",
            Self::FullDisk { .. } => "full disk",
            Self::OldDisk { .. } => "old disk image",
            Self::EmptyDisk { .. } => "empty disk",
        }
    }
}

/// What goes wrong in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// From what it follows.
    pub seed: u64,
    /// How many validators there are.
    pub validators: usize,
    /// Those who lie, and how.
    pub liars: Vec<(usize, Mischief)>,
    /// What goes wrong, and after how many milliseconds.
    pub faults: Vec<(u64, Fault)>,
}

/// The last fault begins before this many milliseconds have passed.
pub const BEGUN_MS: u64 = 40_000;

impl Plan {
    /// The plan of a seed.
    pub fn of(seed: u64, validators: usize) -> Self {
        let mut rng = StdRng::seed_from_u64(seed ^ 0x6461_6c6f_6c61_7400 ^ ((validators as u64) << 56));
        let most = (validators - 1) / 3;
        // A third of the runs are among honest members: there a disk may be lost too.
        let honest = rng.random_range(0..3) == 0;
        let mut order: Vec<usize> = (0..validators).collect();
        order.shuffle(&mut rng);
        let liars: Vec<(usize, Mischief)> = if honest {
            Vec::new()
        } else {
            let ways = Mischief::all();
            let count = rng.random_range(1..=most);
            order[..count].iter().map(|who| (*who, ways[rng.random_range(0..ways.len())])).collect()
        };
        let mut faults = Vec::new();
        let mut from = 2_000;
        if honest && rng.random_range(0..2) == 0 {
            // Nobody else stops meanwhile: whoever was started since knows less of another's votes.
            let who = order[0];
            let fault = match rng.random_range(0..2) {
                0 => Fault::OldDisk { who, age_ms: rng.random_range(3_000..9_000) },
                _ => Fault::EmptyDisk { who },
            };
            faults.push((rng.random_range(10_000..14_000), fault));
            from = 30_000;
        }
        for _ in 0..rng.random_range(2..6) {
            let at = rng.random_range(from..BEGUN_MS);
            faults.push((at, fault(&mut rng, validators, &liars)));
        }
        faults.sort_by_key(|(at, _)| *at);
        Self { seed, validators, liars, faults }
    }

    /// Four validators, one of whom lies about others, on links that lose every third message: many blocks become
    /// final through a child, so that finalizations are asked of peers.
    pub fn lossy(seed: u64) -> Self {
        let weather =
            Fault::Weather { lost: 350, latency_ms: 60, jitter_ms: 20, doubled: 0, late: 0, for_ms: 35_000 };
        let liars = vec![(3, Mischief::LiesAboutOthers)];
        Self { seed, validators: 4, liars, faults: vec![(2_000, weather)] }
    }

    /// How a validator lies, where it does.
    pub fn mischief(&self, who: usize) -> Option<Mischief> {
        self.liars.iter().find(|(liar, _)| *liar == who).map(|(_, mischief)| *mischief)
    }

    /// Until when a timer may run that was set before a clock was set back, in milliseconds of the run: the
    /// engine's deadlines are times of the clock, and it sleeps as long as the clock then says.
    pub fn timers_ms(&self) -> u64 {
        let timers = self.faults.iter().filter_map(|(at, fault)| match fault {
            Fault::Clock { ahead_ms, for_ms, .. } => {
                let set_back = if *ahead_ms < 0 { *at } else { at + for_ms };
                Some(set_back + ahead_ms.unsigned_abs())
            }
            Fault::Stop { .. }
            | Fault::Blackout { .. }
            | Fault::Partition { .. }
            | Fault::Weather { .. }
            | Fault::SlowDisk { .. }
            | Fault::FullDisk { .. }
            | Fault::OldDisk { .. }
            | Fault::EmptyDisk { .. } => None,
        });
        timers.max().unwrap_or(0)
    }

    /// Whether a validator keeps to the rules.
    pub fn is_honest(&self, who: usize) -> bool {
        self.mischief(who).is_none()
    }
}

fn unsynced(rng: &mut impl Rng) -> Unsynced {
    [Unsynced::Kept, Unsynced::Lost, Unsynced::Torn][rng.random_range(0..3)]
}

fn moment(rng: &mut impl Rng) -> Moment {
    if rng.random_range(0..2) == 0 {
        Moment::Poll(rng.random_range(0..4_000))
    } else {
        Moment::Write { number: rng.random_range(0..200), made: rng.random_range(0..2) == 0 }
    }
}

fn fault(rng: &mut impl Rng, validators: usize, liars: &[(usize, Mischief)]) -> Fault {
    // What happens to a liar's machine tells nothing.
    let honest: Vec<usize> =
        (0..validators).filter(|who| liars.iter().all(|(liar, _)| liar != who)).collect();
    let who = honest[rng.random_range(0..honest.len())];
    let for_ms = rng.random_range(2_000..15_000);
    match rng.random_range(0..16) {
        0..6 => Fault::Stop {
            who,
            at: (rng.random_range(0..4) > 0).then(|| moment(rng)),
            unsynced: unsynced(rng),
            again: (rng.random_range(0..3) == 0).then(|| moment(rng)),
            back_ms: rng.random_range(0..10_000),
        },
        6 => Fault::Blackout { unsynced: unsynced(rng), back_ms: rng.random_range(0..5_000) },
        7..9 => {
            let mut side: Vec<usize> = (0..validators).collect();
            side.shuffle(rng);
            side.truncate(rng.random_range(1..=validators / 2));
            side.sort_unstable();
            Fault::Partition { side, for_ms }
        }
        9..11 => Fault::Weather {
            lost: rng.random_range(0..300),
            latency_ms: rng.random_range(1..400),
            jitter_ms: rng.random_range(0..200),
            doubled: rng.random_range(0..300),
            late: rng.random_range(0..300),
            for_ms,
        },
        11..13 => {
            let by = [800, 3_000, 20_000, 300_000][rng.random_range(0..4)];
            let ahead_ms = if rng.random_range(0..2) == 0 { by } else { -by };
            Fault::Clock { who, ahead_ms, for_ms }
        }
        13 => Fault::SlowDisk { who, sync_ms: rng.random_range(10..1_000), for_ms },
        _ => Fault::FullDisk { who, left: rng.random_range(0..60_000), for_ms },
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}, {} validators", self.seed, self.validators)?;
        for (who, mischief) in &self.liars {
            writeln!(f, "  validator {who}: {}", mischief.word())?;
        }
        for (at, fault) in &self.faults {
            writeln!(f, "  {:>3}.{:03} s  {fault:?}", at / 1000, at % 1000)?;
        }
        Ok(())
    }
}
