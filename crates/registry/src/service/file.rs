//! Filing: signed entries that belong to no case. Officers hand them in complete.
use super::{Fault, FileError, Final, ReadError, Registry, WAIT_MAX};
use crate::staff::Officer;
use civil::{
    ActKind, OfficeCode, Serial,
    refusal::Refusal,
    role::{Deed, Relation, Situation, Verdict, permits},
};
use crash::Point;
use protocol::{
    Body, Canonical as _, EntryId, Outcome, SignedEntry, SignerKeyId, entry::Origin, signature::is_good,
};
use std::time::Duration;
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, timeout_at},
};
use vault::{Filing, FilingState, Subject};

/// A filing and what is known of it besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingView {
    /// The filing.
    pub filing: Filing,
    /// While it is accepted: the code with which the ledger refuses it as things stand.
    pub held_up: Option<String>,
}

impl FilingView {
    /// Where its entry stands, where it is final.
    pub fn inclusion(&self) -> Option<Final> {
        match &self.filing.state {
            FilingState::Final { receipt, .. } => {
                Some(Final { height: receipt.inclusion.height, time_ms: receipt.inclusion.time_ms })
            }
            FilingState::Accepted | FilingState::Refused { .. } => None,
        }
    }
}

/// A range of reserved numbers, as this registry's filings tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeView {
    /// Its ordinal among those of the office.
    pub ordinal: u32,
    /// Of which kind of act.
    pub kind: ActKind,
    /// The year of the numbers, four digits.
    pub year: i16,
    /// The first number.
    pub first: Serial,
    /// The last number.
    pub last: Serial,
    /// Until when they may be used, in milliseconds since 1970.
    pub until_ms: u64,
    /// Whether the unused ones were given up.
    pub released: bool,
}

/// Where a key stands, as this registry's filings tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyView {
    /// How often its standing was changed.
    pub version: u32,
    /// The last change of it; none for a key as it was entered.
    pub last: Option<KeyDeed>,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyDeed {
    /// It was suspended.
    Suspended,
    /// Its suspension was lifted.
    Lifted,
    /// It was revoked.
    Revoked,
}

impl KeyDeed {
    /// The word: `suspended`, `lifted`, `revoked`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Lifted => "lifted",
            Self::Revoked => "revoked",
        }
    }
}

impl Registry {
    /// Takes a signed entry that belongs to no case, from one of those who signed it.
    ///
    /// When this returns, the entry is on the disk and will be sent until it is final or refused for good.
    /// The same entry again tells how it stands. What only the ledger knows – whether the keys are in force,
    /// whether they suffice – is left to it.
    pub async fn file(&self, who: &Officer, bytes: &[u8]) -> Result<FilingView, FileError> {
        let signed = SignedEntry::from_bytes(bytes)?;
        if let Some(filing) = self.vault().filing(signed.id()).await? {
            return Ok(self.filing_view(filing));
        }
        self.may_file(who, &signed)?;
        let now_ms = self.now_ms();
        let filing = self.vault().file(&signed, who.key.officer, now_ms).await?;
        crash::point(Point::RegistryFileAccepted);
        tracing::info!(entry = %filing.id(), kind = signed.entry().body.word(), "accepted");
        self.0.work.notify_one();
        Ok(self.filing_view(filing))
    }

