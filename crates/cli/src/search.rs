//! `dalolat certificate search`: a search, and the reference that nothing was found.
use crate::{
    act::{answer_lacks, client, not_what_was_shown, read_entry, runtime, settled, sign, written},
    args::Caller,
    certificate::{Paper, languages},
    client::Client,
    failure::{Exit, Failure},
    home::write_durably,
    output::{Output, millis, took},
};
use portal::api::{DeclaredJson, GroupJson, record_of};
use protocol::{Body, Entry, commitment::commitment, hash::tagged};
use serde_json::json;
use std::{path::Path, time::Instant};

/// Runs `dalolat certificate search`.
pub(crate) fn search(
    file: &Path,
    (lang, ink): (&str, &str),
    out: &Path,
    caller: &Caller,
    output: Output,
) -> Result<Exit, Failure> {
    let look = (languages(lang)?.join(","), ink);
    let paper = runtime()?.block_on(async { refer(&client(caller)?, file, look, out, output).await })?;
    let final_in =
        paper.finality.map_or_else(|| "issued before".to_owned(), |time| format!("final in {}", took(time)));
    output.line(format_args!(
        "{}  reference {}, {final_in}, {} KB",
        paper.file.display(),
        paper.number,
        paper.bytes.div_ceil(1024)
    ));
    output.object(&json!({
        "file": paper.file.display().to_string(), "certificate": paper.number, "bytes": paper.bytes,
        "finality_ms": paper.finality.map(millis), "print_ms": millis(paper.printing),
    }));
    Ok(Exit::Done)
}

/// The same officer, request, look and file are the same reference, so that a command that was interrupted goes on.
async fn refer(
    client: &Client,
    file: &Path,
    (langs, ink): (String, &str),
    out: &Path,
    output: Output,
) -> Result<Paper, Failure> {
    let request = std::fs::read(file).map_err(|error| Failure::file("read", file, &error))?;
    let whole = std::path::absolute(out).map_err(|error| Failure::file("name", out, &error))?;
    let path = format!("/v1/references?langs={langs}&ink={ink}");
    let named = [request.as_slice(), path.as_bytes(), whole.as_os_str().as_encoded_bytes()].join(&b'\n');
    let key = tagged("dalolat/reference-key/1", &[client.key_id().as_bytes(), &named]).to_string();
    let answer: DeclaredJson = client.post(&path, Some(key), request).await?;
    let begun = Instant::now();
    let mut case = answer.case;
    let signs = case.state == "to-sign";
    if signs {
        let groups = answer.record.as_deref().unwrap_or_default();
        let entry = checked(answer.entry.as_deref(), groups)?;
        output.heading("What is signed: that nothing was found");
        for field in groups.iter().take(2).flat_map(|group| &group.fields) {
            if let Some(value) = &field.value {
                output.line(format_args!("  {:<34}{}", field.label, written(value)));
            }
        }
        case = sign(client, &case.id, &entry).await?;
    }
    let case = settled(client, case).await?;
    let finality = signs.then(|| begun.elapsed());
    let number = case.certificate.ok_or_else(|| answer_lacks("the number of the reference"))?;
    let begun = Instant::now();
    let pdf = client.get_bytes(&format!("/v1/cases/{}/certificate", case.id)).await?;
    let printing = begun.elapsed();
    write_durably(out, &pdf)?;
    Ok(Paper { number, file: out.to_owned(), bytes: pdf.len(), finality, printing })
}

/// The entry, if its roots are those of the record shown. Nothing else is signed.
fn checked(entry: Option<&str>, groups: &[GroupJson]) -> Result<Entry, Failure> {
    let entry = read_entry(entry)?;
    let record = record_of(groups).ok_or_else(|| answer_lacks("a group or a field of the record"))?;
    let Body::ReferenceIssue(issue) = &entry.body else { return Err(not_what_was_shown()) };
    let of = record.of;
    let same = issue.document.record_kind() == of.kind && issue.schema == of.schema;
    let fits = same && commitment(of, &issue.roots) == record.commitment();
    if fits { Ok(entry) } else { Err(not_what_was_shown()) }
}
