//! The words of the command line.
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// The civil registry whose records nobody can silently change.
#[derive(Debug, Parser)]
#[command(
    name = "dalolat",
    version,
    propagate_version = true,
    after_help = "Exit codes: 0 done or valid, 1 refused or not valid, 2 wrong usage or input, \
                  3 cannot tell or not final yet, 4 the machine failed."
)]
pub(crate) struct Args {
    /// Print JSON for machines instead of sentences: one object, or one a line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
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
    /// Issues certificates.
    Certificate(Certificate),
    /// Checks a certificate offline: from a PDF, a picture, or the text of its code.
    Verify(Verify),
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
    /// The declarations to register.
    #[arg(long, value_name = "DIR", default_value = "examples/acts/births")]
    pub(crate) births: PathBuf,
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
    Register {
        /// A declaration in JSON, or a directory of them.
        #[arg(long, value_name = "FILE|DIR")]
        file: PathBuf,
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
}

/// In whose name a command acts, and where the registry is.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Caller {
    /// The registrar, such as 1101-1, whose key signs.
    #[arg(long = "as", value_name = "REGISTRAR")]
    pub(crate) registrar: String,
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
        /// The two languages of the paper, the first of them leading.
        #[arg(long, value_name = "LANG,LANG", default_value = "uz-Latn,ru")]
        lang: String,
        /// Where the PDF is written.
        #[arg(long, value_name = "F.pdf")]
        out: PathBuf,
        #[command(flatten)]
        caller: Caller,
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
