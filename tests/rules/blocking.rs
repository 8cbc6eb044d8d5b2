//! The store blocks: asynchronous workflows ask it through `blocking` only.

use crate::sources::rust_files;

/// What blocks, by what it is called in the workflows.
const BLOCKS: [&str; 4] = ["store.", "session.", "intake.lock", "View::read("];

/// The text from an opening bracket on to the one that closes it.
fn enclosed(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return &text[..=at];
                }
            }
            _ => {}
        }
    }
    text
}

/// The bodies of all asynchronous functions.
fn async_bodies(code: &str) -> Vec<&str> {
    code.match_indices("async fn ")
        .filter_map(|(at, _)| {
            let rest = &code[at..];
            let open = rest.find('(')?;
            let after = open + enclosed(&rest[open..]).len();
            let body = after + rest[after..].find(['{', ';'])?;
            rest[body..]
                .starts_with('{')
                .then(|| enclosed(&rest[body..]))
        })
        .collect()
}

/// A body without what it hands over to `blocking`: the call's argument, and closures that are
/// bound to a name for it.
fn on_the_task(body: &str) -> String {
    let mut left = body.to_owned();
    for start in ["blocking(", "move || {"] {
        while let Some(at) = left.find(start) {
            let open = at + start.len() - 1;
            let end = open + enclosed(&left[open..]).len();
            left.replace_range(at..end, "");
        }
    }
    left
}

fn blocks(body: &str) -> Option<&'static str> {
    // A clone of the handle asks nothing.
    let body = on_the_task(body).replace("store.clone()", "");
    BLOCKS.into_iter().find(|what| body.contains(what))
}

#[test]
fn asynchronous_workflows_ask_the_store_through_one_helper() {
    let mut wrong = Vec::new();
    for file in rust_files(&["src/workflows"]) {
        if file.path.contains("test") {
            continue;
        }
        let code = file.code();
        if code.contains("spawn_blocking") && file.path != "src/workflows/mod.rs" {
            wrong.push(format!("{} has a way of its own to block", file.path));
        }
        for body in async_bodies(&code) {
            if let Some(what) = blocks(body) {
                wrong.push(format!("{}: `{what}` in asynchronous code", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_what_blocks_and_what_does_not() {
    let code = "fn a() { store.user() }\n\
                async fn b(x: (u8, u8)) -> R<{ 1 }> { let s = env.store.clone(); blocking(move || s.x(&store.y())).await }\n\
                async fn c() { let z = env.store.user(1)?; }\n\
                async fn d() { let work = move || { store.user() }; blocking(work).await }";
    let found: Vec<bool> = async_bodies(code)
        .into_iter()
        .map(|body| blocks(body).is_some())
        .collect();
    assert_eq!(found, [false, true, false]);
}
