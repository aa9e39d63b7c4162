//! Which Rust files a commit changed, by comparing two trees, and what they read before and after.
//! It must never look at a file that is equal in both, nor hold texts without end.

use gix::{
    ObjectId, Repository,
    diff::tree::{Recorder, State, recorder::Change},
    objs::{TreeRefIter, tree::EntryMode},
};

use super::renames;
use crate::syntax::LARGEST;

/// Bytes of text that are read of one commit; somebody's whole dependencies say nothing.
const MOST: usize = 64 << 20;

/// A file that a commit added or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its path below the repository's root, with `/`.
    pub path: String,
    /// What it read before, under this name or another one.
    pub old: Option<String>,
    /// What it reads from then on.
    pub new: String,
}

/// What a commit did to Rust files.
#[derive(Default)]
pub(super) struct Files {
    pub(super) changed: Vec<Changed>,
    pub(super) deleted: Vec<String>,
    pub(super) left_out: usize,
}

/// A file's path and the names of its texts.
struct Pair {
    path: Vec<u8>,
    old: Option<ObjectId>,
    new: Option<ObjectId>,
}

/// None where one of the trees can't be read.
pub(super) fn changed(
    repository: &Repository,
    old: Option<ObjectId>,
    new: ObjectId,
) -> Option<Files> {
    let mut pairs = compare(repository, old, new)?;
    pairs.retain(|pair| pair.path.ends_with(b".rs") && pair.old != pair.new);
    pairs.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    drop_moved(&mut pairs);
    let mut files = Files::default();
    let mut left = MOST;
    for pair in pairs {
        match texts(repository, &pair, &mut left) {
            Some((path, old, Some(new))) => files.changed.push(Changed { path, old, new }),
            Some((_, old, None)) => files.deleted.extend(old),
            None => files.left_out += 1,
        }
    }
    renames::join(&mut files);
    Some(files)
}

fn compare(repository: &Repository, old: Option<ObjectId>, new: ObjectId) -> Option<Vec<Pair>> {
    let old = match old {
        Some(old) => repository.find_tree(old).ok()?,
        None => repository.empty_tree(),
    };
    let new = repository.find_tree(new).ok()?;
    let mut recorder = Recorder::default();
    gix::diff::tree(
        TreeRefIter::from_bytes(&old.data, old.id.kind()),
        TreeRefIter::from_bytes(&new.data, new.id.kind()),
        State::default(),
        &repository.objects,
        &mut recorder,
    )
    .ok()?;
    Some(recorder.records.into_iter().map(pair).collect())
}

/// Links and submodules are as good as nothing.
fn pair(change: Change) -> Pair {
    let file = |mode: EntryMode, id: ObjectId| mode.is_blob().then_some(id);
    let (path, old, new) = match change {
        Change::Addition {
            entry_mode,
            oid,
            path,
            ..
        } => (path, None, file(entry_mode, oid)),
        Change::Deletion {
            entry_mode,
            oid,
            path,
            ..
        } => (path, file(entry_mode, oid), None),
        Change::Modification {
            previous_entry_mode,
            previous_oid,
            entry_mode,
            oid,
            path,
        } => (
            path,
            file(previous_entry_mode, previous_oid),
            file(entry_mode, oid),
        ),
    };
    Pair {
        path: path.into(),
        old,
        new,
    }
}

/// A file that only has another name now is neither new nor gone.
fn drop_moved(pairs: &mut Vec<Pair>) {
    let only = |pair: &Pair, is_new: bool| match (pair.old, pair.new) {
        (Some(id), None) if !is_new => Some(id),
        (None, Some(id)) if is_new => Some(id),
        _ => None,
    };
    let mut gone: Vec<ObjectId> = pairs.iter().filter_map(|p| only(p, false)).collect();
    let mut moved = Vec::new();
    pairs.retain(|pair| {
        let from = only(pair, true).and_then(|id| gone.iter().position(|&g| g == id));
        moved.extend(from.map(|from| gone.swap_remove(from)));
        from.is_none()
    });
    pairs.retain(|pair| {
        let to = only(pair, false).and_then(|id| moved.iter().position(|&m| m == id));
        to.map(|to| moved.swap_remove(to)).is_none()
    });
}

/// A file's path and texts.
type Texts = (String, Option<String>, Option<String>);

fn texts(repository: &Repository, pair: &Pair, left: &mut usize) -> Option<Texts> {
    let path = String::from_utf8(pair.path.clone()).ok()?;
    let mut read = |id: Option<ObjectId>| match id {
        Some(id) => text(repository, id, left).map(Some),
        None => Some(None),
    };
    Some((path, read(pair.old)?, read(pair.new)?))
}

/// None where it is too large, not UTF-8, or not to be read.
fn text(repository: &Repository, id: ObjectId, left: &mut usize) -> Option<String> {
    let size = usize::try_from(repository.find_header(id).ok()?.size()).ok()?;
    if size > LARGEST {
        return None;
    }
    *left = left.checked_sub(size)?;
    let mut blob = repository.find_blob(id).ok()?;
    String::from_utf8(blob.take_data()).ok()
}
