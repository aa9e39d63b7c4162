//! What a user may set, as the engine reads it: resolved, without saying where it came from.

/// What a user may set, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Off: nothing is observed, learned, read from the store or written to it.
    pub learning: bool,
    /// Off: no lists.
    pub completion: bool,
    /// Off: the crates on this machine aren't read.
    pub libraries: bool,
    /// Most rows of a list, 1 to 50.
    pub rows: usize,
    /// The project's words stay in it.
    pub private: bool,
    /// Whether another server offers completions, too.
    pub beside: Beside,
    /// Beside another server: the least probability of a row, in percent.
    pub confidence: usize,
}

/// Whether another server offers completions in the same editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// It is looked for.
    Auto,
    /// It does.
    On,
    /// It doesn't, or that doesn't matter.
    Off,
}

impl std::fmt::Display for Beside {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(match self {
            Beside::Auto => "auto",
            Beside::On => "on",
            Beside::Off => "off",
        })
    }
}
