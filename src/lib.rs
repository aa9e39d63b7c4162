//! Habitus learns how one person writes Rust, on that person's machine.
//!
//! The modules in reading order; each may use only those above it:

pub mod text; // positions, edits and tokens, without a protocol

pub mod syntax; // trees, the site of the cursor, scopes, symbols

pub mod privacy; // what may be learned: the only door to an observation

pub mod observe; // edits -> observations

pub mod history; // a git history as a stream of commits

pub mod model; // what is learned: contexts, tables, mixing. Pure

pub mod libraries; // what the crates on this machine show

pub mod store; // what is kept: ledger, journals, snapshots, identity

pub mod suggest; // candidates -> ranking -> lists

pub mod engine; // documents in, lists out: the learner at work

pub mod replay; // offline evaluation: a history typed again, and what of it counts

pub mod config; // options -> settings, the data folder, the clock

pub mod control; // how it is, why, pause, doctor, leaving: for editors and people alike

pub mod lsp; // the protocol: guard, order, session, handlers

pub mod wrap; // a proxy round another server: frames, and its lists in the learned order

pub mod client; // an editor without a screen: for the demo and the tests

pub mod demo; // a crate's functions typed back, beside a control that learns nothing

pub mod cli; // clap types; one verb per file
