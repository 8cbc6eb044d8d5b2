//! Who is calling Nextcloud and how: passwords, app passwords, bearer tokens, session cookies;
//! brute-force throttling; and when a change needs the password confirmed.

use serde_json::{Value, json};

use super::call::{Call, body};
use super::door::{Caller, Proof, Session};
use super::ocs::Reply;
use super::state::Nextcloud;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request};
use crate::sandbox::secrets;

/// Failures after which every login is refused, and for how long they count.
const FAILURES: usize = 10;
const FAILURE_SECONDS: i64 = 30 * 60;
/// A confirmed password is good for so long.
const CONFIRMED_SECONDS: i64 = 30 * 60 + 15;

impl Nextcloud {
    /// Lets a request in; the second part is the cookie to set, when there is a new session.
    pub(super) fn enter(
        &mut self,
        clock: &Clock,
        request: &Request,
    ) -> Result<(Caller, Option<String>), Answer> {
        let now = clock.now().as_second();
        if let Some(token) = request.token(&["bearer"]) {
            let owner = self.door.apps.get(token).copied();
            let row = owner.filter(|&row| self.is_enabled(row));
            let Some(row) = row else {
                return Err(self.wrong(request));
            };
            let proof = Proof::AppBearer(token.to_owned());
            return Ok((
                Caller {
                    row,
                    proof,
                    session: String::new(),
                },
                None,
            ));
        }
        let session = cookie(request).filter(|id| self.door.sessions.contains_key(id));
        if let Some((login, password)) = request.basic() {
            return self.basic(now, request, &login, &password, session);
        }
        let known = session.and_then(|id| Some((self.door.sessions.get(&id)?.row, id)));
        match known.filter(|&(row, _)| self.is_enabled(row)) {
            Some((row, session)) => Ok((
                Caller {
                    row,
                    proof: Proof::Session,
                    session,
                },
                None,
            )),
            None => Err(Reply::fail(997, "Current user is not logged in").wrap(request)),
        }
    }

    fn basic(
        &mut self,
        now: i64,
        request: &Request,
        login: &str,
        password: &str,
        session: Option<String>,
    ) -> Result<(Caller, Option<String>), Answer> {
        self.door
            .failures
            .retain(|&(at, _)| now - at < FAILURE_SECONDS);
        if self.door.failures.len() > FAILURES {
            return Err(Reply::fail(429, "Reached maximum delay").wrap(request));
        }
        // The e-mail address is a login name too.
        let row = self.row_of(login).or_else(|| self.row_of_email(login));
        let row = row.filter(|&row| self.is_enabled(row));
        let proof = row.and_then(|row| {
            if self.door.has_password(row, password) {
                Some(Proof::Password)
            } else {
                let own = self.door.apps.get(password) == Some(&row);
                own.then(|| Proof::AppBasic(password.to_owned()))
            }
        });
        let (Some(row), Some(proof)) = (row, proof) else {
            self.door.failures.push((now, login.to_owned()));
            return Err(self.wrong(request));
        };
        self.door.failures.retain(|(_, name)| name != login);
        let same =
            session.filter(|id| self.door.sessions.get(id).is_some_and(|one| one.row == row));
        let (session, cookie) = match same {
            Some(id) => (id, None),
            None => {
                let id = secrets::letters(26);
                let app = match &proof {
                    Proof::AppBasic(app) => Some(app.clone()),
                    _ => None,
                };
                self.door.sessions.insert(
                    id.clone(),
                    Session {
                        row,
                        confirmed: None,
                        app,
                    },
                );
                let cookie = format!("nc_session_id={id}; path=/; HttpOnly; SameSite=Lax");
                (id, Some(cookie))
            }
        };
        if proof == Proof::Password
            && let Some(session) = self.door.sessions.get_mut(&session)
        {
            session.confirmed = Some(now);
        }
        Ok((
            Caller {
                row,
                proof,
                session,
            },
            cookie,
        ))
    }

    pub(super) fn row_of_email(&self, email: &str) -> Option<u32> {
        let wanted = email.to_lowercase();
        wanted.contains('@').then(|| {
            self.order.iter().copied().find(|&row| {
                self.users
                    .get(row as usize)
                    .is_some_and(|user| user.email.to_lowercase() == wanted)
            })
        })?
    }

    fn wrong(&self, request: &Request) -> Answer {
        let reply = Reply::fail(997, "Unauthorised");
        let answer = if self.version >= 34 {
            reply.wrap(request)
        } else {
            reply.wrap_xml()
        };
        answer.with("www-authenticate", "Basic realm=\"Authorisation Required\"")
    }

    /// Whether a change may go through. From 34 an app password no longer counts as confirmed;
    /// before, only a bearer did not.
    pub(super) fn is_confirmed(&self, call: &Call<'_>) -> bool {
        let now = call.clock.now().as_second();
        let session = self.door.sessions.get(&call.caller.session);
        let recent = session
            .and_then(|session| session.confirmed)
            .is_some_and(|at| now - at < CONFIRMED_SECONDS);
        match &call.caller.proof {
            Proof::Password => true,
            Proof::AppBasic(_) => recent || self.version < 34,
            Proof::AppBearer(_) => false,
            Proof::Session => recent,
        }
    }

    pub(super) fn get_app_password(&mut self, call: &Call<'_>) -> Reply {
        match &call.caller.proof {
            Proof::AppBasic(_) | Proof::AppBearer(_) if self.version >= 34 => {
                Reply::confirm_first()
            }
            Proof::AppBasic(_) | Proof::AppBearer(_) => Reply::fail(
                403,
                "You cannot request an new apppassword with an apppassword",
            ),
            _ => Reply::ok(json!({"apppassword": self.new_app_password(call.caller.row)})),
        }
    }

    /// Makes an app password of 72 characters.
    pub(in crate::sandbox) fn new_app_password(&mut self, row: u32) -> String {
        let app = secrets::letters(72);
        self.door.apps.insert(app.clone(), row);
        app
    }

    pub(super) fn delete_app_password(&mut self, call: &Call<'_>) -> Reply {
        let (Proof::AppBasic(app) | Proof::AppBearer(app)) = &call.caller.proof else {
            return Reply::fail(403, "no app password in use");
        };
        self.forget_app(app);
        Reply::done()
    }

    fn forget_app(&mut self, app: &str) {
        self.door.apps.remove(app);
        self.door
            .sessions
            .retain(|_, session| session.app.as_deref() != Some(app));
    }

    pub(super) fn rotate_app_password(&mut self, call: &Call<'_>) -> Reply {
        let (Proof::AppBasic(app) | Proof::AppBearer(app)) = &call.caller.proof else {
            return Reply::fail(403, "no app password in use");
        };
        self.forget_app(app);
        Reply::ok(json!({"apppassword": self.new_app_password(call.caller.row)}))
    }

    /// Confirms the password for the session of an app password.
    pub(super) fn confirm(&mut self, call: &Call<'_>) -> Reply {
        let body = body(call.request);
        let password = body
            .get("password")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !self.door.has_password(call.caller.row, password) {
            return Reply::fail(403, "");
        }
        let now = call.clock.now().as_second();
        if let Some(session) = self.door.sessions.get_mut(&call.caller.session) {
            session.confirmed = Some(now);
        }
        Reply::ok(json!({"lastLogin": now}))
    }
}

/// The session id of the request's cookies.
fn cookie(request: &Request) -> Option<String> {
    let cookies = request.header("cookie")?.split(';');
    let mut ids = cookies.filter_map(|one| one.trim().strip_prefix("nc_session_id="));
    ids.next().map(str::to_owned)
}
