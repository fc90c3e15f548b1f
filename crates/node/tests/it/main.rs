//! Whole nodes: on the simulated network with virtual time, and as processes would run them.
#[cfg(test)]
mod process;
#[cfg(test)]
mod simulation;
