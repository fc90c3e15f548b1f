//! The JSON that goes in and out. The service writes it and commands read it with the same types.
//!
//! Those that hold values of a record have no `Debug`: they are personal data.
mod filing;
mod handlers;
mod json;
mod person;
mod revocation;
mod search;
mod status;

pub use filing::{EntryRequest, FilingJson, KeyJson, ProofJson, RangeJson, RangesJson};
pub(crate) use filing::{file, filing, key, ranges};
pub(crate) use handlers::{act, acts, case, certificate_pdf, declare, health, issue_certificate, sign_case};
pub use json::{
    ActJson, ActLine, ActsJson, BlankRequest, CaseJson, CertificateRequest, DeclaredJson, FieldJson,
    FieldValue, FieldsJson, GroupJson, HealthJson, IssuedJson, LedgerJson, RefusalJson, SecondSignature,
    SignatureRequest, WarningJson, record_of, unhex,
};
pub use person::{ConcernedJson, KinJson, PersonJson, PlaceJson, RepairJson, UnionJson};
pub(crate) use person::{person, repair};
pub(crate) use revocation::revoke;
pub use revocation::{RevocationJson, RevocationRequest};
pub(crate) use search::refer;
pub use status::{StatusJson, StatusRequest, TriedJson};
pub(crate) use status::{may_ask_status, status};
