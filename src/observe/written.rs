//! Which words were typed: those that edits wrote, and that were code from their first letter on. A
//! word that a comment or a string let go of is none of them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Origin, moved};
use crate::{
    privacy,
    syntax::Source,
    text::{Edit, Kind, Sym, Token},
};

/// Bytes of a word that an edit wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Span {
    start: usize,
    end: usize,
    origin: Origin,
}

/// What was written in a document and isn't learned yet.
#[derive(Default)]
pub struct Written {
    spans: Vec<Span>,
    /// Where the last change wrote.
    cursors: Vec<usize>,
    /// Where the one before it did, if the last went elsewhere. Too short a stay to say that a word
    /// was left: an import that comes with an accepted row is a change elsewhere, too.
    before: Vec<usize>,
    /// Words of the comments and literals that were replaced since the last lesson: a tool that
    /// takes a mark away may write the whole line anew.
    hidden: FxHashSet<Sym>,
}

impl Written {
    /// Takes note of a change's edits, which led from one source to another.
    pub fn follow(&mut self, was: &Source, source: &Source, edits: &[Edit], origin: Origin) {
        self.hide(was, edits);
        let mut new = Vec::new();
        self.before = std::mem::take(&mut self.cursors);
        for edit in edits {
            for span in self.spans.iter_mut().chain(&mut new) {
                span.follow(edit);
            }
            for cursors in [&mut self.before, &mut self.cursors] {
                cursors.retain(|c| !(edit.start..=edit.old_end).contains(c));
                cursors.iter_mut().for_each(|c| *c = moved(*c, edit));
            }
            self.cursors.push(edit.new_end);
            let (start, end) = (edit.start, edit.new_end);
            new.push(Span { start, end, origin });
        }
        let old = std::mem::take(&mut self.spans);
        self.keep_words(source, old, |t| privacy::word(source, t).is_some());
        let gate = privacy::Gate::new(source);
        let hidden = std::mem::take(&mut self.hidden);
        self.keep_words(source, new, |t| gate.is_word(t) && !hidden.contains(&t.sym));
        self.hidden = hidden;
        self.spans.sort_by_key(|s| (s.start, s.end));
    }

    /// Takes note of words that no tokens were.
    fn hide(&mut self, was: &Source, edits: &[Edit]) {
        let all = (0, was.as_str().len());
        let (start, end) = merged(edits).unwrap_or(all);
        if start == end {
            return;
        }
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let text = was.as_str();
        let start = text[..start].trim_end_matches(is_part).len();
        let end = text.len() - text[end..].trim_start_matches(is_part).len();
        let tokens = was.tokens();
        for word in text[start..end].split(|c| !is_part(c)) {
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            let token = tokens.binary_search_by_key(&at, |t| t.start as usize);
            let is_code =
                token.is_ok_and(|i| matches!(tokens[i].kind, Kind::Ident | Kind::Keyword));
            if !is_code && !word.is_empty() {
                self.hidden.insert(Sym::of(word));
            }
        }
    }

    /// Keeps what lies in words.
    fn keep_words(&mut self, source: &Source, spans: Vec<Span>, is: impl Fn(&Token) -> bool) {
        for span in spans.into_iter().filter(|s| s.start < s.end) {
            for token in &source.tokens()[touching(source.tokens(), span)] {
                let (start, end) = (token.start as usize, token.end as usize);
                let (start, end) = (span.start.max(start), span.end.min(end));
                if start < end && is(token) {
                    self.spans.push(Span { start, end, ..span });
                }
            }
        }
    }

    /// The written words, by their indices among the tokens, and how they came.
    pub fn words(&self, tokens: &[Token]) -> Vec<(usize, Origin)> {
        let mut words: Vec<(usize, Origin)> = Vec::new();
        for span in &self.spans {
            for i in touching(tokens, *span) {
                match words.last_mut() {
                    Some((last, origin)) if *last == i => {
                        if span.origin == Origin::Typed {
                            *origin = Origin::Typed;
                        }
                    }
                    _ => words.push((i, span.origin)),
                }
            }
        }
        words
    }

    /// These bytes were written by a person after all: a row that came with a tool's edits elsewhere.
    pub fn claim(&mut self, start: usize, end: usize) {
        let spans = self.spans.iter_mut();
        let inside = spans.filter(|s| s.start >= start && s.end <= end);
        inside.for_each(|s| s.origin = Origin::Typed);
    }

    /// Drops the words of these names.
    pub fn forget(&mut self, tokens: &[Token], is: impl Fn(Sym) -> bool) {
        self.spans
            .retain(|s| !touching(tokens, *s).any(|i| is(tokens[i].sym)));
    }

    /// Whether a cursor may still stand at this word.
    pub fn is_at(&self, token: &Token) -> bool {
        self.is_between(token.start as usize, token.end as usize)
    }

    /// Whether a cursor may still stand at these bytes, or at one of their ends.
    pub fn is_between(&self, start: usize, end: usize) -> bool {
        let mut cursors = self.cursors.iter().chain(&self.before);
        cursors.any(|c| (start..=end).contains(c))
    }

    /// Whether something of a word was written and isn't learned yet.
    pub fn covers(&self, start: usize, end: usize) -> bool {
        self.spans.iter().any(|s| s.start < end && s.end > start)
    }

    /// A lesson was held; forgets all words but these.
    pub fn retain(&mut self, tokens: &[Token], is: impl Fn(usize) -> bool) {
        self.hidden.clear();
        self.spans.retain(|s| touching(tokens, *s).any(&is));
    }
}

impl Span {
    /// Moves with an edit; what the edit wrote isn't taken in, unless it is in the middle.
    fn follow(&mut self, edit: &Edit) {
        self.start = match self.start {
            at if at < edit.start => at,
            at if at >= edit.old_end => at - edit.old_end + edit.new_end,
            _ => edit.new_end,
        };
        self.end = moved(self.end, edit);
    }
}

/// The tokens of which a span holds a byte.
fn touching(tokens: &[Token], span: Span) -> std::ops::Range<usize> {
    let first = tokens.partition_point(|t| t.end as usize <= span.start);
    let end = tokens.partition_point(|t| (t.start as usize) < span.end);
    first..end.max(first)
}

/// Of each word, how many more there are than there were: one that was only moved, or deleted and
/// typed again, isn't new.
pub fn gained(old: &[Sym], new: &[Sym]) -> FxHashMap<Sym, usize> {
    let mut more: FxHashMap<Sym, isize> = FxHashMap::default();
    new.iter().for_each(|s| *more.entry(*s).or_default() += 1);
    old.iter().for_each(|s| *more.entry(*s).or_default() -= 1);
    let gained = more.into_iter().filter(|(_, n)| *n > 0);
    gained.map(|(s, n)| (s, n as usize)).collect()
}
/// First byte of edits made one after the other and their end in the old text; none where there are
/// none.
fn merged(edits: &[Edit]) -> Option<(usize, usize)> {
    let mut edits = edits.iter();
    let first = edits.next()?;
    let (mut start, mut old_end, mut new_end) = (first.start, first.old_end, first.new_end);
    for edit in edits {
        let beyond = edit.old_end.saturating_sub(new_end);
        new_end = (new_end + beyond + edit.new_end).checked_sub(edit.old_end)?;
        (start, old_end) = (start.min(edit.start), old_end + beyond);
    }
    Some((start, old_end))
}
