//! Personal and shared mode, operators and roles, and whose settings are read.

use super::*;

/// The same process entered by sudo: bob acts as the system user of shared mode.
fn shared(home: &Path) -> Machine {
    let mut machine = machine(home);
    let other = machine.uid + 1;
    machine
        .names
        .insert(machine.effective_uid, SYSTEM_USER.to_owned());
    machine.names.insert(other, "bob".to_owned());
    machine.login_uid = Some(other);
    machine
}

#[test]
fn the_shared_mode_has_fixed_places() {
    let home = tempfile::tempdir().unwrap();
    let machine = shared(home.path());
    write(
        &machine.shared_config,
        "[operators]\nadmins = ['ann']\nauditors = ['bob']\n",
    );
    let Loaded::Configured(config) = load(&Overrides::default(), &machine).unwrap() else {
        panic!("the file was not found")
    };
    assert_eq!(config.paths.mode, Mode::Shared);
    assert!(config.paths.confined);
    assert_eq!(config.paths.store, home.path().join("var"));
    let operator = operator(&machine, &config.operators, config.paths.mode);
    assert_eq!(
        (operator.name.as_str(), operator.source, operator.role),
        ("bob", ActorSource::LoginUid, Role::Auditor)
    );
}

#[test]
fn who_acts_as_another_user_chooses_no_file() {
    let home = tempfile::tempdir().unwrap();
    let mut machine = shared(home.path());
    for name in ["SECRETARIAT_HOME", "SECRETARIAT_LOG_FILE"] {
        machine.env.insert(name.to_owned(), "/tmp/x".to_owned());
    }
    let flags = Overrides {
        config: Some("/tmp/evil.toml".into()),
        store: Some("/tmp/evil".into()),
        ..Overrides::default()
    };
    let error = load(&flags, &machine).unwrap_err();
    insta::assert_snapshot!(error, @r"
    $SECRETARIAT_HOME: refused, because you act as another user
    --config: refused, because you act as another user
    --store: refused, because you act as another user
    $SECRETARIAT_LOG_FILE: refused, because you act as another user
        Shared settings are in /etc/secretariat/config.toml, the store is in /var/lib/secretariat; exports go to the standard output.
    ");
}

#[test]
fn the_system_user_itself_may_choose_files_but_no_home() {
    let home = tempfile::tempdir().unwrap();
    let mut machine = shared(home.path());
    machine.login_uid = None;
    let flags = Overrides {
        store: Some("/srv/test".into()),
        ..Overrides::default()
    };
    let Loaded::Missing(config) = load(&flags, &machine).unwrap() else {
        panic!("there is no file")
    };
    assert_eq!(config.paths.store, PathBuf::from("/srv/test"));
    let timer = operator(&machine, &config.operators, config.paths.mode);
    assert_eq!((timer.source, timer.role), (ActorSource::Uid, Role::Admin));

    machine
        .env
        .insert("SECRETARIAT_HOME".into(), "/tmp/x".into());
    let error = load(&Overrides::default(), &machine).unwrap_err();
    assert_eq!(error.problems[0].text.id, "config-shared-home");
}

#[test]
fn settings_that_others_can_write_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let machine = machine(home.path());
    let file = home.path().join("config/config.toml");
    let refused = |machine: &Machine| {
        let error = load(&Overrides::default(), machine).unwrap_err();
        let Place::Path(path) = &error.problems[0].place else {
            panic!("a file or folder should be named")
        };
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (error.problems[0].text.id.to_string(), name)
    };
    write(&file, "");
    mode(&file, 0o620);
    assert_eq!(
        refused(&machine),
        ("config-writable".into(), "config.toml".into())
    );
    mode(&file, 0o640);
    mode(file.parent().unwrap(), 0o777);
    assert_eq!(
        refused(&machine),
        ("config-writable".into(), "config".into())
    );
    mode(file.parent().unwrap(), 0o1777);
    assert!(load(&Overrides::default(), &machine).is_ok(), "sticky");

    let mut stranger = machine;
    stranger.effective_uid += 1;
    stranger.login_uid = Some(stranger.effective_uid);
    let root_owns = rustix::process::geteuid().is_root();
    assert_eq!(
        load(&Overrides::default(), &stranger).is_ok(),
        root_owns,
        "only root's files and one's own are read"
    );
}

#[test]
fn a_link_into_a_folder_that_others_can_write_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let machine = machine(home.path());
    let target = home.path().join("open/config.toml");
    write(&target, "");
    let link = home.path().join("config/config.toml");
    write(&link, "");
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    assert!(load(&Overrides::default(), &machine).is_ok());
    mode(target.parent().unwrap(), 0o777);
    let error = load(&Overrides::default(), &machine).unwrap_err();
    assert_eq!(error.problems[0].text.id, "config-writable");
}

#[test]
fn sudo_is_believed_only_when_root_is_the_parent() {
    let home = tempfile::tempdir().unwrap();
    let mut machine = machine(home.path());
    machine.login_uid = None;
    machine.env.insert("SUDO_UID".into(), "4242".into());
    machine.env.insert("SUDO_USER".into(), "carol".into());
    let who = |machine: &Machine| {
        let operator = operator(machine, &Operators::default(), Mode::Personal);
        (operator.name, operator.source)
    };
    assert_eq!(who(&machine), ("alice".into(), ActorSource::Uid));
    machine.parent_is_root = true;
    assert_eq!(who(&machine), ("carol".into(), ActorSource::Sudo));
    machine.login_uid = Some(77);
    assert_eq!(who(&machine), ("uid:77".into(), ActorSource::LoginUid));
}

#[test]
fn whoever_is_not_listed_only_looks() {
    let home = tempfile::tempdir().unwrap();
    let machine = machine(home.path());
    let role = |operators: &Operators, mode| operator(&machine, operators, mode).role;
    let nobody = Operators::default();
    assert_eq!(role(&nobody, Mode::Personal), Role::Admin);
    assert_eq!(role(&nobody, Mode::Shared), Role::Auditor);
    let others = Operators {
        admins: vec!["bob".into()],
        auditors: Vec::new(),
    };
    assert_eq!(role(&others, Mode::Personal), Role::Auditor);
    let both = Operators {
        admins: vec!["alice".into()],
        auditors: vec!["alice".into()],
    };
    assert_eq!(role(&both, Mode::Personal), Role::Auditor);
}

#[test]
fn a_personal_home_may_be_chosen() {
    let home = tempfile::tempdir().unwrap();
    let mut machine = machine(home.path());
    machine
        .env
        .insert("SECRETARIAT_HOME".into(), "/srv/mine".into());
    let Loaded::Missing(config) = load(&Overrides::default(), &machine).unwrap() else {
        panic!("there is no file")
    };
    assert_eq!(
        config.paths.config_file,
        Some(PathBuf::from("/srv/mine/config.toml"))
    );
    assert_eq!(config.paths.store, PathBuf::from("/srv/mine/store"));
}
