//! An officer's signature makes a case accepted: durable first, told afterwards.
use super::{CaseView, Registry, SignError, cases::deed_of};
use crate::staff::Officer;
use civil::refusal::Refusal;
use crash::Point;
use protocol::{
    Entry, SignedEntry,
    signature::{Proof, Signature, is_good},
};
use vault::{CaseId, CaseKind, CaseState};

impl Registry {
    /// Takes the officer's signature over the case's entry, 64 bytes.
    ///
    /// When this returns an accepted case, the signed entry is on the disk and will be sent until it is
    /// final or refused for good. Called again for a case that was signed, it tells how that case stands
    /// and changes nothing.
    pub async fn sign(&self, who: &Officer, id: CaseId, bytes: [u8; 64]) -> Result<CaseView, SignError> {
        crash::point(Point::RegistrySignRead);
        let case = self.vault().case(id).await?.ok_or(SignError::NoCase)?;
        self.permission(who, deed_of(case.kind), case.office).map_err(SignError::NotPermitted)?;
        match case.state {
            CaseState::ToSign => {}
            CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => {
                return Ok(self.view(case).await?);
            }
        }
        let now_ms = self.now_ms();
        if now_ms >= case.valid_until {
            return Err(SignError::Refused(Refusal::Expired));
        }
        let entry = self.entry(id).await?;
        let signature = Signature { role: who.key.role, key: who.key_id, proof: Proof::Ed25519(bytes) };
        if !is_good(self.genesis().network.class, &who.key, entry.id(), &signature) {
            return Err(SignError::Refused(Refusal::SignatureWrong));
        }
        self.notice_is_free(&entry, id).await?;
        if let (CaseKind::Revocation, Some(certificate)) = (case.kind, case.of) {
            self.not_ended(certificate, Some(id)).await?;
        }
        crash::point(Point::RegistrySignGood);
        let signed = SignedEntry::new(entry, vec![signature]).expect("one signature is within 1 to 16");
        let case = self.vault().accept(id, &signed, now_ms).await?;
        crash::point(Point::RegistrySignAccepted);
        tracing::info!(case = %id, entry = %signed.id(), office = %case.office, "accepted");
        self.0.work.notify_one();
        Ok(self.view(case).await?)
    }

    /// Asked again at the signature: two declarations on one notice may have waited side by side.
    async fn notice_is_free(&self, entry: &Entry, id: CaseId) -> Result<(), SignError> {
        match entry.body.act().and_then(|act| act.notice) {
            Some(tag) if self.notice_has_served(tag, Some(id)).await? => {
                Err(SignError::Refused(Refusal::NoticeAlreadyUsed))
            }
            Some(_) | None => Ok(()),
        }
    }
}
