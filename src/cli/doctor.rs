//! `habitus doctor`: what is well, what isn't, what to do about it.
use std::{io::Write, process::ExitCode};

use anyhow::Result;

use super::{asked::Here, print};
use crate::control::{State, doctor, findings_json};

/// Examines the data folder and what Habitus needs; changes nothing.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// 1 where something is bad.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let findings = doctor(&Here::new()?.data);
    if args.json {
        print::json(out, &findings_json(&findings))?;
    } else {
        for finding in &findings {
            let (state, check) = (finding.state.word(), &finding.check);
            print::line(out, format!("{state:<4} {check}: {}", finding.what))?;
            if let Some(advice) = &finding.advice {
                print::line(out, format!("     {advice}"))?;
            }
        }
    }
    Ok(match findings.iter().any(|f| f.state == State::Bad) {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}
