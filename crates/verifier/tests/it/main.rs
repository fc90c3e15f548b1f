//! The offline check, from the network that signs to the exit code.

mod command;
mod hostile;
mod judging;
mod keys;
mod paper;
mod reading;
