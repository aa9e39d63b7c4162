//! The command line: one verb, one file, one sentence of help.
mod demo;
mod serve;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// A language server that learns how you write Rust, on your own machine.
#[derive(Parser)]
#[command(name = "habitus", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Serve an editor over stdin and stdout.
    Serve(serve::Args),
    /// Show on real source, in half a minute, what learning saves.
    Demo(demo::Args),
}

impl Cli {
    /// Does what was asked.
    pub fn run(self) -> Result<ExitCode> {
        match self.verb {
            Verb::Serve(args) => serve::run(&args),
            Verb::Demo(args) => demo::run(&args, &mut std::io::stdout()),
        }
    }
}
