//! One request from its place in the queue to an answer or an error.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::OwnedSemaphorePermit;
use zeroize::Zeroizing;

use super::wire::{Incoming, Outgoing, WireError};
use super::{Attempt, Class, Http, Intent, Request, Response};
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::ids::Digest16;
use crate::domain::progress::Progress;
use crate::net::secret::Scrubber;
use crate::net::{Cx, failure};

/// Attempts of a request that meets passing trouble.
const TRIES: u32 = 4;
/// The pause after the first one; doubled after each other.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause that nobody asked for.
const LONGEST_PAUSE: Duration = Duration::from_secs(64);
/// Shorter words of what signs a request are no secret.
const SHORTEST_SECRET: usize = 6;
/// Shorter waits are not worth telling.
const TOLD: Duration = Duration::from_secs(1);

/// One request on its way.
struct Call<'a> {
    http: &'a Http,
    cx: &'a Cx,
    request: &'a Request,
    url: Url,
    target: String,
    payload: Option<(&'static str, Vec<u8>)>,
    /// Waiting for rate limits that is still allowed.
    patience: Duration,
    /// What the last attempt was signed with: an answer that repeats it must not bring it into
    /// errors, logs and the store.
    secrets: Vec<Zeroizing<String>>,
}

/// What one attempt came to.
enum Attempted {
    Answer(Response, Option<Digest16>),
    Trouble { detail: String, unsent: bool },
}

impl Http {
    /// Sends a request and waits for its whole answer.
    ///
    /// Keeps to the service's pace, waits where it asks us to (at most `Limits::max_wait`, shown by
    /// `Progress::waiting_until`), repeats a read after passing trouble and a write only when it
    /// certainly did not arrive. After a refused credential nothing more is sent with it. A write
    /// under way is not cancelled: its answer is worth waiting for.
    pub async fn send(&self, cx: &Cx, request: Request) -> Result<Response, ProviderError> {
        let url = request.url(&self.base).map_err(|why| {
            failure(
                &self.service,
                ErrorKind::Malformed,
                &format!("{request:?}"),
                &why,
            )
        })?;
        let call = Call {
            http: self,
            cx,
            request: &request,
            target: request.target(&url),
            url,
            payload: request.payload(),
            patience: self.limits.max_wait,
            secrets: Vec::new(),
        };
        call.run().await
    }
}

