//! `POST /v1/references`: a search, and the reference that nothing was found.
use super::{
    handlers::{langs_and_ink, query, status_of},
    json::{CaseJson, DeclaredJson, GroupJson},
};
use crate::{
    guard::Signed,
    problem::{Problem, ProblemItem},
    routes::Served,
    tongue::Told,
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use civil::{ActNumber, words::Saying};
use protocol::{Canonical as _, hash::hex};
use registry::service::{DeclareError, IssueError, ReferError};
use serde::Deserialize;

/// How the paper is to look. Nothing of a person stands in an address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Look {
    /// One or two language tags with a comma between, the leading one first.
    langs: String,
    /// `colour`, which is the default, or `mono`.
    ink: Option<String>,
}

/// `POST /v1/references`
pub(crate) async fn refer(
    State(served): State<Served>,
    look: Result<Query<Look>, QueryRejection>,
    signed: Signed,
) -> Result<Response, Problem> {
    let key = signed.idempotency_key()?;
    let Look { langs, ink } = query(look)?;
    let langs: Vec<String> = langs.split(',').map(str::to_owned).collect();
    let look = langs_and_ink(&langs, ink.as_deref())?;
    let referred = served.registry.refer(&signed.who, &signed.body, look, key).await?;
    let (entry, record) = referred.to_sign.unzip();
    let lang = signed.lang();
    let answer = DeclaredJson {
        case: CaseJson::from(&referred.view).in_language(lang),
        entry: entry.map(|entry| hex(&entry.to_bytes())),
        record: record.map(|record| GroupJson::of_sealed(&record)),
        fields: None,
        warnings: Vec::new(),
    };
    Ok(Told(status_of(&referred.view.case.state), lang, answer).into_response())
}

impl From<ReferError> for Problem {
    fn from(error: ReferError) -> Self {
        match error {
            ReferError::Faults(faults) => faults.into(),
            ReferError::NotPermitted(refusal) => IssueError::NotPermitted(refusal).into(),
            ReferError::Refused { refusals, candidates } => {
                let mut problem = Self::from(DeclareError::Refused(refusals));
                problem.errors.extend(candidates.into_iter().map(candidate));
                problem
            }
            ReferError::Key => Self::new(StatusCode::CONFLICT, "idempotency.used"),
            ReferError::Fault(fault) => Self::fault(&fault),
        }
    }
}

/// An act that bears the name: its number alone, which says nothing of a person.
fn candidate(act: ActNumber) -> ProblemItem {
    ProblemItem::at("/others", Saying::new("reference.candidate").with("act", act))
}
