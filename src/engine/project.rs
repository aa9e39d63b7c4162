//! What a project and a user know, as the path from a key to a list reads it: tables with lock-free
//! readers, weights and symbols that are swapped whole.

use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

use arc_swap::{ArcSwap, ArcSwapOption};

use crate::{
    model::{Library, Table, Vocabulary, Weights},
    store::Ledger,
    suggest::Memory,
    syntax::Index,
    text::Sym,
};

/// Sizes of the tables in bytes.
pub const PROJECT_BYTES: usize = 16 << 20;
const SESSION_BYTES: usize = 2 << 20;
const EVIDENCE_BYTES: usize = 1 << 20;
const MOST_EVIDENCE_BYTES: usize = 64 << 20;
/// Bytes for each row of the ledger: with eight entries or more for one, hardly any bucket is full.
const ROW_BYTES: usize = 128;

/// Counts of one scope, a project or the user.
pub struct Counts {
    /// Words after contexts.
    pub words_after: Table,
    /// The same for what was typed since this process began. Never kept: measured on histories,
    /// counts of earlier sessions in this layer cost more than they gave.
    pub session: Table,
    /// Chosen and typed, by site.
    pub chosen: Table,
    /// Refused and undone, by site.
    pub refused: Table,
    /// The words.
    pub words: Vocabulary,
}

impl Counts {
    /// Nothing learned yet, with room for `bytes` of counts.
    pub fn new(bytes: usize) -> Counts {
        Counts {
            words_after: Table::new(bytes),
            session: Table::new(SESSION_BYTES.min(bytes)),
            chosen: Table::new(EVIDENCE_BYTES.min(bytes)),
            refused: Table::new(EVIDENCE_BYTES.min(bytes) / 4),
            words: Vocabulary::default(),
        }
    }

    /// The same counts in tables of these sizes. A smaller one forgets what is rarest.
    pub fn fit(&mut self, bytes: usize, session: usize) {
        fit(&mut self.words_after, bytes);
        if self.session.bytes() != Table::new(session).bytes() {
            self.session = Table::new(session);
        }
    }

    /// Nothing learned yet, with room for as much evidence as a ledger holds.
    pub fn for_ledger(bytes: usize, rows: usize) -> Counts {
        let evidence = (rows * ROW_BYTES).clamp(EVIDENCE_BYTES, MOST_EVIDENCE_BYTES);
        Counts {
            chosen: Table::new(evidence),
            ..Counts::new(bytes)
        }
    }
}

/// Brings a table to a size. A context's bucket is told by the lowest bits of its key, so a larger
/// table finds it wherever one of its copies lies, and in a smaller one several share a bucket.
pub fn fit(table: &mut Table, bytes: usize) {
    let (is, wanted) = (table.bytes() / 8, Table::new(bytes).bytes() / 8);
    if is == wanted {
        return;
    }
    let entries = table.dump();
    let fitted = match is < wanted {
        true => Table::load(entries.repeat(wanted / is)),
        false => merged(&entries, wanted),
    };
    if let Some(fitted) = fitted {
        *table = fitted;
    }
}

fn merged(entries: &[u64], length: usize) -> Option<Table> {
    let parts = entries.chunks_exact(length).map(<[u64]>::to_vec);
    let mut tables = parts.map(Table::load);
    let first = tables.next()??;
    for table in tables {
        first.merge(&table?);
    }
    Some(first)
}

/// The user, over all projects.
#[derive(Default)]
pub struct User {
    /// `None` until loaded, and while learning is off.
    pub counts: ArcSwap<Option<Counts>>,
}

/// A workspace folder, or the place for files that belong to none.
pub struct Project {
    /// Its folder.
    pub folder: Option<PathBuf>,
    /// `None` until loaded, and while learning is off.
    pub counts: ArcSwap<Option<Counts>>,
    /// The weights of its lists.
    pub weights: ArcSwap<Weights>,
    /// Its symbols.
    pub index: ArcSwap<Index>,
    /// Names of the crates that it depends on.
    pub crates: ArcSwap<Vec<Sym>>,
    /// What the crates on this machine show; `None` until read, and while learning is off.
    pub library: ArcSwapOption<Library>,
    /// Evidence by site and word, for who asks why; `None` while learning is off.
    pub ledger: ArcSwapOption<Ledger>,
    /// Somebody waits until all of it is learned: no rest between two pieces of reading.
    pub is_hurried: AtomicBool,
    /// Its user.
    pub user: Arc<User>,
}

impl Project {
    /// A project of which nothing is known yet.
    pub fn new(folder: Option<PathBuf>, user: Arc<User>) -> Project {
        Project {
            folder,
            counts: ArcSwap::default(),
            weights: ArcSwap::default(),
            index: ArcSwap::default(),
            crates: ArcSwap::default(),
            library: ArcSwapOption::default(),
            ledger: ArcSwapOption::default(),
            is_hurried: AtomicBool::new(false),
            user,
        }
    }
}

/// What a list or a lesson in a file reads.
pub fn memory<'a>(
    file: Option<&'a Table>,
    project: &'a Option<Counts>,
    user: &'a Option<Counts>,
    library: Option<&'a Library>,
    weights: &'a Weights,
) -> Memory<'a> {
    let (p, u) = (project.as_ref(), user.as_ref());
    Memory {
        tables: [
            file.filter(|_| p.is_some()),
            p.map(|c| &c.session),
            p.map(|c| &c.words_after),
            u.map(|c| &c.words_after),
            library.map(|l| &l.table),
        ],
        library,
        chosen: [p.map(|c| &c.chosen), u.map(|c| &c.chosen)],
        refused: p.map(|c| &c.refused),
        vocabularies: [p.map(|c| &c.words), u.map(|c| &c.words)],
        weights,
    }
}
