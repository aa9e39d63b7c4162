//! What a user asks of Habitus itself: how it is, why a word stands where it does, to pause, to leave.
//! Each answer is made here once, for the command line and for editors alike. Changes nothing but what
//! a verb is for: the mark of a pause, the wish that all be learned, and the removal.
mod doctor;
mod history;
mod learn;
mod project;
mod status;
mod traces;
mod uninstall;
mod why;

pub use doctor::{Finding, State, doctor, findings_json};
pub use history::PastStatus;
pub use learn::{Errand, Learned};
pub use project::{Paused, pause, paused_json, resume};
pub use status::{ProjectStatus, ScopeStatus, Status, of_project, of_server};
pub use traces::{Trace, program, traces};
pub use uninstall::{Leaving, leaving};
pub use why::{LISTED, Place, Unplaced, why_beside, why_json};
