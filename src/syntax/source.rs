//! One version of a file: its text, its tokens and its tree. Cheap to clone, never changes. It
//! must never block: a parse has a budget, and a file too large or too deep goes without.

mod change;
#[cfg(test)]
mod tests;

use std::{
    borrow::Cow,
    cell::RefCell,
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, Instant},
};

use tree_sitter::{InputEdit, ParseOptions, Parser, Point, Tree};

use super::lex::{Trivia, is_cut, retokenize, tokenize, trivia_at};
use crate::text::{Edit, Kind, Sym, Text, Token};

/// Larger texts have neither tokens nor a tree.
pub const LARGEST: usize = 1 << 20;
/// Texts with brackets nested deeper have no tree: a single recovery step of the parser can take
/// seconds in them, and nothing in them is worth learning.
pub const DEEPEST: usize = 500;
/// How long a keystroke may wait for its tree.
pub const BUDGET: Duration = Duration::from_millis(50);
/// Texts that are parsed from the beginning well within [`BUDGET`].
const QUICK: usize = 1 << 17;

/// A parsed snapshot.
#[derive(Clone, Debug)]
pub struct Source {
    text: Arc<Text>,
    tokens: Arc<Vec<Token>>,
    tree: Option<Tree>,
    stale: bool,
}

impl Source {
    /// Lexes and parses a text.
    pub fn new(text: Arc<Text>) -> Source {
        let tokens = match text.as_str().len() {
            ..=LARGEST => tokenize(text.as_str()),
            _ => Vec::new(),
        };
        Source::parsed(text, tokens, None, BUDGET)
    }

    /// Tokens only: what a site is decided from. A tree is made by [`Source::reparsed`].
    pub fn without_tree(text: &str) -> Source {
        Source {
            tokens: Arc::new(tokenize(text)),
            text: Arc::new(Text::new(text.into())),
            tree: None,
            stale: true,
        }
    }

    /// A later snapshot, of however many keys later. What changed is found by comparing both texts:
    /// an edit that doesn't fit them would give trees that are silently wrong.
    pub fn edited(&self, text: Arc<Text>) -> Source {
        let (old, new) = (self.text.as_str(), text.as_str());
        if old.len() > LARGEST || new.len() > LARGEST {
            return Source::new(text);
        }
        let edit = change::between(old, new);
        let tokens = retokenize(&self.tokens, new, &edit);
        let tree = self.tree.clone().map(|mut tree| {
            tree.edit(&input_edit(&edit));
            tree
        });
        // What was too long for one key is too long for the next one.
        let is_hopeless = self.stale && tree.is_none() && new.len() > QUICK;
        let budget = if is_hopeless { Duration::ZERO } else { BUDGET };
        Source::parsed(text, tokens, tree, budget)
    }

    /// The tokens of a later snapshot, without a tree.
    pub fn relexed(&self, text: Arc<Text>) -> Source {
        let (old, new) = (self.text.as_str(), text.as_str());
        let tokens = match old.len().max(new.len()) {
            ..=LARGEST => retokenize(&self.tokens, new, &change::between(old, new)),
            _ if new.len() > LARGEST => Vec::new(),
            _ => tokenize(new),
        };
        Source {
            text,
            tokens: Arc::new(tokens),
            tree: None,
            stale: true,
        }
    }

    /// Tries again, with another budget, what wasn't done in time; else a clone.
    pub fn reparsed(&self, budget: Duration) -> Source {
        match self.stale {
            true => Source {
                text: self.text.clone(),
                tokens: self.tokens.clone(),
                ..Source::tree_of(self.text.clone(), &self.tokens, self.tree.clone(), budget)
            },
            false => self.clone(),
        }
    }

    /// Its text.
    pub fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Its tokens; none where the text is larger than [`LARGEST`].
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Its tree, where there is one.
    pub fn tree(&self) -> Option<&Tree> {
        self.tree.as_ref()
    }

    /// Its brackets are nested so deep that it has no tree.
    pub fn is_too_deep(&self) -> bool {
        self.tree.is_none() && !self.stale && self.text.as_str().len() <= LARGEST
    }

    /// The tree is missing or of an older text (its positions are of this one): the parse took too
    /// long.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// The text of a token.
    pub fn str_of(&self, token: &Token) -> &str {
        self.slice(token.start as usize, token.end as usize)
    }

    /// The text between two offsets; empty where they are none of this text.
    pub fn slice(&self, start: usize, end: usize) -> &str {
        self.as_str().get(start..end).unwrap_or("")
    }

