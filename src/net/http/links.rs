//! The `Link` header (RFC 8288): targets and their parameters.

/// One link of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The URL, as written.
    pub target: String,
    /// Parameters in order, names in lower case, quotes removed.
    pub params: Vec<(String, String)>,
}

impl Link {
    /// A parameter's first value.
    pub fn param(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether its `rel` lists this relation.
    pub fn is(&self, relation: &str) -> bool {
        self.param("rel").is_some_and(|all| {
            all.split_ascii_whitespace()
                .any(|one| one.eq_ignore_ascii_case(relation))
        })
    }
}

/// Reads one header value; what does not fit the grammar ends the reading.
pub fn links(header: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut rest = header;
    while let Some((link, tail)) = one(rest) {
        found.push(link);
        rest = tail;
    }
    found
}

/// The first link and what follows its comma.
fn one(text: &str) -> Option<(Link, &str)> {
    let (_, text) = text.split_once('<')?;
    let (target, mut rest) = text.split_once('>')?;
    let mut params = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(tail) = rest.strip_prefix(';') else {
            break;
        };
        let end = tail.find(['=', ';', ',']).unwrap_or(tail.len());
        let (name, tail) = tail.split_at(end);
        let (value, tail) = match tail.strip_prefix('=') {
            Some(tail) => value(tail),
            None => (String::new(), tail),
        };
        params.push((name.trim().to_ascii_lowercase(), value));
        rest = tail;
    }
    let target = target.trim().to_owned();
    let rest = rest.strip_prefix(',').unwrap_or("");
    Some((Link { target, params }, rest))
}

/// A quoted or bare parameter value and what follows it.
fn value(text: &str) -> (String, &str) {
    let text = text.trim_start();
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (value.trim().to_owned(), rest);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, quoted.get(at + 1..).unwrap_or("")),
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_next_page_is_found_among_the_others() {
        let header = r#"<https://a/x?page=1,2&c=;>; rel="prev"; title="a, \"b\"", <https://a/x?page=3>; REL=next"#;
        let all = links(header);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].target, "https://a/x?page=1,2&c=;");
        assert_eq!(all[0].param("title"), Some("a, \"b\""));
        assert!(all[1].is("next") && !all[0].is("next"));
    }

    #[test]
    fn a_relation_list_and_other_parameters_are_kept() {
        let all =
            links(r#"</api/0/?cursor=2:1:0>; rel="last next"; results="false"; cursor="2:1:0""#);
        assert!(all[0].is("next"));
        assert_eq!(all[0].param("results"), Some("false"));
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_panic(text in "[<>;,=\"\\\\a-c ]{0,40}") {
            links(&text);
        }
    }
}
