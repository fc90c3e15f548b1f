//! `dalolat`, the one binary.
//!
//! Every command that touches acts is a client of the portal's REST API and signs with the
//! registrar's own key; none opens the vault.
//!
//! # Exit codes
//!
//! 0 done or valid · 1 refused or not valid · 2 wrong usage or input · 3 cannot tell, or not final
//! yet · 4 the machine failed.

mod act;
mod args;
mod certificate;
mod client;
mod demo;
mod failure;
mod home;
mod make;
mod output;
mod run;
mod supervise;

use args::{Args, Command};
use clap::Parser as _;
use failure::{Exit, Failure};
use output::Output;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let output = Output::new(args.json);
    match dispatch(args, output) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output.failure(&failure);
            failure.exit.into()
        }
    }
}

fn dispatch(args: Args, output: Output) -> Result<Exit, Failure> {
    match args.command {
        Command::Genesis(command) => make::genesis(&command, output),
        Command::Node(command) => run::node(&command, output),
        Command::Portal(command) => run::portal(&command),
        Command::Demo(command) => demo::demo(&command, output),
        Command::Act(command) => act::act(&command, output),
        Command::Certificate(command) => certificate::certificate(&command, output),
        Command::Verify(command) => certificate::verify(&command, args.json),
    }
}
