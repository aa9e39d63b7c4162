//! Rust source as a tree and as tokens. Never recurses over nodes; a broken text costs suggestions, not the server.

mod index;
mod lex;
mod query;
mod scope;
mod site;
mod source;
mod symbols;
mod view;
mod walk;

pub use index::{Entry, FileFacts, From, Index, Items, Kinds, SymbolRef};
pub use lex::{Trivia, retokenize, tokenize, trivia_at};
pub use scope::{Binding, BindingKind};
pub use site::{Callee, CalleeKind, Site, SiteKind};
pub use source::{BUDGET, DEEPEST, LARGEST, Source};
pub use symbols::{Import, Symbol, SymbolKind};
pub use walk::{is_left_out, left_out, read, walk};

#[cfg(test)]
mod tests;
