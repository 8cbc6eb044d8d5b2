//! What the simulated Cyrus refuses and lists.

use jiff::Timestamp;

use super::boxes::Mail;
use super::kind::POPULATION;
use super::session::{Session, Then};
use super::wire::subject;
use crate::sandbox::clock::Clock;
use crate::sandbox::org::Org;

struct Client {
    mail: Mail,
    clock: Clock,
    session: Session,
}

impl Client {
    /// Connected, not signed in.
    fn new() -> Self {
        Self {
            mail: Mail::new(
                Org::invent(1, 600).accounts_for(&POPULATION),
                "secret".into(),
            ),
            clock: Clock::new(Timestamp::from_second(1_790_000_000).unwrap()),
            session: Session::default(),
        }
    }

    fn admin() -> Self {
        let mut client = Self::new();
        assert!(
            client
                .say("LOGIN cyrus secret")
                .starts_with("a OK [CAPABILITY IMAP4rev1")
        );
        client
    }

    fn say(&mut self, command: &str) -> String {
        let line = format!("a {command}");
        let mut reply = self
            .session
            .line(&mut self.mail, &self.clock, line.as_bytes(), false);
        let mut text = reply.text;
        while let Then::Continue(listing) = reply.then {
            reply = Session::more(&self.mail, listing);
            text.push_str(&reply.text);
        }
        text
    }

    /// The last line, without the tag.
    fn end(&mut self, command: &str) -> String {
        let text = self.say(command);
        text.lines()
            .last()
            .unwrap()
            .trim_start_matches("a ")
            .to_owned()
    }
}

#[test]
fn nothing_is_answered_before_the_login() {
    let mut client = Client::new();
    assert_eq!(client.end("LIST \"\" \"*\""), "BAD Please login first");
    let wrong = "NO Login failed: authentication failure";
    assert_eq!(client.end("LOGIN cyrus nope"), wrong);
    assert_eq!(client.end("LOGIN claire.fontaine secret"), wrong);
    assert_eq!(client.end("AUTHENTICATE PLAIN AGN5cnVzAG5vcGU="), wrong);
    assert_eq!(
        client.end("LOGIN cyrus"),
        "BAD Missing required argument to Login"
    );
    assert_eq!(
        client.end("AUTHENTICATE CRAM-MD5"),
        "NO no mechanism available"
    );
    assert!(client.say("CAPABILITY").contains("AUTH=PLAIN"));
    assert!(!client.say("CAPABILITY").contains("ACL"));
    assert!(
        client
            .end("AUTHENTICATE PLAIN AGN5cnVzAHNlY3JldA==")
            .starts_with("OK")
    );
    assert!(client.say("CAPABILITY").contains(" ACL "));
    assert_eq!(client.end("LOGIN cyrus secret"), "BAD Already logged in");
}

#[test]
fn credentials_may_come_on_their_own_line() {
    let mut client = Client::new();
    assert_eq!(client.say("AUTHENTICATE PLAIN"), "+ \r\n");
    let line = b"AGN5cnVzAHNlY3JldA==";
    let reply = client
        .session
        .line(&mut client.mail, &client.clock, line, false);
    assert!(reply.text.starts_with("a OK"), "{}", reply.text);
}

#[test]
fn the_administrator_lists_owners_folders_and_shared_boxes() {
    let mut client = Client::admin();
    let spaces = client.say("NAMESPACE");
    assert!(
        spaces.starts_with("* NAMESPACE NIL ((\"user/\" \"/\")) ((\"\" \"/\"))"),
        "{spaces}"
    );
    let owners = client.say("LIST \"\" \"user/%\"");
    assert!(owners.contains("\"/\" user/claire.fontaine\r\n"));
    assert!(!owners.contains("/Sent") && !owners.contains("contact"));
    let all = client.say("LIST \"\" *");
    assert!(all.lines().count() > owners.lines().count() * 2);
    for name in [
        "contact",
        "user/claire.fontaine/Sent",
        "\"&AMk-t&AOk- &- presse\"",
    ] {
        assert!(all.contains(&format!("\"/\" {name}\r\n")), "{name}");
    }
    assert!(
        all.contains("/Bo&AO4-te d'envoi (2)\"\r\n"),
        "one name needs quotes"
    );
    let top = client.say("LIST \"\" %");
    assert!(
        top.starts_with("* LIST (\\Noselect \\HasChildren) \"/\" user\r\n"),
        "{top}"
    );
    assert!(top.contains(" contact\r\n") && !top.contains("user/"));
    assert_eq!(client.say("LSUB \"\" *"), "a OK Completed\r\n");
    let one = client.say("LIST \"\" \"user/claire.fontaine*\"");
    assert!(one.contains("user/claire.fontaine\r\n") && one.contains("claire.fontaine/Sent"));
    let delimiter = client.say("LIST \"\" \"\"");
    assert!(
        delimiter.starts_with("* LIST (\\Noselect) \"/\" \"\""),
        "{delimiter}"
    );
}

