//! Slips of paper in a scope's folder, a line `name value` for each thing: what the last editor set for a
//! project, for who learns in it without an editor; and how a proxy fared, for who asks from outside.
use std::{io, path::Path};

use serde_json::{Value, json};

use super::{disk, open};

/// What the last editor set, as far as it says what is learned.
pub const WANTED: &str = "wanted";
/// How the last proxy fared.
pub const WRAPPED: &str = "wrapped";
const LARGEST: u64 = 4096;

/// Values by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slip(Vec<(String, String)>);

impl Slip {
    /// Adds one.
    pub fn with(mut self, name: &str, value: impl ToString) -> Slip {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// A value; `None` where it isn't there or can't be read as one.
    pub fn get<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        value.parse().ok()
    }

    /// As JSON: numbers as such.
    pub fn json(&self) -> Value {
        let value = |value: &String| match value.parse::<u64>() {
            Ok(number) => json!(number),
            Err(_) => json!(value),
        };
        self.0
            .iter()
            .map(|(name, v)| (name.clone(), value(v)))
            .collect()
    }

    /// What is kept in a scope's folder under a file's name; nothing where there is no such file.
    pub fn read(dir: &Path, file: &str) -> Slip {
        let text = disk::read(&dir.join(file), LARGEST).unwrap_or_default();
        let text = String::from_utf8(text).unwrap_or_default();
        let pairs = text.lines().filter_map(|line| line.split_once(' '));
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Slip(pairs.map(owned).collect())
    }

    /// Keeps it in a scope's folder, unless it is there already.
    pub fn keep(&self, dir: &Path, file: &str) -> io::Result<()> {
        open::check_version(dir).map_err(io::Error::other)?;
        if Slip::read(dir, file) == *self {
            return Ok(());
        }
        let lines = self
            .0
            .iter()
            .map(|(name, value)| format!("{name} {value}\n"));
        let text: String = lines.collect();
        disk::replace(&dir.join(file), text.as_bytes())
    }
}
