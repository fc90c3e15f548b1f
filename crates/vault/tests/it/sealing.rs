use crate::fixture::*;
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use std::fs;
use vault::{CaseId, Vault, VaultError};

#[tokio::test]
async fn no_value_of_a_record_stands_in_the_files() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = register(&vault, 0xc3).await;
    vault.begin(birth(0xc4)).await.unwrap();
    assert_eq!(vault.open_record(act.id, &access("certificate")).await.unwrap(), record(0xc3));
    let files = || {
        let mut all = Vec::new();
        for file in fs::read_dir(directory.path().join("data")).unwrap() {
            all.extend(fs::read(file.unwrap().path()).unwrap());
        }
        all
    };
    let has = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
    let while_open = files();
    let mut by_hand = directory.by_hand().await;
    let checkpoint = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut by_hand).await.unwrap();
    assert_eq!(checkpoint.get::<i64, _>(0), 0, "the checkpoint was complete");
    by_hand.close().await.unwrap();
    let checkpointed = files();
    vault.close().await;
    let kek: [u8; 32] = vault::secrets::read_secret(&directory.secrets().join("kek.key")).unwrap();
    for bytes in [while_open, checkpointed, files()] {
        assert!(has(&bytes, act.entry_id.as_bytes()), "the search finds what is there");
        assert!(!has(&bytes, MARKER.as_bytes()));
        assert!(!has(&bytes, b"uz-Latn"));
        assert!(!has(&bytes, record(0xc3).seeds[0].0.as_slice()), "the seeds");
        assert!(!has(&bytes, act.key.as_bytes()), "the request, which may be a hash of the declaration");
        assert!(!has(&bytes, &kek));
    }
}

#[tokio::test]
async fn a_record_moved_to_another_case_does_not_open() {
    for with_key in [false, true] {
        let directory = Directory::new();
        let vault = directory.open().await;
        let (one, two) = (vault.begin(birth(1)).await.unwrap(), vault.begin(birth(2)).await.unwrap());
        let mut by_hand = directory.by_hand().await;
        let mut move_to = async |sql: &'static str| {
            let (one, two) = (one.id.as_bytes().to_vec(), two.id.as_bytes().to_vec());
            let done = sqlx::query(sql).bind(two).bind(one).execute(&mut by_hand).await.unwrap();
            assert_eq!(done.rows_affected(), 1);
        };
        move_to(
            "UPDATE sealed SET bytes = (SELECT bytes FROM sealed WHERE case_id = ? AND what = 1)
             WHERE case_id = ? AND what = 1",
        )
        .await;
        if with_key {
            move_to(
                "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE case_id = ?) WHERE case_id = ?",
            )
            .await;
        }
        let opened = vault.open_record(one.id, &access("check")).await;
        assert!(matches!(opened, Err(VaultError::Damaged { case, .. }) if case == one.id), "{opened:?}");
        assert_eq!(vault.open_record(two.id, &access("check")).await.unwrap(), record(2));
    }
}

/// Asks for everything of the act, and expects each error to name the act and `what`, and one at least.
async fn expect_damage(vault: &Vault, act: CaseId, what: &str, done: &str) {
    let mut said = Vec::new();
    said.extend(vault.open_record(act, &access("check")).await.err());
    said.extend(vault.details(act).await.err());
    said.extend(vault.entry(act).await.err());
    said.extend(vault.signed_and_receipt(act).await.err());
    let named = |error: &VaultError| matches!(error, VaultError::Damaged { case, what: part, .. } if *case == act && *part == what);
    assert!(!said.is_empty() && said.iter().all(named), "{done}: {said:?}");
}

