//! The rules of a marriage, one function each, and what is unusual about one.
use super::{Capacity, Legalisation, MarriageRecord, Spouse, SurnameAfter, same_surname};
use crate::{
    Citizenship, CivilDate, Country,
    age::{Reached, reached},
    application::Purpose,
    birth::pinfl_date_differs,
    caution::Caution,
    paper::{Paper, Received},
    person::{MaritalStatus, Sex},
    refusal::Refusal,
    term::{Switch, Term},
};

/// Every reason to refuse the act of `record` on the day `today`, each once; empty where the law lets it
/// pass.
///
/// A paper in the record that the law names as a ground passes its rule: the governor's decision on the
/// age, the ground of a shorter wait. All rules are asked, so that a couple is sent home once.
pub fn check(record: &MarriageRecord, today: CivilDate) -> Vec<Refusal> {
    let day = record.day(today);
    let [husband, wife] = record.spouses();
    let mut refusals: Vec<Refusal> = [
        not_after_registration(record, today),
        age(husband, Term::MarriageAgeMan, day),
        age(wife, Term::MarriageAgeWoman, day),
        man_and_woman(record),
        two_people(record),
        application(record),
        not_withdrawn(record),
        wait_over(record, day),
        not_lapsed(record, day),
        shorter_wait_on_paper(record),
        surname_of_either(husband, wife),
        surname_of_either(wife, husband),
        papers_not_later(record, today),
        confirmed(record),
    ]
    .into_iter()
    .flatten()
    .collect();
    for spouse in [husband, wife] {
        refusals.extend(of_a_spouse(spouse, day));
    }
    each_once(refusals)
}

/// What is asked of each of the two alike.
fn of_a_spouse(spouse: &Spouse, day: CivilDate) -> impl Iterator<Item = Refusal> {
    [
        unmarried(spouse),
        earlier_end_named(spouse),
        after_the_earlier_end(spouse, day),
        capacity_asked(spouse),
        capable(spouse),
        examined(spouse, day),
        foreigner_certified(spouse),
        stay_permitted(spouse, day),
    ]
    .into_iter()
    .flatten()
}

fn each_once(refusals: Vec<Refusal>) -> Vec<Refusal> {
    let mut once = Vec::with_capacity(refusals.len());
    for refusal in refusals {
        if !once.contains(&refusal) {
            once.push(refusal);
        }
    }
    once
}

fn refuse_if(broken: bool, refusal: Refusal) -> Option<Refusal> {
    broken.then_some(refusal)
}

/// A marriage made without a line, or elsewhere, lies before its registration.
fn not_after_registration(record: &MarriageRecord, today: CivilDate) -> Option<Refusal> {
    refuse_if(record.day(today) > today, Refusal::MarriageAfterRegistration)
}

/// Rule M1, Family Code, art. 15: both are of age on the day of the marriage, not on that of the
/// application. The governor may lower the age, by a year at most.
fn age(spouse: &Spouse, term: Term, day: CivilDate) -> Option<Refusal> {
    let of_age = term.on(day);
    let lowered = of_age.saturating_sub(Term::MarriageAgeLowering.on(day));
    match reached(spouse.person.born, of_age, day) {
        Reached::Yes => None,
        Reached::Unknown => Some(Refusal::MarriageAgeNotKnown),
        Reached::No if reached(spouse.person.born, lowered, day) != Reached::Yes => {
            Some(Refusal::MarriageFarUnderAge)
        }
        Reached::No => refuse_if(spouse.age_decision.is_none(), Refusal::MarriageUnderAge),
    }
}

/// Rule M5, inferred from the Family Code, which speaks of a man and a woman throughout.
fn man_and_woman(record: &MarriageRecord) -> Option<Refusal> {
    let sexes = (record.husband.sex, record.wife.sex);
    refuse_if(sexes != (Sex::Male, Sex::Female), Refusal::MarriageNotManAndWoman)
}

/// One personal number stands for one person.
fn two_people(record: &MarriageRecord) -> Option<Refusal> {
    let numbers = record.husband.person.pinfl.zip(record.wife.person.pinfl);
    refuse_if(numbers.is_some_and(|(one, other)| one == other), Refusal::MarriageSamePerson)
}

/// Family Code, art. 13: a marriage follows an application of both.
fn application(record: &MarriageRecord) -> Option<Refusal> {
    refuse_if(record.application.is_none(), Refusal::MarriageWithoutApplication)
}

