//! `habitus wrap`.
use std::{ffi::OsString, process::ExitCode};

use anyhow::Result;

/// Starts another language server and stands between it and the editor: all that it says goes on as it is,
/// and its completion lists come in the order that is learned here, with what it lacks.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The server, and what it is to be started with.
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "COMMAND"
    )]
    command: Vec<OsString>,
}

/// Until the server ends; its exit code is ours.
pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let default = [OsString::from("rust-analyzer")];
    let command = match args.command.is_empty() {
        true => &default[..],
        false => &args.command[..],
    };
    crate::wrap::wrap(command)
}