    /// This snapshot as it reads with a word yet to be typed at the offset: dots that touch only
    /// because the cursor is between them (`self.|.get()`) are two tokens.
    pub fn parted(&self, offset: usize) -> Cow<'_, Source> {
        let next = self.tokens.partition_point(|t| (t.start as usize) < offset);
        let inside = next.checked_sub(1).filter(|&i| {
            let token = &self.tokens[i];
            (token.end as usize) > offset && self.str_of(token).starts_with("..")
        });
        let Some(index) = inside else {
            return Cow::Borrowed(self);
        };
        let mut tokens = self.tokens.to_vec();
        let whole = tokens[index];
        let piece = |start: usize, end: usize| Token {
            sym: Sym::of(self.slice(start, end)),
            start: start as u32,
            end: end as u32,
            ..whole
        };
        tokens[index] = piece(whole.start as usize, offset);
        tokens.insert(next, piece(offset, whole.end as usize));
        Cow::Owned(Source {
            tokens: Arc::new(tokens),
            ..self.clone()
        })
    }

    /// How many errors the tree has, up to a thousand: what doesn't fit, and what is missing.
    pub fn errors(&self) -> u32 {
        let Some(tree) = &self.tree else { return 0 };
        let mut cursor = tree.walk();
        let mut errors = 0;
        loop {
            let node = cursor.node();
            let is_error = node.is_error() || node.is_missing();
            errors += u32::from(is_error);
            let below = node.has_error() && !is_error && cursor.goto_first_child();
            while !below && !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return errors;
                }
            }
            if errors >= 1000 {
                return errors;
            }
        }
    }

    /// What the offset is inside of, where that is a comment or a literal.
    pub fn trivia_at(&self, offset: usize) -> Option<Trivia> {
        trivia_at(self.as_str(), &self.tokens, offset)
    }

    /// The smallest edit that leads from this text to another.
    pub fn edit_to(&self, new: &str) -> Edit {
        change::between(self.as_str(), new)
    }

    /// Where the first string begins that has no closing quote.
    pub fn open_string(&self) -> Option<usize> {
        let is_open = |t: &&Token| t.kind == Kind::Str && is_cut(self.as_str(), **t);
        let open = self.tokens.iter().find(is_open);
        open.map(|t| t.start as usize)
    }

    fn parsed(text: Arc<Text>, tokens: Vec<Token>, old: Option<Tree>, budget: Duration) -> Source {
        let source = Source::tree_of(text, &tokens, old, budget);
        Source {
            tokens: Arc::new(tokens),
            ..source
        }
    }

    fn tree_of(text: Arc<Text>, tokens: &[Token], old: Option<Tree>, budget: Duration) -> Source {
        let fit = text.as_str().len() <= LARGEST && depth(text.as_str(), tokens) <= DEEPEST;
        let tree = match fit {
            true => parse(text.as_str(), old.as_ref(), budget),
            false => None,
        };
        let stale = fit && tree.is_none();
        Source {
            text,
            tokens: Arc::default(),
            tree: if stale { old } else { tree },
            stale,
        }
    }
}

thread_local! {
    static PARSER: RefCell<Option<Parser>> = RefCell::new(parser());
}

fn parser() -> Option<Parser> {
    let mut parser = Parser::new();
    let language = tree_sitter_rust::LANGUAGE.into();
    parser.set_language(&language).ok().map(|()| parser)
}

/// None when the budget is spent.
fn parse(text: &str, old: Option<&Tree>, budget: Duration) -> Option<Tree> {
    let deadline = Instant::now() + budget;
    let mut spent = |_: &tree_sitter::ParseState| match Instant::now() > deadline {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    PARSER.with_borrow_mut(|parser| {
        let parser = parser.as_mut()?;
        let options = ParseOptions::new().progress_callback(&mut spent);
        let bytes = text.as_bytes();
        let read = |at: usize, _: Point| bytes.get(at..).unwrap_or_default();
        let tree = parser.parse_with_options(&mut { read }, old, Some(options));
        if tree.is_none() {
            parser.reset();
        }
        tree
    })
}

/// How deep brackets are nested.
fn depth(text: &str, tokens: &[Token]) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut deepest) = (0usize, 0);
    for token in tokens {
        match bytes[token.start as usize] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn input_edit(edit: &Edit) -> InputEdit {
    let point = |place: crate::text::Place| Point::new(place.row, place.column);
    InputEdit {
        start_byte: edit.start,
        old_end_byte: edit.old_end,
        new_end_byte: edit.new_end,
        start_position: point(edit.start_place),
        old_end_position: point(edit.old_end_place),
        new_end_position: point(edit.new_end_place),
    }
}
