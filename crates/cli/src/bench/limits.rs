//! What this machine can do at all: the work that no ledger can spare, by itself.
//!
//! # Rules
//!
//! Cryptography is measured in CPU time of this thread, so that a busy machine changes it little; what
//! waits for the disk, by the clock.
use super::{load::percentile, network::FIRST_OFFICE, signers::Signer, usage};
use crate::{args::Scheme, failure::Failure, make::random};
use ed25519_zebra::{VerificationKeyBytes, batch};
use node::{
    meter::thread_ns,
    signatures::{Check, Signatures},
};
use protocol::{
    Digest, NetworkClass,
    hash::{sha256, tagged},
    signature::{Proof, PublicKey},
};
use std::{
    fs::{self, OpenOptions},
    hint::black_box,
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

/// How long each kind of work is repeated, in nanoseconds of CPU time.
const SAMPLE_NS: u64 = 300_000_000;
/// The batch of signatures.
const BATCH: u16 = 256;
/// How often a file grows.
const APPENDS: usize = 200;

/// The machine, and how long its least steps take.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) kernel: String,
    /// Of the directory of the storages.
    pub(crate) file_system: String,
    pub(crate) load_average: f64,
    /// Microseconds for one Ed25519 signature, verified by itself.
    pub(crate) ed25519_us: f64,
    /// The same in a batch of 256 by as many keys.
    pub(crate) ed25519_batch_us: f64,
    /// Microseconds for one assertion of a passkey: ES256 by AWS-LC with all its rules.
    pub(crate) p256_us: f64,
    /// Microseconds for SHA-256 of 300 bytes.
    pub(crate) sha256_us: f64,
    /// Megabytes a second of SHA-256 over 1 MiB.
    pub(crate) sha256_mb: f64,
    /// A file grows by 4 KiB and `fdatasync` returns.
    pub(crate) fdatasync_p50: Duration,
    pub(crate) fdatasync_p99: Duration,
}

impl Limits {
    /// The CPU time that one signature of the scheme takes at best, in microseconds.
    pub(crate) const fn signature_us(&self, scheme: Scheme) -> f64 {
        match scheme {
            Scheme::Ed25519 => self.ed25519_batch_us,
            Scheme::Webauthn => self.p256_us,
        }
    }
}

