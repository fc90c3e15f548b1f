//! Why the law says no: every refusal with its code, its class, its source and its words.
//!
//! Rules of the record are decided in this crate, rules of the ledger in `ledger`; the wording of
//! both lives here, so that a counter, a letter and a log name one refusal in one way. No wording
//! ever holds anything of a person.
use crate::{
    ActKind,
    ground::{self, Ground},
};
use core::fmt;

mod class;
mod source;
mod table;

pub use class::{CheckedBy, RuleClass, Stands};
use source::{
    ANCHORS, BARS, CAPACITY, COLLATERAL_KIN, CONSENT, COUNTER, DEATHS, DECISION_BY_EXCHANGE, DESCENT,
    DIVORCE_BY_AGREEMENT, DIVORCE_BY_ONE, DIVORCE_RULES, EXAMINATION, FOREIGNERS, FOUNDLING, GOVERNANCE,
    KEYS, LEDGER, LEGACY, MAN_AND_WOMAN, MANDATES, MARRIAGE_AGE, MARRIAGE_END, MARRIAGE_LAPSE, MARRIAGE_WAIT,
    NAMING, NUMBERS, OLD_ACTS, PAPER, PERSONS, RESOLUTION_550, SEARCHES, STAFF, STILLBIRTH, SURNAME_BILL,
    SURNAMES, WAIVERS,
};
pub(crate) use source::{DECLARANTS, PATERNITY, PRESENCE, RECEIVERS, REPEATS, REPRESENTATION};
pub use source::{Mark, Source};
use table::refusals;

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
    ChildWithoutGivenName = "birth.child-without-given-name", Law, Registry, ForGood, NAMING,
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
    /// The marriage ended more than 300 days before the birth (rule B4).
    FatherLongAfterMarriage = "birth.father-long-after-marriage", Law, Registry, ForGood, DESCENT,
        "The marriage that the father's entry rests on ended more than 300 days before the birth. Give another basis: a \
         paternity application, a court decision, or the mother's statement; or correct father.basis.ended.";
    /// The child was born before the marriage that the father's entry rests on (rule B4).
    BornBeforeMarriage = "birth.before-marriage", Law, Registry, ForGood, DESCENT,
        "The child was born before the marriage that the father's entry rests on, and a marriage makes its husband the father \
         of children born in it. Give a paternity application or a court decision as father.basis.";
    /// The marriage of the parents ends before it begins.
    MarriageEndsFirst = "birth.marriage-ends-first", Structure, Registry, ForGood, DESCENT,
        "The marriage of the parents ends before it begins. Correct father.basis.date or father.basis.ended.";
    /// The surname is chosen in a way that is no law yet.
    SurnameChoiceNotInForce = "birth.surname-choice-not-in-force", Law, Registry, MayPass, SURNAME_BILL,
        "A surname made from the father's given name is a bill and not in force. Choose a parent's surname, or one made from a \
         grandfather's given name by national tradition.";
    /// The surname is that of a parent who is not in the record.
    SurnameOfAbsentParent = "birth.surname-of-absent-parent", Law, Registry, ForGood, NAMING,
        "The child is to bear the surname of a parent who is not entered. Enter the parent, or correct child.surname_of.";
    /// A stillborn child is entered as a person (rule B7).
    StillbornAsPerson = "birth.stillborn-as-person", Law, Registry, ForGood, STILLBIRTH,
        "A stillborn child has no citizenship and no place among the live births of its mother. Leave out child.citizenship \
         and child.rank, or correct child.vital.";

    /// The person died after the day of registration.
    DeathAfterRegistration = "death.after-registration", Law, Both, MayPass, DEATHS,
        "The date of death is later than today, the day of registration. Compare death.died with the medical certificate.";
    /// Nothing proves the death.
    DeathWithoutEvidence = "death.without-evidence", Law, Both, ForGood, DEATHS,
        "A death is registered on a medical certificate, a court decision that declares somebody dead or finds the fact of a \
         death, or a foreign certificate. Fill in evidence.";
    /// The person died before being born (rule D2).
    DeathBeforeBirth = "death.before-birth", Law, Both, ForGood, DEATHS,
        "The date of death is before the date of birth. Compare both with the documents.";
    /// The paper on the death is older than the death.
    EvidenceBeforeDeath = "death.evidence-before-death", Law, Registry, ForGood, DEATHS,
        "The paper that proves the death is dated before the death. Compare evidence with death.died.";
    /// A paper is dated after the day of registration.
    DeathPaperAfterRegistration = "death.paper-after-registration", Law, Registry, MayPass, DEATHS,
        "A paper named in the declaration is dated later than today. Correct the date in evidence.";
    /// The court decision is not in force.
    DecisionNotInForce = "death.decision-not-in-force", Law, Registry, MayPass, DEATHS,
        "The court decision is in force only after today. Register the death on the day it comes into force, or correct \
         evidence.in_force.";
    /// The court decision is in force before its day.
    DecisionInForceFirst = "death.decision-in-force-first", Structure, Registry, ForGood, DEATHS,
        "The court decision is in force before the day it was made. Correct evidence.date or evidence.in_force.";
    /// The declarant or the body is not named.
    DeathDeclarantUnnamed = "death.declarant-unnamed", Law, Registry, ForGood, DEATHS,
        "Whoever declares a death is named, and one who speaks for a body names it too. Fill in declarant.name and, for a body, \
         declarant.body.";

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
    /// The rule set in force has no entries of that kind.
    KindNotInForce = "entry.kind-not-in-force", Structure, Validator, MayPass, LEDGER,
        "The rule set in force does not know entries of this kind yet. Wait until the members have brought the next rule set \
         into force, then sign the entry again.";
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
    /// A certificate is asked for of a stillbirth (rule B7).
    StillbirthWithoutCertificate = "certificate.of-a-stillbirth", Structure, Registry, ForGood, STILLBIRTH,
        "Of a stillbirth a reference is issued and no certificate. Ask for a reference.";
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

    /// The mandate names a capacity that a paper proves, and no paper.
    MandateWithoutPaper = "mandate.without-paper", Structure, Registry, ForGood, MANDATES,
        "Whoever speaks for another, or for a body, shows the paper that says so. Enter the number, the day and the issuer \
         of the power, the decision or the letter.";
    /// The mandate has not begun or is over.
    MandateNotInForce = "mandate.not-in-force", Structure, Registry, MayPass, MANDATES,
        "The mandate has not begun yet, or its time is over. Ask for a paper that is in force today.";
    /// Who gave the mandate took it back.
    MandateRevoked = "mandate.revoked", Structure, Registry, ForGood, MANDATES,
        "The mandate was revoked. Whoever gave it comes in person, or gives a new one.";
    /// Who gave the mandate, or holds it, died.
    MandateEndedByDeath = "mandate.ended-by-death", Structure, Registry, ForGood, MANDATES,
        "A mandate ends with the death of the one who gave it. Relatives of a dead person ask in their own name.";
    /// The parent was deprived of parental rights.
    MandateRightsDeprived = "mandate.rights-deprived", Structure, Registry, ForGood, REPEATS,
        "A parent who was deprived of parental rights is given no paper about the child. The child's guardian or the \
         guardianship body asks; a court can restore the rights.";
    /// The mandate was given for something else.
    MandateOutsideScope = "mandate.outside-scope", Structure, Registry, ForGood, MANDATES,
        "The mandate does not cover this service. Ask for a paper that names it, or have the person come.";
    /// Nobody does this through another.
    MandateInPersonOnly = "mandate.in-person-only", Structure, Registry, ForGood, PRESENCE,
        "This is asked in person and through nobody else: each spouse declares alone that they agree. Ask the person to come, \
         or go to them.";
    /// Paternity is not acknowledged through another.
    MandateNoPowerForPaternity = "mandate.no-power-for-paternity", Structure, Registry, ForGood, PATERNITY,
        "Paternity is acknowledged by the parents themselves: no power of attorney serves. Ask both parents to come.";
    /// The person is too young to ask, and nobody asks instead.
    MandateTooYoung = "mandate.too-young", Law, Registry, MayPass, PRESENCE,
        "Nobody under 16 applies for a marriage or a divorce, and nobody in their place. Refuse, and tell the guardianship \
         body where somebody presses a child.";
    /// A minor or incapacitated person is represented.
    MandateThroughRepresentative = "mandate.through-representative", Law, Registry, MayPass, REPRESENTATION,
        "A person under 16, or without legal capacity, asks through a parent, an adopter or a guardian. Ask the representative \
         to come; a minor parent asks for the own child without one.";
    /// Somebody under 18 speaks for another.
    MandateRepresentativeUnderAge = "mandate.representative-under-age", Law, Registry, MayPass, REPRESENTATION,
        "Whoever speaks for another is 18 or older; only a parent may be younger, for the own child. Ask another representative \
         to come.";
    /// The child is of age and asks alone.
    MandatePersonOfAge = "mandate.person-of-age", Law, Registry, ForGood, RECEIVERS,
        "The person is of age and has legal capacity, and so asks alone. Ask for a power certified by a notary, or have the \
         person come or use the portal.";
    /// The capacity gives no right to the service.
    MandateNotEntitled = "mandate.not-entitled", Law, Registry, ForGood, RECEIVERS,
        "Nobody is given this paper or service in this capacity. Ask for a power certified by a notary from somebody who is.";
    /// Courts and investigators get a reference.
    MandateReferenceForCourts = "mandate.reference-for-courts", Law, Registry, ForGood, REPEATS,
        "Courts and investigators are given a reference, never a certificate. Issue a reference on their request.";
    /// Of a dead person's birth no certificate is given.
    MandateReferenceForTheDead = "mandate.reference-for-the-dead", Law, Registry, ForGood, REPEATS,
        "Of the birth of a person who died no certificate is given. Issue a reference, which says the same.";
    /// After a divorce no marriage certificate is given.
    MandateReferenceAfterDivorce = "mandate.reference-after-divorce", Law, Registry, ForGood, REPEATS,
        "After a divorce no certificate of that marriage is given. Issue a reference, or a certificate of the divorce.";
    /// Acts of this kind are not declared in this capacity.
    MandateMayNotDeclare = "mandate.may-not-declare", Law, Registry, ForGood, DECLARANTS,
        "Acts of this kind are not declared in this capacity. Ask somebody who may: the page of mandates names them.";

    /// Nothing of that kind passes the rule.
    WaiverNotAccepted = "waiver.not-accepted", Structure, Both, ForGood, WAIVERS,
        "The rule is not passed on this basis: a rule of structure never, a rule of law on the grounds that it names or by an \
         override, a caution with a reason. Correct the rule or the basis, or leave the waiver out.";
    /// The paper of the waiver is not in the evidence.
    WaiverWithoutPaper = "waiver.without-paper", Structure, Validator, ForGood, WAIVERS,
        "A waiver names the paper that it rests on, and that paper is not among the evidence of the entry. Add its \
         commitment.";
    /// No rule would have refused.
    WaiverNeedless = "waiver.needless", Structure, Both, MayPass, WAIVERS,
        "The entry waives a rule that does not stand in its way. Leave the waiver out, so that only what was really passed \
         is counted.";
    /// The paper of the waiver is dated after today.
    WaiverPaperInFuture = "waiver.paper-in-future", Structure, Registry, MayPass, WAIVERS,
        "A waiver rests on a paper that is dated later than today. Correct the date, or wait for the paper.";
    /// A very late registration without a reason.
    LateWithoutReason = "birth.late-without-reason", Caution, Validator, ForGood, RESOLUTION_550,
        "The birth is registered more than a year late. That is lawful with a reason: name the paper that gives it.";

    /// A party was not asked.
    ApplicationPartyNotAsked = "application.party-not-asked", Law, Registry, ForGood, CONSENT,
        "Nobody consents to a marriage through another, and nobody is divorced on an application that neither spouse \
         made. Ask the party and fill in asked.";
    /// A party was not asked alone.
    ApplicationNotAskedAlone = "application.not-asked-alone", Law, Registry, ForGood, COUNTER,
        "Each party is asked alone, in a language of their own, so that consent is free. Ask again with nobody else there \
         but an interpreter.";
    /// Both parties have one personal number.
    ApplicationSamePerson = "application.same-person", Structure, Registry, ForGood, CONSENT,
        "Both parties have the same personal number. Correct the one that was mistyped.";
    /// A day of the application is later than today, or it was withdrawn before it was lodged.
    ApplicationDays = "application.days", Law, Registry, MayPass, COUNTER,
        "A day in the application is later than today, or it was withdrawn before it was lodged. Correct lodged, \
         withdrawn or asked.date.";

    /// A spouse is under age (rule M1).
    MarriageUnderAge = "marriage.under-age", Law, Both, MayPass, MARRIAGE_AGE,
        "One of the two is not of age on the day of the marriage. Wait for that day, or add the decision of the governor \
         that lowers the age, by one year at most.";
    /// A spouse is more than a year under age (rule M1).
    MarriageFarUnderAge = "marriage.far-under-age", Law, Both, MayPass, MARRIAGE_AGE,
        "One of the two is more than a year under age on the day of the marriage, and no decision lowers the age that \
         far. Refuse, and report the case.";
    /// The date of birth of a spouse is not known well enough.
    MarriageAgeNotKnown = "marriage.age-not-known", Law, Registry, MayPass, MARRIAGE_AGE,
        "The date of birth of one of the two does not show that they are of age. Fill in the whole date from the birth \
         record.";
    /// Not a man and a woman (rule M5).
    MarriageNotManAndWoman = "marriage.not-man-and-woman", Law, Registry, ForGood, MAN_AND_WOMAN,
        "A marriage is that of a man and a woman. Compare both with their documents, and who was entered as husband and \
         who as wife.";
    /// Husband and wife are one person.
    MarriageSamePerson = "marriage.same-person", Structure, Both, MayPass, BARS,
        "Husband and wife have the same personal number. Correct the one that was mistyped.";
    /// A spouse is married (rule M2).
    MarriageSpouseMarried = "marriage.spouse-married", Law, Both, MayPass, BARS,
        "One of the two is married on that day. Refuse, or register first the divorce or the death that ended the earlier \
         marriage.";
    /// What ended an earlier marriage is not named (rule M6).
    MarriageEarlierEndNotNamed = "marriage.earlier-end-not-named", Law, Registry, ForGood, BARS,
        "Whoever was married before names the act of the divorce or the death that ended it, and nobody else names one. \
         Compare before.status with before.ended.";
    /// The marriage lies before the end of an earlier one (rule V4).
    MarriageBeforeEarlierEnd = "marriage.before-earlier-end", Law, Registry, MayPass, BARS,
        "The earlier marriage of one of the two ends later than the day of this one. Compare the two days.";
    /// One is an ancestor of the other (rule M3).
    MarriageKinDirectLine = "marriage.kin-direct-line", Law, Registry, ForGood, BARS,
        "One of the two descends from the other by the birth acts. Refuse; if an act is wrong, have it corrected first.";
    /// Both have a parent in common (rule M3).
    MarriageKinSiblings = "marriage.kin-siblings", Law, Registry, ForGood, BARS,
        "The two have a father or a mother in common by the birth acts. Refuse; if an act is wrong, have it corrected \
         first.";
    /// One adopted the other (rule M3).
    MarriageKinAdoption = "marriage.kin-adoption", Law, Registry, MayPass, BARS,
        "One of the two adopted the other. Refuse while the adoption stands.";
    /// Relatives of the second to fourth degree beside the line (rule M9, off).
    MarriageKinCollateral = "marriage.kin-collateral", Law, Registry, MayPass, COLLATERAL_KIN,
        "The two are relatives of the second to fourth degree beside the line. A bill would bar such marriages; it is not \
         in force.";
    /// A court declared a spouse incapable.
    MarriageSpouseIncapable = "marriage.spouse-incapable", Law, Registry, MayPass, BARS,
        "A court declared one of the two incapable. Refuse, unless a court has lifted it.";
    /// It was not asked whether a court declared incapacity.
    MarriageCapacityNotAsked = "marriage.capacity-not-asked", Law, Registry, MayPass, CAPACITY,
        "The examination found a disorder, and it was not asked whether a court declared incapacity. Ask the court \
         register, then fill in what it answers.";
    /// A spouse was not examined.
    MarriageWithoutExamination = "marriage.without-examination", Law, Registry, ForGood, EXAMINATION,
        "Both are examined before a marriage, free of charge; whoever is over 50 only by own consent. Wait for the \
         result, which comes by exchange.";
    /// No application.
    MarriageWithoutApplication = "marriage.without-application", Law, Both, ForGood, CONSENT,
        "A marriage follows an application of both. Lodge one first.";
    /// The application was withdrawn (rule V5).
    MarriageApplicationWithdrawn = "marriage.application-withdrawn", Law, Both, ForGood, CONSENT,
        "The application was withdrawn, and it does not matter by whom. If both want the marriage again, lodge a new one.";
    /// The wait is not over (rule M4).
    MarriageWaitNotOver = "marriage.wait-not-over", Law, Both, MayPass, MARRIAGE_WAIT,
        "A month after the application is not over yet. Come again on that day, or add the paper on pregnancy, birth, \
         emancipation or a special case that makes the wait shorter.";
    /// The application is too old (rule M4).
    MarriageApplicationLapsed = "marriage.application-lapsed", Law, Both, ForGood, MARRIAGE_LAPSE,
        "The application was lodged more than four months ago. Lodge a new one.";
    /// No paper shows the ground of a shorter wait.
    MarriageShorterWaitWithoutPaper = "marriage.shorter-wait-without-paper", Law, Registry, ForGood, MARRIAGE_WAIT,
        "A shorter wait rests on a paper: the doctor's, the birth record, the decision. Fill in shorter_wait.paper, or \
         wait the month.";
    /// A foreigner has no valid certificate of no impediment.
    MarriageForeignerWithoutCertificate = "marriage.foreigner-without-certificate", Law, Registry, ForGood, FOREIGNERS,
        "A citizen of another state shows a certificate of that state that nothing stands against the marriage, with \
         apostille or legalised, unless a treaty lifts that. Fill in no_impediment.";
    /// A foreigner's stay is over on the day of the marriage.
    MarriageStayOver = "marriage.stay-over", Law, Registry, ForGood, FOREIGNERS,
        "The visa of a foreigner does not reach to the day of the marriage. Choose an earlier day, or have the stay \
         prolonged.";
    /// The surname after is that of neither.
    MarriageSurnameOfNeither = "marriage.surname-of-neither", Law, Registry, ForGood, SURNAMES,
        "After the marriage each bears the own surname or the other's, in the form for a man or a woman. Correct \
         surname_after.";
    /// A paper is dated after the day of registration.
    MarriagePaperAfterRegistration = "marriage.paper-after-registration", Law, Registry, MayPass, RESOLUTION_550,
        "A paper named in the record is dated later than today. Correct its date.";
    /// The marriage lies after the day of registration.
    MarriageAfterRegistration = "marriage.after-registration", Law, Registry, MayPass, RESOLUTION_550,
        "The day of the marriage is later than today, the day of registration. Correct date.";
    /// The two did not confirm the act (rule M7).
    MarriageNotConfirmed = "marriage.not-confirmed", Law, Registry, ForGood, CONSENT,
        "Both read the act, or have it read to them, and confirm it before the registrar signs. Fill in confirmation.";

    /// No marriage is named, or none that the ledger knows (rule V1).
    DivorceMarriageUnknown = "divorce.marriage-unknown", Law, Both, MayPass, MARRIAGE_END,
        "A divorce ends a marriage that the ledger knows. Name its act; if the marriage is older than the ledger, bring \
         its act in first.";
    /// The divorce lies before the marriage (rule V1).
    DivorceBeforeMarriage = "divorce.before-marriage", Law, Registry, ForGood, MARRIAGE_END,
        "The divorce lies before the marriage that it ends. Compare the two days.";
    /// There are common children under 18 (rule V2).
    DivorceCommonMinors = "divorce.common-minors", Law, Registry, ForGood, DIVORCE_BY_AGREEMENT,
        "The spouses have common children under 18. Where there are such, a court decides on a divorce by agreement: send \
         the spouses there.";
    /// Property or support is in dispute.
    DivorceDispute = "divorce.dispute", Law, Registry, ForGood, DIVORCE_BY_AGREEMENT,
        "Property or support is in dispute between the spouses. Then a court decides: send the spouses there.";
    /// No application.
    DivorceWithoutApplication = "divorce.without-application", Law, Registry, ForGood, MARRIAGE_END,
        "Unless a court decided, a divorce follows an application. Lodge one first.";
    /// The application was withdrawn (rule V5).
    DivorceApplicationWithdrawn = "divorce.application-withdrawn", Law, Both, ForGood, DIVORCE_RULES,
        "The application was withdrawn, and it does not matter by whom. If the divorce is still wanted, lodge a new one.";
    /// The wait is not over.
    DivorceWaitNotOver = "divorce.wait-not-over", Law, Both, MayPass, DIVORCE_RULES,
        "Three months after the application of both, or a month after that of one, are not over yet. Come again on that \
         day.";
    /// A court's decision came on paper (rule V3).
    DivorceDecisionOnPaper = "divorce.decision-on-paper", Law, Registry, ForGood, DECISION_BY_EXCHANGE,
        "A decision that came into force since 1 December 2025 comes from the court by exchange and is not typed from \
         paper. Ask the court to send it.";
    /// The decision is not in force.
    DivorceDecisionNotInForce = "divorce.decision-not-in-force", Law, Registry, MayPass, MARRIAGE_END,
        "The decision is not in force yet, or came into force before it was made. Compare its two days.";
    /// The sentence is too short.
    DivorceSentenceTooShort = "divorce.sentence-too-short", Law, Registry, ForGood, DIVORCE_BY_ONE,
        "One spouse alone may apply where the other was sentenced to three years or more. For a shorter sentence a court \
         decides.";
    /// A convict has not stated that nothing is in dispute.
    DivorceConvictWithoutStatement = "divorce.convict-without-statement", Law, Registry, ForGood, DIVORCE_RULES,
        "Of a convict the statement is needed that neither children nor property are in dispute. Fill in \
         ground.no_dispute, or send the spouse to a court.";
    /// Nobody, or not enough of the two, appeared.
    DivorceSpouseAbsent = "divorce.spouse-absent", Law, Registry, ForGood, DIVORCE_RULES,
        "Both spouses appear, or one does and the statement of the other is certified by a notary or the head of an \
         office; whoever applies alone appears. Fill in declared or ground.absent.";
    /// A surname is entered for a spouse who has not declared.
    DivorceChoiceWithoutDeclaration = "divorce.choice-without-declaration", Law, Registry, ForGood, SURNAMES,
        "The surname after the divorce is each one's own choice. Leave surname_after out until this spouse has declared.";
    /// A paper is dated after the day of registration.
    DivorcePaperAfterRegistration = "divorce.paper-after-registration", Law, Registry, MayPass, RESOLUTION_550,
        "A paper or a declaration named in the record is dated later than today. Correct its date.";
    /// The divorce lies after the day of registration.
    DivorceAfterRegistration = "divorce.after-registration", Law, Registry, MayPass, RESOLUTION_550,
        "The day on which the marriage ended is later than today, the day of registration. Correct date.";
    /// Nobody confirmed the act.
    DivorceNotConfirmed = "divorce.not-confirmed", Law, Registry, ForGood, COUNTER,
        "Whoever declares reads the act, or has it read, and confirms it before the registrar signs. Fill in \
         confirmation.";

    /// An old act is dated later than today.
    LegacyDayLater = "legacy.day-later", Law, Registry, MayPass, OLD_ACTS,
        "An old act lies in the past, and so does its end. Correct day or ended.";
    /// A marriage of an old act ended before it began.
    LegacyEndedBefore = "legacy.ended-before", Law, Registry, ForGood, OLD_ACTS,
        "The marriage of the old act ended before it began. Compare day with ended.";

    /// A death, a marriage or a divorce without what it changes.
    ActWithoutEffects = "act.without-effects", Structure, Validator, ForGood, LEDGER,
        "A death, a marriage or a divorce says what it changes for the persons in it. Sign the entry again with its effects.";
    /// A day of effect where the ledger gives it.
    EffectDay = "act.effect-day", Structure, Validator, ForGood, LEDGER,
        "A marriage, or a divorce on an application, that is registered in this system counts from the day of its \
         registration, which the ledger gives. Leave the day out, or name the origin that the act has.";
    /// The day of effect lies after the day of registration.
    EffectAfterRegistration = "act.effect-after-registration", Law, Validator, MayPass, RESOLUTION_550,
        "The day from which the act counts is later than today, the day of registration. Compare it with the paper; register \
         on that day or later.";
    /// It is not said from when somebody is of age whose age the act depends on.
    AdultFromUnknown = "act.adult-from-unknown", Structure, Validator, ForGood, LEDGER,
        "A birth and a marriage say from which year on the child or each spouse is of age: the year of birth and 18. Fill in \
         the year of birth.";
    /// The act is disputed.
    ActDisputed = "act.disputed", Structure, Validator, MayPass, PERSONS,
        "The act is disputed and has no effects for now: no certificate is issued of it and nothing rests on it. Wait until \
         two officers end the dispute.";
    /// Nobody disputes the act.
    ActNotDisputed = "act.not-disputed", Structure, Validator, MayPass, PERSONS,
        "The act is not disputed, so that there is no dispute to end. Look at the act again.";
    /// The person is dead already.
    DeathAlreadyDead = "death.already-dead", Law, Validator, MayPass, RESOLUTION_550,
        "A death of this person is on the ledger already. Search for that act; where its person is another one, dispute it.";
    /// The person married after the death.
    DeathBeforeMarriage = "death.before-marriage", Law, Validator, MayPass, RESOLUTION_550,
        "The ledger has a marriage of this person that began after the day of death. Compare the personal number and the day; \
         where the marriage is of another person, dispute it.";
    /// A spouse is dead.
    MarriageSpouseDead = "marriage.spouse-dead", Law, Validator, MayPass, BARS,
        "A spouse died before the day of the marriage, says the ledger. Compare the personal number; where the death is of \
         another person, dispute it.";
    /// The application is of others, or for something else.
    MarriageApplicationOfOthers = "marriage.application-of-others", Law, Validator, MayPass, MARRIAGE_WAIT,
        "The application named is not one of these two for a marriage. Name the right application.";
    /// The old marriages of the region are not on the ledger.
    MarriagePastNotLoaded = "marriage.past-not-loaded", Law, Validator, MayPass, BARS,
        "The old acts of this region are not on the ledger for all the years in which the spouses could have married. Search \
         the archive, sign the search and enter it.";
    /// The marriage is not in force on the day of the divorce.
    DivorceMarriageEnded = "divorce.marriage-ended", Law, Validator, MayPass, MARRIAGE_END,
        "The marriage is not in force on the day from which the divorce counts: it ended before by a divorce or a death, or \
         had not begun. Compare the day with the decision.";
    /// The divorce names others than the spouses.
    DivorceNotTheSpouses = "divorce.not-the-spouses", Structure, Validator, MayPass, MARRIAGE_END,
        "Husband and wife of the divorce are not the spouses of the marriage. Compare the personal numbers with the record of \
         the marriage.";
    /// The application is of others, of another marriage or for something else.
    DivorceApplicationOfOthers = "divorce.application-of-others", Law, Validator, MayPass, DIVORCE_RULES,
        "The application named is not one of these spouses for a divorce of this marriage by this way. Name the right one.";
    /// A court's divorce without the day on which the decision came into force.
    DivorceCourtWithoutDay = "divorce.court-without-day", Structure, Validator, ForGood, DECISION_BY_EXCHANGE,
        "A divorce by a court counts from the day on which the decision came into force. Fill in that day.";
    /// The ledger knows no such application.
    ApplicationUnknown = "application.unknown", Structure, Validator, MayPass, MARRIAGE_WAIT,
        "The ledger does not know the application. Lodge it first, or name the right one.";
    /// The application was withdrawn before.
    ApplicationWithdrawn = "application.already-withdrawn", Structure, Validator, ForGood, MARRIAGE_WAIT,
        "The application was withdrawn already. Nothing has to be done.";
    /// Two persons are asked for and one is named twice.
    PersonSame = "person.same", Structure, Validator, ForGood, PERSONS,
        "The entry names the same person twice where it is about two. Correct one of them.";
    /// The two tags are one person already.
    PersonJoinedAlready = "person.joined-already", Structure, Validator, MayPass, PERSONS,
        "The two are one person to the ledger already. Nothing has to be joined.";
    /// The two were not joined.
    PersonNotJoined = "person.not-joined", Structure, Validator, MayPass, PERSONS,
        "These two were not joined with each other, so that they cannot be parted. Look at which two were.";
    /// The act is not of that person.
    PersonNotInAct = "person.not-in-act", Structure, Validator, MayPass, PERSONS,
        "The act is not of the person from whom it would be moved. Open the act again; a divorce follows its marriage.";
    /// Two marriages or two deaths would meet in one person.
    PersonConflict = "person.conflict", Law, Validator, MayPass, PERSONS,
        "A person would be in two marriages on one day, married after death, married to themselves, or have died twice. Look \
         at the acts of both persons and repair the wrong one first.";
    /// One person has more acts or tags than the ledger keeps.
    PersonTooManyActs = "person.too-many-acts", Structure, Validator, MayPass, PERSONS,
        "The person would have more than 32 marriages, 8 deaths or 16 tags: something is wrong with the tag. Have the acts \
         of this person looked at.";
    /// The old act was opened before.
    LegacyAlreadyOpened = "legacy.already-opened", Law, Validator, ForGood, LEGACY,
        "An act with this office, book and number was opened already. Search for it; where two old records bear one number, \
         an order of the archive says so.";
    /// The act is not older than the ledger.
    LegacyAfterLedger = "legacy.after-ledger", Law, Validator, MayPass, LEGACY,
        "The act is later than the year in which the office began on the ledger, or than today. Register it as a new act.";
    /// The region's acts are loaded from that day on or an earlier one.
    LegacyLoadedAlready = "legacy.loaded-already", Structure, Validator, ForGood, LEGACY,
        "The old acts of this region are said to be on the ledger from that day on, or from an earlier one. Only an earlier \
         day can be added.";

    /// A year or a day of the search lies in the future, or the first year after the last.
    ReferenceDays = "reference.days", Structure, Registry, MayPass, SEARCHES,
        "The years searched run from the first to the last and end this year at the latest; birth and death are not later than \
         today. Correct years, born or died.";
    /// The years searched do not carry what the reference says.
    ReferenceYearsTooFew = "reference.years-too-few", Structure, Registry, ForGood, SEARCHES,
        "The years searched are too few. A birth is searched for in the year of birth; whoever is said not to be married, from \
         the year in which they turned 16 to this year: fill in born, and search these years.";
    /// Years before the register were searched nowhere.
    ReferencePastNotSearched = "reference.past-not-searched", Structure, Registry, MayPass, SEARCHES,
        "The register does not hold the acts of these places for the first of the years. Search the archive and name it in \
         archives, or begin with a later year.";
    /// The person is dead.
    ReferencePersonDead = "reference.person-dead", Structure, Registry, MayPass, MARRIAGE_END,
        "The person is dead, and a marriage ends with death. No reference on marriage is given: the death certificate says it.";
    /// The register holds such an act of the person.
    ReferenceActFound = "reference.act-found", Structure, Registry, MayPass, SEARCHES,
        "The register holds an act of this kind of the person. Issue a certificate or a reference of that act; where it is of \
         another person, dispute it.";
    /// The person is married.
    ReferenceMarried = "reference.married", Structure, Registry, MayPass, SEARCHES,
        "A marriage of the person is in force, says the register. No reference is given; where the act is of another person, \
         dispute it.";
    /// Whether an act stands is open.
    ReferenceUnsettled = "reference.unsettled", Structure, Registry, MayPass, SEARCHES,
        "An act that may be of the person is signed and not final yet, or is disputed. Wait until that is settled, and search \
         again.";
    /// More acts bear the name than can be looked at.
    ReferenceTooMany = "reference.too-many", Structure, Registry, MayPass, SEARCHES,
        "More acts bear this name than can be looked at one by one. Fill in the day of birth and leave needless spellings out.";
    /// Acts bear the name, and nobody has stated whose they are.
    ReferenceCandidates = "reference.candidates", Structure, Registry, MayPass, SEARCHES,
        "Acts in the register bear this name. Open each; if none is of the person, state so by listing their numbers in others.";
}

impl Refusal {
    /// The grounds on which the rule is passed without an override; empty where it names none.
    pub fn grounds(self) -> &'static [Ground] {
        ground::of(self.code())
    }

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
mod tests;
