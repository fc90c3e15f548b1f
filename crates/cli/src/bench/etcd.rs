//! The same load on an etcd: each act is a `put` of 300 bytes under a new key, over its HTTP gateway.
//!
//! # Limits
//!
//! The gateway is a client within each member: it turns JSON into gRPC, and its CPU time counts as the
//! member's. A member that is not the leader forwards the write.
use super::{
    LOGS, failed,
    http::{Connection, Server, path},
    load::{Client, Done, Pace, Times, closed_loop},
    progress, report, usage,
};
use crate::{
    args::BenchEtcd,
    failure::{Exit, Failure},
    make::random,
    output::Output,
};
use hyper::{Method, StatusCode, Uri, body::Bytes};
use std::time::Duration;

/// The size of a value: that of an act with its signature, about.
const VALUE_BYTES: usize = 300;

/// Runs every level and prints what came of it.
pub(crate) async fn measure(args: &BenchEtcd, output: Output) -> Result<(), Failure> {
    super::raise_files()?;
    output.heading("etcd");
    let servers: Vec<Server> = args
        .address
        .iter()
        .map(|address| Server::new(*address, None, "application/json"))
        .collect::<Result<_, _>>()?;
    let put = path("/v3/kv/put")?;
    let mut levels = Vec::new();
    for in_flight in args.in_flight.iter().copied() {
        let writers = servers
            .iter()
            .cycle()
            .take(in_flight)
            .map(|server| Writer { connection: Connection::new(server.clone()), put: put.clone() });
        let times = Times::window(args.seconds);
        let length = u64::try_from(times.all().as_millis()).unwrap_or(0);
        let bar = progress(output, length, &format!("{in_flight} in flight"));
        let load_before = usage::load_average()?;
        let sample = async || Ok((usage::cpu(&args.pid)?, usage::own_cpu()?));
        let window = closed_loop(writers.collect(), times, sample, &bar).await?;
        bar.finish_and_clear();
        let pace = Pace::of(&window.latencies, window.elapsed)
            .ok_or_else(|| Failure::new(Exit::Machine, "bench.nothing", "no write was done", LOGS))?;
        let measured = Measured {
            in_flight,
            pace,
            cpu_us: per_act(window.before.0, window.after.0, pace.acts),
            load_us: per_act(window.before.1, window.after.1, pace.acts),
            load_average: (load_before, usage::load_average()?),
        };
        report::etcd_level(&measured, output);
        levels.push(measured);
    }
    report::etcd(&levels, output);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "figures for people need no more than 52 bits")]
fn per_act(from: Duration, to: Duration, acts: u64) -> f64 {
    to.saturating_sub(from).as_secs_f64() * 1e6 / acts.max(1) as f64
}

/// What one level came to.
pub(crate) struct Measured {
    pub(crate) in_flight: usize,
    pub(crate) pace: Pace,
    /// CPU time per write over all members, in microseconds.
    pub(crate) cpu_us: f64,
    /// CPU time per write of the load itself, in microseconds.
    pub(crate) load_us: f64,
    pub(crate) load_average: (f64, f64),
}

/// One who writes, one value at a time, to one member.
struct Writer {
    connection: Connection,
    put: Uri,
}

impl Client for Writer {
    type Act = Bytes;

    fn next(&mut self) -> Result<Bytes, Failure> {
        let (key, value) = (random::<32>()?, random::<VALUE_BYTES>()?);
        Ok(format!(r#"{{"key":"{}","value":"{}"}}"#, base64(&key), base64(&value)).into())
    }

    async fn send(&mut self, body: Bytes) -> Result<Done, Failure> {
        let (status, answer) = self.connection.ask(Method::POST, &self.put, body).await?;
        if status == StatusCode::OK {
            return Ok(Done::default());
        }
        let what = format!("etcd answers {status}: {}", String::from_utf8_lossy(&answer));
        Err(failed("bench.etcd", &std::io::Error::other(what)))
    }
}

/// Bytes in the alphabet of RFC 4648, §4, with padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | three.get(at).map_or(0, |byte| u32::from(*byte)));
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let sextet = usize::try_from(bits >> shift & 63).unwrap_or(0);
            let letter = ALPHABET.get(sextet).filter(|_| place <= three.len());
            text.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfcs_vectors() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, encoded) in vectors {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xbf]), "+/+/");
    }

    #[test]
    fn cpu_time_is_shared_by_the_writes() {
        let us = per_act(Duration::from_millis(10), Duration::from_millis(30), 100);
        assert!((us - 200.0).abs() < 1e-9);
    }
}
