//! `dalolat certificate issue` and `dalolat verify`; the end of a certificate is in `revoke`.
use crate::{
    act::{act_number, answer_lacks, client, not_what_was_shown, read_entry, runtime, settled, sign},
    args::{Caller, Certificate, CertificateCommand, Look, Verify, Wanted},
    client::Client,
    failure::{Exit, Failure},
    home::{Home, write_durably},
    output::{Output, grouped, millis, took},
    revoke, search,
};
use civil::Lang;
use portal::api::{BlankRequest, CertificateRequest, GroupJson, IssuedJson};
use protocol::{Entry, entry::CertificateIssue, hash::tagged};
use serde_json::json;
use std::{
    ffi::OsString,
    io::{IsTerminal as _, stderr, stdin, stdout},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use verifier::run::{Input, Request, Streams};

/// A certificate on the disk.
#[derive(Debug)]
pub(crate) struct Paper {
    pub(crate) number: String,
    pub(crate) file: PathBuf,
    pub(crate) bytes: usize,
    /// From the signature to the verified receipt; none where it was final before.
    pub(crate) finality: Option<Duration>,
    pub(crate) printing: Duration,
}

/// Runs `dalolat certificate …`.
pub(crate) fn certificate(args: &Certificate, output: Output) -> Result<Exit, Failure> {
    match &args.command {
        CertificateCommand::Issue { number, wanted, out, caller } => {
            issue(number, wanted, out, caller, output)
        }
        CertificateCommand::Search { file, look, out, caller } => {
            search::search(file, (&look.lang, &look.ink), out, caller, output)
        }
        CertificateCommand::Revoke { certificate, handle, reason, caller } => {
            revoke::revoke(certificate.as_deref(), handle.as_deref(), reason, caller, output)
        }
    }
}

fn issue(
    number: &str,
    wanted: &Wanted,
    out: &Path,
    caller: &Caller,
    output: Output,
) -> Result<Exit, Failure> {
    let paper = runtime()?.block_on(async { issue_to(&client(caller)?, number, wanted, out).await })?;
    let final_in =
        paper.finality.map_or_else(|| "issued before".to_owned(), |time| format!("final in {}", took(time)));
    output.line(format_args!(
        "{}  {} {} of act № {}, {final_in}, {} KB",
        paper.file.display(),
        wanted.document,
        paper.number,
        grouped(number),
        paper.bytes.div_ceil(1024)
    ));
    output.object(&json!({
        "file": paper.file.display().to_string(), "certificate": paper.number, "act": number,
        "bytes": paper.bytes, "finality_ms": paper.finality.map(millis), "print_ms": millis(paper.printing),
    }));
    Ok(Exit::Done)
}

/// One or two languages, the leading one first.
pub(crate) fn languages(text: &str) -> Result<Vec<String>, Failure> {
    let langs: Result<Vec<Lang>, _> = text.split(',').map(str::trim).map(str::parse).collect();
    let langs = langs.map_err(|_unknown| Failure::told(Exit::Usage, "lang.unknown", "lang.unknown/do"))?;
    if langs.len() > 2 {
        return Err(Failure::told(Exit::Usage, "lang.count", "lang.count/do"));
    }
    Ok(langs.into_iter().map(|lang| lang.tag().to_owned()).collect())
}

impl Wanted {
    /// A certificate on plain paper in these languages.
    pub(crate) fn certificate(lang: &str) -> Self {
        Self {
            look: Look { lang: lang.to_owned(), speak: None, ink: "colour".to_owned() },
            document: "certificate".to_owned(),
            issued_to: None,
            blank: None,
            right: 0,
            down: 0,
        }
    }

    fn request(&self) -> Result<CertificateRequest, Failure> {
        let blank = self.blank.clone();
        Ok(CertificateRequest {
            langs: languages(&self.look.lang)?,
            ink: Some(self.look.ink.clone()),
            document: Some(self.document.clone()),
            issued_to: self.issued_to.clone(),
            blank: blank.map(|number| BlankRequest { number, right: self.right, down: self.down }),
        })
    }
}

/// Issues a paper on an act and writes it to `file`.
///
/// The same registrar, act, paper and file are the same case, so that a command that was interrupted goes
/// on; another file is another paper.
pub(crate) async fn issue_to(
    client: &Client,
    act: &str,
    wanted: &Wanted,
    file: &Path,
) -> Result<Paper, Failure> {
    let act = act_number(act)?;
    let body = serde_json::to_vec(&wanted.request()?).expect("texts are JSON");
    let whole = std::path::absolute(file).map_err(|error| Failure::file("name", file, &error))?;
    let number = act.to_string();
    let named = [number.as_bytes(), &body, whole.as_os_str().as_encoded_bytes()].join(&b'\n');
    let key = tagged("dalolat/issue-key/1", &[client.key_id().as_bytes(), &named]).to_string();
    let issued: IssuedJson = client.post(&format!("/v1/acts/{act}/certificates"), Some(key), body).await?;
    let begun = Instant::now();
    let mut case = issued.case;
    let signs = case.state == "to-sign";
    if signs {
        let entry = checked_issue(issued.entry.as_deref(), issued.shown.as_deref().unwrap_or_default())?;
        case = sign(client, &case.id, &entry).await?;
    }
    let case = settled(client, case).await?;
    let finality = signs.then(|| begun.elapsed());
    let number = case.certificate.ok_or_else(|| answer_lacks("the certificate's number"))?;
    let begun = Instant::now();
    let pdf = client.get_bytes(&format!("/v1/cases/{}/certificate", case.id)).await?;
    let printing = begun.elapsed();
    write_durably(file, &pdf)?;
    Ok(Paper { number, file: file.to_owned(), bytes: pdf.len(), finality, printing })
}

/// The entry, if it discloses exactly the groups shown and their roots are those of the values.
fn checked_issue(entry: Option<&str>, shown: &[GroupJson]) -> Result<Entry, Failure> {
    let entry = read_entry(entry)?;
    let roots = entry.body.issue().map(CertificateIssue::shown).unwrap_or_default();
    let fits = roots.len() == shown.len()
        && roots.iter().zip(shown).all(|((group, root), values)| values.root(*group) == Some(*root));
    if fits && !roots.is_empty() { Ok(entry) } else { Err(not_what_was_shown()) }
}

/// Runs `dalolat verify`: offline, with the data directory's network key unless another is named.
pub(crate) fn verify(args: &Verify, json: bool) -> Result<Exit, Failure> {
    let key_file = args.network_key.clone().unwrap_or_else(|| Home::at(&args.data.data).network_key_path());
    let request = Request { input: Input::from(OsString::from(&args.input)), key_file, json };
    let mut streams = Streams {
        stdin: &mut stdin(),
        stdout: &mut stdout(),
        stderr: &mut stderr(),
        colour: !json && stdout().is_terminal(),
    };
    let exit = verifier::run::verify(&request, &mut streams)
        .map_err(|error| Failure::machine("output.closed", &error, "Run it again."))?;
    Ok(Exit::from_code(exit.code()))
}

/// Whether the certificate in a file is valid by that key, from the file alone.
pub(crate) fn check_file(file: &Path, key_file: &Path) -> Result<bool, Failure> {
    let request = Request { input: Input::File(file.to_owned()), key_file: key_file.to_owned(), json: false };
    let report = verifier::run::check(&request, &mut std::io::empty())
        .map_err(|error| Failure::machine("certificate.unchecked", &error, "Check the data directory."))?;
    Ok(report.verdict == verifier::check::Conclusion::Valid)
}
