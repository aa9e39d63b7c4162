use std::process::Command;

use super::*;

struct Room {
    room: tempfile::TempDir,
    data: PathBuf,
}

impl Room {
    fn new() -> Room {
        let room = tempfile::tempdir().unwrap();
        let data = room.path().join("state/habitus");
        Room { room, data }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.room.path().join(name)
    }

    fn id(&self, name: &str) -> String {
        let identity = identify(&self.data, &self.path(name), 1000);
        assert_eq!(identity.notices, []);
        assert_eq!(
            identity.dir,
            Some(self.data.join("projects").join(&identity.id))
        );
        assert!(disk::is_id(&identity.id));
        identity.id
    }

    fn folder(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    fn package(&self, folder: &str, name: &str) {
        let text = format!("[workspace]\n\n[package]\nedition = \"2024\"\nname = \"{name}\"\n");
        fs::write(self.folder(folder).join("Cargo.toml"), text).unwrap();
    }

    fn git(&self, folder: &str, arguments: &[&str]) {
        let output = Command::new("git")
            .current_dir(self.path(folder))
            .args([
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@b",
                "-c",
                "commit.gpgsign=false",
            ])
            .args([
                "-c",
                "protocol.file.allow=always",
                "-c",
                "init.defaultBranch=main",
            ])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
    }

    fn repository(&self, name: &str) {
        self.folder(name);
        self.git(name, &["init", "-q"]);
        for n in ["first", "second"] {
            let message = format!("{n} of {name}");
            self.git(name, &["commit", "-q", "--allow-empty", "-m", &message]);
        }
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }
}

#[test]
fn a_folder_keeps_its_id_and_others_have_their_own() {
    let room = Room::new();
    room.folder("a");
    room.folder("b");
    room.repository("c");
    let ids = ["a", "b", "c", "missing"].map(|n| room.id(n));
    assert_eq!(ids, ["a", "b", "c", "missing"].map(|n| room.id(n)));
    for (i, id) in ids.iter().enumerate() {
        assert!(!ids[..i].contains(id));
    }
    assert_eq!(room.id("a/../b"), ids[1]);
}

#[test]
fn a_folder_stays_itself_when_it_becomes_a_repository() {
    let room = Room::new();
    room.folder("a");
    let id = room.id("a");
    room.repository("a");
    assert_eq!(room.id("a"), id);
    // From now on it is known by its history.
    room.rename("a", "b");
    assert_eq!(room.id("b"), id);
}

#[test]
fn worktrees_share_an_id() {
    let room = Room::new();
    room.repository("a");
    let id = room.id("a");
    room.git("a", &["worktree", "add", "-q", "-b", "side", "../tree"]);
    assert_eq!(room.id("tree"), id);
    assert_eq!(room.id("a"), id);
    room.git("a", &["worktree", "move", "../tree", "../moved"]);
    assert_eq!(room.id("moved"), id);
}

#[test]
fn a_moved_checkout_keeps_its_id() {
    let room = Room::new();
    room.repository("a");
    let id = room.id("a");
    room.rename("a", "b");
    assert_eq!(room.id("b"), id);
    room.rename("b", "a");
    assert_eq!(room.id("a"), id);
}

#[test]
fn a_moved_checkout_keeps_its_id_when_another_stands_in_its_old_place() {
    for first in [true, false] {
        let room = Room::new();
        room.repository("a");
        let id = room.id("a");
        room.rename("a", "b");
        room.repository("other");
        room.rename("other", "a");
        if first {
            assert_ne!(room.id("a"), id);
        }
        assert_eq!(room.id("b"), id);
        assert_ne!(room.id("a"), id);
    }
}

#[test]
fn a_new_clone_of_what_was_deleted_keeps_its_id() {
    let room = Room::new();
    room.repository("upstream");
    room.git("", &["clone", "-q", "upstream", "a"]);
    let id = room.id("a");
    fs::remove_dir_all(room.path("a")).unwrap();
    room.git("", &["clone", "-q", "upstream", "elsewhere"]);
    assert_eq!(room.id("elsewhere"), id);
    fs::remove_dir_all(room.path("elsewhere")).unwrap();
    room.git("", &["clone", "-q", "upstream", "a"]);
    assert_eq!(room.id("a"), id);
}

#[test]
fn a_clone_beside_the_first_is_told_apart() {
    let room = Room::new();
    room.repository("a");
    let id = room.id("a");
    room.git("", &["clone", "-q", "a", "fork"]);
    let fork = room.id("fork");
    assert_ne!(fork, id);
    assert_eq!((room.id("a"), room.id("fork")), (id, fork));
}

#[test]
fn folders_inside_a_repository_are_projects_of_their_own() {
    let room = Room::new();
    room.repository("a");
    room.folder("a/one");
    room.folder("a/two");
    let names = ["a", "a/one", "a/two"];
    let ids = names.map(|n| room.id(n));
    assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2]);
    room.rename("a", "b");
    assert_eq!(
        ["b/two", "b/one", "b"].map(|n| room.id(n)),
        [&ids[2], &ids[1], &ids[0]].map(Clone::clone)
    );
}

#[test]
fn history_rewritten_in_place_changes_nothing() {
    let room = Room::new();
    room.repository("a");
    room.package("a", "mine");
    let id = room.id("a");
    fs::remove_dir_all(room.path("a/.git")).unwrap();
    assert_eq!(room.id("a"), id, "no history");
    room.git("a", &["init", "-q"]);
    assert_eq!(room.id("a"), id, "no commit");
    room.git("a", &["commit", "-q", "--allow-empty", "-m", "anew"]);
    assert_eq!(room.id("a"), id, "another root");
    room.rename("a", "b");
    assert_eq!(room.id("b"), id, "known by the new root");
}

