//! The `habitus` program: parse the command line, run, exit code.
fn main() {}
