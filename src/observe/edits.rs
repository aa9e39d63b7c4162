//! Edits over time: where a place went, and which edits were no typing.

use std::collections::VecDeque;

use crate::text::Edit;

/// Where a byte is after an edit: what stands before it stays, what was replaced falls to its start.
pub fn moved(at: usize, edit: &Edit) -> usize {
    if at <= edit.start {
        at
    } else if at >= edit.old_end {
        at - edit.old_end + edit.new_end
    } else {
        edit.start
    }
}

/// Two lines or more, or over 80 characters, in one piece.
pub fn is_paste(edit: &Edit, text: &str) -> bool {
    let new = text.get(edit.start..edit.new_end).unwrap_or("");
    let body = new.trim();
    body.contains('\n') || body.chars().count() > 80
}

/// Whether a change is nobody's typing: a paste; several places that are written at once, as by a rename or
/// an import that is merged into others; a whole line that is there at once away from the cursor, which is
/// where the change before ended. Spaces alone don't count: editors write them along.
pub fn is_tools(edits: &[Edit], was: &str, text: &str, cursor: usize) -> bool {
    if edits.iter().any(|e| is_paste(e, text)) {
        return true;
    }
    let pieces = pieces(edits);
    if let ([edit], [_]) = (edits, &pieces[..]) {
        return edit.start != cursor && is_whole_line(edit, text);
    }
    // As each edit found the text, and left it: only the first's old and the last's new text is known, so
    // places are brought there.
    let back = |at: usize, i: usize| {
        edits[..i]
            .iter()
            .rev()
            .fold(at, |at, e| moved(at, &undone(e)))
    };
    let on = |at: usize, i: usize| edits[i + 1..].iter().fold(at, moved);
    let mut first = 0;
    let mut at_once = 0;
    for (piece, count) in &pieces {
        let last = first + count - 1;
        let old = was.get(back(piece.start, first)..back(piece.old_end, first));
        let new = text.get(on(piece.start, last)..on(piece.new_end, last));
        let is_blank = |text: Option<&str>| text.unwrap_or("").trim().is_empty();
        // A letter at several places is typed, by several cursors.
        let is_key = [old, new]
            .iter()
            .all(|t| t.is_none_or(|t| t.chars().nth(1).is_none()));
        at_once += usize::from(*count == 1 && !is_key && !(is_blank(old) && is_blank(new)));
        first += count;
    }
    at_once > 1
}

/// Something, from the beginning of a line to its end.
fn is_whole_line(edit: &Edit, text: &str) -> bool {
    let new = text.get(edit.start..edit.new_end).unwrap_or("");
    let begins = edit.start == 0 || text[..edit.start].ends_with('\n');
    let ends = text[edit.new_end..].is_empty() || text[edit.new_end..].starts_with(['\n', '\r']);
    let is_line = (begins && new.ends_with('\n')) || (ends && new.starts_with(['\n', '\r']));
    is_line && !new.trim().is_empty() && edit.start == edit.old_end
}

fn undone(edit: &Edit) -> Edit {
    Edit {
        old_end: edit.new_end,
        new_end: edit.old_end,
        ..*edit
    }
}

/// Edits made one after the other as pieces: those that touch are one. With each the number of edits
/// in it.
pub fn pieces(edits: &[Edit]) -> Vec<(Edit, usize)> {
    let mut out: Vec<(Edit, usize)> = Vec::new();
    for edit in edits {
        match out.last_mut() {
            Some((last, n)) if edit.start <= last.new_end && edit.old_end >= last.start => {
                *last = joined(last, edit);
                *n += 1;
            }
            _ => out.push((*edit, 1)),
        }
    }
    out
}

/// Two edits, the second made after the first and touching it, as one.
fn joined(a: &Edit, b: &Edit) -> Edit {
    let beyond = b.old_end.saturating_sub(a.new_end);
    let kept = a.new_end.saturating_sub(b.old_end);
    Edit {
        start: a.start.min(b.start),
        old_end: a.old_end + beyond,
        new_end: b.new_end + kept,
        start_place: if a.start <= b.start {
            a.start_place
        } else {
            b.start_place
        },
        ..*b
    }
}

/// The last edits of a document by version, to bring an old place up to date.
#[derive(Default)]
pub struct History {
    edits: VecDeque<(i32, Vec<Edit>)>,
}

impl History {
    const MOST: usize = 128;

    /// Takes note of the edits that led to a version.
    pub fn push(&mut self, version: i32, edits: &[Edit]) {
        self.edits.push_back((version, edits.to_vec()));
        if self.edits.len() > Self::MOST {
            self.edits.pop_front();
        }
    }

    /// Where a byte of an older version is now.
    pub fn bring(&self, at: usize, version: i32) -> usize {
        let later = self.edits.iter().filter(|(v, _)| *v > version);
        later.flat_map(|(_, e)| e).fold(at, moved)
    }
}
