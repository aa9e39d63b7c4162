//! Which tokens of a text are new.

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::text::Sym;

/// Indices into `new` of the tokens that an edit script from `old` inserts. White space and moved
/// line breaks are no tokens, so a formatter's run gives nothing.
pub fn fresh(old: &[Sym], new: &[Sym]) -> Vec<usize> {
    let before = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = (&old[before..], &new[before..]);
    let after = rest
        .0
        .iter()
        .rev()
        .zip(rest.1.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (old, new) = (
        &rest.0[..rest.0.len() - after],
        &rest.1[..rest.1.len() - after],
    );
    if old.is_empty() {
        return (before..before + new.len()).collect();
    }
    let deadline = Instant::now() + Duration::from_millis(50);
    let script = capture_diff_slices_deadline(Algorithm::Myers, old, new, Some(deadline));
    let inserted = |op: DiffOp| match op {
        DiffOp::Insert {
            new_index, new_len, ..
        }
        | DiffOp::Replace {
            new_index, new_len, ..
        } => new_index..new_index + new_len,
        _ => 0..0,
    };
    script
        .into_iter()
        .flat_map(inserted)
        .map(|i| before + i)
        .collect()
}
