//! What our own program makes of an answer, in the words and codes of `docs/formats/status.md`.
use credential::KnownKey;
use protocol::{
    Canonical as _,
    fact::CertificateStanding,
    receipt::Broken,
    status::{Absence, Answer, NotProved, Query, Status, Verified},
};
use verifier::KeyFile;

/// What an answer proves by one of the keys, or the code of what is wrong.
pub(crate) fn judge(answer: &[u8], query: Query, keys: &KeyFile) -> Result<Verified, &'static str> {
    let Ok(answer) = Answer::from_bytes(answer) else { return Err("malformed") };
    let at = match &answer {
        Answer::Proved { at, .. } => at,
        Answer::Unknown { .. } => return Err("unknown"),
        Answer::NotNow => return Err("not-now"),
    };
    let mut why = "signature";
    for key in keys.keys() {
        match at.verify(key.network, &key.key) {
            Err(Broken::Path) => return Err("path"),
            Err(Broken::Quorum | Broken::OtherEntry) => {}
            Ok(()) if !counts(key, at.header.height) => why = "height",
            Ok(()) => return answer.verify(query, key.network, &key.key).map_err(|fault| code(&fault)),
        }
    }
    assert!(
        keys.keys().iter().all(|key| {
            let verdict = answer.verify(query, key.network, &key.key);
            verdict.is_err() || !counts(key, at.header.height)
        }),
        "an answer whose block is not final proves nothing"
    );
    Err(why)
}

fn counts(key: &KnownKey, height: u64) -> bool {
    height >= key.from_height && key.to_height.is_none_or(|to| height <= to)
}

/// The code of an answer whose block is final.
fn code(fault: &NotProved) -> &'static str {
    match fault {
        NotProved::Block(broken) => panic!("the block is final: {broken}"),
        NotProved::Nothing => panic!("the answer is one with proof"),
        NotProved::Fact(_) | NotProved::Value(_) => "fact",
        NotProved::Facts => "no-fact",
    }
}

/// The word for what is proved.
pub(crate) const fn word(status: Status) -> &'static str {
    match status {
        Status::Certificate(CertificateStanding::InForce) => "in-force",
        Status::Certificate(CertificateStanding::Ended) => "no-longer-in-force",
        Status::Certificate(CertificateStanding::Stolen) => "stolen",
        Status::Registered { .. } => "registered",
        Status::NoSuchAct(Absence::NotGivenYet) => "not-given-yet",
        Status::NoSuchAct(Absence::NeverGiven) => "never-given",
        Status::NoSuchAct(Absence::Reserved) => "reserved",
        Status::NoSuchAct(Absence::Void) => "void",
    }
}
