//! The header of a block in two levels, so that a paper carries 32 bytes instead of all of it.
//!
//! # Format
//!
//! ```text
//! digest = SHA-256("dalolat/hdr/1"   ‖ height u64 ‖ time_ms u64 ‖ entry_count u32 ‖ entries_root ‖ rest)
//! rest   = SHA-256("dalolat/rest/1"  ‖ parent ‖ rest2)
//! rest2  = SHA-256("dalolat/rest2/1" ‖ context ‖ log_size u64 ‖ log_root ‖ state_height u64
//!                                    ‖ state_root ‖ engine_payload_hash ‖ rules_version u32)
//! ```
//! Integers are big-endian. `log_size` and `log_root` are those after this block; `state_root` is that
//! after the block `state_height`, which is final.
use crate::{
    finalization::push_varint,
    hash::{Digest, tagged},
    merkle,
};

/// The most entries in a block.
pub const ENTRIES_MAX: usize = 1024;
/// The greatest size of a block, in bytes.
pub const BLOCK_BYTES_MAX: usize = 1024 * 1024;
/// The longest step of block time, in milliseconds: 24 hours.
pub const STEP_MS_MAX: u64 = 24 * 60 * 60 * 1000;
/// How far an entry's `signed_at` may be ahead of its block's time, in milliseconds.
pub const SIGNED_AHEAD_MS_MAX: u64 = 2000;

/// Where consensus stood when the block was proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The epoch.
    pub epoch: u64,
    /// The view.
    pub view: u64,
    /// The public key of the validator that proposed.
    pub leader: [u8; 32],
    /// The view of the parent.
    pub parent_view: u64,
    /// The digest of the parent.
    pub parent: Digest,
}

impl Context {
    /// LEB128 epoch and view, leader, LEB128 parent view, parent digest: the engine's own encoding.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        push_varint(&mut bytes, self.epoch);
        push_varint(&mut bytes, self.view);
        bytes.extend(self.leader);
        push_varint(&mut bytes, self.parent_view);
        bytes.extend(self.parent.as_ref());
        bytes
    }
}

/// The header of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The height; the genesis block has 0.
    pub height: u64,
    /// The block's time, in milliseconds since 1970, later than the parent's.
    pub time_ms: u64,
    /// The number of entries, at most 1,024.
    pub entry_count: u32,
    /// The RFC 6962 root over the entry digests.
    pub entries_root: Digest,
    /// The digest of the parent.
    pub parent: Digest,
    /// Where consensus stood.
    pub context: Context,
    /// The size of the log after this block.
    pub log_size: u64,
    /// The root of the log after this block.
    pub log_root: Digest,
    /// The height of the final ancestor whose state is named.
    pub state_height: u64,
    /// The state's root after that ancestor.
    pub state_root: Digest,
    /// The version of the rules that decided the entries.
    pub rules_version: u32,
}

/// SHA-256 over what the engine puts into a block; nothing while the members do not change.
fn engine_payload_hash() -> Digest {
    tagged("dalolat/engine/1", &[])
}

impl Header {
    /// The inner level of the header.
    pub fn rest2(&self) -> Digest {
        tagged(
            "dalolat/rest2/1",
            &[
                &self.context.to_bytes(),
                &self.log_size.to_be_bytes(),
                self.log_root.as_ref(),
                &self.state_height.to_be_bytes(),
                self.state_root.as_ref(),
                engine_payload_hash().as_ref(),
                &self.rules_version.to_be_bytes(),
            ],
        )
    }

    /// What a receipt holds of the header besides its first values.
    pub fn rest(&self) -> Digest {
        rest(&self.parent, &self.rest2())
    }

    /// The digest of the block, which the quorum signs.
    pub fn digest(&self) -> Digest {
        header_digest(self.height, self.time_ms, self.entry_count, &self.entries_root, &self.rest())
    }
}

/// `rest` from the parent and the inner level.
pub fn rest(parent: &Digest, rest2: &Digest) -> Digest {
    tagged("dalolat/rest/1", &[parent.as_ref(), rest2.as_ref()])
}

/// The digest of a block from its outer values.
pub fn header_digest(
    height: u64,
    time_ms: u64,
    entry_count: u32,
    entries_root: &Digest,
    rest: &Digest,
) -> Digest {
    tagged(
        "dalolat/hdr/1",
        &[
            &height.to_be_bytes(),
            &time_ms.to_be_bytes(),
            &entry_count.to_be_bytes(),
            entries_root.as_ref(),
            rest.as_ref(),
        ],
    )
}

/// The tree over a block's entry digests: its leaves, hashed once.
pub fn entry_leaves(digests: &[Digest]) -> Vec<Digest> {
    digests.iter().map(|digest| merkle::leaf(digest.as_ref())).collect()
}