/// Rule V5, for marriages: either may withdraw until the act is registered.
fn not_withdrawn(record: &MarriageRecord) -> Option<Refusal> {
    let withdrawn = record.application.as_ref().is_some_and(|application| application.withdrawn.is_some());
    refuse_if(withdrawn, Refusal::MarriageApplicationWithdrawn)
}

/// Rule M4, Family Code, arts 13 and 212: a month after the application, or earlier on a ground.
fn wait_over(record: &MarriageRecord, day: CivilDate) -> Option<Refusal> {
    let application = record.application.as_ref()?;
    let earliest = Purpose::Marriage.earliest(application.lodged)?;
    refuse_if(day < earliest && record.shorter_wait.is_none(), Refusal::MarriageWaitNotOver)
}

/// Rule M4, inferred: an application is followed within three months after its wait, then lodged anew.
fn not_lapsed(record: &MarriageRecord, day: CivilDate) -> Option<Refusal> {
    let application = record.application.as_ref()?;
    let last = Purpose::Marriage.last(application.lodged)?;
    refuse_if(day > last, Refusal::MarriageApplicationLapsed)
}

/// Rule M4: the ground of a shorter wait is shown by a paper.
fn shorter_wait_on_paper(record: &MarriageRecord) -> Option<Refusal> {
    let without = record.shorter_wait.as_ref().is_some_and(|shorter| shorter.paper.is_none());
    refuse_if(without, Refusal::MarriageShorterWaitWithoutPaper)
}

/// Rule M2, Family Code, art. 16: nobody who is married marries. What a spouse states is asked here; what
/// the ledger knows, of both and in the order of legal effect, is asked by every validator.
fn unmarried(spouse: &Spouse) -> Option<Refusal> {
    refuse_if(spouse.before.status == MaritalStatus::Married, Refusal::MarriageSpouseMarried)
}

/// Rule M6: who was married before names the act that ended it, and nobody else names one.
fn earlier_end_named(spouse: &Spouse) -> Option<Refusal> {
    let named = spouse.before.ended.is_some();
    let fits = match spouse.before.status {
        MaritalStatus::Divorced | MaritalStatus::Widowed => named,
        MaritalStatus::Single => !named,
        MaritalStatus::Married => true,
    };
    refuse_if(!fits, Refusal::MarriageEarlierEndNotNamed)
}

/// Rule V4: nobody marries again before the earlier marriage ended.
fn after_the_earlier_end(spouse: &Spouse, day: CivilDate) -> Option<Refusal> {
    let later = spouse.before.ended.as_ref().is_some_and(|ended| ended.date > day);
    refuse_if(later, Refusal::MarriageBeforeEarlierEnd)
}

/// Rules of registration: where a disorder is found it is asked whether a court declared incapacity.
fn capacity_asked(spouse: &Spouse) -> Option<Refusal> {
    refuse_if(capacity(spouse) == Some(Capacity::Doubted), Refusal::MarriageCapacityNotAsked)
}

/// Family Code, art. 16: nobody whom a court declared incapable marries.
fn capable(spouse: &Spouse) -> Option<Refusal> {
    refuse_if(capacity(spouse) == Some(Capacity::Incapable), Refusal::MarriageSpouseIncapable)
}

fn capacity(spouse: &Spouse) -> Option<Capacity> {
    spouse.examination.as_ref().map(|examination| examination.capacity)
}

/// Family Code, art. 17: both are examined; over 50, from the day after that birthday, by own consent.
fn examined(spouse: &Spouse, day: CivilDate) -> Option<Refusal> {
    let fifty = Term::ExaminationByConsent.on(day);
    let the_day_before = day.plus_days(-1).unwrap_or(day);
    let over = reached(spouse.person.born, fifty, the_day_before) == Reached::Yes;
    refuse_if(spouse.examination.is_none() && !over, Refusal::MarriageWithoutExamination)
}

fn foreigner(spouse: &Spouse) -> bool {
    match spouse.person.citizenship {
        Some(Citizenship::Of(country)) => country != Country::UZ,
        Some(Citizenship::Stateless) | None => false,
    }
}

/// A foreigner shows a certificate of no impediment of the own state, made valid here.
fn foreigner_certified(spouse: &Spouse) -> Option<Refusal> {
    let valid = spouse.no_impediment.as_ref().is_some_and(|free| free.legalised != Legalisation::None);
    refuse_if(foreigner(spouse) && !valid, Refusal::MarriageForeignerWithoutCertificate)
}

/// A foreigner's visa holds on the day of the marriage.
fn stay_permitted(spouse: &Spouse, day: CivilDate) -> Option<Refusal> {
    refuse_if(spouse.stay_until.is_some_and(|until| until < day), Refusal::MarriageStayOver)
}

