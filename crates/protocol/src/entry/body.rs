//! What an entry does: the kinds of entry, their numbers, words and bounds.
use super::{
    ActDispute, ActDisputeEnd, ActRegister, Anchor, ApplicationLodge, ApplicationWithdraw, ArchiveBatch,
    CertificateIssue, CertificateRevoke, KeyChange, KeyEntry, LegacyOpen, LegacyStatus, NumberRelease,
    NumberReserve, OfficeEntry, ParameterChange, PersonJoin, PersonMove, PersonPart, ReferenceIssue,
    RegionLoaded, RulesChange, Waiver,
    acts::{ACT_REGISTER, ACT_REGISTER_WITH_EFFECTS},
    certificates::{CERTIFICATE_ISSUE, REFERENCE_ISSUE},
};
use crate::{
    cbor::{Canonical as _, Malformed, Reader, Writer},
    id::Handle,
};

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// `act.register`: registers an act.
    ActRegister(ActRegister),
    /// `certificate.issue`: issues a certificate.
    CertificateIssue(CertificateIssue),
    /// `certificate.revoke`: ends a certificate or a reference.
    CertificateRevoke(CertificateRevoke),
    /// `number.reserve`: reserves numbers for work without a line.
    NumberReserve(NumberReserve),
    /// `number.release`: gives the unused ones up.
    NumberRelease(NumberRelease),
    /// `case.anchor`: a root over the steps of the office's cases.
    CaseAnchor(Anchor),
    /// `access.anchor`: a root over the reads of the vault.
    AccessAnchor(Anchor),
    /// `archive.batch`: old records brought in.
    ArchiveBatch(ArchiveBatch),
    /// `staff.key`: a key of an officer.
    StaffKey(KeyEntry),
    /// `staff.suspend`: a key that may not sign until that is lifted.
    StaffSuspend(KeyChange),
    /// `staff.lift`: a suspended key may sign again.
    StaffLift(KeyChange),
    /// `staff.revoke`: a key that may never sign again.
    StaffRevoke(KeyChange),
    /// `staff.office`: an office.
    StaffOffice(OfficeEntry),
    /// `governance.key`: a key of an administrator, a governor, a custodian or a service.
    GovernanceKey(KeyEntry),
    /// `governance.parameter`: another value of a parameter.
    GovernanceParameter(ParameterChange),
    /// `governance.rules`: the next rule set.
    GovernanceRules(RulesChange),
    /// `application.lodge`: an application, with which a waiting period begins.
    ApplicationLodge(ApplicationLodge),
    /// `application.withdraw`: an application that was taken back.
    ApplicationWithdraw(ApplicationWithdraw),
    /// `act.dispute`: an act without effects until the dispute ends.
    ActDispute(ActDispute),
    /// `act.dispute.end`: the act has its effects again.
    ActDisputeEnd(ActDisputeEnd),
    /// `person.join`: two tags are one person.
    PersonJoin(PersonJoin),
    /// `person.part`: they are two after all.
    PersonPart(PersonPart),
    /// `person.move`: an act was of another person.
    PersonMove(PersonMove),
    /// `legacy.open`: an act made before the ledger.
    LegacyOpen(LegacyOpen),
    /// `legacy.status`: who was married and who was dead before the ledger.
    LegacyStatus(LegacyStatus),
    /// `governance.loaded`: the old acts of a region are on the ledger.
    RegionLoaded(RegionLoaded),
    /// `reference.issue`: issues a reference on a search.
    ReferenceIssue(ReferenceIssue),
}

