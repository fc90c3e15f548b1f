//! The words of the command line.
use crate::bench::Level;
use clap::{Parser, Subcommand};
use std::{net::SocketAddr, path::PathBuf};

/// The civil registry whose records nobody can silently change.
#[derive(Debug, Parser)]
#[command(
    name = "dalolat",
    version,
    propagate_version = true,
    after_help = "Exit codes: 0 done, valid or in force; 1 refused, not valid, not in force or no such act; \
                  2 wrong usage or input; 3 cannot tell, unknown or not final yet; 4 the machine failed."
)]
pub(crate) struct Args {
    /// Print JSON for machines instead of sentences: one object, or one a line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The language of messages: uz-Latn, uz-Cyrl, ru, kaa or en; else `DALOLAT_LANG`, else that of the locale.
    ///
    /// Where a command has languages of its own to name, as those of a paper, it stands before the command.
    #[arg(long = "lang", value_name = "LANG", global = true)]
    pub(crate) speak: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Shows the whole line: four agencies, a portal, births, certificates, their check.
    Demo(Demo),
    /// Makes the data directory of a new demo network: genesis, keys, offices, registrars.
    Genesis(Genesis),
    /// Runs one agency's validator, or mends what it stores.
    Node(Node),
    /// Runs the portal: the registry and its REST API.
    Portal(Run),
    /// Registers acts, shows and lists them.
    Act(Act),
    /// Issues certificates and references, and revokes them.
    Certificate(Certificate),
    /// Checks a certificate offline: from a PDF, a picture, or the text of its code.
    Verify(Verify),
    /// Writes the page that checks certificates as one file, or tells the digests of the page.
    VerifyPage(VerifyPage),
    /// Asks the ledger whether a certificate is in force, or whether an act stands under a number.
    Status(Status),
    /// Shows a person over all acts, and puts right whose act is whose.
    Person(Person),
    /// Withdraws applications.
    Application(Application),
    /// Reserves numbers for work without a line, and gives the unused ones up.
    Numbers(Numbers),
    /// Suspends, restores, revokes and enters keys of officers.
    Staff(Staff),
    /// What the agencies decide together.
    Governance(Governance),
    /// Measures what this program reaches on this machine.
    Bench(Bench),
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Bench {
    #[command(subcommand)]
    pub(crate) command: BenchCommand,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// The ledger: validators as processes on this machine, fsync on, every signature checked by each.
    Ledger(BenchLedger),
    /// More than the ledger can take: who is refused, and what becomes of what was taken.
    Overload(BenchOverload),
    /// The same load on an etcd, for comparison; bench/compare.sh starts one.
    Etcd(BenchEtcd),
    /// What the ledger survives: real processes killed, paused, without disk and cut off, under load.
    Survive(crate::bench::survive::Args),
}

/// How the load is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Scheme {
    /// Ed25519 keys.
    Ed25519,
    /// Passkeys: WebAuthn assertions, ES256.
    Webauthn,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct BenchLedger {
    /// How many entries are under way at any time: numbers, or `saturation`.
    #[arg(long, value_name = "LEVEL,…", value_delimiter = ',', default_value = "1,64,1000,saturation")]
    pub(crate) in_flight: Vec<Level>,
    /// How long each run is measured, in seconds, after two of warm-up.
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
    /// How often each level is run; the median is told.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=9))]
    pub(crate) runs: u32,
    /// How long the idle network is watched, in seconds.
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) idle: u64,
    /// How the load is signed.
    #[arg(long, value_enum, default_value = "ed25519")]
    pub(crate) signer: Scheme,
    /// How many agencies run the ledger.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(4..=10))]
    pub(crate) agencies: u32,
    /// Where the validators keep their storage, which then stays; a temporary directory otherwise.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct BenchOverload {
    /// How many times the sustainable load is offered.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub(crate) times: u32,
    /// The sustainable load in acts a second; measured where it is not given.
    #[arg(long, value_name = "ACTS/S", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) rate: Option<u32>,
    /// How many entries are under way where the normal latency is measured: a number, or `saturation`.
    #[arg(long, value_name = "LEVEL", default_value = "saturation")]
    pub(crate) in_flight: Level,
    /// How long more is offered, in seconds; the normal latency is measured as long.
    #[arg(long, value_name = "S", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
    /// How the load is signed.
    #[arg(long, value_enum, default_value = "ed25519")]
    pub(crate) signer: Scheme,
    /// How many agencies run the ledger.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(4..=10))]
    pub(crate) agencies: u32,
    /// Where the validators keep their storage, which then stays; a temporary directory otherwise.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct BenchEtcd {
    /// Where its members answer; the load goes round.
    #[arg(long, value_name = "IP:PORT,…", value_delimiter = ',', required = true)]
    pub(crate) address: Vec<SocketAddr>,
    /// The process ids of its members, whose CPU time is counted.
    #[arg(long, value_name = "PID,…", value_delimiter = ',', required = true)]
    pub(crate) pid: Vec<u32>,
    /// How many writes are under way at any time.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1,64,1000")]
    pub(crate) in_flight: Vec<usize>,
    /// How long each level is measured, in seconds, after two of warm-up.
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
}

