//! The two processes: an agency's validator and the portal.
use crate::{
    args::{Node, NodeCommand, Run, Stopped},
    failure::{Exit, Failure, with_sources},
    output::Output,
};
use node::{RunError, config::NodeConfig};
use serde_json::json;
use std::{io::Read as _, path::Path};
use tokio::{
    select,
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};

/// A validator: runs it, or mends what it stores.
pub(crate) fn node(args: &Node, output: Output) -> Result<Exit, Failure> {
    match (&args.command, &args.run) {
        (Some(NodeCommand::Run(run)), _) | (None, Some(run)) => run_node(run),
        (Some(NodeCommand::Rebuild(stopped)), _) => rebuild(stopped, output),
        (Some(NodeCommand::Rejoin(stopped)), _) => rejoin(stopped, output),
        (None, None) => Err(Failure::new(
            Exit::Usage,
            "node.command",
            "nothing says what to do with the validator",
            "Use `dalolat node run --config FILE`; `dalolat node --help` lists the rest.",
        )),
    }
}

fn settings(path: &Path) -> Result<NodeConfig, Failure> {
    NodeConfig::load(path).map_err(|error| {
        Failure::usage("node.settings", &error, "Correct the settings file, or make a new network.")
    })
}

/// Forgets a stopped validator's state.
fn rebuild(args: &Stopped, output: Output) -> Result<Exit, Failure> {
    let bytes = node::rebuild(&settings(&args.config)?).map_err(|error| not_mended(&error))?;
    let mib = bytes.div_ceil(1024 * 1024);
    output.line(format_args!(
        "The state is forgotten. The next start makes it again from the blocks, {mib} MiB of them:\n  dalolat node run --config {}",
        args.config.display()
    ));
    output.object(&json!({ "rebuild": { "block_bytes": bytes } }));
    Ok(Exit::Done)
}

/// Lets a stopped validator vote again.
fn rejoin(args: &Stopped, output: Output) -> Result<Exit, Failure> {
    let journal = node::rejoin(&settings(&args.config)?).map_err(|error| not_mended(&error))?;
    output.line(format_args!(
        "The next start asks the other validators, and votes above everything that they saw of this one:\n  dalolat node run --config {}",
        args.config.display()
    ));
    output.object(&json!({ "rejoin": { "journal": journal } }));
    Ok(Exit::Done)
}

/// Why the storage of a validator was left as it was.
fn not_mended(error: &RunError) -> Failure {
    let (exit, code, hint) = match error {
        RunError::StorageInUse(_) => (Exit::Refused, "node.running", "Stop the validator first.".to_owned()),
        RunError::NothingToRejoin => (
            Exit::Refused,
            "node.nothing-to-rejoin",
            "A validator that votes needs nothing. Start it; its status says whether it votes.".to_owned(),
        ),
        RunError::NothingStored(_) => {
            (Exit::Usage, "node.nothing-stored", "Check the settings file.".to_owned())
        }
        RunError::Config(_) => {
            (Exit::Usage, "node.settings", "Correct the settings file and the secrets.".to_owned())
        }
        RunError::Committee(_)
        | RunError::Agency { .. }
        | RunError::PeerKey(_)
        | RunError::PeerUnknown(_)
        | RunError::PeerMissing(_)
        | RunError::DealerKey(_)
        | RunError::ServiceExposed(_)
        | RunError::PortTaken { .. }
        | RunError::Listen { .. }
        | RunError::Storage { .. }
        | RunError::OtherGenesis { .. }
        | RunError::Mark(_)
        | RunError::Damaged { .. }
        | RunError::BrokeOff { .. }
        | RunError::Full { .. }
        | RunError::StateDamaged { .. }
        | RunError::SigningJournal(_)
        | RunError::Forget(_)
        | RunError::Start(_)
        | RunError::Stopped(_)
        | RunError::Service => (Exit::Machine, "node.storage", error.advice()),
    };
    Failure::new(exit, code, with_sources(error), hint)
}

/// Runs a validator until it is told to stop.
fn run_node(args: &Run) -> Result<Exit, Failure> {
    log();
    let config = settings(&args.config)?;
    node::run(&config, told_to_stop(args.until_stdin_ends))
        .map_err(|error| Failure::machine("node.stopped", &error, &error.advice()))?;
    Ok(Exit::Done)
}

/// Runs the portal until it is told to stop.
pub(crate) fn portal(args: &Run) -> Result<Exit, Failure> {
    log();
    let config = portal::Config::read(&args.config).map_err(|error| {
        Failure::usage("portal.settings", &error, "Correct the settings file, or make a new network.")
    })?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(
            |error| Failure::machine("portal.runtime", &error, "Check the limits of this machine."),
        )?;
    let stop = told_to_stop(args.until_stdin_ends);
    runtime
        .block_on(portal::run(config, stop))
        .map_err(|error| Failure::machine("portal.stopped", &error, error.advice()))?;
    Ok(Exit::Done)
}

/// Logs to standard error: what an operator must know, and nobody's personal data.
fn log() {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .init();
}

/// Done on an interrupt, on a request to end, and, where asked for, once standard input ends: a pipe
/// that the starting process holds open, which ends when that process dies however it dies.
fn told_to_stop(until_stdin_ends: bool) -> impl Future<Output = ()> + Send + 'static {
    let (ended, end) = oneshot::channel::<()>();
    if until_stdin_ends {
        std::thread::spawn(move || {
            let mut rest = [0; 64];
            while matches!(std::io::stdin().read(&mut rest), Ok(1..)) {}
            drop(ended);
        });
    } else {
        // Kept for ever: nothing ends.
        std::mem::forget(ended);
    }
    async move {
        let interrupts = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
        let (Ok(mut interrupt), Ok(mut terminate)) = interrupts else {
            // Without signals nobody could stop it in order; better not to run at all.
            tracing::error!("signals cannot be received on this machine: stopping");
            return;
        };
        select! {
            _ = end => {}
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}
