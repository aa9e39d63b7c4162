//! Lists that were given out: which row was which word, for details and for outcomes.

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::{Details, List, why::Asked};
use crate::{
    model::Contexts,
    suggest::{Other, Row},
    syntax::{self, SiteKind, Source, Symbol, SymbolRef},
    text::{Sym, Text},
};

/// How many offers details can be had of.
const KEPT: usize = 64;

/// The last offers, each in the place of an older one. Neither keeping nor finding one waits.
pub struct Offers(Vec<ArcSwapOption<Offer>>);

impl Default for Offers {
    fn default() -> Offers {
        Offers((0..KEPT).map(|_| ArcSwapOption::empty()).collect())
    }
}

impl Offers {
    fn place(&self, id: u64) -> &ArcSwapOption<Offer> {
        &self.0[id as usize % KEPT]
    }

    /// Keeps one.
    pub fn keep(&self, offer: Arc<Offer>) {
        self.place(offer.id).store(Some(offer));
    }

    /// One of the last.
    pub fn get(&self, id: u64) -> Option<Arc<Offer>> {
        self.place(id).load_full().filter(|offer| offer.id == id)
    }
}

/// One list as it was given out.
pub struct Offer {
    /// Its number.
    pub id: u64,
    /// The document's version then.
    pub version: i32,
    /// Where its word began then.
    pub anchor: usize,
    /// How many bytes of it were typed.
    pub typed: usize,
    /// Its words, best first.
    pub rows: Vec<Sym>,
    /// Their probabilities.
    pub scores: Vec<f32>,
    /// When it was made, in Unix milliseconds.
    pub since: u64,
    /// Keys of its place in the ledger.
    pub site: u64,
    /// See `site`.
    pub exact: u64,
    /// What kind of place it is.
    pub place: &'static str,
    /// What another server showed there.
    pub other: Option<Other>,
    symbols: Vec<Option<Arc<SymbolRef>>>,
    asked: Option<Asked>,
}

impl Offer {
    /// What is kept of a list.
    pub fn new(list: &List, version: i32, rows: Vec<Row>) -> Offer {
        let scores = rows.iter().map(|r| r.probability).collect();
        let (names, symbols) = rows.into_iter().map(|r| (r.name, r.symbol)).unzip();
        Offer {
            id: list.offer,
            version,
            anchor: list.replace.0,
            typed: list.replace.1 - list.replace.0,
            rows: names,
            scores,
            since: 0,
            site: 0,
            exact: 0,
            place: "",
            other: None,
            symbols,
            asked: None,
        }
    }

    /// The same with what another server showed there.
    pub fn beside(self, other: Other) -> Offer {
        let other = Some(other);
        Offer { other, ..self }
    }

    /// The same with where it was asked for.
    pub fn asked(self, asked: Asked) -> Offer {
        let asked = Some(asked);
        Offer { asked, ..self }
    }

    /// What is known of a row's word at the list's place.
    pub fn evidence(&self, row: usize, now: u64) -> Option<String> {
        self.asked.as_ref()?.evidence(*self.rows.get(row)?, now)
    }

    /// The same with when and where it was made.
    pub fn at(self, since: u64, contexts: &Contexts, kind: SiteKind) -> Offer {
        Offer {
            since,
            site: contexts.site,
            exact: contexts.exact,
            place: name_of(kind),
            ..self
        }
    }

    /// Signature and documentation of a row; the latter is read from the file as it stands.
    pub fn details(&self, row: usize) -> Option<Details> {
        let known = self.symbols.get(row)?.as_ref()?;
        let source = syntax::read(&known.path).map(|t| Source::new(Arc::new(Text::new(t))));
        let documentation = source.and_then(|source| {
            let same = |s: &Symbol| {
                (&s.name, s.kind, &s.container)
                    == (
                        &known.symbol.name,
                        known.symbol.kind,
                        &known.symbol.container,
                    )
            };
            source
                .symbols()
                .iter()
                .find(|s| same(s))
                .and_then(|s| source.doc_of(s))
        });
        Some(Details {
            detail: Some(known.symbol.signature.to_string()),
            documentation,
            evidence: None,
        })
    }
}

/// A place's kind in one word.
fn name_of(kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::Member => "member",
        SiteKind::Path => "path",
        SiteKind::Type => "type",
        SiteKind::Expression => "free",
        SiteKind::Argument => "argument",
        SiteKind::Pattern => "pattern",
        SiteKind::Field => "field",
        SiteKind::Use => "use",
        SiteKind::Attribute => "attribute",
        SiteKind::Macro => "macro",
        SiteKind::Definition => "definition",
        SiteKind::Receiver => "receiver",
        SiteKind::Item => "item",
        SiteKind::Label => "label",
        SiteKind::Nothing => "nothing",
    }
}

#[cfg(test)]
mod tests;
