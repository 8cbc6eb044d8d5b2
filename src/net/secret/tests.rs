//! Secrets: what is read, what is refused, and what is never said.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use super::*;
use crate::net::Net;

fn net(variables: &'static [(&'static str, &'static str)]) -> Net {
    let settings = NetSettings {
        env: Arc::new(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        }),
        ..NetSettings::default()
    };
    Net::new(settings)
}

async fn resolve(net: &Net, reference: SecretRef) -> Result<String, String> {
    let service = ServiceId::new("chat").unwrap();
    let secret = net.secret(&service, "token", &reference).await;
    secret
        .map(|s| s.expose_secret().to_owned())
        .map_err(|e| e.detail)
}

fn file(mode: u32, content: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), content).unwrap();
    std::fs::set_permissions(file.path(), PermissionsExt::from_mode(mode)).unwrap();
    file
}

#[tokio::test]
async fn an_environment_variable_is_read_or_named_as_missing() {
    let net = net(&[("CHAT_TOKEN", "s3cret")]);
    let known = resolve(&net, SecretRef::Env("CHAT_TOKEN".into())).await;
    assert_eq!(known.as_deref(), Ok("s3cret"));
    let missing = resolve(&net, SecretRef::Env("OTHER".into())).await;
    assert_eq!(missing.unwrap_err(), "env OTHER is not set");
}

#[tokio::test]
async fn a_file_loses_one_newline_and_nothing_else() {
    for (content, expected) in [
        ("a b\n", "a b"),
        ("a\r\n", "a"),
        ("a\n\n", "a\n"),
        (" a", " a"),
    ] {
        let file = file(0o600, content);
        let secret = resolve(&net(&[]), SecretRef::File(file.path().into())).await;
        assert_eq!(secret.as_deref(), Ok(expected));
    }
}

#[tokio::test]
async fn a_file_that_others_can_read_is_refused() {
    for mode in [0o640, 0o604, 0o620] {
        let file = file(mode, "s3cret");
        let secret = resolve(&net(&[]), SecretRef::File(file.path().into())).await;
        assert!(secret.unwrap_err().ends_with("chmod 600"), "{mode:o}");
    }
}

#[tokio::test]
async fn an_empty_or_endless_file_is_refused() {
    let empty = file(0o600, "\n");
    let secret = resolve(&net(&[]), SecretRef::File(empty.path().into())).await;
    assert!(secret.unwrap_err().ends_with("is empty"));
    let huge = file(0o600, &"x".repeat(MAX_SECRET + 1));
    let secret = resolve(&net(&[]), SecretRef::File(huge.path().into())).await;
    assert!(secret.unwrap_err().ends_with("too long"));
    let device = resolve(&net(&[]), SecretRef::File("/dev/zero".into())).await;
    assert!(device.unwrap_err().ends_with("not a file"));
}

#[tokio::test]
async fn a_command_prints_the_secret_and_its_failure_prints_nothing_of_it() {
    let argv = |parts: &[&str]| SecretRef::Command(parts.iter().map(|p| (*p).into()).collect());
    let good = resolve(&net(&[]), argv(&["printf", "%s\n", "s3cret", "note"])).await;
    assert_eq!(good.as_deref(), Ok("s3cret"));
    let bad = resolve(&net(&[]), argv(&["sh", "-c", "echo s3cret; exit 1"])).await;
    assert_eq!(bad.unwrap_err(), "command sh failed");
}

#[tokio::test]
async fn a_systemd_credential_cannot_leave_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("chat"), "s3cret").unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    let settings = NetSettings {
        env: Arc::new(move |_| Some(path.clone())),
        ..NetSettings::default()
    };
    let net = Net::new(settings);
    let known = resolve(&net, SecretRef::Credential("chat".into())).await;
    assert_eq!(known.as_deref(), Ok("s3cret"));
    let outside = resolve(&net, SecretRef::Credential("../chat".into())).await;
    assert!(outside.is_err());
}

#[tokio::test]
async fn read_only_resolves_nothing() {
    let settings = NetSettings {
        env: Arc::new(|_| Some("s3cret".to_owned())),
        offline: true,
        ..NetSettings::default()
    };
    let secret = resolve(&Net::new(settings), SecretRef::Env("X".into())).await;
    assert!(secret.unwrap_err().contains("read-only"));
}

#[tokio::test]
async fn a_changed_secret_is_seen_when_asked_and_reopens_the_service() {
    let service = ServiceId::new("chat").unwrap();
    let file = file(0o600, "old");
    let net = net(&[]);
    let credential = net.credential(&service, "token", SecretRef::File(file.path().into()));
    let old = credential.digest("", &credential.get().await.unwrap());
    net.gate(&service).refuse(old);
    assert_eq!(credential.digest_now("").await, Ok(old));
    assert_eq!(net.refused(&service), Some(old));

    std::fs::write(file.path(), "new").unwrap();
    assert_eq!(credential.get().await.unwrap().expose_secret(), "old");
    assert_ne!(credential.digest_now("").await, Ok(old));
    assert_eq!(net.refused(&service), None);
    assert_eq!(credential.get().await.unwrap().expose_secret(), "new");
}

#[test]
fn digests_differ_by_installation_service_and_login() {
    let digest = |salt: u8, service: &str, login: &str| {
        let service = ServiceId::new(service).unwrap();
        let net = Net::new(NetSettings::default());
        net.salt([salt; 16]);
        net.credential(&service, "token", SecretRef::Env(String::new()))
            .digest(login, &SecretString::from("x"))
    };
    let all = [
        digest(1, "a", ""),
        digest(2, "a", ""),
        digest(1, "b", ""),
        digest(1, "a", "c"),
    ];
    for (i, one) in all.iter().enumerate() {
        assert!(!all[..i].contains(one));
    }
}

#[test]
fn nothing_prints_a_secret() {
    let net = net(&[]);
    let service = ServiceId::new("chat").unwrap();
    let credential = net.credential(&service, "token", SecretRef::Env("CHAT_TOKEN".into()));
    assert_eq!(format!("{credential:?}"), "chat.token: env CHAT_TOKEN");
}
