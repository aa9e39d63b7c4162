//! Habitus learns how one person writes Rust, on that person's machine.
//!
//! The modules in reading order; each may use only those above it:
pub mod cli; // clap types; one verb per file
pub mod client; // an editor without a screen: for the demo and the tests
pub mod config; // options -> settings, the data folder, the clock
pub mod demo; // types real source into the real server, with and without learning
pub mod engine; // documents in, lists out: the learner at work
pub mod lsp; // the protocol: guard, order, session, handlers
pub mod model; // what is learned: contexts, tables, mixing. Pure
pub mod store; // what is kept: ledger, journals, snapshots, identity
pub mod suggest; // candidates -> ranking -> lists
pub mod syntax; // trees, the site of the cursor, scopes, symbols
pub mod text; // positions, edits and tokens, without a protocol
