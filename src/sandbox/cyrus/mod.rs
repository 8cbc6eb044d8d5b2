//! A simulated Cyrus IMAP server, as its administrator sees it. The mailboxes are in `boxes`, the
//! commands in `session` and `commands`, the wire syntax in `wire`, where a command ends in
//! `framing`. `kind` is what the rest of the sandbox sees.

mod boxes;
mod commands;
mod framing;
mod kind;
mod session;
mod wire;

pub(super) use kind::KIND;

#[cfg(test)]
mod tests;
