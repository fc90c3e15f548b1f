//! Marks: keyed hashes by which cases are found – of the persons in an act, of spellings of names, of the
//! numbers of papers. Who has the database alone learns from them which cases share something, and not what.
//!
//! They are an index: derived from the sealed record, written with it in one transaction, never changed. A
//! case counts by its state, which is under the row's MAC, whatever its marks say.
use crate::{
    case::{Case, CaseId},
    error::Fault,
    rows::{self, select},
    vault::Store,
};
use protocol::{Body, Tag};
use sqlx::{Row as _, SqliteConnection};

/// The most cases that one mark is answered with.
pub const MARKED_MAX: u32 = 200;

/// What a mark is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkRole {
    /// The child of a birth.
    Child,
    /// The mother of a birth.
    Mother,
    /// The father of a birth.
    Father,
    /// Who died.
    Deceased,
    /// The spouse whom a death leaves.
    Survivor,
    /// The husband of a marriage, a divorce or an application.
    Husband,
    /// The wife.
    Wife,
    /// The name of a person of the case as it is spelt, with the year of birth.
    ExactName,
    /// The same whatever the script and spelling.
    LooseName,
    /// The number of a paper: an application, an act made before the ledger.
    Number,
}

impl MarkRole {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Self::Child,
        Self::Mother,
        Self::Father,
        Self::Deceased,
        Self::Survivor,
        Self::Husband,
        Self::Wife,
        Self::ExactName,
        Self::LooseName,
        Self::Number,
    ];

    const fn number(self) -> u8 {
        match self {
            Self::Child => 1,
            Self::Mother => 2,
            Self::Father => 3,
            Self::Deceased => 4,
            Self::Survivor => 5,
            Self::Husband => 6,
            Self::Wife => 7,
            Self::ExactName => 20,
            Self::LooseName => 21,
            Self::Number => 40,
        }
    }

    /// Whether it is of a person in the act, and not of words.
    pub const fn is_person(self) -> bool {
        match self {
            Self::Child
            | Self::Mother
            | Self::Father
            | Self::Deceased
            | Self::Survivor
            | Self::Husband
            | Self::Wife => true,
            Self::ExactName | Self::LooseName | Self::Number => false,
        }
    }

    /// The word used in files: `child`, `mother` …
    pub const fn word(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Mother => "mother",
            Self::Father => "father",
            Self::Deceased => "deceased",
            Self::Survivor => "survivor",
            Self::Husband => "husband",
            Self::Wife => "wife",
            Self::ExactName => "exact-name",
            Self::LooseName => "loose-name",
            Self::Number => "number",
        }
    }
}

/// A mark of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// What it is of.
    pub role: MarkRole,
    /// The keyed hash.
    pub tag: Tag,
}

pub(crate) async fn insert(id: CaseId, marks: &[Mark], to: &mut SqliteConnection) -> Result<(), Fault> {
    for mark in marks {
        sqlx::query("INSERT OR IGNORE INTO marks (tag, role, case_id) VALUES (?, ?, ?)")
            .bind(mark.tag.as_bytes().to_vec())
            .bind(mark.role.number())
            .bind(id.as_bytes().to_vec())
            .execute(&mut *to)
            .await?;
    }
    Ok(())
}

/// The cases that bear a mark, in any state, newest first, with what it is of in each.
pub(crate) async fn cases(store: &Store, tag: Tag) -> Result<Vec<(MarkRole, Case)>, Fault> {
    let query = select!(
        ", role",
        "JOIN marks ON marks.case_id = id WHERE marks.tag = ? ORDER BY created_ms DESC, id, role LIMIT ?"
    );
    let found =
        sqlx::query(query).bind(tag.as_bytes().to_vec()).bind(MARKED_MAX).fetch_all(&store.readers).await?;
    found
        .iter()
        .map(|found| {
            let case = rows::read(&store.keys, found)?.case;
            let number: u8 = found.try_get("role")?;
            let role = MarkRole::ALL.into_iter().find(|role| role.number() == number);
            Ok((role.ok_or(Fault::Damaged(case.id, "a mark"))?, case))
        })
        .collect()
}

