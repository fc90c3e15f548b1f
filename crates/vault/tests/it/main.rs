//! The vault over real files: what it keeps, what it refuses and what it notices.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at what is unexpected, as tests do")]

mod access_log;
mod cases;
mod crashes;
mod files;
mod filings;
mod fixture;
mod marks;
mod outbox;
mod sealing;
mod secret_files;
mod tickets;
mod torn;
