//! The program itself, as scripts and cron see it: output, exit codes, files.

mod auditor;
mod care;
mod faults;
mod heads;
pub mod home;
mod identity;
mod many;
mod notify;
mod people;
mod reports;
mod setup;
mod syncing;
mod tokens;
