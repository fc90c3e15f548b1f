//! A client that signs its requests as the command does.
use crate::world::{Running, World, signer};
use protocol::SignerKeyId;
use registry::{edge::Clock as _, request::sign_request};
use reqwest::{Method, StatusCode, header::HeaderMap};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// A portal that answers, and a registrar who asks.
pub(crate) struct Client {
    pub(crate) world: World,
    pub(crate) running: Running,
    pub(crate) base: String,
    pub(crate) http: reqwest::Client,
    server: JoinHandle<()>,
}

/// An answer, read whole.
pub(crate) struct Got {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Got {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The code of a problem document, which has to be one with all its headers.
    pub(crate) fn problem(&self) -> portal::Problem {
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let problem: portal::Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(*problem.kind, *format!("urn:dalolat:problem:{}", problem.code));
        problem
    }
}

impl Client {
    pub(crate) async fn new() -> Self {
        let world = World::new();
        let running = world.open().await.work();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let keys = verifier::keys::KeyFile::of_genesis(&world.genesis).unwrap();
        let router = portal::routes::router(running.registry.clone(), &keys, None);
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { world, running, base, http: reqwest::Client::builder().no_proxy().build().unwrap(), server }
    }

    pub(crate) fn key_id(&self, office: u16) -> SignerKeyId {
        self.running.registrar(office).key_id
    }

    /// The header of a request of that office's registrar at that distance from the service's clock.
    pub(crate) fn header(&self, office: u16, method: &str, path: &str, body: &[u8], off_ms: i64) -> String {
        self.header_of(&registrar(office), method, path, body, off_ms)
    }

    fn header_of(&self, id: &str, method: &str, path: &str, body: &[u8], off_ms: i64) -> String {
        let now = Arc::clone(&self.world.clock).now_ms().checked_add_signed(off_ms).unwrap();
        let (key, signer) = (self.running.officer(id).key_id, signer(id));
        sign_request(key, |bytes| signer.sign_bytes(bytes), method, path, now, body)
    }

    /// A question of the officer of that id.
    pub(crate) async fn get_as(&self, id: &str, path: &str) -> Got {
        let header = self.header_of(id, "GET", path, b"", 0);
        self.send(Method::GET, path, &[("authorization", header)], Vec::new()).await
    }

    /// A request of the officer of that id.
    pub(crate) async fn post_as(&self, id: &str, path: &str, key: Option<String>, body: &[u8]) -> Got {
        let mut headers = vec![
            ("authorization", self.header_of(id, "POST", path, body, 0)),
            ("content-type", "application/json".to_owned()),
        ];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        self.send(Method::POST, path, &headers, body.to_vec()).await
    }

    /// A request that nobody signed.
    pub(crate) async fn ask(&self, path: &str, body: &[u8]) -> Got {
        let headers = [("content-type", "application/json".to_owned())];
        self.send(Method::POST, path, &headers, body.to_vec()).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: Vec<u8>,
    ) -> Got {
        let mut request = self.http.request(method, format!("{}{path}", self.base)).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Got { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    pub(crate) async fn get(&self, office: u16, path: &str) -> Got {
        self.get_as(&registrar(office), path).await
    }

    pub(crate) async fn post(&self, office: u16, path: &str, key: Option<String>, body: &[u8]) -> Got {
        self.post_as(&registrar(office), path, key, body).await
    }

    pub(crate) async fn declare(&self, office: u16, body: &[u8]) -> Got {
        let key = self.running.key_of(office, body).to_string();
        self.post(office, "/v1/declarations", Some(key), body).await
    }

    /// The same, by somebody who asks for a language.
    pub(crate) async fn declare_in(&self, accept: &str, office: u16, body: &[u8]) -> Got {
        let headers = [
            ("authorization", self.header(office, "POST", "/v1/declarations", body, 0)),
            ("content-type", "application/json".to_owned()),
            ("idempotency-key", self.running.key_of(office, body).to_string()),
            ("accept-language", accept.to_owned()),
        ];
        self.send(Method::POST, "/v1/declarations", &headers, body.to_vec()).await
    }

    pub(crate) async fn end(self) {
        self.server.abort();
        self.running.end().await;
    }
}

/// The id of an office's registrar.
fn registrar(office: u16) -> String {
    format!("{office:04}-1")
}
