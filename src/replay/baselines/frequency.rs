//! The words of a file, the most frequent first. It must never look at another file.

use super::{lexicon::Lexicon, tally::Tally};
use crate::{
    replay::{Mark, Passage, Predictor},
    text::Sym,
};

/// How often a word stands in the file so far, and below on lines that are unchanged.
#[derive(Default)]
pub(super) struct FileFrequency {
    lexicon: Lexicon,
    file: Tally,
}

impl FileFrequency {
    fn count(&mut self, passage: &Passage, at: usize) {
        let (id, _) = self.lexicon.see(passage, at);
        self.file.add(id);
    }
}

impl Predictor for FileFrequency {
    fn name(&self) -> &str {
        "file-frequency"
    }

    fn next_project(&mut self) {
        *self = FileFrequency::default();
    }

    fn enter(&mut self, passage: &Passage) {
        self.file = Tally::default();
        for at in passage.context() {
            self.count(passage, at);
        }
    }

    fn pass(&mut self, passage: &Passage, at: usize) {
        if passage.marks[at] != Mark::Context && passage.is_scored() {
            self.count(passage, at);
        }
    }

    fn predict(&mut self, _: &Passage, _: usize) {}

    fn rank(&mut self, truth: Sym) -> Option<usize> {
        let id = self.lexicon.id(truth)?;
        self.file.place(id).map(|place| place + 1)
    }

    fn confidence(&mut self) -> Option<f32> {
        None
    }

    fn bits(&mut self, _: &Passage, _: usize) -> Option<f64> {
        None
    }

    fn rows(&mut self, prefix: &str, most: usize, out: &mut Vec<Sym>) {
        let rows = self.file.rows().iter();
        let fitting = rows.filter(|row| self.lexicon.fits(row.0, prefix));
        out.extend(fitting.take(most).map(|row| self.lexicon.word(row.0).sym));
    }

    fn learn(&mut self, _: &Passage, _: usize, _: bool) {}
}
