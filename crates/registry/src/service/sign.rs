//! An officer's signature makes a case accepted: durable first, told afterwards.
use super::{CaseView, Registry, SignError, cases::deed_of};
use crate::staff::Officer;
use civil::refusal::Refusal;
use crash::Point;
use protocol::{
    Entry, SignedEntry, SignerKeyId,
    entry::WaiverBasis,
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
        self.sign_with(who, id, bytes, None).await
    }

    /// The same, with the signature of a second officer over the same entry: an override needs it, and any
    /// act may have it.
    pub async fn sign_with(
        &self,
        who: &Officer,
        id: CaseId,
        bytes: [u8; 64],
        second: Option<(SignerKeyId, [u8; 64])>,
    ) -> Result<CaseView, SignError> {
        let second = second.map(|(key, bytes)| (key, Proof::Ed25519(bytes)));
        self.sign_by(who, id, Proof::Ed25519(bytes), second).await
    }

    /// The same, by keys of any scheme: a passkey answers with an assertion.
    pub async fn sign_by(
        &self,
        who: &Officer,
        id: CaseId,
        proof: Proof,
        second: Option<(SignerKeyId, Proof)>,
    ) -> Result<CaseView, SignError> {
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
        let mut signatures = vec![self.good_signature(&entry, who, proof)?];
        if let Some((key, proof)) = second {
            let second = self.staff().by_key(key).ok_or(SignError::Refused(Refusal::UnknownSigner))?;
            if second.key.officer == who.key.officer {
                return Err(SignError::Refused(Refusal::DuplicateSigner));
            }
            signatures.push(self.good_signature(&entry, second, proof)?);
        } else if is_overriding(&entry) {
            return Err(SignError::Refused(Refusal::SecondOfficerMissing));
        }
        self.notice_is_free(&entry, id).await?;
        if let (CaseKind::Revocation, Some(certificate)) = (case.kind, case.of) {
            self.not_ended(certificate, Some(id)).await?;
        }
        if case.kind == CaseKind::Reference {
            self.still_nothing(&case).await?;
        }
        crash::point(Point::RegistrySignGood);
        let signed =
            SignedEntry::new(entry, signatures).ok_or(SignError::Refused(Refusal::DuplicateSigner))?;
        let case = self.vault().accept(id, &signed, now_ms).await?;
        crash::point(Point::RegistrySignAccepted);
        tracing::info!(case = %id, entry = %signed.id(), office = %case.office, "accepted");
        self.0.work.notify_one();
        Ok(self.view(case).await?)
    }

    /// The officer's signature, if it is over this entry.
    fn good_signature(&self, entry: &Entry, who: &Officer, proof: Proof) -> Result<Signature, SignError> {
        let signature = Signature { role: who.key.role, key: who.key_id, proof };
        if is_good(self.genesis().network.class, &who.key, entry.id(), &signature) {
            Ok(signature)
        } else {
            Err(SignError::Refused(Refusal::SignatureWrong))
        }
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

/// Whether the entry sets a rule of law aside, which one officer alone does not.
fn is_overriding(entry: &Entry) -> bool {
    entry.body.waivers().iter().any(|waiver| match waiver.basis {
        WaiverBasis::CourtDecision | WaiverBasis::WrittenOrder => true,
        WaiverBasis::Reason | WaiverBasis::Ground => false,
    })
}
