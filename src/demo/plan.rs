//! The keys that write a function as an editor's user presses them, and who types what when. Pure:
//! the same source gives the same plan on every machine.
use super::{
    cut::{Cut, CutFile, hash},
    leaves::{Leaf, Role, leaves},
};

/// One thing that happens at the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Key {
    /// One change: text before the cursor, and what the editor adds behind it by itself.
    Write {
        /// Before the cursor.
        before: String,
        /// Behind it.
        after: String,
    },
    /// The cursor passes over so many bytes that stand already.
    Pass(usize),
    /// A name for which a list is asked.
    Word(String),
}

/// A function that is typed back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Task {
    /// Index of its file.
    pub file: usize,
    /// Index among the file's cuts.
    pub cut: usize,
    /// Names for which a list is asked.
    pub words: usize,
}

/// What is typed in each session: functions of about `words` words in all, in the order of their
/// hashes each dealt to the shortest session, so that every session goes over the whole source.
pub fn sessions(files: &[CutFile], count: usize, words: usize) -> Vec<Vec<Task>> {
    let mut tasks = all_tasks(files);
    let mut left = words;
    tasks.retain(|task| {
        let fits = left >= task.words;
        left -= if fits { task.words } else { 0 };
        fits
    });
    let mut sessions = vec![Vec::new(); count.min(tasks.len())];
    for task in tasks {
        let words = |session: &&mut Vec<Task>| session.iter().map(|t| t.words).sum::<usize>();
        if let Some(shortest) = sessions.iter_mut().min_by_key(words) {
            shortest.push(task);
        }
    }
    for session in &mut sessions {
        session.sort_by_key(|task| (task.file, task.cut));
    }
    sessions
}

/// Everything that was cut and can be typed, in the order of hashes.
fn all_tasks(files: &[CutFile]) -> Vec<Task> {
    let mut tasks = Vec::new();
    for (file, source) in files.iter().enumerate() {
        // an editor writes line breaks of its own; mixed ones are left to others
        let odd = source.original.contains('\r') || source.original.starts_with('\u{feff}');
        for (cut, function) in source.cuts.iter().enumerate().filter(|_| !odd) {
            let keys = keys(&source.original[function.body.clone()]);
            let words = keys.iter().filter(|k| matches!(k, Key::Word(_))).count();
            let order = hash(&source.path, &function.name);
            tasks.push((order, Task { file, cut, words }));
        }
    }
    tasks.retain(|(_, task)| task.words > 0);
    tasks.sort_by_key(|(order, task)| (*order, task.file, task.cut));
    tasks.into_iter().map(|(_, task)| task).collect()
}

/// The function's text of a task, and its cut.
pub fn function<'a>(files: &'a [CutFile], task: &Task) -> (&'a Cut, &'a str) {
    let file = &files[task.file];
    let cut = &file.cuts[task.cut];
    (cut, &file.original[cut.body.clone()])
}

/// The keys that write this text.
pub fn keys(text: &str) -> Vec<Key> {
    let leaves = leaves(text);
    let mut hands = Hands {
        text,
        keys: Vec::new(),
        waiting: Vec::new(),
    };
    let mut done = 0;
    for (i, leaf) in leaves.iter().enumerate() {
        let opener = i.checked_sub(1).map(|before| leaves[before].role);
        hands.space(done..leaf.range.start, leaf.role, opener, &leaves);
        hands.leaf(leaf, &leaves);
        done = leaf.range.end;
    }
    hands.letters(&text[done..]);
    hands.keys
}

struct Hands<'a> {
    text: &'a str,
    keys: Vec<Key>,
    /// For each open bracket, the line break that Enter put before its closer.
    waiting: Vec<Option<&'a str>>,
}

impl<'a> Hands<'a> {
    fn write(&mut self, before: &str, after: &str) {
        let (before, after) = (before.to_owned(), after.to_owned());
        self.keys.push(Key::Write { before, after });
    }

    /// Key by key; a line break brings the indent of the next line.
    fn letters(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let mut end = c.len_utf8();
            if c == '\n' {
                end += rest[1..].len() - rest[1..].trim_start_matches([' ', '\t']).len();
            }
            self.write(&rest[..end], "");
            rest = &rest[end..];
        }
    }

    fn leaf(&mut self, leaf: &Leaf, leaves: &[Leaf]) {
        let own = &self.text[leaf.range.clone()];
        match leaf.role {
            Role::Use => self.keys.push(Key::Word(own.to_owned())),
            Role::Open(closer) => {
                self.write(own, &self.text[leaves[closer].range.clone()]);
                self.waiting.push(None);
            }
            Role::Close => {
                self.keys.push(Key::Pass(own.len()));
                self.waiting.pop();
            }
            Role::Quoted => {
                self.write("\"", "\"");
                self.letters(&own[1..own.len() - 1]);
                self.keys.push(Key::Pass(1));
            }
            Role::Plain => self.letters(own),
        }
    }

    /// White space before a leaf. Enter between two brackets moves the closer to a line of its own,
    /// and that line break is later passed over instead of being typed.
    fn space(
        &mut self,
        range: std::ops::Range<usize>,
        next: Role,
        last: Option<Role>,
        leaves: &[Leaf],
    ) {
        let space = &self.text[range];
        if let (Role::Close, Some(Some(waiting))) = (next, self.waiting.last())
            && let Some(extra) = space.strip_suffix(waiting)
        {
            let passed = waiting.len();
            self.letters(extra);
            self.keys.push(Key::Pass(passed));
            return;
        }
        if let Some(Role::Open(closer)) = last
            && next != Role::Close
            && space.starts_with('\n')
            && let Some(own_line) = self.break_before(leaves[closer].range.start)
        {
            let first = space[1..].find('\n').map_or(space.len(), |i| i + 1);
            self.write(&space[..first], own_line);
            self.letters(&space[first..]);
            if let Some(waiting) = self.waiting.last_mut() {
                *waiting = Some(own_line);
            }
            return;
        }
        self.letters(space);
    }

    /// The line break and indent directly before a closer, if nothing else is on its line.
    fn break_before(&self, closer: usize) -> Option<&'a str> {
        let start = self.text[..closer].rfind('\n')?;
        let own_line = &self.text[start..closer];
        own_line.trim().is_empty().then_some(own_line)
    }
}
