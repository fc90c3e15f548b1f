//! What the validators tell each other about each other.
//!
//! # Format
//!
//! ```text
//! message = [ 1, now: uint ]     ; my clock, in milliseconds since 1970
//!         / [ 2 ]                ; in which view did you see my last vote?
//!         / [ 3, view: uint ]    ; the highest view in which I saw a vote of yours, 0 for none
//! ```
//!
//! The channel is authenticated, so that a message names nobody.
use crate::cbor::{Canonical, Malformed, Reader, Writer};

/// One message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerMessage {
    /// The sender's clock.
    Clock {
        /// Milliseconds since 1970.
        now_ms: u64,
    },
    /// The sender asks in which view its last vote was seen.
    Ask,
    /// The answer.
    Seen {
        /// The highest view, 0 for none.
        view: u64,
    },
}

impl Canonical for PeerMessage {
    const MAX_BYTES: usize = 16;

    fn write(&self, to: &mut Writer) {
        match self {
            Self::Clock { now_ms } => to.array(2).uint(1u8).uint(*now_ms),
            Self::Ask => to.array(1).uint(2u8),
            Self::Seen { view } => to.array(2).uint(3u8).uint(*view),
        };
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "a message: [1, now], [2] or [3, view]";
        let fault = from.malformed(expected);
        let length = from.array_up_to(2, expected)?;
        match (from.uint::<u8>(expected)?, length) {
            (1, 2) => Ok(Self::Clock { now_ms: from.uint("a time in milliseconds")? }),
            (2, 1) => Ok(Self::Ask),
            (3, 2) => Ok(Self::Seen { view: from.uint("a view")? }),
            _ => Err(fault),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_message_has_its_bytes() {
        let bytes = |message: PeerMessage| message.to_bytes();
        assert_eq!(bytes(PeerMessage::Ask), [0x81, 2]);
        assert_eq!(bytes(PeerMessage::Seen { view: 300 }), [0x82, 3, 0x19, 1, 44]);
        assert_eq!(bytes(PeerMessage::Clock { now_ms: u64::MAX }).len(), 11);
        for view in [0, 23, 24, u64::MAX] {
            for message in [PeerMessage::Seen { view }, PeerMessage::Clock { now_ms: view }] {
                assert_eq!(PeerMessage::from_bytes(&message.to_bytes()), Ok(message));
            }
        }
    }

    #[test]
    fn what_is_no_message_is_malformed() {
        for wrong in [
            &[][..],
            &[0x80],
            &[0x81, 1],
            &[0x82, 2, 0],
            &[0x81, 3],
            &[0x81, 4],
            &[0x83, 3, 1, 1],
            &[0x82, 3, 0x18, 1],
            &[0x82, 3, 0x20],
            &[0x81, 2, 0],
            &[0x82, 1],
        ] {
            assert!(PeerMessage::from_bytes(wrong).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_has_one_form_and_no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..20)) {
            if let Ok(message) = PeerMessage::from_bytes(&bytes) {
                prop_assert_eq!(message.to_bytes(), bytes);
            }
        }
    }
}
