//! Tickets: taken up where they were left, never written over, sealed; and the passkeys of officers.
use crate::fixture::{Directory, NOW};
use civil::{OfficeCode, role::Role};
use protocol::signature::{Jurisdiction, KeyRecord, Passkey, PublicKey};
use vault::{NewTicket, StoredPasskey, Ticket, TicketChange, TicketState, VaultError};

fn office(code: u16) -> OfficeCode {
    OfficeCode::new(code).unwrap()
}

fn new(code: u16, draft: &str) -> NewTicket {
    NewTicket {
        office: office(code),
        state: TicketState::Draft,
        officer: Some(110_101),
        due_ms: None,
        draft: draft.as_bytes().to_vec(),
        now_ms: NOW,
    }
}

fn change(ticket: &Ticket, state: TicketState, step: Option<&'static str>) -> TicketChange {
    let ticket = Ticket { state, ..ticket.clone() };
    TicketChange { ticket, draft: None, step, officer: 110_102, now_ms: NOW + 5 }
}

#[tokio::test]
async fn a_ticket_is_taken_up_where_it_was_left_across_a_restart() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let first = vault.open_ticket(new(1101, "Maʼmura")).await.unwrap();
    let other = vault.open_ticket(new(2207, "x")).await.unwrap();
    let second = vault.open_ticket(new(1101, "y")).await.unwrap();
    assert_eq!((first.number, other.number, second.number), (1, 1, 2));
    let draft = "Maʼmura Gʻulomjon qizi".as_bytes().to_vec();
    let saved =
        TicketChange { draft: Some(draft.clone()), ..change(&first, TicketState::ToSign, Some("checked")) };
    let changed = vault.change_ticket(saved).await.unwrap().unwrap();
    assert_eq!((changed.version, changed.state, changed.changed_ms), (1, TicketState::ToSign, NOW + 5));
    vault.close().await;
    let vault = directory.open().await;
    assert_eq!(vault.ticket(first.id).await.unwrap(), Some((changed.clone(), draft)));
    let steps = vault.ticket_steps(first.id).await.unwrap();
    let told: Vec<_> = steps.iter().map(|step| (step.what.as_str(), step.officer)).collect();
    assert_eq!(told, [("opened", 110_101), ("checked", 110_102)]);
    let listed = vault.tickets(office(1101), NOW + 1000).await.unwrap();
    assert_eq!(listed.iter().map(|(ticket, _)| ticket.number).collect::<Vec<_>>(), [1, 2]);
    let done = change(&changed, TicketState::HandedOver, Some("handed-over"));
    vault.change_ticket(done).await.unwrap().unwrap();
    assert_eq!(vault.tickets(office(1101), NOW + 1000).await.unwrap().len(), 1);
    assert_eq!(vault.tickets(office(1101), NOW).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_change_of_an_older_version_changes_nothing() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let ticket = vault.open_ticket(new(1101, "one")).await.unwrap();
    let draft = |text: &str| Some(text.as_bytes().to_vec());
    let mine = TicketChange { draft: draft("two"), ..change(&ticket, TicketState::Draft, None) };
    let late =
        TicketChange { draft: draft("three"), ..change(&ticket, TicketState::Withdrawn, Some("withdrawn")) };
    assert!(vault.change_ticket(mine).await.unwrap().is_some());
    assert_eq!(vault.change_ticket(late).await.unwrap(), None);
    let (kept, text) = vault.ticket(ticket.id).await.unwrap().unwrap();
    assert_eq!((kept.state, text), (TicketState::Draft, b"two".to_vec()));
    assert_eq!(vault.ticket_steps(ticket.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_draft_stands_sealed_in_the_file_and_a_changed_row_is_noticed() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let ticket = vault.open_ticket(new(1101, "Yoʻldosheva Sevara")).await.unwrap();
    vault.close().await;
    let bytes = std::fs::read(directory.db()).unwrap();
    assert!(!bytes.windows(7).any(|window| window == b"Sevara\"" || window == b" Sevara"));
    directory.tamper("UPDATE tickets SET holder = 110102").await;
    let vault = directory.open().await;
    assert!(matches!(vault.ticket(ticket.id).await, Err(VaultError::Damaged { .. })));
}

#[tokio::test]
async fn a_draft_is_bounded() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let most = "x".repeat(vault::DRAFT_BYTES_MAX);
    assert!(vault.open_ticket(new(1101, &most)).await.is_ok());
    assert!(matches!(vault.open_ticket(new(1101, &(most + "x"))).await, Err(VaultError::Mismatch { .. })));
}

#[tokio::test]
async fn a_passkey_is_kept_once_and_a_changed_one_is_noticed() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let mut point = [7; 33];
    point[0] = 2;
    let names = ("localhost".to_owned(), "http://localhost:8080".to_owned());
    let passkey = Passkey { point, rp_id: names.0, origin: names.1 };
    let record = KeyRecord {
        public_key: PublicKey::Passkey(passkey),
        officer: 110_101,
        role: Role::Registrar,
        jurisdiction: Jurisdiction::Office(office(1101)),
    };
    let stored = StoredPasskey { credential: vec![1, 2, 3], record, created_ms: NOW };
    for _ in 0..2 {
        vault.add_passkey(&stored).await.unwrap();
    }
    assert_eq!(vault.passkeys().await.unwrap(), core::slice::from_ref(&stored));
    for credential in [Vec::new(), vec![0; 257]] {
        assert!(vault.add_passkey(&StoredPasskey { credential, ..stored.clone() }).await.is_err());
    }
    vault.close().await;
    directory.tamper("UPDATE passkeys SET created_ms = 1").await;
    assert!(directory.open().await.passkeys().await.is_err());
}
