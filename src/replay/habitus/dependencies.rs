//! What dependencies show of how they are used: counts under contexts that mean the same everywhere,
//! nearest crates first.

use rustc_hash::FxHashMap;

use crate::{
    libraries::Crate,
    model::{
        Table,
        next::{NAMES, Scan, Types, spread},
    },
    syntax::{Source, read, walk},
    text::{Kind, Sym},
};

/// Bytes of counts.
const ROOM: usize = 16 << 20;
/// Tokens read in all, and of one crate.
const MOST: usize = 5_000_000;
const OF_ONE: usize = 350_000;
/// Contexts that are counted.
const CONTEXTS: [&str; 9] = [
    "1-gram",
    "2-gram",
    "3-gram",
    "name",
    "names",
    "argument",
    "receiver-type",
    "method",
    "assigned",
];

/// See the module.
pub struct Dependencies {
    /// The counts.
    pub table: Table,
    texts: FxHashMap<u32, Box<str>>,
}

impl Dependencies {
    /// Reads crates until there are enough.
    pub fn of(crates: &[Crate]) -> Dependencies {
        let mut all = Dependencies {
            table: Table::new(ROOM),
            texts: FxHashMap::default(),
        };
        let mut tokens = 0;
        for from in crates {
            if tokens < MOST {
                tokens += all.read(from);
            }
        }
        all
    }

    /// The text of a name that they write.
    pub fn text(&self, name: Sym) -> Option<&str> {
        self.texts.get(&name.0).map(|text| &**text)
    }

    fn read(&mut self, from: &Crate) -> usize {
        let mut files = walk(&from.folder, &from.folder);
        files.sort_unstable();
        let (mut tokens, mut types) = (0, Types::default());
        for text in files.iter().filter_map(|file| read(file)) {
            if tokens < OF_ONE {
                tokens += self.count(&text, &mut types);
            }
        }
        tokens
    }

    fn count(&mut self, text: &str, types: &mut Types) -> usize {
        let source = Source::without_tree(text);
        let mut scan = Scan::new("");
        for token in source.tokens() {
            scan.newline(token.line);
            let keys = scan.keys().contexts;
            let wanted = (0..keys.len()).filter(|&c| keys[c] != 0 && CONTEXTS.contains(&NAMES[c]));
            wanted.for_each(|c| self.table.add_older(spread(c), keys[c], token.sym));
            if token.kind == Kind::Ident {
                let text = || source.str_of(token).trim_start_matches("r#").into();
                self.texts.entry(token.sym.0).or_insert_with(text);
            }
            scan.push(token, text, types);
        }
        types.absorb(&scan.own);
        source.tokens().len()
    }
}
