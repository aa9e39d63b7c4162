//! Whether a data folder can be used: room, rights, who else may read it. Leaves nothing behind.
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Bytes that are left for this user on a folder's disk; `None` where the system doesn't say.
pub fn free_space(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    return rustix::fs::statvfs(folder)
        .ok()
        .map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Whether a folder takes a file. On Linux the file that is tried never has a name.
pub fn try_to_write(folder: &Path) -> io::Result<()> {
    let metadata = fs::metadata(folder)?;
    if metadata.permissions().readonly() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "its permissions don't let anybody write to it",
        ));
    }
    let mut file = tempfile::tempfile_in(folder)?;
    io::Write::write_all(&mut file, b"x")
}

/// Files and folders below a folder, and itself, that others may read or write; at most `most`.
pub fn open_to_others(folder: &Path, most: usize) -> Vec<PathBuf> {
    let mut open = Vec::new();
    #[cfg(unix)]
    look(folder, most, &mut open);
    #[cfg(not(unix))]
    let _ = (folder, most);
    open
}

#[cfg(unix)]
fn look(path: &Path, most: usize, open: &mut Vec<PathBuf>) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(found) = fs::symlink_metadata(path) else {
        return;
    };
    if open.len() >= most || found.is_symlink() {
        return;
    }
    if found.permissions().mode() & 0o077 != 0 {
        open.push(path.to_owned());
    }
    if found.is_dir() {
        let below = fs::read_dir(path).into_iter().flatten().flatten();
        below.for_each(|entry| look(&entry.path(), most, open));
    }
}
