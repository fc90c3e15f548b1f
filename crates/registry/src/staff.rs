//! The staff list: offices with their names, and officers with theirs.
//!
//! Names of officers live here alone, never on the ledger: there an officer is a number.
//!
//! # Format
//!
//! `staff.json`, format `dalolat/staff/2`: `offices` and `officers`, described by [`StaffList`].
//! Codes, ids, officers' numbers and keys stand once each. An officer has the place of the role: an
//! office that is in the list, a region, or a member.
use civil::{
    Lang, OfficeCode,
    code::Soato,
    office::{OfficeKind, UtcOffset},
    role::Role,
};
use core::fmt;
use protocol::{
    SignerKeyId,
    hash::from_hex,
    signature::{Jurisdiction, KeyRecord, PublicKey},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the format.
pub const STAFF_FORMAT: &str = "dalolat/staff/2";
/// The greatest size of a staff list, in bytes.
pub const STAFF_BYTES_MAX: usize = 8 * 1024 * 1024;
const NAME_CHARS_MAX: usize = 200;
const ID_BYTES_MAX: usize = 32;

/// The staff list as it stands in its file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffList {
    /// [`STAFF_FORMAT`].
    pub format: String,
    /// All offices.
    pub offices: Vec<OfficeLine>,
    /// All officers.
    pub officers: Vec<OfficerLine>,
}

/// An office as it stands in the file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeLine {
    /// Four digits.
    pub code: String,
    /// The word of the kind, such as `district`.
    pub kind: String,
    /// Distance from UTC in minutes; all of Uzbekistan is 300.
    pub utc_offset_minutes: i16,
    /// The name by language tag; all five languages.
    pub names: BTreeMap<String, String>,
    /// The printed name of the head, who signs certificates by hand.
    pub head: String,
    /// The SOATO code of the region, four digits.
    pub region: String,
}

/// An officer as they stand in the file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerLine {
    /// Such as `1101-1`.
    pub id: String,
    /// The number by which the ledger knows the officer.
    pub officer: u32,
    /// The printed name.
    pub name: String,
    /// The word of the role, such as `registrar`.
    pub role: String,
    /// The code of the office, four digits: of registrars, second officers, heads and connectors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The code of the region, two digits: of administrators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The place of the member in the genesis, from 0: of governors and custodians.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<u8>,
    /// The Ed25519 public key, 64 hexadecimal digits.
    pub public_key: String,
}

/// An office.
#[derive(Clone)]
pub struct Office {
    /// Its code.
    pub code: OfficeCode,
    /// Its kind.
    pub kind: OfficeKind,
    /// Its distance from UTC.
    pub offset: UtcOffset,
    /// The printed name of its head.
    pub head: String,
    /// The region it belongs to.
    pub region: Soato,
    names: BTreeMap<Lang, String>,
}

impl Office {
    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        self.names.get(&lang).expect("an office is read with a name in every language")
    }
}

impl fmt::Debug for Office {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Office({})", self.code)
    }
}

/// An officer and the key that names them.
#[derive(Clone)]
pub struct Officer {
    /// Such as `1101-1`.
    pub id: String,
    /// The printed name.
    pub name: String,
    /// The key record: officer number, place, role, public key.
    pub key: KeyRecord,
    /// The id of the key record.
    pub key_id: SignerKeyId,
}

impl Officer {
    /// Reads an officer's line.
    pub fn from_line(line: &OfficerLine) -> Result<Self, String> {
        let plain = |id: &str| {
            (1..=ID_BYTES_MAX).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        if !plain(&line.id) {
            return Err("an id has 1 to 32 Latin letters, digits and hyphens, such as 1101-1".to_owned());
        }
        let public_key =
            from_hex(&line.public_key).ok_or_else(|| "a public key has 64 hexadecimal digits".to_owned())?;
        let role = line.role.parse::<Role>().map_err(|error| error.to_string())?;
        let key = KeyRecord {
            public_key: PublicKey::Ed25519(public_key),
            officer: line.officer,
            role,
            jurisdiction: place(role, line)?,
        };
        Ok(Self { id: line.id.clone(), name: printed(&line.name)?, key_id: key.id(), key })
    }

    /// The office, where the officer belongs to one.
    pub const fn office(&self) -> Option<OfficeCode> {
        self.key.office()
    }
}

impl fmt::Debug for Officer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Officer({})", self.id)
    }
}

/// Why a staff list is refused.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// Too long.
    #[error("the staff list has more than {STAFF_BYTES_MAX} bytes")]
    TooLarge,
    /// Not of the format.
    #[error("the staff list cannot be read, at {path}")]
    Json {
        /// Where in the document.
        path: String,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
    /// Another format.
    #[error("the staff list is not of the format {STAFF_FORMAT}")]
    Format,
    /// A line that cannot stand.
    #[error("{list} {at} of the staff list: {reason}")]
    Line {
        /// `office` or `officer`.
        list: &'static str,
        /// Which one, from 1.
        at: usize,
        /// What is wrong and what to do.
        reason: String,
    },
}

/// The staff list, read and looked up by code, id and key.
#[derive(Clone, Debug, Default)]
pub struct Staff {
    offices: BTreeMap<OfficeCode, Office>,
    officers: BTreeMap<SignerKeyId, Officer>,
    by_id: BTreeMap<String, SignerKeyId>,
}

