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