/// Family Code, art. 20: each bears the own surname or the other's, in the form for a man or a woman.
/// Surnames in two scripts are not compared here: see [`Caution::MarriageSurnameScript`].
fn surname_of_either(spouse: &Spouse, other: &Spouse) -> Option<Refusal> {
    let broken = match &spouse.surname_after {
        SurnameAfter::Own => false,
        SurnameAfter::Spouses(surname) => match other.person.name.surname() {
            Some(others) => !in_two_scripts(spouse, other) && !same_surname(surname, others),
            None => true,
        },
    };
    refuse_if(broken, Refusal::MarriageSurnameOfNeither)
}

fn in_two_scripts(one: &Spouse, other: &Spouse) -> bool {
    one.person.name.script() != other.person.name.script()
}

/// A paper that is shown at the counter was made by that day.
fn papers_not_later(record: &MarriageRecord, today: CivilDate) -> Option<Refusal> {
    let date = |paper: Option<&Paper>| paper.map(|paper| paper.date);
    let of_spouse = |spouse: &Spouse| {
        [
            date(spouse.age_decision.as_ref()),
            date(spouse.no_impediment.as_ref().map(|free| &free.paper)),
            spouse.examination.as_ref().map(|examination| examination.date),
        ]
    };
    let of_record = [
        date(record.shorter_wait.as_ref().and_then(|shorter| shorter.paper.as_ref())),
        date(record.search.as_ref().map(|search| &search.paper)),
        date(record.contract.as_ref()),
        record.application.as_ref().map(|application| application.lodged),
    ];
    let mut dates = record.spouses().into_iter().flat_map(of_spouse).chain(of_record).flatten();
    refuse_if(dates.any(|date| date > today), Refusal::MarriagePaperAfterRegistration)
}

/// Rule M7: both read the act, or have it read to them, and confirm it before the registrar signs.
fn confirmed(record: &MarriageRecord) -> Option<Refusal> {
    refuse_if(record.confirmation.is_none(), Refusal::MarriageNotConfirmed)
}

/// Everything unusual about `record`, were it registered on the day `today`.
pub fn cautions(record: &MarriageRecord, today: CivilDate) -> Vec<Caution> {
    let day = record.day(today);
    let [husband, wife] = record.spouses();
    let either = |unusual: &dyn Fn(&Spouse) -> bool| unusual(husband) || unusual(wife);
    [
        (pinfl_date_differs(&husband.person), Caution::MarriageHusbandPinflDate),
        (pinfl_date_differs(&wife.person), Caution::MarriageWifePinflDate),
        (husband.person.pinfl_sex_differs(husband.sex), Caution::MarriageHusbandPinflSex),
        (wife.person.pinfl_sex_differs(wife.sex), Caution::MarriageWifePinflSex),
        (either(&rank_strange), Caution::MarriageRank),
        (either(&|spouse| reached(spouse.person.born, 18, day) == Reached::No), Caution::MarriageReportMinor),
        (
            surname_uncompared(husband, wife) || surname_uncompared(wife, husband),
            Caution::MarriageSurnameScript,
        ),
        (either(&|spouse| foreigner(spouse) && spouse.stay_until.is_none()), Caution::MarriageStayNotNoted),
        (either(&examined_on_paper), Caution::MarriageExaminationOnPaper),
        (record.shorter_wait.is_some(), Caution::MarriageShorterWait),
    ]
    .into_iter()
    .filter_map(|(unusual, caution)| unusual.then_some(caution))
    .collect()
}

/// Whether the rank is the first after an earlier marriage, or a later one without any.
fn rank_strange(spouse: &Spouse) -> bool {
    spouse.rank.is_some_and(|rank| match spouse.before.status {
        MaritalStatus::Single => rank != 1,
        MaritalStatus::Divorced | MaritalStatus::Widowed => rank < 2,
        MaritalStatus::Married => false,
    })
}

fn surname_uncompared(spouse: &Spouse, other: &Spouse) -> bool {
    match spouse.surname_after {
        SurnameAfter::Own => false,
        SurnameAfter::Spouses(_) => in_two_scripts(spouse, other),
    }
}

/// Decree UP-157 of 8 September 2025: from 1 December 2025 no paper of the examination is asked for.
fn examined_on_paper(spouse: &Spouse) -> bool {
    spouse.examination.as_ref().is_some_and(|examination| {
        examination.received == Received::Paper && Switch::ExaminationByExchange.is_on(examination.date)
    })
}
