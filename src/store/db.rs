//! The ledger's database (sled): evidence, vocabulary, weights, and how far each journal is folded.
//! Opened by a scope's owner alone. Values stay below 4 KB: larger ones leak for ever in sled.
use std::{collections::HashSet, path::Path};

use sled::{
    Batch, Transactional, Tree,
    transaction::{ConflictableTransactionError, TransactionError, TransactionalTree},
};

use super::{
    State,
    base::{self, Base, Offsets},
    episode::{self, Episode, Episodes},
    event::{Evidence, Row},
};
use crate::text::Sym;

/// The version that this program writes, and the newest that it reads.
const VERSION: u64 = 1;
const CACHE: u64 = 16 << 20;
/// Weights in one value.
const CHUNK: usize = 1000;
/// A longer word is not kept.
const WORD: usize = 1024;
/// Rows in one batch.
const BATCH: usize = 1000;

/// Why the database can't be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("it is of version {0}, this program knows {VERSION}")]
    Newer(u64),
    #[error("{0}")]
    Sled(#[from] sled::Error),
    #[error("{0}")]
    Damaged(&'static str),
    #[error("another process holds it")]
    Busy,
    #[error("it does not answer")]
    Slow,
}

impl Trouble {
    /// Whether it lies in what is stored. A disk that is full or read-only damages nothing.
    pub(super) fn is_damage(&self) -> bool {
        use std::io::ErrorKind::*;
        match self {
            Trouble::Sled(sled::Error::Io(e)) => !matches!(
                e.kind(),
                StorageFull
                    | QuotaExceeded
                    | FileTooLarge
                    | PermissionDenied
                    | ReadOnlyFilesystem
                    | OutOfMemory
                    | TimedOut
                    | ResourceBusy
            ),
            Trouble::Sled(_) | Trouble::Damaged(_) => true,
            Trouble::Newer(_) | Trouble::Busy | Trouble::Slow => false,
        }
    }
}

type Outcome<T> = Result<T, Trouble>;

/// What the database holds.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) ledger: Vec<(u64, Sym, Evidence)>,
    pub(super) words: Vec<String>,
    pub(super) weights: Option<Vec<f32>>,
    pub(super) offsets: Offsets,
    pub(super) episodes: Episodes,
    /// Generation of the newest snapshot that may exist; `None` in a new database.
    pub(super) generation: Option<u64>,
    /// Rows of the ledger when that was written.
    pub(super) rows: u64,
}

/// What one transaction adds.
pub(super) struct Fold<'a> {
    pub(super) id: &'a str,
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) sums: Vec<(Row, Evidence)>,
    pub(super) words: Vec<&'a str>,
    pub(super) episodes: Vec<&'a Episode>,
}

/// An open database.
pub(super) struct Db {
    db: sled::Db,
    ledger: Tree,
    words: Tree,
    weights: Tree,
    offsets: Tree,
    episodes: Tree,
    meta: Tree,
    known: HashSet<Sym>,
}

impl Db {
    /// Opens or makes it.
    pub(super) fn open(path: &Path) -> Outcome<Db> {
        let db = sled::Config::new()
            .path(path)
            .cache_capacity(CACHE)
            .open()?;
        // The version comes before the first write.
        if db.tree_names().iter().any(|name| name[..] == *b"meta")
            && let Some(version) = number(&db.open_tree("meta")?, "format")?
            && version != VERSION
        {
            return Err(Trouble::Newer(version));
        }
        Ok(Db {
            ledger: db.open_tree("ledger")?,
            words: db.open_tree("words")?,
            weights: db.open_tree("weights")?,
            offsets: db.open_tree("offsets")?,
            episodes: db.open_tree("episodes")?,
            meta: db.open_tree("meta")?,
            known: HashSet::new(),
            db,
        })
    }

    /// Reads everything. The first row that can't be read ends it: a damaged sled yields errors
    /// without end.
    pub(super) fn read(&mut self) -> Outcome<Contents> {
        let contents = Contents {
            ledger: self.rows()?,
            words: self.words()?,
            weights: self.weights()?,
            offsets: self.offsets()?,
            episodes: self.episodes()?,
            generation: number(&self.meta, "generation")?,
            rows: number(&self.meta, "rows")?.unwrap_or(0),
        };
        self.known = contents.words.iter().map(|w| Sym::of(w)).collect();
        Ok(contents)
    }

