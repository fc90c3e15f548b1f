use crate::fixture::*;
use vault::{Vault, VaultError};

/// A vault with five accesses: rows 1 to 5.
async fn five(directory: &Directory) -> Vault {
    let vault = directory.open().await;
    let act = register(&vault, 1).await;
    for n in 1..=5 {
        if n % 2 == 0 {
            vault.open_record(act.id, &access("certificate")).await.unwrap();
        } else {
            vault.log_access(&access("queue of the day")).await.unwrap();
        }
    }
    assert_eq!(vault.verify_access_log().await.unwrap(), 5);
    vault
}

#[tokio::test]
async fn an_empty_log_and_one_of_many_rows_are_whole() {
    let directory = Directory::new();
    let vault = directory.open().await;
    assert_eq!(vault.verify_access_log().await.unwrap(), 0);
    let tasks: Vec<_> = (0..40)
        .map(|n| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.log_access(&access(&format!("list {n}"))).await.unwrap() })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(vault.verify_access_log().await.unwrap(), 40);
}

#[tokio::test]
async fn a_removed_changed_or_inserted_row_is_named() {
    for (sql, wrong) in [
        ("DELETE FROM accesses WHERE sequence = 1", 1),
        ("DELETE FROM accesses WHERE sequence = 3", 3),
        ("DELETE FROM accesses WHERE sequence = 5", 5),
        ("DELETE FROM accesses", 1),
        ("UPDATE accesses SET officer = 8 WHERE sequence = 2", 2),
        ("UPDATE accesses SET purpose = 'other' WHERE sequence = 1", 1),
        ("UPDATE accesses SET case_id = NULL WHERE sequence = 4", 4),
        ("UPDATE accesses SET now_ms = now_ms + 1 WHERE sequence = 5", 5),
        ("UPDATE accesses SET digest = zeroblob(32) WHERE sequence = 3", 3),
        (
            "INSERT INTO accesses SELECT 6, now_ms, officer, office, deed, rule, purpose, case_id, digest FROM accesses WHERE sequence = 1",
            6,
        ),
        (
            "INSERT INTO accesses SELECT 0, now_ms, officer, office, deed, rule, purpose, case_id, digest FROM accesses WHERE sequence = 1",
            0,
        ),
        (
            "INSERT INTO accesses SELECT -3, now_ms, officer, office, deed, rule, purpose, case_id, digest FROM accesses WHERE sequence = 1",
            0,
        ),
        ("UPDATE accesses_head SET sequence = 4", 4),
        ("DELETE FROM accesses_head", 0),
    ] {
        let directory = Directory::new();
        let vault = five(&directory).await;
        assert!(directory.tamper(sql).await > 0, "{sql}");
        let verdict = vault.verify_access_log().await;
        assert!(
            matches!(verdict, Err(VaultError::AccessLog { row, .. }) if row == wrong),
            "{sql}: {verdict:?}"
        );
    }
}

#[tokio::test]
async fn a_log_whose_end_was_cut_with_its_head_is_not_continued() {
    let directory = Directory::new();
    let vault = five(&directory).await;
    directory.tamper("DELETE FROM accesses WHERE sequence = 5").await;
    directory
        .tamper("UPDATE accesses_head SET sequence = 4, digest = (SELECT digest FROM accesses WHERE sequence = 4)")
        .await;
    assert!(matches!(vault.verify_access_log().await, Err(VaultError::AccessLog { row: 4, .. })));
    let next = vault.log_access(&access("queue of the day")).await;
    assert!(matches!(next, Err(VaultError::AccessLog { row: 4, .. })));
}

#[tokio::test]
async fn a_purpose_is_one_line_of_up_to_200_bytes() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = register(&vault, 1).await;
    for purpose in [String::new(), " ".to_owned(), "two\nlines".to_owned(), "x".repeat(201)] {
        assert!(matches!(vault.log_access(&access(&purpose)).await, Err(VaultError::Purpose)));
        let opened = vault.open_record(act.id, &access(&purpose)).await;
        assert!(matches!(opened, Err(VaultError::Purpose)), "without its row in the log no record is opened");
    }
    vault.log_access(&access(&"x".repeat(200))).await.unwrap();
    assert_eq!(vault.verify_access_log().await.unwrap(), 1);
}
