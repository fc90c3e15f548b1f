//! Which refusals of the ledger stand for good.
use super::Refusal;

impl Refusal {
    /// Whether an entry that the rules refuse with this on a final state is refused on every later one.
    ///
    /// The others can pass while the entry is valid: a suspension is lifted, a key or an act comes onto the
    /// ledger, a year begins. Whoever holds the same bytes can then still bring them in, so until its
    /// validity is over such an entry is *not yet* refused.
    pub const fn is_for_good(self) -> bool {
        match self {
            // Of the entry alone, or of what never changes again.
            Self::TwinOrder
            | Self::BirthWithoutEvidence
            | Self::EvidenceBeforeBirth
            | Self::PaperAfterRegistration
            | Self::ChildWithoutGivenName
            | Self::FatherWithoutBasis
            | Self::StatementIdentifiesFather
            | Self::FoundlingParents
            | Self::InstructionWithoutFoundling
            | Self::DeclarantUnnamed
            | Self::DeclarantNotInRecord
            | Self::WrongNetwork
            | Self::Expired
            | Self::SameEntry
            | Self::WrongOrigin
            | Self::EntryWithoutEvidence
            | Self::SignatureWrong
            | Self::WrongRole
            | Self::SignerOfAnotherOffice
            | Self::SignerOfAnotherRegion
            | Self::DuplicateSigner
            | Self::SecondOfficerMissing
            | Self::OverrideWithinOffice
            | Self::TooManySigners
            | Self::KeyAlreadyKnown
            | Self::RoleOutsideJurisdiction
            | Self::KeyPeriod
            // Whatever changes the key changes its version too.
            | Self::KeyStanding
            | Self::NoticeAlreadyUsed
            | Self::NumberNotReserved
            | Self::ReservedNumberUsed
            | Self::RangeOver
            | Self::NothingDisclosed
            | Self::HandleAlreadyUsed
            | Self::CertificateEnded
            | Self::ParameterOutOfBounds
            | Self::WaiverNotAccepted
            | Self::WaiverWithoutPaper
            | Self::LateWithoutReason => true,
            // A later block, a later year or a later entry can lift these.
            Self::BirthAfterRegistration
            | Self::SignedInFuture
            | Self::ValidityTooLong
            | Self::StaleVersion
            | Self::UnknownSigner
            | Self::SignerSuspended
            | Self::SignerNotInForce
            | Self::TooFewMembers
            | Self::KeyUnknown
            | Self::TooManyKeys
            | Self::OfficeClosed
            | Self::UnknownOffice
            | Self::RangeOutOfSequence
            | Self::RangeTooLong
            | Self::RangeUnknown
            | Self::SeriesFull
            | Self::UnknownAct
            | Self::GroupsNotOfTheAct
            | Self::UnknownHandle
            | Self::TooManyHandles
            | Self::AnchorOutOfSequence
            | Self::RulesNotNext
            | Self::RulesTooSoon
            | Self::WaiverNeedless
            | Self::OfficeMayNotRegister(_) => false,
        }
    }
}
