//! Rule V2: who divorces by agreement has no common children under 18, whatever is declared.
use super::super::{Fault, Permit, Reading, Registry, life::Part, paper::text};
use crate::staff::Officer;
use civil::{ActKind, CivilDate};
use protocol::{Body, Tag};
use vault::{CaseKind, MarkRole};

/// The most births of two people that are read.
const READ_MAX: usize = 20;
const OF_AGE_MONTHS: i32 = 18 * 12;

impl Registry {
    /// Whether the register knows a living child of both who is not of age on a day. A birth is read only where its
    /// entry does not tell that the child is of age, and each that is read stands in the access log.
    pub(super) async fn have_minors(
        &self,
        (who, permit): (&Officer, Permit),
        husband: Tag,
        wife: Tag,
        day: CivilDate,
    ) -> Result<bool, Fault> {
        let of_wife = self.person_group(wife).await?;
        let mut read = 0;
        for part in self.parts_of(&self.person_group(husband).await?).await? {
            if part.role != MarkRole::Father || read >= READ_MAX || !may_be_minor(&part, day) {
                continue;
            }
            let cast = self.vault().marks_of(part.case.id).await?;
            let tag_of = |role| cast.iter().find(|mark| mark.role == role).map(|mark| mark.tag);
            if !tag_of(MarkRole::Mother).is_some_and(|mother| of_wife.contains(&mother)) {
                continue;
            }
            read += 1;
            let access = self.access(who, Reading::Children, permit, Some(part.case.id));
            let record = self.vault().open_record(part.case.id, &access).await?;
            let born: Option<CivilDate> = text(&record, "birth.date").and_then(|day| day.parse().ok());
            let of_age = born.and_then(|born| born.plus_months(OF_AGE_MONTHS));
            let minor = of_age.is_some_and(|of_age| day < of_age);
            if !minor || text(&record, "birth.vital") == Some("stillborn") {
                continue;
            }
            let alive = match tag_of(MarkRole::Child) {
                Some(child) => self.life(child).await?.died.is_none(),
                None => true,
            };
            if alive {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether a birth's entry leaves open that the child is under age: it tells the year of majority.
fn may_be_minor(part: &Part, day: CivilDate) -> bool {
    let adult_from = match (&part.entry.body, part.case.kind) {
        (Body::ActRegister(act), CaseKind::Act(ActKind::Birth)) => act.adult_from,
        (Body::LegacyOpen(open), CaseKind::Legacy(ActKind::Birth)) => open.adult_from,
        _ => return false,
    };
    u16::try_from(day.year()).is_ok_and(|year| year <= adult_from)
}
