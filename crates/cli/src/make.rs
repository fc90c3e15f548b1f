//! A new demo network: its genesis, its keys, its offices and registrars.
//!
//! One hand deals the network's key here, so the network is of class *demo*, runs on this machine
//! alone, and its papers are samples. All names are invented.
use crate::{
    args::Genesis as Args,
    failure::{Exit, Failure},
    home::{Home, Ports, loopback, write_durably, write_json},
    output::{Output, millis, took},
};
use civil::{
    OfficeCode,
    office::{OfficeKind, UtcOffset},
    role::Role,
};
use node::{
    committee::{Identity, deal},
    config::{NodeConfig, PeerAddress, write_secrets},
};
use portal::config::{Config as PortalConfig, ValidatorConfig};
use protocol::{
    Canonical as _, NetworkClass, NetworkId,
    genesis::{Genesis, Member, OfficeRecord},
    hash::hex,
    network::{KeyOrigin, NetworkKeyId},
    signature::{Jurisdiction, KeyRecord, PublicKey},
};
use registry::staff::{OfficeLine, RegistrarLine, STAFF_FORMAT, StaffList};
use serde_json::json;
use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    os::unix::fs::DirBuilderExt as _,
    path::PathBuf,
    time::{Instant, SystemTime, UNIX_EPOCH},
};
use vault::secrets::create_secret;

/// The agencies that may run the ledger; the first four are the demo's.
pub(crate) const AGENCIES: [&str; 10] = [
    "Ministry of Justice",
    "State Tax Committee",
    "Ministry of Health",
    "Auditor",
    "Ministry of Internal Affairs",
    "Pension Fund",
    "Supreme Court",
    "Cadastre Agency",
    "Statistics Agency",
    "Central Election Commission",
];
/// How papers of the demo name its key.
const KEY_ID: NetworkKeyId = NetworkKeyId(1);
const RULES_VERSION: u32 = 1;
/// Where papers of the demo say that they can be checked; a name that belongs to nobody (RFC 2606).
const CHECK_ADDRESS: &str = "tekshir.example";

/// An office of the demo: code, region, head, registrars, names in the five languages.
struct Office {
    code: u16,
    region: &'static str,
    head: &'static str,
    registrars: [&'static str; 2],
    names: [(&'static str, &'static str); 5],
}

const OFFICES: [Office; 3] = [
    Office {
        code: 1101,
        region: "1726",
        head: "Z. R. Yoʻldosheva",
        registrars: ["D. A. Qosimova", "S. B. Rahmatov"],
        names: [
            ("uz-Latn", "Toshkent shahri, Chilonzor tumani FHDYO boʻlimi"),
            ("uz-Cyrl", "Тошкент шаҳри, Чилонзор тумани ФҲДЁ бўлими"),
            ("ru", "Отдел ЗАГС Чиланзарского района города Ташкента"),
            ("kaa", "Tashkent qalası, Shılanzar rayonı PHAJ bólimi"),
            ("en", "Civil Registry Office of Chilonzor District, Tashkent City"),
        ],
    },
    Office {
        code: 2207,
        region: "1722",
        head: "O. T. Norqulov",
        registrars: ["M. H. Eshonqulova", "B. Q. Toʻrayev"],
        names: [
            ("uz-Latn", "Surxondaryo viloyati, Boysun tumani FHDYO boʻlimi"),
            ("uz-Cyrl", "Сурхондарё вилояти, Бойсун тумани ФҲДЁ бўлими"),
            ("ru", "Отдел ЗАГС Байсунского района Сурхандарьинской области"),
            ("kaa", "Surxandárya wálayatı, Baysın rayonı PHAJ bólimi"),
            ("en", "Civil Registry Office of Boysun District, Surkhandarya Region"),
        ],
    },
    Office {
        code: 3503,
        region: "1735",
        head: "A. S. Ótegenova",
        registrars: ["G. N. Allambergenova", "J. P. Seytmuratov"],
        names: [
            ("uz-Latn", "Qoraqalpogʻiston Respublikasi, Nukus shahri FHDYO boʻlimi"),
            ("uz-Cyrl", "Қорақалпоғистон Республикаси, Нукус шаҳри ФҲДЁ бўлими"),
            ("ru", "Отдел ЗАГС города Нукуса Республики Каракалпакстан"),
            ("kaa", "Qaraqalpaqstan Respublikası, Nókis qalası PHAJ bólimi"),
            ("en", "Civil Registry Office of Nukus City, Republic of Karakalpakstan"),
        ],
    },
];

/// `dalolat genesis`.
pub(crate) fn genesis(args: &Args, output: Output) -> Result<Exit, Failure> {
    let home = Home::at(&args.data.data);
    let _lock = home.lock()?;
    if home.is_made()? {
        return Err(Failure::new(
            Exit::Usage,
            "data.exists",
            format!("{} holds a network already", home.root().display()),
            "Name another directory with --data DIR; a network is never overwritten.",
        ));
    }
    make(&home, args.agencies, output)?;
    Ok(Exit::Done)
}

/// Makes everything that the processes of a demo need.
pub(crate) fn make(home: &Home, agencies: u32, output: Output) -> Result<(), Failure> {
    let begun = Instant::now();
    clear_unfinished(home)?;
    let ports = home.choose_ports(agencies as usize)?;
    let staff = registrars(home)?;
    let validators = validators(home, agencies, &ports, &staff)?;
    write_json(&home.staff_path(), &staff.list)?;
    write_durably(&home.genesis_path(), &validators.genesis.to_bytes())?;
    network_key(home, &validators.genesis)?;
    portal(home, &ports, &validators)?;
    home.mark_made()?;
    let genesis = &validators.genesis;
    output.heading("A new network");
    output.fact("network", format_args!("{} {}", genesis.network.class.word(), short(genesis.network)));
    output.fact("agencies", format_args!("{agencies}; any {} of them make a block final", genesis.quorum()));
    output.fact("key", "dealt on this machine, so for this machine alone; papers are samples");
    output.fact("made in", took(begun.elapsed()));
    output.object(&json!({
        "event": "genesis", "network": genesis.network.to_string(), "agencies": agencies,
        "quorum": genesis.quorum(), "ms": millis(begun.elapsed()),
    }));
    Ok(())
}

/// The first digits of a network's id, to tell networks apart by eye.
pub(crate) fn short(network: NetworkId) -> String {
    network.to_string().chars().skip(2).take(8).collect()
}

/// A directory that was begun and never finished holds no act: what stands there is made anew.
fn clear_unfinished(home: &Home) -> Result<(), Failure> {
    for name in ["agencies", "portal", "registrars"] {
        let path = home.path(name);
        match std::fs::remove_dir_all(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::file("remove", &path, &error)),
        }
    }
    Ok(())
}