impl Staff {
    /// Reads a staff list from its file's bytes.
    pub fn from_json(bytes: &[u8]) -> Result<Self, StaffError> {
        if bytes.len() > STAFF_BYTES_MAX {
            return Err(StaffError::TooLarge);
        }
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let list: StaffList = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            StaffError::Json { path: error.path().to_string(), source: error.into_inner() }
        })?;
        json.end().map_err(|source| StaffError::Json { path: "the end".to_owned(), source })?;
        Self::new(&list)
    }

    /// Reads a staff list.
    pub fn new(list: &StaffList) -> Result<Self, StaffError> {
        if list.format != STAFF_FORMAT {
            return Err(StaffError::Format);
        }
        let mut staff = Self::default();
        for (at, line) in (1..).zip(&list.offices) {
            let office = office(line).map_err(|reason| StaffError::Line { list: "office", at, reason })?;
            if staff.offices.insert(office.code, office).is_some() {
                let reason = "the code stands twice in the list".to_owned();
                return Err(StaffError::Line { list: "office", at, reason });
            }
        }
        let mut numbers = BTreeSet::new();
        for (at, line) in (1..).zip(&list.officers) {
            let refused = |reason: String| StaffError::Line { list: "officer", at, reason };
            let officer = Officer::from_line(line).map_err(refused)?;
            if let Some(office) = officer.office()
                && !staff.offices.contains_key(&office)
            {
                return Err(refused(format!("office {office} is not in the list of offices")));
            }
            let key = officer.key_id;
            if staff.by_id.insert(officer.id.clone(), key).is_some() || !numbers.insert(line.officer) {
                return Err(refused("the id or the officer's number stands twice in the list".to_owned()));
            }
            staff.officers.insert(key, officer);
        }
        Ok(staff)
    }

    /// An office.
    pub fn office(&self, code: OfficeCode) -> Option<&Office> {
        self.offices.get(&code)
    }

    /// All offices, in the order of their codes.
    pub fn offices(&self) -> impl Iterator<Item = &Office> {
        self.offices.values()
    }

    /// All officers.
    pub fn officers(&self) -> impl Iterator<Item = &Officer> {
        self.officers.values()
    }

    /// The officer whose key has that id.
    pub fn by_key(&self, key: SignerKeyId) -> Option<&Officer> {
        self.officers.get(&key)
    }

    /// The officer of that id, such as `1101-1`.
    pub fn by_id(&self, id: &str) -> Option<&Officer> {
        self.by_id.get(id).and_then(|key| self.officers.get(key))
    }
}

fn office(line: &OfficeLine) -> Result<Office, String> {
    let mut names = BTreeMap::new();
    for lang in Lang::ALL {
        let name = line.names.get(lang.tag()).ok_or_else(|| format!("the name in {lang} is missing"))?;
        names.insert(lang, printed(name)?);
    }
    if line.names.len() != Lang::ALL.len() {
        return Err("a name stands under a tag that is none of uz-Latn, uz-Cyrl, ru, kaa, en".to_owned());
    }
    Ok(Office {
        code: line.code.parse().map_err(|error: civil::number::NotANumber| error.to_string())?,
        kind: line.kind.parse().map_err(|error: civil::person::UnknownWord| error.to_string())?,
        offset: UtcOffset::new(line.utc_offset_minutes).map_err(|error| error.to_string())?,
        head: printed(&line.head)?,
        region: line.region.parse().map_err(|error: civil::code::NotACode| error.to_string())?,
        names,
    })
}

/// The place that a role has; no other stands in the line.
fn place(role: Role, line: &OfficerLine) -> Result<Jurisdiction, String> {
    let wrong =
        |wanted: &str| Err(format!("a {role} has {wanted}, and nothing else of office, region and member"));
    match (role, line.office.as_deref(), line.region.as_deref(), line.member) {
        (Role::Registrar | Role::SecondOfficer | Role::Head | Role::Connector, Some(office), None, None) => {
            let office = office.parse().map_err(|error: civil::number::NotANumber| error.to_string())?;
            Ok(Jurisdiction::Office(office))
        }
        (Role::Administrator, None, Some(region), None) => {
            let region = region.parse().map_err(|error: civil::number::NotANumber| error.to_string())?;
            Ok(Jurisdiction::Region(region))
        }
        (Role::Governor | Role::Custodian, None, None, Some(member)) => Ok(Jurisdiction::Member(member)),
        (Role::Registrar | Role::SecondOfficer | Role::Head | Role::Connector, ..) => wrong("an office"),
        (Role::Administrator, ..) => wrong("a region"),
        (Role::Governor | Role::Custodian, ..) => wrong("a member"),
        (Role::Registry, ..) => {
            Err("the registry service is no officer: its key stands in the settings".to_owned())
        }
    }
}

/// A name as it will be printed.
fn printed(name: &str) -> Result<String, String> {
    let text =
        civil::text::Text::new(name).map_err(|error| format!("a printed name cannot stand: {error}"))?;
    if text.as_str().chars().count() > NAME_CHARS_MAX {
        return Err(format!("a printed name has more than {NAME_CHARS_MAX} characters"));
    }
    Ok(text.as_str().to_owned())
}
