//! The network that is measured: a genesis with as many registrars as a country has, its validators as
//! processes, and the client of each.
use super::{REGISTRARS, failed, signers::Signer};
use crate::{
    args::BenchLedger as Args,
    failure::{Exit, Failure},
    home::{Home, loopback, write_durably},
    make::{AGENCIES, random},
    supervise::{Plan, Process},
};
use civil::{
    OfficeCode,
    office::{OfficeKind, UtcOffset},
};
use node::{
    committee::{Identity, deal},
    config::{NodeConfig, PeerAddress, write_secrets},
};
use protocol::{
    Canonical, NetworkClass, NetworkId,
    genesis::{Genesis, Member, OfficeRecord},
    hash::hex,
    network::{KeyOrigin, NetworkKeyId},
    service::{Costs, Standing, Status},
};
use reqwest::{Client, header};
use std::{
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The first office of the measured network.
const FIRST_OFFICE: u16 = 1001;
/// How long an entry is waited for.
const WAIT: Duration = Duration::from_secs(25);

/// A running network.
pub(crate) struct Network {
    pub(crate) genesis: Genesis,
    pub(crate) signers: Vec<Signer>,
    pub(crate) directory: PathBuf,
    processes: Vec<Process>,
    client: Client,
    keep: bool,
}

/// What a validator answered to an entry.
pub(crate) enum Answered {
    Standing(Box<Standing>),
    /// It asks for patience.
    Later,
}

impl Network {
    /// Makes the network in a directory of its own, and starts it.
    pub(crate) async fn start(args: &Args) -> Result<Self, Failure> {
        let directory = match &args.dir {
            Some(directory) => directory.join("bench-network"),
            None => std::env::temp_dir().join(format!("dalolat-bench-{}", std::process::id())),
        };
        if directory.exists() {
            return Err(Failure::new(
                Exit::Usage,
                "bench.directory",
                format!("{} exists", directory.display()),
                "Remove it, or name another directory with --dir.",
            ));
        }
        let home = Home::at(&directory);
        std::fs::create_dir_all(&directory).map_err(|error| Failure::file("make", &directory, &error))?;
        let ports = home.choose_ports(args.agencies as usize)?;
        let signers: Vec<Signer> =
            (0..REGISTRARS).map(|n| Signer::new(args.signer, FIRST_OFFICE + n)).collect::<Result<_, _>>()?;
        let made = make(&home, args.agencies, &ports.peers, &ports.services, &signers)?;
        write_durably(&home.genesis_path(), &made.to_bytes())?;
        let client = Client::builder()
            .pool_max_idle_per_host(usize::MAX)
            .timeout(WAIT + Duration::from_secs(5))
            .build()
            .map_err(|error| failed("bench.client", &error))?;
        let names = AGENCIES.iter().take(args.agencies as usize);
        let mut processes = Vec::new();
        for (n, name) in names.enumerate() {
            let port = ports.services.get(n).copied().unwrap_or_default();
            processes.push(Process::start(Plan::validator(&home, n, name, port)?)?);
        }
        let keep = args.dir.is_some();
        let network = Self { genesis: made, signers, directory, processes, client, keep };
        for process in &network.processes {
            process.ready().await?;
        }
        network.at_height(2).await?;
        Ok(network)
    }

    /// The validators' process ids.
    pub(crate) fn pids(&self) -> Vec<u32> {
        self.processes.iter().map(Process::pid).collect()
    }

    /// The storages of the validators.
    pub(crate) fn storages(&self) -> impl Iterator<Item = PathBuf> {
        self.processes.iter().map(|process| process.plan.config.with_file_name("storage"))
    }

    pub(crate) fn len(&self) -> usize {
        self.processes.len()
    }

    /// Submits a signed entry to a validator and waits for what becomes of it.
    pub(crate) async fn submit(&self, validator: usize, entry: Vec<u8>) -> Result<Answered, Failure> {
        let path = format!("/v1/entries?wait_ms={}", WAIT.as_millis());
        let request = self.request(reqwest::Method::POST, validator, &path).body(entry);
        let response = request.send().await.map_err(|error| failed("bench.submit", &error))?;
        if matches!(response.status().as_u16(), 429 | 503) {
            return Ok(Answered::Later);
        }
        let response = response.error_for_status().map_err(|error| failed("bench.submit", &error))?;
        let bytes = response.bytes().await.map_err(|error| failed("bench.submit", &error))?;
        let standing = Standing::from_bytes(&bytes).map_err(|error| failed("bench.answer", &error))?;
        Ok(Answered::Standing(Box::new(standing)))
    }

    fn request(&self, method: reqwest::Method, validator: usize, path: &str) -> reqwest::RequestBuilder {
        let process = self.processes.get(validator).expect("a validator of the network");
        let url = format!("http://{}{path}", loopback(process.plan.port));
        let token = process.plan.token.clone().unwrap_or_default();
        self.client.request(method, url).header(header::AUTHORIZATION, format!("Bearer {token}"))
    }

    async fn get<T: Canonical>(&self, validator: usize, path: &str) -> Result<T, Failure> {
        let request = self.request(reqwest::Method::GET, validator, path);
        let response = request.send().await.and_then(reqwest::Response::error_for_status);
        let response = response.map_err(|error| failed("bench.ask", &error))?;
        let bytes = response.bytes().await.map_err(|error| failed("bench.ask", &error))?;
        T::from_bytes(&bytes).map_err(|error| failed("bench.answer", &error))
    }

    pub(crate) async fn statuses(&self) -> Result<Vec<Status>, Failure> {
        let mut statuses = Vec::new();
        for validator in 0..self.len() {
            statuses.push(self.get(validator, "/v1/status").await?);
        }
        Ok(statuses)
    }

    /// What the validators' CPU time went into so far, all together.
    pub(crate) async fn costs(&self) -> Result<Costs, Failure> {
        let mut all = Costs::default();
        for validator in 0..self.len() {
            all.add(&self.get(validator, "/v1/costs").await?);
        }
        Ok(all)
    }

    async fn at_height(&self, height: u64) -> Result<(), Failure> {
        for _ in 0..600 {
            if self.statuses().await?.iter().all(|status| status.height >= height) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(never("the network did not come to height 2 within 30 s"))
    }

    /// Waits until nothing waits and all validators have executed the same entries.
    pub(crate) async fn settle(&self) -> Result<(), Failure> {
        for _ in 0..600 {
            let statuses = self.statuses().await?;
            let sizes = statuses.iter().map(|status| status.log_size);
            let same = sizes.clone().max() == sizes.min();
            if same && statuses.iter().all(|status| status.waiting == 0) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(never("the validators did not come to the same log within 30 s of the load's end"))
    }

    /// Every validator has the same log and state; else nothing that was measured counts.
    pub(crate) async fn equal_roots(&self) -> Result<(), Failure> {
        let statuses = self.statuses().await?;
        let root = |status: &Status| (status.log_size, status.log_root, status.state_root);
        let first = statuses.first().map(root);
        if statuses.iter().all(|status| Some(root(status)) == first) {
            Ok(())
        } else {
            Err(never("the validators differ in their log or state"))
        }
    }

    /// Stops the validators and removes what they stored, unless a directory was asked for.
    pub(crate) fn stop(self) {
        let Self { processes, directory, keep, .. } = self;
        drop(processes);
        if !keep {
            drop(std::fs::remove_dir_all(directory));
        }
    }
}

fn never(what: &str) -> Failure {
    Failure::new(Exit::Machine, "bench.network", what.to_owned(), "Look at the validators' logs (--dir keeps them).")
}

fn make(
    home: &Home,
    agencies: u32,
    peers: &[u16],
    services: &[u16],
    signers: &[Signer],
) -> Result<Genesis, Failure> {
    let count = NonZeroU32::new(agencies).expect("there are four agencies at least");
    let dealt = deal(count, rand::rng());
    let mut members = Vec::new();
    for (n, name) in AGENCIES.iter().take(agencies as usize).enumerate() {
        let seed = random::<32>()?;
        members.push((Identity::from_seed(seed).public_key(), seed, *name, n));
    }
    members.sort_unstable();
    let port = |ports: &[u16], n: usize| loopback(ports.get(n).copied().unwrap_or_default());
    for ((public_key, seed, name, n), share) in members.iter().zip(&dealt.shares) {
        let directory = home.agency(n + 1, name);
        let others = members.iter().filter(|other| other.0 != *public_key);
        let config = NodeConfig {
            agency: (*name).to_owned(),
            genesis: PathBuf::from("../../genesis.cbor"),
            listen: port(peers, *n),
            peers: others.map(|(key, _, _, n)| PeerAddress { public_key: hex(key), address: port(peers, *n) }).collect(),
            service: port(services, *n),
            storage: PathBuf::from("storage"),
            secrets: PathBuf::from("secrets"),
        };
        make_node(&directory, &config, seed, share)?;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let office = |code| OfficeRecord { code, kind: OfficeKind::District, offset: UtcOffset::TASHKENT };
    let codes = (FIRST_OFFICE..FIRST_OFFICE + REGISTRARS).filter_map(|code| OfficeCode::new(code).ok());
    Ok(Genesis {
        network: NetworkId::new(NetworkClass::Demo, random()?),
        time_ms: u64::try_from(now.as_millis()).unwrap_or(0),
        key_origin: KeyOrigin::Dealer,
        key_id: NetworkKeyId(1),
        key: dealt.key,
        sharing: dealt.sharing.clone(),
        members: members
            .iter()
            .map(|(public_key, _, name, _)| Member { agency: (*name).to_owned(), public_key: *public_key })
            .collect(),
        offices: codes.map(office).collect(),
        keys: signers.iter().map(|signer| signer.record.clone()).collect(),
        rules_version: 1,
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
