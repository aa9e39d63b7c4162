//! What a user may set, where data lies, and what time it is. Reads the environment in one place;
//! knows nothing of the protocol that carries the options.
mod clock;
mod options;
mod paths;

pub use clock::Clock;
pub use options::{Complaint, Options, settings_page};
pub use paths::data_folder;

/// Where a test wants the process to end, as if it were killed there.
pub fn fail_point() -> Option<String> {
    std::env::var("HABITUS_FAIL").ok().filter(|_| is_testing())
}

/// How long a test lets a list be made that is to be joined with another server's, in milliseconds: one
/// that wants it to be late, or that must not depend on the machine.
pub fn list_limit() -> Option<u64> {
    let limit = std::env::var("HABITUS_LIST_LIMIT").ok();
    limit.filter(|_| is_testing())?.parse().ok()
}

/// Whether the process runs under a test, which may then ask for things that no editor needs.
pub fn is_testing() -> bool {
    std::env::var_os("HABITUS_TESTING").is_some_and(|value| value == "1")
}
