//! Rust source as a tree and as tokens. Never recurses over nodes; a broken text costs suggestions, not the server.

mod lex;
mod scope;
mod site;
mod source;
mod view;

pub use lex::{Trivia, retokenize, tokenize, trivia_at};
pub use scope::{Binding, BindingKind};
pub use site::{Callee, CalleeKind, Site, SiteKind};
pub use source::{BUDGET, DEEPEST, LARGEST, Source};