struct StaffMade {
    list: StaffList,
    keys: Vec<KeyRecord>,
}

fn registrars(home: &Home) -> Result<StaffMade, Failure> {
    let mut list = StaffList { format: STAFF_FORMAT.to_owned(), offices: Vec::new(), registrars: Vec::new() };
    let mut keys = Vec::new();
    for office in &OFFICES {
        let code = OfficeCode::new(office.code).expect("the codes of the demo are office codes");
        list.offices.push(OfficeLine {
            code: code.to_string(),
            kind: "district".to_owned(),
            utc_offset_minutes: UtcOffset::TASHKENT.minutes(),
            names: office.names.iter().map(|(lang, name)| ((*lang).to_owned(), (*name).to_owned())).collect(),
            head: office.head.to_owned(),
            region: office.region.to_owned(),
        });
        for (n, name) in (1u32..).zip(office.registrars) {
            let id = format!("{code}-{n}");
            let path = home.signing_key_path(&id);
            let seed = create_secret::<32>(&path).map_err(|error| {
                Failure::machine("key.unmade", &error, "Check the disk and run it again.")
            })?;
            let signing = ed25519_zebra::SigningKey::from(seed);
            let public_key = ed25519_zebra::VerificationKey::from(&signing).into();
            let record = KeyRecord {
                public_key: PublicKey::Ed25519(public_key),
                officer: u32::from(office.code) * 100 + n,
                role: Role::Registrar,
                jurisdiction: Jurisdiction::Office(code),
            };
            list.registrars.push(RegistrarLine {
                id,
                officer: record.officer,
                office: code.to_string(),
                name: name.to_owned(),
                role: "registrar".to_owned(),
                public_key: hex(&public_key),
            });
            keys.push(record);
        }
    }
    Ok(StaffMade { list, keys })
}

/// The validators of a network and how the portal reaches them.
pub(crate) struct Validators {
    pub(crate) genesis: Genesis,
    /// For each validator: its client service and the portal's token there.
    pub(crate) clients: Vec<(u16, String)>,
}

