//! Two servers side by side, each with its own copy of the source and its own data folder: one
//! learns, one doesn't, and the same keys are pressed in both. Must leave neither a process nor a
//! file behind: servers die with their [`Client`], the folder goes with the [`Race`].
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::Ordering,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    Demo,
    cut::CutFile,
    plan::{self, Task},
    report::Report,
    score::{Score, Word},
    typist,
};
use crate::client::{Buffer, Client, Refused, capabilities};

/// The folder in which everything happens.
pub struct Race<'a> {
    files: &'a [CutFile],
    demo: &'a Demo<'a>,
    folder: TempDir,
}

impl<'a> Race<'a> {
    /// Makes the folder.
    pub fn new(files: &'a [CutFile], demo: &'a Demo<'a>) -> Result<Race<'a>> {
        let folder = tempfile::Builder::new().prefix("habitus-demo-").tempdir();
        let folder = folder.context("can't make a temporary folder")?;
        Ok(Race {
            files,
            demo,
            folder,
        })
    }

    /// Types all sessions, then removes the folder.
    pub fn run(self, sessions: &[Vec<Task>], report: &mut Report) -> Result<Score> {
        let [mut learner, mut control] = self.typists(report.bar())?;
        let mut score = Score::default();
        for session in sessions {
            let (learned, fixed) = std::thread::scope(|scope| {
                let learned = scope.spawn(|| learner.session(session));
                let fixed = control.session(session);
                (learned.join(), fixed)
            });
            let learned = learned.map_err(|_| anyhow!("the typist panicked"))??;
            let part = Score {
                learner: learned,
                control: fixed?,
            };
            report.session(&part.total())?;
            score.learner.extend(part.learner);
            score.control.extend(part.control);
        }
        self.folder
            .close()
            .context("can't remove the temporary folder")?;
        Ok(score)
    }

    /// The learner and the control, each with its copy on the disk.
    fn typists(&self, bar: ProgressBar) -> Result<[Typist<'a>; 2]> {
        let root = fs::canonicalize(self.folder.path())?;
        let learner = self.typist(&root, "learner", true, bar.clone())?;
        let control = self.typist(&root, "control", false, bar)?;
        Ok([learner, control])
    }

    /// Where the two copies of the source are, as the servers find them at the start.
    #[cfg(test)]
    pub(super) fn copies(&self) -> Result<[PathBuf; 2]> {
        Ok(self
            .typists(ProgressBar::hidden())?
            .map(|typist| typist.source))
    }

    fn typist(
        &self,
        root: &Path,
        name: &str,
        learning: bool,
        bar: ProgressBar,
    ) -> Result<Typist<'a>> {
        let home = root.join(name);
        let all = |file: &CutFile| vec![true; file.cuts.len()];
        let typist = Typist {
            files: self.files,
            demo: self.demo,
            source: home.join("source"),
            home,
            options: json!({ "habitus": { "learning": learning, "libraries": false } }),
            missing: self.files.iter().map(all).collect(),
            bar,
        };
        typist.copy()?;
        Ok(typist)
    }
}

/// One of the two: its copy, its data folder and what is still to be typed.
struct Typist<'a> {
    files: &'a [CutFile],
    demo: &'a Demo<'a>,
    home: PathBuf,
    source: PathBuf,
    options: Value,
    /// For each file and cut, whether it is still missing.
    missing: Vec<Vec<bool>>,
    bar: ProgressBar,
}

impl Typist<'_> {
    /// Writes the copy, without what is cut.
    fn copy(&self) -> Result<()> {
        for folder in ["data", "tmp"] {
            fs::create_dir_all(self.home.join(folder))?;
        }
        let manifest = "[package]\nname = \"demo\"\nversion = \"0.0.0\"\nedition = \"2021\"\n";
        fs::create_dir_all(&self.source)?;
        fs::write(self.source.join("Cargo.toml"), manifest)?;
        for (i, file) in self.files.iter().enumerate() {
            let path = self.source.join(&file.path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, file.without(&self.missing[i]))?;
        }
        Ok(())
    }

    /// Starts the server, types, and kills it while the last file is still open.
    fn session(&mut self, tasks: &[Task]) -> Result<Vec<Word>> {
        let mut client = self.start()?;
        let mut words = Vec::new();
        let mut open: Option<Buffer> = None;
        for tasks in tasks.chunk_by(|a, b| a.file == b.file) {
            if let Some(buffer) = open.take() {
                buffer.close()?;
            }
            open = Some(self.type_file(&client, tasks, &mut words)?);
        }
        if let Some(buffer) = &open {
            buffer.complete_list(0)?; // answered: what was written before has arrived
        }
        client.kill()?;
        Ok(words)
    }

    fn start(&self) -> Result<Client> {
        let mut command = Command::new(&self.demo.server);
        command
            .arg("serve")
            .current_dir(&self.source)
            .env("HABITUS_DATA_DIR", self.home.join("data"))
            .env("TMPDIR", self.home.join("tmp"))
            .stderr(Stdio::null());
        // Ctrl-C is for the demo, which then ends its servers itself
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let client = Client::spawn(command)?;
        let mut capabilities = capabilities::full();
        capabilities["textDocument"]["completion"]["completionItem"]["snippetSupport"] =
            json!(false);
        client.initialize(&self.source, self.options.clone(), capabilities)?;
        wait_for_index(&client)?;
        Ok(client)
    }

    /// Types a file's functions, top to bottom, and saves it.
    fn type_file(
        &mut self,
        client: &Client,
        tasks: &[Task],
        words: &mut Vec<Word>,
    ) -> Result<Buffer> {
        let Some(index) = tasks.first().map(|task| task.file) else {
            bail!("a session without functions");
        };
        let file = &self.files[index];
        let path = self.source.join(&file.path);
        let mut buffer = client.open(&path, &file.without(&self.missing[index]))?;
        for task in tasks {
            self.type_function(&mut buffer, task, words)?;
        }
        let text = file.without(&self.missing[index]);
        ensure!(
            buffer.text() == text,
            "{}: what was typed is not what was cut",
            file.path
        );
        fs::write(&path, text)?;
        buffer.save()?;
        Ok(buffer)
    }

    fn type_function(
        &mut self,
        buffer: &mut Buffer,
        task: &Task,
        words: &mut Vec<Word>,
    ) -> Result<()> {
        let file = &self.files[task.file];
        let (cut, text) = plan::function(self.files, task);
        let at = file.place(task.cut, &self.missing[task.file]);
        let head = &file.original[cut.whole.start..cut.body.start];
        let tail = &file.original[cut.body.end..cut.whole.end];
        buffer.replace(at..at, &format!("{head}{tail}"))?;
        let typed = |word: &str, rows: typist::Rows| {
            if self.demo.stop.load(Ordering::Relaxed) {
                bail!("stopped");
            }
            words.push(Word::new(task.file, word.chars().count(), &rows));
            self.bar.inc(1);
            Ok(())
        };
        typist::type_keys(buffer, at + head.len(), &plan::keys(text), typed)?;
        self.missing[task.file][task.cut] = false;
        Ok(())
    }
}

/// Waits until the server has read the source, as a user does before the first key.
fn wait_for_index(client: &Client) -> Result<()> {
    let mut connection = (**client).clone();
    connection.set_limit(Duration::from_secs(120));
    match connection.request("habitus/flush", Value::Null) {
        Err(error) if !error.is::<Refused>() => Err(error),
        _ => Ok(()),
    }
}
