//! Nodes as processes run them: settings and secrets in files, TCP between them, HTTP for clients.
use node::{
    NodeConfig, RunError,
    config::{ConfigError, PeerAddress, Secrets, write_secrets},
    run,
    sim::{Scene, scene::sent},
};
use protocol::{
    Canonical as _, SignedEntry,
    genesis::Genesis,
    hash::hex,
    service::{BlockLines, Standing, Status},
};
use std::{
    fs,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    num::NonZeroU32,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

const TOKEN: &str = "a-token-of-a-client-0123456789abcdef";

/// A directory that goes when the test ends.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("dalolat-node-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn now_ms() -> u64 {
    u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// Free ports, taken together so that they differ.
fn ports(count: usize) -> Vec<SocketAddr> {
    let listeners: Vec<_> =
        (0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()).collect();
    listeners.iter().map(|listener| listener.local_addr().unwrap()).collect()
}

/// A network that begins now, with everything its nodes need written into `directory`.
fn network(directory: &Path) -> (Scene, Vec<NodeConfig>) {
    let mut scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
    let genesis = Genesis { time_ms: now_ms() - 1000, ..(*scene.genesis).clone() };
    scene.genesis = Arc::new(genesis);
    fs::write(directory.join("genesis.cbor"), scene.genesis.to_bytes()).unwrap();
    let ports = ports(8);
    let address = |validator: usize| PeerAddress {
        public_key: hex(&scene.validators[validator].0.public_key()),
        address: ports[validator],
    };
    let configs = (0..4).map(|validator| {
        let own = directory.join(format!("node-{validator}"));
        fs::create_dir_all(&own).unwrap();
        let settings = NodeConfig {
            agency: format!("Agency {}", validator + 1),
            genesis: "../genesis.cbor".into(),
            listen: ports[validator],
            peers: (0..4).filter(|peer| *peer != validator).map(address).collect(),
            service: ports[4 + validator],
            storage: "storage".into(),
            secrets: "secrets".into(),
        };
        settings.save(&own.join("node.json")).unwrap();
        write_secrets(
            &own.join("secrets"),
            &scene.seeds[validator],
            &scene.validators[validator].1,
            &[TOKEN],
        )
        .unwrap();
        NodeConfig::load(&own.join("node.json")).unwrap()
    });
    let configs = configs.collect();
    (scene, configs)
}

struct Node {
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: JoinHandle<Result<(), RunError>>,
    service: SocketAddr,
}

impl Node {
    fn start(config: &NodeConfig) -> Self {
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let config = config.clone();
        let service = config.service;
        let thread = thread::spawn(move || run(&config, async move { drop(stopped.await) }));
        Self { stop: Some(stop), thread, service }
    }

    fn stop(mut self) -> Result<(), RunError> {
        self.stop.take().unwrap().send(()).unwrap();
        self.thread.join().unwrap()
    }

    /// Asks until the service answers.
    fn ready(&self) {
        let end = Instant::now() + Duration::from_mins(1);
        while request(self.service, "GET", "/v1/status", Some(TOKEN), &[]).is_err() {
            assert!(Instant::now() < end, "the service does not answer");
            assert!(!self.thread.is_finished(), "the node ended");
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn submit(&self, entry: &SignedEntry) -> Standing {
        let (status, body) = self.ask("POST", "/v1/entries", &sent(entry));
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        Standing::from_bytes(&body).unwrap()
    }

    fn standing(&self, entry: &SignedEntry, wait_ms: u64) -> Standing {
        let (status, body) = self.ask("GET", &format!("/v1/entries/{}?wait_ms={wait_ms}", entry.id()), &[]);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        Standing::from_bytes(&body).unwrap()
    }

    fn status(&self) -> Status {
        Status::from_bytes(&self.ask("GET", "/v1/status", &[]).1).unwrap()
    }

    fn ask(&self, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
        request(self.service, method, path, Some(TOKEN), body).unwrap()
    }
}

/// One HTTP request on a connection of its own: status and body.
fn request(
    to: SocketAddr,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: &[u8],
) -> std::io::Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(to)?;
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {to}\r\n{token}connection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let status = std::str::from_utf8(&answer[9..12]).unwrap().parse().unwrap();
    Ok((status, answer[end + 4..].to_vec()))
}

#[test]
fn four_nodes_over_tcp_make_entries_final_and_one_that_was_away_catches_up() {
    let directory = Directory::new("four");
    let (scene, configs) = network(&directory.0);
    let mut nodes: Vec<Node> = configs.iter().map(Node::start).collect();
    nodes.iter().for_each(Node::ready);

    let first = scene.birth(0, 1, now_ms());
    let begun = Instant::now();
    assert_eq!(nodes[1].submit(&first), Standing::NotYet);
    let standing = nodes[1].standing(&first, 30_000);
    println!("first entry final after {:?}", begun.elapsed());
    let Standing::Final { outcome, receipt } = standing else { panic!("{standing:?}") };
    assert_eq!(receipt.verify_for(&first, &outcome, scene.genesis.network, &scene.genesis.key), Ok(()));
    assert_eq!(nodes[1].submit(&first), Standing::Final { outcome, receipt });

    nodes.pop().unwrap().stop().unwrap();
    let others: Vec<SignedEntry> = (2..12).map(|number| scene.birth(1, number, now_ms())).collect();
    for entry in &others {
        let begun = Instant::now();
        nodes[0].submit(entry);
        assert!(matches!(nodes[0].standing(entry, 30_000), Standing::Final { .. }));
        println!("final after {:?}", begun.elapsed());
    }
    let height = nodes[0].status().height;
    let lines = nodes[0].ask("GET", "/v1/blocks?from=0&wait_ms=0", &[]).1;
    let lines = BlockLines::from_bytes(&lines).unwrap().0;
    assert!(lines.len() as u64 > height);
    assert!(lines.iter().zip(0..).all(|(line, height)| line.height == height));
    assert_eq!(lines.iter().map(|line| line.entry_count).sum::<u32>(), 11);
    let next = height + 1;
    let lines = nodes[0].ask("GET", &format!("/v1/blocks?from={next}&wait_ms=20000"), &[]).1;
    assert_eq!(BlockLines::from_bytes(&lines).unwrap().0[0].height, next);

    let back = Node::start(&configs[3]);
    back.ready();
    for entry in &others {
        let end = Instant::now() + Duration::from_mins(1);
        while !matches!(back.standing(entry, 1000), Standing::Final { .. }) {
            assert!(Instant::now() < end, "it does not catch up");
            thread::sleep(Duration::from_millis(50));
        }
    }
    nodes.push(back);
    let roots: Vec<_> = nodes
        .iter()
        .map(Node::status)
        .map(|status| (status.log_size, status.log_root, status.state_root))
        .collect();
    assert!(roots.iter().all(|other| *other == roots[0]) && roots[0].0 == 11, "{roots:?}");
    what_the_service_refuses(&nodes[0], &scene);
    for node in nodes {
        node.stop().unwrap();
    }
}

fn what_the_service_refuses(node: &Node, scene: &Scene) {
    let refused = |method, path: &str, body: &[u8]| {
        let (status, body) = node.ask(method, path, body);
        (status, String::from_utf8(body).unwrap())
    };
    for token in [None, Some("another-token-0123456789abcdefghij"), Some("")] {
        assert_eq!(request(node.service, "GET", "/v1/status", token, &[]).unwrap().0, 401);
    }
    let (status, text) = refused("POST", "/v1/entries", b"no entry");
    assert_eq!(status, 400);
    assert!(text.contains("at byte 0: expected a signed entry"), "{text}");
    let (status, text) = refused("POST", "/v1/entries", &vec![0; 70_000]);
    assert_eq!((status, text.as_str()), (413, "an entry has at most 65536 bytes\n"));
    assert_eq!(refused("GET", "/v1/entries/abc", &[]).0, 400);
    assert_eq!(refused("GET", "/v1/blocks?from=0&wait_ms=30001", &[]).0, 400);
    assert_eq!(refused("GET", "/v1/blocks?from=0&nonsense=1", &[]).0, 400);
    assert_eq!(refused("GET", "/v2/status", &[]).0, 404);
    let unknown = scene.birth(0, 77, now_ms());
    assert_eq!(node.standing(&unknown, 0), Standing::Unknown);
    let again = scene.birth_on_notice(0, 78, 1, now_ms());
    assert_eq!(node.submit(&again), Standing::Refused { code: "notice.already-used".to_owned() });
    assert_eq!(node.standing(&again, 0), Standing::Refused { code: "notice.already-used".to_owned() });
    // More of one signing key than may wait, each of them for a minute.
    let mut full = None;
    for number in 1000..1600 {
        let (status, body) =
            node.ask("POST", "/v1/entries", &sent(&scene.birth(2, number, now_ms() + 30_000)));
        if status != 200 {
            full = Some((status, String::from_utf8(body).unwrap()));
            break;
        }
    }
    let (status, text) = full.expect("one key has no room for 600 entries");
    assert_eq!(status, 429);
    assert!(text.contains("; send it again in "), "{text}");
}

fn refusal(config: &NodeConfig) -> RunError {
    run(config, std::future::pending()).unwrap_err()
}

#[test]
fn what_others_can_read_is_no_secret_and_is_refused() {
    let directory = Directory::new("secrets");
    let (_, configs) = network(&directory.0);
    for (file, open, good) in
        [("", 0o750, 0o700), ("share.key", 0o640, 0o600), ("identity.key", 0o604, 0o600)]
    {
        let path = if file.is_empty() { configs[0].secrets.clone() } else { configs[0].secrets.join(file) };
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, good);
        mode(open);
        let error = Secrets::load(&configs[0].secrets).unwrap_err();
        assert!(matches!(&error, ConfigError::Exposed { path: found, .. } if *found == path), "{error}");
        assert!(error.to_string().contains(&format!("chmod {good:o} {}", path.display())), "{error}");
        assert!(matches!(refusal(&configs[0]), RunError::Config(ConfigError::Exposed { .. })));
        mode(good);
    }
    assert!(Secrets::load(&configs[0].secrets).is_ok());
}

#[test]
fn what_does_not_belong_together_is_refused_with_a_reason() {
    let directory = Directory::new("refused");
    let (scene, configs) = network(&directory.0);
    let config = &configs[0];
    let with = |change: &dyn Fn(&mut NodeConfig)| {
        let mut config = config.clone();
        change(&mut config);
        refusal(&config).to_string()
    };
    let outside: SocketAddr = "192.0.2.1:4000".parse().unwrap();
    assert!(with(&|config| config.peers[0].address = outside).contains("dealt by one hand"));
    assert!(with(&|config| config.listen = outside).contains("dealt by one hand"));
    assert!(with(&|config| config.service = outside).contains("on this machine only"));
    assert!(with(&|config| config.agency = "Agency 2".to_owned()).contains("belongs to \"Agency 1\""));
    assert!(with(&|config| drop(config.peers.pop())).contains("is missing"));
    assert!(with(&|config| config.peers[0].public_key = "00".to_owned()).contains("64 hexadecimal digits"));
    assert!(
        with(&|config| config.secrets.clone_from(&configs[1].secrets)).contains("belongs to \"Agency 2\"")
    );
    assert!(with(&|config| config.genesis = "/nowhere".into()).contains("cannot read /nowhere"));

    let taken = TcpListener::bind(config.listen).unwrap();
    let error = refusal(config);
    assert!(matches!(error, RunError::PortTaken { address } if address == config.listen), "{error}");
    drop(taken);

    // The refused starts above claimed the storage for this genesis.
    let other = Genesis { time_ms: scene.genesis.time_ms + 1, ..(*scene.genesis).clone() };
    fs::write(directory.0.join("genesis.cbor"), other.to_bytes()).unwrap();
    assert!(matches!(refusal(config), RunError::OtherGenesis { .. }));
    fs::write(directory.0.join("genesis.cbor"), b"no genesis").unwrap();
    assert!(refusal(config).to_string().contains("is no genesis: at byte 0"));
    fs::write(directory.0.join("node-0/node.json"), b"{\"agency\": 7}").unwrap();
    let error = NodeConfig::load(&directory.0.join("node-0/node.json")).unwrap_err().to_string();
    assert!(error.contains("line 1 column"), "{error}");
}

/// Copies a directory with everything in it, in place of what is there.
fn copy(from: &Path, to: &Path) {
    drop(fs::remove_dir_all(to));
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (entry, to) = (entry.as_ref().unwrap().path(), to.join(entry.as_ref().unwrap().file_name()));
        if entry.is_dir() {
            copy(&entry, &to);
        } else {
            fs::copy(&entry, &to).unwrap();
        }
    }
}

