//! Putting right: an act that hit the wrong person, one person known by two tags, an application taken back.
//!
//! The registry makes the entry, since tags are its own; officers sign it and hand it in as a filing
//! ([`Registry::file`]). What the register knows against it is told before anybody signs; the ledger decides.
use super::{Fault, FileError, Permit, Registry, VALIDITY_MS, own_office, plan::Papers};
use crate::{
    declaration::person::{Named, Repair, RepairRequest, Rightful},
    staff::Officer,
    tagger::TagUse,
};
use civil::{
    ActNumber, OfficeCode, Refusal,
    role::Deed,
    waiver::{Waiver, outstanding},
};
use protocol::{
    Body, Entry, EntryId, NumberRequest, Outcome, Receipt, SignedEntry, Tag,
    entry::{
        self, ActDispute, ActDisputeEnd, ApplicationWithdraw, Origin, PersonJoin, PersonMove, PersonPart,
    },
};

/// Somebody whom a repair concerns, as the signers see them.
#[derive(Clone, PartialEq, Eq)]
pub struct Concerned {
    /// In which place of the request: `first`, `second`, `from`, `to`.
    pub place: &'static str,
    /// The tag that the entry bears.
    pub tag: Tag,
    /// The name as the newest act has it; none for somebody who stands in no act.
    pub name: Option<String>,
}

impl core::fmt::Debug for Concerned {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Concerned({}, …)", self.place)
    }
}

/// A repair that waits for its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The entry.
    pub entry: Entry,
    /// Whom it concerns.
    pub concerned: Vec<Concerned>,
    /// How the act was registered that it names, with the receipt: who signs verifies from it that the entry
    /// names that act.
    pub act: Option<Box<(SignedEntry, Outcome, Receipt)>>,
}

/// What a repair is made from.
struct Bench<'r> {
    registry: &'r Registry,
    who: &'r Officer,
    permit: Permit,
    concerned: Vec<Concerned>,
    act: Option<Box<(SignedEntry, Outcome, Receipt)>>,
}

impl Registry {
    /// Makes the entry of a repair, in the name of the officer's office. It is not kept: who signs it hands it in.
    pub async fn prepare(&self, who: &Officer, request: &RepairRequest) -> Result<Prepared, FileError> {
        let office = own_office(who).map_err(FileError::NotPermitted)?;
        let permit =
            self.permission(who, deed_of(&request.repair), office).map_err(FileError::NotPermitted)?;
        let nonce = self.random()?;
        let mut papers = Papers::salted(self.paper_salt(&nonce));
        let waivers = papers.waived(self.passable(office, &request.waivers)?);
        let mut bench = Bench { registry: self, who, permit, concerned: Vec::new(), act: None };
        let body = bench.body(&request.repair, waivers).await?;
        let now_ms = self.now_ms();
        let entry = Entry {
            network: self.genesis().network,
            nonce,
            number: NumberRequest::Next,
            signed_at: now_ms,
            valid_until: now_ms.saturating_add(VALIDITY_MS),
            office: Some(office),
            origin: Origin::Native,
            body,
            evidence: papers.into_commitments(),
        };
        Ok(Prepared { entry, concerned: bench.concerned, act: bench.act })
    }

    /// The salt of the papers of a repair: of its nonce under the registry's key, so that who holds a paper and
    /// the key can open its commitment, and nothing has to be kept.
    fn paper_salt(&self, nonce: &[u8; 16]) -> [u8; 16] {
        let tag = self.0.parts.tagger.tag(TagUse::Salt, &[nonce]);
        let (salt, _) = tag.as_bytes().split_at(16);
        salt.try_into().expect("the first half of 32 bytes has 16")
    }

    /// The waivers, if each rests on what its rule gives way to.
    fn passable<'w>(&self, office: OfficeCode, waivers: &'w [Waiver]) -> Result<&'w [Waiver], FileError> {
        let office = self.staff().office(office).ok_or(FileError::Refused(Refusal::UnknownOffice))?;
        match outstanding(&[], waivers, self.today(office)?).first() {
            None => Ok(waivers),
            Some(refusal) => Err(FileError::Refused(*refusal)),
        }
    }
}

