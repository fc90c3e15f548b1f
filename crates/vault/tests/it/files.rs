use crate::fixture::*;
use sqlx::Connection as _;
use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};
use vault::{OpenError, Vault, VaultError};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn files_and_directories_are_the_owners_alone() {
    let directory = Directory::new();
    let vault = directory.open().await;
    register(&vault, 1).await;
    for path in [directory.path().join("data"), directory.secrets()] {
        assert_eq!(mode(&path), 0o700);
        let files: Vec<_> = fs::read_dir(path).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(!files.is_empty());
        for file in files {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }
}

#[tokio::test]
async fn a_file_of_another_version_is_refused_and_left_as_it_is() {
    let directory = Directory::new();
    directory.open().await.close().await;
    directory.tamper("PRAGMA user_version = 1").await;
    let before = fs::read(directory.db()).unwrap();
    let opened = Vault::open(&directory.db(), &directory.secrets()).await;
    assert!(matches!(opened, Err(OpenError::Version { found: 1, wanted: 4, .. })), "{opened:?}");
    assert_eq!(fs::read(directory.db()).unwrap(), before);
}

#[tokio::test]
async fn a_database_of_something_else_is_refused_and_left_as_it_is() {
    let directory = Directory::new();
    fs::create_dir_all(directory.path().join("data")).unwrap();
    fs::File::create(directory.db()).unwrap();
    directory.tamper("CREATE TABLE recipes (name TEXT)").await;
    let before = fs::read(directory.db()).unwrap();
    let opened = Vault::open(&directory.db(), &directory.secrets()).await;
    assert!(matches!(opened, Err(OpenError::Foreign { .. })), "{opened:?}");
    assert_eq!(fs::read(directory.db()).unwrap(), before);
    assert!(!directory.secrets().exists(), "no key was made for it");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let directory = Directory::new();
    fs::create_dir_all(directory.path().join("data")).unwrap();
    fs::write(directory.db(), b"a shopping list ".repeat(100)).unwrap();
    let opened = Vault::open(&directory.db(), &directory.secrets()).await;
    assert!(matches!(opened, Err(OpenError::Corrupt { .. })), "{opened:?}");
    assert_eq!(fs::read(directory.db()).unwrap(), b"a shopping list ".repeat(100));
}

#[tokio::test]
async fn pages_overwritten_with_rubbish_are_called_damage() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = register(&vault, 1).await;
    vault.close().await;
    let mut bytes = fs::read(directory.db()).unwrap();
    bytes[4096..].fill(0x5a); // all but the first page
    fs::write(directory.db(), bytes).unwrap();
    match Vault::open(&directory.db(), &directory.secrets()).await {
        Err(error) => assert!(matches!(error, OpenError::Corrupt { .. }), "{error:?}"),
        Ok(vault) => {
            let case = vault.case(act.id).await;
            assert!(matches!(case, Err(VaultError::Corrupt { .. })), "{case:?}");
        }
    }
}

#[tokio::test]
async fn what_a_crash_left_of_making_the_file_is_made_anew() {
    let directory = Directory::new();
    fs::create_dir_all(directory.path().join("data")).unwrap();
    fs::write(directory.path().join("data/vault.db.part"), b"half a page").unwrap();
    let vault = directory.open().await;
    register(&vault, 1).await;
    vault.close().await;
    assert_eq!(fs::read_dir(directory.path().join("data")).unwrap().count(), 1, "one file is left");
}

#[tokio::test]
async fn a_missing_or_empty_database_beside_its_key_is_said_and_never_begun_anew() {
    let directory = Directory::new();
    let vault = directory.open().await;
    register(&vault, 1).await;
    vault.close().await;
    let whole = fs::read(directory.db()).unwrap();
    fs::remove_file(directory.db()).unwrap();
    let opened = Vault::open(&directory.db(), &directory.secrets()).await.unwrap_err();
    assert!(matches!(opened, OpenError::Missing { .. }), "{opened:?}");
    assert!(opened.to_string().contains("vault.db") && opened.to_string().contains("backup"), "{opened}");
    assert!(!directory.db().exists());
    fs::File::create(directory.db()).unwrap();
    let opened = Vault::open(&directory.db(), &directory.secrets()).await;
    assert!(matches!(opened, Err(OpenError::Corrupt { .. })), "{opened:?}");
    fs::write(directory.db(), whole).unwrap();
    directory.open().await;
}

#[tokio::test]
async fn a_missing_or_another_key_is_said_and_no_new_one_is_made() {
    let directory = Directory::new();
    let vault = directory.open().await;
    register(&vault, 1).await;
    vault.close().await;
    let key = directory.secrets().join("kek.key");
    let away = directory.path().join("away");
    fs::rename(&key, &away).unwrap();
    let opened = Vault::open(&directory.db(), &directory.secrets()).await;
    assert!(matches!(opened, Err(OpenError::KeyMissing { .. })), "{opened:?}");
    assert!(!key.exists());
    vault::secrets::create_secret::<32>(&key).unwrap();
    let opened = Vault::open(&directory.db(), &directory.secrets()).await;
    assert!(matches!(opened, Err(OpenError::WrongKey { .. })), "{opened:?}");
    fs::rename(&away, &key).unwrap();
    directory.open().await;
}

#[tokio::test]
async fn a_key_that_others_can_read_stops_the_opening() {
    let directory = Directory::new();
    directory.open().await.close().await;
    let key = directory.secrets().join("kek.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let opened = Vault::open(&directory.db(), &directory.secrets()).await;
    let Err(OpenError::Secret(secret)) = opened else { panic!("{opened:?}") };
    assert!(secret.to_string().contains("chmod 0600"), "{secret}");
}

#[tokio::test]
async fn a_database_locked_by_another_is_said_and_used_again_when_it_is_free() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let mut other = directory.by_hand().await;
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let refused = vault.begin(birth(1)).await;
    assert!(matches!(refused, Err(VaultError::Locked { .. })), "{refused:?}");
    assert_eq!(vault.outbox(10).await.unwrap(), [], "reading goes on");
    lock.rollback().await.unwrap();
    vault.begin(birth(1)).await.unwrap();
}

#[tokio::test]
async fn a_vault_locked_while_it_is_opened_is_said() {
    let directory = Directory::new();
    directory.open().await.close().await;
    let mut other = directory.by_hand().await;
    sqlx::raw_sql("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    let opened = Vault::open(&directory.db(), &directory.secrets()).await;
    assert!(matches!(opened, Err(OpenError::Locked { .. })), "{opened:?}");
    other.close().await.unwrap();
    directory.open().await;
}

#[tokio::test]
async fn a_path_that_cannot_be_used_is_named() {
    let directory = Directory::new();
    fs::create_dir_all(directory.path()).unwrap();
    fs::write(directory.path().join("data"), b"a file").unwrap();
    let opened = Vault::open(&directory.db(), &directory.secrets()).await.unwrap_err();
    assert!(matches!(&opened, OpenError::Path { .. }), "{opened:?}");
    assert!(opened.to_string().contains("vault.db"));
}
