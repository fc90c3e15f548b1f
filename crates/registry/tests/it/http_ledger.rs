//! The client of the validators, against sockets that answer well, badly or not at all.
use protocol::{
    Canonical as _, EntryId, Handle,
    service::Standing,
    status::{Answer as StatusAnswer, Query},
};
use registry::ledger::{Answer, Breadth, HttpLedger, Ledger as _, NoClient, ValidatorAddress};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::mpsc,
    task::JoinHandle,
};

/// A validator that gives every request this body, if the request bears the token.
async fn validator(body: Vec<u8>) -> (ValidatorAddress, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = vec![0; 8192];
            let length = socket.read(&mut request).await.unwrap();
            let text = String::from_utf8_lossy(&request[..length]).to_lowercase();
            let known = text.contains("authorization: bearer secret\r\n") && text.contains("/v1/entries");
            let status = if known { "200 OK" } else { "401 Unauthorized" };
            let body: &[u8] = if known { &body } else { b"" };
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            // A client that has heard enough hangs up first.
            drop(socket.write_all(&[head.as_bytes(), body].concat()).await);
        }
    });
    (ValidatorAddress { url, token: "secret".to_owned() }, serving)
}

/// An address at which nobody listens.
async fn dead() -> ValidatorAddress {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    ValidatorAddress { url: format!("http://{}", listener.local_addr().unwrap()), token: "secret".to_owned() }
}

/// A validator that gives every request this body, and tells what it was sent.
async fn listener(body: Vec<u8>) -> (ValidatorAddress, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (to, sent) = mpsc::channel(8);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = vec![0; 8192];
            let length = socket.read(&mut request).await.unwrap();
            request.truncate(length);
            drop(to.send(request).await);
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            drop(socket.write_all(&[head.as_bytes(), &body].concat()).await);
        }
    });
    (ValidatorAddress { url, token: "secret".to_owned() }, sent)
}

async fn standings(ledger: &HttpLedger, breadth: Breadth) -> Vec<(usize, Standing)> {
    let mut answers = ledger.standing(EntryId::new([1; 32]), Duration::ZERO, breadth);
    let mut all = Vec::new();
    while let Some(Answer { validator, says }) = answers.recv().await {
        all.push((validator, says));
    }
    all.sort_by_key(|(validator, _)| *validator);
    all
}

#[tokio::test]
async fn validators_that_do_not_answer_are_replaced_until_f_plus_one_did() {
    let (good, _serving) = validator(Standing::NotYet.to_bytes()).await;
    let (other, _also) = validator(Standing::Unknown.to_bytes()).await;
    let addresses = [dead().await, good, dead().await, other];
    let ledger = HttpLedger::new(&addresses, 1).unwrap();
    // Whoever is asked first: in the end both that live have answered.
    for _ in 0..4 {
        let said = standings(&ledger, Breadth::Enough).await;
        assert_eq!(said, [(1, Standing::NotYet), (3, Standing::Unknown)]);
    }
    let mut submitted = ledger.submit(vec![0; 10].into(), Duration::ZERO);
    assert!(submitted.recv().await.is_some());
}

#[tokio::test]
async fn as_few_are_asked_as_have_to_answer_and_all_when_all_are_wanted() {
    let mut addresses = Vec::new();
    for _ in 0..4 {
        addresses.push(validator(Standing::NotYet.to_bytes()).await.0);
    }
    let ledger = HttpLedger::new(&addresses, 1).unwrap();
    assert_eq!(standings(&ledger, Breadth::Enough).await.len(), 2);
    assert_eq!(standings(&ledger, Breadth::All).await.len(), 4);
}

#[tokio::test]
async fn what_is_no_standing_or_bears_another_token_is_no_answer() {
    let (noise, _serving) = validator(b"<html>".to_vec()).await;
    let (flood, _also) = validator(vec![0; 100_000]).await;
    let (good, _and) = validator(Standing::Unknown.to_bytes()).await;
    let mut stranger = good.clone();
    stranger.token = "guess".to_owned();
    let ledger = HttpLedger::new(&[noise, flood, stranger, good], 1).unwrap();
    assert_eq!(standings(&ledger, Breadth::All).await, [(3, Standing::Unknown)]);
}

