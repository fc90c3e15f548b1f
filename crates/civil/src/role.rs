//! Who may do what: one pure table, the same for counter, service and ledger.
//!
//! The table is printed in full by a test, so that somebody who reads law and no code can read it.
use crate::{ActKind, office::OfficeKind, person::words, refusal::Refusal};

/// What a key holder is to the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Takes declarations and signs acts of the own office.
    Registrar,
    /// Signs beside a registrar where two are needed.
    SecondOfficer,
    /// Heads an office: does what a registrar does.
    Head,
    /// Seals acts of an existing register; a machine.
    Connector,
    /// The registry service: anchors, never acts; a machine.
    Registry,
    /// Vouches for old records brought in.
    Custodian,
    /// Signs for a member agency.
    Governor,
    /// Keeps the staff of a region's offices, for the ministry responsible.
    Administrator,
}

words!(Role, "role", 8, {
    Registrar => "registrar", SecondOfficer => "second-officer", Head => "head", Connector => "connector",
    Registry => "registry", Custodian => "custodian", Governor => "governor",
    Administrator => "administrator",
});

impl Role {
    /// The number that stands for the role in encodings and signatures, 1 to 8.
    pub const fn number(self) -> u8 {
        match self {
            Self::Registrar => 1,
            Self::SecondOfficer => 2,
            Self::Head => 3,
            Self::Connector => 4,
            Self::Registry => 5,
            Self::Custodian => 6,
            Self::Governor => 7,
            Self::Administrator => 8,
        }
    }

    /// The role that a number stands for.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.number() == number)
    }
}

/// Something that a role may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// Sign the registration of an act.
    RegisterAct(ActKind),
    /// Sign beside the registrar, as the second of two.
    Countersign,
    /// Sign that an application was lodged or withdrawn.
    LodgeApplication,
    /// Sign that an act of any office is disputed: it has no effects until two say otherwise.
    DisputeAct,
    /// Sign the end of a dispute, or that persons are joined, parted, or an act is of another; with a second.
    RepairPerson,
    /// Sign the issue of a certificate, of an act of any office.
    IssueCertificate,
    /// Sign that a certificate is no longer in force, of an act of any office.
    RevokeCertificate,
    /// Reserve numbers for work without a line, and give the unused ones up.
    ReserveNumbers,
    /// Open one act and read it.
    ReadAct,
    /// List the acts of an office.
    ListActs,
    /// Open, take, change and hand over a ticket of an office's counter.
    ServeCounter,
    /// Anchor the access log or the steps of cases.
    Anchor,
    /// Bring old records in.
    LoadArchive,
    /// Enter, restore or revoke a key of an officer, and enter an office; two sign.
    EnterStaff,
    /// Suspend a key; one signs.
    SuspendKey,
    /// Change members, rules or parameters.
    Govern,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 19] = [
        Self::RegisterAct(ActKind::Birth),
        Self::RegisterAct(ActKind::Death),
        Self::RegisterAct(ActKind::Marriage),
        Self::RegisterAct(ActKind::Divorce),
        Self::Countersign,
        Self::LodgeApplication,
        Self::DisputeAct,
        Self::RepairPerson,
        Self::IssueCertificate,
        Self::RevokeCertificate,
        Self::ReserveNumbers,
        Self::ReadAct,
        Self::ListActs,
        Self::ServeCounter,
        Self::Anchor,
        Self::LoadArchive,
        Self::EnterStaff,
        Self::SuspendKey,
        Self::Govern,
    ];
}

/// How the office of the deed and the office of the signer relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The signer belongs to it.
    OwnOffice,
    /// The signer belongs to another office.
    OtherOffice,
}

/// What a permission depends on beside role and deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Situation {
    /// To register and to issue: the office in whose name. To read and to list: the office whose act. To
    /// an administrator, the offices of the own region are the own.
    pub relation: Relation,
    /// The kind of the office in whose name the deed is done.
    pub office: OfficeKind,
}

/// The answer of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Permitted. The rule goes into the access log.
    Yes {
        /// The code of the rule that permits, for example `read.any-office`.
        rule: &'static str,
    },
    /// Refused.
    No(Refusal),
}