#[test]
fn a_moved_folder_without_history_is_known_by_its_package_if_only_one_is_gone() {
    let room = Room::new();
    room.package("a", "mine");
    let id = room.id("a");
    room.package("copy", "mine");
    assert_ne!(room.id("copy"), id, "the first still stands");
    let room = Room::new();
    room.package("a", "mine");
    let id = room.id("a");
    room.rename("a", "b");
    assert_eq!(room.id("b"), id);
    room.package("a", "mine");
    let second = room.id("a");
    assert_ne!(second, id);
    fs::remove_dir_all(room.path("a")).unwrap();
    room.rename("b", "c");
    let third = room.id("c");
    assert!(third != id && third != second, "two are gone");
}

#[test]
fn a_shallow_clone_has_no_root() {
    let room = Room::new();
    room.repository("upstream");
    let url = format!("file://{}", room.path("upstream").display());
    room.git("", &["clone", "-q", "--depth", "1", &url, "a"]);
    assert_eq!(identify(&room.data, &room.path("a"), 0).root_commit, None);
    let id = room.id("a");
    assert_ne!(room.id("upstream"), id);
    let root = identify(&room.data, &room.path("upstream"), 0).root_commit;
    assert_eq!(root.map(|r| r.len()), Some(40));
    room.git("a", &["fetch", "-q", "--unshallow"]);
    assert_eq!(room.id("a"), id);
}

#[test]
fn a_damaged_index_is_set_aside_and_made_anew() {
    for bytes in [&b"{"[..], b"", b"\xff\xff", b"[]", br#"{"version":1}"#] {
        let room = Room::new();
        room.repository("a");
        room.folder("b");
        let ids = (room.id("a"), room.id("b"));
        fs::write(room.data.join("index.json"), bytes).unwrap();
        let identity = identify(&room.data, &room.path("a"), 77);
        assert_eq!(identity.id, ids.0);
        assert_eq!(identity.notices.len(), 1);
        let aside = room.data.join("index.json.bad-77");
        assert_eq!(fs::read(&aside).unwrap(), bytes);
        assert_eq!(identity.notices[0].path, aside);
        assert_eq!((room.id("a"), room.id("b")), ids);
        fs::remove_file(room.data.join("index.json")).unwrap();
        assert_eq!((room.id("a"), room.id("b")), ids);
    }
}

#[test]
fn a_newer_index_is_left_alone() {
    let room = Room::new();
    room.folder("a");
    room.id("a");
    let path = room.data.join("index.json");
    let newer = r#"{"version":2,"projects":{"other":"shape"}}"#;
    fs::write(&path, newer).unwrap();
    let identity = identify(&room.data, &room.path("a"), 0);
    assert_eq!((identity.dir, identity.notices.len()), (None, 1));
    assert_eq!(identity.notices[0].path, path);
    assert_eq!(fs::read_to_string(&path).unwrap(), newer);
}

#[test]
fn ids_that_lead_elsewhere_are_dropped() {
    let room = Room::new();
    room.folder("a");
    room.id("a");
    let path = room.data.join("index.json");
    let text = fs::read_to_string(&path).unwrap();
    let id = room.id("a");
    fs::write(&path, text.replace(&id, "../../../elsewhere")).unwrap();
    assert!(disk::is_id(&room.id("a")));
    assert!(!room.path("elsewhere").exists());
}

#[test]
fn a_data_folder_of_no_use_costs_a_notice() {
    let room = Room::new();
    room.folder("a");
    fs::write(room.path("state"), "a file").unwrap();
    let identity = identify(&room.data, &room.path("a"), 0);
    assert_eq!((identity.dir, identity.notices.len()), (None, 1));
    assert_eq!(identity.notices[0].path, room.data);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_a_folder_like_others() {
    use std::os::unix::ffi::OsStrExt;
    let room = Room::new();
    let path = room
        .path("x")
        .join(std::ffi::OsStr::from_bytes(b"\xff\xfe"));
    fs::create_dir_all(&path).unwrap();
    let first = identify(&room.data, &path, 0);
    assert_eq!(identify(&room.data, &path, 0), first);
    let text = index::to_text(&fs::canonicalize(&path).unwrap());
    assert_eq!(
        index::from_text(&text).unwrap(),
        fs::canonicalize(&path).unwrap()
    );
}

#[test]
fn a_hostile_repository_is_only_looked_at() {
    let room = Room::new();
    room.repository("a");
    let id = room.id("a");
    let trap = room.path("trap");
    let config = format!(
        "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = \"touch {0}\"\n\tsshCommand = \"touch {0}\"\n\
         \thooksPath = {1}\n\tworktree = /\n[include]\n\tpath = {1}/fifo\n[alias]\n\tx = !touch {0}\n",
        trap.display(),
        room.room.path().display(),
    );
    fs::write(room.path("a/.git/config"), config).unwrap();
    // Whoever opened this would wait for ever.
    let made = Command::new("mkfifo").arg(room.path("fifo")).status();
    assert!(made.unwrap().success());
    assert_eq!(room.id("a"), id);
    assert!(!trap.exists());
    fs::write(room.path("a/.git/config"), "\0[[[").unwrap();
    assert_eq!(room.id("a"), id);
    fs::write(room.path("a/.git/HEAD"), "\0").unwrap();
    assert_eq!(room.id("a"), id);
}

#[test]
fn the_index_is_not_written_again_for_nothing() {
    let room = Room::new();
    room.repository("a");
    let id = room.id("a");
    let path = room.data.join("index.json");
    let mut text = fs::read_to_string(&path).unwrap();
    text.push('\n');
    fs::write(&path, &text).unwrap();
    assert_eq!(room.id("a"), id);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}
