//! `dalolat-verify`: the offline check as a binary of its own, small enough to hand out.

use std::{
    io::{IsTerminal as _, stderr, stdin, stdout},
    process::ExitCode,
};
use verifier::{Exit, Streams, run};

fn main() -> ExitCode {
    let colour = stdout().is_terminal();
    let mut streams = Streams {
        stdin: &mut stdin().lock(),
        stdout: &mut stdout().lock(),
        stderr: &mut stderr().lock(),
        colour,
    };
    // A reader that closed the pipe has seen enough; what was found stays unsaid, so it is no success.
    run(std::env::args_os().skip(1), &mut streams).unwrap_or(Exit::Usage).into()
}
