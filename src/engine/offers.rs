//! Lists that were given out: which row was which word, for details and for outcomes.

use super::{Details, List, complete::Symbol};
use crate::{suggest::Row, text::Sym};

/// How many offers details can be had of.
pub const KEPT: u64 = 64;

/// One list as it was given out.
pub struct Offer {
    /// Its number.
    pub id: u64,
    /// The document's version then.
    pub version: i32,
    /// Where its word began then.
    pub anchor: usize,
    /// Its words, best first.
    pub rows: Vec<Sym>,
    symbols: Vec<Option<Symbol>>,
}

impl Offer {
    /// What is kept of a list.
    pub fn new(list: &List, version: i32, rows: Vec<Row>) -> Offer {
        let (names, symbols) = rows.into_iter().map(|r| (r.name, r.symbol)).unzip();
        Offer { id: list.offer, version, anchor: list.replace.0, rows: names, symbols }
    }

    /// Signature and documentation of a row.
    pub fn details(&self, row: usize) -> Option<Details> {
        let symbol = &self.symbols.get(row)?.as_ref()?.symbol;
        Some(Details { detail: Some(symbol.signature.clone()), documentation: symbol.documentation.clone() })
    }
}
