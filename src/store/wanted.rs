//! What the last editor set for a project, as far as it says what is learned: a file in the scope's
//! folder, for who learns in it without an editor. A line for each, `name value`.
use std::{io, path::Path};

use super::{disk, open};

/// The file's name.
pub(super) const FILE: &str = "wanted";
const LARGEST: u64 = 4096;

/// Settings by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted(Vec<(String, String)>);

impl Wanted {
    /// Adds one.
    pub fn with(mut self, name: &str, value: impl ToString) -> Wanted {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// The value of a setting; `None` where it isn't there or can't be read as one.
    pub fn get<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        value.parse().ok()
    }

    /// What is kept in a scope's folder; nothing where there is no such file.
    pub fn read(dir: &Path) -> Wanted {
        let text = disk::read(&dir.join(FILE), LARGEST).unwrap_or_default();
        let text = String::from_utf8(text).unwrap_or_default();
        let pairs = text.lines().filter_map(|line| line.split_once(' '));
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Wanted(pairs.map(owned).collect())
    }

    /// Keeps it in a scope's folder, unless it is there already.
    pub fn keep(&self, dir: &Path) -> io::Result<()> {
        open::check_version(dir).map_err(io::Error::other)?;
        if Wanted::read(dir) == *self {
            return Ok(());
        }
        let lines = self
            .0
            .iter()
            .map(|(name, value)| format!("{name} {value}\n"));
        let text: String = lines.collect();
        disk::replace(&dir.join(FILE), text.as_bytes())
    }
}
