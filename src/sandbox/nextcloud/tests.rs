//! What the simulated Nextcloud refuses, version by version, and the shapes it answers in.

use axum::http::{HeaderMap, Method};
use base64::Engine;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::kind::POPULATION;
use super::route::answer;
use super::state::Nextcloud;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request};
use crate::sandbox::org::Org;

struct Cloud {
    server: Nextcloud,
    clock: Clock,
    headers: HeaderMap,
}

fn basic(login: &str, password: &str) -> String {
    let text = format!("{login}:{password}");
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(text)
    )
}

impl Cloud {
    fn new(version: u32) -> Self {
        let clock = Clock::new(Timestamp::from_second(1_790_000_000).unwrap());
        let org = Org::invent(1, 500);
        let server = Nextcloud::new(
            &org,
            org.accounts_for(&POPULATION),
            version,
            "right password".into(),
        );
        let mut cloud = Self {
            server,
            clock,
            headers: HeaderMap::new(),
        };
        cloud
            .headers
            .insert("ocs-apirequest", "true".parse().unwrap());
        cloud.sign_in(&basic("admin", "right password"));
        cloud
    }

    fn sign_in(&mut self, authorization: &str) {
        self.headers
            .insert("authorization", authorization.parse().unwrap());
        self.headers.remove("cookie");
    }

    fn raw(&mut self, method: Method, target: &str, body: &str) -> Answer {
        let body = body.as_bytes().to_vec();
        let request = Request::new(method, target, self.headers.clone(), body);
        answer(&mut self.server, &self.clock, &request)
    }

    fn send(&mut self, method: Method, path: &str, body: &str) -> Answer {
        let joint = if path.contains('?') { '&' } else { '?' };
        self.raw(
            method,
            &format!("/ocs/v2.php{path}{joint}format=json"),
            body,
        )
    }

    fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, "")
    }

    fn data(&mut self, path: &str) -> Value {
        self.get(path).value()["ocs"]["data"].clone()
    }

    fn app_password(&mut self) -> String {
        self.data("/core/getapppassword")["apppassword"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// HTTP status, OCS status code, message.
fn meta(answer: &Answer) -> (u16, u64, String) {
    let meta = &answer.value()["ocs"]["meta"];
    let message = meta["message"].as_str().unwrap().to_owned();
    (answer.status, meta["statuscode"].as_u64().unwrap(), message)
}

fn said(status: u16, code: u64, message: &str) -> (u16, u64, String) {
    (status, code, message.to_owned())
}

#[test]
fn without_the_header_or_the_login_nothing_is_said() {
    let mut cloud = Cloud::new(34);
    assert_eq!(cloud.get("/cloud/users?limit=1").status, 200);
    cloud.headers.remove("ocs-apirequest");
    let refused = cloud.get("/cloud/users");
    assert_eq!(refused.status, 412);
    assert_eq!(refused.value(), json!({"message": "CSRF check failed"}));
    cloud
        .headers
        .insert("ocs-apirequest", "true".parse().unwrap());
    cloud.headers.remove("authorization");
    let anonymous = meta(&cloud.get("/cloud/users"));
    assert_eq!(anonymous, said(401, 997, "Current user is not logged in"));
    assert_eq!(cloud.raw(Method::GET, "/status.php", "").status, 200);
    cloud.sign_in(&basic("admin", "wrong"));
    let wrong = cloud.get("/cloud/users");
    assert_eq!(meta(&wrong), said(401, 997, "Unauthorised"));
    assert!(wrong.header("www-authenticate").is_some());
    let mut old = Cloud::new(29);
    old.sign_in(&basic("admin", "wrong"));
    let wrong = old.get("/cloud/users");
    assert_eq!(
        wrong.header("content-type"),
        Some("text/xml; charset=UTF-8")
    );
}

#[test]
fn answers_are_xml_unless_json_is_asked_for() {
    let mut cloud = Cloud::new(34);
    let xml = cloud.raw(Method::GET, "/ocs/v2.php/cloud/users?search=echappe", "");
    let text = String::from_utf8(xml.body).unwrap();
    assert!(text.contains("<statuscode>200</statuscode>"), "{text}");
    assert!(text.contains("   <element>echappe</element>"), "{text}");
    let details = cloud.raw(
        Method::GET,
        "/ocs/v2.php/cloud/users/details?search=echappe",
        "",
    );
    let text = String::from_utf8(details.body).unwrap();
    assert!(
        !text.contains('\u{1b}') && text.contains("<enabled>1</enabled>"),
        "{text}"
    );
    cloud
        .headers
        .insert("accept", "application/json".parse().unwrap());
    assert!(
        cloud
            .raw(Method::GET, "/ocs/v2.php/cloud/users", "")
            .value()
            .is_object()
    );
}

#[test]
fn version_1_says_200_for_everything_but_401() {
    let mut cloud = Cloud::new(34);
    let get = |cloud: &mut Cloud, path: &str| {
        meta(&cloud.raw(Method::GET, &format!("/ocs/v1.php{path}?format=json"), ""))
    };
    assert_eq!(get(&mut cloud, "/cloud/users"), said(200, 100, "OK"));
    let unknown = said(200, 404, "User does not exist");
    assert_eq!(get(&mut cloud, "/cloud/users/nobody"), unknown);
    cloud.sign_in(&basic("admin", "wrong"));
    assert_eq!(
        get(&mut cloud, "/cloud/users"),
        said(401, 997, "Unauthorised")
    );
}

#[test]
fn lists_have_the_shapes_of_php() {
    let mut cloud = Cloud::new(34);
    let all = cloud.data("/cloud/users")["users"]
        .as_array()
        .unwrap()
        .clone();
    assert!(all.contains(&json!(12345)) && all.contains(&json!("admin")));
    let record = &cloud.data("/cloud/users/details?search=12345")["users"]["12345"];
    assert_eq!(record["id"], "12345");
    assert_eq!(
        cloud.data("/cloud/users/details?limit=3&offset=9999")["users"],
        json!([])
    );
    let page = cloud.data("/cloud/users/details?limit=3&offset=3");
    assert_eq!(page["users"].as_object().unwrap().len(), 3);
    for id in ["0", "1"] {
        let body = format!("userid={id}&password=long%20enough%20password");
        assert_eq!(cloud.send(Method::POST, "/cloud/users", &body).status, 200);
    }
    let first = cloud.data("/cloud/users/details?limit=2")["users"].clone();
    assert_eq!(first.as_array().unwrap().len(), 2);
    assert_eq!(cloud.data("/cloud/users?limit=2")["users"], json!([0, 1]));
    let disabled = cloud.data("/cloud/users/disabled")["users"].clone();
    assert!(
        disabled
            .as_object()
            .unwrap()
            .values()
            .all(|user| user["enabled"] == false)
    );
}

#[test]
fn ids_have_no_case_and_survive_percent_encoding() {
    let mut cloud = Cloud::new(34);
    let record = cloud.data("/cloud/users/CLAIRE.Fontaine");
    assert_eq!(
        (&record["id"], &record["groups"][0]),
        (&json!("claire.fontaine"), &json!("admin"))
    );
    assert_eq!(
        cloud.data("/cloud/users/ousmane.n%27diaye")["displayname"],
        "Ousmane N’DIAYE"
    );
    let members = cloud.data("/cloud/groups/partenaires%20%26%20externes/users");
    assert!(members["users"].as_array().unwrap().len() > 3);
    let nobody = meta(&cloud.get("/cloud/users/nobody"));
    assert_eq!(nobody, said(404, 404, "User does not exist"));
    let nothing = meta(&cloud.get("/cloud/groups/nothing/users"));
    assert_eq!(
        nothing,
        said(404, 404, "The requested group could not be found")
    );
    assert_eq!(meta(&cloud.get("/cloud/nonsense")).1, 998);
    assert_eq!(meta(&Cloud::new(29).get("/cloud/nonsense")).1, 404);
    let method = cloud.send(Method::PATCH, "/cloud/users", "");
    assert_eq!((method.status, method.body.len()), (405, 0));
}

#[test]
fn older_versions_know_less() {
    let mut old = Cloud::new(28);
    let record = old.data("/cloud/users/jamais.venu");
    assert!(record.get("lastLoginTimestamp").is_none() && record["lastLogin"] == 0);
    assert!(record["quota"].get("free").is_none(), "{record}");
    assert_eq!(old.get("/cloud/users/disabled").status, 404);
    let new = Cloud::new(34).data("/cloud/users/jamais.venu");
    assert_eq!(new["firstLoginTimestamp"], 0);
    assert!(new["quota"]["total"].is_i64());
}

#[test]
fn who_is_no_administrator_sees_only_themselves() {
    let mut cloud = Cloud::new(34);
    let body = "userid=alice&password=long%20enough%20password";
    assert_eq!(cloud.send(Method::POST, "/cloud/users", body).status, 200);
    cloud.sign_in(&basic("alice", "long enough password"));
    let refused = said(403, 403, "Logged in account must be at least a sub admin");
    assert_eq!(meta(&cloud.get("/cloud/users")), refused);
    assert_eq!(
        meta(&cloud.send(Method::PUT, "/cloud/users/admin/disable", "")),
        refused
    );
    assert_eq!(cloud.data("/cloud/user")["id"], "alice");
}

#[test]
fn a_subadmin_sees_and_changes_the_users_of_the_own_groups_only() {
    let mut cloud = Cloud::new(34);
    let group = cloud.data("/cloud/users/karim.benali")["groups"][0]
        .as_str()
        .unwrap()
        .to_owned();
    let body = "userid=alice&password=long%20enough%20password";
    assert_eq!(cloud.send(Method::POST, "/cloud/users", body).status, 200);
    let body = format!("groupid={group}");
    let path = "/cloud/users/alice/subadmins";
    assert_eq!(cloud.send(Method::POST, path, &body).status, 200);
    let everybody = cloud.data("/cloud/users")["users"]
        .as_array()
        .unwrap()
        .len();
    cloud.sign_in(&basic("alice", "long enough password"));
    let seen = cloud.data("/cloud/users")["users"]
        .as_array()
        .unwrap()
        .len();
    assert!(1 < seen && seen < everybody, "{seen} of {everybody}");
    assert_eq!(cloud.data("/cloud/users/karim.benali")["enabled"], true);
    assert_eq!(meta(&cloud.get("/cloud/users/admin")), said(404, 998, ""));
    let disable = |uid: &str| format!("/cloud/users/{uid}/disable");
    let hidden = meta(&cloud.send(Method::PUT, &disable("admin"), ""));
    assert_eq!(hidden, said(404, 998, ""));
    let own = cloud.send(Method::PUT, &disable("karim.benali"), "");
    assert_eq!(own.status, 200);
    let body = "userid=bob&password=long%20enough%20password";
    let refused = meta(&cloud.send(Method::POST, "/cloud/users", body));
    assert_eq!((refused.0, refused.1), (400, 106));
}

#[test]
fn a_deleted_group_has_no_subadmins_and_takes_none_from_others() {
    let mut cloud = Cloud::new(34);
    for gid in ["one", "two"] {
        let body = format!("groupid={gid}");
        assert_eq!(cloud.send(Method::POST, "/cloud/groups", &body).status, 200);
        let path = "/cloud/users/claire.fontaine/subadmins";
        assert_eq!(cloud.send(Method::POST, path, &body).status, 200);
    }
    assert_eq!(
        cloud.send(Method::DELETE, "/cloud/groups/one", "").status,
        200
    );
    let ruled = cloud.data("/cloud/users/claire.fontaine/subadmins");
    assert_eq!(ruled, json!(["two"]));
}

#[test]
fn only_the_login_password_may_make_app_passwords() {
    let mut cloud = Cloud::new(34);
    let may = |cloud: &mut Cloud| {
        let all = cloud.data("/cloud/capabilities");
        all["capabilities"]["core"]["can-create-app-token"].clone()
    };
    assert_eq!(may(&mut cloud), true);
    let app = cloud.app_password();
    cloud.sign_in(&basic("admin", &app));
    assert_eq!(may(&mut cloud), false);
    assert_eq!(may(&mut Cloud::new(29)), Value::Null);
}

#[test]
fn from_34_an_app_password_changes_nothing_until_confirmed() {
    let disable = "/cloud/users/claire.fontaine/disable";
    let refused = said(403, 403, "Password confirmation is required");
    let mut cloud = Cloud::new(34);
    let app = cloud.app_password();
    cloud.sign_in(&format!("Bearer {app}"));
    assert_eq!(cloud.get("/cloud/users").status, 200);
    assert_eq!(meta(&cloud.send(Method::PUT, disable, "")), refused);
    cloud.sign_in(&basic("admin", &app));
    let answer = cloud.send(Method::PUT, disable, "");
    assert_eq!(meta(&answer), refused);
    assert_eq!(meta(&cloud.get("/core/getapppassword")).0, 403);
    let cookie = answer
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    cloud.headers.insert("cookie", cookie.parse().unwrap());
    let wrong = cloud.send(Method::PUT, "/core/apppassword/confirm", "password=nope");
    assert_eq!(meta(&wrong), said(403, 403, ""));
    let body = "{\"password\":\"right password\"}";
    assert_eq!(
        cloud
            .send(Method::PUT, "/core/apppassword/confirm", body)
            .status,
        200
    );
    assert_eq!(cloud.send(Method::PUT, disable, "").status, 200);
    cloud.headers.remove("authorization");
    assert_eq!(cloud.send(Method::PUT, disable, "").status, 200);
    cloud.clock.advance(31 * 60);
    assert_eq!(meta(&cloud.send(Method::PUT, disable, "")), refused);
    assert_eq!(cloud.get("/cloud/users").status, 200);
}

#[test]
fn before_34_only_a_bearer_is_refused() {
    let disable = "/cloud/users/claire.fontaine/disable";
    let mut cloud = Cloud::new(29);
    let app = cloud.app_password();
    cloud.sign_in(&format!("Bearer {app}"));
    assert_eq!(cloud.send(Method::PUT, disable, "").status, 403);
    cloud.sign_in(&basic("admin", &app));
    assert_eq!(cloud.send(Method::PUT, disable, "").status, 200);
    let again = meta(&cloud.get("/core/getapppassword")).2;
    assert_eq!(
        again,
        "You cannot request an new apppassword with an apppassword"
    );
    cloud.sign_in(&basic("claire.fontaine", &app));
    assert_eq!(cloud.get("/cloud/user").status, 401);
}

#[test]
fn the_twelfth_wrong_password_blocks_basic_and_only_that() {
    let mut cloud = Cloud::new(34);
    let app = cloud.app_password();
    cloud.sign_in(&basic("admin", "wrong"));
    for _ in 0..11 {
        assert_eq!(cloud.get("/cloud/users").status, 401);
    }
    let blocked = said(429, 429, "Reached maximum delay");
    let answer = cloud.get("/cloud/users");
    assert_eq!(meta(&answer), blocked);
    assert!(answer.header("retry-after").is_none());
    cloud.sign_in(&basic("admin", "right password"));
    assert_eq!(meta(&cloud.get("/cloud/users")), blocked);
    assert_eq!(cloud.raw(Method::GET, "/status.php", "").status, 200);
    cloud.sign_in(&format!("Bearer {app}"));
    assert_eq!(cloud.get("/cloud/users").status, 200);
    cloud.clock.advance(30 * 60);
    cloud.sign_in(&basic("admin", "right password"));
    assert_eq!(cloud.get("/cloud/users").status, 200);
}

#[test]
fn a_disabled_user_is_shut_out_and_comes_back_with_app_passwords() {
    let mut cloud = Cloud::new(34);
    let body = "userid=alice&password=long%20enough%20password";
    assert_eq!(cloud.send(Method::POST, "/cloud/users", body).status, 200);
    let admin = basic("admin", "right password");
    cloud.sign_in(&basic("alice", "long enough password"));
    let app = cloud.app_password();
    let switch = |cloud: &mut Cloud, what: &str| {
        cloud.sign_in(&admin);
        let path = format!("/cloud/users/alice/{what}");
        assert_eq!(cloud.send(Method::PUT, &path, "").status, 200);
        cloud.sign_in(&basic("alice", &app));
        cloud.get("/cloud/user").status
    };
    assert_eq!(switch(&mut cloud, "disable"), 401);
    assert_eq!(switch(&mut cloud, "disable"), 401);
    assert_eq!(switch(&mut cloud, "enable"), 200);
    assert_eq!(
        cloud.send(Method::DELETE, "/core/apppassword", "").status,
        200
    );
    assert_eq!(cloud.get("/cloud/user").status, 401);
}

#[test]
fn changes_fail_with_the_observed_codes() {
    let mut cloud = Cloud::new(34);
    let long = "long%20enough%20password";
    let mut post = |body: &str| meta(&cloud.send(Method::POST, "/cloud/users", body));
    let taken = post(&format!("userid=Claire.Fontaine&password={long}"));
    assert_eq!(taken, said(400, 102, "User already exists"));
    let weak = post("userid=weak&password=123456");
    assert_eq!(
        weak,
        said(
            400,
            107,
            "Password needs to be at least 10 characters long."
        )
    );
    assert_eq!(post("userid=nopw").1, 108);
    assert_eq!(post(&format!("userid=bad%2Fid&password={long}")).1, 101);
    let group = post(&format!("userid=ug&password={long}&groups%5B%5D=nope"));
    assert_eq!(group, said(400, 104, "Group nope does not exist"));
    assert_eq!(post("userid=mailonly&email=not-an-email").0, 200);
    let mut call = |method: Method, path: &str, body: &str| meta(&cloud.send(method, path, body));
    assert_eq!(
        call(Method::PUT, "/cloud/users/nobody/disable", ""),
        said(400, 101, "")
    );
    assert_eq!(
        call(Method::PUT, "/cloud/users/admin/disable", ""),
        said(400, 101, "")
    );
    assert_eq!(
        call(Method::DELETE, "/cloud/users/nobody", ""),
        said(404, 998, "")
    );
    let staff = "/cloud/groups";
    assert_eq!(call(Method::POST, staff, "groupid=staff").0, 200);
    assert_eq!(
        call(Method::POST, staff, "groupid=staff"),
        said(400, 102, "group exists")
    );
    let groups = "/cloud/users/mailonly/groups";
    assert_eq!(call(Method::POST, groups, "groupid=nope").1, 102);
    assert_eq!(call(Method::POST, groups, "groupid=staff").0, 200);
    assert_eq!(
        call(Method::PUT, "/cloud/users/mailonly", "key=nokey&value=x").1,
        113
    );
    assert_eq!(
        call(Method::PUT, "/cloud/users/mailonly", "key=email&value=x").1,
        101
    );
    assert_eq!(
        call(Method::PUT, "/cloud/users/mailonly", "key=quota&value=5 GB").0,
        200
    );
    let record = cloud.data("/cloud/users/mailonly");
    assert_eq!(record["groups"], json!(["staff"]));
    assert_eq!(record["quota"]["quota"], 5_368_709_120_i64);
    let path = "/cloud/users/mailonly/groups?groupid=staff";
    assert_eq!(cloud.send(Method::DELETE, path, "").status, 200);
    assert_eq!(
        cloud.data("/cloud/users/mailonly/groups")["groups"],
        json!([])
    );
}