impl Body {
    /// The number of the entry's kind in every format, 1 to 28.
    pub const fn kind(&self) -> u8 {
        match self {
            Self::ActRegister(ActRegister { effects: None, .. }) => ACT_REGISTER,
            Self::ActRegister(ActRegister { effects: Some(_), .. }) => ACT_REGISTER_WITH_EFFECTS,
            Self::CertificateIssue(_) => CERTIFICATE_ISSUE,
            Self::CertificateRevoke(_) => 3,
            Self::NumberReserve(_) => 4,
            Self::NumberRelease(_) => 5,
            Self::CaseAnchor(_) => 6,
            Self::AccessAnchor(_) => 7,
            Self::ArchiveBatch(_) => 8,
            Self::StaffKey(_) => 9,
            Self::StaffSuspend(_) => 10,
            Self::StaffLift(_) => 11,
            Self::StaffRevoke(_) => 12,
            Self::StaffOffice(_) => 13,
            Self::GovernanceKey(_) => 14,
            Self::GovernanceParameter(_) => 15,
            Self::GovernanceRules(_) => 16,
            Self::ApplicationLodge(_) => 18,
            Self::ApplicationWithdraw(_) => 19,
            Self::ActDispute(_) => 20,
            Self::ActDisputeEnd(_) => 21,
            Self::PersonJoin(_) => 22,
            Self::PersonPart(_) => 23,
            Self::PersonMove(_) => 24,
            Self::LegacyOpen(_) => 25,
            Self::LegacyStatus(_) => 26,
            Self::RegionLoaded(_) => 27,
            Self::ReferenceIssue(_) => REFERENCE_ISSUE,
        }
    }

