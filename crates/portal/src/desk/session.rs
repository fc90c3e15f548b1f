//! Who sits at a desk: a session, its cookie, and what every page of the counter asks before anything else.
//!
//! Sessions are in memory. The cookie holds 32 random bytes; here stands their hash alone.
use super::{
    form::field_of,
    look::{Frame, Wrong, errors, shown},
    words::Words,
};
use crate::{
    guard::{expect_media, read_whole},
    problem::{Problem, ProblemItem},
    routes::Served,
    tongue,
};
use axum::{
    extract::{FromRequest, FromRequestParts, Query, Request},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use civil::Lang;
use maud::html;
use protocol::{
    Digest, SignerKeyId,
    hash::{from_hex, hex, sha256},
};
use registry::staff::Officer;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The name of the cookie: for this host alone, over a line that the browser trusts (RFC 6265bis, §4.1.3.2).
const COOKIE: &str = "__Host-dalolat";
/// How long a desk stays open with nobody at it, in milliseconds.
pub(super) const IDLE_MS: u64 = 15 * 60 * 1000;
/// How long a session lasts at most, in milliseconds.
const LENGTH_MS: u64 = 12 * 60 * 60 * 1000;
/// The most sessions; the one that was idle for longest makes room.
const SESSIONS_MAX: usize = 2000;

/// A session.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) key: SignerKeyId,
    pub(super) lang: Lang,
    pub(super) begun_ms: u64,
    pub(super) seen_ms: u64,
}

/// All sessions, by the hash of their cookie.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<BTreeMap<Digest, Session>>);

impl Sessions {
    fn all(&self) -> MutexGuard<'_, BTreeMap<Digest, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a session; what the cookie is to hold.
    pub(super) fn open(&self, token: [u8; 32], key: SignerKeyId, lang: Lang, now_ms: u64) -> HeaderValue {
        let mut all = self.all();
        if all.len() >= SESSIONS_MAX
            && let Some(oldest) = all.iter().min_by_key(|(_, one)| one.seen_ms).map(|(name, _)| *name)
        {
            all.remove(&oldest);
        }
        all.insert(sha256(&[&token]), Session { key, lang, begun_ms: now_ms, seen_ms: now_ms });
        let cookie = format!("{COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Strict", hex(&token));
        HeaderValue::from_str(&cookie).expect("digits and letters stand in a header")
    }

    /// The session of a cookie, which is seen now; none where it was idle for too long.
    fn of(&self, headers: &HeaderMap, now_ms: u64, lang: Option<Lang>) -> Option<(Digest, Session)> {
        let name = sha256(&[&token_of(headers)?]);
        let mut all = self.all();
        let session = all.get_mut(&name)?;
        let over = now_ms.saturating_sub(session.seen_ms) > IDLE_MS
            || now_ms.saturating_sub(session.begun_ms) > LENGTH_MS;
        if over {
            all.remove(&name);
            return None;
        }
        session.seen_ms = now_ms;
        session.lang = lang.unwrap_or(session.lang);
        Some((name, session.clone()))
    }

    /// Ends a session.
    pub(super) fn end(&self, name: Digest) {
        self.all().remove(&name);
    }

    /// The sessions of an officer's keys, newest first, with the names by which they are ended.
    pub(super) fn of_officer(&self, is_theirs: impl Fn(SignerKeyId) -> bool) -> Vec<(Digest, Session)> {
        let all = self.all();
        let theirs = all.iter().filter(|(_, one)| is_theirs(one.key));
        let mut theirs: Vec<_> = theirs.map(|(name, one)| (*name, one.clone())).collect();
        theirs.sort_unstable_by_key(|(_, one)| core::cmp::Reverse(one.begun_ms));
        theirs
    }
}

/// The token in the cookie of a request.
fn token_of(headers: &HeaderMap) -> Option<[u8; 32]> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).and_then(|(_, value)| from_hex(value))
}

/// An officer at a desk, and the request they made.
pub(super) struct Desk {
    pub(super) who: Officer,
    pub(super) words: Words,
    pub(super) session: Digest,
    pub(super) path: String,
}

#[derive(Deserialize)]
struct Asked {
    til: Option<String>,
}

/// The language that an address asks for.
pub(super) fn asked_lang(parts: &Parts) -> Option<Lang> {
    let Query(Asked { til }) = Query::try_from_uri(&parts.uri).ok()?;
    Lang::ALL.into_iter().find(|lang| Some(lang.tag()) == til.as_deref())
}

/// Why a page of the counter is not shown.
pub(super) enum Away {
    /// Nobody is signed in: to the door.
    Door,
    /// A problem, told on a page of its own.
    Told(Box<Response>),
}

impl IntoResponse for Away {
    fn into_response(self) -> Response {
        match self {
            Self::Door => Redirect::to("/ish/kirish").into_response(),
            Self::Told(page) => *page,
        }
    }
}

impl Desk {
    /// A page that tells a problem.
    pub(super) fn away(&self, problem: impl Into<Problem>) -> Away {
        let problem = problem.into();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wrong = wrongs(problem, self.words);
        let title = self.words.say("error");
        let frame = Frame {
            words: self.words,
            title: &title,
            tab: None,
            trail: vec![(self.words.say("queue").into_owned(), Some("/ish".to_owned()))],
            who: Some(self.who.name.clone()),
            path: &self.path,
            wrong: true,
        };
        let body = html! { h1 { (title) } (errors(self.words, &wrong)) };
        Away::Told(Box::new(shown(status, &frame, &body)))
    }
}

