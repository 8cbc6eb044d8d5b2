//! The OCS envelope: status codes of v1 and v2, JSON when asked for and XML otherwise.

use serde_json::{Value, json};

use crate::sandbox::http::{Answer, Request};

/// What a handler answers before it is wrapped.
#[derive(Debug)]
pub(super) struct Reply {
    code: u16,
    message: String,
    data: Value,
}

impl Reply {
    pub(super) fn ok(data: Value) -> Self {
        Self {
            code: 200,
            message: "OK".to_owned(),
            data,
        }
    }

    /// Success without data: an empty array, as PHP has it.
    pub(super) fn done() -> Self {
        Self::ok(json!([]))
    }

    pub(super) fn fail(code: u16, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: json!([]),
        }
    }

    pub(super) fn confirm_first() -> Self {
        Self::fail(403, "Password confirmation is required")
    }

    /// Wraps the reply the way the request asked.
    pub(super) fn wrap(self, request: &Request) -> Answer {
        let old = version(request) == 1;
        let ok = self.code == 200;
        let status = match self.code {
            997 => 401,
            429 => 429,
            _ if old => 200,
            998 => 404,
            996 | 999 => 500,
            code if !(200..=600).contains(&code) => 400,
            code => code,
        };
        let mut meta = json!({
            "status": if ok { "ok" } else { "failure" },
            "statuscode": if ok && old { 100 } else { self.code },
            "message": self.message,
        });
        if let (true, Some(map)) = (old, meta.as_object_mut()) {
            map.insert("totalitems".into(), "".into());
            map.insert("itemsperpage".into(), "".into());
        }
        if wants_json(request) {
            let body = json!({"ocs": {"meta": meta, "data": self.data}});
            return Answer::json(status, &body);
        }
        xml_answer(status, &meta, &self.data)
    }

    /// Wraps the reply as XML whatever was asked: what versions before 34 do to a wrong password.
    pub(super) fn wrap_xml(self) -> Answer {
        let meta = json!({
            "status": "failure", "statuscode": self.code, "message": self.message,
        });
        let mut answer = xml_answer(401, &meta, &self.data);
        answer.headers = vec![("content-type", "text/xml; charset=UTF-8".to_owned())];
        answer
    }
}

/// 1 or 2, by `/ocs/v1.php`.
pub(super) fn version(request: &Request) -> u8 {
    if request.path.starts_with("/ocs/v1.php") {
        1
    } else {
        2
    }
}

pub(super) fn wants_json(request: &Request) -> bool {
    match request.param("format") {
        Some(format) => format == "json",
        None => request
            .header("accept")
            .is_some_and(|accept| accept.contains("application/json")),
    }
}

fn xml_answer(status: u16, meta: &Value, data: &Value) -> Answer {
    let mut text = String::from("<?xml version=\"1.0\"?>\n<ocs>\n");
    element(&mut text, "meta", meta, 1);
    element(&mut text, "data", data, 1);
    text.push_str("</ocs>\n");
    Answer::new(status, "application/xml; charset=utf-8", text)
}

fn element(text: &mut String, name: &str, value: &Value, depth: usize) {
    let pad = " ".repeat(depth);
    let name = if is_name(name) { name } else { "element" };
    match value {
        Value::Array(items) if !items.is_empty() => {
            text.push_str(&format!("{pad}<{name}>\n"));
            items
                .iter()
                .for_each(|item| element(text, "element", item, depth + 1));
            text.push_str(&format!("{pad}</{name}>\n"));
        }
        Value::Object(map) if !map.is_empty() => {
            text.push_str(&format!("{pad}<{name}>\n"));
            map.iter()
                .for_each(|(key, item)| element(text, key, item, depth + 1));
            text.push_str(&format!("{pad}</{name}>\n"));
        }
        other => {
            let shown = match other {
                Value::String(text) => escape(text),
                Value::Bool(true) => "1".to_owned(),
                Value::Number(number) => number.to_string(),
                _ => String::new(),
            };
            if shown.is_empty() {
                text.push_str(&format!("{pad}<{name}/>\n"));
            } else {
                text.push_str(&format!("{pad}<{name}>{shown}</{name}>\n"));
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

/// Escapes for XML; control characters, which XML 1.0 cannot carry, are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(letter),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
