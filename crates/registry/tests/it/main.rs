//! The registry as its callers see it: declarations, whole flows, restarts, hostile validators.
mod answers;
mod declaration;
mod flow;
mod staff;
mod world;
