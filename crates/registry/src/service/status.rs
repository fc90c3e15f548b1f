//! Status: what the ledger says of a certificate or a number now, with the proof for whoever asked.
use super::{ReadError, Reading, Registry};
use crate::{
    ledger::status::{self, Report},
    staff::Officer,
};
use civil::{ActNumber, role::Deed};
use protocol::{Handle, status::Query};

impl Registry {
    /// The status of a certificate, for anybody who has its handle from the paper.
    ///
    /// The handle tells nothing of a person, and what is answered names neither act nor office.
    pub async fn certificate_status(&self, handle: Handle) -> Report {
        self.ask_status(Query::Certificate(handle)).await
    }

    /// Whether an act stands under a number: for those who may read it, and in the access log as a reading.
    pub async fn act_status(&self, who: &Officer, number: ActNumber) -> Result<Report, ReadError> {
        let permit = self.permission(who, Deed::ReadAct, number.office).map_err(ReadError::NotPermitted)?;
        let case = self.vault().act_case(number).await?.map(|case| case.id);
        self.vault().log_access(&self.access(who, Reading::Status, permit, case)).await?;
        Ok(self.ask_status(Query::Act(number)).await)
    }

    async fn ask_status(&self, query: Query) -> Report {
        let parts = &self.0.parts;
        let members = self.genesis().member_count();
        status::ask(&*parts.ledger, self.0.measure, members, query, &*parts.clock).await
    }
}