#[test]
fn a_closed_owner_has_a_negative_entry_on_every_box() {
    let mut client = Client::admin();
    let acl = client.say("GETACL user/karim.benali");
    let rights = "lrswipkxtecdan";
    assert!(
        acl.starts_with(&format!(
            "* ACL user/karim.benali karim.benali {rights} -karim.benali {rights}\r\n"
        )),
        "{acl}"
    );
    assert_eq!(
        client.end("GETACL user/nobody"),
        "NO Mailbox does not exist"
    );
    let set = format!("SETACL user/claire.fontaine -claire.fontaine {rights}");
    assert_eq!(client.end(&set), "OK Completed");
    assert!(
        client
            .say("GETACL user/claire.fontaine")
            .contains(" -claire.fontaine lrs")
    );
    assert!(
        !client
            .say("GETACL user/claire.fontaine/Sent")
            .contains(" -claire")
    );
    // A folder made meanwhile inherits the entry.
    let inbox = "user/claire.fontaine/Neuf";
    assert!(
        client
            .end(&format!("CREATE {inbox}"))
            .starts_with("OK [MAILBOXID")
    );
    assert!(
        client
            .say(&format!("GETACL {inbox}"))
            .contains(" -claire.fontaine ")
    );
    assert_eq!(
        client.end(&format!("DELETEACL {inbox} -claire.fontaine")),
        "OK Completed"
    );
    assert!(
        !client
            .say(&format!("GETACL {inbox}"))
            .contains(" -claire.fontaine ")
    );
}

#[test]
fn rights_are_added_removed_and_checked() {
    let mut client = Client::admin();
    let get = "GETACL contact";
    assert_eq!(
        client.end("SETACL contact bob zq"),
        "BAD The z right is not supported"
    );
    assert_eq!(
        client.end("SETACL nothing bob lr"),
        "NO Mailbox does not exist"
    );
    assert_eq!(client.end("SETACL contact bob lr"), "OK Completed");
    assert_eq!(client.end("SETACL contact bob +sw"), "OK Completed");
    assert_eq!(client.end("SETACL contact bob -r"), "OK Completed");
    assert!(client.say(get).contains(" bob lsw"), "{}", client.say(get));
    assert_eq!(client.end("SETACL contact bob \"\""), "OK Completed");
    assert!(!client.say(get).contains(" bob "));
    assert!(
        client
            .say("MYRIGHTS user/claire.fontaine")
            .contains("claire.fontaine la\r\n")
    );
    assert!(
        client
            .say("LISTRIGHTS contact bob")
            .contains("* LISTRIGHTS contact bob p l r")
    );
    assert_eq!(
        client.end("GETACL"),
        "BAD Missing required argument to Getacl"
    );
    let few = client.end("SETACL contact bob ");
    assert_eq!(few, "BAD Missing required argument to Setacl");
    assert_eq!(
        client.end("GETACL a b"),
        "BAD Unexpected extra arguments to Getacl"
    );
    assert_eq!(client.end("FROBNICATE"), "BAD Unrecognized command");
}

#[test]
fn identifiers_are_small_letters_and_some_are_refused() {
    let mut client = Client::admin();
    assert!(client.end("CREATE user/Neuve.M").starts_with("OK"));
    assert_eq!(
        client.end("SETACL user/Neuve.M -Neuve.M lra"),
        "OK Completed"
    );
    let acl = client.say("GETACL user/Neuve.M");
    assert!(
        acl.contains("neuve.m lrswipkxtecdan -neuve.m lra\r\n"),
        "{acl}"
    );
    for bad in ["group:staff", "r&d", "a/b", "\"\""] {
        let refused = client.end(&format!("SETACL user/Neuve.M {bad} lr"));
        assert_eq!(refused, "NO Invalid identifier", "{bad}");
    }
}

#[test]
fn quotas_are_read_and_set_in_kibibytes() {
    let mut client = Client::admin();
    let first = "user/claire.fontaine";
    let set = |client: &mut Client, limits: &str| client.end(&format!("SETQUOTA {first} {limits}"));
    assert_eq!(set(&mut client, "(STORAGE 1048576)"), "OK Completed");
    let quota = client.say(&format!("GETQUOTA {first}"));
    assert!(
        quota.starts_with(&format!("* QUOTA {first} (STORAGE ")),
        "{quota}"
    );
    assert!(quota.contains(" 1048576)"), "{quota}");
    let root = client.say(&format!("GETQUOTAROOT {first}/Sent"));
    assert!(
        root.starts_with(&format!("* QUOTAROOT {first}/Sent {first}\r\n* QUOTA")),
        "{root}"
    );
    assert_eq!(set(&mut client, "()"), "OK Completed");
    let free = client.say(&format!("GETQUOTA {first}"));
    assert!(
        free.starts_with(&format!("* QUOTA {first} ()\r\n")),
        "{free}"
    );
    assert_eq!(set(&mut client, "(FOO 1)"), "NO Unsupported quota resource");
    let none = client.say("GETQUOTAROOT contact");
    assert!(none.starts_with("* QUOTAROOT contact\r\n"), "{none}");
    assert_eq!(
        set(&mut client, "(STORAGE many)"),
        "BAD Invalid quota list in Setquota"
    );
    assert_eq!(
        client.end("GETQUOTA contact"),
        "NO Quota root does not exist"
    );
}

