//! Why the law says no: every refusal with its code, its class, its source and its words.
//!
//! Rules of the record are decided in this crate, rules of the ledger in `ledger`; the wording of
//! both lives here, so that a counter, a letter and a log name one refusal in one way. No wording
//! ever holds anything of a person.
use core::fmt;

use crate::ActKind;

/// How firmly a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleClass {
    /// How the register is built: never overridden.
    Structure,
    /// The law of acts: refused unless a ground that the rule accepts, or a court, says otherwise.
    Law,
    /// Unusual but lawful: passed with a reason.
    Caution,
}

impl RuleClass {
    /// The word used in files and messages: `structure`, `law`, `caution`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Law => "law",
            Self::Caution => "caution",
        }
    }
}

/// Who asks the rule behind a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckedBy {
    /// The registry, before anybody signs: what it needs stands in the record, which validators never
    /// see.
    Registry,
    /// Every validator, when an entry comes and when it is decided.
    Validator,
    /// The registry, so that nobody signs in vain, and every validator.
    Both,
}

impl CheckedBy {
    /// The word used in files: `registry`, `validator`, `both`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Validator => "validator",
            Self::Both => "both",
        }
    }
}

/// Whether the same entry, byte for byte, can still be let in after it was refused on a final state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stands {
    /// Never: whatever becomes final later, it is refused. A new entry may be signed at once.
    ForGood,
    /// Until its validity ends, time or another entry may let it in: a key that is entered, a suspension
    /// that is lifted, the anchor before it. Whoever signs the same thing anew before that risks it twice.
    MayPass,
}

impl Stands {
    /// The words used in files: `for good`, `may pass`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ForGood => "for good",
            Self::MayPass => "may pass",
        }
    }
}

const RESOLUTION_550: &str = "Cabinet of Ministers, resolution 550 of 20 October 2023";
const FOUNDLING: &str = "Rules on civil status acts, cl. 28 and 30 (Cabinet of Ministers, resolution 387 of 2016, \
     kept until the text of resolution 550 is compared)";
const DESCENT: &str = "Family Code, arts 60 to 62";
const LEDGER: &str = "Rules of the ledger: entries";
const KEYS: &str = "Rules of the ledger: signers and offices";
const NUMBERS: &str =
    "Order of the Minister of Justice on the forms of records, in force since 1 January 2020";
const PAPER: &str = "Rules of the ledger: certificates";
const ANCHORS: &str = "Rules of the ledger: anchors and archive batches";
const STAFF: &str = "Rules of the ledger: staff and offices";
const GOVERNANCE: &str = "Rules of the ledger: governance";
const WAIVERS: &str = "Rules of the ledger: grounds, overrides and reasons";

