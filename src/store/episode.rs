//! What happened to one suggestion list, in the shape in which it is kept and shown. Holds only words
//! that the privacy gate admitted; bounded in number and size.
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::record::hex;
use crate::text::Sym;

/// So many are kept of a project, the newest.
pub const MOST: usize = 2000;
/// Rows of a list that are kept.
pub const ROWS: usize = 10;
/// A longer one is not kept: sled leaks values that are larger than a page takes.
pub(super) const LARGEST: usize = 4000;

/// How a list ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Not yet.
    Open,
    /// On screen for less than a second, or nothing was written.
    Ignored,
    /// On screen for a second or longer, then something else was typed.
    Refused,
    /// A row that was shown was written out by hand.
    TypedThrough,
    /// Taken, and it stands as it was taken.
    Accepted,
    /// Taken, then changed to another word.
    Edited,
    /// Taken, then removed again.
    Undone,
}

/// What told that a row was taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The item's command.
    Command,
    /// The text where the list was shown.
    Text,
}

/// What a taken word lived to see.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Survived {
    /// Half a minute.
    #[serde(rename = "30s")]
    HalfMinute,
    /// Five minutes.
    #[serde(rename = "5min")]
    FiveMinutes,
    /// A save of its file.
    Save,
    /// A commit after that save.
    Commit,
}

/// A row as it was shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The word; empty where it must not be kept.
    pub word: String,
    /// Its probability in thousandths; written as 0 to 1.
    #[serde(with = "thousandths")]
    pub score: u16,
}

/// Errors in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnostics {
    /// When the list was shown.
    pub before: u32,
    /// When the word was settled, or last looked at.
    pub after: u32,
}

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Episode {
    /// Its name, the same in all processes.
    #[serde(with = "hex")]
    pub id: u64,
    /// When its first list was shown, in Unix milliseconds.
    pub time: u64,
    /// Hash of the site.
    #[serde(with = "hex")]
    pub site: u64,
    /// What kind of place it was.
    pub place: String,
    /// The best rows of the last list, at most [`ROWS`].
    pub shown: Vec<Row>,
    /// Letters that stood there when it was last shown.
    pub typed: u32,
    /// The accepted row, from 0.
    pub row: Option<u32>,
    /// What finally stands there.
    pub word: Option<String>,
    /// What told of the acceptance.
    pub by: Option<By>,
    /// How it ended.
    pub end: End,
    /// What the word lived to see, in this order.
    pub kept: Vec<Survived>,
    /// Errors before and after, where they are known.
    pub diagnostics: Option<Diagnostics>,
}

impl Episode {
    /// Later states of the same episode have more of it, whichever is read first.
    fn progress(&self) -> (End, usize, bool) {
        let is_sure = self.by == Some(By::Command);
        (self.end, self.kept.len(), is_sure)
    }

    /// Key in the order of time.
    pub(super) fn key(&self) -> [u8; 16] {
        let mut key = [0; 16];
        key[..8].copy_from_slice(&self.time.to_be_bytes());
        key[8..].copy_from_slice(&self.id.to_be_bytes());
        key
    }

    /// Its bytes, where they aren't too many.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let bytes = serde_json::to_vec(self).ok()?;
        (bytes.len() <= LARGEST).then_some(bytes)
    }

    /// From what [`Episode::to_bytes`] wrote.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Episode> {
        serde_json::from_slice(bytes).ok()
    }
}

/// The last episodes of a project, in the order of their times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Episodes(BTreeMap<(u64, u64), Episode>);

impl Episode {
    /// Whether it holds a word of one of these names.
    pub fn names_any(&self, is: impl Fn(Sym) -> bool) -> bool {
        let shown = self.shown.iter().map(|row| &*row.word);
        let mut words = shown.chain(self.word.as_deref());
        words.any(|word| !word.is_empty() && is(Sym::of(word)))
    }
}

impl Episodes {
    /// Takes one in; of two states of the same the later stays, in whatever order they come.
    pub fn add(&mut self, episode: Episode) {
        let key = (episode.time, episode.id);
        let is_older = |known: &Episode| known.progress() > episode.progress();
        if self.0.get(&key).is_some_and(is_older) {
            return;
        }
        self.0.insert(key, episode);
        while self.0.len() > MOST {
            self.0.pop_first();
        }
    }

    /// The last `most`, the newest last.
    pub fn last(&self, most: usize) -> impl Iterator<Item = &Episode> {
        let skipped = self.0.len().saturating_sub(most);
        self.0.values().skip(skipped)
    }

    /// Keeps those that are wanted; how many went.
    pub fn retain(&mut self, mut is_wanted: impl FnMut(&Episode) -> bool) -> usize {
        let before = self.0.len();
        self.0.retain(|_, episode| is_wanted(episode));
        before - self.0.len()
    }

    /// Takes in those of another.
    pub fn extend(&mut self, others: Episodes) {
        others.0.into_values().for_each(|e| self.add(e));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True before the first.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As a snapshot has them.
    pub(super) fn to_note(&self) -> Vec<u8> {
        let lines = self.0.values().filter_map(Episode::to_bytes);
        lines.flat_map(|l| [l, vec![b'\n']].concat()).collect()
    }

    /// From a snapshot; what can't be read is left out.
    pub(super) fn from_note(note: &[u8]) -> Episodes {
        let lines = note.split(|&b| b == b'\n');
        lines.filter_map(Episode::from_bytes).collect()
    }
}

impl FromIterator<Episode> for Episodes {
    fn from_iter<T: IntoIterator<Item = Episode>>(all: T) -> Episodes {
        let mut episodes = Episodes::default();
        all.into_iter().for_each(|e| episodes.add(e));
        episodes
    }
}

mod thousandths {
    use super::*;

    pub(super) fn serialize<S: Serializer>(n: &u16, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_f64(f64::from(*n) / 1000.0)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<u16, D::Error> {
        let score = f64::deserialize(d)?;
        Ok((score * 1000.0).round() as u16)
    }
}

#[cfg(test)]
mod tests;
