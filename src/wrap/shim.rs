//! A stand-in for rust-analyzer, for editors that take a path and give no arguments: a script that starts it
//! with us round it, and alone where we are gone.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::engine::SHIM;

/// What tells one from any other program.
const MARK: &str = "# Made by `habitus shim`";

/// Writes it. What stands there is replaced only if it is one.
pub fn write(path: &Path, habitus: &Path, server: Option<&Path>) -> io::Result<()> {
    if path.exists() && !is_shim(path) {
        let text = "is something else; name another file";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, text));
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let next = tempfile_beside(path);
    fs::write(&next, script(habitus, server))?;
    let made = make_executable(&next).and_then(|()| fs::rename(&next, path));
    if made.is_err() {
        let _ = fs::remove_file(&next);
    }
    made
}

/// Whether a file is one.
pub fn is_shim(path: &Path) -> bool {
    use io::Read;
    let mut head = [0; 128];
    let read = fs::File::open(path).and_then(|mut file| file.read(&mut head));
    let head = &head[..read.unwrap_or_default()];
    head.windows(MARK.len()).any(|part| part == MARK.as_bytes())
}

/// A name beside a path that is nobody's.
fn tempfile_beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.new", std::process::id()))
}

fn script(habitus: &Path, server: Option<&Path>) -> String {
    let server = server.map_or_else(|| PathBuf::from(SHIM), Path::to_owned);
    let [habitus, server] = [habitus, &server].map(|path| quoted(&path.to_string_lossy()));
    format!(
        "#!/bin/sh\n\
         {MARK}: rust-analyzer, with its lists in the order that Habitus learns.\n\
         [ -x {habitus} ] && exec {habitus} wrap -- {server} \"$@\"\n\
         # Habitus is gone: the first that is no such file as this.\n\
         for server in {server} \"$(rustup which rust-analyzer 2>/dev/null)\" \\\n\
         \x20 \"$HOME\"/.vscode*/extensions/rust-lang.rust-analyzer-*/server/rust-analyzer; do\n\
         \x20 server=$(command -v \"$server\") || continue\n\
         \x20 head -c 128 \"$server\" | grep -q 'habitus shim' || exec \"$server\" \"$@\"\n\
         done\n\
         echo 'habitus is gone, and no rust-analyzer is found' >&2\n\
         exit 127\n"
    )
}

/// As a shell reads it as one word.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(unix)]
fn make_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    let text = "a shim is a shell script, which this system doesn't run; where your editor takes a command \
                with arguments, put: habitus wrap -- rust-analyzer";
    Err(io::Error::new(io::ErrorKind::Unsupported, text))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn it_starts_us_round_the_server_and_the_server_alone_where_we_are_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let program = |name: &str| {
            let text = "#!/bin/sh\necho \"$0 $@\"\n";
            fs::write(path(name), text).expect("written");
            make_executable(&path(name)).expect("a program");
            path(name)
        };
        let (own, server) = (program("it's own"), program("a server"));
        let shim = path("bin").join("shim");
        write(&shim, &own, Some(&server)).expect("a shim");
        assert!(is_shim(&shim) && !is_shim(&server));
        let said = || {
            let output = Command::new(&shim).args(["--version", "a b"]).output();
            String::from_utf8(output.expect("it runs").stdout).expect("text")
        };
        let (own, server) = (own.display().to_string(), server.display().to_string());
        assert_eq!(said(), format!("{own} wrap -- {server} --version a b\n"));
        fs::remove_file(&own).expect("removed");
        assert_eq!(said(), format!("{server} --version a b\n"));
        write(&shim, Path::new("/x"), None).expect("one may be replaced");
        // One that stands in PATH itself, and nothing else does.
        let empty = folder.path().join("empty");
        fs::create_dir(&empty).expect("a folder");
        let named = empty.join(SHIM);
        write(&named, Path::new("/x"), None).expect("a shim");
        let path = format!("{}:/usr/bin:/bin", empty.display());
        let alone = Command::new(&named)
            .env("PATH", path)
            .env("HOME", &empty)
            .output();
        assert_eq!(alone.expect("it runs").status.code(), Some(127));
        let foreign = write(Path::new(&server), Path::new("/x"), None);
        assert!(foreign.is_err(), "nothing else may");
    }
}
