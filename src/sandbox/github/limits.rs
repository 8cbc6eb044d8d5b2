//! GitHub's allowances: the hourly one per resource, the points per minute, and what is said when
//! one is used up.

use serde_json::{Value, json};

use crate::sandbox::http::Answer;

/// Points an hour, for REST and for GraphQL.
const HOURLY: u64 = 5_000;
const REST_A_MINUTE: u64 = 900;
const GRAPHQL_A_MINUTE: u64 = 2_000;

/// One kind of request that has its own allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resource {
    Core,
    Graphql,
}

impl Resource {
    fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Graphql => "graphql",
        }
    }
}

#[derive(Debug, Default)]
struct Window {
    reset: i64,
    used: u64,
    minute: i64,
    minute_used: u64,
}

#[derive(Debug)]
pub(super) struct Limits {
    on: bool,
    core: Window,
    graphql: Window,
}

/// Which allowance a request exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    Primary,
    /// Seconds to wait.
    Secondary(i64),
}

impl Limits {
    /// Without limits the counters still run, but nothing is refused.
    pub(super) fn new(on: bool) -> Self {
        Self {
            on,
            core: Window::default(),
            graphql: Window::default(),
        }
    }

    fn window(&mut self, resource: Resource, now: i64) -> &mut Window {
        let window = match resource {
            Resource::Core => &mut self.core,
            Resource::Graphql => &mut self.graphql,
        };
        if now >= window.reset {
            *window = Window {
                reset: now + 3_600,
                minute: now,
                ..Window::default()
            };
        }
        if now >= window.minute + 60 {
            (window.minute, window.minute_used) = (now, 0);
        }
        window
    }

    /// Counts a request of `cost` hourly points and `burst` points a minute.
    pub(super) fn spend(
        &mut self,
        resource: Resource,
        now: i64,
        cost: u64,
        burst: u64,
    ) -> Result<(), Excess> {
        let on = self.on;
        let window = self.window(resource, now);
        let most = match resource {
            Resource::Core => REST_A_MINUTE,
            Resource::Graphql => GRAPHQL_A_MINUTE,
        };
        if on && window.used + cost > HOURLY {
            window.used = HOURLY;
            return Err(Excess::Primary);
        }
        if on && window.minute_used + burst > most {
            return Err(Excess::Secondary(window.minute + 60 - now));
        }
        window.used += cost;
        window.minute_used += burst;
        Ok(())
    }

    /// The allowance as `GET /rate_limit` and GraphQL's `rateLimit` show it.
    pub(super) fn show(&mut self, resource: Resource, now: i64) -> Value {
        let window = self.window(resource, now);
        let used = window.used.min(HOURLY);
        json!({
            "limit": HOURLY, "used": used, "remaining": HOURLY - used, "reset": window.reset,
            "resource": resource.name(),
        })
    }

    /// Adds the five headers.
    pub(super) fn stamp(&mut self, answer: Answer, resource: Resource, now: i64) -> Answer {
        let window = self.window(resource, now);
        let used = window.used.min(HOURLY);
        answer
            .with("x-ratelimit-limit", HOURLY.to_string())
            .with("x-ratelimit-remaining", (HOURLY - used).to_string())
            .with("x-ratelimit-used", used.to_string())
            .with("x-ratelimit-reset", window.reset.to_string())
            .with("x-ratelimit-resource", resource.name())
    }
}

/// The words for a used-up REST allowance.
pub(super) fn refuse(excess: Excess) -> Answer {
    match excess {
        Excess::Primary => Answer::json(
            403,
            &json!({
                "message": "API rate limit exceeded for user ID 1200000. If you reach out to \
                            GitHub Support for help, please include the request ID.",
                "documentation_url":
                    "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api",
                "status": "403",
            }),
        ),
        Excess::Secondary(wait) => Answer::json(
            403,
            &json!({
                "message": "You have exceeded a secondary rate limit. Please wait a few minutes \
                            before you try again.",
                "documentation_url":
                    "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api\
                     #about-secondary-rate-limits",
                "status": "403",
            }),
        )
        .with("retry-after", wait.max(1).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hourly_allowance_runs_out_and_comes_back() {
        let mut limits = Limits::new(true);
        let mut now = 1_000;
        for step in 0..5_000 {
            now = 1_000 + step / 10;
            assert_eq!(
                limits.spend(Resource::Core, now, 1, 1),
                Ok(()),
                "request {step}"
            );
        }
        assert_eq!(
            limits.spend(Resource::Core, now, 1, 1),
            Err(Excess::Primary)
        );
        assert_eq!(limits.spend(Resource::Graphql, now, 1, 1), Ok(()));
        assert_eq!(limits.show(Resource::Core, now)["remaining"], 0);
        assert_eq!(limits.spend(Resource::Core, 4_600, 1, 1), Ok(()));
        assert_eq!(limits.show(Resource::Core, 4_600)["remaining"], 4_999);
    }

    #[test]
    fn too_many_points_in_a_minute_are_refused_until_the_next() {
        let mut limits = Limits::new(true);
        for _ in 0..180 {
            assert_eq!(limits.spend(Resource::Core, 10, 1, 5), Ok(()));
        }
        assert_eq!(
            limits.spend(Resource::Core, 12, 1, 5),
            Err(Excess::Secondary(58))
        );
        assert_eq!(
            refuse(Excess::Secondary(58)).header("retry-after"),
            Some("58")
        );
        assert_eq!(limits.spend(Resource::Core, 70, 1, 5), Ok(()));
    }
}
