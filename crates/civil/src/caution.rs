//! What is unusual about a record: the registrar looks again and may go on, with a reason.
use crate::refusal::RuleClass;

macro_rules! cautions {
    ($($(#[$doc:meta])+ $name:ident = $code:literal, $message:literal;)+) => {
        /// What is unusual about a record and lawful all the same. The list is closed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Caution {
            $($(#[$doc])+ $name,)+
        }

        impl Caution {
            /// Every caution.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable code, for machines: `birth.caution.mother-age`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What to look at, in English and without anything of a person.
            pub const fn message(self) -> &'static str {
                match self { $(Self::$name => $message,)+ }
            }
        }
    };
}

cautions! {
    /// The mother was younger than 12 or older than 55.
    MotherAge = "birth.caution.mother-age",
        "The mother was younger than 12 or older than 55. Compare her date of birth.";
    /// The father was younger than 14.
    FatherAge = "birth.caution.father-age",
        "The father was younger than 14. Compare his date of birth.";
    /// The weight is outside 300 to 7000 grams.
    Weight = "birth.caution.weight",
        "The weight is outside 300 to 7000 grams. Compare it with the notice.";
    /// The length is outside 20 to 65 centimetres.
    Length = "birth.caution.length",
        "The length is outside 20 to 65 centimetres. Compare it with the notice.";
    /// The birth date in the mother's personal number is not that of the record.
    MotherPinflDate = "birth.caution.mother-pinfl-date",
        "The mother's personal number tells another date of birth. Compare it with her document.";
    /// The birth date in the father's personal number is not that of the record.
    FatherPinflDate = "birth.caution.father-pinfl-date",
        "The father's personal number tells another date of birth. Compare it with his document.";
    /// The mother's personal number is a man's.
    MotherPinflSex = "birth.caution.mother-pinfl-sex",
        "The mother's personal number is that of a man. Compare it with her document.";
    /// The father's personal number is a woman's.
    FatherPinflSex = "birth.caution.father-pinfl-sex",
        "The father's personal number is that of a woman. Compare it with his document.";
    /// No mother is named, and the child is no foundling.
    NoMother = "birth.caution.no-mother",
        "No mother is named. This is usual for foundlings alone.";
    /// The birth is registered after its term.
    LateBirth = "birth.caution.late",
        "The birth is registered after its term: one month, for a stillbirth the next day. Search the offices of birth and \
         residence for an earlier record.";
    /// The person was born more than a hundred years ago.
    BornCenturyAgo = "birth.caution.century-old",
        "The birth was more than a hundred years ago. Compare the year with the paper.";
    /// The weeks of gestation are outside 22 to 45.
    Gestation = "birth.caution.gestation",
        "The weeks of gestation are outside 22 to 45. Compare them with the notice.";
    /// The marriage that the father's entry rests on ended before the birth.
    BornAfterMarriageEnd = "birth.caution.born-after-marriage-end",
        "The marriage ended before the birth, at most 300 days before. The husband is the father by law; compare the day of \
         the end, and whether another man or a court is named.";
    /// Somebody registers their own birth and is not of age.
    OneselfUnderAge = "birth.caution.oneself-under-age",
        "The person registers their own birth and is younger than 18. Ask for a parent, a guardian or the guardianship body.";
    /// Two children of one delivery claim one place.
    TwinOrderTaken = "birth.caution.twin-order-taken",
        "Another child of this delivery has this order already. Compare the notices of both.";
    /// Two children of one delivery, and the number born differs.
    TwinCountDiffers = "birth.caution.twin-count-differs",
        "Another child of this delivery says that another number of children was born. Compare the notices of both.";
    /// Two children of one delivery, born before and after midnight.
    TwinsAcrossMidnight = "birth.caution.twins-across-midnight",
        "The children of this delivery were born on two days, one after the other. Compare days and times with the notices.";
    /// Two children of one delivery, born more than a day apart.
    TwinsDaysApart = "birth.caution.twins-days-apart",
        "The children of this delivery were born more than a day apart. Compare both days with the notices.";
    /// Two births of one mother less than nine months apart.
    BirthsTooClose = "birth.caution.births-too-close",
        "The mother had another birth less than nine months before or after. Compare both records: it may be the same child, \
         or another woman's number.";

    /// The person is not known.
    UnknownDeceased = "death.caution.unknown-person",
        "The person who died is not known. Compare the description with the search for missing persons; a name found later \
         is entered as an amendment.";
    /// Of the day of death only a part is known.
    DeathDatePartial = "death.caution.date-partial",
        "Only a part of the date of death is known. Rights end with its last possible day; ask whether a paper says more.";
    /// Of the day of birth only a part is known, or nothing.
    DeceasedBirthPartial = "death.caution.birth-date-partial",
        "The date of birth of the deceased is not known in full. Ask for the birth certificate or search the archive.";
    /// The person was a hundred years old or older.
    CenturyOld = "death.caution.century-old",
        "The deceased was a hundred years old or older. Compare both dates with the documents.";
    /// The child was younger than one year.
    Infant = "death.caution.infant",
        "The deceased was younger than one year. The birth is registered too: look for its act.";
    /// The birth date in the personal number is not that of the record.
    DeceasedPinflDate = "death.caution.pinfl-date",
        "The personal number of the deceased tells another date of birth. Compare it with the document handed in.";
    /// The sex in the personal number is not that of the record.
    DeceasedPinflSex = "death.caution.pinfl-sex",
        "The personal number of the deceased tells the other sex. Compare it with the document handed in.";
    /// A known person without a personal number.
    NoPinfl = "death.caution.no-pinfl",
        "The deceased has no personal number here. Search for one: without it no marriage ends and no other register is told.";
    /// The personal number of the spouse tells the sex of the deceased.
    SpousePinflSex = "death.caution.spouse-pinfl-sex",
        "The personal number of the spouse tells the sex of the deceased. Compare it with the marriage.";
    /// Married, and no spouse is named.
    MarriedWithoutSpouse = "death.caution.married-without-spouse",
        "The deceased was married and no spouse is named. Ask for the spouse, who gets the certificate.";
    /// The medical certificate is a preliminary one.
    PreliminaryCertificate = "death.caution.preliminary-certificate",
        "The medical certificate is preliminary. The final one brings the cause as an amendment: note when it is due.";
    /// The medical certificate replaces another.
    ReplacingCertificate = "death.caution.replacing-certificate",
        "The medical certificate replaces another. Search for an act on the one replaced: then this is an amendment of it.";
    /// A court declared the person dead.
    DeclaredDead = "death.caution.declared-dead",
        "A court declared the person dead. Compare the day of death with the decision; should the person appear, a court sets \
         the decision aside.";
    /// The lines of the cause have a gap.
    CauseGap = "death.caution.cause-gap",
        "A line of the cause of death is empty and one below it is not. Compare the lines with the medical certificate.";
    /// The death is registered after its term.
    LateDeath = "death.caution.late",
        "The death is registered more than three days after its paper was issued. Note the reason; search for an earlier record.";

    /// The birth date in the husband's personal number is not that of the record.
    MarriageHusbandPinflDate = "marriage.caution.husband-pinfl-date",
        "The husband's personal number tells another date of birth. Compare it with his document.";
    /// The birth date in the wife's personal number is not that of the record.
    MarriageWifePinflDate = "marriage.caution.wife-pinfl-date",
        "The wife's personal number tells another date of birth. Compare it with her document.";
    /// The sex in the husband's personal number is not that of the record.
    MarriageHusbandPinflSex = "marriage.caution.husband-pinfl-sex",
        "The husband's personal number is that of a woman. Compare it with his document.";
    /// The sex in the wife's personal number is not that of the record.
    MarriageWifePinflSex = "marriage.caution.wife-pinfl-sex",
        "The wife's personal number is that of a man. Compare it with her document.";
    /// The rank of the marriage does not fit what was before.
    MarriageRank = "marriage.caution.rank",
        "Which marriage it is does not fit the marital status before it: after a divorce or a death it is the second at \
         least. Ask again.";
    /// A spouse is under age (rule M8).
    MarriageReportMinor = "marriage.caution.report-minor",
        "One of the two is under 18. Report it to the interior department and to the Inson centre: hiding it is an offence.";
    /// A surname cannot be compared with the other's.
    MarriageSurnameScript = "marriage.caution.surname-script",
        "The surname after the marriage is written in another script than the other's surname. Compare the two.";
    /// A foreigner's stay was not noted.
    MarriageStayNotNoted = "marriage.caution.stay-not-noted",
        "It is not noted until when a foreigner may stay. Look at the visa, or at the ground of a stay without one.";
    /// The result of an examination came on paper.
    MarriageExaminationOnPaper = "marriage.caution.examination-on-paper",
        "The result of a medical examination came on paper. Since 1 December 2025 it comes by exchange and no paper of it \
         may be asked: ask the facility to send it.";
    /// The wait is shorter than the law's.
    MarriageShorterWait = "marriage.caution.shorter-wait",
        "The wait is made shorter. Compare the paper with the ground: shortened waits are looked at again later.";
    /// The birth date in the husband's personal number is not that of the record.
    DivorceHusbandPinflDate = "divorce.caution.husband-pinfl-date",
        "The husband's personal number tells another date of birth. Compare it with his document.";
    /// The birth date in the wife's personal number is not that of the record.
    DivorceWifePinflDate = "divorce.caution.wife-pinfl-date",
        "The wife's personal number tells another date of birth. Compare it with her document.";
    /// The sex in the husband's personal number is that of a woman.
    DivorceHusbandPinflSex = "divorce.caution.husband-pinfl-sex",
        "The husband's personal number is that of a woman. Compare it with his document.";
    /// The sex in the wife's personal number is that of a man.
    DivorceWifePinflSex = "divorce.caution.wife-pinfl-sex",
        "The wife's personal number is that of a man. Compare it with her document.";
    /// One spouse has not declared yet.
    DivorceOnePartyOnly = "divorce.caution.one-party-only",
        "One of the two has not declared yet: the act is complete for the other alone, who gets a certificate. Complete it \
         when the second one comes.";
}

impl Caution {
    /// Always [`RuleClass::Caution`].
    pub const fn class(self) -> RuleClass {
        RuleClass::Caution
    }

    /// The task that the office takes on with the act, where the caution brings one (rule M8).
    pub fn task(self) -> Option<&'static str> {
        const REPORT: &str =
            "Report to the interior department and the Inson centre (decree of 3 March 2026)";
        (self == Self::MarriageReportMinor).then_some(REPORT)
    }

    /// The caution that a code names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|caution| caution.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;
    use std::collections::BTreeSet;

    #[test]
    fn every_caution_has_a_code_of_its_own_that_reads_back_and_words() {
        let codes: BTreeSet<_> = Caution::ALL.iter().map(|caution| caution.code()).collect();
        assert_eq!(codes.len(), Caution::ALL.len());
        for caution in Caution::ALL {
            assert_eq!(Caution::from_code(caution.code()), Some(*caution));
            assert!(
                caution.code().split_once(".caution.").is_some_and(|(kind, _)| {
                    crate::ActKind::ALL.into_iter().any(|act| act.word() == kind)
                })
            );
            assert!(
                caution.code().bytes().all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'-'),
                "{}",
                caution.code()
            );
            assert!(caution.message().ends_with('.') && !caution.message().contains("  "));
            assert!(Refusal::from_code(caution.code()).is_none());
            assert_eq!(caution.class(), RuleClass::Caution);
        }
    }
}