/// Which data directory.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Data {
    /// The data directory.
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    pub(crate) data: PathBuf,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) data: Data,
    /// Stop after the certificates are verified.
    #[arg(long)]
    pub(crate) once: bool,
    /// Begin anew: remove the data directory first.
    #[arg(long)]
    pub(crate) reset: bool,
    /// Do not restart a validator that died.
    #[arg(long)]
    pub(crate) no_restart: bool,
    /// How many agencies run the ledger, when the data directory is made.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(4..=10))]
    pub(crate) agencies: u32,
    /// The declarations to register, of any kind.
    #[arg(long, value_name = "DIR", default_value = "examples/acts")]
    pub(crate) acts: PathBuf,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Genesis {
    #[command(flatten)]
    pub(crate) data: Data,
    /// How many agencies run the ledger.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(4..=10))]
    pub(crate) agencies: u32,
}

#[derive(Clone, Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Node {
    #[command(subcommand)]
    pub(crate) command: Option<NodeCommand>,
    #[command(flatten)]
    pub(crate) run: Option<Run>,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum NodeCommand {
    /// Runs the validator until it is told to stop.
    Run(Run),
    /// Forgets the state of a stopped validator: its next start makes it again from the blocks.
    Rebuild(Stopped),
    /// Lets a stopped validator vote again that follows because its storage is an old copy.
    Rejoin(Stopped),
}