macro_rules! refusals {
    ($($(#[$doc:meta])+ $name:ident = $code:literal, $class:ident, $by:ident, $stands:ident, $source:expr, $message:literal;)+) => {
        /// Why an act, a certificate or an entry is refused. The list is closed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Refusal {
            $($(#[$doc])+ $name,)+
            /// The office registers, but not acts of this kind.
            OfficeMayNotRegister(ActKind),
        }

        impl Refusal {
            /// Every refusal.
            pub const ALL: &[Self] = &[
                $(Self::$name,)+
                Self::OfficeMayNotRegister(ActKind::Birth),
                Self::OfficeMayNotRegister(ActKind::Death),
                Self::OfficeMayNotRegister(ActKind::Marriage),
                Self::OfficeMayNotRegister(ActKind::Divorce),
            ];

            /// The stable code, for machines: `birth.after-registration`.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                    Self::OfficeMayNotRegister(ActKind::Birth) => "office.may-not-register-birth",
                    Self::OfficeMayNotRegister(ActKind::Death) => "office.may-not-register-death",
                    Self::OfficeMayNotRegister(ActKind::Marriage) => "office.may-not-register-marriage",
                    Self::OfficeMayNotRegister(ActKind::Divorce) => "office.may-not-register-divorce",
                }
            }

            /// Which law, resolution or rule of the register says so.
            pub const fn source(self) -> &'static str {
                match self {
                    $(Self::$name => $source,)+
                    Self::OfficeMayNotRegister(_) => RESOLUTION_550,
                }
            }

            /// What is wrong, where, and what to do, in English and without anything of a person.
            pub const fn message(self) -> &'static str {
                match self {
                    $(Self::$name => $message,)+
                    Self::OfficeMayNotRegister(ActKind::Birth) =>
                        "An office of this kind does not register births. Send the declarant to a district office.",
                    Self::OfficeMayNotRegister(ActKind::Death) =>
                        "An office of this kind does not register deaths. Send the declarant to a district office.",
                    Self::OfficeMayNotRegister(ActKind::Marriage) =>
                        "An office of this kind does not register marriages. Send the couple to a district office or a \
                         wedding house.",
                    Self::OfficeMayNotRegister(ActKind::Divorce) =>
                        "An office of this kind does not register divorces. Send the declarant to a district office.",
                }
            }

            /// The ground on which a rule of law is passed without an override, where it names one.
            ///
            /// The rules of births name none; those of marriages will.
            pub const fn ground(self) -> Option<&'static str> {
                None
            }

            /// How firmly the rule behind it stands.
            pub const fn class(self) -> RuleClass {
                match self {
                    $(Self::$name => RuleClass::$class,)+
                    Self::OfficeMayNotRegister(_) => RuleClass::Structure,
                }
            }

            /// Who asks the rule behind it.
            pub const fn checked_by(self) -> CheckedBy {
                match self {
                    $(Self::$name => CheckedBy::$by,)+
                    Self::OfficeMayNotRegister(_) => CheckedBy::Both,
                }
            }

            /// Whether the same entry can still be let in later.
            pub const fn stands(self) -> Stands {
                match self {
                    $(Self::$name => Stands::$stands,)+
                    Self::OfficeMayNotRegister(_) => Stands::MayPass,
                }
            }
        }
    };
}