impl Bench<'_> {
    async fn body(&mut self, repair: &Repair, waivers: Vec<entry::Waiver>) -> Result<Body, FileError> {
        let refused = |refusal| Err(FileError::Refused(refusal));
        let registry = self.registry;
        Ok(match repair {
            Repair::Dispute { act } => {
                let act = self.final_act(*act).await?;
                if registry.is_disputed(act).await? {
                    return refused(Refusal::ActDisputed);
                }
                Body::ActDispute(ActDispute { act })
            }
            Repair::DisputeEnd { act } => {
                let act = self.final_act(*act).await?;
                if !registry.is_disputed(act).await? {
                    return refused(Refusal::ActNotDisputed);
                }
                Body::ActDisputeEnd(ActDisputeEnd { act, waivers })
            }
            Repair::Join { first, second } => {
                let (first, second) = self.two(first, second).await?;
                if registry.person_group(first).await?.contains(&second) {
                    return refused(Refusal::PersonJoinedAlready);
                }
                Body::PersonJoin(PersonJoin { first, second, waivers })
            }
            Repair::Part { first, second } => {
                let (first, second) = self.two(first, second).await?;
                if !registry.vault().joined(first).await?.contains(&second) {
                    return refused(Refusal::PersonNotJoined);
                }
                Body::PersonPart(PersonPart { first, second, waivers })
            }
            Repair::Move { act, role, to } => {
                let entry = self.final_act(*act).await?;
                let from = self.concern("from", &Named::InAct { act: *act, role: *role }).await?;
                let to = match to {
                    Rightful::Named(named) => self.concern("to", named).await?,
                    Rightful::Unidentified => self.nobody_known()?,
                };
                if from == to {
                    return refused(Refusal::PersonSame);
                }
                Body::PersonMove(PersonMove { act: entry, from, to, waivers })
            }
            Repair::Withdraw { application } => {
                let lodged = registry.lodged(application).await?;
                let lodged = lodged.ok_or(FileError::Refused(Refusal::ApplicationUnknown))?;
                if lodged.withdrawn {
                    return refused(Refusal::ApplicationWithdrawn);
                }
                Body::ApplicationWithdraw(ApplicationWithdraw { application: lodged.entry })
            }
        })
    }

    /// The entry of the final act of that number, which is shown to the signers.
    async fn final_act(&mut self, number: ActNumber) -> Result<EntryId, FileError> {
        let vault = self.registry.vault();
        let case = vault.act_case(number).await?.ok_or(FileError::Refused(Refusal::UnknownAct))?;
        let proof = vault.signed_and_receipt(case.id).await?;
        let proof = proof.ok_or(Fault::Inconsistent("an act with a number and without a receipt"))?;
        self.act = Some(Box::new(proof));
        Ok(case.entry_id)
    }

    async fn two(&mut self, first: &Named, second: &Named) -> Result<(Tag, Tag), FileError> {
        let first = self.concern("first", first).await?;
        let second = self.concern("second", second).await?;
        if first == second { Err(FileError::Refused(Refusal::PersonSame)) } else { Ok((first, second)) }
    }

    /// The person's tag; who it is by the newest act is told to the signers.
    async fn concern(&mut self, place: &'static str, named: &Named) -> Result<Tag, FileError> {
        let tag = self.registry.tag_named(named).await?;
        let tag = tag.ok_or(FileError::Refused(Refusal::PersonNotInAct))?;
        let name = self.registry.name_of(self.who, self.permit, tag).await?;
        self.concerned.push(Concerned { place, tag, name });
        Ok(tag)
    }

    /// A tag of its own for somebody whom no paper identifies.
    fn nobody_known(&mut self) -> Result<Tag, FileError> {
        let id = self.registry.random::<16>()?;
        let tag = self.registry.0.parts.tagger.tag(TagUse::Person, &[&id]);
        self.concerned.push(Concerned { place: "to", tag, name: None });
        Ok(tag)
    }
}

/// What the officer does who asks for a repair.
const fn deed_of(repair: &Repair) -> Deed {
    match repair {
        Repair::Dispute { .. } => Deed::DisputeAct,
        Repair::DisputeEnd { .. } | Repair::Join { .. } | Repair::Part { .. } | Repair::Move { .. } => {
            Deed::RepairPerson
        }
        Repair::Withdraw { .. } => Deed::LodgeApplication,
    }
}
