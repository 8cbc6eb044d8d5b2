//! What GitHub's answers mean.

use super::*;
use crate::net::http::{Class, Response};
use crate::providers::github::client::classify;

#[test]
fn a_limit_is_recognised_in_each_of_its_forms() {
    let minute = Some(NOW.plus(60_000));
    let reset = NOW.plus(600_000);
    let epoch = (reset.0 / 1_000).to_string();
    let spent = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", epoch.as_str()),
    ];
    let message = |text: &str| json!({"message": text}).to_string();
    let limited = json!({"data": null, "errors": [{"type": "RATE_LIMITED", "message": "m"}]});
    let words = "You have exceeded a secondary rate limit. Please wait.";
    let secondary = json!({"errors": [{"message": words}]});
    let none: &[(&'static str, &str)] = &[];
    let cases = [
        (
            403,
            &spent[..],
            message("API rate limit exceeded"),
            Some(reset),
        ),
        (429, &spent[..], message(""), Some(reset)),
        (200, &spent[..], limited.to_string(), Some(reset)),
        (200, none, limited.to_string(), minute),
        (200, none, secondary.to_string(), minute),
        (
            200,
            none,
            message("You have exceeded a secondary rate limit."),
            minute,
        ),
        (403, &[("retry-after", "60")][..], message("x"), minute),
        (
            403,
            none,
            message("You have exceeded a secondary rate limit"),
            minute,
        ),
    ];
    for (status, headers, body, until) in cases {
        let response = Response::for_test(status, headers, &body);
        assert_eq!(
            classify(&response, NOW),
            Class::Limited { until },
            "{status} {body}"
        );
    }
}

#[test]
fn a_right_that_lacks_is_named_and_no_limit() {
    let headers = [
        ("x-accepted-github-permissions", "members=read"),
        ("x-ratelimit-remaining", "4999"),
    ];
    let body = json!({"message": "Resource not accessible by personal access token"}).to_string();
    let Class::Fail { kind, detail } = classify(&Response::for_test(403, &headers, &body), NOW)
    else {
        panic!("not a refusal");
    };
    assert_eq!(kind, ErrorKind::Forbidden);
    assert!(detail.ends_with("(needs: members=read)"), "{detail}");
}

#[test]
fn a_validation_error_says_its_cause() {
    let cause = json!({"resource": "OrganizationInvitation", "code": "unprocessable",
                       "field": "data", "message": "Over invitation rate limit"});
    for (errors, expected) in [
        (
            json!([cause]),
            (
                "unprocessable",
                "Validation Failed; Over invitation rate limit",
            ),
        ),
        (
            json!(["already invited"]),
            ("422", "Validation Failed; already invited"),
        ),
    ] {
        let body = json!({"message": "Validation Failed", "errors": errors}).to_string();
        let class = classify(&Response::for_test(422, &[], &body), NOW);
        let code = expected.0.to_owned();
        assert_eq!(class, Class::fail(ErrorKind::Refused { code }, expected.1));
    }
}

#[test]
fn a_person_who_names_a_limit_is_no_limit() {
    for body in [
        json!({"id": 1, "login": "x", "bio": "secondary rate limit"}),
        json!([{"id": 1, "message": "secondary rate limit"}]),
        json!({"data": {"organization": {"name": "RATE_LIMIT, secondary rate limit"}}}),
    ] {
        let response = Response::for_test(200, &[], &body.to_string());
        assert_eq!(classify(&response, NOW), Class::Ok, "{body}");
    }
}
