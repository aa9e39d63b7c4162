//! Whose commits are scored. It must say so when nobody is meant.

use regex::Regex;

use super::protocol::is_meant;
use crate::history::Author;

/// An expression for the author who is asked for, or else for whoever works here, or else for who
/// wrote most; the error says what to do.
pub fn author(
    asked: Option<&Regex>,
    reader: &(String, String),
    authors: &[Author],
) -> Result<String, String> {
    let Some(most) = authors.first() else {
        return Err("the history is empty; commit something first".to_owned());
    };
    if let Some(asked) = asked {
        let mut meant = authors
            .iter()
            .filter(|a| is_meant(asked, &a.name, &a.email));
        return match meant.next() {
            Some(_) => Ok(asked.as_str().to_owned()),
            None => Err(nobody(asked.as_str(), most)),
        };
    }
    let is_reader = |a: &&Author| a.name == reader.0 || !reader.1.is_empty() && a.email == reader.1;
    let mut names: Vec<&str> = authors
        .iter()
        .filter(is_reader)
        .map(|a| a.name.as_str())
        .collect();
    if names.is_empty() {
        names = vec![&most.name];
    }
    names.sort_unstable();
    names.dedup();
    let names: Vec<String> = names.into_iter().map(regex::escape).collect();
    Ok(format!("^({})$", names.join("|")))
}

fn nobody(asked: &str, most: &Author) -> String {
    let (name, commits) = (&most.name, most.commits);
    format!("{asked:?} never committed here; --author {name:?} did most often ({commits})")
}