/// The marks of a case.
pub(crate) async fn of_case(store: &Store, id: CaseId) -> Result<Vec<Mark>, Fault> {
    let query = "SELECT tag, role FROM marks WHERE case_id = ? ORDER BY role, tag";
    let found = sqlx::query(query).bind(id.as_bytes().to_vec()).fetch_all(&store.readers).await?;
    found
        .iter()
        .map(|found| {
            let damaged = || Fault::Damaged(id, "a mark");
            let tag: Vec<u8> = found.try_get("tag")?;
            let number: u8 = found.try_get("role")?;
            let role = MarkRole::ALL.into_iter().find(|role| role.number() == number);
            Ok(Mark {
                role: role.ok_or_else(damaged)?,
                tag: Tag::new(tag.try_into().map_err(|_length| damaged())?),
            })
        })
        .collect()
}

/// Follows what a final entry says of persons: which tags are one, and whose an act really is.
pub(crate) async fn follow(body: &Body, to: &mut SqliteConnection) -> Result<(), Fault> {
    match body {
        Body::PersonJoin(join) => {
            let sql = "INSERT OR IGNORE INTO joined (tag, other) VALUES (?, ?)";
            both_ways(sql, join.first, join.second, to).await
        }
        Body::PersonPart(part) => {
            both_ways("DELETE FROM joined WHERE tag = ? AND other = ?", part.first, part.second, to).await
        }
        Body::PersonMove(moved) => {
            let sql = "UPDATE OR REPLACE marks SET tag = ? WHERE tag = ?
                       AND case_id = (SELECT id FROM cases WHERE entry_id = ?)";
            sqlx::query(sql)
                .bind(moved.to.as_bytes().to_vec())
                .bind(moved.from.as_bytes().to_vec())
                .bind(moved.act.as_bytes().to_vec())
                .execute(to)
                .await?;
            Ok(())
        }
        Body::ActRegister(_)
        | Body::CertificateIssue(_)
        | Body::CertificateRevoke(_)
        | Body::NumberReserve(_)
        | Body::NumberRelease(_)
        | Body::CaseAnchor(_)
        | Body::AccessAnchor(_)
        | Body::ArchiveBatch(_)
        | Body::StaffKey(_)
        | Body::StaffSuspend(_)
        | Body::StaffLift(_)
        | Body::StaffRevoke(_)
        | Body::StaffOffice(_)
        | Body::GovernanceKey(_)
        | Body::GovernanceParameter(_)
        | Body::GovernanceRules(_)
        | Body::ApplicationLodge(_)
        | Body::ApplicationWithdraw(_)
        | Body::ActDispute(_)
        | Body::ActDisputeEnd(_)
        | Body::LegacyOpen(_)
        | Body::LegacyStatus(_)
        | Body::RegionLoaded(_)
        | Body::ReferenceIssue(_) => Ok(()),
    }
}

async fn both_ways(
    sql: &'static str,
    first: Tag,
    second: Tag,
    to: &mut SqliteConnection,
) -> Result<(), Fault> {
    for (tag, other) in [(first, second), (second, first)] {
        sqlx::query(sql)
            .bind(tag.as_bytes().to_vec())
            .bind(other.as_bytes().to_vec())
            .execute(&mut *to)
            .await?;
    }
    Ok(())
}

/// The tags that a tag was joined with.
pub(crate) async fn joined(store: &Store, tag: Tag) -> Result<Vec<Tag>, Fault> {
    let query = sqlx::query_scalar::<_, Vec<u8>>("SELECT other FROM joined WHERE tag = ? ORDER BY other");
    let found = query.bind(tag.as_bytes().to_vec()).fetch_all(&store.readers).await?;
    Ok(found.into_iter().filter_map(|tag| tag.try_into().ok()).map(Tag::new).collect())
}
