//! `dalolat verify-page`: the page that checks certificates, in one file to keep and hand on, and the digests by
//! which anybody compares what a portal serves.
//!
//! The digests are those of the files in this program and of the network key at hand; nothing is asked of a portal.
use crate::{
    args::VerifyPage as Args,
    failure::{Exit, Failure},
    home::{Home, write_durably},
    keys::read_keys,
    make::short,
    output::{Output, grouped_by_three},
};
use portal::verify::{Camera, Origin, Pages, Ready, SINGLE, Single};
use protocol::hash::{Digest, sha256};
use serde_json::{Value, json};
use std::{
    io::{self, Write as _, stdout},
    path::Path,
};
use verifier::keys::KeyFile;

/// The name by which standard output is asked for.
const STDOUT: &str = "-";

/// Runs `dalolat verify-page`.
pub(crate) fn verify_page(args: &Args, output: Output) -> Result<Exit, Failure> {
    let keys = read_keys(args.network_key.as_deref(), &Home::at(&args.data.data))?;
    let portal = args.portal.as_deref().map(origin).transpose()?;
    let camera = if args.camera { Camera::With } else { Camera::Without };
    let single = Single { keys: &keys, camera, portal: portal.as_ref() };
    let made = Made { single, html: single.to_html() };
    match &args.out {
        Some(path) if path.as_os_str() == STDOUT => print(&made.html)?,
        Some(path) => {
            write(path, &made.html)?;
            made.say(path, output);
        }
        None => digests(&made, output),
    }
    Ok(Exit::Done)
}

fn origin(text: &str) -> Result<Origin, Failure> {
    text.parse().map_err(|error| {
        let hint = "Give scheme and host of a portal, for example --portal https://civil.example.";
        Failure::usage("portal.origin", &error, hint)
    })
}

/// Nothing else is printed then, so that the output is the file.
fn print(html: &str) -> Result<(), Failure> {
    let mut out = stdout();
    let printed = out.write_all(html.as_bytes()).and_then(|()| out.flush());
    printed.map_err(|error| Failure::machine("output.closed", &error, "Run it again."))
}

fn write(path: &Path, html: &str) -> Result<(), Failure> {
    if path.is_dir() {
        let what = format!("cannot write {}: it is a directory", path.display());
        let hint = "Name the file, for example --out dalolat-verify.html. Nothing was written.";
        return Err(Failure::new(Exit::Usage, "file.is-directory", what, hint));
    }
    if path.file_name().is_none() {
        let source = io::Error::from(io::ErrorKind::NotFound);
        return Err(Failure::file("write", path, &source));
    }
    write_durably(path, html.as_bytes())
}

/// A single file and what is in it.
struct Made<'a> {
    single: Single<'a>,
    html: String,
}

impl Made<'_> {
    fn say(&self, path: &Path, output: Output) {
        output.line(format_args!(
            "{}  {} bytes, {}",
            path.display(),
            grouped_by_three(self.html.len()),
            self.holds()
        ));
        for line in networks(self.single.keys) {
            output.fact("network key", line);
        }
        output.fact("SHA-256", self.digest());
        let mut object = self.json();
        object["file"] = json!(path.display().to_string());
        object["network_keys"] = networks_json(self.single.keys);
        output.object(&object);
    }

    fn digest(&self) -> Digest {
        sha256(&[self.html.as_bytes()])
    }

    fn json(&self) -> Value {
        json!({
            "bytes": self.html.len(), "sha256": self.digest().to_string(),
            "camera": self.single.camera == Camera::With, "portal": self.single.portal.map(ToString::to_string),
        })
    }

    /// What differs between copies, in words.
    fn holds(&self) -> String {
        let camera = match self.single.camera {
            Camera::With => "with the camera's decoder",
            Camera::Without => "without the camera's decoder",
        };
        match self.single.portal {
            Some(portal) => format!("{camera}; it may ask {portal} for the status"),
            None => format!("{camera}; it connects to nothing"),
        }
    }
}

/// The keys that a file trusts, for a person.
fn networks(keys: &KeyFile) -> Vec<String> {
    let keys = keys.keys().iter();
    keys.map(|key| format!("{} of the {} network {}", key.id.0, key.network.class.word(), short(key.network)))
        .collect()
}

fn networks_json(keys: &KeyFile) -> Value {
    let each = keys.keys().iter().map(|key| {
        json!({
            "network": key.network.to_string(), "class": key.network.class.word(), "key_id": key.id.0,
        })
    });
    Value::Array(each.collect())
}

/// Tells what a portal of this version serves with this key, the built file, and the file of these options.
fn digests(made: &Made<'_>, output: Output) {
    let pages = Pages::new(made.single.keys);
    output.heading("What a portal of this version serves with this network key");
    let mut served = Vec::new();
    for (address, ready) in pages.addresses() {
        row(output, ready.digest(), ready.bytes().len(), &served_as(&address, ready));
        served.push(json!({
            "address": address, "bytes": ready.bytes().len(), "gzip_bytes": ready.sent_bytes(),
            "sha256": ready.digest().to_string(),
        }));
    }
    output.heading("The page in one file, before a key is in it");
    let bare = sha256(&[SINGLE.as_bytes()]);
    row(output, bare, SINGLE.len(), "single.html as it was built");
    output.heading("The page in one file, as --out writes it with these options");
    row(output, made.digest(), made.html.len(), &made.holds());
    for line in networks(made.single.keys) {
        output.fact("network key", line);
    }
    output.object(&json!({
        "network_keys": networks_json(made.single.keys), "served": served,
        "bare": { "bytes": SINGLE.len(), "sha256": bare.to_string() }, "out": made.json(),
    }));
}

fn served_as(address: &str, ready: &Ready) -> String {
    if ready.sent_bytes() < ready.bytes().len() {
        format!("{address} ({} on the wire)", grouped_by_three(ready.sent_bytes()))
    } else {
        address.to_owned()
    }
}

fn row(output: Output, digest: Digest, bytes: usize, name: &str) {
    output.line(format_args!("  {digest}  {:>11}  {name}", grouped_by_three(bytes)));
}
