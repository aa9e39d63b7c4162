//! The command line: one verb, one file, one sentence of help.
mod asked;
mod demo;
mod doctor;
mod episodes;
mod export;
mod forget;
mod heaps;
mod import;
mod learn;
mod pause;
mod print;
mod replay;
mod report;
mod reset;
mod serve;
mod shim;
mod status;
mod uninstall;
mod why;
mod wrap;

use std::process::ExitCode;

pub use print::warn;

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
    /// Serve an editor round another server, whose lists come in the learned order.
    Wrap(wrap::Args),
    /// Write a program that stands for rust-analyzer, for editors that only take a path.
    Shim(shim::Args),
    /// Show on real source, in half a minute, what learning saves.
    Demo(demo::Args),
    /// Learn all of a project now: its files, its git history, the crates it is built from.
    Learn(learn::Args),
    /// Tell what is kept of a project, who owns it, and what is left out.
    Status(status::Args),
    /// Tell why a word stands where it does in a list.
    Why(why::Args),
    /// Stop learning in all windows of a project.
    Pause(pause::Args),
    /// Go on with it.
    Resume(pause::Args),
    /// Examine the data folder and what Habitus needs; changes nothing.
    Doctor(doctor::Args),
    /// Remove all that was learned, and say what else is left to remove.
    Uninstall(uninstall::Args),
    /// Show what became of the last suggestion lists.
    Episodes(episodes::Args),
    /// Type a git history again, and tell how often the next token was foretold.
    Replay(replay::Args),
    /// Forget a word, or what was learned in a file, in a folder, since a day.
    Forget(forget::Args),
    /// Forget all of a project, of yourself, or everything.
    Reset(reset::Args),
    /// Write what was learned into one file.
    Export(export::Args),
    /// Take in what was exported.
    Import(import::Args),
}

impl Cli {
    /// Does what was asked.
    pub fn run(self) -> Result<ExitCode> {
        let out = &mut std::io::stdout();
        match self.verb {
            Verb::Serve(args) => serve::run(&args),
            Verb::Wrap(args) => wrap::run(&args),
            Verb::Shim(args) => shim::run(&args, out),
            Verb::Demo(args) => demo::run(&args, out),
            Verb::Learn(args) => learn::run(&args, out),
            Verb::Status(args) => status::run(&args, out),
            Verb::Why(args) => why::run(&args, out),
            Verb::Pause(args) => pause::pause(&args, out),
            Verb::Resume(args) => pause::resume(&args, out),
            Verb::Doctor(args) => doctor::run(&args, out),
            Verb::Episodes(args) => episodes::run(&args, out),
            Verb::Replay(args) => replay::run(&args, out),
            Verb::Uninstall(args) => uninstall::run(&args, &mut std::io::stdin().lock(), out),
            Verb::Forget(args) => forget::run(&args, out),
            Verb::Reset(args) => reset::run(&args, out),
            Verb::Export(args) => export::run(&args, out),
            Verb::Import(args) => import::run(&args, out),
        }
    }
}