/// Whether a holder of `role` may do `deed` in `situation`.
///
/// Certificates are issued and acts are read at any office (services are extraterritorial: Cabinet of
/// Ministers, resolution 550); every reading is recorded. A list of acts is for the own office, so that
/// nobody browses.
pub const fn permits(role: Role, deed: Deed, situation: Situation) -> Verdict {
    match deed {
        Deed::RegisterAct(kind) => match role {
            Role::Registrar | Role::Head | Role::Connector if !situation.office.may_register(kind) => {
                Verdict::No(Refusal::OfficeMayNotRegister(kind))
            }
            Role::Registrar | Role::Head => in_own_office(situation, "register.own-office"),
            Role::Connector => in_own_office(situation, "register.attached"),
            Role::SecondOfficer | Role::Registry | Role::Custodian | Role::Governor | Role::Administrator => {
                Verdict::No(Refusal::WrongRole)
            }
        },
        // The second officer of a rare case may sit in another office: that is the point of a second pair of eyes.
        Deed::Countersign => match role {
            Role::SecondOfficer | Role::Head => Verdict::Yes { rule: "countersign.any-office" },
            Role::Registrar
            | Role::Connector
            | Role::Registry
            | Role::Custodian
            | Role::Governor
            | Role::Administrator => Verdict::No(Refusal::WrongRole),
        },
        Deed::LodgeApplication => at_the_counter(role, situation, "apply.own-office"),
        // A stranger who was hit stands at some counter: the officer there stops it in the name of that office.
        Deed::DisputeAct => at_the_counter(role, situation, "dispute.own-office"),
        Deed::RepairPerson => at_the_counter(role, situation, "repair.own-office"),
        Deed::IssueCertificate => at_the_counter(role, situation, "issue.own-office"),
        Deed::RevokeCertificate => at_the_counter(role, situation, "revoke.own-office"),
        // A range binds the office for months: that is for its head.
        Deed::ReserveNumbers => match role {
            Role::Head => in_own_office(situation, "reserve.own-office"),
            Role::Registrar
            | Role::SecondOfficer
            | Role::Connector
            | Role::Registry
            | Role::Custodian
            | Role::Governor
            | Role::Administrator => Verdict::No(Refusal::WrongRole),
        },
        Deed::ReadAct => match role {
            Role::Registrar | Role::SecondOfficer | Role::Head => match situation.relation {
                Relation::OwnOffice => Verdict::Yes { rule: "read.own-office" },
                Relation::OtherOffice => Verdict::Yes { rule: "read.any-office" },
            },
            Role::Connector | Role::Registry | Role::Custodian | Role::Governor | Role::Administrator => {
                Verdict::No(Refusal::WrongRole)
            }
        },
        Deed::ListActs => match role {
            Role::Registrar | Role::SecondOfficer | Role::Head => in_own_office(situation, "list.own-office"),
            Role::Connector | Role::Registry | Role::Custodian | Role::Governor | Role::Administrator => {
                Verdict::No(Refusal::WrongRole)
            }
        },
        Deed::ServeCounter => at_the_counter(role, situation, "serve.own-office"),
        Deed::Anchor => match role {
            Role::Registry => Verdict::Yes { rule: "anchor.service" },
            Role::Registrar
            | Role::SecondOfficer
            | Role::Head
            | Role::Connector
            | Role::Custodian
            | Role::Governor
            | Role::Administrator => Verdict::No(Refusal::WrongRole),
        },
        Deed::LoadArchive => match role {
            Role::Custodian => Verdict::Yes { rule: "archive.custodian" },
            Role::Registrar
            | Role::SecondOfficer
            | Role::Head
            | Role::Connector
            | Role::Registry
            | Role::Governor
            | Role::Administrator => Verdict::No(Refusal::WrongRole),
        },
        Deed::EnterStaff => match role {
            Role::Administrator => in_own_region(situation, "staff.own-region"),
            Role::Registrar
            | Role::SecondOfficer
            | Role::Head
            | Role::Connector
            | Role::Registry
            | Role::Custodian
            | Role::Governor => Verdict::No(Refusal::WrongRole),
        },
        // A lost key is stopped by whoever is at hand; that harms nobody, and two restore it. The keys of
        // governors and custodians have a rule of their own in the ledger.
        Deed::SuspendKey => match role {
            Role::Administrator => in_own_region(situation, "suspend.own-region"),
            Role::Head => in_own_office(situation, "suspend.own-office"),
            Role::Governor => Verdict::Yes { rule: "suspend.member" },
            Role::Registrar | Role::SecondOfficer | Role::Connector | Role::Registry | Role::Custodian => {
                Verdict::No(Refusal::WrongRole)
            }
        },
        Deed::Govern => match role {
            Role::Governor => Verdict::Yes { rule: "govern.member" },
            Role::Registrar
            | Role::SecondOfficer
            | Role::Head
            | Role::Connector
            | Role::Registry
            | Role::Custodian
            | Role::Administrator => Verdict::No(Refusal::WrongRole),
        },
    }
}

