//! What goes wrong outside of the server: files that are none, disks that don't take a byte, stores
//! that are damaged or too new. The lists go on, one message says what and where, what was learned
//! is kept, and the server lives.
mod disk;
pub mod house;
mod sources;
mod stores;
