//! What the validators tell each other about each other.
//!
//! # Format
//!
//! ```text
//! message = [ 1, now: uint ]     ; my clock, in milliseconds since 1970
//!         / [ 2 ]                ; in which view did you see my last vote?
//!         / [ 3, view: uint ]    ; the highest view in which I saw a vote of yours, 0 for none
//!         / [ 4, height: uint ]  ; have you a finalization of the very block at this height?
//!         / [ 5, height: uint, finalization / null ]   ; this one, or none
//! ```
//!
//! The channel is authenticated, so that a message names nobody.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    finalization::Finalization,
};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The sender asks for the finalization of the block at a height: its own, not that of a child.
    Want {
        /// The height.
        height: u64,
    },
    /// The answer. Nothing ties it to the block until it is verified.
    Have {
        /// The height.
        height: u64,
        /// The finalization; none where the sender has none of that very block.
        finalization: Option<Finalization>,
    },
}

impl Canonical for PeerMessage {
    const MAX_BYTES: usize = 96;

    fn write(&self, to: &mut Writer) {
        match self {
            Self::Clock { now_ms } => to.array(2).uint(1u8).uint(*now_ms),
            Self::Ask => to.array(1).uint(2u8),
            Self::Seen { view } => to.array(2).uint(3u8).uint(*view),
            Self::Want { height } => to.array(2).uint(4u8).uint(*height),
            Self::Have { height, finalization } => {
                to.array(3).uint(5u8).uint(*height);
                match finalization {
                    Some(finalization) => to.value(finalization),
                    None => to.null(),
                }
            }
        };
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "a message: [1, now], [2], [3, view], [4, height] or [5, height, finalization]";
        let fault = from.malformed(expected);
        let length = from.array_up_to(3, expected)?;
        match (from.uint::<u8>(expected)?, length) {
            (1, 2) => Ok(Self::Clock { now_ms: from.uint("a time in milliseconds")? }),
            (2, 1) => Ok(Self::Ask),
            (3, 2) => Ok(Self::Seen { view: from.uint("a view")? }),
            (4, 2) => Ok(Self::Want { height: from.uint("a height")? }),
            (5, 3) => Ok(Self::Have {
                height: from.uint("a height")?,
                finalization: if from.null() { None } else { Some(Finalization::read(from)?) },
            }),
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
            let finalization = Finalization { epoch: view, view, parent_view: view, signature: [7; 48] };
            for message in [
                PeerMessage::Seen { view },
                PeerMessage::Clock { now_ms: view },
                PeerMessage::Want { height: view },
                PeerMessage::Have { height: view, finalization: None },
                PeerMessage::Have { height: view, finalization: Some(finalization) },
            ] {
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
            &[0x82, 5, 0],
            &[0x83, 4, 0, 0xf6],
            &[0x83, 5, 0, 0],
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
        fn what_is_read_has_one_form_and_no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(message) = PeerMessage::from_bytes(&bytes) {
                prop_assert_eq!(message.to_bytes(), bytes);
            }
        }
    }
}
