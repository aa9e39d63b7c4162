//! Data folders that take nothing: below a file, on a full disk, on one that is read-only.
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::house::{House, LATER, WORD, assert_lives, assert_told_once, told, wait};

const LAST: &str = "knitted_crane";
const CANT: &str = "kept in memory";

/// A disk of its own, a few megabytes in memory. It is mounted in a namespace that ends with the
/// process that holds it, whatever becomes of the test.
struct Disk {
    holder: Child,
    place: PathBuf,
}

impl Disk {
    /// `None` where the system doesn't let one mount.
    fn mount(house: &House) -> Option<Disk> {
        let place = house.beside("disk");
        fs::create_dir(&place).expect("a folder");
        let mount = "mount -t tmpfs -o size=12m none \"$0\" && touch \"$0/mounted\" && read end";
        let holder = Command::new("unshare")
            .args(["-rm", "sh", "-c", mount])
            .arg(&place)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut disk = Disk { holder, place };
        let mut is_mounted = false;
        wait("a disk", || {
            is_mounted = disk.seen().join("mounted").exists();
            is_mounted || !matches!(disk.holder.try_wait(), Ok(None))
        });
        if !is_mounted {
            eprintln!("no disk can be mounted here: nothing is tested");
        }
        is_mounted.then_some(disk)
    }

    /// The disk, as it is seen from outside of its namespace.
    fn seen(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        root.join(self.place.strip_prefix("/").expect("an absolute path"))
    }

    /// A command that is run where the disk is.
    fn run(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        let pid = self.holder.id().to_string();
        command.args(["-t", &pid, "-U", "-m", "--preserve-credentials", program]);
        command
    }

    /// The data folder, as the server sees it.
    fn data(&self) -> PathBuf {
        self.place.join("data")
    }

    fn serve(&self, house: &House) -> habitus::client::Client {
        let command = self.run(env!("CARGO_BIN_EXE_habitus"));
        house.serve_by(command, &self.data())
    }

    /// Leaves no room for a single byte.
    fn fill(&self) {
        let mut file = fs::File::create(self.seen().join("ballast")).expect("a file");
        let bytes = [7; 4096];
        while std::io::Write::write_all(&mut file, &bytes).is_ok() {}
    }

    fn free(&self) {
        fs::remove_file(self.seen().join("ballast")).expect("removed");
    }

    fn remount(&self, how: &str) {
        let mut mount = self.run("mount");
        mount
            .args(["-o", &format!("remount,{how}")])
            .arg(&self.place);
        assert!(mount.status().expect("mount").success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

/// It serves and learns in memory.
fn assert_goes_on(house: &House, client: &habitus::client::Client) {
    house.teach(client, LATER);
    assert!(house.knows(client, LATER));
    assert_lives(client, &house.project());
}

#[test]
fn a_data_folder_below_a_file_is_told_once() {
    let house = House::new();
    let file = house.beside("file");
    fs::write(&file, "precious").expect("a file");
    let data = file.join("data");
    let habitus = Command::new(env!("CARGO_BIN_EXE_habitus"));
    let mut client = house.serve_by(habitus, &data);
    assert_told_once(&client, CANT, &data);
    assert_goes_on(&house, &client);
    assert_told_once(&client, CANT, &data);
    assert!(client.stop().expect("stopped").success());
    assert_eq!(fs::read(&file).expect("a file"), b"precious");
}

#[test]
fn a_disk_that_fills_up_loses_nothing() {
    let house = House::new();
    let Some(disk) = Disk::mount(&house) else {
        return;
    };
    let client = disk.serve(&house);
    house.teach(&client, WORD);
    assert_eq!(told(&client), [""; 0]);
    disk.fill();
    assert_goes_on(&house, &client);
    // The last page of a file takes some bytes even then.
    for n in 0..8 {
        house.teach(&client, &format!("filler_{n}"));
    }
    house.teach(&client, LAST);
    assert_told_once(&client, CANT, &disk.data());
    disk.free();
    assert_lives(&client, &house.project());
    assert_told_once(&client, CANT, &disk.data());
    drop(client);
    assert_kept(&house, &disk, &[WORD, LATER, LAST]);
}

/// The next server knows these words and has nothing to say.
fn assert_kept(house: &House, disk: &Disk, words: &[&str]) {
    let _ = fs::remove_dir_all(disk.seen().join("data/user"));
    let mut client = disk.serve(house);
    for word in words {
        assert!(house.knows(&client, word), "{word} is lost");
    }
    assert_eq!(told(&client), [""; 0]);
    assert!(client.stop().expect("stopped").success());
}

#[test]
fn a_disk_that_is_full_at_start_and_end_keeps_what_was_learned() {
    let house = House::new();
    let Some(disk) = Disk::mount(&house) else {
        return;
    };
    disk.fill();
    let mut client = disk.serve(&house);
    assert_told_once(&client, CANT, &disk.data());
    assert_goes_on(&house, &client);
    assert_told_once(&client, CANT, &disk.data());
    assert!(client.stop().expect("stopped").success());

    disk.free();
    let client = disk.serve(&house);
    house.teach(&client, WORD);
    assert_eq!(told(&client), [""; 0]);
    drop(client);
    disk.fill();
    let mut client = disk.serve(&house);
    assert!(house.knows(&client, WORD));
    assert_goes_on(&house, &client);
    assert_told_once(&client, CANT, &disk.data());
    assert!(client.stop().expect("stopped").success());

    disk.free();
    assert_kept(&house, &disk, &[WORD]);
}

#[test]
fn from_a_read_only_folder_is_read() {
    let house = House::new();
    let Some(disk) = Disk::mount(&house) else {
        return;
    };
    let mut client = disk.serve(&house);
    house.teach(&client, WORD);
    assert!(client.stop().expect("stopped").success());
    disk.remount("ro");
    let client = disk.serve(&house);
    assert_told_once(&client, CANT, &disk.data());
    assert!(house.knows(&client, WORD));
    assert_goes_on(&house, &client);
    assert_told_once(&client, CANT, &disk.data());
    disk.remount("rw");
    assert_told_once(&client, CANT, &disk.data());
    drop(client);
    assert_kept(&house, &disk, &[WORD, LATER]);
}

/// Below this limit no file grows, however much room there is.
#[test]
fn a_quota_is_no_damage() {
    let house = House::new();
    let mut client = house.serve();
    house.teach(&client, WORD);
    assert!(client.stop().expect("stopped").success());
    let limited = |data: &Path| {
        let mut command = Command::new("sh");
        let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
        command.args(["-c", script, env!("CARGO_BIN_EXE_habitus")]);
        house.serve_by(command, data)
    };
    let mut client = limited(&house.data());
    assert!(house.knows(&client, WORD));
    assert_goes_on(&house, &client);
    assert_told_once(&client, CANT, &house.data());
    assert!(client.stop().expect("stopped").success());
    let mut client = house.serve();
    assert!(house.knows(&client, WORD));
    assert_eq!(told(&client), [""; 0]);
    assert!(client.stop().expect("stopped").success());
}
