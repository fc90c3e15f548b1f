//! The network that is measured: a genesis with as many registrars as a country has, and its validators
//! as processes of their own.
use super::{
    LOGS, failed,
    http::{Connection, Server, path},
    signers::Signer,
    usage::{self, Disk},
};
use crate::{
    failure::{Exit, Failure},
    home::{Home, loopback, write_durably},
    make::{AGENCIES, random},
    supervise::{Plan, Process},
};
use civil::office::{OfficeKind, UtcOffset};
use hyper::{Method, StatusCode, body::Bytes};
use node::{
    committee::{Identity, deal},
    config::{NodeConfig, PeerAddress, write_secrets},
};
use protocol::{
    Canonical, NetworkClass, NetworkId,
    genesis::{Genesis, Member, OfficeRecord},
    hash::hex,
    network::{KeyOrigin, NetworkKeyId},
    service::{Costs, Status},
};
use std::{
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// The first office of the measured network.
pub(crate) const FIRST_OFFICE: u16 = 1001;
/// How many registrars sign, each at an office of their own: as many as the country has offices.
pub(crate) const REGISTRARS: u16 = 250;
/// How long the network may take to begin, and to become still.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked after meanwhile.
const LOOK: Duration = Duration::from_millis(50);

/// Where the network is, from its first file to its last.
pub(crate) struct Site {
    pub(crate) directory: PathBuf,
    /// Whether the user named the place, so that what is there stays.
    keep: bool,
}

impl Site {
    /// A new directory within the one that was named, or among the temporary ones.
    pub(crate) fn make(within: Option<&Path>) -> Result<Self, Failure> {
        Self::named(within, "network")
    }

    /// The same under a name that tells several networks of one run apart.
    pub(crate) fn named(within: Option<&Path>, name: &str) -> Result<Self, Failure> {
        let directory = match within {
            Some(directory) => directory.join(format!("bench-{name}")),
            None => std::env::temp_dir().join(format!("dalolat-bench-{name}-{}", std::process::id())),
        };
        let made = within.map_or(Ok(()), std::fs::create_dir_all).and_then(|()| {
            use std::os::unix::fs::DirBuilderExt as _;
            std::fs::DirBuilder::new().mode(0o700).create(&directory)
        });
        made.map_err(|error| Failure::file("make", &directory, &error))?;
        Ok(Self { directory, keep: within.is_some() })
    }

    /// Removes everything, unless the user named the place.
    pub(crate) fn remove(&self) {
        if !self.keep {
            drop(std::fs::remove_dir_all(&self.directory));
        }
    }

    /// Removes the storages but not the logs, which may say what went wrong.
    pub(crate) fn remove_storages(&self, validators: &[Process]) {
        for process in validators.iter().filter(|_| !self.keep) {
            drop(std::fs::remove_dir_all(storage(&process.plan)));
        }
    }
}

fn storage(plan: &Plan) -> PathBuf {
    plan.config.with_file_name("storage")
}

/// A running network, as its clients know it.
pub(crate) struct Network {
    pub(crate) genesis: Genesis,
    /// The client service of each validator.
    pub(crate) services: Vec<Server>,
    /// Their processes.
    pub(crate) pids: Vec<u32>,
    storages: Vec<PathBuf>,
}

impl Network {
    /// Makes the network at `site` and starts its validators, which stay with the caller.
    pub(crate) async fn start(
        agencies: u32,
        site: &Site,
        signers: &[Signer],
        processes: &mut Vec<Process>,
    ) -> Result<Self, Failure> {
        let home = Home::at(&site.directory);
        let ports = home.choose_ports(agencies as usize)?;
        let on_loopback = |ports: &[u16]| ports.iter().copied().map(loopback).collect::<Vec<_>>();
        let (peers, services) = (on_loopback(&ports.peers), on_loopback(&ports.services));
        let genesis = make(&home, agencies, &peers, &services, signers)?;
        write_durably(&home.genesis_path(), &genesis.to_bytes())?;
        for ((n, name), port) in AGENCIES.iter().enumerate().zip(&ports.services) {
            processes.push(Process::start(Plan::validator(&home, n, name, *port)?)?);
        }
        let http = reqwest::Client::builder().no_proxy().build();
        let http = http.map_err(|error| failed("bench.client", &error))?;
        for process in &mut *processes {
            process.ready(&http).await?;
        }
        let service = |process: &Process| {
            Server::new(loopback(process.plan.port), process.plan.token.as_deref(), "application/cbor")
        };
        let network = Self {
            genesis,
            services: processes.iter().map(service).collect::<Result<_, _>>()?,
            pids: processes.iter().map(Process::id).collect(),
            storages: processes.iter().map(|process| storage(&process.plan)).collect(),
        };
        network
            .come_to("the validators did not come to height 2", |statuses| {
                statuses.iter().all(|status| status.height >= 2)
            })
            .await?;
        Ok(network)
    }

    /// A network whose processes somebody else starts and ends.
    pub(crate) const fn of(genesis: Genesis, services: Vec<Server>) -> Self {
        Self { genesis, services, pids: Vec::new(), storages: Vec::new() }
    }

    pub(crate) const fn len(&self) -> usize {
        self.services.len()
    }

    /// What the storages take now.
    pub(crate) fn disk(&self) -> Disk {
        Disk::of(&self.storages)
    }

    /// How much this disk has been written to.
    pub(crate) fn written(&self) -> Result<u64, Failure> {
        usage::written(&self.pids)
    }

    /// Asks one validator; again where it has too much to do.
    pub(crate) async fn get<T: Canonical>(&self, service: &Server, at: &str) -> Result<T, Failure> {
        let mut connection = Connection::new(service.clone());
        let path = path(at)?;
        let begun = Instant::now();
        loop {
            let (status, body) = connection.ask(Method::GET, &path, Bytes::new()).await?;
            match status {
                StatusCode::OK => {
                    return T::from_bytes(&body).map_err(|error| failed("bench.answer", &error));
                }
                StatusCode::SERVICE_UNAVAILABLE if begun.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                _ => return Err(never(&format!("a validator answers {status} to {at}"))),
            }
        }
    }

    pub(crate) async fn statuses(&self) -> Result<Vec<Status>, Failure> {
        let mut statuses = Vec::new();
        for service in &self.services {
            statuses.push(self.get(service, "/v1/status").await?);
        }
        Ok(statuses)
    }

    /// What the validators' CPU time went into so far, all together.
    pub(crate) async fn costs(&self) -> Result<Costs, Failure> {
        let mut all = Costs::default();
        for service in &self.services {
            all.add(&self.get(service, "/v1/costs").await?);
        }
        Ok(all)
    }

    /// How many entries wait at the validator where most do.
    pub(crate) async fn most_waiting(&self) -> Result<u64, Failure> {
        Ok(self.statuses().await?.iter().map(|status| status.waiting).max().unwrap_or(0))
    }

    /// How many entries the ledger has, where all validators have the same.
    pub(crate) async fn log_size(&self) -> Result<u64, Failure> {
        self.settle().await?;
        Ok(self.statuses().await?.iter().map(|status| status.log_size).max().unwrap_or(0))
    }

    async fn come_to(&self, else_what: &str, there: impl Fn(&[Status]) -> bool) -> Result<(), Failure> {
        let begun = Instant::now();
        while !there(&self.statuses().await?) {
            if begun.elapsed() > PATIENCE {
                return Err(never(&format!("{else_what} within {} s", PATIENCE.as_secs())));
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Waits until no entry waits and all validators have executed the same entries.
    pub(crate) async fn settle(&self) -> Result<(), Failure> {
        self.come_to("the validators did not come to the same log", |statuses| {
            let log = |status: &Status| status.log_size;
            let same = statuses.iter().map(log).max() == statuses.iter().map(log).min();
            same && statuses.iter().all(|status| status.waiting == 0)
        })
        .await
    }

    /// Waits until every validator has the same log and state; else nothing that was measured counts.
    pub(crate) async fn agree(&self) -> Result<(), Failure> {
        self.come_to("the validators did not come to the same log and state", |statuses| {
            let root = |status: &Status| (status.height, status.log_size, status.log_root, status.state_root);
            statuses.windows(2).all(|two| two.first().map(root) == two.last().map(root))
        })
        .await
    }
}

fn never(what: &str) -> Failure {
    Failure::new(Exit::Machine, "bench.network", what, LOGS)
}

/// Deals the key, and writes the settings and secrets of each validator.
pub(crate) fn make(
    home: &Home,
    agencies: u32,
    peers: &[SocketAddr],
    services: &[SocketAddr],
    signers: &[Signer],
) -> Result<Genesis, Failure> {
    let count = NonZeroU32::new(agencies).expect("there are four agencies at least");
    let dealt = deal(count, rand::rng());
    let mut members = Vec::new();
    for ((name, peer), (n, service)) in AGENCIES.iter().zip(peers).zip(services.iter().enumerate()) {
        let seed = random::<32>()?;
        members.push((Identity::from_seed(seed).public_key(), seed, *name, n, *peer, *service));
    }
    // A share belongs to a place in the order of the public keys, which is by chance.
    members.sort_unstable();
    for ((public_key, seed, name, n, peer, service), share) in members.iter().zip(&dealt.shares) {
        let others = members.iter().filter(|other| other.0 != *public_key);
        let config = NodeConfig {
            agency: (*name).to_owned(),
            genesis: PathBuf::from("../../genesis.cbor"),
            listen: *peer,
            peers: others.map(|other| PeerAddress { public_key: hex(&other.0), address: other.4 }).collect(),
            service: *service,
            storage: PathBuf::from("storage"),
            secrets: PathBuf::from("secrets"),
        };
        make_node(&home.agency(n + 1, name), &config, seed, share)?;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let office = |signer: &Signer| OfficeRecord {
        code: signer.office,
        kind: OfficeKind::District,
        offset: UtcOffset::TASHKENT,
    };
    Ok(Genesis {
        network: NetworkId::new(NetworkClass::Demo, random()?),
        time_ms: u64::try_from(now.as_millis()).unwrap_or(0),
        key_origin: KeyOrigin::Dealer,
        key_id: NetworkKeyId(1),
        key: dealt.key,
        sharing: dealt.sharing.clone(),
        members: members
            .iter()
            .map(|member| Member { agency: member.2.to_owned(), public_key: member.0 })
            .collect(),
        offices: signers.iter().map(office).collect(),
        keys: signers.iter().map(|signer| signer.record.clone()).collect(),
        rules_version: node::RULES_VERSION,
    })
}

fn make_node(
    directory: &Path,
    config: &NodeConfig,
    seed: &[u8; 32],
    share: &node::ShareKey,
) -> Result<(), Failure> {
    let unmade = |error| Failure::machine("node.unmade", &error, "Check the disk and run it again.");
    std::fs::create_dir_all(directory).map_err(|error| Failure::file("make", directory, &error))?;
    config.save(&directory.join("node.json")).map_err(unmade)?;
    let token = hex(&random::<32>()?);
    write_secrets(&directory.join("secrets"), seed, share, &[&token]).map_err(unmade)
}
