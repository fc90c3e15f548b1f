//! The end of a certificate: its entry for the officer's signature.
use super::{CaseView, Fault, Registry, RevokeError, VALIDITY_MS, own_office};
use crate::staff::Officer;
use civil::{CertificateNumber, OfficeCode, refusal::Refusal, role::Deed};
use crash::Point;
use protocol::{
    Body, Canonical as _, Entry, Handle, NumberRequest, Outcome, Receipt, SignedEntry,
    entry::{CertificateRevoke, Origin, RevocationReason},
};
use vault::{Case, CaseId, CaseKind, CaseState, IdempotencyKey, NewCase};

/// Which certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one of that number.
    Number(CertificateNumber),
    /// The one of that status handle, as it stands on the paper.
    Handle(Handle),
}

/// What the request to end a certificate is answered with.
#[derive(Debug)]
pub struct Revocation {
    /// The case, at whatever state it is.
    pub view: CaseView,
    /// How the certificate was issued: who is asked for a signature sees from it which paper would end.
    pub issued: Box<(SignedEntry, Outcome, Receipt)>,
    /// While it waits for its signature: the entry.
    pub to_sign: Option<Entry>,
}

impl Registry {
    /// Begins the end of a certificate, in the name of the officer's office. The act is untouched.
    ///
    /// `key` is the client's name for this very revocation: the same key goes on with it. A certificate that
    /// was ended before, or is about to be, is refused as such.
    pub async fn revoke(
        &self,
        who: &Officer,
        which: Which,
        reason: RevocationReason,
        key: IdempotencyKey,
    ) -> Result<Revocation, RevokeError> {
        let office = own_office(who).map_err(RevokeError::NotPermitted)?;
        self.permission(who, Deed::RevokeCertificate, office).map_err(RevokeError::NotPermitted)?;
        let certificate = self.certificate(which).await?.ok_or(RevokeError::NoCertificate)?;
        let Some(issued) = self.vault().signed_and_receipt(certificate.id).await? else {
            return Err(RevokeError::NoCertificate); // not final: there is no paper of it
        };
        let handle = issued.0.entry().body.issued_handle();
        let handle = handle.ok_or(Fault::Inconsistent("a certificate whose entry issues none"))?;
        crash::point(Point::RegistryRevokeRead);
        // A key counts for one officer, so that nobody meets somebody else's case by chance.
        let name = [who.key_id.as_bytes().as_slice(), b"revocation", key.as_bytes()].concat();
        let body = Body::CertificateRevoke(CertificateRevoke { handle, reason });
        let case = match self.under(&name).await? {
            Ok(case) => case,
            Err(key) => {
                self.not_ended(certificate.id, None).await?;
                let entry = self.revocation_entry(office, body.clone())?;
                let case = self.begin_revocation(who, &certificate, key, &entry).await?;
                crash::point(Point::RegistryRevokeBegun);
                case
            }
        };
        if case.of != Some(certificate.id) || self.entry(case.id).await?.body != body {
            return Err(RevokeError::Key);
        }
        let case = match case.state {
            CaseState::ToSign => {
                self.not_ended(certificate.id, Some(case.id)).await?;
                if self.is_stale(&case) { self.renew(&case, |_| {}).await? } else { case }
            }
            CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => case,
        };
        let to_sign = match case.state {
            CaseState::ToSign => Some(self.entry(case.id).await?),
            CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => None,
        };
        Ok(Revocation { view: self.view(case).await?, issued: Box::new(issued), to_sign })
    }

    async fn certificate(&self, which: Which) -> Result<Option<Case>, Fault> {
        Ok(match which {
            Which::Number(number) => self.vault().certificate_case(number).await?,
            Which::Handle(handle) => self.vault().certificate_by_handle(handle).await?,
        })
    }

    /// Nothing that ends the certificate is signed, but for the case `own`.
    pub(super) async fn not_ended(&self, certificate: CaseId, own: Option<CaseId>) -> Result<(), Ended> {
        let ends = self.vault().revocations_of(certificate).await?;
        let ended = ends.iter().filter(|case| Some(case.id) != own).any(|case| match case.state {
            CaseState::Accepted | CaseState::Final { .. } => true,
            CaseState::ToSign | CaseState::Refused { .. } => false,
        });
        if ended { Err(Ended::Refused) } else { Ok(()) }
    }

    fn revocation_entry(&self, office: OfficeCode, body: Body) -> Result<Entry, Fault> {
        let now_ms = self.now_ms();
        Ok(Entry {
            network: self.genesis().network,
            nonce: self.random()?,
            number: NumberRequest::Next,
            signed_at: now_ms,
            valid_until: now_ms.saturating_add(VALIDITY_MS),
            office: Some(office),
            origin: Origin::Native,
            body,
            evidence: Vec::new(),
        })
    }

    async fn begin_revocation(
        &self,
        who: &Officer,
        certificate: &Case,
        key: IdempotencyKey,
        entry: &Entry,
    ) -> Result<Case, Fault> {
        let new = NewCase {
            key,
            kind: CaseKind::Revocation,
            office: entry.office.ok_or(Fault::Inconsistent("the entry of a revocation"))?,
            officer: who.key.officer,
            of: Some(certificate.id),
            entry: entry.to_bytes(),
            entry_id: entry.id(),
            valid_until: entry.valid_until,
            record: None,
            details: Vec::new(),
            marks: Vec::new(),
            now_ms: entry.signed_at,
        };
        Ok(self.vault().begin(new).await?)
    }
}

/// Why a certificate may not be ended now.
#[derive(Debug)]
pub(super) enum Ended {
    /// It was, or is about to be.
    Refused,
    /// The machine failed.
    Fault(Fault),
}

impl From<vault::VaultError> for Ended {
    fn from(error: vault::VaultError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Ended> for RevokeError {
    fn from(error: Ended) -> Self {
        match error {
            Ended::Refused => Self::Refused(Refusal::CertificateEnded),
            Ended::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<Ended> for super::SignError {
    fn from(error: Ended) -> Self {
        match error {
            Ended::Refused => Self::Refused(Refusal::CertificateEnded),
            Ended::Fault(fault) => Self::Fault(fault),
        }
    }
}
