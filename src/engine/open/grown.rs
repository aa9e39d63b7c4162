//! Words that were learned and then went on growing: whoever comes back to a word and writes on had left
//! it half done. Follows them for a while; takes nothing back itself.

use super::Open;
use crate::{
    engine::lesson::Learned,
    observe::{Mark, Touch},
    text::Edit,
};

/// Words that are followed.
const MOST: usize = 64;

/// See the module.
#[derive(Default)]
pub struct Grown {
    lately: Vec<(Mark, Learned)>,
    grown: Vec<Learned>,
}

impl Open {
    /// Follows what was learned by hand.
    pub fn watch_growth(&mut self, words: &[Learned]) {
        let typed = words.iter().filter(|word| !word.chosen);
        let marks = typed.map(|word| {
            let end = word.at + word.word.len();
            (Mark::new(word.at, word.word.len(), end), word.clone())
        });
        self.grown.lately.extend(marks);
        let rest = self.grown.lately.len().saturating_sub(MOST);
        self.grown.lately.drain(..rest);
    }

    /// What has grown since this was last asked.
    pub fn take_grown(&mut self) -> Vec<Learned> {
        std::mem::take(&mut self.grown.grown)
    }
}

impl Grown {
    /// Follows the edits that led to a text.
    pub fn follow(&mut self, text: &str, edits: &[Edit]) {
        for (mut mark, word) in std::mem::take(&mut self.lately) {
            let is_beyond = edits.iter().any(|e| mark.follow(e) == Touch::Beyond);
            let now = mark.look(text);
            let now = now.strip_prefix("r#").unwrap_or(now);
            match now.strip_prefix(&*word.word) {
                Some("") if !is_beyond => self.lately.push((mark, word)),
                Some(more) if !is_beyond && !more.is_empty() => self.grown.push(word),
                _ => {}
            }
        }
    }
}
