//! A Rust file as a list of words and signs: without comments, strings and what is compiled for
//! tests alone.

/// The tokens of a file. A name is one token, `::` is one, every other sign stands alone.
pub fn tokens(text: &str) -> Vec<String> {
    without_tests(split(text))
}

fn split(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut found = Vec::new();
    let mut next = 0;
    while next < chars.len() {
        let start = next;
        match at(next) {
            '/' if at(next + 1) == '/' => {
                while next < chars.len() && at(next) != '\n' {
                    next += 1;
                }
            }
            '/' if at(next + 1) == '*' => {
                next += 2;
                while next < chars.len() && !(at(next) == '*' && at(next + 1) == '/') {
                    next += 1;
                }
                next += 2;
            }
            '"' => next = after_string(&chars, next),
            '\'' if at(next + 1) == '\\' => {
                next += 3;
                while next < chars.len() && at(next) != '\'' {
                    next += 1;
                }
                next += 1;
            }
            '\'' if at(next + 2) == '\'' => next += 3,
            // A lifetime is no name.
            '\'' => {
                next += 1;
                while is_name(at(next)) {
                    next += 1;
                }
            }
            'r' if at(next + 1) == '"' || (at(next + 1) == '#' && "\"#".contains(at(next + 2))) => {
                next = after_raw_string(&chars, next + 1);
            }
            'b' if at(next + 1) == 'r' && "\"#".contains(at(next + 2)) => {
                next = after_raw_string(&chars, next + 2);
            }
            c if is_name(c) => {
                while is_name(at(next)) {
                    next += 1;
                }
                found.push(chars[start..next].iter().collect());
            }
            ':' if at(next + 1) == ':' => {
                next += 2;
                found.push("::".to_owned());
            }
            c => {
                next += 1;
                if !c.is_whitespace() {
                    found.push(c.to_string());
                }
            }
        }
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn after_string(chars: &[char], quote: usize) -> usize {
    let mut next = quote + 1;
    while let Some(c) = chars.get(next) {
        match c {
            '\\' => next += 2,
            '"' => return next + 1,
            _ => next += 1,
        }
    }
    next
}

fn after_raw_string(chars: &[char], hashes: usize) -> usize {
    let marks = chars[hashes..].iter().take_while(|c| **c == '#').count();
    let mut next = hashes + marks + 1;
    while next < chars.len() {
        let closes = chars[next] == '"'
            && chars[next + 1..].iter().take_while(|c| **c == '#').count() >= marks;
        next += 1;
        if closes {
            return next + marks;
        }
    }
    next
}

/// Leaves out every item behind `#[cfg(test)]` or `#[cfg(all(test, ..))]`.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    const MARKS: [&[&str]; 2] = [
        &["#", "[", "cfg", "(", "test", ")"],
        &["#", "[", "cfg", "(", "all", "(", "test"],
    ];
    let mut kept = Vec::new();
    let mut next = 0;
    while next < tokens.len() {
        let rest = &tokens[next..];
        if MARKS
            .iter()
            .any(|mark| rest.len() >= mark.len() && rest.iter().zip(*mark).all(|(a, b)| a == b))
        {
            next += item_length(rest);
        } else {
            kept.push(tokens[next].clone());
            next += 1;
        }
    }
    kept
}

/// How many tokens an item with its attributes takes: to its `;` or to the end of its block; a field
/// or a match arm ends with its `,`.
fn item_length(tokens: &[String]) -> usize {
    const ITEMS: [&str; 10] = [
        "fn", "use", "impl", "struct", "mod", "enum", "trait", "const", "static", "type",
    ];
    let mut depth = 0_usize;
    let mut is_item = false;
    for (index, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" if depth > 0 => depth -= 1,
            "}" if depth > 1 => depth -= 1,
            "}" if depth == 1 => {
                let ends = tokens.get(index + 1).is_some_and(|next| next == ";");
                return index + 1 + usize::from(ends);
            }
            // The end of what the field stands in.
            ")" | "]" | "}" => return index,
            ";" if depth == 0 => return index + 1,
            "," if depth == 0 && !is_item => return index + 1,
            word => is_item |= depth == 0 && ITEMS.contains(&word),
        }
    }
    tokens.len()
}

#[test]
fn comments_strings_lifetimes_and_tests_are_left_out() {
    let text = r##"
        //! a::b
        use x::y; /* c::d */
        #[cfg(test)]
        #[rstest]
        mod tests { use super::*; fn f<A, B>() {} }
        fn g<'a>(s: &'a str) -> char { let _ = "e::f \" g"; let _ = r#"h " i"#; '\'' }
        struct S { #[cfg(test)] seen: j::K, kept: L }
        #[cfg(test)]
        use m::{n, o};
    "##;
    let left = tokens(text).join(" ");
    assert_eq!(
        left,
        "use x :: y ; fn g < > ( s : & str ) - > char { let _ = ; let _ = ; } \
         struct S { kept : L }"
    );
}