#[tokio::test]
async fn a_flipped_bit_is_noticed_wherever_it_is() {
    for (table, column, filter, what) in [
        ("sealed", "bytes", "what = 1", "the sealed record"),
        ("sealed", "bytes", "what = 2", "the sealed details"),
        ("keys", "wrapped", "1", "the key"),
        ("papers", "entry", "1", "the entry"),
        ("papers", "signed", "1", "the signed entry"),
        ("papers", "receipt", "1", "the receipt"),
    ] {
        let directory = Directory::new();
        let vault = directory.open().await;
        let act = register(&vault, 1).await;
        let mut by_hand = directory.by_hand().await;
        let read = AssertSqlSafe(format!("SELECT {column} FROM {table} WHERE {filter}"));
        let bytes: Vec<u8> = sqlx::query_scalar(read).fetch_one(&mut by_hand).await.unwrap();
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            let write = format!("UPDATE {table} SET {column} = ? WHERE {filter}");
            sqlx::query(AssertSqlSafe(write)).bind(flipped).execute(&mut by_hand).await.unwrap();
            expect_damage(&vault, act.id, what, &format!("{table}.{column} at {at}")).await;
        }
    }
}

#[tokio::test]
async fn a_removed_paper_or_seal_is_noticed() {
    for (sql, what) in [
        ("UPDATE papers SET signed = NULL", "the signed entry"),
        ("UPDATE papers SET receipt = NULL", "the receipt"),
        ("DELETE FROM sealed WHERE what = 1", "the sealed record"),
        ("DELETE FROM sealed WHERE what = 2", "the sealed details"),
    ] {
        let directory = Directory::new();
        let vault = directory.open().await;
        let act = register(&vault, 1).await;
        assert_eq!(directory.tamper(sql).await, 1);
        expect_damage(&vault, act.id, what, sql).await;
    }
}

#[tokio::test]
async fn a_changed_column_of_a_case_is_noticed() {
    for sql in [
        "UPDATE cases SET officer = 8",
        "UPDATE cases SET office = 1102",
        "UPDATE cases SET kind = 2",
        "UPDATE cases SET state = 2",
        "UPDATE cases SET act_number = act_number + 1",
        "UPDATE cases SET created_ms = created_ms + 1",
        "UPDATE cases SET notice = NULL",
        "UPDATE cases SET refusal = ''",
        "UPDATE cases SET mac = x'00'",
    ] {
        let directory = Directory::new();
        let vault = directory.open().await;
        let act = register(&vault, 1).await;
        assert_eq!(directory.tamper(sql).await, 1);
        let case = vault.case(act.id).await;
        assert!(
            matches!(case, Err(VaultError::Damaged { case, what: "the row", .. }) if case == act.id),
            "{sql}"
        );
    }
}

#[tokio::test]
async fn without_the_row_of_its_key_a_record_is_gone_and_its_case_stays() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = register(&vault, 1).await;
    assert_eq!(directory.tamper("DELETE FROM keys").await, 1);
    let opened = vault.open_record(act.id, &access("check")).await;
    assert!(matches!(opened, Err(VaultError::KeyGone { case }) if case == act.id));
    assert!(matches!(vault.details(act.id).await, Err(VaultError::KeyGone { .. })));
    assert_eq!(vault.case(act.id).await.unwrap(), Some(act.clone()));
    assert!(vault.signed_and_receipt(act.id).await.unwrap().is_some());
    assert_eq!(vault.verify_access_log().await.unwrap(), 1, "that it was asked for stays in the log");
}

#[tokio::test]
async fn no_error_or_debug_output_shows_a_value() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let new = birth(1);
    assert!(!format!("{new:?}").contains("Zumrad"));
    assert!(!format!("{:?}", access("for Zumradbegim")).contains("Zumrad"));
    let case = vault.begin(new).await.unwrap();
    assert!(!format!("{vault:?} {case:?}").contains("Zumrad"));
    let unknown = vault.open_record(CaseId::new([0xee; 16]), &access("check")).await.unwrap_err();
    assert_eq!(unknown.to_string(), format!("there is no case {}", "ee".repeat(16)));
}
