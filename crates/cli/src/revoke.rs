//! `dalolat certificate revoke`: the end of a paper. The act is untouched.
//!
//! What is signed is a status handle, which says nothing to a person. So the portal must show how the
//! certificate of that handle was issued, with the receipt of it, and the command signs only where the
//! network key proves that it is the certificate that was named.
use crate::{
    act::{answer_lacks, client, not_what_was_shown, read_entry, runtime, settled, sign},
    args::Caller,
    client::Client,
    failure::{Exit, Failure},
    home::Home,
    keys::{Trusted, unproved},
    output::{Output, grouped},
};
use civil::CertificateNumber;
use portal::api::{RevocationJson, RevocationRequest};
use protocol::{
    Body, Entry, Handle, Outcome, SignedEntry,
    entry::{CertificateRevoke, RevocationReason},
    hash::tagged,
    id::NotAHandle,
};
use serde_json::json;

/// The certificate that a person named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Number(CertificateNumber),
    Handle(Handle),
}

/// Runs `dalolat certificate revoke`.
pub(crate) fn revoke(
    certificate: Option<&str>,
    handle: Option<&str>,
    reason: &str,
    caller: &Caller,
    output: Output,
) -> Result<Exit, Failure> {
    let named = named(certificate, handle)?;
    let reason = RevocationReason::ALL
        .into_iter()
        .find(|known| known.word() == reason)
        .ok_or_else(|| answer_lacks("a reason that is known"))?;
    let trusted = Trusted::read(None, &Home::open(&caller.data.data)?)?;
    runtime()?.block_on(run(&client(caller)?, named, reason, &trusted, output))
}

fn named(certificate: Option<&str>, handle: Option<&str>) -> Result<Named, Failure> {
    if let Some(handle) = handle {
        return read_handle(handle).map(Named::Handle);
    }
    let number = certificate.unwrap_or_default().parse::<CertificateNumber>();
    let wrong = |_no_number| Failure::told(Exit::Usage, "certificate.number", "certificate.number/do");
    number.map(Named::Number).map_err(wrong)
}

/// A status code as it was typed. It is never repeated.
pub(crate) fn read_handle(text: &str) -> Result<Handle, Failure> {
    Handle::from_printed(text).map_err(|error| {
        let what = match error {
            NotAHandle::Character => "certificate.handle/character",
            NotAHandle::Length => "certificate.handle/length",
            NotAHandle::Check => "certificate.handle/check",
        };
        Failure::told(Exit::Usage, what, "certificate.handle/do")
    })
}

async fn run(
    client: &Client,
    named: Named,
    reason: RevocationReason,
    trusted: &Trusted,
    output: Output,
) -> Result<Exit, Failure> {
    let (certificate, handle) = match named {
        Named::Number(number) => (Some(number.to_string()), None),
        Named::Handle(handle) => (None, Some(handle.printed())),
    };
    let request = RevocationRequest { certificate, handle, reason: reason.word().to_owned() };
    let body = serde_json::to_vec(&request).expect("texts are JSON");
    // The same officer, certificate and reason are the same revocation, so that a command that was
    // interrupted goes on.
    let key = tagged("dalolat/revoke-key/1", &[client.key_id().as_bytes(), &body]).to_string();
    let answer: RevocationJson = client.post("/v1/revocations", Some(key), body).await?;
    let issued = trusted.entry(&answer.issued).ok_or_else(unproved)?;
    let paper = Paper::of(&issued.0, &issued.1, named).ok_or_else(not_what_was_shown)?;
    let mut case = answer.case;
    let signs = case.state == "to-sign";
    if signs {
        let entry = read_entry(answer.entry.as_deref())?;
        checked(&entry, &issued.0, paper.handle, reason)?;
        output.heading("What is signed");
        output.fact("certificate", paper.number);
        match &paper.act {
            Some(act) => output.fact("of the act", format_args!("№ {}", grouped(act))),
            None => output.fact("of the act", "none: the reference of a search"),
        }
        output.fact("issued", &paper.date);
        output.fact("ends as", reason.word());
        output.fact("signed by", &client.signer.id);
        case = sign(client, &case.id, &entry).await?;
    }
    let case = settled(client, case).await?;
    let height = case.height.ok_or_else(|| answer_lacks("the height"))?;
    let when = if signs { "is no longer in force" } else { "was revoked before" };
    let (what, act) = match paper.act {
        Some(_) => ("Certificate", " The act is untouched."),
        None => ("Reference", ""),
    };
    output.line(format_args!("{what} {} {when}, height {height}.{act}", paper.number));
    output.object(&json!({
        "certificate": paper.number.to_string(), "act": paper.act, "reason": reason.word(),
        "state": case.state, "height": height,
    }));
    Ok(Exit::Done)
}

