//! The page over HTTP: its files, the network key, and the single file.
//!
//! # Rules
//!
//! The tag of an answer is the SHA-256 of the file, so that a copy is compared and not sent again; what is kept
//! for how long the page's own service worker decides. The policy lets the page run its own scripts and
//! ask its own portal alone.
use super::{
    files::{FILES, Media},
    single::{Camera, Single},
};
use crate::{problem::Problem, routes::Served};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Redirect, Response},
};
use flate2::{Compression, write::GzEncoder};
use protocol::hash::{Digest, sha256};
use std::{collections::BTreeMap, io::Write as _, sync::OnceLock};
use verifier::keys::KeyFile;

/// Below `/verify`: the network key.
const KEYS: &str = "keys.json";
/// Below `/verify`: the single file.
const SINGLE: &str = "single.html";
/// Below `/verify`: the service worker.
const WORKER: &str = "sw.js";

/// What the page may do, in force for every file of it.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
                      font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";
const PERMISSIONS: &str = "camera=(self), geolocation=(), microphone=()";

/// Everything that is served below `/verify`, for one network.
pub struct Pages(BTreeMap<&'static str, Ready>);

/// A file that is ready to be sent.
pub struct Ready {
    media: Media,
    bytes: Bytes,
    digest: Digest,
    /// Made when it is first asked for; nothing where gzip makes it no smaller.
    gzip: OnceLock<Option<Bytes>>,
}

impl Ready {
    fn new(media: Media, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { media, digest: sha256(&[&bytes]), bytes, gzip: OnceLock::new() }
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its SHA-256.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// How many bytes it has on the wire, for a client that takes gzip.
    pub fn sent_bytes(&self) -> usize {
        self.gzip().map_or(self.bytes.len(), Bytes::len)
    }

    fn gzip(&self) -> Option<&Bytes> {
        let made = || {
            self.media.compresses().then(|| gzip(&self.bytes)).filter(|gzip| gzip.len() < self.bytes.len())
        };
        self.gzip.get_or_init(made).as_ref()
    }
}

fn gzip(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("writing to memory does not fail").into()
}

impl Pages {
    /// The page of a network that is checked by those keys.
    pub fn new(keys: &KeyFile) -> Self {
        let fixed = FILES.iter().map(|file| (file.place, Ready::new(file.media, file.bytes)));
        let single = Single { keys, camera: Camera::Without, portal: None };
        let own = [
            (KEYS, Ready::new(Media::Json, keys.to_json())),
            (SINGLE, Ready::new(Media::Html, single.to_html())),
        ];
        Self(fixed.chain(own).collect())
    }

    /// Every address that is answered, in order, and what with.
    pub fn addresses(&self) -> impl Iterator<Item = (String, &Ready)> {
        self.0.iter().map(|(place, ready)| {
            let slash = if place.is_empty() { "" } else { "/" };
            (format!("/verify{slash}{place}"), ready)
        })
    }

    fn answer(&self, place: &str, asked: &HeaderMap) -> Result<Response, Problem> {
        let (place, ready) = self.0.get_key_value(place).ok_or_else(Problem::not_found)?;
        let gzip = if takes_gzip(asked) { ready.gzip() } else { None };
        // Two forms of a file are two answers to a cache, so they have tags of their own.
        let tag = format!("\"{}{}\"", ready.digest, if gzip.is_some() { "-gzip" } else { "" });
        let mut response = if knows(asked, &tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut response = gzip.unwrap_or(&ready.bytes).clone().into_response();
            set(&mut response, header::CONTENT_TYPE, ready.media.header());
            if gzip.is_some() {
                set(&mut response, header::CONTENT_ENCODING, "gzip");
            }
            response
        };
        let tag = HeaderValue::try_from(tag).expect("digits, letters and quotes are a header's");
        response.headers_mut().insert(header::ETAG, tag);
        set(&mut response, header::CACHE_CONTROL, "no-cache");
        set(&mut response, header::VARY, "accept-encoding");
        match *place {
            SINGLE => {
                set(
                    &mut response,
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"dalolat-verify.html\"",
                );
            }
            WORKER => set(&mut response, HeaderName::from_static("service-worker-allowed"), "/verify"),
            _ => {}
        }
        Ok(guarded(response))
    }
}

fn set(response: &mut Response, name: HeaderName, value: &'static str) {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
}

/// Gives an answer the policy of the page.
pub(super) fn guarded(mut response: Response) -> Response {
    set(&mut response, header::CONTENT_SECURITY_POLICY, POLICY);
    set(&mut response, HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set(&mut response, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    response
}

/// The parts of a header that is a list (RFC 9110 section 5.6.1), in all its lines.
fn parts(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

/// Whether the client takes gzip (RFC 9110 section 12.5.3): it names it, with a weight that is not nought.
fn takes_gzip(asked: &HeaderMap) -> bool {
    parts(asked, header::ACCEPT_ENCODING).any(|part| {
        let mut words = part.split(';').map(str::trim);
        let named = words.next().is_some_and(|coding| coding.eq_ignore_ascii_case("gzip"));
        let weight = words.find_map(|word| word.strip_prefix("q=").or_else(|| word.strip_prefix("Q=")));
        named && weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0))
    })
}

/// Whether the client has what the tag names (RFC 9110 section 13.1.2, compared weakly).
fn knows(asked: &HeaderMap, tag: &str) -> bool {
    parts(asked, header::IF_NONE_MATCH)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// `GET /verify`
pub(crate) async fn page(State(served): State<Served>, asked: HeaderMap) -> Result<Response, Problem> {
    served.pages.answer("", &asked)
}

/// `GET /verify/`: as some people type it.
pub(crate) async fn with_slash() -> Redirect {
    Redirect::permanent("/verify")
}

/// Everything below `/verify/`. The names of the files need no escape in an address, so none is taken apart.
pub(crate) async fn file(
    State(served): State<Served>,
    address: Uri,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let place = address.path().strip_prefix("/verify/").unwrap_or_default();
    if place.is_empty() { Err(Problem::not_found()) } else { served.pages.answer(place, &asked) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &HeaderName, lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name.clone(), HeaderValue::from_str(line).unwrap());
        }
        headers
    }

    #[test]
    fn gzip_goes_to_whoever_names_it_with_a_weight_above_nought() {
        for (lines, takes) in [
            (&["gzip"][..], true),
            (&["br, GZIP;q=0.5"], true),
            (&["br", "deflate, gzip"], true),
            (&["gzip;q=1.000"], true),
            (&[], false),
            (&["br, deflate"], false),
            (&["gzip;q=0"], false),
            (&["gzip; q=0.000"], false),
            (&["x-gzip-not"], false),
        ] {
            assert_eq!(takes_gzip(&asked(&header::ACCEPT_ENCODING, lines)), takes, "{lines:?}");
        }
    }

    #[test]
    fn a_tag_is_known_when_it_is_one_of_those_named() {
        for (lines, known) in [
            (&["\"a\""][..], true),
            (&["W/\"a\""], true),
            (&["\"b\", \"a\""], true),
            (&["\"b\"", "\"a\""], true),
            (&["*"], true),
            (&["\"a-gzip\""], false),
            (&["a"], false),
            (&[], false),
        ] {
            assert_eq!(knows(&asked(&header::IF_NONE_MATCH, lines), "\"a\""), known, "{lines:?}");
        }
    }
}
