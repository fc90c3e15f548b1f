//! The files of vectors. Nothing here may depend on what the project's tests share, for a vector that is
//! published never changes; but for the answers of a passkey and the log of a state, whose bytes the pages fix.
mod cbor;
mod commitments;
mod diag;
mod entries;
mod entries_2;
mod headers;
mod json;
pub(crate) mod mutations;
mod network_keys;
mod points;
mod proofs;
mod proofs_2;
mod proofs_3;
mod receipts;
mod signatures;
pub(crate) mod status;
mod worked;
mod world;

/// Makes a file.
type Make = fn() -> String;

/// Each file's name in `testdata/`, and what makes it.
pub(crate) const ALL: [(&str, Make); 14] = [
    ("worked-1.json", worked::file),
    ("cbor-1.json", cbor::file),
    ("signatures-1.json", signatures::file),
    ("entries-1.json", entries::file),
    ("entries-2.json", entries_2::file),
    ("headers-1.json", headers::file),
    ("receipts-1.json", receipts::file),
    ("commitments-1.json", commitments::file),
    ("proofs-1.json", proofs::file),
    ("network-keys-1.json", network_keys::file),
    ("proofs-2.json", proofs_2::file),
    ("proofs-3.json", proofs_3::file),
    ("status-1.json", status::file),
    ("mutations-1.txt", mutations::file),
];
