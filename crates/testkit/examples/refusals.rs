//! Prints the page of all refusals.
//!
//! `cargo run -p testkit --example refusals > docs/refusals.md`
#![expect(clippy::print_stdout, reason = "that is what it does")]

fn main() {
    print!("{}", testkit::refusals::page());
}