/// Turns a bit over in the middle of every file of the state's facts.
fn damage_state(storage: &Path) {
    let engine = storage.join("engine");
    let mut turned = 0;
    for partition in fs::read_dir(&engine).unwrap() {
        let partition = partition.unwrap();
        if !partition.file_name().to_str().unwrap().ends_with("state-facts-log_data") {
            continue;
        }
        for file in fs::read_dir(partition.path()).unwrap() {
            let path = file.unwrap().path();
            let mut bytes = fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(&path, bytes).unwrap();
            turned += 1;
        }
    }
    assert!(turned > 0, "the state has files");
}

impl Node {
    /// Waits until its status is as wanted.
    fn until(&self, what: &str, done: impl Fn(&Status) -> bool) -> Status {
        let end = Instant::now() + Duration::from_mins(1);
        loop {
            let status = self.status();
            if done(&status) {
                return status;
            }
            assert!(Instant::now() < end, "{what}: {status:?}");
            thread::sleep(Duration::from_millis(100));
        }
    }
}

#[test]
fn a_damaged_state_is_made_again_and_an_old_copy_follows_until_it_rejoins() {
    let directory = Directory::new("mended");
    let (scene, configs) = network(&directory.0);
    let config = &configs[3];
    assert!(matches!(node::rebuild(config), Err(RunError::NothingStored(_))));
    let nodes: Vec<Node> = configs[..3].iter().map(Node::start).collect();
    let mut last = Node::start(config);
    nodes.iter().chain([&last]).for_each(Node::ready);
    let births: Vec<SignedEntry> = (1..20).map(|number| scene.birth(0, number, now_ms())).collect();
    for entry in &births {
        nodes[0].submit(entry);
    }
    let before = last.until("all births are final", |status| status.log_size == 19 && status.signs);
    assert!(last.until("it knows the clocks", |status| status.clock_offset_ms.is_some()).signs);

    assert!(matches!(node::rebuild(config), Err(RunError::StorageInUse(_))));
    assert!(matches!(node::rejoin(config), Err(RunError::StorageInUse(_))));
    last.stop().unwrap();
    assert!(matches!(node::rejoin(config), Err(RunError::NothingToRejoin)));
    let old = directory.0.join("old");
    copy(&config.storage, &old);

    damage_state(&config.storage);
    let error = refusal(config);
    let text = format!(
        "{error}: {}",
        std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default()
    );
    assert!(text.contains("dalolat node rebuild"), "{text}");
    assert!(node::rebuild(config).unwrap() > 0, "there are blocks");
    last = Node::start(config);
    last.ready();
    let after = last.until("it votes again", |status| status.height > before.height && status.signs);
    assert_eq!((after.log_root, after.state_root), (before.log_root, before.state_root));
    // It casts votes that the copy knows nothing of.
    last.until("blocks are made", |status| status.height > after.height + 2);
    last.stop().unwrap();

    copy(&old, &config.storage);
    last = Node::start(config);
    last.ready();
    let goal = nodes[0].status().height;
    let follows = last.until("it catches up", |status| status.height > goal + 1);
    assert!(!follows.signs, "it follows without a vote");
    assert_eq!(follows.state_root, before.state_root);
    last.stop().unwrap();
    assert_eq!(node::rejoin(config).unwrap(), 1);
    assert!(matches!(node::rejoin(config), Err(RunError::NothingToRejoin)));
    last = Node::start(config);
    last.ready();
    last.until("it votes again", |status| status.signs);
    let height = nodes[0].status().height;
    last.until("it goes on", |status| status.height > height + 2);
    for node in nodes.into_iter().chain([last]) {
        node.stop().unwrap();
    }
}
