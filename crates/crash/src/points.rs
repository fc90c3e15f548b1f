//! The list of points, by area: what has happened when a process dies there, and what has not.

macro_rules! points {
    ($($(#[doc = $said:literal])+ $point:ident = $name:literal,)+) => {
        /// A point at which a process can be made to die.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Point {
            $($(#[doc = $said])+ $point,)+
        }

        impl Point {
            /// Every point.
            pub const ALL: &[Self] = &[$(Self::$point),+];

            /// Its name: area, step, moment.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$point => $name,)+ }
            }

            /// What has happened when a process dies there, and what has not.
            pub const fn said(self) -> &'static str {
                match self { $(Self::$point => concat!($($said),+).trim_ascii(),)+ }
            }

            /// The first word of its name: whose code it stands in.
            pub fn area(self) -> &'static str {
                self.name().split('.').next().unwrap_or_default()
            }
        }
    };
}

points! {
    // The vault: each step is one transaction; *written* is before its commit, *committed* after it and
    // before the caller knows.
    /// The empty file of a new vault is durable, not under its own name; neither key nor tables are made.
    VaultCreateFile = "vault.create.file",
    /// The key of a new vault is durable; its database has no tables, and not its own name.
    VaultCreateKey = "vault.create.key",
    /// The tables of a new vault are written and not committed.
    VaultCreateWritten = "vault.create.written",
    /// The tables of a new vault are committed; the file does not have its own name yet.
    VaultCreateCommitted = "vault.create.committed",
    /// Record, seeds and entry of a new case are written and not committed.
    VaultBeginWritten = "vault.begin.written",
    /// A new case is committed, to be signed; nobody knows of it.
    VaultBeginCommitted = "vault.begin.committed",
    /// A fresh entry for a case that was not signed in time is written and not committed.
    VaultRenewWritten = "vault.renew.written",
    /// The fresh entry is committed; the old one can no longer be signed.
    VaultRenewCommitted = "vault.renew.committed",
    /// A signed entry and its place in the outbox are written and not committed.
    VaultAcceptWritten = "vault.accept.written",
    /// A signed entry is committed to the outbox; the registrar was not told that it is accepted.
    VaultAcceptCommitted = "vault.accept.committed",
    /// Outcome and receipt of an accepted case are written and not committed; the ledger has the entry.
    VaultFinalWritten = "vault.final.written",
    /// A case is committed as final and out of the outbox; nobody was told.
    VaultFinalCommitted = "vault.final.committed",
    /// The refusal of an accepted case is written and not committed.
    VaultRefusedWritten = "vault.refused.written",
    /// A case is committed as refused and out of the outbox; nobody was told.
    VaultRefusedCommitted = "vault.refused.committed",
    /// A signed entry that belongs to no case is written to the outbox and not committed.
    VaultFileWritten = "vault.file.written",
    /// A signed entry that belongs to no case is committed to the outbox; who handed it in was not told.
    VaultFileCommitted = "vault.file.committed",
    /// Outcome and receipt of a filed entry are written and not committed; the ledger has the entry.
    VaultFiledFinalWritten = "vault.filed-final.written",
    /// A filed entry is committed as final; nobody was told.
    VaultFiledFinalCommitted = "vault.filed-final.committed",
    /// The refusal of a filed entry is written and not committed.
    VaultFiledRefusedWritten = "vault.filed-refused.written",
    /// A filed entry is committed as refused; nobody was told.
    VaultFiledRefusedCommitted = "vault.filed-refused.committed",
    /// The row of an access to a record is written and not committed; the record is sealed.
    VaultRecordWritten = "vault.record.written",
    /// The row of an access to a record is committed; the record was not opened.
    VaultRecordCommitted = "vault.record.committed",
    /// The row of another access is written and not committed; nothing was shown.
    VaultAccessWritten = "vault.access.written",
    /// The row of another access is committed; nothing was shown.
    VaultAccessCommitted = "vault.access.committed",

    // The registry: from a declaration to the answer.
    /// A declaration was read, its registrar may register it; the law was not asked, nothing is stored.
    RegistryDeclareRead = "registry.declare.read",
    /// A declaration is lawful, its record has seeds and its entry is made; nothing is stored.
    RegistryDeclareMade = "registry.declare.made",
    /// The case of a declaration is stored, to be signed; its registrar was not answered.
    RegistryDeclareBegun = "registry.declare.begun",
    /// A declaration was sent again while its case is to be signed; the record was opened and not shown.
    RegistryDeclareAgain = "registry.declare.again",
    /// A signature arrived; it was not looked at.
    RegistrySignRead = "registry.sign.read",
    /// A signature is good and its notice is free; nothing is stored.
    RegistrySignGood = "registry.sign.good",
    /// A signed entry is in the outbox; the worker was not woken and the registrar not answered.
    RegistrySignAccepted = "registry.sign.accepted",
    /// A certificate was asked for and may be issued; nothing is stored.
    RegistryIssueRead = "registry.issue.read",
    /// The act was opened for a certificate, which is in the log; the certificate has no case.
    RegistryIssueOpened = "registry.issue.opened",
    /// The case of a certificate is stored, to be signed; its registrar was not answered.
    RegistryIssueBegun = "registry.issue.begun",
    /// The end of a certificate was asked for and may be begun; nothing is stored.
    RegistryRevokeRead = "registry.revoke.read",
    /// The case of a revocation is stored, to be signed; its officer was not answered.
    RegistryRevokeBegun = "registry.revoke.begun",
    /// A signed entry that belongs to no case is in the outbox; the worker was not woken, nobody answered.
    RegistryFileAccepted = "registry.file.accepted",
    /// The worker has found an entry in the outbox; nothing was sent.
    RegistryWorkerRead = "registry.worker.read",
    /// An entry is about to be sent for the first time in this round; no validator was asked.
    RegistryWorkerSend = "registry.worker.send",
    /// A validator has answered the sent entry; its answer was not read.
    RegistryWorkerAnswered = "registry.worker.answered",
    /// A receipt was verified; the vault does not have it.
    RegistryWorkerProved = "registry.worker.proved",
    /// A case is settled in the vault; whoever waits for it was not told.
    RegistryWorkerSettled = "registry.worker.settled",
    /// A case that somebody asked about has ended; it was not read for the answer.
    RegistryStandingEnded = "registry.standing.ended",
    /// The act of a final certificate was opened for printing, which is in the log; nothing is printed.
    RegistryPrintOpened = "registry.print.opened",
    /// A certificate is printed in memory; nobody has it.
    RegistryPrintDone = "registry.print.done",

    // The portal: around the registry.
    /// A new portal's key for tags is durable; there is no vault.
    PortalStartTagKey = "portal.start.tag-key",
    /// Vault and port are open; the worker does not run and nothing is answered.
    PortalStartOpened = "portal.start.opened",
    /// A request was read whole and its signature is a registrar's; nothing was done.
    PortalRequestRead = "portal.request.read",
    /// What a request asked for is done; the answer is not sent.
    PortalAnswerReady = "portal.answer.ready",

    // The node: from an entry to its place on the ledger.
    /// A new storage has the mark of its network under another name; nothing is open.
    NodeStartMark = "node.start.mark",
    /// The storage is locked and of this network; nothing is open.
    NodeStartClaimed = "node.start.claimed",
    /// The archives are open and repaired; the state is not read, the engine does not run.
    NodeStartOpened = "node.start.opened",
    /// The state is that of the last block executed; consensus does not run.
    NodeStartReplayed = "node.start.replayed",
    /// An entry arrived from a client; it was not looked at.
    NodeSubmitRead = "node.submit.read",
    /// An entry is good and the rules accept it; it is not held.
    NodeAdmitGood = "node.admit.good",
    /// A client's entry is held in memory; nobody else has it from here.
    NodeSubmitHeld = "node.submit.held",
    /// A client's entry is handed to those who forward it; the client was not answered.
    NodeSubmitForwarded = "node.submit.forwarded",
    /// A client's entry went out to the other validators.
    NodeForwardSent = "node.forward.sent",
    /// An entry that another validator forwarded was judged; nobody waits for that.
    NodeForwardTaken = "node.forward.taken",
    /// A block is built; the engine does not have it, nobody saw it.
    NodeProposeBuilt = "node.propose.built",
    /// Another leader's block was executed and is good; this validator has not voted for it.
    NodeVerifyGood = "node.verify.good",
    /// A final block is stored by the engine; it is not executed.
    NodeFinalDelivered = "node.final.delivered",
    /// A final block is executed; the engine was not told.
    NodeFinalExecuted = "node.final.executed",
    /// The engine was told that a final block is executed; it may not have kept that.
    NodeFinalAcknowledged = "node.final.acknowledged",
    /// A receipt is made and verified; the client was not answered.
    NodeAnswerProved = "node.answer.proved",
}
