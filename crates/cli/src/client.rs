//! A client of the portal's REST API, signing each request with an officer's key.
//!
//! The service is not trusted to say what is signed: the values of a declaration are hashed here again,
//! and only an entry with the commitment that they lead to is signed.
use crate::{
    failure::{Exit, Failure, with_sources},
    home::{Home, loopback},
    tongue::{say, spoken},
};
use civil::words::Saying;
use ed25519_zebra::SigningKey;
use protocol::{
    Entry, EntryId, SignerKeyId,
    hash::hex,
    signature::{KeyRecord, Proof, Signature, message},
};
use registry::{request::sign_request, staff::Staff};
use reqwest::{Method, Response, StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The longest that one answer may take: a question may wait 30 seconds at the service.
const ANSWER_MAX: Duration = Duration::from_secs(45);

/// Milliseconds since 1970, by this machine's clock.
pub(crate) fn now_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

/// An officer whose key stands in the data directory.
pub(crate) struct Signer {
    key: SigningKey,
    pub(crate) record: KeyRecord,
    key_id: SignerKeyId,
    /// Such as `1101-1`.
    pub(crate) id: String,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.id)
    }
}

impl Signer {
    /// The officer `id`, such as `1101-1`.
    pub(crate) fn open(home: &Home, staff: &Staff, id: &str) -> Result<Self, Failure> {
        let officer = staff.by_id(id).ok_or_else(|| {
            let mut known: Vec<&str> = staff.officers().map(|officer| officer.id.as_str()).collect();
            known.sort_unstable();
            let hint = Saying::new("officer.unknown/do").with("known", known.join(", "));
            Failure::told(Exit::Usage, Saying::new("officer.unknown").with("id", id), hint)
        })?;
        let seed = vault::secrets::read_secret::<32>(&home.signing_key_path(id)).map_err(|error| {
            let what = Saying::new("key.unusable").with("officer", id).with("source", with_sources(&error));
            Failure::told(Exit::Usage, what, "key.unusable/do")
        })?;
        let (record, key_id) = (officer.key.clone(), officer.key_id);
        Ok(Self { key: SigningKey::from(seed), record, key_id, id: id.to_owned() })
    }

    /// Signs 32 bytes.
    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    fn over(&self, entry: EntryId) -> [u8; 64] {
        self.sign(message(entry, self.record.role).as_ref())
    }

    /// The signature of an entry in the officer's role.
    pub(crate) fn sign_entry(&self, entry: &Entry) -> Signature {
        let proof = Proof::Ed25519(self.over(entry.id()));
        Signature { role: self.record.role, key: self.key_id, proof }
    }
}

/// The portal of a data directory.
pub(crate) struct Portal {
    http: reqwest::Client,
    base: String,
}

impl Portal {
    pub(crate) fn open(home: &Home) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .timeout(ANSWER_MAX)
            .no_proxy()
            .build()
            .map_err(|error| Failure::machine("http.unusable", &error, "Check this machine's limits."))?;
        Ok(Self { http, base: format!("http://{}", loopback(home.ports()?.portal)) })
    }

    /// Something that anybody may ask.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, path: &str, body: Vec<u8>) -> Result<T, Failure> {
        read(self.send(Method::POST, path, Vec::new(), body).await?).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Result<Response, Failure> {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        // The service tells refusals, faults and cautions in the language of whoever asks.
        request = request.header("Accept-Language", spoken().tag());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if !body.is_empty() {
            request = request.header("Content-Type", "application/json").body(body);
        }
        let answer = request.send().await.map_err(|error| unreachable_portal(&self.base, &error))?;
        if answer.status().is_success() { Ok(answer) } else { Err(problem(answer).await) }
    }
}

/// An officer at the portal of a data directory.
pub(crate) struct Client {
    portal: Portal,
    pub(crate) signer: Signer,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.signer.id)
    }
}

/// What the service says when it does not do what it was asked for (RFC 9457).
#[derive(Debug, Deserialize)]
struct Problem {
    detail: Option<String>,
    code: Option<String>,
    #[serde(default)]
    errors: Vec<ProblemLine>,
}

#[derive(Debug, Deserialize)]
struct ProblemLine {
    #[serde(default)]
    pointer: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
    /// Which law or rule says so; none where the input is wrong and no rule was asked.
    #[serde(default)]
    source: Option<String>,
}

