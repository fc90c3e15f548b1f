//! What a person without script gave, and what can be said of it.
//!
//! The words are those of the page, and so are the rules for what is read: a text that begins as a code does is
//! judged as one, anything else is a status code that was typed.
use civil::Lang;
use credential::{Prefix, Profile, Verdict, WhyCannotTell, WhyNotValid};
use protocol::{Handle, fact::CertificateStanding, id::NotAHandle, receipt::Broken, status::Status};
use registry::ledger::status::{Found, Report, is_fresh};
use verifier::keys::KeyFile;

use super::{
    rows::moment,
    shapes::Shape,
    words::{Words, words},
};

/// The most characters that are looked at, as on the page.
const TEXT_MAX: usize = 16_384;

/// What was given.
pub(super) enum Given {
    /// The text of a square code.
    Code(String),
    /// A status code.
    Handle(Handle),
    /// Neither; the sentence says what is wrong with it.
    Neither(Fault),
}

/// Why a text can be neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Empty,
    TooLong,
    Character,
    /// How many characters there are.
    Length(usize),
    Check,
}

impl Fault {
    pub(super) fn sentence(self, words: &Words) -> String {
        match self {
            Self::Empty => words.say("problem.empty").to_owned(),
            Self::TooLong => words.fill("problem.too-large", &[("limit", "16 KB")]),
            Self::Character => words.say("problem.character").to_owned(),
            Self::Length(count) => words.fill("problem.length", &[("count", &count.to_string())]),
            Self::Check => words.say("problem.check").to_owned(),
        }
    }
}

/// Reads what was typed or pasted. Neither kind of text begins or ends in white space.
pub(super) fn read(typed: &str) -> Given {
    let text = typed.trim();
    if text.chars().count() > TEXT_MAX {
        return Given::Neither(Fault::TooLong);
    }
    if text.is_empty() {
        return Given::Neither(Fault::Empty);
    }
    let begins = text.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case("DAL"));
    if begins && text.get(4..5) == Some(":") {
        return Given::Code(text.replace(['\r', '\n'], ""));
    }
    let typed: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    match Handle::from_printed(&typed) {
        Ok(handle) => Given::Handle(handle),
        Err(NotAHandle::Character) => Given::Neither(Fault::Character),
        Err(NotAHandle::Length) => Given::Neither(Fault::Length(typed.chars().count())),
        Err(NotAHandle::Check) => Given::Neither(Fault::Check),
    }
}

/// What the server says of it.
pub(super) enum Told {
    /// Of the text of a square code.
    Code {
        /// What its proof comes to.
        verdict: Verdict,
        /// Whether its prefix is that of a sample.
        sample: bool,
    },
    /// Of a status code.
    Handle {
        /// Which.
        handle: Handle,
        /// What the ledger says of it.
        live: Live,
    },
}

/// What the ledger says of a status code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Live {
    /// Proved, of a block of that time.
    Proved {
        /// How the certificate stands.
        standing: CertificateStanding,
        /// The time of the block, in milliseconds since 1970.
        time_ms: u64,
        /// Whether that is of the last minute.
        fresh: bool,
    },
    /// Nobody who answered knows it.
    Unknown,
    /// Too few answered.
    CannotTell,
}

impl Live {
    pub(super) fn of(report: &Report, now_ms: u64) -> Self {
        match &report.found {
            Found::Proved { answer: _, verified } => match verified.status {
                Status::Certificate(standing) => {
                    let time_ms = verified.time_ms;
                    Self::Proved { standing, time_ms, fresh: is_fresh(time_ms, now_ms) }
                }
                // Those are answers about acts, which nobody asked for.
                Status::Registered { .. } | Status::NoSuchAct(_) => Self::CannotTell,
            },
            Found::Unknown { .. } => Self::Unknown,
            Found::CannotTell => Self::CannotTell,
        }
    }
}