    fn may_file(&self, who: &Officer, signed: &SignedEntry) -> Result<(), FileError> {
        let entry = signed.entry();
        let deeds = deeds_of(&entry.body).ok_or(FileError::Kind)?;
        if entry.network != self.genesis().network {
            return Err(FileError::Refused(Refusal::WrongNetwork));
        }
        if self.now_ms() >= entry.valid_until {
            return Err(FileError::Refused(Refusal::Expired));
        }
        if entry.origin != Origin::Native {
            return Err(FileError::Refused(Refusal::WrongOrigin));
        }
        if !signed.signatures().iter().any(|signature| signature.key == who.key_id) {
            return Err(FileError::NotTheSender);
        }
        for signature in signed.signatures() {
            let held =
                self.staff().by_key(signature.key).ok_or(FileError::Refused(Refusal::UnknownSigner))?;
            let of_class = self.genesis().network.class;
            if !is_good(of_class, &held.key, signed.id(), signature) {
                return Err(FileError::Refused(Refusal::SignatureWrong));
            }
        }
        // One of the deeds is enough; of the refusals the first is told.
        let verdicts: Vec<_> =
            deeds.iter().map(|deed| self.permits_filing(who, *deed, entry.office)).collect();
        if verdicts.iter().any(Result::is_ok) {
            return Ok(());
        }
        verdicts.into_iter().next().unwrap_or(Err(Refusal::WrongRole)).map_err(FileError::NotPermitted)
    }

    /// The role may do it, and for an office it is the own one. Whether a region is the own one is known
    /// from the key that is changed, which the ledger knows.
    fn permits_filing(&self, who: &Officer, deed: Deed, office: Option<OfficeCode>) -> Result<(), Refusal> {
        if let Some(office) = office {
            return self.permission(who, deed, office).map(|_permit| ());
        }
        let kind = civil::office::OfficeKind::District; // plays no part in who keeps the staff
        match permits(who.key.role, deed, Situation { relation: Relation::OwnOffice, office: kind }) {
            Verdict::Yes { .. } => Ok(()),
            Verdict::No(refusal) => Err(refusal),
        }
    }

    /// How a filing stands. Waits up to `wait`, at most 30 seconds, while it is accepted, neither settled
    /// nor held up. For any officer: nothing of a person is in it.
    pub async fn filing(&self, id: EntryId, wait: Duration) -> Result<FilingView, ReadError> {
        let until = Instant::now() + wait.min(WAIT_MAX);
        let mut news = self.0.news.subscribe();
        loop {
            let filing = self.vault().filing(id).await?.ok_or(ReadError::None)?;
            let view = self.filing_view(filing);
            if view.filing.state != FilingState::Accepted || view.held_up.is_some() {
                return Ok(view);
            }
            loop {
                match timeout_at(until, news.recv()).await {
                    Ok(Ok(other)) if other != id => {}
                    Ok(Ok(_) | Err(RecvError::Lagged(_))) => break,
                    Ok(Err(RecvError::Closed)) | Err(_) => return Ok(view),
                }
            }
        }
    }

    fn filing_view(&self, filing: Filing) -> FilingView {
        let held_up = match filing.state {
            FilingState::Accepted => self.0.held_up.code(filing.id()),
            FilingState::Final { .. } | FilingState::Refused { .. } => None,
        };
        FilingView { filing, held_up }
    }

    /// The ranges of the officer's own office, in the order of their ordinals, and how many reservations have
    /// no outcome yet.
    pub async fn ranges(&self, who: &Officer) -> Result<(Vec<RangeView>, usize), ReadError> {
        let office = super::own_office(who).map_err(ReadError::NotPermitted)?;
        let (mut ranges, mut waiting): (Vec<RangeView>, usize) = (Vec::new(), 0);
        for filing in self.vault().filings_about(Subject::Ranges(office)).await? {
            match (&filing.signed.entry().body, &filing.state) {
                (
                    Body::NumberReserve(reserve),
                    FilingState::Final { outcome: Outcome::Range { kind, year, first, last, .. }, .. },
                ) => ranges.push(RangeView {
                    ordinal: reserve.range,
                    kind: *kind,
                    year: *year,
                    first: *first,
                    last: *last,
                    until_ms: reserve.until_ms,
                    released: false,
                }),
                (Body::NumberRelease(release), FilingState::Final { .. }) => {
                    let released = ranges.iter_mut().filter(|range| range.ordinal == release.range);
                    released.for_each(|range| range.released = true);
                }
                (Body::NumberReserve(_), FilingState::Accepted) => waiting += 1,
                (_, FilingState::Accepted | FilingState::Final { .. } | FilingState::Refused { .. }) => {}
            }
        }
        ranges.sort_unstable_by_key(|range| range.ordinal);
        Ok((ranges, waiting))
    }