impl Client {
    /// The officer `id`, such as `1101-1`, with the key that stands in the data directory.
    pub(crate) fn open(home: &Home, id: &str) -> Result<Self, Failure> {
        let signer = Signer::open(home, &read_staff(home)?, id)?;
        Ok(Self { portal: Portal::open(home)?, signer })
    }

    pub(crate) const fn key_id(&self) -> SignerKeyId {
        self.signer.key_id
    }

    /// A question.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        read(self.send(Method::GET, path, None, Vec::new()).await?).await
    }

    /// A document, as bytes.
    pub(crate) async fn get_bytes(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let answer = self.send(Method::GET, path, None, Vec::new()).await?;
        Ok(answer.bytes().await.map_err(|error| unreachable_portal(&self.portal.base, &error))?.to_vec())
    }

    /// Something to be done, once for its Idempotency-Key.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        key: Option<String>,
        body: Vec<u8>,
    ) -> Result<T, Failure> {
        read(self.send(Method::POST, path, key, body).await?).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        key: Option<String>,
        body: Vec<u8>,
    ) -> Result<Response, Failure> {
        let signature = sign_request(
            self.signer.key_id,
            |message| self.signer.sign(message),
            method.as_str(),
            path,
            now_ms(),
            &body,
        );
        let mut headers = vec![("Authorization", signature)];
        headers.extend(key.map(|key| ("Idempotency-Key", key)));
        self.portal.send(method, path, headers, body).await
    }
}

/// The staff list of a data directory.
pub(crate) fn read_staff(home: &Home) -> Result<Staff, Failure> {
    let path = home.staff_path();
    let text = std::fs::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
    Staff::from_json(&text)
        .map_err(|error| Failure::usage("staff.malformed", &error, "Restore the staff list."))
}

fn unreachable_portal(base: &str, error: &reqwest::Error) -> Failure {
    let what = Saying::new("portal.unreachable").with("address", base).with("source", with_sources(error));
    Failure::told(Exit::Machine, what, "portal.unreachable/do")
}

async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, Failure> {
    let bytes = answer.bytes().await.map_err(|error| unreachable_portal("its port", &error))?;
    serde_json::from_slice(&bytes).map_err(|error| unknown_answer(&error))
}

/// The portal answered something that this version does not read. What, is told in English, for the operator.
pub(crate) fn unknown_answer(what: &dyn fmt::Display) -> Failure {
    Failure::told(Exit::Machine, Saying::new("portal.answer").with("what", what), "portal.answer/do")
}

/// What the service refused, in its own words.
async fn problem(answer: Response) -> Failure {
    let status = answer.status();
    let bytes = answer.bytes().await.unwrap_or_default();
    let problem: Problem =
        serde_json::from_slice(&bytes).unwrap_or(Problem { detail: None, code: None, errors: Vec::new() });
    // A rule that refuses names its source; what cannot be read names only its place.
    let a_rule_refused = problem.errors.iter().any(|line| line.source.is_some());
    let exit = match status {
        StatusCode::UNPROCESSABLE_ENTITY if !a_rule_refused => Exit::Usage,
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::FORBIDDEN | StatusCode::CONFLICT => Exit::Refused,
        status if status.is_server_error() => Exit::Machine,
        _ => Exit::Usage,
    };
    let mut what = problem.detail.unwrap_or_else(|| say(Saying::new("portal.status").with("status", status)));
    for line in &problem.errors {
        let source = line.source.as_deref().map_or_else(String::new, |source| format!(" ({source})"));
        if line.message == what {
            what.push_str(&source);
            continue;
        }
        let place = if line.pointer.is_empty() { String::new() } else { format!("{}: ", line.pointer) };
        what = format!("{what}\n    {place}{}{source} ({})", line.message, line.code);
    }
    // A list of one says it all; its code is then the problem's own.
    let code = match problem.errors.as_slice() {
        [one] if !one.code.is_empty() => one.code.clone(),
        _ => problem.code.unwrap_or_else(|| format!("http.{}", status.as_u16())),
    };
    let hint = match exit {
        Exit::Machine => "portal.failed/do",
        Exit::Refused => "portal.refused/do",
        Exit::Done | Exit::Usage | Exit::CannotTell => "portal.wrong/do",
    };
    Failure::new(exit, code, what, say(hint))
}

/// The signature of an entry in the officer's role, in hexadecimal.
pub(crate) fn signature_of(client: &Client, entry: EntryId) -> String {
    hex(&client.signer.over(entry))
}
