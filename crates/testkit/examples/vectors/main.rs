//! Writes the vectors of `testdata/`: bytes of every format, and what a reader must make of them.
//!
//! `cargo run -p testkit --example vectors` writes all files, with names after `--` only those.
//! The output is the same on every run: `cargo test -p testkit` compares it with what is committed.
use std::{fs, path::Path};

mod files;

fn main() {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata");
    for (name, make) in files::ALL {
        if only.is_empty() || only.iter().any(|wanted| wanted == name) {
            let text = make();
            fs::write(folder.join(name), &text).expect("the folder of the vectors can be written");
            println!("{name}: {} bytes", text.len());
        }
    }
}
