//! Text without a protocol: positions, edits, tokens. Knows neither files nor editors.
mod token;
pub use token::{Kind, Sym, Token};
