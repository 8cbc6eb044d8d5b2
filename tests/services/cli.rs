//! The program itself, as scripts and cron see it: output, exit codes, files.

mod auditor;
mod care;
pub mod home;
mod reports;
mod setup;
mod syncing;
