//! A simulated Mattermost server. What it holds is in `state`, who is calling and the dispatch in
//! `route`; the answers are in `users`, `teams`, `tokens` and `change`. `kind` is what the rest of
//! the sandbox sees.

mod call;
mod change;
mod ids;
mod kind;
mod route;
mod state;
mod teams;
mod tokens;
mod users;

pub(super) use kind::KIND;

#[cfg(test)]
mod tests;