/// Measures everything, the disk in `directory`.
pub(crate) fn measure(directory: &Path) -> Result<Limits, Failure> {
    let load_average = usage::load_average()?;
    let (ed25519_us, ed25519_batch_us) = ed25519()?;
    let hash_us = |bytes: &[u8]| {
        each_us(|| {
            black_box(sha256(&[black_box(bytes)]));
        })
    };
    let (fdatasync_p50, fdatasync_p99) = fdatasync(directory)?;
    Ok(Limits {
        processor: processor(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        kernel: fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned(),
        file_system: file_system(directory),
        load_average,
        ed25519_us,
        ed25519_batch_us,
        p256_us: p256()?,
        sha256_us: hash_us(&[7; 300]),
        sha256_mb: f64::from(1 << 20) / hash_us(&vec![7; 1 << 20]),
        fdatasync_p50,
        fdatasync_p99,
    })
}

/// The CPU time of one call, in microseconds.
#[expect(clippy::cast_precision_loss, reason = "a time for people needs no more than 52 bits")]
fn each_us(mut work: impl FnMut()) -> f64 {
    work();
    let begun = thread_ns();
    let mut calls = 0_u64;
    loop {
        work();
        calls += 1;
        let spent = thread_ns().saturating_sub(begun);
        if spent >= SAMPLE_NS {
            return spent as f64 / 1000.0 / calls as f64;
        }
    }
}

/// One signature by itself and in a batch, each by a key of its own, from the bytes on.
fn ed25519() -> Result<(f64, f64), Failure> {
    let mut signed = Vec::new();
    for n in 0..BATCH {
        let registrar = Signer::new(Scheme::Ed25519, FIRST_OFFICE + n)?;
        let message = tagged("dalolat/bench/1", &[&n.to_be_bytes()]);
        if let (PublicKey::Ed25519(key), Proof::Ed25519(proof)) =
            (&registrar.record.public_key, registrar.prove(&message))
        {
            signed.push((
                VerificationKeyBytes::from(*key),
                ed25519_zebra::Signature::from_bytes(&proof),
                message,
            ));
        }
    }
    let item = |(key, signature, message): &(_, _, Digest)| batch::Item::from((*key, *signature, message));
    let mut wrong = false;
    let mut next = signed.iter().cycle();
    let single = each_us(|| wrong |= next.next().is_some_and(|one| item(one).verify_single().is_err()));
    let together = each_us(|| {
        let mut batch = batch::Verifier::new();
        for one in &signed {
            batch.queue(item(one));
        }
        wrong |= batch.verify(rand::rng()).is_err();
    });
    expect_good(!wrong)?;
    Ok((single, together / f64::from(BATCH)))
}

/// One assertion, as a validator verifies it.
fn p256() -> Result<f64, Failure> {
    let signer = Signer::new(Scheme::Webauthn, FIRST_OFFICE)?;
    let message = Digest::new(random()?);
    let check = Check {
        class: NetworkClass::Demo,
        record: signer.record.clone(),
        message,
        signature: signer.signature(&message),
    };
    let mut signatures = Signatures::default();
    let mut good = true;
    let us = each_us(|| {
        good &= signatures.verify(std::slice::from_ref(&check), &mut rand::rng()) == [true];
    });
    expect_good(good)?;
    Ok(us)
}

fn expect_good(good: bool) -> Result<(), Failure> {
    let what = "a signature made here is not good here";
    let refused =
        || Failure::new(crate::failure::Exit::Machine, "bench.signature", what, "This is a defect.");
    good.then_some(()).ok_or_else(refused)
}

/// The middle and the worst but one in a hundred of a growing file's `fdatasync`.
fn fdatasync(directory: &Path) -> Result<(Duration, Duration), Failure> {
    let path = directory.join("fdatasync");
    let io = |error: std::io::Error| Failure::file("write", &path, &error);
    let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(io)?;
    let page = [7; 4096];
    let mut times = Vec::with_capacity(APPENDS);
    for _ in 0..APPENDS {
        let begun = Instant::now();
        file.write_all(&page).and_then(|()| file.sync_data()).map_err(io)?;
        times.push(begun.elapsed());
    }
    drop(file);
    fs::remove_file(&path).map_err(io)?;
    times.sort_unstable();
    let at = |percent| percentile(&times, percent).unwrap_or_default();
    Ok((at(50), at(99)))
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    name_of_processor(&text).unwrap_or("of unknown name").to_owned()
}

fn name_of_processor(cpuinfo: &str) -> Option<&str> {
    let line = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(line.trim_start_matches([' ', '\t', ':']).trim_end())
}

/// The type of the file system that a directory is on.
fn file_system(directory: &Path) -> String {
    let directory = fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned());
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    file_system_of(&mounts, &directory).unwrap_or("unknown").to_owned()
}

/// The deepest mount point above a path counts, and of several at one point the last.
fn file_system_of<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let mounted = mounts.lines().filter_map(|line| {
        let mut fields = line.split_whitespace().skip(1);
        Some((fields.next()?, fields.next()?))
    });
    let above = mounted.filter(|(point, _)| path.starts_with(point));
    above.max_by_key(|(point, _)| point.len()).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_mount_point_names_the_file_system() {
        let mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/vdb /tmp/disk xfs rw 0 0\n";
        assert_eq!(file_system_of(mounts, Path::new("/srv/a")), Some("ext4"));
        assert_eq!(file_system_of(mounts, Path::new("/tmp/a")), Some("tmpfs"));
        assert_eq!(file_system_of(mounts, Path::new("/tmp/disk/a")), Some("xfs"));
        assert_eq!(file_system_of(mounts, Path::new("/tmpfile")), Some("ext4"), "whole names only");
        assert_eq!(file_system_of("", Path::new("/")), None);
    }

    #[test]
    fn the_processor_is_named_as_the_kernel_names_it() {
        let text = "processor\t: 0\nvendor_id\t: X\nmodel name\t: Some CPU @ 2 GHz\nprocessor\t: 1\n";
        assert_eq!(name_of_processor(text), Some("Some CPU @ 2 GHz"));
        assert_eq!(name_of_processor("Hardware: other\n"), None);
    }
}
