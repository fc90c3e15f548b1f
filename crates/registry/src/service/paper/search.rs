//! The references of a search, as their paper prints them: from the record alone.
use super::{Fault, Paper};
use civil::{ActKind, Lang, search::Area};
use document::{Body, NoRecord, NotMarried, Search, Sought};

impl Paper<'_> {
    /// What the paper of a search says.
    pub(super) fn of_search(&self, no_record: bool) -> Result<Body, Fault> {
        let name = self.owned("person.name");
        let person = Sought {
            name: name.ok_or(Fault::Inconsistent("a search for nobody"))?,
            born: self.date("person.born")?,
        };
        let search = self.search()?;
        if !no_record {
            return Ok(Body::NotMarried(NotMarried { person, search }));
        }
        let kind = |word: &str| ActKind::ALL.into_iter().find(|kind| kind.word() == word);
        let acts = self.parts("search.kind", ", ").into_iter().map(kind).collect::<Option<_>>();
        let acts = acts.ok_or(Fault::Inconsistent("a search for acts of no kind"))?;
        Ok(Body::NoRecord(NoRecord { person, acts, search }))
    }

    fn search(&self) -> Result<Search, Fault> {
        let areas = self.parts("search.where", ", ").into_iter().map(str::parse::<Area>);
        let areas: Vec<Area> = areas
            .collect::<Result<_, _>>()
            .map_err(|_unknown| Fault::Inconsistent("a search in a place that is in no list"))?;
        let names =
            |lang: Lang| areas.iter().map(|area| area.official_name(lang)).collect::<Vec<_>>().join("; ");
        let owned = |parts: Vec<&str>| parts.into_iter().map(str::to_owned).collect();
        let loaded = self.text("search.loaded").map(str::parse).transpose();
        Ok(Search {
            years: (self.year("search.from")?, self.year("search.to")?),
            places: self.bilingual(names),
            spellings: owned(self.parts("search.spellings", ", ")),
            archives: owned(self.parts("search.archives", "; ")),
            loaded: loaded.map_err(|_form| Fault::Inconsistent("a record with an impossible date"))?,
        })
    }

    fn parts(&self, id: &str, between: &str) -> Vec<&str> {
        self.text(id).map(|text| text.split(between).collect()).unwrap_or_default()
    }

    fn year(&self, id: &str) -> Result<i16, Fault> {
        let year = super::number(self.record, id).and_then(|year| i16::try_from(year).ok());
        year.ok_or(Fault::Inconsistent("a search of no years"))
    }
}
