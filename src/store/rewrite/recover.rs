//! What a killed rewriting left behind is finished, where the old folder was taken away already, or
//! else undone.
use std::{fs, io, path::Path};

use super::{
    super::disk,
    plan::{self, Work},
};

/// Finishes or undoes what was left, unless somebody is at work. For every start.
pub fn recover_all(data: &Path) {
    if !plan::all(data).exists() {
        return;
    }
    if let Ok(Some(_lock)) = disk::try_lock(&data.join(plan::LOCK))
        && let Err(error) = finish_all(data)
    {
        tracing::warn!(%error, "a rewriting that was left is not finished");
    }
}

/// Whether a scope's folder is just being replaced by another process: it will be there in a moment.
pub fn is_between(data: &Path, dir: &Path) -> bool {
    let name = dir.file_name().and_then(|n| n.to_str());
    let work = name.and_then(|name| Work::found(data, name));
    work.is_some_and(|work| work.is_between())
        && matches!(disk::try_lock(&data.join(plan::LOCK)), Ok(None))
}

/// The same for who has the lock.
pub(super) fn finish_all(data: &Path) -> io::Result<()> {
    for entry in fs::read_dir(plan::all(data))
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name();
        if let Some(work) = name.to_str().and_then(|name| Work::found(data, name)) {
            work.resume()?;
        }
    }
    Ok(())
}