    /// The name of the entry's kind: `act.register`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::ActRegister(_) => "act.register",
            Self::CertificateIssue(_) => "certificate.issue",
            Self::CertificateRevoke(_) => "certificate.revoke",
            Self::NumberReserve(_) => "number.reserve",
            Self::NumberRelease(_) => "number.release",
            Self::CaseAnchor(_) => "case.anchor",
            Self::AccessAnchor(_) => "access.anchor",
            Self::ArchiveBatch(_) => "archive.batch",
            Self::StaffKey(_) => "staff.key",
            Self::StaffSuspend(_) => "staff.suspend",
            Self::StaffLift(_) => "staff.lift",
            Self::StaffRevoke(_) => "staff.revoke",
            Self::StaffOffice(_) => "staff.office",
            Self::GovernanceKey(_) => "governance.key",
            Self::GovernanceParameter(_) => "governance.parameter",
            Self::GovernanceRules(_) => "governance.rules",
            Self::ApplicationLodge(_) => "application.lodge",
            Self::ApplicationWithdraw(_) => "application.withdraw",
            Self::ActDispute(_) => "act.dispute",
            Self::ActDisputeEnd(_) => "act.dispute.end",
            Self::PersonJoin(_) => "person.join",
            Self::PersonPart(_) => "person.part",
            Self::PersonMove(_) => "person.move",
            Self::LegacyOpen(_) => "legacy.open",
            Self::LegacyStatus(_) => "legacy.status",
            Self::RegionLoaded(_) => "governance.loaded",
            Self::ReferenceIssue(_) => "reference.issue",
        }
    }

    /// Whether an entry of this kind may have up to 64 KiB: those that up to sixteen sign, and long lists.
    pub const fn is_bulk(&self) -> bool {
        match self {
            Self::ArchiveBatch(_)
            | Self::GovernanceKey(_)
            | Self::GovernanceParameter(_)
            | Self::GovernanceRules(_)
            | Self::LegacyStatus(_)
            | Self::RegionLoaded(_) => true,
            Self::ActRegister(_)
            | Self::CertificateIssue(_)
            | Self::CertificateRevoke(_)
            | Self::NumberReserve(_)
            | Self::NumberRelease(_)
            | Self::CaseAnchor(_)
            | Self::AccessAnchor(_)
            | Self::StaffKey(_)
            | Self::StaffSuspend(_)
            | Self::StaffLift(_)
            | Self::StaffRevoke(_)
            | Self::StaffOffice(_)
            | Self::ApplicationLodge(_)
            | Self::ApplicationWithdraw(_)
            | Self::ActDispute(_)
            | Self::ActDisputeEnd(_)
            | Self::PersonJoin(_)
            | Self::PersonPart(_)
            | Self::PersonMove(_)
            | Self::LegacyOpen(_)
            | Self::ReferenceIssue(_) => false,
        }
    }

    /// Whether an entry of this kind is made in the name of an office.
    pub const fn is_of_an_office(&self) -> bool {
        match self {
            Self::ActRegister(_)
            | Self::CertificateIssue(_)
            | Self::CertificateRevoke(_)
            | Self::NumberReserve(_)
            | Self::NumberRelease(_)
            | Self::CaseAnchor(_)
            | Self::ApplicationLodge(_)
            | Self::ApplicationWithdraw(_)
            | Self::ActDispute(_)
            | Self::ActDisputeEnd(_)
            | Self::PersonJoin(_)
            | Self::PersonPart(_)
            | Self::PersonMove(_)
            | Self::LegacyOpen(_)
            | Self::ReferenceIssue(_) => true,
            Self::AccessAnchor(_)
            | Self::ArchiveBatch(_)
            | Self::StaffKey(_)
            | Self::StaffSuspend(_)
            | Self::StaffLift(_)
            | Self::StaffRevoke(_)
            | Self::StaffOffice(_)
            | Self::GovernanceKey(_)
            | Self::GovernanceParameter(_)
            | Self::GovernanceRules(_)
            | Self::LegacyStatus(_)
            | Self::RegionLoaded(_) => false,
        }
    }

    /// The act, where one is registered.
    pub fn act(&self) -> Option<&ActRegister> {
        if let Self::ActRegister(act) = self { Some(act) } else { None }
    }

    /// Whether it brings in an act of before the ledger, as the archive holds it.
    pub const fn is_of_the_past(&self) -> bool {
        matches!(self, Self::LegacyOpen(_))
    }

    /// The certificate, where one is issued.
    pub fn issue(&self) -> Option<&CertificateIssue> {
        if let Self::CertificateIssue(issue) = self { Some(issue) } else { None }
    }

    /// The status handle of the paper that the entry issues: of an act, or of a search.
    pub fn issued_handle(&self) -> Option<Handle> {
        if let Self::ReferenceIssue(issue) = self {
            return Some(issue.handle);
        }
        self.issue().map(|issue| issue.handle)
    }

    /// The end of a certificate, where one ends.
    pub fn revocation(&self) -> Option<&CertificateRevoke> {
        if let Self::CertificateRevoke(revoke) = self { Some(revoke) } else { None }
    }

    /// The waivers of the entry, in the kinds that may have some.
    pub fn waivers(&self) -> &[Waiver] {
        match self {
            Self::ActRegister(act) => &act.waivers,
            Self::ActDisputeEnd(end) => &end.waivers,
            Self::PersonJoin(join) => &join.waivers,
            Self::PersonPart(part) => &part.waivers,
            Self::PersonMove(moved) => &moved.waivers,
            Self::LegacyOpen(open) => &open.waivers,
            Self::CertificateIssue(_)
            | Self::CertificateRevoke(_)
            | Self::NumberReserve(_)
            | Self::NumberRelease(_)
            | Self::CaseAnchor(_)
            | Self::AccessAnchor(_)
            | Self::ArchiveBatch(_)
            | Self::StaffKey(_)
            | Self::StaffSuspend(_)
            | Self::StaffLift(_)
            | Self::StaffRevoke(_)
            | Self::StaffOffice(_)
            | Self::GovernanceKey(_)
            | Self::GovernanceParameter(_)
            | Self::GovernanceRules(_)
            | Self::ApplicationLodge(_)
            | Self::ApplicationWithdraw(_)
            | Self::ActDispute(_)
            | Self::LegacyStatus(_)
            | Self::RegionLoaded(_)
            | Self::ReferenceIssue(_) => &[],
        }
    }

    /// Whether the parts of the body fit together; whatever is read does.
    pub(super) fn fits(&self) -> bool {
        match self {
            Self::ActRegister(act) => act.fits(),
            Self::ApplicationLodge(lodge) => lodge.fits(),
            Self::LegacyOpen(open) => open.fits(),
            Self::LegacyStatus(status) => status.fits(),
            Self::ReferenceIssue(issue) => issue.fits(),
            Self::CertificateIssue(_)
            | Self::CertificateRevoke(_)
            | Self::NumberReserve(_)
            | Self::NumberRelease(_)
            | Self::CaseAnchor(_)
            | Self::AccessAnchor(_)
            | Self::ArchiveBatch(_)
            | Self::StaffKey(_)
            | Self::StaffSuspend(_)
            | Self::StaffLift(_)
            | Self::StaffRevoke(_)
            | Self::StaffOffice(_)
            | Self::GovernanceKey(_)
            | Self::GovernanceParameter(_)
            | Self::GovernanceRules(_)
            | Self::ApplicationWithdraw(_)
            | Self::ActDispute(_)
            | Self::ActDisputeEnd(_)
            | Self::PersonJoin(_)
            | Self::PersonPart(_)
            | Self::PersonMove(_)
            | Self::RegionLoaded(_) => true,
        }
    }

    pub(super) fn write(&self, to: &mut Writer) {
        match self {
            Self::ActRegister(body) => {
                body.write(to);
                to
            }
            Self::CaseAnchor(body) | Self::AccessAnchor(body) => to.value(body),
            Self::StaffKey(body) | Self::GovernanceKey(body) => to.value(body),
            Self::StaffSuspend(body) | Self::StaffLift(body) | Self::StaffRevoke(body) => to.value(body),
            Self::CertificateIssue(body) => to.value(body),
            Self::CertificateRevoke(body) => to.value(body),
            Self::NumberReserve(body) => to.value(body),
            Self::NumberRelease(body) => to.value(body),
            Self::ArchiveBatch(body) => to.value(body),
            Self::StaffOffice(body) => to.value(body),
            Self::GovernanceParameter(body) => to.value(body),
            Self::GovernanceRules(body) => to.value(body),
            Self::ApplicationLodge(body) => to.value(body),
            Self::ApplicationWithdraw(body) => to.value(body),
            Self::ActDispute(body) => to.value(body),
            Self::ActDisputeEnd(body) => to.value(body),
            Self::PersonJoin(body) => to.value(body),
            Self::PersonPart(body) => to.value(body),
            Self::PersonMove(body) => to.value(body),
            Self::LegacyOpen(body) => to.value(body),
            Self::LegacyStatus(body) => to.value(body),
            Self::RegionLoaded(body) => to.value(body),
            Self::ReferenceIssue(body) => to.value(body),
        };
    }

    pub(super) fn read(kind: u8, from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(match kind {
            ACT_REGISTER | ACT_REGISTER_WITH_EFFECTS => Self::ActRegister(ActRegister::read(kind, from)?),
            CERTIFICATE_ISSUE => Self::CertificateIssue(CertificateIssue::read(from)?),
            3 => Self::CertificateRevoke(CertificateRevoke::read(from)?),
            4 => Self::NumberReserve(NumberReserve::read(from)?),
            5 => Self::NumberRelease(NumberRelease::read(from)?),
            6 => Self::CaseAnchor(Anchor::read(from)?),
            7 => Self::AccessAnchor(Anchor::read(from)?),
            8 => Self::ArchiveBatch(ArchiveBatch::read(from)?),
            9 => Self::StaffKey(KeyEntry::read(from)?),
            10 => Self::StaffSuspend(KeyChange::read(from)?),
            11 => Self::StaffLift(KeyChange::read(from)?),
            12 => Self::StaffRevoke(KeyChange::read(from)?),
            13 => Self::StaffOffice(OfficeEntry::read(from)?),
            14 => Self::GovernanceKey(KeyEntry::read(from)?),
            15 => Self::GovernanceParameter(ParameterChange::read(from)?),
            16 => Self::GovernanceRules(RulesChange::read(from)?),
            18 => Self::ApplicationLodge(ApplicationLodge::read(from)?),
            19 => Self::ApplicationWithdraw(ApplicationWithdraw::read(from)?),
            20 => Self::ActDispute(ActDispute::read(from)?),
            21 => Self::ActDisputeEnd(ActDisputeEnd::read(from)?),
            22 => Self::PersonJoin(PersonJoin::read(from)?),
            23 => Self::PersonPart(PersonPart::read(from)?),
            24 => Self::PersonMove(PersonMove::read(from)?),
            25 => Self::LegacyOpen(LegacyOpen::read(from)?),
            26 => Self::LegacyStatus(LegacyStatus::read(from)?),
            27 => Self::RegionLoaded(RegionLoaded::read(from)?),
            REFERENCE_ISSUE => Self::ReferenceIssue(ReferenceIssue::read(from)?),
            _ => return Err(from.malformed("a body of a known entry kind: 1 to 28")),
        })
    }
}