#[tokio::test]
async fn a_handle_goes_in_the_body_and_an_entry_with_how_long_to_wait() {
    let (address, mut sent) = listener(StatusAnswer::NotNow.to_bytes()).await;
    let ledger = HttpLedger::new(&[address], 0).unwrap();
    let handle = Handle::new([0x5a; 16]);
    let mut answers = ledger.state(Query::Certificate(handle), Breadth::One);
    assert_eq!(answers.recv().await.unwrap().says, StatusAnswer::NotNow);
    let request = sent.recv().await.unwrap();
    let text = String::from_utf8_lossy(&request).into_owned();
    assert!(text.starts_with("POST /v1/state HTTP/1.1\r\n"), "{text}");
    assert!(request.ends_with(&Query::Certificate(handle).to_bytes()));
    let head = text.split("\r\n\r\n").next().unwrap();
    assert!(!head.contains(&handle.to_string()) && !head.contains(&handle.printed()));

    let (address, mut sent) = listener(Standing::NotYet.to_bytes()).await;
    let ledger = HttpLedger::new(&[address], 0).unwrap();
    let mut answers = ledger.submit(vec![7; 10].into(), Duration::from_millis(1500));
    assert_eq!(answers.recv().await.unwrap().says, Standing::NotYet);
    let request = sent.recv().await.unwrap();
    assert!(
        request.starts_with(b"POST /v1/entries?wait_ms=1500 HTTP/1.1\r\n") && request.ends_with(&[7; 10])
    );
}

/// A validator without room: it says so to whatever comes, and tells that something came.
async fn full(after: &'static str) -> (ValidatorAddress, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (to, came) = mpsc::channel(8);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = vec![0; 8192];
            assert!(socket.read(&mut request).await.unwrap() > 0);
            to.send(()).await.unwrap();
            let head = format!(
                "HTTP/1.1 429 Too Many Requests\r\n{after}Content-Length: 0\r\nConnection: close\r\n\r\n"
            );
            drop(socket.write_all(head.as_bytes()).await);
        }
    });
    (ValidatorAddress { url, token: "secret".to_owned() }, came)
}

#[tokio::test]
async fn a_validator_without_room_is_left_alone_with_that_entry_for_as_long_as_it_said() {
    let (busy, mut came) = full("Retry-After: 7\r\n").await;
    let (good, _serving) = validator(Standing::NotYet.to_bytes()).await;
    let ledger = HttpLedger::new(&[busy.clone(), good], 1).unwrap();
    for _ in 0..3 {
        let mut answers = ledger.submit(vec![7; 10].into(), Duration::ZERO);
        assert_eq!(answers.recv().await.unwrap().validator, 1, "the other one takes it");
        assert!(answers.recv().await.is_none());
    }
    assert!(came.try_recv().is_ok() && came.try_recv().is_err(), "it was asked once");
    assert_eq!(ledger.rests(&[7; 10]), Duration::ZERO, "the other one may be asked");
    let mut answers = ledger.submit(vec![8; 10].into(), Duration::ZERO);
    while answers.recv().await.is_some() {}
    assert!(came.try_recv().is_ok(), "with another entry it is asked");

    let ledger = HttpLedger::new(&[busy], 0).unwrap();
    assert_eq!(ledger.rests(&[7; 10]), Duration::ZERO);
    assert!(ledger.submit(vec![7; 10].into(), Duration::ZERO).recv().await.is_none());
    let rests = ledger.rests(&[7; 10]);
    assert!(!rests.is_zero() && rests <= Duration::from_secs(7), "{rests:?}");
}

#[test]
fn only_validators_of_this_machine_are_asked_without_encryption() {
    let with = |url: &str| {
        let address = ValidatorAddress { url: url.to_owned(), token: "secret".to_owned() };
        assert!(!format!("{address:?}").contains("secret"));
        HttpLedger::new(&[address], 1)
    };
    assert!(with("http://127.0.0.1:7101").is_ok() && with("http://[::1]:7101").is_ok());
    for url in ["http://10.0.0.1:7101", "https://127.0.0.1:7101", "http://localhost.evil.example", "nonsense"]
    {
        assert!(matches!(with(url), Err(NoClient::Address(_))), "{url}");
    }
    assert!(matches!(HttpLedger::new(&[], 1), Err(NoClient::Nobody)));
    let broken = ValidatorAddress { url: "http://127.0.0.1:1".to_owned(), token: "a\nb".to_owned() };
    assert!(matches!(HttpLedger::new(&[broken], 1), Err(NoClient::Token(_))));
}
