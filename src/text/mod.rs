//! Text without a protocol: positions, edits, tokens. Knows neither files nor editors.
mod document;
mod token;
pub use document::{Change, Edit, Encoding, Place, Position, Range, Text};
pub use token::{Kind, Sym, Token};
