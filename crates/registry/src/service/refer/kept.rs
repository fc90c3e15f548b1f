//! What is kept of a request for a reference beside its record: to know it again, and to ask again at the signature.
//!
//! # Format
//!
//! `[4, digest of the request, how it is to look, [tags], [digits of the kinds of acts], [acts of others]]`. No
//! kinds stand there where a person is said not to be married.
use super::Certificate;
use civil::{ActKind, ActNumber, search::Wanted};
use protocol::{
    Canonical, Digest, Malformed, Tag,
    cbor::{Reader, Writer},
};

/// The version.
const VERSION: u8 = 4;
/// The most elements of a list.
const LIST_MAX: usize = 200;

/// What is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// SHA-256 of the request's bytes.
    pub(super) digest: Digest,
    /// How the paper is to look.
    pub(super) look: Certificate,
    /// By which tags the person was searched for.
    pub(super) tags: Vec<Tag>,
    /// What is told.
    pub(super) wanted: Wanted,
    /// The acts that the officer stated to be none of those sought.
    pub(super) others: Vec<ActNumber>,
}

impl Canonical for Kept {
    const MAX_BYTES: usize = 16 * 1024;

    fn write(&self, to: &mut Writer) {
        to.array(6).uint(VERSION).value(&self.digest).value(&self.look).list(&self.tags);
        let kinds: &[ActKind] = match &self.wanted {
            Wanted::NoRecord(kinds) => kinds,
            Wanted::NotMarried => &[],
        };
        to.array(kinds.len());
        for kind in kinds {
            to.uint(kind.digit());
        }
        to.array(self.others.len());
        for act in &self.others {
            to.text(&act.to_string());
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let fault = from.malformed("details of a reference: [4, …] of six values");
        from.array(6, "details of a reference: [4, …] of six values")?;
        if from.uint::<u8>("4")? != VERSION {
            return Err(fault);
        }
        let (digest, look) = (Digest::read(from)?, Certificate::read(from)?);
        let tags = from.list(LIST_MAX, "at most 200 tags")?;
        let count = from.array_up_to(ActKind::ALL.len(), "at most four kinds of acts")?;
        let mut kinds = Vec::new();
        for _ in 0..count {
            let fault = from.malformed("the digit of a kind of act");
            let digit: u8 = from.uint("the digit of a kind of act")?;
            kinds.push(ActKind::ALL.into_iter().find(|kind| kind.digit() == digit).ok_or(fault)?);
        }
        let count = from.array_up_to(LIST_MAX, "at most 200 acts")?;
        let mut others = Vec::new();
        for _ in 0..count {
            let fault = from.malformed("an act number of twelve digits");
            others.push(from.text(12, "an act number of twelve digits")?.parse().map_err(|_form| fault)?);
        }
        let wanted = if kinds.is_empty() { Wanted::NotMarried } else { Wanted::NoRecord(kinds) };
        Ok(Self { digest, look, tags, wanted, others })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civil::Lang;
    use document::Ink;

    #[test]
    fn what_is_kept_of_a_request_reads_back() {
        let look = Certificate::plain((Lang::UzLatn, Lang::Ru), Ink::Mono);
        let others = vec!["311012600001".parse().unwrap()];
        for wanted in [Wanted::NotMarried, Wanted::NoRecord(vec![ActKind::Birth, ActKind::Marriage])] {
            for tags in [Vec::new(), vec![Tag::new([7; 32]), Tag::new([9; 32])]] {
                let digest = Digest::new([3; 32]);
                let (look, wanted, others) = (look.clone(), wanted.clone(), others.clone());
                let kept = Kept { digest, look, tags, wanted, others };
                assert_eq!(Kept::from_bytes(&kept.to_bytes()), Ok(kept));
            }
        }
        assert!(Kept::from_bytes(&[0x86, 5]).is_err());
    }
}
