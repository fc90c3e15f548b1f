//! The state on disk; whole nodes on the simulated network with virtual time, and as processes would run them.
#[cfg(test)]
mod hops;
mod process;
#[cfg(test)]
mod rejoin;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod store;
