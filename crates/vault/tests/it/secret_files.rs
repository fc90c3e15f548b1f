use crate::fixture::Directory;
use std::{fs, os::unix::fs::PermissionsExt as _};
use vault::secrets::{SecretError, create_secret, read_secret};

#[test]
fn a_created_secret_reads_back_and_is_the_owners_alone() {
    let directory = Directory::new();
    let path = directory.secrets().join("tag.key");
    let secret = create_secret::<32>(&path).unwrap();
    assert_eq!(read_secret::<32>(&path).unwrap(), secret);
    assert_ne!(secret, [0; 32]);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(directory.secrets()).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::read_dir(directory.secrets()).unwrap().count(), 1, "nothing unfinished is left");
}

#[test]
fn an_existing_secret_is_never_overwritten() {
    let directory = Directory::new();
    let path = directory.secrets().join("tag.key");
    let secret = create_secret::<16>(&path).unwrap();
    assert!(matches!(create_secret::<16>(&path), Err(SecretError::Exists { .. })));
    assert_eq!(read_secret::<16>(&path).unwrap(), secret);
    assert_eq!(fs::read_dir(directory.secrets()).unwrap().count(), 1, "nothing unfinished is left");
}

#[test]
fn a_secret_that_others_can_read_is_refused_with_the_command_that_helps() {
    let directory = Directory::new();
    let path = directory.secrets().join("tag.key");
    create_secret::<16>(&path).unwrap();
    for mode in [0o644, 0o640, 0o604, 0o660] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let refused = read_secret::<16>(&path).unwrap_err();
        assert!(matches!(&refused, SecretError::Exposed { mode: found, .. } if *found == mode));
        assert!(refused.to_string().contains(&format!("chmod 0600 {}", path.display())));
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    read_secret::<16>(&path).unwrap();
}

#[test]
fn a_secret_of_another_length_or_form_is_refused_without_being_shown() {
    let directory = Directory::new();
    let path = directory.secrets().join("tag.key");
    create_secret::<16>(&path).unwrap();
    for text in
        [String::new(), "ab".repeat(15), "ab".repeat(17), "zz".repeat(16), format!("{}\n\n", "ab".repeat(16))]
    {
        fs::write(&path, &text).unwrap();
        let refused = read_secret::<16>(&path).unwrap_err();
        assert!(matches!(&refused, SecretError::Form { digits: 32, .. }), "{text}");
        assert!(!refused.to_string().contains("abab"));
    }
    fs::write(&path, "AB".repeat(16)).unwrap();
    assert_eq!(read_secret::<16>(&path).unwrap(), [0xab; 16]);
    fs::remove_file(&path).unwrap();
    assert!(matches!(read_secret::<16>(&path), Err(SecretError::Missing { .. })));
}