/// The certificate as the ledger has it.
struct Paper {
    number: CertificateNumber,
    handle: Handle,
    /// None of a search.
    act: Option<String>,
    date: String,
}

impl Paper {
    /// The certificate that an entry issued, where it is the one that was named.
    fn of(entry: &SignedEntry, outcome: &Outcome, named: Named) -> Option<Self> {
        let handle = entry.entry().body.issued_handle()?;
        let (number, date, act) = match outcome {
            Outcome::Certificate { number, date, act, act_date: _ } => (*number, *date, Some(*act)),
            Outcome::Reference { number, date } => (*number, *date, None),
            Outcome::Act { .. } | Outcome::Range { .. } | Outcome::Recorded => return None,
        };
        let act = act.map(|act| act.to_string());
        let paper = Self { number, handle, act, date: date.to_string() };
        (named == Named::Number(number) || named == Named::Handle(handle)).then_some(paper)
    }
}

/// The entry ends that certificate for that reason, on the network of its issue, and does nothing else.
fn checked(
    entry: &Entry,
    issued: &SignedEntry,
    handle: Handle,
    reason: RevocationReason,
) -> Result<(), Failure> {
    let wanted = Body::CertificateRevoke(CertificateRevoke { handle, reason });
    if entry.body == wanted && entry.network == issued.entry().network {
        Ok(())
    } else {
        Err(not_what_was_shown())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fixtures::{
        birth::record,
        paper::{CHILONZOR, PaperNetwork},
    };
    use protocol::NetworkClass;

    #[test]
    fn only_the_end_of_the_named_paper_for_the_named_reason_is_signed() {
        let mut network = PaperNetwork::new(NetworkClass::Demo, 1);
        let record = record("Nur", 1);
        let birth = PaperNetwork::sign(network.birth(CHILONZOR, &record, 1), CHILONZOR);
        network.finalize(std::slice::from_ref(&birth));
        let [one, two] = [1, 2].map(|_| {
            let paper = network.certificate(CHILONZOR, birth.id(), &record, &[0, 1]);
            let signed = PaperNetwork::sign(paper, CHILONZOR);
            let outcome = network.finalize(std::slice::from_ref(&signed)).remove(0).0;
            (signed, outcome)
        });
        let handle = |(signed, _): &(SignedEntry, Outcome)| signed.entry().body.issue().unwrap().handle;
        let Outcome::Certificate { number, .. } = one.1 else { panic!("a certificate") };
        for named in [Named::Number(number), Named::Handle(handle(&one))] {
            assert!(Paper::of(&one.0, &one.1, named).is_some_and(|paper| paper.number == number));
            assert!(Paper::of(&two.0, &two.1, named).is_none(), "the portal shows another paper");
        }
        assert!(Paper::of(&birth, &one.1, Named::Number(number)).is_none());

        let lost = RevocationReason::Lost;
        let mut entry = |handle, reason| {
            network.entry(CHILONZOR, Body::CertificateRevoke(CertificateRevoke { handle, reason }))
        };
        let good = entry(handle(&one), lost);
        assert!(checked(&good, &one.0, handle(&one), lost).is_ok());
        for wrong in [
            entry(handle(&two), lost),
            entry(handle(&one), RevocationReason::Stolen),
            birth.entry().clone(),
            Entry { network: PaperNetwork::new(NetworkClass::Live, 1).genesis.network, ..good },
        ] {
            assert!(checked(&wrong, &one.0, handle(&one), lost).is_err());
        }
    }
}
