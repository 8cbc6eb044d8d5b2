//! The program itself, as scripts and cron see it: output, exit codes, files.

mod auditor;
pub mod home;
mod reports;
mod setup;
mod syncing;