impl Call<'_> {
    async fn run(mut self) -> Result<Response, ProviderError> {
        let read = self.request.intent == Intent::Read;
        let (mut tries, mut limited) = (0, 0);
        loop {
            let (detail, kind, again) = match self.attempt().await? {
                Attempted::Trouble { detail, unsent } => (detail, ErrorKind::Net, read || unsent),
                Attempted::Answer(response, credential) => {
                    let now = self.cx.clock.now();
                    match (self.http.limits.classify)(&response, now) {
                        Class::Ok => return Ok(response),
                        Class::Fail { kind, detail } => {
                            if kind == ErrorKind::Auth {
                                self.refused(credential);
                            }
                            return Err(self.error(kind, &detail));
                        }
                        Class::Limited { until } => {
                            let asked = until.map_or(0, |until| until.since(now)).max(0);
                            let asked = Duration::from_millis(asked.unsigned_abs());
                            // Limited again: we came too early, and GitHub bans those who go on.
                            let asked = asked.saturating_mul(1 << limited.min(4));
                            limited += 1;
                            let pause = asked.max(backoff(limited + 1));
                            self.http.gate.close_for(pause);
                            if !read || pause > self.patience {
                                let kind = ErrorKind::Limited { until };
                                return Err(self.error(kind, &response.text()));
                            }
                            continue;
                        }
                        Class::Retry => {
                            let code = response.status.to_string();
                            (response.text(), ErrorKind::Refused { code }, read)
                        }
                    }
                }
            };
            tries += 1;
            if !again || tries >= TRIES {
                return Err(self.error(kind, &detail));
            }
            tracing::debug!(service = %self.http.service, target = self.target, tries, "again");
            // Half of it is chance, so that many callers do not come back together.
            let pause = if self.http.unpaced {
                Duration::ZERO
            } else {
                backoff(tries).mul_f64(rand::random_range(0.5..=1.0))
            };
            self.wait(pause).await?;
        }
    }

    /// Waits for our turn, then sends once.
    async fn attempt(&mut self) -> Result<Attempted, ProviderError> {
        self.not_refused()?;
        // Held until the answer is whole.
        let _place = self.place().await?;
        // Somebody else may have been refused while this one waited.
        self.not_refused()?;
        let (outgoing, credential) = self.outgoing().await?;
        self.secrets = secrets(&outgoing.headers);
        // The login and password of Basic travel as one word.
        if let Some(authorization) = outgoing.headers.get("authorization")
            && let Ok(value) = authorization.to_str()
        {
            let word = value.rsplit(' ').next().unwrap_or_default();
            self.http.gate.scrubber().learn(word);
        }
        match self.exchange(outgoing).await? {
            Ok(incoming) => {
                self.keep_cookies(&incoming);
                let scrubber = self.http.gate.scrubber();
                let response = Response {
                    status: incoming.status,
                    headers: scrubbed(incoming.headers, scrubber),
                    body: scrubber.fields(incoming.body),
                    service: self.http.service.clone(),
                    target: self.target.clone(),
                    scrubber: scrubber.clone(),
                };
                Ok(Attempted::Answer(response, credential))
            }
            Err(WireError::Unsent(detail)) => Ok(Attempted::Trouble {
                detail,
                unsent: true,
            }),
            Err(WireError::Lost(detail)) => Ok(Attempted::Trouble {
                detail,
                unsent: false,
            }),
            Err(WireError::Final(detail)) => Err(self.error(ErrorKind::Net, &detail)),
        }
    }

    /// Waits until the service may be asked, for a free place, and for the pace.
    async fn place(&mut self) -> Result<OwnedSemaphorePermit, ProviderError> {
        let (limits, gate) = (&self.http.limits, &self.http.gate);
        let place = loop {
            let closed = gate.closed_for();
            if closed > self.patience {
                let until = self.cx.clock.now().plus(millis(closed));
                let kind = ErrorKind::Limited { until: Some(until) };
                return Err(self.error(kind, "the service asked to be left alone"));
            }
            self.patience -= closed;
            self.wait(closed).await?;
            let place = tokio::select! {
                biased;
                () = self.cx.cancel.cancelled() => return Err(self.cancelled()),
                place = gate.slots(limits.concurrent).acquire_owned() => place,
            };
            let place = place.map_err(|_| self.cancelled())?;
            // The service may have closed while we queued.
            if gate.closed_for().is_zero() {
                break place;
            }
        };
        self.wait(gate.take(limits.per_second, limits.burst))
            .await?;
        Ok(place)
    }

    /// One exchange within its time; the outer error ends the request.
    async fn exchange(
        &self,
        outgoing: Outgoing,
    ) -> Result<Result<Incoming, WireError>, ProviderError> {
        let wire = self.http.line.wire();
        let wire = wire.map_err(|why| self.error(ErrorKind::Config, &why))?;
        self.http.gate.count();
        let timeout = self.http.limits.total_timeout;
        let exchange = tokio::time::timeout(timeout, wire.exchange(outgoing));
        let ended = if self.request.intent == Intent::Read {
            tokio::select! {
                biased;
                () = self.cx.cancel.cancelled() => return Err(self.cancelled()),
                ended = exchange => ended,
            }
        } else {
            exchange.await
        };
        let answer = ended.unwrap_or_else(|_| {
            let why = format!("no whole answer within {} s", timeout.as_secs());
            Err(WireError::Lost(why))
        });
        if let Ok(incoming) = &answer {
            tracing::debug!(
                service = %self.http.service,
                target = self.target,
                status = incoming.status,
                bytes = incoming.body.len(),
            );
        }
        Ok(answer)
    }

    fn keep_cookies(&self, incoming: &Incoming) {
        if let Some(jar) = &self.http.jar {
            let cookies = incoming.headers.get_all("set-cookie").iter();
            cookies
                .filter_map(|cookie| cookie.to_str().ok())
                .for_each(|cookie| jar.take(cookie));
        }
    }

    /// The request's last form, signed.
    async fn outgoing(&self) -> Result<(Outgoing, Option<Digest16>), ProviderError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.request.headers {
            let value = HeaderValue::from_str(value)
                .map_err(|_| self.error(ErrorKind::Malformed, "a header holds a control"))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        let (kind, body) = match &self.payload {
            Some((kind, bytes)) => (Some(*kind), bytes.clone()),
            None => (None, Vec::new()),
        };
        if let Some(kind) = kind {
            headers.insert("content-type", HeaderValue::from_static(kind));
        }
        let mut attempt = Attempt {
            method: &self.request.method,
            url: self.url.as_str(),
            body: &body,
            credential: None,
            headers: &mut headers,
            service: &self.http.service,
        };
        if let Some(cookies) = self.http.jar.as_ref().and_then(|jar| jar.header()) {
            attempt.secret_header("cookie", &cookies)?;
        }
        if let Some(auth) = &self.http.auth {
            auth.sign(&mut attempt).await?;
        }
        let credential = attempt.credential;
        let outgoing = Outgoing {
            method: self.request.method.clone(),
            url: self.url.clone(),
            headers,
            body,
            body_max: self.http.limits.body_max,
        };
        Ok((outgoing, credential))
    }

    fn not_refused(&self) -> Result<(), ProviderError> {
        if self.http.auth.is_some() && self.http.gate.refused().is_some() {
            let why = "this credential was refused before: nothing was sent until it changes, or until the \
                       service is resumed";
            return Err(self.error(ErrorKind::Auth, why));
        }
        Ok(())
    }

    fn refused(&self, credential: Option<Digest16>) {
        if let Some(credential) = credential {
            self.http.gate.refuse(credential);
        }
        if let Some(jar) = &self.http.jar {
            jar.clear();
        }
    }

    /// Waits, unless asked to stop; says so when it is long.
    async fn wait(&self, pause: Duration) -> Result<(), ProviderError> {
        if self.cx.cancel.is_cancelled() {
            return Err(self.cancelled());
        }
        if pause.is_zero() {
            return Ok(());
        }
        let told = pause >= TOLD;
        if told {
            (self.cx.progress)(Progress {
                waiting_until: Some(self.cx.clock.now().plus(millis(pause))),
                ..Progress::default()
            });
        }
        let ended = tokio::select! {
            biased;
            () = self.cx.cancel.cancelled() => Err(self.cancelled()),
            () = tokio::time::sleep(pause) => Ok(()),
        };
        if told {
            (self.cx.progress)(Progress::default());
        }
        ended
    }

    fn cancelled(&self) -> ProviderError {
        self.error(ErrorKind::Cancelled, "")
    }

    fn error(&self, kind: ErrorKind, detail: &str) -> ProviderError {
        let mut detail = self.http.gate.scrubber().words(detail).into_owned();
        for secret in &self.secrets {
            detail = detail.replace(secret.as_str(), "(hidden)");
        }
        failure(&self.http.service, kind, &self.target, &detail)
    }
}

/// Headers without what the service was sent in confidence.
fn scrubbed(mut headers: HeaderMap, scrubber: &Scrubber) -> HeaderMap {
    for value in headers.values_mut() {
        if let Some(clean) = scrubber.masked(value.as_bytes())
            && let Ok(clean) = HeaderValue::from_bytes(&clean)
        {
            *value = clean;
        }
    }
    headers
}

/// The words of the headers that hold secrets, but for the scheme.
fn secrets(headers: &HeaderMap) -> Vec<Zeroizing<String>> {
    let values = headers.values().filter(|value| value.is_sensitive());
    let words = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split([' ', ';', '=']));
    words
        .filter(|word| word.len() >= SHORTEST_SECRET && !word.eq_ignore_ascii_case("bearer"))
        .map(|word| Zeroizing::new(word.to_owned()))
        .collect()
}

/// The pause after so many tries.
fn backoff(tries: u32) -> Duration {
    FIRST_PAUSE
        .saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1)))
        .min(LONGEST_PAUSE)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
