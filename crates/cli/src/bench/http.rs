//! One client's connection: kept open, one request at a time.
//!
//! The load shares the machine with what it measures, so it takes no more of it than it must: no pool,
//! no redirects, no copy of a body.
use super::failed;
use crate::failure::{Exit, Failure};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Method, Request, StatusCode, Uri,
    body::Bytes,
    client::conn::http1::{SendRequest, handshake},
    header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, RETRY_AFTER},
};
use hyper_util::rt::TokioIo;
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpStream, time::timeout};

/// How long an answer may take: longer than anybody is asked to wait.
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// Where a server is, and what is said to it in every request.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    host: HeaderValue,
    token: Option<HeaderValue>,
    content: HeaderValue,
}

impl Server {
    /// The server at an address, that wants this token and bodies of this kind.
    pub(crate) fn new(
        address: SocketAddr,
        token: Option<&str>,
        content: &'static str,
    ) -> Result<Self, Failure> {
        let value =
            |text: String| HeaderValue::from_str(&text).map_err(|error| failed("bench.header", &error));
        Ok(Self {
            address,
            host: value(address.to_string())?,
            token: token.map(|token| value(format!("Bearer {token}"))).transpose()?,
            content: HeaderValue::from_static(content),
        })
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// In how many seconds to ask again, where that is said.
    pub(crate) retry_after_s: Option<u64>,
    pub(crate) body: Bytes,
}

/// A connection that is opened at the first request, and again where the server closed it.
#[derive(Debug)]
pub(crate) struct Connection {
    server: Server,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Connection {
    pub(crate) const fn new(server: Server) -> Self {
        Self { server, open: None }
    }

    /// Asks, and reads the whole answer: its status and body.
    pub(crate) async fn ask(
        &mut self,
        method: Method,
        path: &Uri,
        body: Bytes,
    ) -> Result<(StatusCode, Bytes), Failure> {
        self.answer(method, path, body).await.map(|answer| (answer.status, answer.body))
    }

    /// The same with what else it says.
    pub(crate) async fn answer(
        &mut self,
        method: Method,
        path: &Uri,
        body: Bytes,
    ) -> Result<Answer, Failure> {
        let asked = async {
            let mut open = self.open().await?;
            let mut request = Request::new(Full::new(body));
            *request.method_mut() = method;
            *request.uri_mut() = path.clone();
            let headers = request.headers_mut();
            headers.insert(HOST, self.server.host.clone());
            headers.insert(CONTENT_TYPE, self.server.content.clone());
            if let Some(token) = &self.server.token {
                headers.insert(AUTHORIZATION, token.clone());
            }
            let response = open.send_request(request).await.map_err(|error| failed("bench.ask", &error))?;
            let status = response.status();
            let retry_after_s =
                response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            let body = response.into_body().collect().await.map_err(|error| failed("bench.ask", &error))?;
            self.open = Some(open);
            Ok(Answer { status, retry_after_s, body: body.to_bytes() })
        };
        timeout(ANSWER_MAX, asked).await.unwrap_or_else(|_| {
            let what = format!("{} did not answer {path} within 30 s", self.server.address);
            Err(Failure::new(Exit::Machine, "bench.silent", what, super::LOGS))
        })
    }

    async fn open(&mut self) -> Result<SendRequest<Full<Bytes>>, Failure> {
        if let Some(mut open) = self.open.take()
            && open.ready().await.is_ok()
        {
            return Ok(open);
        }
        let failed = |error: &dyn std::error::Error| failed("bench.connect", error);
        let stream = TcpStream::connect(self.server.address).await.map_err(|error| failed(&error))?;
        stream.set_nodelay(true).map_err(|error| failed(&error))?;
        let (mut open, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| failed(&error))?;
        // It ends with the connection; what went wrong is heard by whoever asks.
        drop(tokio::spawn(connection));
        open.ready().await.map_err(|error| failed(&error))?;
        Ok(open)
    }
}

/// A path as the requests name it.
pub(crate) fn path(text: &str) -> Result<Uri, Failure> {
    text.parse().map_err(|error: hyper::http::uri::InvalidUri| failed("bench.path", &error))
}
