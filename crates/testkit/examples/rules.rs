//! Prints the page of all rules.
//!
//! `cargo run -p testkit --example rules > docs/rules.md`
#![expect(clippy::print_stdout, reason = "that is what it does")]

fn main() -> std::io::Result<()> {
    print!("{}", testkit::rules::page()?);
    Ok(())
}
