//! What changed between two texts, as one edit. It believes nobody: an edit that doesn't fit its
//! texts would give trees that are silently wrong.

use crate::text::{Edit, Place};

/// First byte of a change, its end in the old text, its end in the new one.
pub type Span = (usize, usize, usize);

/// Edits made one after the other as one; none where there are none.
pub fn merged(edits: &[Edit]) -> Option<Span> {
    let mut edits = edits.iter();
    let first = edits.next()?;
    let mut span = (first.start, first.old_end, first.new_end);
    for edit in edits {
        let (start, old_end, new_end) = span;
        let beyond = edit.old_end.saturating_sub(new_end);
        let end = (new_end + beyond + edit.new_end).checked_sub(edit.old_end)?;
        span = (start.min(edit.start), old_end + beyond, end);
    }
    Some(span)
}

/// The edit of a span, where what is outside of it is the same in both texts.
pub fn fitting(old: &str, new: &str, (start, old_end, new_end): Span) -> Option<Edit> {
    if start > old_end || start > new_end {
        return None;
    }
    let before = old.get(..start)? == new.get(..start)?;
    let after = old.get(old_end..)? == new.get(new_end..)?;
    (before && after).then(|| edit(old, new, (start, old_end, new_end)))
}

/// The smallest single edit that leads from `old` to `new`.
pub fn between(old: &str, new: &str) -> Edit {
    let (a, b) = (old.as_bytes(), new.as_bytes());
    let mut start = same(a.chunks(64), b.chunks(64)) * 64;
    start = start.min(a.len()).min(b.len());
    start += same(a[start..].iter(), b[start..].iter());
    while !old.is_char_boundary(start) || !new.is_char_boundary(start) {
        start -= 1;
    }
    let (a, b) = (&a[start..], &b[start..]);
    let mut tail = same(a.rchunks(64), b.rchunks(64)) * 64;
    tail = tail.min(a.len()).min(b.len());
    tail += same(
        a[..a.len() - tail].iter().rev(),
        b[..b.len() - tail].iter().rev(),
    );
    while !old.is_char_boundary(old.len() - tail) || !new.is_char_boundary(new.len() - tail) {
        tail -= 1;
    }
    edit(old, new, (start, old.len() - tail, new.len() - tail))
}

fn same<T: PartialEq>(a: impl Iterator<Item = T>, b: impl Iterator<Item = T>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn edit(old: &str, new: &str, (start, old_end, new_end): Span) -> Edit {
    let start_place = after(Place::default(), &new[..start]);
    Edit {
        start,
        old_end,
        new_end,
        start_place,
        old_end_place: after(start_place, &old[start..old_end]),
        new_end_place: after(start_place, &new[start..new_end]),
    }
}

/// Where a text that begins at `place` ends. Only `\n` ends a row, as in tree-sitter.
fn after(place: Place, text: &str) -> Place {
    match text.rfind('\n') {
        None => Place {
            column: place.column + text.len(),
            ..place
        },
        Some(last) => Place {
            row: place.row + text.bytes().filter(|&b| b == b'\n').count(),
            column: text.len() - last - 1,
        },
    }
}
