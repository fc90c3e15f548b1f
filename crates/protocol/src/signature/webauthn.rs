//! The assertion of a passkey: scheme 2.
use super::Passkey;
use crate::{
    Digest, NetworkClass,
    cbor::{Canonical, Malformed, Reader, Writer},
};

/// The longest client data, in bytes.
pub const CLIENT_DATA_BYTES_MAX: usize = 512;

/// What a passkey answers to a challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// Hash of the relying party, flags, sign counter.
    pub authenticator_data: [u8; 37],
    /// The client data: JSON as the browser wrote it, at most 512 bytes.
    pub client_data: Vec<u8>,
    /// r ‖ s with s in the lower half.
    pub signature: [u8; 64],
}

impl Canonical for Assertion {
    const MAX_BYTES: usize = 1 + 39 + 3 + CLIENT_DATA_BYTES_MAX + 66;

    fn write(&self, to: &mut Writer) {
        to.array(3).bytes(&self.authenticator_data).bytes(&self.client_data).bytes(&self.signature);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "an assertion of three values")?;
        Ok(Self {
            authenticator_data: from.fixed("authenticator data of 37 bytes")?,
            client_data: from.bytes(CLIENT_DATA_BYTES_MAX, "client data of at most 512 bytes")?.to_vec(),
            signature: from.fixed("a signature of 64 bytes")?,
        })
    }
}

/// Why an assertion is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The signature is not the key's.
    #[error("the signature is not the key's over this assertion")]
    Signature,
}

/// Whether the assertion is the passkey's, over the message, on a network of that class.
pub fn verify(
    _class: NetworkClass,
    _key: &Passkey,
    _message: &Digest,
    _assertion: &Assertion,
) -> Result<(), Unfit> {
    Err(Unfit::Signature)
}
