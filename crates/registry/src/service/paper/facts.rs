//! The facts of each kind of act, as its paper prints them.
use super::{Fault, Paper, text, value};
use civil::{ActKind, Citizenship, CivilDate, Lang, PartialDate, Value, place::Place};
use document::{
    Act, Bilingual, Birth, Death, Deceased, Divorce, Facts, Ground, Marriage, MarriageAct, Spouse,
};

impl Paper<'_> {
    pub(super) fn facts(&self, act: &Act) -> Result<Facts, Fault> {
        Ok(match act.number.kind {
            ActKind::Birth => Facts::Birth(self.birth()?),
            ActKind::Death => Facts::Death(self.death()?),
            ActKind::Marriage => Facts::Marriage(Marriage {
                husband: self.spouse("husband")?,
                wife: self.spouse("wife")?,
                day: self.day_or("marriage.date", act.registered)?,
            }),
            ActKind::Divorce => Facts::Divorce(Divorce {
                husband: self.spouse("husband")?,
                wife: self.spouse("wife")?,
                ended: self.day_or("divorce.date", act.registered)?,
                ground: self.text("divorce.ground").and_then(Ground::from_word),
                marriage: Some(MarriageAct {
                    number: self.owned("marriage.act"),
                    day: self.date("marriage.date")?,
                })
                .filter(|marriage| marriage.number.is_some() || marriage.day.is_some()),
                issued_to: self.certificate.issued_to,
            }),
        })
    }

    pub(super) fn birth(&self) -> Result<Birth, Fault> {
        let born = self.date("birth.date")?;
        Ok(Birth {
            surname: self.owned("child.surname"),
            given: self.joined(["child.given", "child.patronymic"]),
            born: born.ok_or(Fault::Inconsistent("a record without a date of birth"))?,
            birthplace: self
                .place("birth.place")?
                .ok_or(Fault::Inconsistent("a record without a place of birth"))?,
            father: self.owned("father.name"),
            mother: self.owned("mother.name"),
        })
    }

    fn death(&self) -> Result<Death, Fault> {
        let surname = self.owned("deceased.surname");
        let given = self.joined(["deceased.given", "deceased.patronymic"]);
        let who = if surname.is_none() && given.is_none() {
            Deceased::Unknown
        } else {
            Deceased::Known { surname, given }
        };
        let age = match value(self.record, "death.age") {
            Some(Value::Int(age)) => u8::try_from(*age).ok(),
            Some(Value::Text(_)) | None => None,
        };
        Ok(Death {
            who,
            born: self.date("birth.date")?,
            birthplace: self.place("birth.place")?,
            citizenship: self.citizenship("deceased.citizenship")?,
            died: self.date("death.date")?,
            age,
            place: self.place("death.place")?,
        })
    }

    fn spouse(&self, who: &str) -> Result<Spouse, Fault> {
        let of = |field: &str| format!("{who}.{field}");
        let name = self.owned(&of("name")).ok_or(Fault::Inconsistent("a spouse without a name"))?;
        Ok(Spouse {
            name,
            born: self.date(&of("born"))?,
            birthplace: self.place(&of("birthplace"))?,
            surname_after: self.owned(&of("surname_after")),
        })
    }

    pub(super) fn text(&self, id: &str) -> Option<&str> {
        text(self.record, id)
    }

    pub(super) fn owned(&self, id: &str) -> Option<String> {
        self.text(id).map(str::to_owned)
    }

    fn joined(&self, ids: [&str; 2]) -> Option<String> {
        let parts: Vec<&str> = ids.into_iter().filter_map(|id| self.text(id)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    pub(super) fn date(&self, id: &str) -> Result<Option<PartialDate>, Fault> {
        let date = self.text(id).map(str::parse).transpose();
        date.map_err(|_fault| Fault::Inconsistent("a record with an impossible date"))
    }

    /// The day stated, else the day of the act.
    fn day_or(&self, id: &str, registered: CivilDate) -> Result<PartialDate, Fault> {
        Ok(self.date(id)?.unwrap_or(PartialDate::Day(registered)))
    }

    /// A wording in the two languages of the paper.
    pub(super) fn bilingual(&self, of: impl Fn(Lang) -> String) -> Bilingual {
        let (one, two) = self.certificate.langs;
        Bilingual { first: of(one), second: of(two) }
    }

    fn place(&self, id: &str) -> Result<Option<Bilingual>, Fault> {
        let Some(code) = self.text(&format!("{id}.code")) else { return Ok(None) };
        let place = Place::from_values(code, self.text(&format!("{id}.written")))
            .map_err(|_impossible| Fault::Inconsistent("a record with an impossible place"))?;
        Ok(Some(self.bilingual(|lang| place.printed(lang))))
    }

    fn citizenship(&self, id: &str) -> Result<Option<Bilingual>, Fault> {
        let Some(code) = self.text(id) else { return Ok(None) };
        let citizenship: Citizenship =
            code.parse().map_err(|_fault| Fault::Inconsistent("a record with an impossible citizenship"))?;
        Ok(Some(self.bilingual(|lang| citizenship.official_name(lang))))
    }
}
