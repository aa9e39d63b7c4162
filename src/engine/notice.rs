//! What the engine says to its user. Faults are said once; nothing else is shown unasked.

/// What the engine says to its user, at most once per fault.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A fault that the user must act on: what, where, what to do.
    Fault(String),
    /// Something that the user may want to know but need not act on: what, where, what follows.
    Remark(String),
    /// Long work: a name for it, percent done (None: begun), and a word on where it stands.
    Progress {
        /// Names the work.
        task: String,
        /// How far it is; `None` when it begins.
        percent: Option<u32>,
        /// Where it stands.
        message: String,
        /// It is over.
        done: bool,
    },
}
