use std::{
    fs,
    time::{Duration, SystemTime},
};

use super::*;

fn write(root: &Path, file: &str, text: &[u8]) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn found_at(root: &Path, at: &Path) -> Vec<String> {
    let name = |p: PathBuf| p.strip_prefix(root).unwrap().to_string_lossy().into_owned();
    walk(root, at).into_iter().map(name).collect()
}

fn found(root: &Path) -> Vec<String> {
    found_at(root, root)
}

#[test]
fn finds_what_belongs_to_the_project() {
    let outer = tempfile::tempdir().unwrap();
    fs::write(outer.path().join(".gitignore"), "*").unwrap();
    let root = outer.path().join("project");
    for file in [
        "src/a.rs",
        "b.rs",
        "c.txt",
        "target/d.rs",
        ".hidden/e.rs",
        "gen/f.rs",
        "x/target/g.rs",
    ] {
        write(&root, file, b"fn a() {}");
    }
    write(&root, ".gitignore", b"/gen\n");
    let mut files = found(&root);
    files.sort();
    assert_eq!(files, ["b.rs", "src/a.rs"]);
}

#[test]
fn at_a_path_the_rules_above_it_hold() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    for file in [
        "a/b/c.rs",
        "a/b/left_out.rs",
        "a/gen/d.rs",
        "a/.e/f.rs",
        "target/g.rs",
        "h.rs",
    ] {
        write(root, file, b"");
    }
    write(root, ".gitignore", b"gen/\n");
    write(root, "a/.gitignore", b"left_out.rs\n");
    assert_eq!(found_at(root, &root.join("a")), ["a/b/c.rs"]);
    assert_eq!(found_at(root, &root.join("a/b/c.rs")), ["a/b/c.rs"]);
    for none in [
        "a/b/left_out.rs",
        "a/gen",
        "a/gen/d.rs",
        "a/.e/f.rs",
        "target/g.rs",
        "gone.rs",
        "a/b/c",
    ] {
        assert!(found_at(root, &root.join(none)).is_empty(), "{none}");
    }
}

#[test]
fn the_last_edited_comes_first() {
    let root = tempfile::tempdir().unwrap();
    for (file, age) in [("a.rs", 300), ("b.rs", 100), ("c.rs", 200)] {
        write(root.path(), file, b"");
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 - age);
        let open = fs::File::options()
            .write(true)
            .open(root.path().join(file))
            .unwrap();
        open.set_modified(time).unwrap();
    }
    assert_eq!(found(root.path()), ["b.rs", "c.rs", "a.rs"]);
}

#[cfg(unix)]
#[test]
fn follows_no_links() {
    let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(other.path(), "out/a.rs", b"");
    write(root.path(), "b.rs", b"");
    std::os::unix::fs::symlink(other.path().join("out"), root.path().join("c")).unwrap();
    std::os::unix::fs::symlink(other.path().join("out/a.rs"), root.path().join("d.rs")).unwrap();
    std::os::unix::fs::symlink(root.path(), root.path().join("round")).unwrap();
    assert_eq!(found(root.path()), ["b.rs"]);
}

#[test]
fn reads_only_small_utf8_files() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "a.rs", "é".as_bytes());
    write(root.path(), "b.rs", b"\xff\xfe");
    write(root.path(), "c.rs", &vec![b' '; LARGEST + 1]);
    let text = |file: &str| read(&root.path().join(file));
    assert_eq!(text("a.rs").as_deref(), Some("é"));
    assert_eq!(
        [text("b.rs"), text("c.rs"), text("none.rs"), text("")],
        [None, None, None, None]
    );
}

#[test]
fn a_missing_folder_has_no_files() {
    assert!(found(Path::new("/nonexistent/habitus")).is_empty());
}

#[test]
fn what_the_walk_leaves_out_is_known_without_one() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let files = [
        "a.rs",
        "src/b.rs",
        "src/gen/c.rs",
        "src/gen/kept.rs",
        "src/own.rs",
        "gen/d.rs",
        "target/e.rs",
        "x/target/f.rs",
        ".hidden/g.rs",
        "x/.h.rs",
        "x/y/z/i.rs",
        "x/y/j.rs",
        "x/y/z/back.rs",
    ];
    for file in files {
        write(root, file, b"fn a() {}");
    }
    write(root, ".gitignore", b"/gen\nown.rs\n**/z/*\n");
    write(root, "src/.gitignore", b"!own.rs\ngen/*\n!gen/kept.rs\n");
    write(root, "x/y/.ignore", b"!z/back.rs\n");
    let walked = walk(root, root);
    let mut out = 0;
    for file in files {
        let path = root.join(file);
        assert_eq!(is_left_out(root, &path), !walked.contains(&path), "{file}");
        out += usize::from(is_left_out(root, &path));
        // The same before the file is written.
        fs::remove_file(&path).unwrap();
        assert_eq!(is_left_out(root, &path), !walked.contains(&path), "{file}");
    }
    assert!((4..10).contains(&out), "{out}");
    assert!(is_left_out(root, Path::new("/elsewhere/a.rs")));
    let built = "deep/build/own-0123456789abcdef/out/bindings.rs";
    assert!(is_left_out(root, &root.join(built)));
    write(root, "made/CACHEDIR.TAG", b"Signature");
    assert!(is_left_out(root, &root.join("made/debug/k.rs")));
}
