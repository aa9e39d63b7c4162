//! Work that nobody waits for gives way to work that somebody does.

/// As a user may set it: the rest of the machine comes first.
#[cfg(target_os = "linux")]
const NICE: i32 = 15;

/// Puts this thread behind all others. Linux knows niceness by thread; elsewhere resting half of the time
/// must do.
pub fn give_way() {
    #[cfg(target_os = "linux")]
    {
        let thread = rustix::thread::gettid();
        let _ = rustix::process::setpriority_process(Some(thread), NICE);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn one_thread_gives_way_and_the_others_stay() {
        let nice = || rustix::process::getpriority_process(Some(rustix::thread::gettid()));
        let before = nice().expect("a priority");
        let other = std::thread::spawn(move || {
            give_way();
            nice().expect("a priority")
        });
        assert_eq!(other.join().expect("it ends"), NICE.max(before));
        assert_eq!(nice().expect("a priority"), before);
    }
}
