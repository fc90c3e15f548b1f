//! The files of vectors. Nothing here may depend on what the project's tests share: a vector that is
//! published never changes.
mod cbor;
mod commitments;
mod diag;
mod entries;
mod headers;
mod json;
pub(crate) mod mutations;
mod network_keys;
mod proofs;
mod receipts;
mod signatures;
mod worked;
mod world;

/// Makes a file.
type Make = fn() -> String;

/// Each file's name in `testdata/`, and what makes it.
pub(crate) const ALL: [(&str, Make); 10] = [
    ("worked-1.json", worked::file),
    ("cbor-1.json", cbor::file),
    ("signatures-1.json", signatures::file),
    ("entries-1.json", entries::file),
    ("headers-1.json", headers::file),
    ("receipts-1.json", receipts::file),
    ("commitments-1.json", commitments::file),
    ("proofs-1.json", proofs::file),
    ("network-keys-1.json", network_keys::file),
    ("mutations-1.txt", mutations::file),
];
