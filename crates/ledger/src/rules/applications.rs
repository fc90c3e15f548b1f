//! `application.lodge` and `application.withdraw`.
use crate::{
    key::Key,
    person::Application,
    rules::{Moment, RuleSet, acts::may_be_registered_here, day, marriages::lodged},
    state::{Changes, View},
    value::{Mark, Place, Value},
};
use civil::{ActKind, refusal::Refusal};
use protocol::{
    EntryId, Outcome,
    entry::{ApplicationLodge, ApplicationWithdraw, Purpose},
    genesis::OfficeRecord,
};

/// Takes an application: its wait begins on this day. Whether the two may marry or be divorced is asked when
/// they do, by what is true then.
pub(super) fn lodge(
    at: Moment,
    id: EntryId,
    lodge: &ApplicationLodge,
    office: OfficeRecord,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let kind = match lodge.purpose {
        Purpose::Marriage => ActKind::Marriage,
        Purpose::DivorceMutual | Purpose::DivorceOneSpouse => ActKind::Divorce,
    };
    may_be_registered_here(RuleSet::Second, kind, office)?;
    are_two(lodge)?;
    let application = Application {
        purpose: lodge.purpose,
        husband: lodge.husband,
        wife: lodge.wife,
        of: lodge.of,
        lodged: day(office, at),
        place: Place { height: at.height, index: at.index },
        withdrawn: None,
    };
    changes.put(Key::Application(id), Value::Application(Box::new(application)));
    Ok(Outcome::Recorded)
}

/// An application is about two.
fn are_two(lodge: &ApplicationLodge) -> Result<(), Refusal> {
    if lodge.husband == lodge.wife { Err(Refusal::PersonSame) } else { Ok(()) }
}

/// Takes an application back, once.
pub(super) fn withdraw(
    view: &impl View,
    by: Mark,
    withdraw: ApplicationWithdraw,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let application = lodged(view, withdraw.application)?;
    if application.withdrawn.is_some() {
        return Err(Refusal::ApplicationWithdrawn);
    }
    let application = Application { withdrawn: Some(by), ..application };
    changes.put(Key::Application(withdraw.application), Value::Application(Box::new(application)));
    Ok(Outcome::Recorded)
}
