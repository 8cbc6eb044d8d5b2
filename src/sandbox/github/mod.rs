//! A simulated GitHub with one organisation. What it holds is in `state`, how a request is received
//! in `route`; the answers are in `read`, `teams`, `repos`, `write`, `graph`, their shapes in
//! `show`. `kind` is what the rest of the sandbox sees.

mod call;
mod graph;
mod ids;
mod kind;
mod limits;
mod read;
mod repos;
mod route;
mod setup;
mod show;
mod state;
mod teams;
mod write;

pub(super) use kind::KIND;

#[cfg(test)]
mod tests;