refusals! {
    /// The birth lies after the day of registration (rule B6).
    BirthAfterRegistration = "birth.after-registration", Law, Both, MayPass, RESOLUTION_550,
        "The date of birth is later than today, the day of registration. Compare child.born with the medical notice.";
    /// The order of a twin is not within the number of children born (rule B2).
    TwinOrder = "birth.twin-order", Structure, Registry, ForGood, RESOLUTION_550,
        "In a multiple birth of 2 to 10 children the order of this child is 1 to that number. Correct child.multiple.";
    /// Nothing proves the birth.
    BirthWithoutEvidence = "birth.without-evidence", Law, Both, ForGood, RESOLUTION_550,
        "A birth is registered on a medical notice, or on one of the papers that stand in for it: a court decision, the \
         report on a foundling, a foreign certificate, a hospital extract. Fill in evidence.";
    /// The paper on the birth is older than the birth.
    EvidenceBeforeBirth = "birth.evidence-before-birth", Law, Registry, ForGood, RESOLUTION_550,
        "The paper that proves the birth is dated before the birth. Compare evidence with child.born.";
    /// A paper is dated after the day of registration.
    PaperAfterRegistration = "birth.paper-after-registration", Law, Registry, MayPass, RESOLUTION_550,
        "A paper named in the declaration is dated later than today. Correct the date in evidence or in father.basis.";
    /// The child has no given name.
    ChildWithoutGivenName = "birth.child-without-given-name", Law, Registry, ForGood, "Family Code, art. 69",
        "A child is registered with a given name. Write it in child.name.given; where the parents disagree, the \
         guardianship body decides.";
    /// A father is named and nothing says why (rule B4).
    FatherWithoutBasis = "birth.father-without-basis", Law, Registry, ForGood, DESCENT,
        "A father is entered on the marriage, a paternity application, a court decision or, for a single mother, on her \
         statement. Fill in father.basis, or leave father out.";
    /// A man is identified on the mother's word alone.
    StatementIdentifiesFather = "birth.statement-identifies-father", Law, Registry, ForGood, DESCENT,
        "On the mother's statement only a name is entered for the father, since no man is identified by it. Leave out the \
         father's personal number, document, birth date, citizenship and ethnicity, or give another basis.";
    /// Parents of a foundling are named without an instruction (rule B5).
    FoundlingParents = "birth.foundling-parents", Law, Registry, ForGood, FOUNDLING,
        "Parents of a foundling are entered only as the body that reports the child instructs, the father on that basis \
         alone. Fill in evidence.instruction, or leave mother and father out.";
    /// The basis of a foundling's father stands in an act of another child.
    InstructionWithoutFoundling = "birth.instruction-without-foundling", Law, Registry, ForGood, FOUNDLING,
        "The basis \"instruction\" is for foundlings alone. Give the report on the foundling as evidence, or another basis.";
    /// Somebody other than a parent declares and is not named.
    DeclarantUnnamed = "birth.declarant-unnamed", Law, Registry, ForGood, RESOLUTION_550,
        "A declarant who is not a parent is named, and one who speaks for a body names it too. Fill in declarant.name \
         and, for a body, declarant.body.";
    /// A parent declares who is not in the record.
    DeclarantNotInRecord = "birth.declarant-not-in-record", Law, Registry, ForGood, RESOLUTION_550,
        "The declarant is a parent who is not entered in the declaration. Enter the parent, or correct \
         declarant.capacity.";

    /// The entry was signed for another network.
    WrongNetwork = "entry.wrong-network", Structure, Validator, ForGood, LEDGER,
        "The entry was signed for another network. Send it to the network it names, or sign it again for this one.";
    /// Signed further ahead than clocks may differ.
    SignedInFuture = "entry.signed-in-future", Structure, Validator, MayPass, LEDGER,
        "The entry was signed more than a minute ahead of the ledger's time. Set the clock of the signing machine and \
         sign again.";
    /// The time until which the entry could enter is over.
    Expired = "entry.expired", Structure, Both, ForGood, LEDGER,
        "The entry was not final before its validity ended, and nothing was registered. Sign it again.";
    /// The entry would be valid for longer than is allowed.
    ValidityTooLong = "entry.validity-too-long", Structure, Validator, MayPass, LEDGER,
        "An entry is valid for at most 24 hours after its signature, 14 days on a reserved number. Sign it again with a \
         shorter validity.";
    /// The entry is on the ledger already.
    SameEntry = "entry.already-known", Structure, Validator, ForGood, LEDGER,
        "This very entry is on the ledger already. Ask for its receipt; nothing has to be sent again.";

    /// The entry names an origin that its kind cannot have.
    WrongOrigin = "entry.wrong-origin", Structure, Validator, ForGood, LEDGER,
        "The entry names an origin that entries of its kind do not have: an act made before the ledger is brought in by the \
         archive, one on a reserved number is made offline. Make the entry again with the right origin.";
    /// Nothing stands behind the entry where something must.
    EntryWithoutEvidence = "entry.without-evidence", Structure, Validator, ForGood, LEDGER,
        "An act keyed in from an emergency sheet rests on the scan of that sheet. Add its commitment to the evidence.";
    /// What the entry would change was changed since.
    StaleVersion = "entry.stale-version", Structure, Validator, MayPass, LEDGER,
        "What the entry would change was changed by another one since. Look at it again, then sign a new entry.";

    /// No such key.
    UnknownSigner = "signer.unknown", Structure, Validator, MayPass, KEYS,
        "The key that signed is not known to the ledger. Have the key of this officer entered first.";
    /// The key is suspended.
    SignerSuspended = "signer.suspended", Structure, Validator, MayPass, KEYS,
        "The key that signed is suspended. Another officer can sign; two officers of the region can lift the suspension.";
    /// The key is not yet, or no longer, in force.
    SignerNotInForce = "signer.not-in-force", Structure, Validator, MayPass, KEYS,
        "The key that signed is not in force on this day. Sign with a key that is.";
    /// The signature does not fit the entry and the key.
    SignatureWrong = "signer.signature-wrong", Structure, Both, ForGood, KEYS,
        "A signature does not fit the entry. Sign the entry again; if it happens twice, have the key checked.";
    /// The signer's role does not do this.
    WrongRole = "signer.wrong-role", Structure, Both, ForGood, KEYS,
        "The role of this signer does not permit this. Ask an officer whose role does.";
    /// The signer belongs to another office.
    SignerOfAnotherOffice = "signer.of-another-office", Structure, Both, ForGood, KEYS,
        "The signer belongs to another office than the entry names. Sign at your own office, or correct the office.";
    /// One officer signs twice, be it with two keys.
    DuplicateSigner = "signer.duplicate", Structure, Validator, ForGood, KEYS,
        "The same officer signs this entry twice. Where two officers are needed they are two persons: have another one sign.";

    /// Two officers are needed and one signed.
    SecondOfficerMissing = "signer.second-officer-missing", Structure, Validator, ForGood, KEYS,
        "Two officers sign this entry and only one did. Have a second officer sign the same entry.";
    /// Nobody of another office signed an override.
    OverrideWithinOffice = "signer.override-within-office", Structure, Validator, ForGood, WAIVERS,
        "An override is signed by two officers, one of them of another office. Have an officer of another office sign too.";
    /// More signatures than the kind has signers.
    TooManySigners = "signer.too-many", Structure, Validator, ForGood, KEYS,
        "More officers signed than entries of this kind have signers. Sign again with those who are asked for.";
    /// Too few members of the network signed.
    TooFewMembers = "signer.too-few-members", Structure, Validator, ForGood, GOVERNANCE,
        "Fewer agencies signed than this entry needs. Gather the signatures of other agencies, one key each.";
    /// The signer's region is another one.
    SignerOfAnotherRegion = "signer.of-another-region", Structure, Validator, ForGood, KEYS,
        "The signer administers another region than the entry is about. Ask an administrator of that region.";

    /// The ledger knows no such key.
    KeyUnknown = "key.unknown", Structure, Validator, MayPass, STAFF,
        "The ledger knows no key with this id. Compare the 32 digits with the staff list.";
    /// The key stands on the ledger already.
    KeyAlreadyKnown = "key.already-known", Structure, Validator, MayPass, STAFF,
        "This key stands on the ledger already for this officer and role. Lift its suspension, or enter another key.";
    /// The officer has two keys already.
    TooManyKeys = "key.too-many", Structure, Validator, MayPass, STAFF,
        "The officer has two keys in this role already. Revoke the one that is lost or worn, then enter the new one.";
    /// Keys of that role are not for such a place.
    RoleOutsideJurisdiction = "key.role-outside-jurisdiction", Structure, Validator, ForGood, STAFF,
        "A key of this role is entered for another kind of place: officers for an office, administrators for a region, \
         governors and custodians for a member of the network, services for the network. Correct the key record.";
    /// The key's time is over already, or ends where it may not.
    KeyPeriod = "key.period", Structure, Validator, ForGood, STAFF,
        "The key is over already; or it is a governor's, which has no end but its revocation. Correct the times in the \
         key record.";
    /// The key is not in the standing that is changed.
    KeyStanding = "key.standing", Structure, Validator, ForGood, STAFF,
        "The key is not in the standing that this would change: only a key in force is suspended, only a suspended one is \
         restored, and a revoked one stays revoked. Look at the key again.";

    /// Too few agencies would keep a governor.
    LastGovernors = "key.last-governors", Structure, Validator, MayPass, GOVERNANCE,
        "Without this key too few agencies would have a governor to decide anything, this included. Enter the key of \
         another governor first.";

    /// The office is closed.
    OfficeClosed = "office.closed", Structure, Validator, MayPass, STAFF,
        "The office is closed on this day, or not open yet, and registers nothing. Register at the office that serves its \
         district.";

    /// No such office.
    UnknownOffice = "office.unknown", Structure, Both, MayPass, KEYS,
        "The ledger knows no office with this code. Correct the four digits, or have the office entered first.";

    /// An act rests on that notice already.
    NoticeAlreadyUsed = "notice.already-used", Law, Both, ForGood, RESOLUTION_550,
        "An act has been registered on this notice already. Search for that act; for twins each child has a notice of its \
         own.";

    /// The number is not one of this office's reserved ones.
    NumberNotReserved = "number.not-reserved", Structure, Validator, ForGood, NUMBERS,
        "The number is not an unused one of a range that this office holds. Leave the number to the ledger, or reserve a \
         range.";
    /// The reserved number was used.
    ReservedNumberUsed = "number.already-used", Structure, Validator, ForGood, NUMBERS,
        "An act has this reserved number already. Take the next unused number of the range.";
    /// The range may not be used any more.
    RangeOver = "number.range-over", Structure, Validator, ForGood, NUMBERS,
        "The range was released, or its time is over: its unused numbers are void. Leave the number to the ledger.";
    /// The range is not the next of its office.
    RangeOutOfSequence = "number.range-out-of-sequence", Structure, Validator, MayPass, NUMBERS,
        "The ranges of an office are numbered without a gap, and this is not the next. Ask for the last range of the office.";
    /// The range would be too long or last too long.
    RangeTooLong = "number.range-too-long", Structure, Validator, MayPass, NUMBERS,
        "A range holds at most 500 numbers and lasts at most 92 days, unless the members have set other limits. Reserve \
         fewer numbers, or for a shorter time.";
    /// The ledger knows no such range.
    RangeUnknown = "number.range-unknown", Structure, Validator, MayPass, NUMBERS,
        "The office has no range with this ordinal. Compare it with the list of ranges of the office.";
    /// No number is left in the series.
    SeriesFull = "number.series-full", Structure, Validator, MayPass, NUMBERS,
        "The series of this office and year has reached 99999. Register at another office code.";

    /// No such act.
    UnknownAct = "act.unknown", Structure, Validator, MayPass, LEDGER,
        "The ledger knows no act with this number. Compare the twelve digits.";

    /// The certificate discloses what the act did not commit to.
    GroupsNotOfTheAct = "certificate.groups-not-of-the-act", Structure, Validator, ForGood, PAPER,
        "What the certificate would show is not what the act in force holds. Open the act again and issue from it.";
    /// The certificate discloses nothing.
    NothingDisclosed = "certificate.nothing-disclosed", Structure, Validator, ForGood, PAPER,
        "A certificate shows at least one group of values. Choose what it shows.";
    /// The status handle belongs to another certificate.
    HandleAlreadyUsed = "certificate.handle-already-used", Structure, Validator, ForGood, PAPER,
        "The status handle belongs to another certificate. Issue again: a fresh one is drawn.";
    /// The ledger knows no such certificate.
    UnknownHandle = "certificate.unknown", Structure, Validator, MayPass, PAPER,
        "The ledger knows no certificate with this status code. Compare the 28 characters with the paper.";
    /// The certificate is not in force any more.
    CertificateEnded = "certificate.already-ended", Structure, Validator, ForGood, PAPER,
        "The certificate is not in force any more. Nothing has to be revoked.";
    /// The act has as many live certificates as it can.
    TooManyHandles = "certificate.too-many", Structure, Validator, MayPass, PAPER,
        "255 certificates of this act are in force. Revoke one that is lost or spoiled, then issue again.";

    /// The anchor does not follow the last one.
    AnchorOutOfSequence = "anchor.out-of-sequence", Structure, Validator, MayPass, ANCHORS,
        "The anchor does not begin where the last one ended: none may be missing and none may overlap. Ask for the last \
         anchor of the sequence, and anchor what comes after it.";
    /// A parameter outside its bounds.
    ParameterOutOfBounds = "parameter.out-of-bounds", Structure, Validator, ForGood, GOVERNANCE,
        "The value lies outside the bounds of this parameter. Choose one within them.";
    /// The rule set is not the next.
    RulesNotNext = "rules.not-next", Structure, Validator, MayPass, GOVERNANCE,
        "Rule sets come into force one after another, and this is not the one after the last. Name the next version.";
    /// The rule set comes too soon.
    RulesTooSoon = "rules.too-soon", Structure, Validator, MayPass, GOVERNANCE,
        "A rule set comes into force at least seven days after it is entered, so that every agency can prepare. Name a \
         later time.";

    /// The rule set comes too late.
    RulesTooLate = "rules.too-late", Structure, Validator, MayPass, GOVERNANCE,
        "A rule set comes into force within two years after it is entered, since no other can be planned before. Name an \
         earlier time.";

    /// Nothing of that kind passes the rule.
    WaiverNotAccepted = "waiver.not-accepted", Structure, Validator, ForGood, WAIVERS,
        "The rule is not passed on this basis: a rule of structure never, a rule of law on the grounds that it names or by an \
         override, a caution with a reason. Correct the rule or the basis, or leave the waiver out.";
    /// The paper of the waiver is not in the evidence.
    WaiverWithoutPaper = "waiver.without-paper", Structure, Validator, ForGood, WAIVERS,
        "A waiver names the paper that it rests on, and that paper is not among the evidence of the entry. Add its \
         commitment.";
    /// No rule would have refused.
    WaiverNeedless = "waiver.needless", Structure, Validator, MayPass, WAIVERS,
        "The entry waives a rule that does not stand in its way. Leave the waiver out, so that only what was really passed \
         is counted.";
    /// A very late registration without a reason.
    LateWithoutReason = "birth.late-without-reason", Caution, Validator, ForGood, RESOLUTION_550,
        "The birth is registered more than a year late. That is lawful with a reason: name the paper that gives it.";
}

