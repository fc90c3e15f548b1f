//! The proof that a quorum of validators made a block final: one BLS12-381 threshold signature.
//!
//! The signature is unique: whichever quorum signed, the 48 bytes are the same, so they tell that a
//! quorum did and never which agencies. Message and ciphersuite are those of the engine (scheme
//! `bls12381_threshold::standard`, variant `MinSig`): `varint(len ns) ‖ ns ‖ varint(epoch) ‖
//! varint(view) ‖ varint(parent view) ‖ digest`, where `ns` is the network's namespace and
//! `_FINALIZE`; hashed to G1 by RFC 9380 under the proof-of-possession tag.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::Digest,
    network::{NetworkId, NetworkKey},
};
use blst::{BLST_ERROR, min_sig};

const CIPHERSUITE: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";

/// A finalization: where consensus stood, and the quorum's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finalization {
    /// The epoch, 0 while the members do not change.
    pub epoch: u64,
    /// The view in which the block was certified.
    pub view: u64,
    /// The view of its parent.
    pub parent_view: u64,
    /// The threshold signature, a compressed point of G1.
    pub signature: [u8; 48],
}

impl Finalization {
    /// The bytes that the quorum signed for the block `digest`.
    pub fn message(&self, network: NetworkId, digest: &Digest) -> Vec<u8> {
        let namespace = [network.namespace().as_slice(), b"_FINALIZE"].concat();
        let mut message = Vec::new();
        push_varint(&mut message, namespace.len() as u64);
        message.extend(namespace);
        push_varint(&mut message, self.epoch);
        push_varint(&mut message, self.view);
        push_varint(&mut message, self.parent_view);
        message.extend(digest.as_ref());
        message
    }

    /// Whether a quorum of the network made the block `digest` final.
    ///
    /// The key and the signature must be canonical points of their subgroups, not infinity.
    pub fn verify(&self, network: NetworkId, key: &NetworkKey, digest: &Digest) -> bool {
        let Ok(key) = min_sig::PublicKey::uncompress(key.as_bytes()) else { return false };
        let Ok(signature) = min_sig::Signature::uncompress(&self.signature) else { return false };
        let message = self.message(network, digest);
        signature.verify(true, &message, CIPHERSUITE, &[], &key, true) == BLST_ERROR::BLST_SUCCESS
    }
}

impl Canonical for Finalization {
    const MAX_BYTES: usize = 80;

    fn write(&self, to: &mut Writer) {
        to.array(4).uint(self.epoch).uint(self.view).uint(self.parent_view).bytes(&self.signature);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "a finalization of four values")?;
        Ok(Self {
            epoch: from.uint("an epoch")?,
            view: from.uint("a view")?,
            parent_view: from.uint("a parent view")?,
            signature: from.fixed("a signature of 48 bytes")?,
        })
    }
}

/// Unsigned LEB128, as the engine writes its counters.
pub(crate) fn push_varint(to: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or(0);
        value >>= 7;
        if value == 0 {
            to.push(low);
            return;
        }
        to.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NetworkClass, hash::sha256};

    fn signed(network: NetworkId, digest: &Digest) -> (NetworkKey, Finalization) {
        let secret = min_sig::SecretKey::key_gen(&[7; 32], &[]).unwrap();
        let mut finalization = Finalization { epoch: 0, view: 300, parent_view: 299, signature: [0; 48] };
        let message = finalization.message(network, digest);
        finalization.signature = secret.sign(&message, CIPHERSUITE, &[]).compress();
        (NetworkKey::new(secret.sk_to_pk().compress()), finalization)
    }

    #[test]
    fn the_message_is_the_engines_byte_for_byte() {
        let network = NetworkId::new(NetworkClass::Demo, [9; 16]);
        let finalization = Finalization { epoch: 0, view: 300, parent_view: 21, signature: [0; 48] };
        let message = finalization.message(network, &Digest::ZERO);
        let mut expected = vec![36];
        expected.extend(b"dalolat/1/\x03");
        expected.extend([9; 16]);
        expected.extend(b"_FINALIZE\x00\xac\x02\x15");
        expected.extend([0; 32]);
        assert_eq!(message, expected);
    }

    #[test]
    fn a_signature_counts_for_one_block_one_place_and_one_network() {
        let network = NetworkId::new(NetworkClass::Demo, [9; 16]);
        let digest = sha256(&[b"block"]);
        let (key, finalization) = signed(network, &digest);
        assert!(finalization.verify(network, &key, &digest));
        assert!(!finalization.verify(network, &key, &sha256(&[b"other"])));
        assert!(!finalization.verify(NetworkId::new(NetworkClass::Live, [9; 16]), &key, &digest));
        assert!(!Finalization { view: 301, ..finalization.clone() }.verify(network, &key, &digest));
        assert!(!finalization.verify(network, &NetworkKey::new([0; 96]), &digest));
    }

    #[test]
    fn the_point_at_infinity_signs_nothing() {
        let network = NetworkId::new(NetworkClass::Demo, [9; 16]);
        let mut signature = [0; 48];
        signature[0] = 0xc0;
        let mut key = [0; 96];
        key[0] = 0xc0;
        let finalization = Finalization { epoch: 0, view: 1, parent_view: 0, signature };
        assert!(!finalization.verify(network, &NetworkKey::new(key), &Digest::ZERO));
    }
}
