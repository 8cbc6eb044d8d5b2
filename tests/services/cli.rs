//! The program itself, as scripts and cron see it: output, exit codes, files.

mod faults;
mod heads;
mod home;
mod many;
mod notify;
mod reports;
mod setup;
mod syncing;
