//! What a scored token is, and how many characters its author typed for it. It must count every
//! character of a scored line but indentation, comments and the line's end.

use super::YOUNG;
use crate::{
    replay::{Mark, Passage, predictor::spelled},
    text::{Kind, Sym},
};

/// Names of fewer letters are typed faster than they are looked for.
const SHORTEST: usize = 3;

/// What is to be known of a scored token.
#[derive(Clone, Debug)]
pub(in crate::replay) struct Place {
    /// It stood nowhere on the lines that its own replaced.
    pub(super) is_new: bool,
    pub(super) is_name: bool,
    /// A name after `.` or `::`.
    pub(super) is_member: bool,
    /// A name after `::`.
    pub(super) is_path: bool,
    /// Among the first scored tokens of the project.
    pub(super) is_young: bool,
    /// The letters of a name that popups are asked for.
    pub(in crate::replay) word: Option<usize>,
    /// Its characters and the spaces before it on its line.
    pub(in crate::replay) characters: usize,
}

impl Place {
    /// Whether popups are asked for it.
    pub(in crate::replay) fn is_word(&self) -> bool {
        self.word.is_some()
    }
}

/// The places of a passage's scored tokens, in order; so many were scored before it.
pub(in crate::replay) fn places(passage: &Passage, before: usize) -> Vec<Place> {
    let signs = [".", "::"].map(Sym::of);
    let tokens = passage.source.tokens();
    let mut places = Vec::with_capacity(passage.scored);
    for (at, mark) in passage.marks.iter().enumerate() {
        let Mark::Scored { new } = *mark else {
            continue;
        };
        let is_name = tokens[at].kind == Kind::Ident;
        let last = at.checked_sub(1).map(|last| tokens[last].sym);
        let letters = spelled(passage, at).chars().count();
        places.push(Place {
            is_new: new,
            is_name,
            is_member: is_name && last.is_some_and(|last| signs.contains(&last)),
            is_path: is_name && last == Some(signs[1]),
            is_young: before + places.len() < YOUNG,
            word: (is_name && letters >= SHORTEST).then_some(letters),
            characters: characters(passage, at),
        });
    }
    places
}

fn characters(passage: &Passage, at: usize) -> usize {
    let (source, tokens) = (&passage.source, passage.source.tokens());
    let text = source.str_of(&tokens[at]);
    // Of a literal of several lines the first; no token stands on the others.
    let own = text.lines().next().unwrap_or("").chars().count();
    let last = at.checked_sub(1).map_or(0, |last| tokens[last].end);
    let gap = source.slice(last as usize, tokens[at].start as usize);
    let is_inner = at > 0 && !gap.contains('\n');
    let spaces = gap.chars().filter(|c| is_inner && c.is_whitespace());
    own + spaces.count()
}
