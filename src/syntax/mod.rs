//! Rust source as a tree and as tokens. Never recurses over nodes; a broken text costs suggestions, not the server.

mod lex;
mod source;

pub use lex::{Trivia, retokenize, tokenize, trivia_at};
pub use source::{BUDGET, DEEPEST, LARGEST, Source};
