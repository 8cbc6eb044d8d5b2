//! The sender against a scripted connection, in paused time; `real` is against real sockets.

mod real;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::wire::{Incoming, Outgoing, Wire, WireError};
use super::*;
use crate::config::{Options, SecretRef, Tls};
use crate::domain::account::Trust;
use crate::domain::clock::FixedClock;
use crate::domain::progress::Progress;
use crate::domain::service::Environment;
use crate::domain::time::Timestamp;
use crate::net::{Cx, NetSettings};

/// The instant of these tests, 2026-11-22T06:16:27Z.
const NOW: Timestamp = Timestamp(1_795_328_187_000);

fn config() -> ServiceConfig {
    ServiceConfig {
        id: ServiceId::new("chat").unwrap(),
        kind: "test".into(),
        label: "Chat".into(),
        environment: Environment::default(),
        email_trust: Some(Trust::Free),
        sign_in: None,
        max_removals: None,
        add_only: false,
        tls: Tls::default(),
        options: Options::default(),
    }
}

fn net() -> Net {
    let settings = NetSettings {
        env: Arc::new(|name| (name == "TOKEN").then(|| "s3cret".to_owned())),
        ..NetSettings::default()
    };
    Net::new(settings)
}

fn cx() -> Cx {
    Cx {
        clock: Arc::new(FixedClock(NOW)),
        cancel: CancellationToken::new(),
        progress: Arc::new(|_| {}),
    }
}

type Answer = Result<Incoming, WireError>;

/// A connection that answers by a script and remembers when it was asked what.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<(Duration, HeaderMap)>>,
    began: Mutex<Option<Instant>>,
}

