//! The rules of a divorce, one function each, and what is unusual about one.
use super::{Cause, CourtDecision, DivorceRecord, Ground, Party, Side};
use crate::{
    CivilDate,
    birth::pinfl_date_differs,
    caution::Caution,
    paper::Received,
    person::Sex,
    refusal::Refusal,
    term::{Switch, Term},
};

/// Every reason to refuse the act of `record` on the day `today`; empty where the law lets it pass.
///
/// All rules are asked, so that nobody is sent home twice. Whether the marriage is in force on the day on
/// which it would end is asked of the ledger.
pub fn check(record: &DivorceRecord, today: CivilDate) -> Vec<Refusal> {
    [
        not_after_registration(record, today),
        marriage_named(record),
        after_the_marriage(record, today),
        application(record),
        not_withdrawn(record),
        wait_over(record, today),
        no_common_minors(record),
        nothing_in_dispute(record),
        by_exchange(record),
        in_force(record, today),
        sentence_long_enough(record),
        convicts_statement(record),
        declared(record),
        choice_declared(record),
        papers_not_later(record, today),
        confirmed(record),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn refuse_if(broken: bool, refusal: Refusal) -> Option<Refusal> {
    broken.then_some(refusal)
}

/// A divorce made without a line, or elsewhere, lies before its registration.
fn not_after_registration(record: &DivorceRecord, today: CivilDate) -> Option<Refusal> {
    refuse_if(record.date.is_some_and(|date| date > today), Refusal::DivorceAfterRegistration)
}

/// Rule V1: a divorce ends one marriage, which the ledger knows. That it is in force is asked there.
fn marriage_named(record: &DivorceRecord) -> Option<Refusal> {
    refuse_if(record.marriage.is_none(), Refusal::DivorceMarriageUnknown)
}

/// Rule V1: no marriage ends before it began.
fn after_the_marriage(record: &DivorceRecord, today: CivilDate) -> Option<Refusal> {
    let ended = record.ended().unwrap_or(today);
    let before = record.marriage.as_ref().is_some_and(|marriage| ended < marriage.date);
    refuse_if(before, Refusal::DivorceBeforeMarriage)
}

/// Family Code, arts 42 and 43: but for a court's decision a divorce follows an application.
fn application(record: &DivorceRecord) -> Option<Refusal> {
    let needed = record.ground.purpose().is_some();
    refuse_if(needed && record.application.is_none(), Refusal::DivorceWithoutApplication)
}

/// Rule V5: either may withdraw until the act is registered.
fn not_withdrawn(record: &DivorceRecord) -> Option<Refusal> {
    record.ground.purpose()?;
    let withdrawn = record.application.as_ref()?.withdrawn.is_some();
    refuse_if(withdrawn, Refusal::DivorceApplicationWithdrawn)
}

/// Three months after the application of both, one month after that of one. No ground makes it shorter.
fn wait_over(record: &DivorceRecord, today: CivilDate) -> Option<Refusal> {
    let earliest = record.ground.purpose()?.earliest(record.application.as_ref()?.lodged)?;
    refuse_if(record.date.unwrap_or(today) < earliest, Refusal::DivorceWaitNotOver)
}

/// Rule V2, Family Code, art. 42: where there are common children under 18, adopted ones too, a court decides
/// on a divorce by agreement. For one spouse alone the children do not matter (art. 43).
fn no_common_minors(record: &DivorceRecord) -> Option<Refusal> {
    let mutual = matches!(record.ground, Ground::Mutual { .. });
    refuse_if(mutual && record.children > 0, Refusal::DivorceCommonMinors)
}

/// Family Code, art. 42: where support or property is in dispute, a court decides.
fn nothing_in_dispute(record: &DivorceRecord) -> Option<Refusal> {
    let dispute = matches!(record.ground, Ground::Mutual { dispute: true, .. });
    refuse_if(dispute, Refusal::DivorceDispute)
}

/// Rule V3, decree UP-157 of 8 September 2025: a decision that came into force since 1 December 2025 comes
/// from the court by exchange, with its signature, and is not typed from paper.
fn by_exchange(record: &DivorceRecord) -> Option<Refusal> {
    let Ground::Court(decision) = &record.ground else { return None };
    let on_paper = decision.received == Received::Paper;
    refuse_if(
        on_paper && Switch::DecisionByExchange.is_on(decision.in_force),
        Refusal::DivorceDecisionOnPaper,
    )
}

/// A decision that is not in force ends nothing, and none comes into force before it is made.
fn in_force(record: &DivorceRecord, today: CivilDate) -> Option<Refusal> {
    let broken =
        |decision: &CourtDecision| decision.in_force > today || decision.in_force < decision.paper.date;
    refuse_if(record.ground.decision().is_some_and(broken), Refusal::DivorceDecisionNotInForce)
}

/// Family Code, art. 43: the other was sentenced to three years or more.
fn sentence_long_enough(record: &DivorceRecord) -> Option<Refusal> {
    let Ground::OneSpouse { cause: Cause::Sentenced { years, .. }, paper, .. } = &record.ground else {
        return None;
    };
    refuse_if(
        u16::from(*years) < Term::DivorceSentence.on(paper.paper.date),
        Refusal::DivorceSentenceTooShort,
    )
}

/// Rules of 2016: a convict states that neither children nor property are in dispute.
fn convicts_statement(record: &DivorceRecord) -> Option<Refusal> {
    let without =
        matches!(record.ground, Ground::OneSpouse { cause: Cause::Sentenced { no_dispute: None, .. }, .. });
    refuse_if(without, Refusal::DivorceConvictWithoutStatement)
}

/// Both appear, or one does and the other's signature under the application is certified; who applies alone
/// appears. For a court's decision nobody has to.
fn declared(record: &DivorceRecord) -> Option<Refusal> {
    let [husband, wife] = record.parties().map(|party| party.declared.is_some());
    let enough = match &record.ground {
        Ground::Court(_) => true,
        Ground::Mutual { absent, .. } => (husband && wife) || ((husband || wife) && absent.is_some()),
        Ground::OneSpouse { applicant: Side::Husband, .. } => husband,
        Ground::OneSpouse { applicant: Side::Wife, .. } => wife,
    };
    refuse_if(!enough, Refusal::DivorceSpouseAbsent)
}

/// The surname is each party's own choice, so it is entered when that party declares.
fn choice_declared(record: &DivorceRecord) -> Option<Refusal> {
    let chosen_for = |party: &Party| party.surname_after.is_some() && party.declared.is_none();
    // The certified statement of an absent spouse may hold the choice.
    let by_statement = matches!(record.ground, Ground::Mutual { absent: Some(_), .. });
    let broken = !by_statement && record.parties().into_iter().any(chosen_for);
    refuse_if(broken, Refusal::DivorceChoiceWithoutDeclaration)
}

/// A paper that is shown at the counter was made by that day.
fn papers_not_later(record: &DivorceRecord, today: CivilDate) -> Option<Refusal> {
    let stated = match &record.ground {
        Ground::Mutual { absent, .. } => absent.as_ref().map(|absent| absent.date),
        Ground::OneSpouse { cause: Cause::Sentenced { no_dispute, .. }, .. } => {
            no_dispute.as_ref().map(|statement| statement.date)
        }
        Ground::Court(_) | Ground::OneSpouse { cause: Cause::Missing | Cause::Incapacitated, .. } => None,
    };
    let decided = record.ground.decision().map(|decision| decision.paper.date);
    let lodged = record.application.as_ref().map(|application| application.lodged);
    let declared = record.parties().map(|party| party.declared);
    let mut days = [stated, decided, lodged].into_iter().chain(declared).flatten();
    refuse_if(days.any(|day| day > today), Refusal::DivorcePaperAfterRegistration)
}

/// Who declares reads the act, or has it read, and confirms it before the registrar signs.
fn confirmed(record: &DivorceRecord) -> Option<Refusal> {
    let somebody = record.parties().into_iter().any(|party| party.declared.is_some());
    refuse_if(somebody && record.confirmation.is_none(), Refusal::DivorceNotConfirmed)
}

/// Everything unusual about `record`, were it registered on the day `today`. What is unusual about a
/// divorce does not depend on the day; it is taken so that all kinds are asked alike.
pub fn cautions(record: &DivorceRecord, _today: CivilDate) -> Vec<Caution> {
    let (husband, wife) = (&record.husband, &record.wife);
    [
        (pinfl_date_differs(&husband.person), Caution::DivorceHusbandPinflDate),
        (pinfl_date_differs(&wife.person), Caution::DivorceWifePinflDate),
        (husband.person.pinfl_sex_differs(Sex::Male), Caution::DivorceHusbandPinflSex),
        (wife.person.pinfl_sex_differs(Sex::Female), Caution::DivorceWifePinflSex),
        (husband.surname_after.is_none() || wife.surname_after.is_none(), Caution::DivorceOnePartyOnly),
    ]
    .into_iter()
    .filter_map(|(unusual, caution)| unusual.then_some(caution))
    .collect()
}
