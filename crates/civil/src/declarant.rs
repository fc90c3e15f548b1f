//! Who declares an act, and how they confirmed that it says what they mean.
use crate::{
    name::PersonName,
    person::{IdentityDocument, words},
    redact::redacted,
    text::Text,
};
use core::fmt;

/// Who declares an act. In which capacities one may do so is a closed list of the kind of act, `C`.
#[derive(Clone, PartialEq, Eq)]
pub struct Declarant<C> {
    /// In which capacity.
    pub capacity: C,
    /// The name; needed unless the record names the declarant already.
    pub name: Option<PersonName>,
    /// The body that the declarant speaks for; needed where the capacity is that of a body.
    pub body: Option<Text>,
    /// The document that was shown.
    pub document: Option<IdentityDocument>,
}

impl<C> fmt::Debug for Declarant<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Declarant(redacted)")
    }
}

/// How the declarant, or the parties, confirmed what the act says, before the registrar signed.
#[derive(Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// In which way.
    pub kind: ConfirmationKind,
    /// Who interpreted, where somebody did.
    pub interpreter: Option<PersonName>,
}

/// In which way an act was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConfirmationKind {
    /// By hand on the printed sheet, whose scan is kept.
    WetSignature,
    /// Through the national sign-on, `OneID`.
    OneId,
    /// With a passkey of their own.
    Passkey,
    /// By word, after the act was read aloud to them.
    ReadAloud,
}

words!(ConfirmationKind, "way to confirm an act", 4, {
    WetSignature => "wet-signature", OneId => "one-id", Passkey => "passkey", ReadAloud => "read-aloud",
});

redacted!(Confirmation);
