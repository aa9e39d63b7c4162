//! Names that are nobody's own: keywords, and the public names of the standard library. Must never
//! hold a word of a user's code; the list beside is made by `.ci/std-words.py`.

use std::sync::LazyLock;

/// Sorted by bytes.
static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("std_words.txt").lines().collect());

/// A keyword, or a name that the standard library gives to the public.
pub fn is_public(word: &str) -> bool {
    WORDS.binary_search(&word).is_ok()
}

/// All of them, sorted.
pub(super) fn words() -> &'static [&'static str] {
    &WORDS
}
