//! A completion list of the server's, read as far as ranking needs it, and written again in the order of
//! both. Its items keep all that they have but what editors sort and filter by.

mod item;
mod parts;
mod seen;
mod write;

use std::borrow::Cow;

use item::Field;

use crate::{engine::Their, lsp::Joined};
pub(super) use parts::Reply;

impl<'a> Reply<'a> {
    /// `None` where it is no list.
    pub(super) fn read(body: &'a str) -> Option<Reply<'a>> {
        parts::reply(body)
    }

    /// Its rows as the ranking sees them.
    pub(super) fn theirs(&self) -> Vec<Their> {
        let key = |item: &item::Item<'a>| {
            let key = item
                .text(Field::SortText)
                .or_else(|| item.text(Field::Label));
            key.unwrap_or_default()
        };
        let keys: Vec<Cow<str>> = self.items.iter().map(key).collect();
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by(|&a, &b| keys[a].cmp(&keys[b]));
        let mut theirs: Vec<Their> = self.items.iter().map(seen::their).collect();
        let (mut rank, mut before) = (0, order.first().copied());
        for (row, &i) in order.iter().enumerate() {
            rank += u32::from(before.is_some_and(|before| keys[before] != keys[i]));
            before = Some(i);
            let mark = &mut theirs[i].mark;
            (mark.row, mark.rank) = (row as u32, rank);
        }
        theirs
    }

    /// The message anew, in the order of both; `long` is about how long it was.
    pub(super) fn write(&self, joined: &Joined, long: usize) -> String {
        write::write(self, joined, long)
    }
}

#[cfg(test)]
mod tests;