/// Judges the text of a square code.
pub(super) fn judge(text: &str, keys: &KeyFile) -> Told {
    let sample = text.starts_with(Prefix::Sample.text());
    Told::Code { verdict: credential::check_text(text, keys.keys()), sample }
}

/// The tone of a verdict, which colours it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Ok,
    No,
    Try,
    Dunno,
}

impl Tone {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Ok => "v-ok",
            Self::No => "v-no",
            Self::Try => "v-try",
            Self::Dunno => "v-dunno",
        }
    }
}

/// The verdict as a person meets it.
pub(super) struct Head {
    pub(super) shape: Shape,
    pub(super) tone: Tone,
    pub(super) title: String,
    pub(super) text: String,
    /// Stands under the text in strong letters.
    pub(super) note: Option<String>,
    /// Why no values are shown.
    pub(super) reason: Option<String>,
    /// What follows from it.
    pub(super) means: Vec<String>,
}

impl Head {
    fn new(shape: Shape, tone: Tone, title: &str, text: impl Into<String>) -> Self {
        let (title, text) = (title.to_owned(), text.into());
        Self { shape, tone, title, text, note: None, reason: None, means: Vec::new() }
    }

    fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    fn meaning(mut self, sentences: &[&str]) -> Self {
        self.means.extend(sentences.iter().map(|sentence| (*sentence).to_owned()));
        self
    }
}

/// The head of an answer.
pub(super) fn head(told: &Told, lang: Lang) -> Head {
    let words = words(lang);
    match told {
        Told::Handle { handle: _, live } => of_handle(*live, lang),
        Told::Code { verdict, sample } => {
            let mut head = match verdict {
                // The verdict itself says that it is a sample.
                Verdict::Valid { proof, key } => return of_valid(key.network.class, proof.profile(), words),
                Verdict::NotValid(why) => of_not_valid(why, words),
                Verdict::CannotTell(why) => of_cannot_tell(*why, words),
            };
            head.note = sample.then(|| words.say("sample.note").to_owned());
            head
        }
    }
}

fn of_valid(class: protocol::NetworkClass, profile: Profile, words: &Words) -> Head {
    use protocol::NetworkClass;
    let trial = |class: &str| {
        let text = words.fill("verdict.sample.text", &[("class", class)]);
        Head::new(Shape::Slab, Tone::Try, words.say("verdict.sample"), text)
            .meaning(&[words.say("reporting")])
    };
    match class {
        // Who has compared the numbers alone has not compared the paper.
        NetworkClass::Live if profile == Profile::Roots => {
            let (title, text) = (words.say("verdict.valid.none"), words.say("values.none"));
            Head::new(Shape::StarOpen, Tone::Try, title, text).meaning(&[words.say("next.valid")])
        }
        NetworkClass::Live => {
            let (title, text) = (words.say("verdict.valid.ask"), words.say("verdict.valid.ask.text"));
            Head::new(Shape::StarOpen, Tone::Ok, title, text).meaning(&[words.say("next.valid")])
        }
        NetworkClass::Practice => trial(words.say("class.practice")),
        NetworkClass::Demo => trial(words.say("class.demo")),
    }
}

fn of_not_valid(why: &WhyNotValid, words: &Words) -> Head {
    let no = |reason: &'static str| {
        let (title, text) = (words.say("verdict.not-valid"), words.say("verdict.not-valid.text"));
        Head::new(Shape::Cross, Tone::No, title, text)
            .because(words.say(reason))
            .meaning(&[words.say("reporting")])
    };
    match why {
        WhyNotValid::Unreadable(_) => {
            let (title, text) = (words.say("verdict.damaged"), words.say("verdict.damaged.text"));
            Head::new(Shape::Torn, Tone::No, title, text).because(words.say("why.damaged"))
        }
        WhyNotValid::PrefixOfAnotherNetwork => no("why.network"),
        WhyNotValid::HeightOutsideKey => no("why.height"),
        WhyNotValid::Broken(Broken::Path) => no("why.path"),
        WhyNotValid::Broken(Broken::OtherEntry | Broken::Quorum) => no("why.signature"),
    }
}

