//! The validators over HTTP with CBOR bodies: the client side of [`protocol::service`].
//!
//! Plain HTTP, so only for validators on this machine; an address that is not on the loopback is
//! refused. Each validator has its own token. One that has no room for an entry is left alone with it for as
//! long as it said ([`super::rest`]).
use super::{
    Answer, Answers, Breadth, Ledger,
    rest::{Rests, name},
};
use core::fmt;
use crash::Point;
use protocol::{
    Canonical, Digest, EntryId,
    service::{Standing, Status},
    status::Query,
};
use reqwest::{Client, StatusCode, Url, header};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::mpsc, task::JoinSet};

const CONNECT: Duration = Duration::from_secs(2);
const ANSWER: Duration = Duration::from_secs(5);
/// How long a question about a status may take: somebody waits at a counter, and another validator may be
/// quicker.
const STATE: Duration = Duration::from_secs(3);

/// Where a validator answers, and the token that it knows us by.
#[derive(Clone)]
pub struct ValidatorAddress {
    /// Such as `http://127.0.0.1:7101`.
    pub url: String,
    /// The bearer token. Secret.
    pub token: String,
}

impl fmt::Debug for ValidatorAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (token hidden)", self.url)
    }
}

/// Why no client for the validators can be made.
#[derive(Debug, thiserror::Error)]
pub enum NoClient {
    /// Nobody to ask.
    #[error("no validator is configured")]
    Nobody,
    /// Not an address that may be asked without encryption.
    #[error("\"{0}\" is not a validator's address: use http://127.0.0.1:PORT, on this machine only")]
    Address(String),
    /// A token that cannot stand in a header.
    #[error("the token for {0} cannot be used: it has characters that no header may hold")]
    Token(String),
    /// The HTTP client cannot be made.
    #[error("the HTTP client cannot be made")]
    Http(#[source] reqwest::Error),
}

struct Validator {
    base: Url,
    authorization: header::HeaderValue,
}

/// The validators behind their HTTP services.
pub struct HttpLedger {
    client: Client,
    validators: Arc<[Validator]>,
    enough: usize,
    /// With whom the next asking begins, so that the load and the choice go round.
    next: AtomicUsize,
    rests: Arc<Rests>,
}

impl fmt::Debug for HttpLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpLedger({} validators)", self.validators.len())
    }
}

#[derive(Clone, Copy, Debug, thiserror::Error)]
enum NoAnswer {
    #[error("it cannot be reached")]
    Unreachable,
    #[error("it has no room now")]
    Later(Option<Duration>),
    #[error("it answers with HTTP status {0}")]
    Status(u16),
    #[error("its answer is not of the format")]
    Malformed,
}

impl HttpLedger {
    /// A client of all validators of a network in which `faults` may fail or lie.
    pub fn new(validators: &[ValidatorAddress], faults: usize) -> Result<Self, NoClient> {
        if validators.is_empty() {
            return Err(NoClient::Nobody);
        }
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(NoClient::Http)?;
        let validators = validators.iter().map(Validator::new).collect::<Result<Arc<[_]>, _>>()?;
        Ok(Self {
            client,
            validators,
            enough: faults.saturating_add(1),
            next: AtomicUsize::new(0),
            rests: Arc::default(),
        })
    }

    /// Asks validators, starting with another one each time: at first as many as have to answer, and
    /// one more for each that does not.
    fn ask<T: Canonical + Send + 'static>(&self, question: Question, breadth: Breadth) -> Answers<T> {
        let count = self.validators.len();
        let (sender, answers) = mpsc::channel(count.max(1));
        let start = self.next.fetch_add(1, Ordering::Relaxed);
        let mut waiting: Vec<usize> = (0..count).map(|n| start.wrapping_add(n) % count).rev().collect();
        let entry = question.body.entry();
        if let Some(entry) = entry {
            let now = Instant::now();
            waiting.retain(|validator| self.rests.of(entry, *validator, now).is_zero());
        }
        let rests = Arc::clone(&self.rests);
        let enough = match breadth {
            Breadth::One => 1,
            Breadth::Enough => self.enough.min(count),
            Breadth::All => count,
        };
        let (client, validators) = (self.client.clone(), Arc::clone(&self.validators));
        tokio::spawn(async move {
            let mut asked = JoinSet::new();
            let ask = |validator: usize, asked: &mut JoinSet<_>| {
                let (client, validators, question) =
                    (client.clone(), Arc::clone(&validators), question.clone());
                asked.spawn(async move {
                    let answer = match validators.get(validator) {
                        Some(one) => one.ask::<T>(&client, &question).await,
                        None => Err(NoAnswer::Unreachable),
                    };
                    (validator, answer)
                });
            };
            let split = waiting.len().saturating_sub(enough);
            for validator in waiting.split_off(split).into_iter().rev() {
                ask(validator, &mut asked);
            }
            loop {
                let joined = tokio::select! {
                    joined = asked.join_next() => joined,
                    () = sender.closed() => return, // the answers so far were enough
                };
                match joined {
                    Some(Ok((validator, Ok(says)))) => {
                        if sender.send(Answer { validator, says }).await.is_err() {
                            return;
                        }
                    }
                    Some(Ok((validator, Err(reason)))) => {
                        tracing::debug!(validator, %reason, "a validator does not answer");
                        if let (NoAnswer::Later(time), Some(entry)) = (reason, entry) {
                            rests.note(entry, validator, time, Instant::now());
                        }
                        if let Some(next) = waiting.pop() {
                            ask(next, &mut asked);
                        }
                    }
                    Some(Err(fault)) => tracing::error!(%fault, "asking a validator broke off"),
                    None => return,
                }
            }
        });
        answers
    }
}

