//! Entries that belong to no case: made here, signed by one or two officers, handed to the portal.
use crate::{
    act::{PATIENCE, WAIT_MS, answer_lacks, not_yet, refused},
    client::{Client, Signer, now_ms, read_staff},
    failure::{Exit, Failure},
    home::Home,
    keys::{Trusted, unproved},
    output::Output,
    tongue::say,
};
use civil::{OfficeCode, words::Saying};
use portal::api::{EntryRequest, FilingJson};
use protocol::{Body, Entry, NumberRequest, Outcome, SignedEntry, entry::Origin, hash::hex};
use std::time::Instant;

/// How long such an entry may wait for its block, in milliseconds: whoever signs it is at hand, and until
/// then a refusal that could be lifted is not told as final.
const VALIDITY_MS: u64 = 60 * 60 * 1000;

/// Those who sign, the first of whom hands the entry in, and what they trust.
pub(crate) struct Desk {
    pub(crate) client: Client,
    others: Vec<Signer>,
    home: Home,
    pub(crate) trusted: Trusted,
}

impl Desk {
    /// The officers of these ids, with the keys of the data directory.
    pub(crate) fn open(home: Home, officers: &[String]) -> Result<Self, Failure> {
        let (first, others) = officers.split_first().expect("the command line asks for one officer");
        let staff = read_staff(&home)?;
        let others = others.iter().map(|id| Signer::open(&home, &staff, id)).collect::<Result<_, _>>()?;
        let trusted = Trusted::read(None, &home)?;
        Ok(Self { client: Client::open(&home, first)?, others, home, trusted })
    }

    /// Says what is signed, signs it, hands it in and waits until it is final. `shown` is what it says.
    pub(crate) async fn file(
        &self,
        office: Option<OfficeCode>,
        body: Body,
        shown: &[(&str, String)],
        output: Output,
    ) -> Result<Filed, Failure> {
        let signed_at = now_ms();
        let entry = Entry {
            network: self.home.genesis()?.network,
            nonce: nonce()?,
            number: NumberRequest::Next,
            signed_at,
            valid_until: signed_at.saturating_add(VALIDITY_MS),
            office,
            origin: Origin::Native,
            body,
            evidence: Vec::new(),
        };
        self.file_entry(entry, shown, output).await
    }

    /// The same for an entry that the service made.
    pub(crate) async fn file_entry(
        &self,
        entry: Entry,
        shown: &[(&str, String)],
        output: Output,
    ) -> Result<Filed, Failure> {
        output.heading("What is signed");
        output.fact("entry", entry.body.word());
        for (word, what) in shown {
            output.fact(word, what);
        }
        let signers: Vec<&Signer> = [&self.client.signer].into_iter().chain(&self.others).collect();
        let names: Vec<&str> = signers.iter().map(|signer| signer.id.as_str()).collect();
        output.fact("signed by", names.join(" and "));
        let signatures = signers.iter().map(|signer| signer.sign_entry(&entry)).collect();
        let signed = SignedEntry::new(entry, signatures)
            .ok_or_else(|| Failure::told(Exit::Usage, "signer.twice", "signer.twice/do"))?;
        self.hand_in(&signed).await
    }

    async fn hand_in(&self, signed: &SignedEntry) -> Result<Filed, Failure> {
        let request = EntryRequest { entry: hex(signed.bytes()) };
        let body = serde_json::to_vec(&request).expect("a text is JSON");
        let begun = Instant::now();
        let mut filing: FilingJson = self.client.post("/v1/entries", None, body).await?;
        while filing.state == "accepted" && filing.held_up.is_none() && begun.elapsed() < PATIENCE {
            let path = format!("/v1/entries/{}?wait_ms={WAIT_MS}", signed.id());
            filing = self.client.get(&path).await?;
        }
        match (filing.state.as_str(), filing.proof, filing.height) {
            ("final", Some(proof), Some(height)) => {
                let (entry, outcome, _) = self.trusted.entry(&proof).ok_or_else(unproved)?;
                if entry.id() != signed.id() {
                    return Err(unproved());
                }
                Ok(Filed { outcome, height })
            }
            ("refused", ..) => Err(refused(filing.refusal)),
            ("accepted", ..) => {
                let failure = not_yet(filing.held_up);
                // The command run again would make another entry.
                let hint = say(Saying::new("entry.kept/do").with("id", signed.id()));
                Err(Failure { hint, ..failure })
            }
            _ => Err(answer_lacks("the state or the proof of an entry")),
        }
    }
}

/// An entry that is final.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filed {
    /// What the ledger gave it.
    pub(crate) outcome: Outcome,
    pub(crate) height: u64,
}

fn nonce() -> Result<[u8; 16], Failure> {
    let mut bytes = [0; 16];
    let hint = "Check the system's source of random bytes.";
    getrandom::fill(&mut bytes).map_err(|error| Failure::machine("random.none", &error, hint))?;
    Ok(bytes)
}
