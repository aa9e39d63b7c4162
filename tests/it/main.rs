//! The program as an editor meets it, and what its rooms promise each other: one binary.
mod bad_input;
mod checkouts;
mod completion;
mod config;
mod demo;
mod libraries;
mod files;
mod lifecycle;
mod memory;
mod session;
mod store;
mod support;
mod text;
mod tidy;
mod traps;
mod windows;
