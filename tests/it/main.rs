//! The program as an editor meets it: a real process, spoken to over its stdio.
mod completion;
mod config;
mod lifecycle;
mod session;
mod support;
mod text;
mod traps;