impl Refusal {
    /// Whether an entry that the rules refuse with this on a final state is refused on every later one.
    pub const fn is_for_good(self) -> bool {
        matches!(self.stands(), Stands::ForGood)
    }

    /// The refusal that a code names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|refusal| refusal.code() == code)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_refusal_has_a_code_of_its_own_that_reads_back() {
        let codes: BTreeSet<_> = Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
        assert_eq!(codes.len(), Refusal::ALL.len());
        for refusal in Refusal::ALL {
            let code = refusal.code();
            assert_eq!(Refusal::from_code(code), Some(*refusal));
            let (area, rest) = code.split_once('.').unwrap();
            for word in [area, rest] {
                assert!(
                    !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
                    "{code}"
                );
            }
        }
        assert_eq!(Refusal::from_code("birth.nothing"), None);
    }

    #[test]
    fn what_can_be_lifted_is_not_refused_for_good() {
        let lasting = |code: &str| Refusal::from_code(code).unwrap().is_for_good();
        for code in ["notice.already-used", "certificate.already-ended", "signer.signature-wrong"] {
            assert!(lasting(code), "{code}");
        }
        for code in ["signer.suspended", "signer.unknown", "office.closed", "number.range-out-of-sequence"] {
            assert!(!lasting(code), "{code}");
        }
    }

    #[test]
    fn every_refusal_names_its_source_and_says_what_to_do() {
        for refusal in Refusal::ALL {
            assert!(refusal.source().len() > 10, "{}", refusal.code());
            let sentences = refusal.message().matches(['.', ';', ':']).count();
            assert!(refusal.message().len() > 40 && sentences >= 2, "{}", refusal.code());
            assert!(
                refusal.message().ends_with('.') && !refusal.message().contains("  "),
                "{}",
                refusal.code()
            );
        }
    }
}
