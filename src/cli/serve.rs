//! `habitus serve`.
use std::process::ExitCode;

use anyhow::Result;

/// Its flags.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Over stdin and stdout; there is no other way, but many editors say so.
    #[arg(long)]
    stdio: bool,

    /// Beside `habitus wrap` in the same editor: without lists, and learning nothing that it learns.
    #[arg(long)]
    companion: bool,
}

/// Serves until the editor leaves.
pub(super) fn run(args: &Args) -> Result<ExitCode> {
    super::heaps::share();
    tracing::info!(stdio = args.stdio, "serving");
    crate::lsp::serve(args.companion)
}
