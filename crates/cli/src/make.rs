//! A new demo network: its genesis, its keys, its offices and officers.
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
use ed25519_zebra::{SigningKey, VerificationKey};
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
    signature::KeyRecord,
};
use registry::{
    key::{SERVICE_OFFICER, ServiceKey},
    staff::{OfficeLine, Officer, OfficerLine, STAFF_FORMAT, StaffList},
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    os::unix::fs::DirBuilderExt as _,
    path::PathBuf,
    time::{Instant, SystemTime, UNIX_EPOCH},
};
use vault::secrets::{SecretError, create_secret};

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
/// Where papers of the demo say that they can be checked; a name that belongs to nobody (RFC 2606).
const CHECK_ADDRESS: &str = "tekshir.example";

/// An office of the demo: code, region, officers, names in the five languages.
struct Office {
    code: u16,
    kind: OfficeKind,
    offset: UtcOffset,
    region: &'static str,
    head: &'static str,
    registrars: [&'static str; 2],
    second: &'static str,
    /// Who keeps the staff of the region's offices, where this is the first of them.
    administrators: Option<[&'static str; 2]>,
    names: [(&'static str, &'static str); 5],
}

/// The clock of the consulate, without summer time: an office changes its clock by an entry.
const NEW_YORK: UtcOffset = match UtcOffset::new(-300) {
    Ok(offset) => offset,
    Err(_) => panic!("five hours behind UTC is an offset of a civil clock"),
};

const OFFICES: [Office; 5] = [
    Office {
        code: 1101,
        kind: OfficeKind::District,
        offset: UtcOffset::TASHKENT,
        region: "1726",
        head: "Z. R. Yoʻldosheva",
        registrars: ["D. A. Qosimova", "S. B. Rahmatov"],
        second: "N. I. Saidova",
        administrators: Some(["U. K. Mirzayev", "F. O. Hakimova"]),
        names: [
            ("uz-Latn", "Toshkent shahri, Chilonzor tumani FHDYO boʻlimi"),
            ("uz-Cyrl", "Тошкент шаҳри, Чилонзор тумани ФҲДЁ бўлими"),
            ("ru", "Отдел ЗАГС Чиланзарского района города Ташкента"),
            ("kaa", "Tashkent qalası, Shılanzar rayonı PHAJ bólimi"),
            ("en", "Civil Registry Office of Chilonzor District, Tashkent City"),
        ],
    },
    Office {
        code: 1160,
        kind: OfficeKind::WeddingHouse,
        offset: UtcOffset::TASHKENT,
        region: "1726",
        head: "I. B. Tursunova",
        registrars: ["Q. M. Abdullayeva", "E. R. Nazarov"],
        second: "V. S. Olimova",
        administrators: None,
        names: [
            ("uz-Latn", "Toshkent shahri, «Baxt» nikoh uyi"),
            ("uz-Cyrl", "Тошкент шаҳри, «Бахт» никоҳ уйи"),
            ("ru", "Дом бракосочетаний «Бахт» города Ташкента"),
            ("kaa", "Tashkent qalası, «Baxıt» neke úyi"),
            ("en", "Wedding House Baxt, Tashkent City"),
        ],
    },
    Office {
        code: 2207,
        kind: OfficeKind::District,
        offset: UtcOffset::TASHKENT,
        region: "1722",
        head: "O. T. Norqulov",
        registrars: ["M. H. Eshonqulova", "B. Q. Toʻrayev"],
        second: "L. E. Choriyeva",
        administrators: Some(["H. J. Sattorov", "R. D. Panjiyeva"]),
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
        kind: OfficeKind::District,
        offset: UtcOffset::TASHKENT,
        region: "1735",
        head: "A. S. Ótegenova",
        registrars: ["G. N. Allambergenova", "J. P. Seytmuratov"],
        second: "D. B. Kalbayeva",
        administrators: Some(["T. M. Yusupov", "Sh. A. Reymova"]),
        names: [
            ("uz-Latn", "Qoraqalpogʻiston Respublikasi, Nukus shahri FHDYO boʻlimi"),
            ("uz-Cyrl", "Қорақалпоғистон Республикаси, Нукус шаҳри ФҲДЁ бўлими"),
            ("ru", "Отдел ЗАГС города Нукуса Республики Каракалпакстан"),
            ("kaa", "Qaraqalpaqstan Respublikası, Nókis qalası PHAJ bólimi"),
            ("en", "Civil Registry Office of Nukus City, Republic of Karakalpakstan"),
        ],
    },
    Office {
        code: 9901,
        kind: OfficeKind::Consulate,
        offset: NEW_YORK,
        region: "1726",
        head: "K. A. Yunusov",
        registrars: ["P. T. Sharipova", "A. N. Gʻulomov"],
        second: "T. D. Ismoilova",
        administrators: Some(["Y. H. Rasulov", "S. V. Karimova"]),
        names: [
            ("uz-Latn", "Oʻzbekiston Respublikasining Nyu-York shahridagi Bosh konsulligi"),
            ("uz-Cyrl", "Ўзбекистон Республикасининг Нью-Йорк шаҳридаги Бош консуллиги"),
            ("ru", "Генеральное консульство Республики Узбекистан в Нью-Йорке"),
            ("kaa", "Ózbekstan Respublikasınıń Nyu-York qalasındaǵı Bas konsullıǵı"),
            ("en", "Consulate General of the Republic of Uzbekistan in New York"),
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
    let identities = identities(agencies)?;
    let staff = staff(home, &places(&identities))?;
    let validators = validators(home, &identities, &ports, &staff)?;
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
    for name in ["agencies", "portal", "officers"] {
        let path = home.path(name);
        match std::fs::remove_dir_all(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::file("remove", &path, &error)),
        }
    }
    Ok(())
}

/// The staff list, and the keys that the ledger begins with.
struct StaffMade {
    list: StaffList,
    keys: Vec<KeyRecord>,
}

/// Numbers of officers who belong to no office begin here, so that they meet none of an office.
const OFFICERS_OF_REGIONS: u32 = 1_000_000;
const GOVERNORS: u32 = 9_000_001;
const CUSTODIANS: u32 = 9_100_001;

impl StaffMade {
    /// Makes a key for an officer; their line and their key record have the same place.
    fn add(&mut self, home: &Home, mut line: OfficerLine) -> Result<(), Failure> {
        let seed = create_secret::<32>(&home.signing_key_path(&line.id)).map_err(|error| unmade(&error))?;
        line.public_key = hex(&public_key(seed));
        let officer = Officer::from_line(&line).expect("the officers of the demo have lines that can stand");
        self.keys.push(officer.key);
        self.list.officers.push(line);
        Ok(())
    }
}

fn unmade(error: &SecretError) -> Failure {
    Failure::machine("key.unmade", error, "Check the disk and run it again.")
}

fn public_key(seed: [u8; 32]) -> [u8; 32] {
    VerificationKey::from(&SigningKey::from(seed)).into()
}

fn line(id: String, officer: u32, name: &str, role: Role) -> OfficerLine {
    let (name, role) = (name.to_owned(), role.word().to_owned());
    OfficerLine {
        id,
        officer,
        name,
        role,
        office: None,
        region: None,
        member: None,
        public_key: String::new(),
    }
}

/// The officers of all offices, their regions and the member agencies, and the key of the registry
/// service. `places` has the place in the genesis of each agency.
fn staff(home: &Home, places: &[u8]) -> Result<StaffMade, Failure> {
    let list = StaffList { format: STAFF_FORMAT.to_owned(), offices: Vec::new(), officers: Vec::new() };
    let mut made = StaffMade { list, keys: Vec::new() };
    for office in &OFFICES {
        let code = OfficeCode::new(office.code).expect("the codes of the demo are office codes");
        made.list.offices.push(OfficeLine {
            code: code.to_string(),
            kind: office.kind.word().to_owned(),
            utc_offset_minutes: office.offset.minutes(),
            names: office.names.iter().map(|(lang, name)| ((*lang).to_owned(), (*name).to_owned())).collect(),
            head: office.head.to_owned(),
            region: office.region.to_owned(),
        });
        let number = u32::from(office.code) * 100;
        let [first, other] = office.registrars;
        for (id, n, name, role) in [
            ("1", 1, first, Role::Registrar),
            ("2", 2, other, Role::Registrar),
            ("head", 50, office.head, Role::Head),
            ("second", 60, office.second, Role::SecondOfficer),
        ] {
            let line = line(format!("{code}-{id}"), number + n, name, role);
            made.add(home, OfficerLine { office: Some(code.to_string()), ..line })?;
        }
        let region = code.region().expect("the offices of the demo lie in regions");
        let number = OFFICERS_OF_REGIONS + u32::from(region.get()) * 100;
        for (n, name) in (1u32..).zip(office.administrators.into_iter().flatten()) {
            let line = line(format!("{region}-admin-{n}"), number + n, name, Role::Administrator);
            made.add(home, OfficerLine { region: Some(region.to_string()), ..line })?;
        }
    }
    for ((n, agency), place) in (1u32..).zip(AGENCIES).zip(places) {
        let governor = line(format!("governor-{n}"), GOVERNORS + n, agency, Role::Governor);
        made.add(home, OfficerLine { member: Some(*place), ..governor })?;
        let custodian = line(format!("custodian-{n}"), CUSTODIANS + n, agency, Role::Custodian);
        made.add(home, OfficerLine { member: Some(*place), ..custodian })?;
    }
    let service = create_secret::<32>(&home.path("portal").join("secrets").join("service.key"))
        .map_err(|error| unmade(&error))?;
    made.keys.push(ServiceKey::new(service, SERVICE_OFFICER).record().clone());
    Ok(made)
}

/// The validators of a network and how the portal reaches them.
pub(crate) struct Validators {
    pub(crate) genesis: Genesis,
    /// For each validator: its client service and the portal's token there.
    pub(crate) clients: Vec<(u16, String)>,
}

/// The public key of a validator, its seed, its agency and which of the agencies that is, from 0.
type Made = ([u8; 32], [u8; 32], &'static str, usize);

/// The validators in the order of their public keys, which is by chance: their places in the genesis.
fn identities(agencies: u32) -> Result<Vec<Made>, Failure> {
    let mut made: Vec<Made> = Vec::new();
    for (n, name) in AGENCIES.into_iter().take(agencies as usize).enumerate() {
        let seed = random::<32>()?;
        made.push((Identity::from_seed(seed).public_key(), seed, name, n));
    }
    made.sort_unstable();
    Ok(made)
}

/// The place in the genesis of each agency.
fn places(made: &[Made]) -> Vec<u8> {
    let mut places: Vec<(usize, u8)> = (0u8..).zip(made).map(|(place, (.., n))| (*n, place)).collect();
    places.sort_unstable();
    places.into_iter().map(|(_, place)| place).collect()
}

fn validators(home: &Home, made: &[Made], ports: &Ports, staff: &StaffMade) -> Result<Validators, Failure> {
    let count =
        u32::try_from(made.len()).ok().and_then(NonZeroU32::new).expect("there are four agencies at least");
    // A share belongs to a place in the order of the public keys.
    let dealt = deal(count, rand::rng());
    let genesis = genesis_of(made, &dealt, staff)?;
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

fn genesis_of(made: &[Made], dealt: &node::committee::Dealt, staff: &StaffMade) -> Result<Genesis, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let office = |office: &Office| OfficeRecord {
        code: OfficeCode::new(office.code).expect("the codes of the demo are office codes"),
        kind: office.kind,
        offset: office.offset,
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
        rules_version: node::RULES_VERSION,
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
        desks: Some(PathBuf::from("../officers")),
    };
    write_json(&directory.join("portal.json"), &config)
}
