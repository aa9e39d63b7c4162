//! From a place to a ranked list: what could stand here, what is known of it, in which order.
//! Ranking for a list and ranking for a lesson are the same code; the lesson has no prefix.
mod ahead;
mod beside;
mod candidates;
mod gate;
mod keywords;
mod kinds;
mod list;
mod names;
mod near;
mod other;
mod refused;
mod scene;
#[cfg(test)]
mod tests;
mod words;

pub use ahead::{Ahead, ahead, merged};
pub use beside::{Alone, rows_beside};
pub use keywords::is_keyword;
pub use list::{Row, is_called, rows};
pub use other::{Mark, Other, Sort};
pub use scene::{Memory, Scene};
