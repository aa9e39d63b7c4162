//! Snapshots: `base-<generation>.bin`, everything of a scope in one checksummed file. Says for each
//! journal how far it is in here. A damaged one is passed over, a newer one is left alone.
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::{State, codec, disk, episode::Episodes, event::Evidence};
use crate::text::Sym;

/// The version that this program writes, and the newest that it reads.
pub(super) const VERSION: u32 = 1;
const MAGIC: &[u8; 8] = b"HABITUSB";
const HEADER: usize = 8 + 4 + 32;
/// The note that holds the episodes.
const EPISODES: &str = "episodes";
/// A larger file is no snapshot.
const LARGEST: u64 = 2 << 30;

/// Bytes of a journal, by its id.
pub(super) type Offsets = BTreeMap<String, u64>;

/// A snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Base {
    /// Grows by one with each.
    pub(super) generation: u64,
    /// How much of each journal the tables hold.
    pub(super) covered: Offsets,
    /// How much of each journal the ledger holds.
    pub(super) folded: Offsets,
    /// The rest.
    pub(super) state: State,
}

/// Why a file is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// Of a newer program, and whole.
    Newer(u32),
    /// Of a version that doesn't exist, or of a newer one and damaged.
    Foreign(u32),
    /// Damaged.
    Damaged(&'static str),
}

/// What a scope has of snapshots.
#[derive(Default)]
pub(super) struct Bases {
    /// The newest that is whole.
    pub(super) base: Option<Base>,
    /// One that a newer program wrote.
    pub(super) newer: Option<(PathBuf, u32)>,
    /// Those that can't be read, newer than `base`, and why.
    pub(super) bad: Vec<(PathBuf, String)>,
    /// Those among them that are damaged, and not of a version unknown.
    pub(super) damaged: Vec<PathBuf>,
    /// The highest generation of any, readable or not.
    pub(super) top: u64,
}

/// Path of a generation.
pub(super) fn path(scope: &Path, generation: u64) -> PathBuf {
    scope.join(format!("base-{generation}.bin"))
}

/// Generations that have a file, newest first.
pub(super) fn list(scope: &Path) -> Vec<u64> {
    let mut generations: Vec<u64> = fs::read_dir(scope)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| generation(entry.file_name().to_str()?))
        .collect();
    generations.sort_unstable_by(|a, b| b.cmp(a));
    generations
}

fn generation(name: &str) -> Option<u64> {
    let digits = name.strip_prefix("base-")?.strip_suffix(".bin")?;
    let generation = digits.parse().ok()?;
    (path(Path::new(""), generation) == Path::new(name)).then_some(generation)
}

/// Reads the newest whole snapshot of a scope.
pub(super) fn read(scope: &Path) -> Bases {
    let generations = list(scope);
    let mut bases = Bases {
        top: generations.first().copied().unwrap_or(0),
        ..Bases::default()
    };
    for path in generations.into_iter().map(|g| path(scope, g)) {
        let bytes = match disk::read(&path, LARGEST) {
            Ok(bytes) => bytes,
            // Removed by the owner since it was listed: the list is old.
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            Err(e) => {
                bases.bad.push((path, e.to_string()));
                continue;
            }
        };
        match decode(&bytes) {
            Ok(base) => {
                bases.base = Some(base);
                break;
            }
            Err(Unread::Newer(version)) => bases.newer = bases.newer.or(Some((path, version))),
            Err(Unread::Foreign(version)) => bases.bad.push((path, format!("version {version}"))),
            Err(Unread::Damaged(why)) => {
                bases.damaged.push(path.clone());
                bases.bad.push((path, why.to_owned()));
            }
        }
    }
    bases
}

/// The version that a snapshot's first bytes name, if they are a snapshot's.
pub(super) fn version(bytes: &[u8]) -> Option<u32> {
    let rest = bytes.strip_prefix(MAGIC)?;
    rest.first_chunk().map(|v| u32::from_le_bytes(*v))
}

fn checksum(version: u32, body: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&version.to_le_bytes()).update(body);
    *hasher.finalize().as_bytes()
}

