//! The `habitus` program: parse the command line, start logging, run, exit code.
use std::process::ExitCode;

use clap::Parser;
use habitus::cli::{Cli, warn};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    start_logging();
    match cli.run() {
        Ok(code) => code,
        Err(error) => {
            warn(format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

/// To stderr, and only what `HABITUS_LOG` asks for (`info`, `habitus=debug`, ...).
fn start_logging() {
    let Some(filter) = std::env::var("HABITUS_LOG")
        .ok()
        .filter(|filter| !filter.is_empty())
    else {
        return;
    };
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::builder().parse_lossy(filter))
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}
