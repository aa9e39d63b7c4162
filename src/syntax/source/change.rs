//! What changed between two texts, as one edit.

use crate::text::{Edit, Place};

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

fn edit(old: &str, new: &str, (start, old_end, new_end): (usize, usize, usize)) -> Edit {
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
