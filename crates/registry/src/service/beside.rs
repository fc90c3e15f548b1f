//! A birth beside the others of its mother: twins, and a child that is registered twice.
use super::{
    Fault, Permit, Reading, Registry,
    paper::{text, value},
};
use crate::{staff::Officer, tagger::person_tag};
use civil::{
    ActKind, Caution, Value,
    birth::{BirthRecord, Delivered, Plurality},
    text::Text,
};
use protocol::{Body, commitment::Record};
use vault::{CaseId, CaseKind, CaseState, MarkRole};

/// The most births that one is compared with.
const COMPARED_MAX: usize = 10;

impl Registry {
    /// What is unusual about a birth beside those of the same mother that were accepted already, of that year and
    /// the years next to it. Each one that is compared is read, which the access log tells.
    pub(super) async fn beside(
        &self,
        who: &Officer,
        permit: Permit,
        birth: &BirthRecord,
        own: CaseId,
    ) -> Result<Vec<Caution>, Fault> {
        let mother = birth.mother.as_ref().map(|mother| &mother.parent);
        let Some(tag) = mother.and_then(|mother| person_tag(&*self.0.parts.tagger, mother)) else {
            return Ok(Vec::new());
        };
        let (mut cautions, mut compared) = (Vec::new(), 0);
        for (role, case) in self.vault().marked(tag).await? {
            let counts = match case.state {
                CaseState::Accepted | CaseState::Final { .. } => {
                    role == MarkRole::Mother && case.kind == CaseKind::Act(ActKind::Birth) && case.id != own
                }
                CaseState::ToSign | CaseState::Refused { .. } => false,
            };
            if !counts || compared >= COMPARED_MAX || !self.is_near(birth, case.id).await? {
                continue;
            }
            compared += 1;
            let access = self.access(who, Reading::Compare, permit, Some(case.id));
            let other = delivered(&self.vault().open_record(case.id, &access).await?)?;
            for caution in Delivered::from(birth).cautions_beside(&other) {
                if !cautions.contains(&caution) {
                    cautions.push(caution);
                }
            }
        }
        Ok(cautions)
    }

    /// Whether the year of another birth, which its entry tells, is that of this one or next to it.
    async fn is_near(&self, birth: &BirthRecord, other: CaseId) -> Result<bool, Fault> {
        let Body::ActRegister(act) = self.entry(other).await?.body else { return Ok(false) };
        Ok(act.adult_from.abs_diff(birth.adult_from()) <= 1)
    }
}

/// What the sealed values of a birth tell.
fn delivered(record: &Record) -> Result<Delivered, Fault> {
    let impossible = || Fault::Inconsistent("a record of an impossible birth");
    let number = |id| match value(record, id) {
        Some(Value::Int(number)) => u8::try_from(*number).ok(),
        Some(Value::Text(_)) | None => None,
    };
    let plurality = match (number("birth.of"), number("birth.order")) {
        (Some(1), _) => Plurality::Single,
        (Some(of), Some(order)) => Plurality::multiple(of, order).map_err(|_refusal| impossible())?,
        (Some(_), None) | (None, _) => return Err(impossible()),
    };
    Ok(Delivered {
        born: text(record, "birth.date").and_then(|day| day.parse().ok()).ok_or_else(impossible)?,
        plurality,
        delivery: text(record, "delivery.id").and_then(|id| Text::new(id).ok()),
    })
}