/// Which validator, while it does not run.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Stopped {
    /// The settings file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Run {
    /// The settings file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,
    /// Stop when standard input ends, as it does when the process that started this one dies.
    #[arg(long)]
    pub(crate) until_stdin_ends: bool,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Act {
    #[command(subcommand)]
    pub(crate) command: ActCommand,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ActCommand {
    /// Registers a declaration, or every declaration of a directory. Run again, it continues.
    ///
    /// A directory may hold declarations of all kinds, also in its folders legacy, applications, births, deaths,
    /// divorces and marriages. They are registered in that order, whatever the files are called, so that each
    /// comes after what it names.
    Register {
        /// A declaration in JSON, or a directory of them.
        #[arg(long, value_name = "FILE|DIR")]
        file: PathBuf,
        /// A second officer of the office, who signs too: for what passes a rule by a written order or a court decision.
        #[arg(long = "and", value_name = "OFFICER")]
        second: Option<String>,
        #[command(flatten)]
        caller: Caller,
    },
    /// Shows an act with all its fields. The reading is logged.
    Show {
        /// The act number, twelve digits.
        number: String,
        #[command(flatten)]
        caller: Caller,
    },
    /// Lists the acts of the registrar's office. The reading is logged.
    List {
        #[command(flatten)]
        caller: Caller,
    },
    /// Disputes an act: it has no effects, and no paper of it is issued, until the dispute ends. One officer signs.
    Dispute {
        /// The act number, twelve digits.
        number: String,
        /// Ends the dispute: the act has its effects again. Two sign, one of them a second officer.
        #[arg(long)]
        end: bool,
        #[command(flatten)]
        passing: Passing,
        #[command(flatten)]
        callers: Callers,
    },
}

/// What a repair passes although a rule refuses it.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Passing {
    /// Waivers in JSON, a list as declarations have it: rule, basis, and the paper's number, date and issuer.
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Option<PathBuf>,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Person {
    #[command(subcommand)]
    pub(crate) command: PersonCommand,
}

/// A person is named `311012600001:wife`, by the place in an act, or `@FILE`, a file that holds the personal number
/// (`@-` reads it from standard input), so that no personal number stands in a command line.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum PersonCommand {
    /// Shows a person's acts, marriages and kin. Every act that is opened for it is logged.
    Show {
        /// ACT:ROLE, or @FILE with the personal number.
        #[arg(value_name = "PERSON")]
        person: String,
        #[command(flatten)]
        caller: Caller,
    },
    /// Says that two are one person. Two officers sign.
    Join {
        /// ACT:ROLE, or @FILE with the personal number.
        #[arg(value_name = "PERSON")]
        first: String,
        /// The same of the other.
        #[arg(value_name = "PERSON")]
        second: String,
        #[command(flatten)]
        passing: Passing,
        #[command(flatten)]
        callers: Callers,
    },
    /// Says that two that were joined are two persons after all. Two officers sign.
    Part {
        /// ACT:ROLE, or @FILE with the personal number.
        #[arg(value_name = "PERSON")]
        first: String,
        /// The same of the other.
        #[arg(value_name = "PERSON")]
        second: String,
        #[command(flatten)]
        passing: Passing,
        #[command(flatten)]
        callers: Callers,
    },
    /// Says whose an act really is: a mistyped number had hit a stranger. Two officers sign.
    Move {
        /// The place that goes to another: ACT:ROLE.
        #[arg(value_name = "ACT:ROLE")]
        place: String,
        /// Whose it is: ACT:ROLE, @FILE with the personal number, or `unidentified`.
        #[arg(long, value_name = "PERSON")]
        to: String,
        #[command(flatten)]
        passing: Passing,
        #[command(flatten)]
        callers: Callers,
    },
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Application {
    #[command(subcommand)]
    pub(crate) command: ApplicationCommand,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ApplicationCommand {
    /// Withdraws an application: nothing is registered on it any more.
    Withdraw {
        /// Its number in the journal.
        #[arg(long)]
        number: String,
        /// The day on which it was lodged, such as 2026-10-01.
        #[arg(long, value_name = "DATE")]
        lodged: String,
        #[command(flatten)]
        caller: Caller,
    },
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Governance {
    #[command(subcommand)]
    pub(crate) command: GovernanceCommand,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum GovernanceCommand {
    /// Says from which day on the old acts of a region are on the ledger. As many governors sign as decide.
    Loaded {
        /// The region: the first two digits of its offices.
        #[arg(long, value_name = "NN")]
        region: u8,
        /// The day, such as 1991-09-01.
        #[arg(long, value_name = "DATE")]
        since: String,
        #[command(flatten)]
        callers: Callers,
    },
}

/// In whose name a command acts, and where the registry is.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Caller {
    /// The officer, such as 1101-1 or 1101-head, whose key signs.
    #[arg(long = "as", value_name = "OFFICER")]
    pub(crate) officer: String,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Certificate {
    #[command(subcommand)]
    pub(crate) command: CertificateCommand,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum CertificateCommand {
    /// Issues a certificate of an act and writes it as a PDF. Run again, it continues.
    Issue {
        /// The act number, twelve digits.
        number: String,
        #[command(flatten)]
        wanted: Wanted,
        /// Where the PDF is written.
        #[arg(long, value_name = "F.pdf")]
        out: PathBuf,
        #[command(flatten)]
        caller: Caller,
    },
    /// Searches the register and issues the reference that nothing was found: no record, or no marriage in force.
    /// Run again, it continues.
    Search {
        /// The request in JSON; examples/references has some.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        look: Look,
        /// Where the PDF is written.
        #[arg(long, value_name = "F.pdf")]
        out: PathBuf,
        #[command(flatten)]
        caller: Caller,
    },
    /// Revokes a certificate or a reference: from then on its status says that it is no longer in force. Run again, it continues.
    Revoke {
        /// The number of the certificate, such as 1101-26-00001.
        #[arg(long, value_name = "NUMBER", required_unless_present = "handle", conflicts_with = "handle")]
        certificate: Option<String>,
        /// Its status code, the 28 characters on the paper.
        #[arg(long, value_name = "CODE")]
        handle: Option<String>,
        /// Why.
        #[arg(long, value_parser = ["spoiled", "lost", "stolen", "error"])]
        reason: String,
        #[command(flatten)]
        caller: Caller,
    },
}

/// How a paper is to look.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Look {
    /// The two languages of the paper, the first of them leading.
    #[arg(long, value_name = "LANG,LANG", default_value = "uz-Latn,ru")]
    pub(crate) lang: String,
    /// The language of messages, by another name: here --lang names those of the paper.
    #[arg(id = "speak", long = "messages", value_name = "LANG", hide = true)]
    pub(crate) speak: Option<String>,
    /// What it is printed with.
    #[arg(long, value_parser = ["colour", "mono"], default_value = "colour")]
    pub(crate) ink: String,
}

/// Which paper on an act, and how it is to look.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Wanted {
    #[command(flatten)]
    pub(crate) look: Look,
    /// A certificate, or the reference of the same force; of a stillbirth only the reference exists.
    #[arg(long, value_parser = ["certificate", "reference"], default_value = "certificate")]
    pub(crate) document: String,
    /// Of a divorce: whose paper it is; one to both unless said.
    #[arg(long, value_parser = ["husband", "wife"])]
    pub(crate) issued_to: Option<String>,
    /// The number of the pre-numbered blank in the printer, such as "I-TN 1234567"; plain paper unless given.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) blank: Option<String>,
    /// How far the print is shifted to the right on the blank, in tenths of a millimetre, -100 to 100.
    #[arg(
        long,
        value_name = "TENTHS",
        default_value_t = 0,
        requires = "blank",
        allow_negative_numbers = true
    )]
    pub(crate) right: i16,
    /// How far it is shifted down.
    #[arg(
        long,
        value_name = "TENTHS",
        default_value_t = 0,
        requires = "blank",
        allow_negative_numbers = true
    )]
    pub(crate) down: i16,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Status {
    /// The status code of a certificate: the 28 characters under its square code; - reads them from standard input.
    #[arg(value_name = "CODE", num_args = 1..=7, required_unless_present = "number", conflicts_with = "number")]
    pub(crate) handle: Vec<String>,
    /// The act number, twelve digits: for officers.
    #[arg(long, value_name = "NUMBER", requires = "officer")]
    pub(crate) number: Option<String>,
    /// The officer, such as 1101-1, whose key signs the question. The question is logged.
    #[arg(long = "as", value_name = "OFFICER", requires = "number")]
    pub(crate) officer: Option<String>,
    /// The network key to check against; the data directory's is the default.
    #[arg(long, value_name = "FILE")]
    pub(crate) network_key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Numbers {
    #[command(subcommand)]
    pub(crate) command: NumbersCommand,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum NumbersCommand {
    /// Reserves the next numbers of the office's series. Its head signs.
    Reserve {
        /// Of which kind of act.
        #[arg(long, value_parser = ["birth", "death", "marriage", "divorce"])]
        kind: String,
        /// How many numbers; the ledger allows 500 unless the agencies have set another limit.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        count: u16,
        /// For how many days; at most 92 unless the agencies have set another limit.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        days: u16,
        /// The ordinal of the range, where other ones were reserved elsewhere.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        range: Option<u32>,
        #[command(flatten)]
        caller: Caller,
    },
    /// Gives the unused numbers of a range up: they are void for ever. The head signs.
    Release {
        /// The ordinal of the range, as `dalolat numbers list` shows it.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        range: u32,
        #[command(flatten)]
        caller: Caller,
    },
    /// Lists the ranges of the office.
    List {
        #[command(flatten)]
        caller: Caller,
    },
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Staff {
    #[command(subcommand)]
    pub(crate) command: StaffCommand,
}

/// Those in whose names a command acts, and where the registry is.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Callers {
    /// The officer whose key signs; where two sign, named twice.
    #[arg(long = "as", value_name = "OFFICER", required = true)]
    pub(crate) officers: Vec<String>,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum StaffCommand {
    /// Suspends a key at once: it signs nothing more. One signs: the head of the office or an administrator.
    Suspend {
        /// The officer, such as 1101-1, or the key's id of 32 digits.
        key: String,
        #[command(flatten)]
        callers: Callers,
    },
    /// Lifts the suspension of a key. Two administrators of the region sign.
    Lift {
        /// The officer, such as 1101-1, or the key's id of 32 digits.
        key: String,
        #[command(flatten)]
        callers: Callers,
    },
    /// Revokes a key for good. Two administrators of the region sign.
    Revoke {
        /// The officer, such as 1101-1, or the key's id of 32 digits.
        key: String,
        #[command(flatten)]
        callers: Callers,
    },
    /// Enters the key of an officer. Two administrators of the region sign.
    Enter {
        /// The officer's line of the staff list, as `dalolat staff key` writes it. The name stays here.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// For how many days; without it, until it is revoked.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        days: Option<u32>,
        #[command(flatten)]
        callers: Callers,
    },
    /// Makes a key for a new officer in the data directory, and writes the officer's line of the staff list.
    Key {
        /// What the officer is called in commands, such as 1101-3.
        id: String,
        /// The officer's number on the ledger.
        #[arg(long, value_name = "N")]
        officer: u32,
        /// The officer's printed name.
        #[arg(long)]
        name: String,
        /// The role.
        #[arg(long, value_parser = ["registrar", "second-officer", "head"])]
        role: String,
        /// The office, four digits.
        #[arg(long)]
        office: String,
        /// Where the line is written.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Verify {
    /// A PDF, a PNG or JPEG picture, the text of a code beginning with DAL, or - for standard input.
    pub(crate) input: String,
    /// The network key to check against; the data directory's is the default.
    #[arg(long, value_name = "FILE")]
    pub(crate) network_key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct VerifyPage {
    /// Where the file is written; - writes it to standard output.
    #[arg(long, value_name = "F.html", required_unless_present = "digest", conflicts_with = "digest")]
    pub(crate) out: Option<PathBuf>,
    /// Tells the SHA-256 of every file that a portal serves, and of the file that --out would write.
    #[arg(long)]
    pub(crate) digest: bool,
    /// Puts the decoder for the camera into the file.
    #[arg(long)]
    pub(crate) camera: bool,
    /// The one portal that the file may ask for the status; without it, it connects to nothing.
    #[arg(long, value_name = "https://HOST")]
    pub(crate) portal: Option<String>,
    /// The network key that the file trusts; the data directory's is the default.
    #[arg(long, value_name = "FILE")]
    pub(crate) network_key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn no_two_options_of_a_command_have_one_name() {
        Args::command().debug_assert();
    }
}