/// What registrars and heads do for people at the counter of the own office.
const fn at_the_counter(who: Role, situation: Situation, rule: &'static str) -> Verdict {
    match who {
        Role::Registrar | Role::Head => in_own_office(situation, rule),
        Role::SecondOfficer
        | Role::Connector
        | Role::Registry
        | Role::Custodian
        | Role::Governor
        | Role::Administrator => Verdict::No(Refusal::WrongRole),
    }
}

const fn in_own_office(situation: Situation, rule: &'static str) -> Verdict {
    match situation.relation {
        Relation::OwnOffice => Verdict::Yes { rule },
        Relation::OtherOffice => Verdict::No(Refusal::SignerOfAnotherOffice),
    }
}

const fn in_own_region(situation: Situation, rule: &'static str) -> Verdict {
    match situation.relation {
        Relation::OwnOffice => Verdict::Yes { rule },
        Relation::OtherOffice => Verdict::No(Refusal::SignerOfAnotherRegion),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn name(deed: Deed) -> String {
        match deed {
            Deed::RegisterAct(kind) => format!("register {kind}"),
            Deed::Countersign => "countersign".to_owned(),
            Deed::LodgeApplication => "lodge and withdraw an application".to_owned(),
            Deed::DisputeAct => "dispute an act".to_owned(),
            Deed::RepairPerson => "repair a person".to_owned(),
            Deed::IssueCertificate => "issue a certificate".to_owned(),
            Deed::RevokeCertificate => "revoke a certificate".to_owned(),
            Deed::ReserveNumbers => "reserve numbers".to_owned(),
            Deed::ReadAct => "read an act".to_owned(),
            Deed::ListActs => "list acts".to_owned(),
            Deed::ServeCounter => "serve at the counter".to_owned(),
            Deed::Anchor => "anchor".to_owned(),
            Deed::LoadArchive => "load the archive".to_owned(),
            Deed::EnterStaff => "enter keys and offices".to_owned(),
            Deed::SuspendKey => "suspend a key".to_owned(),
            Deed::Govern => "govern".to_owned(),
        }
    }

    fn word(verdict: Verdict) -> String {
        match verdict {
            Verdict::Yes { rule } => format!("yes, {rule}"),
            Verdict::No(refusal) => format!("no, {}", refusal.code()),
        }
    }

    fn table() -> String {
        let mut out =
            String::from("# In a district office. First column: own office; second: another office.\n");
        for deed in Deed::ALL {
            writeln!(out, "\n{}", name(deed)).unwrap();
            for role in Role::ALL {
                let answer = |relation| {
                    word(permits(role, deed, Situation { relation, office: OfficeKind::District }))
                };
                let (own, other) = (answer(Relation::OwnOffice), answer(Relation::OtherOffice));
                writeln!(out, "  {:15} {own:28} {other}", role.word()).unwrap();
            }
        }
        out.push_str(
            "\n# What is registered in the own office, by its kind: by a registrar, a head, a connector.\n",
        );
        for office in OfficeKind::ALL {
            for kind in ActKind::ALL {
                let situation = Situation { relation: Relation::OwnOffice, office };
                let [registrar, head, connector] = [Role::Registrar, Role::Head, Role::Connector]
                    .map(|role| word(permits(role, Deed::RegisterAct(kind), situation)));
                let (office, kind) = (office.word(), kind.word());
                writeln!(out, "  {office:17} {kind:9} {registrar:38} {head:38} {connector}").unwrap();
            }
        }
        out
    }

    // A change of the table is a change of who may do what: read the new table before you write it over the old.
    #[test]
    fn the_whole_table_is_the_one_that_was_reviewed() {
        assert_eq!(table(), include_str!("../testdata/permits.txt"));
    }

    #[test]
    fn the_number_of_every_role_reads_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_number(role.number()), Some(role));
            assert_eq!(role.word().parse(), Ok(role));
        }
        assert_eq!(Role::from_number(0), None);
        assert_eq!(Role::from_number(9), None);
    }
}
