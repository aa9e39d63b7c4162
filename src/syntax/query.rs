//! Queries with a budget: on a node with very many children a query takes time squared, so that a
//! hostile file could hold a thread for a minute.

use std::{
    ops::{ControlFlow, Range},
    time::{Duration, Instant},
};

use streaming_iterator::StreamingIterator;
use tree_sitter::{Node, Query, QueryCursor, QueryCursorOptions, QueryCursorState, QueryMatch};

/// What a query may take.
pub struct Limits {
    /// The bytes it looks at.
    pub range: Range<usize>,
    /// Patterns in progress at once, at most.
    pub matches: u32,
    /// Time, at most.
    pub budget: Duration,
}

/// Calls `each` with every match; false where a limit was reached, so that some may be missing.
pub fn run<'t>(
    query: &Query,
    root: Node<'t>,
    text: &str,
    limits: Limits,
    mut each: impl FnMut(&QueryMatch<'_, 't>),
) -> bool {
    let deadline = Instant::now() + limits.budget;
    let mut spent = false;
    let mut check = |_: &QueryCursorState| {
        spent = Instant::now() > deadline;
        match spent {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    let mut cursor = QueryCursor::new();
    cursor.set_match_limit(limits.matches);
    cursor.set_byte_range(limits.range);
    let options = QueryCursorOptions::new().progress_callback(&mut check);
    let mut matches = cursor.matches_with_options(query, root, text.as_bytes(), options);
    while let Some(found) = matches.next() {
        each(found);
    }
    drop(matches);
    !spent && !cursor.did_exceed_match_limit()
}
