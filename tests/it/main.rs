//! The program as an editor meets it, and what its rooms promise each other: one binary.
mod demo;
mod store;
mod tidy;
