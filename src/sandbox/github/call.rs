//! What every handler of the simulated GitHub works with: the request, the pages of a list, and the
//! error bodies.

use serde_json::{Value, json};

use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Answer, Request, page};

const DOCS: &str = "https://docs.github.com/rest";

/// Everything a handler needs beside the organisation.
pub(super) struct Call<'a> {
    pub request: &'a Request,
    pub clock: &'a Clock,
    pub base: &'a str,
}

/// GitHub's ordinary error body.
pub(super) fn refusal(status: u16, message: &str) -> Answer {
    let body = json!({"message": message, "documentation_url": DOCS, "status": status.to_string()});
    Answer::json(status, &body)
}

/// 422 with one entry in `errors`.
pub(super) fn invalid(resource: &str, field: &str, code: &str, message: &str) -> Answer {
    Answer::json(
        422,
        &json!({
            "message": "Validation Failed",
            "errors": [{"resource": resource, "field": field, "code": code, "message": message}],
            "documentation_url": DOCS,
            "status": "422",
        }),
    )
}

pub(super) fn not_found() -> Answer {
    refusal(404, "Not Found")
}

impl Call<'_> {
    /// `page` (from 0) and `per_page`, as GitHub bends them into range.
    fn bounds(&self) -> (usize, usize) {
        let size = self
            .request
            .number("per_page")
            .filter(|&n| n > 0)
            .unwrap_or(30)
            .min(100);
        let page = self.request.number("page").filter(|&n| n > 0).unwrap_or(1);
        (page - 1, size)
    }

    /// One page of a list with its `Link` header.
    pub(super) fn list<T>(&self, rows: &[T], show: impl Fn(&T) -> Value) -> Answer {
        let rows = if self.request.empty { &[] } else { rows };
        let (index, size) = self.bounds();
        let shown: Vec<Value> = page(rows, index, size).iter().map(show).collect();
        let answer = Answer::json(200, &Value::Array(shown));
        let last = rows.len().div_ceil(size).max(1);
        let number = index + 1;
        let mut links = Vec::new();
        if number > 1 {
            links.push(self.link((number - 1).min(last), "prev"));
        }
        if number < last {
            links.push(self.link(number + 1, "next"));
            links.push(self.link(last, "last"));
        }
        if number > 1 {
            links.push(self.link(1, "first"));
        }
        if links.is_empty() {
            answer
        } else {
            answer.with("link", links.join(", "))
        }
    }

    fn link(&self, page: usize, relation: &str) -> String {
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        let mut query: Vec<String> = self
            .request
            .query
            .iter()
            .filter(|(key, _)| key != "page")
            .map(|(key, value)| format!("{}={}", key.replace('&', ""), encode(value)))
            .collect();
        query.push(format!("page={page}"));
        format!(
            "<{}{}?{}>; rel=\"{relation}\"",
            self.base,
            self.request.path,
            query.join("&")
        )
    }
}