#[async_trait]
impl Wire for Script {
    async fn exchange(&self, outgoing: Outgoing) -> Answer {
        let began = *self.began.lock().unwrap().get_or_insert_with(Instant::now);
        let asked = (began.elapsed(), outgoing.headers);
        self.asked.lock().unwrap().push(asked);
        let next = self.answers.lock().unwrap().pop_front();
        match next {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}

impl Script {
    fn times(&self) -> Vec<Duration> {
        self.asked
            .lock()
            .unwrap()
            .iter()
            .map(|(at, _)| *at)
            .collect()
    }
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| {
        let value = HeaderValue::from_str(value).unwrap();
        (HeaderName::from_static(name), value)
    });
    Ok(Incoming {
        status,
        headers: headers.collect(),
        body: body.as_bytes().to_vec(),
    })
}

fn lost() -> Answer {
    Err(WireError::Lost("connection reset".into()))
}

fn unsent() -> Answer {
    Err(WireError::Unsent("connection refused".into()))
}

fn http(limits: Limits, answers: Vec<Answer>) -> (Http, Arc<Script>) {
    let script = Arc::new(Script {
        answers: Mutex::new(answers.into()),
        ..Script::default()
    });
    let token = SecretRef::Env("TOKEN".into());
    let net = net();
    let bearer = Bearer(net.credential(&config().id, "token", token));
    let http = net.http(&config(), "https://chat.example/api", limits);
    let http = http.unwrap().with_auth(Arc::new(bearer));
    (http.with_wire(script.clone()), script)
}

#[tokio::test(start_paused = true)]
async fn a_read_is_repeated_after_passing_trouble_with_growing_pauses() {
    let answers = vec![
        lost(),
        answer(503, &[], ""),
        unsent(),
        answer(200, &[], "x"),
    ];
    let (http, script) = http(Limits::default(), answers);
    let response = http.send(&cx(), Request::get(&["me"])).await.unwrap();
    assert_eq!(response.body, b"x");
    let at = script.times();
    let pauses: Vec<u128> = at.windows(2).map(|w| (w[1] - w[0]).as_millis()).collect();
    assert!((250..=501).contains(&pauses[0]), "{pauses:?}");
    assert!((500..=1_001).contains(&pauses[1]), "{pauses:?}");
    assert!((1_000..=2_001).contains(&pauses[2]), "{pauses:?}");
}

#[tokio::test(start_paused = true)]
async fn a_read_gives_up_and_says_why() {
    let (http, script) = http(Limits::default(), (0..9).map(|_| lost()).collect());
    let error = http
        .send(&cx(), Request::get(&["me"]).query("token", "q"))
        .await;
    let error = error.unwrap_err();
    assert_eq!(
        (error.kind, error.detail.as_str()),
        (ErrorKind::Net, "connection reset")
    );
    assert_eq!(error.target, "GET /api/me");
    assert_eq!(script.times().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn who_is_limited_again_waits_longer() {
    let limited = || answer(429, &[("retry-after", "60")], "");
    let answers = vec![limited(), limited(), limited(), answer(200, &[], "")];
    let (http, script) = http(Limits::default(), answers);
    http.send(&cx(), Request::get(&["me"])).await.unwrap();
    let seconds: Vec<u64> = script.times().iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, [0, 60, 180, 420]);
}

#[tokio::test]
async fn a_service_that_repeats_the_credential_does_not_bring_it_into_the_error() {
    let echo = "400 bad header: Authorization: Bearer s3cret\r\n";
    let (http, _) = http(Limits::default(), vec![answer(400, &[], echo)]);
    let error = http.send(&cx(), Request::get(&["me"])).await.unwrap_err();
    assert_eq!(
        error.detail,
        "400 bad header: Authorization: Bearer (hidden)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_write_that_may_have_arrived_is_never_repeated() {
    for trouble in [lost(), answer(503, &[], "")] {
        let (http, script) = http(Limits::default(), vec![trouble, answer(200, &[], "")]);
        assert!(http.send(&cx(), Request::post(&["users"])).await.is_err());
        assert_eq!(script.times().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_certainly_did_not_arrive_is_repeated() {
    let (http, script) = http(Limits::default(), vec![unsent(), answer(200, &[], "")]);
    assert!(http.send(&cx(), Request::post(&["users"])).await.is_ok());
    assert_eq!(script.times().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_limit_is_waited_for_as_asked_and_shown() {
    let answers = vec![
        answer(429, &[("retry-after", "90")], ""),
        answer(200, &[], ""),
    ];
    let (http, script) = http(Limits::default(), answers);
    let waits = Arc::new(Mutex::new(Vec::new()));
    let told = waits.clone();
    let cx = Cx {
        progress: Arc::new(move |p: Progress| told.lock().unwrap().push(p.waiting_until)),
        ..cx()
    };
    http.send(&cx, Request::get(&["me"])).await.unwrap();
    assert_eq!(script.times()[1].as_secs(), 90);
    assert_eq!(*waits.lock().unwrap(), [Some(NOW.plus(90_000)), None]);
}

#[tokio::test(start_paused = true)]
async fn a_limit_until_a_date_or_without_one_is_waited_for_too() {
    let date = "Sun, 22 Nov 2026 06:17:27 GMT";
    let answers = vec![
        answer(429, &[("retry-after", date)], ""),
        answer(429, &[], ""),
        answer(200, &[], ""),
    ];
    let (http, script) = http(Limits::default(), answers);
    http.send(&cx(), Request::get(&["me"])).await.unwrap();
    let at = script.times();
    assert_eq!((at[1] - at[0]).as_secs(), 60);
    assert_eq!((at[2] - at[1]).as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_limit_beyond_patience_is_an_error_that_says_until_when() {
    let limits = Limits {
        max_wait: Duration::from_secs(60),
        ..Limits::default()
    };
    let (http, script) = http(limits, vec![answer(429, &[("retry-after", "61")], "")]);
    let limited = ErrorKind::Limited {
        until: Some(NOW.plus(61_000)),
    };
    for _ in 0..2 {
        let error = http.send(&cx(), Request::get(&["me"])).await.unwrap_err();
        assert_eq!(error.kind, limited);
    }
    assert_eq!(script.times().len(), 1, "the second one knew already");
}

#[tokio::test(start_paused = true)]
async fn a_limited_write_is_an_error_at_once() {
    let (http, script) = http(Limits::default(), vec![answer(429, &[], "slow down")]);
    let error = http.send(&cx(), Request::put(&["x"])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Limited { until: None });
    assert_eq!(script.times().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_credential_is_tried_once() {
    let (http, script) = http(Limits::default(), vec![answer(401, &[], "bad token")]);
    for detail in [
        "bad token",
        "this credential was refused before: nothing was sent until it changes, or until the service is resumed",
    ] {
        let error = http.send(&cx(), Request::get(&["me"])).await.unwrap_err();
        assert_eq!(
            (error.kind, error.detail.as_str()),
            (ErrorKind::Auth, detail)
        );
    }
    assert_eq!(script.times().len(), 1);
    assert!(http.gate.refused().is_some());
}

#[tokio::test(start_paused = true)]
async fn the_credential_is_sent_and_marked_as_sensitive() {
    let (http, script) = http(Limits::default(), vec![answer(200, &[], "")]);
    http.send(&cx(), Request::get(&["me"])).await.unwrap();
    let asked = script.asked.lock().unwrap();
    let value = &asked[0].1["authorization"];
    assert_eq!(value.to_str().unwrap(), "Bearer s3cret");
    assert!(value.is_sensitive());
}

#[tokio::test(start_paused = true)]
async fn the_pace_of_the_service_is_kept() {
    let limits = Limits {
        per_second: 2.0,
        burst: 2,
        ..Limits::default()
    };
    let (http, script) = http(limits, (0..5).map(|_| answer(200, &[], "")).collect());
    for _ in 0..5 {
        http.send(&cx(), Request::get(&["me"])).await.unwrap();
    }
    let at: Vec<u128> = script.times().iter().map(Duration::as_millis).collect();
    assert_eq!((at[1], at[2], at[4]), (0, 500, 1_500));
}

#[tokio::test(start_paused = true)]
async fn a_simulated_service_is_asked_without_a_pace() {
    let slow = Limits {
        per_second: 2.0,
        burst: 2,
        ..Limits::default()
    };
    let answers = (0..5).map(|_| answer(200, &[], "")).collect();
    let (http, script) = http(slow.unpaced(), answers);
    for _ in 0..5 {
        http.send(&cx(), Request::get(&["me"])).await.unwrap();
    }
    assert!(script.times()[4] < Duration::from_millis(500));
}

#[tokio::test(start_paused = true)]
async fn no_more_than_the_allowed_number_are_under_way_together() {
    let limits = Limits {
        concurrent: 2,
        ..Limits::default()
    };
    let (http, script) = http(limits, Vec::new());
    let cx = cx();
    let all = futures_util::future::join_all((0..5).map(|_| http.send(&cx, Request::get(&["me"]))));
    let stop = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        cx.cancel.cancel();
    };
    let (ended, ()) = tokio::join!(all, stop);
    assert_eq!(script.times().len(), 2);
    assert!(
        ended
            .iter()
            .all(|e| e.as_ref().is_err_and(|e| e.kind == ErrorKind::Cancelled))
    );
}

#[tokio::test(start_paused = true)]
async fn requests_in_the_queue_learn_of_a_limit() {
    let limits = Limits {
        concurrent: 1,
        ..Limits::default()
    };
    let mut answers = vec![answer(429, &[("retry-after", "90")], "")];
    answers.extend((0..3).map(|_| answer(200, &[], "")));
    let (http, script) = http(limits, answers);
    let cx = cx();
    let all = (0..3).map(|_| http.send(&cx, Request::get(&["me"])));
    let ended = futures_util::future::join_all(all).await;
    assert!(ended.iter().all(Result::is_ok));
    let at: Vec<u64> = script.times().iter().map(Duration::as_secs).collect();
    assert_eq!(at, [0, 90, 90, 90]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_left_at_once_when_asked_to_stop() {
    let (http, script) = http(
        Limits::default(),
        vec![answer(429, &[("retry-after", "600")], "")],
    );
    let cx = cx();
    let stop = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        cx.cancel.cancel();
    };
    let began = Instant::now();
    let (ended, ()) = tokio::join!(http.send(&cx, Request::get(&["me"])), stop);
    assert_eq!(ended.unwrap_err().kind, ErrorKind::Cancelled);
    assert_eq!(began.elapsed(), Duration::from_secs(5));
    assert_eq!(script.times().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_silent_service_is_given_up() {
    let (http, _) = http(Limits::default(), Vec::new());
    let error = http.send(&cx(), Request::post(&["x"])).await.unwrap_err();
    assert_eq!(error.detail, "no whole answer within 60 s");
}

#[tokio::test(start_paused = true)]
async fn cookies_are_given_back_until_the_credential_is_refused() {
    let answers = vec![
        answer(200, &[("set-cookie", "session=abc; HttpOnly")], ""),
        answer(401, &[], ""),
    ];
    let (http, script) = http(Limits::default(), answers);
    let http = http.with_cookies();
    http.send(&cx(), Request::get(&["me"])).await.unwrap();
    assert!(http.send(&cx(), Request::get(&["me"])).await.is_err());
    let asked = script.asked.lock().unwrap();
    assert!(!asked[0].1.contains_key("cookie"));
    assert_eq!(asked[1].1["cookie"], "session=abc");
    assert!(http.jar.as_ref().unwrap().header().is_none());
}

#[tokio::test(start_paused = true)]
async fn statuses_become_kinds_with_the_words_of_the_service() {
    let cases = [
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Conflict),
        (422, ErrorKind::Refused { code: "422".into() }),
    ];
    for (status, kind) in cases {
        let (http, _) = http(Limits::default(), vec![answer(status, &[], "w\u{1b}[mhy")]);
        let error = http.send(&cx(), Request::get(&["x"])).await.unwrap_err();
        assert_eq!((error.kind, error.detail.as_str()), (kind, "w\u{fffd}[mhy"));
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_another_shape_is_malformed() {
    for (body, why) in [
        ("<html>", "a page (HTML or XML) instead of JSON"),
        ("", "an empty answer instead of JSON"),
    ] {
        let (http, _) = http(Limits::default(), vec![answer(200, &[], body)]);
        let response = http.send(&cx(), Request::get(&["x"])).await.unwrap();
        let error = response.json::<Vec<u8>>().unwrap_err();
        assert_eq!(
            (error.kind, error.detail.as_str()),
            (ErrorKind::Malformed, why)
        );
    }
}

#[tokio::test]
async fn a_missing_secret_or_read_only_sends_nothing() {
    let missing = Bearer(net().credential(&config().id, "token", SecretRef::Env("NONE".into())));
    let (http, script) = http(Limits::default(), Vec::new());
    let http = http.with_auth(Arc::new(missing));
    let error = http.send(&cx(), Request::get(&["x"])).await.unwrap_err();
    assert_eq!(
        (error.kind, error.detail.as_str()),
        (ErrorKind::Config, "env NONE is not set")
    );
    assert!(script.times().is_empty());

    let settings = NetSettings {
        offline: true,
        ..NetSettings::default()
    };
    let http = Net::new(settings).http(&config(), "http://127.0.0.1:1", Limits::default());
    let error = http
        .unwrap()
        .send(&cx(), Request::get(&["x"]))
        .await
        .unwrap_err();
    assert_eq!(error.detail, "read-only: no request is sent");
}
