//! Seven network namespaces and one in their middle, made and removed with `ip` (iproute2).
//!
//! A network whose key was dealt by one hand runs on loopback addresses only, and that rule stays. So the
//! addresses between the agencies are 127.77.0.N: in these namespaces only 127.0.0.1 belongs to `lo`, and
//! `route_localnet` lets the others go over a VXLAN device. Client services are at 127.78.N.2, over a plain
//! pair of devices to the middle. The machine's own namespace is left as it is.
use super::wire::{PORT, far, near};
use crate::bench::survive::crew::Place;
use std::{
    net::{Ipv4Addr, SocketAddr},
    process::{Command, Stdio},
};

/// The ports of every validator; each has addresses of its own.
const PEERS: u16 = 7001;
const SERVICE: u16 = 7002;

/// The namespaces. Dropped, they are removed.
pub(crate) struct Spaces {
    prefix: String,
    agencies: u8,
    rto_max_ms: Option<u32>,
}

impl Spaces {
    /// Makes them, or says why this machine does not let us. TCP between the agencies sends again what was lost
    /// after `rto_max_ms` at the latest.
    pub(crate) fn make(agencies: u8, rto_max_ms: Option<u32>) -> Result<Self, String> {
        let spaces = Self { prefix: format!("dalolat-{}", std::process::id()), agencies, rto_max_ms };
        let hub = spaces.hub();
        space(&hub)?;
        for n in 0..agencies {
            spaces.agency(n, &hub)?;
        }
        Ok(spaces)
    }

    /// The namespace in the middle.
    pub(crate) fn hub(&self) -> String {
        format!("{}-hub", self.prefix)
    }

    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    fn agency(&self, n: u8, hub: &str) -> Result<(), String> {
        let (me, own) = (n + 1, format!("{}-{n}", self.prefix));
        let (to, near, far) = (format!("to{n}"), near(n), far(n));
        space(&own)?;
        if let Some(ms) = self.rto_max_ms {
            set(&own, "tcp_rto_max_ms", ms)?;
        }
        ip(&format!("-n {hub} link add {to} type veth peer name line netns {own}"))?;
        for (space, device, outer, inner) in [(hub, &*to, near, 1), (&own, "line", far, 2)] {
            ip(&format!("-n {space} addr add {outer}/24 dev {device}"))?;
            ip(&format!("-n {space} addr add 127.78.{me}.{inner}/24 dev {device}"))?;
            ip(&format!("-n {space} link set {device} up"))?;
            route_localnet(space, device)?;
        }
        let vxlan = format!("type vxlan id 77 local {far} remote {near} dstport {PORT} nolearning");
        ip(&format!("-n {own} link add wide {vxlan}"))?;
        // Segments are made by TCP and not by a card, so that what is lost is one packet.
        ip(&format!("-n {own} link set wide address 02:00:00:00:00:{me:02x} mtu 1400 gso_max_segs 1"))?;
        ip(&format!("-n {own} addr add {}/24 dev wide", between(n)))?;
        ip(&format!("-n {own} link set wide up"))?;
        route_localnet(&own, "wide")?;
        for other in (0..self.agencies).filter(|other| *other != n) {
            let hardware = format!("02:00:00:00:00:{:02x}", other + 1);
            ip(&format!("-n {own} neigh add {} lladdr {hardware} dev wide nud permanent", between(other)))?;
        }
        Ok(())
    }
}

impl Drop for Spaces {
    fn drop(&mut self) {
        for name in (0..self.agencies).map(|n| format!("{}-{n}", self.prefix)).chain([self.hub()]) {
            drop(ip(&format!("netns del {name}")));
        }
    }
}

/// Where the agency `n` is, from 0: addresses, and the command that starts a program there.
pub(crate) fn place(prefix: &str, n: u8) -> Place {
    let service = Ipv4Addr::new(127, 78, n + 1, 2);
    Place {
        peers: SocketAddr::from((between(n), PEERS)),
        service: SocketAddr::from((service, SERVICE)),
        before: ["ip", "netns", "exec", &format!("{prefix}-{n}")].map(str::to_owned).to_vec(),
    }
}

/// The address of an agency among the others.
const fn between(n: u8) -> Ipv4Addr {
    Ipv4Addr::new(127, 77, 0, n + 1)
}

/// A namespace in which only 127.0.0.1 is on `lo`.
fn space(name: &str) -> Result<(), String> {
    ip(&format!("netns add {name}"))?;
    ip(&format!("-n {name} link set lo up"))?;
    ip(&format!("-n {name} addr del 127.0.0.1/8 dev lo"))?;
    ip(&format!("-n {name} addr add 127.0.0.1/32 dev lo"))
}

fn route_localnet(space: &str, device: &str) -> Result<(), String> {
    set(space, &format!("conf/{device}/route_localnet"), 1)
}

fn set(space: &str, what: &str, value: u32) -> Result<(), String> {
    let set = format!("echo {value} > /proc/sys/net/ipv4/{what}");
    run(Command::new("ip").args(["netns", "exec", space, "sh", "-c", &set]))
}

fn ip(words: &str) -> Result<(), String> {
    run(Command::new("ip").args(words.split(' ')))
}

fn run(command: &mut Command) -> Result<(), String> {
    let ended =
        command.stdin(Stdio::null()).output().map_err(|error| format!("ip cannot be run: {error}"))?;
    if ended.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&ended.stderr).trim().to_owned())
}
