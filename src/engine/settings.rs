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
    /// Whose commits are read.
    pub history: Whose,
    /// Sizes of the tables.
    pub memory: Memory,
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

/// Whose commits are learned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of the person whom git knows as its user here.
    Mine,
    /// Everybody's.
    All,
    /// Nobody's.
    Off,
}

impl Whose {
    /// By its name.
    pub fn named(name: &str) -> Option<Whose> {
        let all = [Whose::Mine, Whose::All, Whose::Off];
        all.into_iter().find(|whose| whose.to_string() == name)
    }
}

impl std::fmt::Display for Whose {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(match self {
            Whose::Mine => "mine",
            Whose::All => "all",
            Whose::Off => "off",
        })
    }
}

/// Sizes of the tables in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Of a project's.
    pub project: usize,
    /// Of the user's.
    pub user: usize,
    /// Of the libraries'.
    pub libraries: usize,
    /// Of this session's and an open file's together.
    pub session: usize,
}

impl Memory {
    /// From numbers of MiB.
    pub fn of(project: usize, user: usize, libraries: usize, session: usize) -> Memory {
        Memory {
            project: project << 20,
            user: user << 20,
            libraries: libraries << 20,
            session: session << 20,
        }
    }
}

impl Default for Memory {
    fn default() -> Memory {
        Memory::of(16, 16, 16, 4)
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            learning: true,
            completion: true,
            libraries: true,
            history: Whose::Mine,
            memory: Memory::default(),
            rows: 50,
            private: false,
            beside: Beside::Auto,
            confidence: 30,
        }
    }
}
