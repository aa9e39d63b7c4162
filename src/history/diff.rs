//! Which lines of a text are new, and which old ones they stand for: Myers' algorithm with git's
//! heuristics, so that a change is what `git show` shows. It must never do more than compare.

#[cfg(test)]
mod tests;

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput, sources};

/// Lines that were replaced; one of both ranges may be empty. Lines count from 0 and end with `\n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The lines that are gone.
    pub old: Range<usize>,
    /// The lines that stand there now.
    pub new: Range<usize>,
}

/// What leads from one text to another, from top to bottom.
pub fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    let input = InternedInput::new(sources::lines(old), sources::lines(new));
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_lines(&input);
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks()
        .map(|hunk| Hunk {
            old: range(hunk.before),
            new: range(hunk.after),
        })
        .collect()
}

/// The lines of a text as hunks count them, with their ends.
pub fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}