#[derive(Clone)]
struct Question {
    path: String,
    body: Sent,
    within: Duration,
}

/// What goes with a question.
#[derive(Clone)]
enum Sent {
    Nothing,
    Entry(Arc<[u8]>),
    Query(Arc<[u8]>),
}

impl Sent {
    /// The entry that is handed in.
    fn entry(&self) -> Option<Digest> {
        match self {
            Self::Entry(signed) => Some(name(signed)),
            Self::Nothing | Self::Query(_) => None,
        }
    }
}

impl Validator {
    fn new(address: &ValidatorAddress) -> Result<Self, NoClient> {
        let refused = || NoClient::Address(address.url.clone());
        let base = Url::parse(&address.url).map_err(|_not_a_url| refused())?;
        if base.scheme() != "http" || !matches!(base.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")) {
            return Err(refused());
        }
        let mut authorization = header::HeaderValue::try_from(format!("Bearer {}", address.token))
            .map_err(|_not_a_header| NoClient::Token(address.url.clone()))?;
        authorization.set_sensitive(true);
        Ok(Self { base, authorization })
    }

    async fn ask<T: Canonical>(&self, client: &Client, question: &Question) -> Result<T, NoAnswer> {
        let url = self.base.join(&question.path).map_err(|_not_a_path| NoAnswer::Unreachable)?;
        let request = match &question.body {
            Sent::Nothing => client.get(url),
            Sent::Entry(body) | Sent::Query(body) => {
                client.post(url).header(header::CONTENT_TYPE, "application/cbor").body(body.to_vec())
            }
        };
        let request =
            request.header(header::AUTHORIZATION, self.authorization.clone()).timeout(question.within);
        let mut response = request.send().await.map_err(|_silent| NoAnswer::Unreachable)?;
        match question.body {
            Sent::Entry(_) => {
                crash::point(Point::RegistryWorkerAnswered);
            }
            Sent::Nothing | Sent::Query(_) => {}
        }
        // A refusal is an answer too and comes as a standing; a validator may mark it with a status.
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let after = response.headers().get(header::RETRY_AFTER);
            let seconds = after.and_then(|value| value.to_str().ok()?.parse().ok());
            return Err(NoAnswer::Later(seconds.map(Duration::from_secs)));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_silent| NoAnswer::Unreachable)? {
            if bytes.len().saturating_add(chunk.len()) > T::MAX_BYTES {
                return Err(NoAnswer::Malformed);
            }
            bytes.extend_from_slice(&chunk);
        }
        match T::from_bytes(&bytes) {
            Ok(says) => Ok(says),
            Err(_) if status.is_success() => Err(NoAnswer::Malformed),
            Err(_) => Err(NoAnswer::Status(status.as_u16())),
        }
    }
}

impl Ledger for HttpLedger {
    fn submit(&self, signed: Arc<[u8]>, wait: Duration) -> Answers<Standing> {
        let path = format!("/v1/entries?wait_ms={}", wait.as_millis());
        let within = wait.saturating_add(ANSWER);
        self.ask(Question { path, body: Sent::Entry(signed), within }, Breadth::Enough)
    }

    fn rests(&self, signed: &[u8]) -> Duration {
        self.rests.of_all(name(signed), self.validators.len(), Instant::now())
    }

    fn standing(&self, entry: EntryId, wait: Duration, breadth: Breadth) -> Answers<Standing> {
        let path = format!("/v1/entries/{entry}?wait_ms={}", wait.as_millis());
        let within = wait.saturating_add(ANSWER);
        self.ask(Question { path, body: Sent::Nothing, within }, breadth)
    }

    fn statuses(&self) -> Answers<Status> {
        let path = "/v1/status".to_owned();
        self.ask(Question { path, body: Sent::Nothing, within: ANSWER }, Breadth::All)
    }

    fn state(&self, query: Query, breadth: Breadth) -> Answers<protocol::status::Answer> {
        // In the body, so that no handle stands in a line of anybody's log.
        let body = Sent::Query(query.to_bytes().into());
        self.ask(Question { path: "/v1/state".to_owned(), body, within: STATE }, breadth)
    }
}