    /// Where a key stands.
    pub async fn key_standing(&self, key: SignerKeyId) -> Result<KeyView, Fault> {
        let mut view = KeyView { version: 0, last: None };
        for filing in self.vault().filings_about(Subject::Key(key)).await? {
            if !matches!(filing.state, FilingState::Final { .. }) {
                continue;
            }
            if let Some((change, deed)) = key_change(&filing.signed.entry().body) {
                let version = change.saturating_add(1);
                if version > view.version {
                    view = KeyView { version, last: Some(deed) };
                }
            }
        }
        Ok(view)
    }
}

/// The version that an entry changes, and to what.
fn key_change(body: &Body) -> Option<(u32, KeyDeed)> {
    match body {
        Body::StaffSuspend(change) => Some((change.version, KeyDeed::Suspended)),
        Body::StaffLift(change) => Some((change.version, KeyDeed::Lifted)),
        Body::StaffRevoke(change) => Some((change.version, KeyDeed::Revoked)),
        Body::ActRegister(_)
        | Body::CertificateIssue(_)
        | Body::CertificateRevoke(_)
        | Body::NumberReserve(_)
        | Body::NumberRelease(_)
        | Body::CaseAnchor(_)
        | Body::AccessAnchor(_)
        | Body::ArchiveBatch(_)
        | Body::StaffKey(_)
        | Body::StaffOffice(_)
        | Body::GovernanceKey(_)
        | Body::GovernanceParameter(_)
        | Body::GovernanceRules(_)
        | Body::ApplicationLodge(_)
        | Body::ApplicationWithdraw(_)
        | Body::ActDispute(_)
        | Body::ActDisputeEnd(_)
        | Body::PersonJoin(_)
        | Body::PersonPart(_)
        | Body::PersonMove(_)
        | Body::LegacyOpen(_)
        | Body::LegacyStatus(_)
        | Body::RegionLoaded(_)
        | Body::ReferenceIssue(_) => None,
    }
}

/// What those do who hand an entry in, one of these; `None` for those that nobody hands in: acts and
/// certificates have a case, anchors are the service's own.
const fn deeds_of(body: &Body) -> Option<&'static [Deed]> {
    match body {
        Body::NumberReserve(_) | Body::NumberRelease(_) => Some(&[Deed::ReserveNumbers]),
        Body::StaffSuspend(_) => Some(&[Deed::SuspendKey]),
        Body::StaffKey(_) | Body::StaffOffice(_) => Some(&[Deed::EnterStaff]),
        // Keys of administrators and of members are the governors'; whose it is the ledger knows.
        Body::StaffLift(_) | Body::StaffRevoke(_) => Some(&[Deed::EnterStaff, Deed::Govern]),
        Body::GovernanceKey(_)
        | Body::GovernanceParameter(_)
        | Body::GovernanceRules(_)
        | Body::RegionLoaded(_) => Some(&[Deed::Govern]),
        Body::ArchiveBatch(_) | Body::LegacyStatus(_) => Some(&[Deed::LoadArchive]),
        Body::ApplicationWithdraw(_) => Some(&[Deed::LodgeApplication]),
        Body::ActDispute(_) => Some(&[Deed::DisputeAct]),
        Body::ActDisputeEnd(_) | Body::PersonJoin(_) | Body::PersonPart(_) | Body::PersonMove(_) => {
            Some(&[Deed::RepairPerson])
        }
        Body::ActRegister(_)
        | Body::CertificateIssue(_)
        | Body::CertificateRevoke(_)
        | Body::CaseAnchor(_)
        | Body::AccessAnchor(_)
        | Body::ApplicationLodge(_)
        | Body::LegacyOpen(_)
        | Body::ReferenceIssue(_) => None,
    }
}
