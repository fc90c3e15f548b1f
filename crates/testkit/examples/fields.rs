//! Prints the page of the fields of every record.
//!
//! `cargo run -p testkit --example fields > docs/formats/fields.md`
#![expect(clippy::print_stdout, reason = "that is what it does")]

fn main() {
    print!("{}", testkit::fields::page());
}
