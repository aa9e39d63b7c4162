//! Files and folders that belong to one person: folders 0700, files 0600, no link followed, written
//! whole or not at all. Knows nothing of what they hold.
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    hash::{BuildHasher, Hasher, RandomState},
    io::{self, Read, Write},
    path::Path,
};

use super::mark::Mark;

/// Makes sure that a folder is there, with those above it; what it makes is private.
pub(super) fn folder(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::NotADirectory,
            "is in the way, and no folder",
        )),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            if let Some(above) = path.parent()
                && !above.as_os_str().is_empty()
                && !above.is_dir()
            {
                folder(above)?;
            }
            make_folder(path)
        }
        Err(e) => Err(e),
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(e) => Err(e),
        Ok(()) => protect(path, 0o700),
    }
}

/// Sets a mode whatever the umask says; nothing where there are no modes.
pub(super) fn protect(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))?;
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// Takes everything below a folder away from others. What fails stays as it is: the folder above
/// is private in any case.
pub(super) fn protect_all(folder: &Path) {
    let _ = protect(folder, 0o700);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => protect_all(&entry.path()),
            Ok(kind) if kind.is_file() => drop(protect(&entry.path(), 0o600)),
            _ => {}
        }
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A new file to append to; an error where there is one already.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let file = private().append(true).create_new(true).open(path)?;
    protect(path, 0o600)?;
    Ok(file)
}

/// Opens a regular file for reading; a link, a pipe or a folder is an error.
pub(super) fn open(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(io::Error::other("is no regular file"))
    }
}

/// The bytes of a regular file of at most `most` bytes.
pub(super) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    if file.metadata()?.len() > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "is too large"));
    }
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts a file in place at once: others see the old bytes or the new ones.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_in(path, bytes, None)
}

/// The same, but only in the folder of this mark: nothing is put into another that took its place.
/// The new file begins in one folder and can't be renamed into the other; that it began in the right
/// one is asked before.
pub(super) fn replace_in(path: &Path, bytes: &[u8], mark: Option<&Mark>) -> io::Result<()> {
    // A bare name has an empty path above it, which can't be opened.
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    let folder = above.unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".new-")
        .suffix(".tmp")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    protect(file.path(), 0o600)?;
    file.as_file().sync_all()?;
    if mark.is_some_and(|mark| !mark.stands()) {
        return Err(Mark::gone());
    }
    file.persist(path).map_err(|e| e.error)?;
    sync_folder(folder)
}

/// Removes what [`replace`] left behind where its process was killed. Only for who holds the lock
/// that all writers of this folder take.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(".new-") && name.ends_with(".tmp") {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes renames and removals in a folder last.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Opens a lock file, and makes it where it is missing.
pub(super) fn lock_file(path: &Path) -> io::Result<File> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => return Err(io::Error::other("is no regular file")),
        _ => {}
    }
    let file = private()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    let _ = protect(path, 0o600);
    Ok(file)
}

/// Whether a file that is held open still stands at its path. Where that can't be told, it does.
pub(super) fn stands(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(path)) {
        #[cfg(unix)]
        (Ok(held), Ok(found)) => {
            use std::os::unix::fs::MetadataExt;
            (held.dev(), held.ino()) == (found.dev(), found.ino())
        }
        (_, Err(e)) => e.kind() != io::ErrorKind::NotFound,
        _ => true,
    }
}

/// A lock, held until it is dropped or its process ends in whatever way.
pub(super) struct Lock(File);

impl Lock {
    /// Writes this process's number into the file, for people who ask who holds it.
    pub(super) fn sign(&self) {
        let mut file = &self.0;
        let signed = file.set_len(0);
        let _ = signed.and_then(|()| writeln!(file, "{}", std::process::id()));
    }
}

impl Drop for Lock {
    /// Closing the file is not enough: a child that is just being started has it too.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// Takes a lock if it is free; `None` where another holds it.
pub(super) fn try_lock(path: &Path) -> io::Result<Option<Lock>> {
    let file = lock_file(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(e)) => Err(e),
    }
}

/// 128 random bits in hex, of the system's randomness that seeds the standard hash maps.
pub(super) fn random_id() -> String {
    let half = |n: u8| {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u8(n);
        hasher.write_u32(std::process::id());
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(0), half(1))
}

/// Whether a name is one of [`random_id`]'s; only such names become part of a path.
pub(super) fn is_id(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
