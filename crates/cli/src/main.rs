//! `dalolat`, the one binary.
//!
//! Every command that touches acts is a client of the portal's REST API and signs with the
//! officer's own key; none opens the vault.
//!
//! # Exit codes
//!
//! 0 done, valid or in force · 1 refused, not valid, not in force or no such act · 2 wrong usage or
//! input · 3 cannot tell, unknown, or not final yet · 4 the machine failed.

mod act;
mod args;
mod batch;
mod bench;
mod certificate;
mod client;
mod demo;
mod failure;
mod filing;
mod home;
mod keys;
mod make;
mod numbers;
mod output;
mod person;
mod repair;
mod revoke;
mod run;
mod search;
mod staff;
mod status;
mod supervise;
mod tongue;
mod verify_page;

use args::{Args, BenchCommand, Command};
use clap::Parser as _;
use failure::{Exit, Failure};
use output::Output;
use std::process::ExitCode;

/// A validator takes apart and puts together thousands of small values a second on several threads, where
/// the system's allocator took a seventh of its time (`docs/performance.md`).
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let args = Args::parse();
    let output = Output::new(args.json);
    match tongue::choose(args.speak.as_deref()).and_then(|()| dispatch(args, output)) {
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
        Command::VerifyPage(command) => verify_page::verify_page(&command, output),
        Command::Bench(command) => match command.command {
            BenchCommand::Ledger(command) => bench::ledger(&command, output),
            BenchCommand::Overload(command) => bench::overload(&command, output),
            BenchCommand::Etcd(command) => bench::etcd(&command, output),
            BenchCommand::Survive(command) => bench::survive(&command, output),
        },
        Command::Status(command) => status::status(&command, output),
        Command::Person(command) => person::person(&command, output),
        Command::Application(command) => repair::application(&command, output),
        Command::Governance(command) => repair::governance(&command, output),
        Command::Numbers(command) => numbers::numbers(&command, output),
        Command::Staff(command) => staff::staff(&command, output),
    }
}
