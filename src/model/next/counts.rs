//! What followed the places of a project: one table for all its files, and one in which each file is
//! by itself.

use std::hint::black_box;

use super::{
    context::{Keys, spread},
    rank::{Counted, POINTER},
    scan::Scan,
};
use crate::{
    model::Table,
    text::{Kind, Sym, Token},
};

/// See the module.
pub struct Counts {
    /// All files together.
    pub project: Table,
    /// Each file by itself.
    pub files: Table,
    /// Whether names are counted by how long ago they were used, too.
    pub points: bool,
}

/// What a file's keys are mixed with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Salt(u64);

impl Salt {
    /// Of the file with this name.
    pub fn of(path: &str) -> Salt {
        Salt(u64::from(Sym::of(path).0) | 0x5bd1_e995 << 32)
    }
}

impl Counts {
    /// Nothing counted yet, in so many bytes.
    pub fn new(project: usize, files: usize) -> Counts {
        Counts {
            project: Table::new(project),
            files: Table::new(files),
            points: true,
        }
    }

    /// What to ask in a file: its own counts, then the project's.
    pub fn of(&self, file: Salt) -> [Counted<'_>; 2] {
        let counted = |table, salt| Counted { table, salt };
        [counted(&self.files, file.0), counted(&self.project, 0)]
    }

    /// Counts a token where the scan stands. One thread at a time.
    pub fn add(&self, token: &Token, keys: &Keys, scan: &Scan, file: Salt) {
        add(&self.project, token.sym, keys, 0);
        let pointer = scan.pointer(token.sym).filter(|_| self.points);
        if let Some(pointer) = pointer.filter(|_| token.kind == Kind::Ident) {
            for key in keys.pointers {
                self.project.add_newest(POINTER, key, Sym(pointer));
            }
        }
        add(&self.files, token.sym, keys, file.0);
    }
}

fn add(table: &Table, word: Sym, keys: &Keys, salt: u64) {
    let keys = keys.contexts.iter().enumerate();
    let keys = keys.filter(|(_, key)| **key != 0);
    let keys = keys.map(|(context, &key)| (spread(context), key ^ salt));
    black_box(table.touch(keys.clone(), Some(word)));
    keys.for_each(|(context, key)| table.add_newest(context, key, word));
}

/// The name of a file's module.
pub fn stem(path: &str) -> &str {
    let mut parts = path.rsplit(['/', '\\']);
    let file = parts.next().unwrap_or_default().trim_end_matches(".rs");
    match file {
        "mod" | "lib" | "main" => parts.next().unwrap_or_default(),
        _ => file,
    }
}
