//! What of a history is scored: the tokens that the author wrote, in the order of the text, each
//! once. Moved, re-indented and imported code, and what others wrote, is learned but not scored. It
//! must never mark a token by what a learner makes of it.

#[cfg(test)]
mod tests;

use std::{collections::HashSet, sync::Arc};

use regex::Regex;

use super::retyped;
use crate::{
    history::{Changed, Commit, Hunk, hunks, lines},
    syntax::Source,
    text::Token,
};

/// Commits with more added lines than this are no typing.
pub const LONGEST: usize = 1500;

/// How a token came to be where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Its line is unchanged: the editor has it, and nothing is learned from it.
    Context,
    /// It is on an added line that doesn't count: somebody else's, one of very many, or one that
    /// was deleted in the same commit.
    Learned,
    /// It is predicted, scored, and then learned.
    Scored {
        /// It was not among the tokens that its lines replaced; what was, nobody types again.
        new: bool,
    },
}

/// One changed file of a commit, to be read from top to bottom.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Its path below the repository's root, with `/`.
    pub path: String,
    /// What it reads after the commit.
    pub source: Arc<Source>,
    /// One for each of the source's tokens.
    pub marks: Vec<Mark>,
    /// How many of them are scored.
    pub scored: usize,
    /// When its commit was written, in seconds since 1970.
    pub time: i64,
}

impl Passage {
    /// Whether any of its tokens is scored.
    pub fn is_scored(&self) -> bool {
        self.scored > 0
    }

    /// The tokens that the editor has, if any other is scored.
    pub(super) fn context(&self) -> impl Iterator<Item = usize> + '_ {
        let wanted = if self.is_scored() {
            self.marks.len()
        } else {
            0
        };
        (0..wanted).filter(|&at| self.marks[at] == Mark::Context)
    }
}

/// What a commit is to a replay.
#[derive(Clone, Debug)]
pub struct Step {
    /// By whom the replay is about.
    pub mine: bool,
    /// Added lines of Rust files.
    pub added: usize,
    /// Its files, by path.
    pub passages: Vec<Passage>,
}

/// How commits become steps.
#[derive(Clone, Debug)]
pub struct Protocol {
    author: Regex,
}

/// Whether an author is meant by an expression.
pub(super) fn is_meant(author: &Regex, name: &str, email: &str) -> bool {
    author.is_match(name) || author.as_str().contains('@') && author.is_match(email)
}

impl Protocol {
    /// For whose name an expression is found in; one with an `@` is looked for in addresses too.
    pub fn of(author: &str) -> Result<Protocol, regex::Error> {
        Ok(Protocol {
            author: Regex::new(author)?,
        })
    }

    /// One commit.
    pub fn step(&self, commit: &Commit) -> Step {
        let files: Vec<File<'_>> = commit.files.iter().map(File::of).collect();
        let gone = gone(commit, &files);
        let added = files.iter().flat_map(|file| &file.hunks);
        let added = added.map(|hunk| hunk.new.len()).sum();
        let mine = is_meant(&self.author, &commit.name, &commit.email);
        let scores = mine && added <= LONGEST;
        let passage = |file: &File<'_>| Self::passage(commit.time, file, &gone, scores);
        Step {
            mine,
            added,
            passages: files.iter().map(passage).collect(),
        }
    }

    fn passage(time: i64, file: &File<'_>, gone: &HashSet<&str>, scores: bool) -> Passage {
        let source = Source::without_tree(&file.changed.new);
        let marks = file.marks(source.tokens(), gone, scores);
        let is_scored = |mark: &&Mark| matches!(mark, Mark::Scored { .. });
        Passage {
            path: file.changed.path.clone(),
            scored: marks.iter().filter(is_scored).count(),
            marks,
            time,
            source: Arc::new(source),
        }
    }
}

/// A changed file, in lines.
struct File<'c> {
    changed: &'c Changed,
    old: Vec<&'c str>,
    new: Vec<&'c str>,
    hunks: Vec<Hunk>,
}

impl File<'_> {
    fn of(changed: &Changed) -> File<'_> {
        let old = changed.old.as_deref().unwrap_or("");
        File {
            changed,
            old: lines(old),
            new: lines(&changed.new),
            hunks: hunks(old, &changed.new),
        }
    }

    fn marks(&self, tokens: &[Token], gone: &HashSet<&str>, scores: bool) -> Vec<Mark> {
        let at = lines_of(tokens, &self.new);
        let mut marks = vec![Mark::Context; tokens.len()];
        let fresh = scores.then(|| retyped::Fresh::of(self.changed.old.as_deref().unwrap_or("")));
        for hunk in &self.hunks {
            let range = within(&at, &hunk.new);
            let new = match &fresh {
                Some(fresh) => fresh.among(&hunk.old, &tokens[range.clone()]),
                None => vec![false; range.len()],
            };
            for (index, new) in range.zip(new) {
                let moved = gone.contains(self.new[at[index]].trim());
                marks[index] = match scores && !moved {
                    true => Mark::Scored { new },
                    false => Mark::Learned,
                };
            }
        }
        marks
    }
}

/// The trimmed lines that a commit deletes, of whichever file.
fn gone<'c>(commit: &'c Commit, files: &[File<'c>]) -> HashSet<&'c str> {
    let replaced = files.iter().flat_map(|file| {
        let hunks = file.hunks.iter();
        hunks.flat_map(|hunk| &file.old[hunk.old.clone()])
    });
    let deleted = commit.deleted.iter().flat_map(|text| text.lines());
    replaced.copied().chain(deleted).map(str::trim).collect()
}

/// On which line, as a diff counts them, each token begins.
pub(super) fn lines_of(tokens: &[Token], lines: &[&str]) -> Vec<usize> {
    let (mut line, mut end) = (0, lines.first().map_or(0, |line| line.len()));
    let mut line_of = |token: &Token| {
        while end <= token.start as usize && line + 1 < lines.len() {
            line += 1;
            end += lines[line].len();
        }
        line
    };
    tokens.iter().map(&mut line_of).collect()
}

/// The tokens on some lines.
pub(super) fn within(at: &[usize], lines: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let from = at.partition_point(|&line| line < lines.start);
    from..at.partition_point(|&line| line < lines.end).max(from)
}
