//! `doctor` for Nextcloud: version, rights, the kind of password, and the brake on suspect logins.

use super::client::{Caller, Nextcloud, caller, cloud};
use super::ocs::{self, Record};
use crate::domain::check::{Check, CheckOutcome};
use crate::domain::fetch::ProviderError;
use crate::domain::text::Text;
use crate::net::Cx;

/// Versions that this code was tried with.
const TRIED: std::ops::RangeInclusive<i64> = 27..=34;
/// Below this delay in milliseconds nobody notices the brake.
const NOTICED: i64 = 200;

/// What the server says of itself.
pub struct Server {
    pub version: String,
    major: i64,
    /// Whether the caller's secret may make app passwords: then it is the login password
    /// (versions that say so).
    full_password: Option<bool>,
    /// How long logins from our address are held back, in milliseconds.
    delay: i64,
}

/// Asks for the capabilities.
pub async fn server(nextcloud: &Nextcloud, cx: &Cx) -> Result<Server, ProviderError> {
    let response = nextcloud.get(cx, cloud(&["capabilities"])).await?;
    let throttled = response.header("x-nextcloud-bruteforce-throttled");
    let throttled = throttled.and_then(|text| text.trim_end_matches("ms").parse().ok());
    let data = Record::of(&ocs::data(&response)?, None);
    let version = data.record("version");
    let capabilities = data.record("capabilities");
    let inside = |name| capabilities.as_ref().and_then(|all| all.record(name));
    Ok(Server {
        version: version
            .as_ref()
            .and_then(|version| version.text("string"))
            .unwrap_or_default(),
        major: version.and_then(|v| v.number("major")).unwrap_or(0),
        full_password: inside("core").and_then(|core| core.flag("can-create-app-token")),
        delay: throttled
            .or_else(|| inside("bruteforce")?.number("delay"))
            .unwrap_or(0),
    })
}

/// All checks.
pub async fn probe(nextcloud: &Nextcloud, cx: &Cx) -> Vec<Check> {
    let check = |outcome, text| Check { outcome, text };
    let me = match nextcloud.me(cx).await {
        Ok(me) => me,
        Err(error) => return vec![check(CheckOutcome::Bad, error.text())],
    };
    let login = Text::new("nextcloud-probe-login").with("login", me.id());
    let mut checks = vec![check(CheckOutcome::Good, login)];
    checks.push(rights(nextcloud, cx, &me).await);
    match server(nextcloud, cx).await {
        Ok(server) => checks.extend(about(&server)),
        Err(error) => checks.push(check(CheckOutcome::Bad, error.text())),
    }
    checks
}

async fn rights(nextcloud: &Nextcloud, cx: &Cx, me: &Record) -> Check {
    let one = cloud(&["users", "details"]).query("limit", 1);
    let (outcome, text) = match nextcloud.get(cx, one).await {
        Err(error) => (CheckOutcome::Bad, error.text()),
        Ok(_) if caller(me) == Caller::Subadmin => {
            (CheckOutcome::Bad, Text::new("nextcloud-subadmin-only"))
        }
        Ok(_) => (CheckOutcome::Good, Text::new("nextcloud-probe-manager")),
    };
    Check { outcome, text }
}

fn about(server: &Server) -> Vec<Check> {
    let version = Text::new("nextcloud-probe-server").with("version", server.version.as_str());
    let tried = TRIED.contains(&server.major);
    let mut checks = vec![Check {
        outcome: if tried {
            CheckOutcome::Good
        } else {
            CheckOutcome::Remark
        },
        text: if tried {
            version
        } else {
            Text::new("nextcloud-probe-untried")
                .with("version", server.version.as_str())
                .with("from", *TRIED.start())
                .with("to", *TRIED.end())
        },
    }];
    let mut remark = |text| {
        checks.push(Check {
            outcome: CheckOutcome::Remark,
            text,
        });
    };
    if server.full_password == Some(true) {
        remark(Text::new("nextcloud-probe-full-password"));
    }
    if server.delay >= NOTICED {
        remark(Text::new("nextcloud-probe-throttled").with("millis", server.delay));
    }
    checks
}