/// What a problem says of the fields of a form.
pub(super) fn wrongs(problem: Problem, words: Words) -> Vec<Wrong> {
    let problem = problem.in_language(words.0);
    if problem.errors.is_empty() {
        let number = problem.incident.map(|incident| format!(" ({incident})")).unwrap_or_default();
        let said = format!("{}{number}", problem.detail);
        return vec![Wrong { field: String::new(), said, source: None }];
    }
    let of_item = |item: ProblemItem| Wrong {
        field: item.pointer.as_deref().map(field_of).unwrap_or_default(),
        said: item.message,
        source: item.source,
    };
    problem.errors.into_iter().map(of_item).collect()
}

/// The language of that tag; where it is none of ours, that of the state.
pub(super) fn lang_of(tag: &str) -> Lang {
    Lang::ALL.into_iter().find(|lang| lang.tag() == tag).unwrap_or(Lang::UzLatn)
}

impl FromRequestParts<Served> for Desk {
    type Rejection = Away;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Away> {
        let now_ms = served.registry.now_ms();
        let found = served.desks.sessions.of(&parts.headers, now_ms, asked_lang(parts));
        let (session, Session { key, lang, .. }) = found.ok_or(Away::Door)?;
        let who = served.registry.staff().by_key(key).cloned().ok_or(Away::Door)?;
        Ok(Self { who, words: Words(lang), session, path: parts.uri.path().to_owned() })
    }
}

/// A form that a page of this portal sent, with its fields in order.
pub(super) struct Form(pub(super) Vec<(String, String)>);

impl Form {
    /// The last value of a field, without spaces around it.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
    }
}

impl FromRequest<Served> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Served) -> Result<Self, Problem> {
        own_page(request.method(), request.headers())?;
        expect_media(request.headers(), "application/x-www-form-urlencoded")?;
        let (_, body) = read_whole(request).await?;
        // The library's words may quote the body.
        let fields = serde_urlencoded::from_bytes(&body)
            .map_err(|_quoting| Problem::new(StatusCode::BAD_REQUEST, "request.format/form"))?;
        Ok(Self(fields))
    }
}

/// Refuses a request that changes something and that no page of this portal made (Fetch Metadata, W3C; RFC 6454 §7).
/// A browser that says neither is refused too.
fn own_page(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if matches!(*method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let own = match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), ..) => site == "same-origin",
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, at)| at == host),
        (None, _, _) => false,
    };
    if own { Ok(()) } else { Err(Problem::new(StatusCode::FORBIDDEN, "request.other-site")) }
}

/// The language of somebody who is not signed in.
pub(super) struct Stranger(pub(super) Words);

impl FromRequestParts<Served> for Stranger {
    type Rejection = core::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Served) -> Result<Self, Self::Rejection> {
        let lang = asked_lang(parts).unwrap_or_else(|| {
            let named = parts.headers.contains_key(header::ACCEPT_LANGUAGE);
            if named { tongue::wanted(&parts.headers) } else { Lang::UzLatn }
        });
        Ok(Self(Words(lang)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    fn is_own(pairs: &[(&'static str, &'static str)]) -> bool {
        own_page(&Method::POST, &headers(pairs)).is_ok()
    }

    #[test]
    fn a_form_of_another_site_or_of_nobody_knows_where_is_refused() {
        assert!(is_own(&[("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "none", ""] {
            assert!(!is_own(&[
                ("sec-fetch-site", site),
                ("origin", "http://localhost:1"),
                ("host", "localhost:1")
            ]));
        }
        assert!(is_own(&[("origin", "http://localhost:1"), ("host", "localhost:1")]));
        assert!(!is_own(&[("origin", "http://localhost:2"), ("host", "localhost:1")]));
        assert!(!is_own(&[("origin", "null"), ("host", "localhost:1")]));
        assert!(!is_own(&[("host", "localhost:1")]));
        assert!(!is_own(&[]));
        assert!(own_page(&Method::GET, &headers(&[])).is_ok());
    }

    #[test]
    fn a_session_ends_when_nobody_sits_at_it_for_a_quarter_of_an_hour() {
        let sessions = Sessions::default();
        let key = SignerKeyId::new([1; 16]);
        let cookie = sessions.open([7; 32], key, Lang::Ru, 1000);
        let mut given = HeaderMap::new();
        given.insert(header::COOKIE, cookie);
        assert_eq!(sessions.of(&given, 1000 + IDLE_MS, None).unwrap().1.key, key);
        assert_eq!(sessions.of(&given, 1000 + 2 * IDLE_MS, Some(Lang::En)).unwrap().1.lang, Lang::En);
        assert!(sessions.of(&given, 1001 + 3 * IDLE_MS, None).is_none());
        assert!(sessions.of(&given, 1000, None).is_none());
        assert!(sessions.of(&HeaderMap::new(), 1000, None).is_none());
    }

    #[test]
    fn a_session_ends_after_twelve_hours_however_busy() {
        let sessions = Sessions::default();
        let mut given = HeaderMap::new();
        given.insert(header::COOKIE, sessions.open([7; 32], SignerKeyId::new([1; 16]), Lang::Ru, 0));
        let steps = LENGTH_MS / IDLE_MS;
        for step in 1..=steps {
            assert!(sessions.of(&given, step * IDLE_MS, None).is_some());
        }
        assert!(sessions.of(&given, LENGTH_MS + 1, None).is_none());
    }
}