fn validators(home: &Home, agencies: u32, ports: &Ports, staff: &StaffMade) -> Result<Validators, Failure> {
    let count = NonZeroU32::new(agencies).expect("there are four agencies at least");
    let dealt = deal(count, rand::rng());
    let names = AGENCIES.iter().take(agencies as usize);
    // A share belongs to a place in the order of the public keys, which is by chance.
    let mut made: Vec<([u8; 32], [u8; 32], &str, usize)> = Vec::new();
    for (n, name) in names.enumerate() {
        let seed = random::<32>()?;
        made.push((Identity::from_seed(seed).public_key(), seed, name, n));
    }
    made.sort_unstable();
    let genesis = genesis_of(&made, &dealt, staff)?;
    let mut clients = BTreeMap::new();
    for ((public_key, seed, name, n), share) in made.iter().zip(&dealt.shares) {
        let directory = home.agency(n + 1, name);
        let others = made.iter().filter(|other| other.0 != *public_key);
        let config = NodeConfig {
            agency: (*name).to_owned(),
            genesis: PathBuf::from("../../genesis.cbor"),
            listen: loopback(ports.peers[*n]),
            peers: others
                .map(|(key, _, _, n)| PeerAddress {
                    public_key: hex(key),
                    address: loopback(ports.peers[*n]),
                })
                .collect(),
            service: loopback(ports.services[*n]),
            storage: PathBuf::from("storage"),
            secrets: PathBuf::from("secrets"),
        };
        let token = hex(&random::<32>()?);
        let unmade = |error| Failure::machine("node.unmade", &error, "Check the disk and run it again.");
        std::fs::create_dir_all(&directory).map_err(|error| Failure::file("make", &directory, &error))?;
        config.save(&directory.join("node.json")).map_err(unmade)?;
        write_secrets(&directory.join("secrets"), seed, share, &[&token]).map_err(unmade)?;
        clients.insert(*n, (ports.services[*n], token));
    }
    Ok(Validators { genesis, clients: clients.into_values().collect() })
}

fn genesis_of(
    made: &[([u8; 32], [u8; 32], &str, usize)],
    dealt: &node::committee::Dealt,
    staff: &StaffMade,
) -> Result<Genesis, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let office = |office: &Office| OfficeRecord {
        code: OfficeCode::new(office.code).expect("the codes of the demo are office codes"),
        kind: OfficeKind::District,
        offset: UtcOffset::TASHKENT,
    };
    Ok(Genesis {
        network: NetworkId::new(NetworkClass::Demo, random()?),
        time_ms: u64::try_from(now.as_millis()).unwrap_or(0),
        key_origin: KeyOrigin::Dealer,
        key_id: KEY_ID,
        key: dealt.key,
        sharing: dealt.sharing.clone(),
        members: made
            .iter()
            .map(|(public_key, _, name, _)| Member { agency: (*name).to_owned(), public_key: *public_key })
            .collect(),
        offices: OFFICES.iter().map(office).collect(),
        keys: staff.keys.clone(),
        rules_version: RULES_VERSION,
    })
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    let hint = "Check the system's source of random bytes.";
    getrandom::fill(&mut bytes).map_err(|error| Failure::machine("random.none", &error, hint))?;
    Ok(bytes)
}

/// The file that everybody may have: the key that proves what the network makes final.
fn network_key(home: &Home, genesis: &Genesis) -> Result<(), Failure> {
    let keys = verifier::keys::KeyFile::of_genesis(genesis)
        .map_err(|error| Failure::machine("key-file.unmade", &error, "This is a defect of the program."))?;
    write_durably(&home.network_key_path(), keys.to_json().as_bytes())
}

/// The portal's settings, and the tokens by which the validators know it.
fn portal(home: &Home, ports: &Ports, validators: &Validators) -> Result<(), Failure> {
    let directory = home.path("portal");
    let secrets = directory.join("secrets");
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&secrets);
    made.map_err(|error| Failure::file("make", &secrets, &error))?;
    let mut clients = Vec::new();
    for (n, (port, token)) in (1u32..).zip(&validators.clients) {
        let token_file = PathBuf::from("secrets").join(format!("validator-{n}.token"));
        node::config::write_secret(&directory.join(&token_file), token)
            .map_err(|error| Failure::machine("token.unmade", &error, "Check the disk and run it again."))?;
        clients.push(ValidatorConfig { url: format!("http://{}", loopback(*port)), token_file });
    }
    let config = PortalConfig {
        format: portal::config::FORMAT.to_owned(),
        bind: loopback(ports.portal),
        vault: PathBuf::from("vault.db"),
        secrets: PathBuf::from("secrets"),
        genesis: PathBuf::from("../genesis.cbor"),
        staff: PathBuf::from("../staff.json"),
        validators: clients,
        check_address: CHECK_ADDRESS.to_owned(),
    };
    write_json(&directory.join("portal.json"), &config)
}
