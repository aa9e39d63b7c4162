//! Which new file is an old one under another name. Whoever moves a file doesn't write it anew. It
//! must never compare all with all where there are many.

use std::collections::HashMap;

use super::files::Files;

/// Pairs of files that are compared in one commit.
const MOST: usize = 10_000;

/// How often each line stands in a text.
type Lines<'t> = HashMap<&'t str, usize>;

/// Gives a new file the text of the deleted one that is most like it, if half of it is the same.
pub(super) fn join(files: &mut Files) {
    let is_new = |index: &usize| files.changed[*index].old.is_none();
    let new: Vec<usize> = (0..files.changed.len()).filter(is_new).collect();
    if new.len() * files.deleted.len() > MOST {
        return;
    }
    let mut taken = Vec::new();
    for (index, gone) in pairs(files, &new) {
        files.changed[index].old = Some(std::mem::take(&mut files.deleted[gone]));
        taken.push(gone);
    }
    let mut at = 0..;
    files
        .deleted
        .retain(|_| at.next().is_none_or(|gone| !taken.contains(&gone)));
}

/// Each file at most once, the most similar first.
fn pairs(files: &Files, new: &[usize]) -> Vec<(usize, usize)> {
    let deleted: Vec<Lines<'_>> = files.deleted.iter().map(|text| lines(text)).collect();
    let mut similar = Vec::new();
    for &index in new {
        let lines = lines(&files.changed[index].new);
        let shares = deleted.iter().map(|old| share(&lines, old)).enumerate();
        let alike = shares.filter(|(_, share)| *share >= 500);
        similar.extend(alike.map(|(gone, share)| (share, index, gone)));
    }
    similar.sort_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, index, gone) in similar {
        if pairs.iter().all(|pair| pair.0 != index && pair.1 != gone) {
            pairs.push((index, gone));
        }
    }
    pairs
}

fn lines(text: &str) -> Lines<'_> {
    let mut lines = Lines::new();
    let full = text.lines().map(str::trim).filter(|line| !line.is_empty());
    full.for_each(|line| *lines.entry(line).or_default() += 1);
    lines
}

/// How many of the longer one's lines both have, of a thousand.
fn share(one: &Lines<'_>, other: &Lines<'_>) -> usize {
    let both = |(line, count): (&&str, &usize)| other.get(line).map_or(0, |n| *n.min(count));
    let common: usize = one.iter().map(both).sum();
    let longer = one.values().sum::<usize>().max(other.values().sum());
    common * 1000 / longer.max(1)
}