fn of_cannot_tell(why: WhyCannotTell, words: &Words) -> Head {
    let unknown = |reason: String| {
        let (title, text) = (words.say("verdict.unknown"), words.say("verdict.unknown.text"));
        Head::new(Shape::Question, Tone::Dunno, title, text).because(reason)
    };
    match why {
        WhyCannotTell::Provisional => {
            let (title, text) = (words.say("verdict.provisional"), words.say("verdict.provisional.text"));
            Head::new(Shape::Half, Tone::Dunno, title, text).meaning(&[words.say("next.provisional.do")])
        }
        WhyCannotTell::UnknownKey(id) => unknown(words.fill("why.unknown-key", &[("key", &id.to_string())])),
        WhyCannotTell::LaterVersion => unknown(words.say("why.version").to_owned()),
        WhyCannotTell::LaterDocument(_) => unknown(words.say("why.document").to_owned()),
    }
}

fn of_handle(live: Live, lang: Lang) -> Head {
    let words = words(lang);
    let unknown = |text: String| Head::new(Shape::Question, Tone::Dunno, words.say("verdict.unknown"), text);
    match live {
        Live::Unknown => {
            let (title, text) = (words.say("verdict.code-unknown"), words.say("verdict.code-unknown.text"));
            Head::new(Shape::Question, Tone::Dunno, title, text)
        }
        Live::CannotTell => unknown(words.say("status.cannot-tell").to_owned()),
        Live::Proved { standing: CertificateStanding::InForce, time_ms, fresh } => {
            let time = moment(time_ms, lang);
            if !fresh {
                return unknown(words.fill("status.old.text", &[("time", &time)]));
            }
            let text = words.fill("verdict.code-in-force.text", &[("time", &time)]);
            Head::new(Shape::Tick, Tone::Ok, words.say("verdict.code-in-force"), text)
        }
        Live::Proved { standing: CertificateStanding::Ended, .. } => {
            let (title, text) = (words.say("verdict.not-in-force"), words.say("verdict.not-in-force.text"));
            let means = [words.say("next.not-in-force"), words.say("next.not-in-force.do")];
            Head::new(Shape::Barred, Tone::No, title, text).meaning(&means)
        }
        Live::Proved { standing: CertificateStanding::Stolen, .. } => {
            let (title, text) = (words.say("verdict.stolen"), words.say("verdict.stolen.text"));
            Head::new(Shape::Barred, Tone::No, title, text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_code_or_a_status_code_or_a_fault_that_is_named() {
        let handle = Handle::new([9; 16]);
        let printed = handle.printed();
        for typed in
            [printed.clone(), printed.to_lowercase(), format!(" {} \r\n", printed.replace('-', "\n"))]
        {
            assert!(matches!(read(&typed), Given::Handle(found) if found == handle), "{typed}");
        }
        for (typed, code) in [
            ("DAL1:AB CD\r\nEF", "DAL1:AB CDEF"),
            ("  DALX:\n", "DALX:"),
            ("dal1:x", "dal1:x"),
            ("DAL9:", "DAL9:"),
        ] {
            assert!(matches!(read(typed), Given::Code(found) if found == code), "{typed}");
        }
        let slip = if printed.ends_with('0') { "1" } else { "0" };
        let slipped = format!("{}{slip}", printed.get(..33).unwrap());
        let long = "A".repeat(TEXT_MAX + 1);
        for (typed, fault) in [
            ("", Fault::Empty),
            (" \n ", Fault::Empty),
            (long.as_str(), Fault::TooLong),
            ("U", Fault::Character),
            ("DAL", Fault::Length(3)),
            ("0000-0000-1", Fault::Length(9)),
            (slipped.as_str(), Fault::Check),
        ] {
            assert!(matches!(read(typed), Given::Neither(found) if found == fault), "{typed}");
        }
    }
}