/// A snapshot's bytes; `None` where its tables are too large to be read again.
pub(super) fn encode(base: &Base) -> Option<Vec<u8>> {
    let state = &base.state;
    if !codec::fits(state.tables.iter().map(|(_, t)| t.len())) {
        return None;
    }
    let mut out = codec::Out(vec![0; HEADER]);
    out.number(base.generation);
    for offsets in [&base.covered, &base.folded] {
        out.number(offsets.len() as u64);
        for (id, &offset) in offsets {
            out.bytes(id.as_bytes());
            out.number(offset);
        }
    }
    out.number(state.tables.len() as u64);
    for (name, table) in &state.tables {
        out.bytes(name.as_bytes());
        out.table(table);
    }
    let weights: Vec<u8> = state.weights.iter().flat_map(|w| w.to_le_bytes()).collect();
    out.bytes(&weights);
    out.number(state.words.len() as u64);
    for word in &state.words {
        out.bytes(word.as_bytes());
    }
    out.number(state.ledger.len() as u64);
    for (site, sym, evidence) in &state.ledger {
        out.word(*site);
        out.0.extend_from_slice(&sym.0.to_le_bytes());
        out.0.extend_from_slice(&evidence.to_bytes());
    }
    let own = (!state.episodes.is_empty()).then(|| (EPISODES.to_owned(), state.episodes.to_note()));
    out.number(state.notes.len() as u64 + u64::from(own.is_some()));
    for (name, note) in state.notes.iter().chain(&own) {
        out.bytes(name.as_bytes());
        out.bytes(note);
    }
    Some(seal(out.0, VERSION))
}

/// Fills in the header of bytes that leave room for it.
pub(super) fn seal(mut bytes: Vec<u8>, version: u32) -> Vec<u8> {
    let sum = checksum(version, &bytes[HEADER..]);
    bytes[..8].copy_from_slice(MAGIC);
    bytes[8..12].copy_from_slice(&version.to_le_bytes());
    bytes[12..HEADER].copy_from_slice(&sum);
    bytes
}

/// Reads a snapshot's bytes.
pub(super) fn decode(bytes: &[u8]) -> Result<Base, Unread> {
    decode_within(bytes, usize::MAX)
}

/// The same, with no more table words than this.
pub(super) fn decode_within(bytes: &[u8], words: usize) -> Result<Base, Unread> {
    let version = version(bytes).ok_or(Unread::Damaged("is no snapshot"))?;
    let (header, body) = bytes
        .split_at_checked(HEADER)
        .ok_or(Unread::Damaged("is cut off"))?;
    let whole = header[12..] == checksum(version, body);
    match (version == VERSION, whole) {
        (true, true) => {
            body_of(codec::In::within(body, words)).ok_or(Unread::Damaged("is not as it should be"))
        }
        (true, false) => Err(Unread::Damaged("the checksum differs")),
        (false, true) => Err(Unread::Newer(version)),
        (false, false) => Err(Unread::Foreign(version)),
    }
}

fn body_of(mut input: codec::In<'_>) -> Option<Base> {
    let input = &mut input;
    let offsets = |input: &mut codec::In<'_>| {
        let pairs = input.list(|i| Some((i.string()?, i.number()?)))?;
        Some(pairs.into_iter().collect())
    };
    let mut base = Base {
        generation: input.number()?,
        covered: offsets(input)?,
        folded: offsets(input)?,
        state: State {
            tables: input.list(|i| Some((i.string()?, i.table()?)))?,
            weights: weights(input.bytes()?)?,
            words: input.list(|i| i.string())?,
            ledger: input.list(row)?,
            notes: input.list(|i| Some((i.string()?, i.bytes()?.to_vec())))?,
            episodes: Episodes::default(),
        },
    };
    let notes = &mut base.state.notes;
    if let Some(at) = notes.iter().position(|(name, _)| name == EPISODES) {
        base.state.episodes = Episodes::from_note(&notes.remove(at).1);
    }
    input.is_empty().then_some(base)
}

/// Weights from their bytes; `None` where they are none.
pub(super) fn weights(bytes: &[u8]) -> Option<Vec<f32>> {
    let (weights, rest) = bytes.as_chunks::<4>();
    rest.is_empty()
        .then(|| weights.iter().map(|w| f32::from_le_bytes(*w)).collect())
}

fn row(input: &mut codec::In<'_>) -> Option<(u64, Sym, Evidence)> {
    let site = input.word()?;
    let sym = input.take(4)?.try_into().ok().map(u32::from_le_bytes)?;
    Some((site, Sym(sym), Evidence::from_bytes(input.take(24)?)?))
}

#[cfg(test)]
mod tests;
