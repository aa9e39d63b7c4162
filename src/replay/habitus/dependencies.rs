//! What dependencies show of how they are used: counts under contexts that mean the same everywhere,
//! nearest crates first.

use rustc_hash::FxHashMap;

use crate::{
    libraries::{Crate, Texts},
    model::{
        Table,
        next::{NAMES, Scan, Types, spread},
    },
    syntax::Source,
    text::{Kind, Sym},
};

/// Bytes of counts.
const ROOM: usize = 16 << 20;
/// Contexts that are counted.
const CONTEXTS: [&str; 9] = [
    "1-gram",
    "2-gram",
    "3-gram",
    "name",
    "argument",
    "receiver-type",
    "expression-type",
    "callees",
    "assigned-type",
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
        let (mut texts, mut types) = (Texts::new(crates.to_vec()), (0, Types::default()));
        while let Some(file) = texts.step() {
            let Some(file) = file else { continue };
            if types.0 != file.number {
                types = (file.number, Types::default());
            }
            all.count(&file.source, &mut types.1);
        }
        all
    }

    /// The text of a name that they write.
    pub fn text(&self, name: Sym) -> Option<&str> {
        self.texts.get(&name.0).map(|text| &**text)
    }

    fn count(&mut self, source: &Source, types: &mut Types) {
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
            scan.push(token, source.as_str(), types);
        }
        types.absorb(&scan.own);
    }
}
