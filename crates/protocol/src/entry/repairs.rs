//! `act.dispute`, `act.dispute.end` and `person.*`: what is done when an act hit the wrong person, or one
//! person is known by two tags.
use super::acts::{Waiver, read_waivers};
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    id::{EntryId, Tag},
};

/// `act.dispute`: the act has no effects until the dispute ends. One officer suffices, so that a stranger
/// who was hit is helped at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActDispute {
    /// The act, by the entry that registered or opened it; or a row of `legacy.status`
    /// ([`super::LegacyStatus::row_id`]).
    pub act: EntryId,
}

impl Canonical for ActDispute {
    const MAX_BYTES: usize = 40;

    fn write(&self, to: &mut Writer) {
        to.array(1).value(&self.act);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(1, "the act that is disputed")?;
        Ok(Self { act: EntryId::read(from)? })
    }
}

/// `act.dispute.end`: the act has its effects again. Two officers sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActDisputeEnd {
    /// The act.
    pub act: EntryId,
    /// The rules that would refuse this, and why it passes them all the same; by rule, each once.
    pub waivers: Vec<Waiver>,
}

impl Canonical for ActDisputeEnd {
    const MAX_BYTES: usize = 560;

    fn write(&self, to: &mut Writer) {
        to.array(2).value(&self.act).list(&self.waivers);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "the act whose dispute ends, and waivers")?;
        Ok(Self { act: EntryId::read(from)?, waivers: read_waivers(from)? })
    }
}

/// `person.join`: two tags are one person. Two officers sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonJoin {
    /// One tag.
    pub first: Tag,
    /// The other.
    pub second: Tag,
    /// The rules that would refuse this, and why it passes them all the same; by rule, each once.
    pub waivers: Vec<Waiver>,
}

/// `person.part`: two tags that were joined are two persons after all. Two officers sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonPart {
    /// One tag of the join that is undone.
    pub first: Tag,
    /// The other.
    pub second: Tag,
    /// The rules that would refuse this, and why it passes them all the same; by rule, each once.
    pub waivers: Vec<Waiver>,
}

fn write_pair(to: &mut Writer, first: &Tag, second: &Tag, waivers: &[Waiver]) {
    to.array(3).value(first).value(second).list(waivers);
}

fn read_pair(from: &mut Reader<'_>) -> Result<(Tag, Tag, Vec<Waiver>), Malformed> {
    from.array(3, "two tags of persons, and waivers")?;
    Ok((Tag::read(from)?, Tag::read(from)?, read_waivers(from)?))
}

impl Canonical for PersonJoin {
    const MAX_BYTES: usize = 592;

    fn write(&self, to: &mut Writer) {
        write_pair(to, &self.first, &self.second, &self.waivers);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (first, second, waivers) = read_pair(from)?;
        Ok(Self { first, second, waivers })
    }
}

impl Canonical for PersonPart {
    const MAX_BYTES: usize = 592;

    fn write(&self, to: &mut Writer) {
        write_pair(to, &self.first, &self.second, &self.waivers);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (first, second, waivers) = read_pair(from)?;
        Ok(Self { first, second, waivers })
    }
}

/// `person.move`: an act was of another person than its tag says: a mistyped number had hit a stranger. Two
/// officers sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonMove {
    /// The act, or a row of `legacy.status`.
    pub act: EntryId,
    /// The tag of the stranger.
    pub from: Tag,
    /// The tag of the right person.
    pub to: Tag,
    /// The rules that would refuse this, and why it passes them all the same; by rule, each once.
    pub waivers: Vec<Waiver>,
}

impl Canonical for PersonMove {
    const MAX_BYTES: usize = 632;

    fn write(&self, to: &mut Writer) {
        to.array(4).value(&self.act).value(&self.from).value(&self.to).list(&self.waivers);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "an act, two tags of persons, and waivers")?;
        Ok(Self {
            act: EntryId::read(from)?,
            from: Tag::read(from)?,
            to: Tag::read(from)?,
            waivers: read_waivers(from)?,
        })
    }
}
