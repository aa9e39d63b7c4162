//! What is counted: keys. A name costs its letters, or, when it stands in the first five rows after
//! k = 0, 1 or 2 typed letters, k plus its row; the cheapest counts.

/// Rows that a person reads.
pub const ROWS: usize = 5;
/// Typed letters before which a list is asked for.
pub const ASKED: usize = 3;

/// What one name cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    /// Index of its file.
    pub file: usize,
    /// Its letters.
    pub letters: usize,
    /// Keys pressed for it.
    pub keys: usize,
}

impl Word {
    /// From the row (from 0) at which the name stood after 0, 1, 2 typed letters.
    pub fn new(file: usize, letters: usize, rows: &[Option<usize>]) -> Word {
        let cost = |(typed, row): (usize, &Option<usize>)| {
            let row = row.filter(|row| *row < ROWS)?;
            Some(typed + row + 1)
        };
        let cheapest = rows.iter().enumerate().filter_map(cost).min();
        let keys = cheapest.map_or(letters, |keys| keys.min(letters));
        Word {
            file,
            letters,
            keys,
        }
    }
}

/// Share of keys saved, 0 to 1; 0 where nothing was typed.
pub fn saved<'a>(words: impl IntoIterator<Item = &'a Word>) -> f64 {
    let (mut letters, mut keys) = (0, 0);
    for word in words {
        letters += word.letters;
        keys += word.keys;
    }
    if letters == 0 {
        return 0.0;
    }
    1.0 - keys as f64 / letters as f64
}

/// All that was typed, by the learner and by the control: the same names in the same order.
#[derive(Default)]
pub struct Score {
    /// The server that learns.
    pub learner: Vec<Word>,
    /// The server that doesn't.
    pub control: Vec<Word>,
}

/// Both shares over the same names.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pair {
    /// Names.
    pub words: usize,
    /// Keys saved by the learner.
    pub learner: f64,
    /// Keys saved by the control.
    pub control: f64,
}

impl Pair {
    /// What learning adds.
    pub fn gain(&self) -> f64 {
        self.learner - self.control
    }
}

impl Score {
    /// Over all names.
    pub fn total(&self) -> Pair {
        self.pair(|_| true)
    }

    /// The file in which learning helps least or hurts most; of equal ones that with more names.
    pub fn worst_file(&self) -> Option<(usize, Pair)> {
        let mut files: Vec<usize> = self.learner.iter().map(|word| word.file).collect();
        files.sort_unstable();
        files.dedup();
        let pairs = files
            .into_iter()
            .map(|file| (file, self.pair(|f| f == file)));
        pairs.min_by(|(_, a), (_, b)| {
            let less = a.gain().total_cmp(&b.gain());
            less.then(b.words.cmp(&a.words))
        })
    }

    fn pair(&self, wanted: impl Fn(usize) -> bool) -> Pair {
        let learner = || self.learner.iter().filter(|word| wanted(word.file));
        let control = self.control.iter().filter(|word| wanted(word.file));
        Pair {
            words: learner().count(),
            learner: saved(learner()),
            control: saved(control),
        }
    }
}
