//! A long list fits into a pipe at once: else it goes in pieces of 64 KB, and for each two processes wait
//! for each other.

/// The most that a pipe of a user may hold, as Linux comes.
#[cfg(target_os = "linux")]
const WIDE: usize = 1 << 20;

/// Makes a pipe as wide as may be; anything else stays what it is.
#[cfg(target_os = "linux")]
pub(super) fn widen(pipe: &impl std::os::fd::AsFd) {
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, WIDE);
}

/// Elsewhere pipes grow by themselves, or can't.
#[cfg(not(target_os = "linux"))]
pub(super) fn widen<T>(_: &T) {}