    /// The ledger.
    pub(super) fn rows(&self) -> Outcome<Vec<(u64, Sym, Evidence)>> {
        each(&self.ledger, |key, value| {
            let (site, sym) = key.split_first_chunk::<8>()?;
            let sym = u32::from_be_bytes(sym.try_into().ok()?);
            let evidence = Evidence::from_bytes(value)?;
            Some((u64::from_be_bytes(*site), Sym(sym), evidence))
        })
    }

    /// The vocabulary.
    pub(super) fn words(&self) -> Outcome<Vec<String>> {
        each(&self.words, |_, value| {
            String::from_utf8(value.to_vec()).ok()
        })
    }

    /// How far journals are folded.
    pub(super) fn offsets(&self) -> Outcome<Offsets> {
        let pairs = each(&self.offsets, |key, value| {
            Some((String::from_utf8(key.to_vec()).ok()?, to_number(value)?))
        })?;
        Ok(pairs.into_iter().collect())
    }

    /// The episodes; one that can't be read is left out, for a newer program may have written it.
    fn episodes(&self) -> Outcome<Episodes> {
        let all = each(&self.episodes, |_, value| Some(Episode::from_bytes(value)))?;
        Ok(all.into_iter().flatten().collect())
    }

    /// Lets go of the oldest episodes.
    fn trim(&self) -> Outcome<()> {
        let more = self.episodes.len().saturating_sub(episode::MOST);
        let mut batch = Batch::default();
        for key in self.episodes.iter().keys().take(more) {
            batch.remove(key?);
        }
        Ok(self.episodes.apply_batch(batch)?)
    }

    fn weights(&self) -> Outcome<Option<Vec<f32>>> {
        let chunks = each(&self.weights, |_, value| base::weights(value))?;
        let weights = chunks.concat();
        let whole = !weights.is_empty() && weights.iter().all(|w| w.is_finite());
        Ok(whole.then_some(weights))
    }

    /// Adds a stretch of a journal, if it follows what was folded of it. Returns whether it did.
    pub(super) fn fold(&mut self, fold: &Fold<'_>) -> Outcome<bool> {
        let words = self.unknown(&fold.words);
        let (ledger, texts, offsets) = (&self.ledger, &self.words, &self.offsets);
        let trees = (ledger, texts, offsets, &self.episodes);
        let result = trees.transaction(|(ledger, texts, offsets, episodes)| {
            let at = offsets
                .get(fold.id)?
                .and_then(|v| to_number(&v))
                .unwrap_or(0);
            if at != fold.from {
                return Err(ConflictableTransactionError::Abort(()));
            }
            for (row, evidence) in &fold.sums {
                add(ledger, *row, *evidence)?;
            }
            for (sym, word) in &words {
                texts.insert(&sym.0.to_be_bytes(), word.as_bytes())?;
            }
            for episode in &fold.episodes {
                if let Some(bytes) = episode.to_bytes() {
                    episodes.insert(&episode.key(), bytes)?;
                }
            }
            offsets.insert(fold.id, &fold.to.to_be_bytes())?;
            Ok(())
        });
        match result {
            Ok(()) => {
                self.known.extend(words.iter().map(|(sym, _)| *sym));
                if !fold.episodes.is_empty() {
                    self.trim()?;
                }
                Ok(true)
            }
            Err(TransactionError::Abort(())) => Ok(false),
            Err(TransactionError::Storage(e)) => Err(e.into()),
        }
    }

