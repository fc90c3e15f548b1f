//! What the process is told, and what it refuses to start with.
use crate::world::World;
use portal::{Config, ConfigError, Portal, RunError};
use protocol::Canonical as _;
use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

fn write(world: &World, bind: &str) -> std::path::PathBuf {
    let directory = &world.directory;
    let at = |name: &str| directory.join(name);
    fs::write(at("genesis.cbor"), world.genesis.to_bytes()).unwrap();
    fs::write(at("staff.json"), r#"{"format":"dalolat/staff/2","offices":[],"officers":[]}"#).unwrap();
    fs::write(at("token"), format!("{}\n", "ab".repeat(32))).unwrap();
    fs::set_permissions(at("token"), fs::Permissions::from_mode(0o600)).unwrap();
    let service = at("data/secrets/service.key");
    if !service.exists() {
        vault::secrets::create_secret::<32>(&service).unwrap();
    }
    let config = format!(
        r#"{{"format":"dalolat/portal/1","bind":"{bind}","vault":"data/vault.db","secrets":"data/secrets",
            "genesis":"genesis.cbor","staff":"staff.json","check_address":"tekshir.example",
            "validators":[{{"url":"http://127.0.0.1:1","token_file":"token"}}]}}"#
    );
    fs::write(at("portal.json"), config).unwrap();
    at("portal.json")
}

async fn fails(path: &Path) -> RunError {
    Portal::open(Config::read(path).unwrap()).await.unwrap_err()
}

#[tokio::test]
async fn a_portal_opens_answers_and_ends_in_order() {
    let world = World::new();
    let portal = Portal::open(Config::read(&write(&world, "127.0.0.1:0")).unwrap()).await.unwrap();
    let address = portal.address();
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(portal.serve(async move { drop(ended.await) }));
    let health = reqwest::get(format!("http://{address}/v1/health")).await.unwrap().text().await.unwrap();
    assert_eq!(health, r#"{"vault":"ok","ledger":null}"#);

    let second = fails(&write(&world, &address.to_string())).await;
    assert!(matches!(second, RunError::PortTaken { address: taken } if taken == address));
    assert!(second.to_string().contains("choose another port"));

    drop(end);
    running.await.unwrap().unwrap();
    // The same data opens again, with the same keys.
    let again = Portal::open(Config::read(&write(&world, "127.0.0.1:0")).unwrap()).await;
    assert!(again.is_ok());
}

#[tokio::test]
async fn what_cannot_stand_is_refused_with_its_file() {
    let world = World::new();
    let path = write(&world, "0.0.0.0:8080");
    assert!(matches!(Config::read(&path), Err(ConfigError::NotLoopback { .. })));

    let path = write(&world, "127.0.0.1:0");
    fs::set_permissions(world.directory.join("token"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(fails(&path).await, RunError::Secret(_)));

    let path = write(&world, "127.0.0.1:0");
    fs::write(world.directory.join("genesis.cbor"), b"no").unwrap();
    assert!(matches!(fails(&path).await, RunError::Genesis { .. }));

    let path = write(&world, "127.0.0.1:0");
    fs::remove_file(world.directory.join("staff.json")).unwrap();
    assert!(matches!(fails(&path).await, RunError::File { what: "the staff list", .. }));

    let path = write(&world, "127.0.0.1:0");
    let far = fs::read_to_string(&path).unwrap().replace("http://127.0.0.1:1", "http://10.0.0.1:1");
    fs::write(&path, far).unwrap();
    assert!(matches!(fails(&path).await, RunError::Validators(_)));

    fs::write(&path, b"{}").unwrap();
    assert!(matches!(Config::read(&path), Err(ConfigError::Json { .. })));
}

#[tokio::test]
async fn a_vault_whose_tag_key_is_gone_gets_no_other_one() {
    let world = World::new();
    let path = write(&world, "127.0.0.1:0");
    let portal = Portal::open(Config::read(&path).unwrap()).await.unwrap();
    portal.serve(async {}).await.unwrap();
    fs::remove_file(world.directory.join("data/secrets/tag.key")).unwrap();
    assert!(matches!(fails(&path).await, RunError::Secret(vault::secrets::SecretError::Missing { .. })));
    assert!(!world.directory.join("data/secrets/tag.key").exists());
}

#[tokio::test]
async fn a_portal_without_the_key_of_the_service_does_not_begin() {
    let world = World::new();
    let path = write(&world, "127.0.0.1:0");
    fs::remove_file(world.directory.join("data/secrets/service.key")).unwrap();
    assert!(matches!(fails(&path).await, RunError::Secret(vault::secrets::SecretError::Missing { .. })));
    assert!(!world.directory.join("data/vault.db").exists(), "nothing was made before");
}
