//! `application.lodge` and `application.withdraw`: where the waiting periods of the law begin.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::Digest,
    id::{EntryId, Tag},
};

/// What is applied for. The waiting period follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// A marriage.
    Marriage,
    /// A divorce that both want.
    DivorceMutual,
    /// A divorce that one spouse wants: the other is missing, incapacitated or sentenced.
    DivorceOneSpouse,
}

impl Purpose {
    /// All purposes, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Marriage, Self::DivorceMutual, Self::DivorceOneSpouse];

    /// The number of the purpose in every format, 1 to 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::Marriage => 1,
            Self::DivorceMutual => 2,
            Self::DivorceOneSpouse => 3,
        }
    }

    /// The word of the purpose in files: `marriage`, `divorce-mutual`, `divorce-one-spouse`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Marriage => "marriage",
            Self::DivorceMutual => "divorce-mutual",
            Self::DivorceOneSpouse => "divorce-one-spouse",
        }
    }

    /// Whether it is about a marriage that there is already.
    pub const fn is_of_a_marriage(self) -> bool {
        match self {
            Self::Marriage => false,
            Self::DivorceMutual | Self::DivorceOneSpouse => true,
        }
    }

    /// Reads the number of a purpose.
    pub fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "the purpose of an application, 1 to 3";
        let fault = from.malformed(expected);
        let number: u8 = from.uint(expected)?;
        Self::ALL.into_iter().find(|purpose| purpose.number() == number).ok_or(fault)
    }
}

/// `application.lodge`: an application of two persons, or of one about both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApplicationLodge {
    /// What is applied for.
    pub purpose: Purpose,
    /// The tag of the man.
    pub husband: Tag,
    /// The tag of the woman.
    pub wife: Tag,
    /// The salted commitment of what they wrote.
    pub commitment: Digest,
    /// The entry of the marriage, where it is to be divorced; none for a marriage to come.
    pub of: Option<EntryId>,
}

impl ApplicationLodge {
    /// Whether a marriage is named where the purpose is about one, and only there.
    pub(super) const fn fits(&self) -> bool {
        self.of.is_some() == self.purpose.is_of_a_marriage()
    }
}

impl Canonical for ApplicationLodge {
    const MAX_BYTES: usize = 144;

    fn write(&self, to: &mut Writer) {
        to.array(5).uint(self.purpose.number()).value(&self.husband).value(&self.wife);
        to.value(&self.commitment).option(self.of.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(5, "an application of five values")?;
        let purpose = Purpose::read(from)?;
        let (husband, wife) = (Tag::read(from)?, Tag::read(from)?);
        let commitment = Digest::read(from)?;
        let fault = from.malformed("the marriage that is to be divorced, or null before a marriage");
        let lodge = Self { purpose, husband, wife, commitment, of: from.option()? };
        if lodge.fits() { Ok(lodge) } else { Err(fault) }
    }
}

/// `application.withdraw`: an application that nothing may be registered on any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApplicationWithdraw {
    /// The application, by the entry that lodged it.
    pub application: EntryId,
}

impl Canonical for ApplicationWithdraw {
    const MAX_BYTES: usize = 40;

    fn write(&self, to: &mut Writer) {
        to.array(1).value(&self.application);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(1, "the application that is withdrawn")?;
        Ok(Self { application: EntryId::read(from)? })
    }
}
