//! `habitus shim`.
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::print;
use crate::{
    config,
    store::{PROGRAMS, SHIM},
    wrap::shim,
};

/// Writes a program that stands for rust-analyzer: it starts rust-analyzer with Habitus round it. For
/// editors that take the path of a program and give it no arguments, as VS Code's rust-analyzer extension.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Where (default: `bin/rust-analyzer` in the data folder).
    file: Option<PathBuf>,
    /// The rust-analyzer to be started (default: the one that is found at each start: in PATH, by rustup,
    /// in VS Code's extension).
    #[arg(long, value_name = "PATH")]
    server: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Writes it and says where to name it.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let file = match &args.file {
        Some(file) => std::path::absolute(file)?,
        None => config::data_folder()?.join(PROGRAMS).join(SHIM),
    };
    let server = args.server.as_deref().map(server).transpose()?;
    let own = std::env::current_exe().context("this program's own path can't be known")?;
    let written = shim::write(&file, &own, server.as_deref());
    written.with_context(|| print::path(&file))?;
    if args.json {
        print::json(out, &json!({ "shim": file, "server": server }))?;
        return Ok(ExitCode::SUCCESS);
    }
    print::line(out, format!("Written: {}", print::path(&file)))?;
    print::line(
        out,
        "In VS Code's settings, for the rust-analyzer extension:",
    )?;
    let setting = json!({ "rust-analyzer.server.path": file }).to_string();
    print::line(out, format!("  {}", setting.trim_matches(['{', '}'])))?;
    Ok(ExitCode::SUCCESS)
}

/// A server that is named must be there.
fn server(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path)?;
    if !path.is_file() {
        bail!("{}: there is no such program", print::path(&path));
    }
    if shim::is_shim(&path) {
        bail!("{}: that is a shim itself", print::path(&path));
    }
    Ok(path)
}