#[test]
fn metadata_takes_a_pattern() {
    let mut client = Client::admin();
    let last = "/shared/vendor/cmu/cyrus-imapd/lastupdate";
    let one = client.say(&format!("GETMETADATA user/claire.fontaine \"{last}\""));
    assert!(
        one.starts_with(&format!("* METADATA user/claire.fontaine (\"{last}\" \"")),
        "{one}"
    );
    let many = client.say(&format!(
        "GETMETADATA \"user/%\" (\"{last}\" \"/shared/comment\")"
    ));
    assert!(many.lines().count() > 50 && many.contains("\"/shared/comment\" NIL"));
    let nothing = client.end("GETMETADATA user/nobody \"/shared/comment\"");
    assert_eq!(nothing, "NO Mailbox does not exist");
    let other = client.end("GETMETADATA contact \"/elsewhere\"");
    assert_eq!(other, "BAD entry must begin with /shared or /private");
}

#[test]
fn boxes_are_created_once_and_deleted_only_with_the_right() {
    let mut client = Client::admin();
    assert!(client.end("CREATE user/neuve").starts_with("OK"));
    assert_eq!(client.end("CREATE user/neuve"), "NO Mailbox already exists");
    assert!(
        client
            .say("GETACL user/neuve")
            .contains("user/neuve neuve lrswipkxtecdan\r\n")
    );
    assert_eq!(
        client.end("GETQUOTA user/neuve"),
        "NO Quota root does not exist"
    );
    assert!(client.end("CREATE user/neuve/Sent").starts_with("OK"));
    let boxes = client.say("LIST \"\" \"user/neuve*\"");
    assert!(
        boxes.starts_with(
            "* LIST (\\HasChildren) \"/\" user/neuve\r\n\
             * LIST (\\HasNoChildren) \"/\" user/neuve/Sent\r\n"
        ),
        "{boxes}"
    );
    assert_eq!(
        client.end("CREATE user/nobody/Sent"),
        "NO Permission denied"
    );
    assert_eq!(client.end("CREATE user/a%b"), "NO Invalid mailbox name");
    assert_eq!(client.end("DELETE user/neuve"), "NO Permission denied");
    assert_eq!(
        client.end("STATUS user/neuve (MESSAGES)"),
        "NO Permission denied"
    );
    assert_eq!(client.end("SETACL user/neuve cyrus x"), "OK Completed");
    assert_eq!(client.end("DELETE user/neuve"), "OK Completed");
    assert_eq!(client.end("GETACL user/neuve"), "NO Mailbox does not exist");
    let deleted = client.say("LIST \"\" \"DELETED/*\"");
    assert!(deleted.contains("DELETED/user/neuve/Sent/"), "{deleted}");
    assert_eq!(deleted.lines().count(), 3, "{deleted}");
    let first = "user/claire.fontaine/Sent";
    if client
        .say("LIST \"\" \"user/claire.fontaine/*\"")
        .contains(first)
    {
        assert_eq!(
            client.end(&format!("SETACL {first} cyrus x")),
            "OK Completed"
        );
        assert_eq!(client.end(&format!("DELETE {first}")), "OK Completed");
        let gone = "NO Mailbox does not exist";
        assert_eq!(client.end(&format!("GETACL {first}")), gone);
        assert!(
            !client
                .say("LIST \"\" \"user/claire.fontaine/*\"")
                .contains(first)
        );
    }
    let moved = client.end("RENAME user/claire.fontaine user/other");
    assert_eq!(moved, "NO Operation is not supported on mailbox");
}

#[test]
fn the_administrator_may_become_an_owner() {
    let as_owner = |name: &str| {
        use base64::Engine;
        let text = format!("{name}\0cyrus\0secret");
        let coded = base64::engine::general_purpose::STANDARD.encode(text);
        let mut client = Client::new();
        let end = client.end(&format!("AUTHENTICATE PLAIN {coded}"));
        (client, end)
    };
    let (mut claire, end) = as_owner("claire.fontaine");
    assert!(end.starts_with("OK"));
    let boxes = claire.say("LIST \"\" \"*\"");
    assert!(
        boxes.contains("\"/\" INBOX\r\n") && boxes.contains("\"/\" Sent\r\n"),
        "{boxes}"
    );
    assert_eq!(
        claire.end("GETACL user/karim.benali"),
        "NO Permission denied"
    );
    let (mut karim, _) = as_owner("karim.benali");
    assert_eq!(
        karim.say("LIST \"\" \"*\"").lines().count(),
        1,
        "every box is closed"
    );
    assert!(as_owner("nobody").1.starts_with("NO"));
}

#[test]
fn the_log_never_holds_a_password() {
    assert_eq!(
        subject(b"a LOGIN cyrus secret"),
        ("LOGIN".to_owned(), String::new())
    );
    let coded = subject(b"a AUTHENTICATE PLAIN AGN5cnVzAHNlY3JldA==");
    assert_eq!(coded, ("AUTHENTICATE".to_owned(), String::new()));
    assert_eq!(subject(b"a GETACL user/x").1, "user/x");
}