    fn unknown<'a>(&self, words: &[&'a str]) -> Vec<(Sym, &'a str)> {
        let named = words.iter().map(|w| (Sym::of(w), *w));
        named
            .filter(|(sym, w)| w.len() <= WORD && !self.known.contains(sym))
            .collect()
    }

    /// Adds to the vocabulary.
    pub(super) fn keep_words(&mut self, words: &[&str]) -> Outcome<()> {
        for words in self.unknown(words).chunks(BATCH) {
            let mut batch = Batch::default();
            for (sym, word) in words {
                batch.insert(&sym.0.to_be_bytes(), word.as_bytes());
            }
            self.words.apply_batch(batch)?;
            self.known.extend(words.iter().map(|(sym, _)| *sym));
        }
        Ok(())
    }

    /// Replaces the weights at once.
    pub(super) fn keep_weights(&self, weights: &[f32]) -> Outcome<()> {
        let chunks = weights.chunks(CHUNK);
        let mut batch = Batch::default();
        for key in self.weights.iter().keys() {
            let key = key?;
            if to_chunk(&key).is_none_or(|i| i >= chunks.len()) {
                batch.remove(key);
            }
        }
        for (i, chunk) in chunks.enumerate() {
            let bytes: Vec<u8> = chunk.iter().flat_map(|w| w.to_le_bytes()).collect();
            batch.insert(&(i as u32).to_be_bytes(), bytes);
        }
        Ok(self.weights.apply_batch(batch)?)
    }

    /// Makes everything so far last and notes which snapshot follows from it.
    pub(super) fn seal(&self, generation: u64, rows: u64) -> Outcome<()> {
        self.flush()?;
        let mut batch = Batch::default();
        batch.insert("format", &VERSION.to_be_bytes());
        batch.insert("generation", &generation.to_be_bytes());
        batch.insert("rows", &rows.to_be_bytes());
        self.meta.apply_batch(batch)?;
        self.flush()
    }

    /// Puts a snapshot's ledger in the place of its own. Interrupted, it is done again next time.
    pub(super) fn refill(&mut self, base: &Base, keep_weights: bool) -> Outcome<()> {
        self.meta.clear()?;
        self.flush()?;
        self.known.clear();
        for tree in [&self.ledger, &self.words, &self.offsets, &self.episodes] {
            tree.clear()?;
        }
        for episode in base.state.episodes.last(episode::MOST) {
            if let Some(bytes) = episode.to_bytes() {
                self.episodes.insert(episode.key(), bytes)?;
            }
        }
        let State {
            ledger,
            words,
            weights,
            ..
        } = &base.state;
        for rows in ledger.chunks(BATCH) {
            let mut batch = Batch::default();
            for (site, sym, evidence) in rows {
                batch.insert(&key((*site, *sym)), &evidence.to_bytes());
            }
            self.ledger.apply_batch(batch)?;
        }
        for (id, offset) in &base.folded {
            self.offsets.insert(id, &offset.to_be_bytes())?;
        }
        self.keep_words(&words.iter().map(String::as_str).collect::<Vec<_>>())?;
        if !keep_weights {
            self.keep_weights(weights)?;
        }
        self.seal(base.generation, ledger.len() as u64)
    }

    /// Forgets how far a journal was folded that is no more.
    pub(super) fn forget_journal(&self, id: &str) -> Outcome<()> {
        self.offsets.remove(id)?;
        Ok(())
    }

    /// Makes everything so far last.
    pub(super) fn flush(&self) -> Outcome<()> {
        self.db.flush()?;
        Ok(())
    }
}

fn key((site, sym): Row) -> [u8; 12] {
    let mut key = [0; 12];
    key[..8].copy_from_slice(&site.to_be_bytes());
    key[8..].copy_from_slice(&sym.0.to_be_bytes());
    key
}

fn add(
    ledger: &TransactionalTree,
    row: Row,
    evidence: Evidence,
) -> Result<(), ConflictableTransactionError<()>> {
    let key = key(row);
    let mut sum = ledger
        .get(key)?
        .and_then(|v| Evidence::from_bytes(&v))
        .unwrap_or_default();
    sum.add(evidence);
    ledger.insert(&key, &sum.to_bytes())?;
    Ok(())
}

fn each<T>(tree: &Tree, read: impl Fn(&[u8], &[u8]) -> Option<T>) -> Outcome<Vec<T>> {
    let mut all = Vec::new();
    for row in tree.iter() {
        let (key, value) = row?;
        all.push(read(&key, &value).ok_or(Trouble::Damaged("a row is not as it should be"))?);
    }
    Ok(all)
}

fn number(tree: &Tree, key: &str) -> Outcome<Option<u64>> {
    let Some(value) = tree.get(key)? else {
        return Ok(None);
    };
    to_number(&value)
        .map(Some)
        .ok_or(Trouble::Damaged("a number is not as it should be"))
}

fn to_number(value: &[u8]) -> Option<u64> {
    value.try_into().ok().map(u64::from_be_bytes)
}

fn to_chunk(key: &[u8]) -> Option<usize> {
    let index = key.try_into().ok().map(u32::from_be_bytes)?;
    usize::try_from(index).ok()
}

#[cfg(test)]
mod tests;
