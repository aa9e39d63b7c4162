//! Two heaps for all threads. glibc keeps one for each thread and seldom gives memory back: after a project of a
//! million lines was read, a server held 250 MB with it, and 166 MB with two heaps. And what is larger than a
//! megabyte, as tables are, goes back as soon as it isn't used any more; else glibc raises that bound to 32 MB by
//! and by, and holds 25 MB more. Both can be told it in the environment alone, before a program starts.

/// Runs this program again with two heaps, in the same process; goes on where that isn't possible, or
/// where the environment says how many already.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(super) fn share() {
    use std::{env, os::unix::process::CommandExt, process::Command};
    const HEAPS: &str = "MALLOC_ARENA_MAX";
    let Ok(program) = env::current_exe() else {
        return;
    };
    if env::var_os(HEAPS).is_some() {
        return;
    }
    let mut args = env::args_os();
    let name = args.next().unwrap_or_else(|| program.clone().into());
    let mut again = Command::new(program);
    let again = again.arg0(name).args(args).env(HEAPS, "2");
    let error = again.env("MALLOC_MMAP_THRESHOLD_", "1048576").exec();
    tracing::debug!(%error, "not run again");
}

/// Only glibc wants it.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn share() {}
