//! The one place where a commit becomes counts.
use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::{
    engine::{indexing::count_older, lesson::lines_at, project::Counts},
    syntax::Source,
    text::Sym,
};

/// Counts the words on the added lines of a file, as it stood after a commit, that `may` be, but for
/// lines that are known; returns how many those were. Lines count from 0.
pub fn count_commit(
    counts: &Counts,
    source: &Source,
    added: &[Range<usize>],
    known: impl Iterator<Item = u32>,
    may: impl FnMut(Sym) -> bool,
) -> usize {
    let mut passed = beside(source, added);
    passed.extend(known);
    count_older(counts, &passed, source, may)
}

/// The lines of a file that were there before, by their hashes.
fn beside(source: &Source, added: &[Range<usize>]) -> FxHashSet<u32> {
    let is_added = |line: u32| added.iter().any(|range| range.contains(&(line as usize)));
    let lines = source.tokens().chunk_by(|a, b| a.line == b.line);
    let old = lines.filter(|line| !is_added(line[0].line));
    let starts = old.map(|line| line[0].start as usize).collect();
    lines_at(source, &starts)
}
