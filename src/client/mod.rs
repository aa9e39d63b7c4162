//! An editor without a screen: a language server in a child process, spoken to over its stdio.
//!
//! The demo and the tests type through it, so it counts positions by itself instead of borrowing
//! the server's own arithmetic. It never hangs: every wait has a limit.
mod buffer;
pub mod capabilities;
mod connection;
mod process;
mod wire;

pub use buffer::Buffer;
pub use connection::{Connection, Refused};
pub use process::Client;
