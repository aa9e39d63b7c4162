//! How much of a walk is of use: the newest commits of some authors. Reads no more than who wrote
//! each commit. It must never compare trees for a commit that is left out.

use gix::ObjectId;

use super::{Walk, guard};

/// What a bound left out of a walk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beyond {
    /// Commits of other authors among those looked at.
    pub others: usize,
    /// Older commits that nobody looked at.
    pub older: usize,
}

impl Walk<'_> {
    /// Leaves the newest `most` commits whose author, by name and address, is wanted.
    pub fn bound(&mut self, most: usize, is_wanted: &dyn Fn(&str, &str) -> bool) -> Beyond {
        let (mut kept, mut beyond) = (Vec::new(), Beyond::default());
        for (seen, &id) in self.ids.iter().enumerate() {
            if kept.len() == most {
                beyond.older = self.ids.len() - seen;
                break;
            }
            // One that can't be read is told of when its turn comes.
            match author(self.repository, id).is_none_or(|(name, email)| is_wanted(&name, &email)) {
                true => kept.push(id),
                false => beyond.others += 1,
            }
        }
        self.ids = kept;
        beyond
    }
}

fn author(repository: &gix::Repository, id: ObjectId) -> Option<(String, String)> {
    guard(|| {
        let object = repository.find_commit(id).ok()?;
        let author = object.author().ok()?;
        Some((author.name.to_string(), author.email.to_string()))
    })
}
