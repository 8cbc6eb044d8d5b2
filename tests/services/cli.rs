//! The program itself, as scripts and cron see it: output, exit codes, files.

mod home;
mod identity;
mod reports;
mod setup;
mod syncing;
