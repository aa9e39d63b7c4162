//! What the text near by tells of its words: how they are used, and what begins the statement.

use rustc_hash::FxHashMap;

use super::scene::Scene;
use crate::{
    syntax::SiteKind,
    text::{Kind, Sym, Token},
};

/// Tokens before and behind the cursor that tell how a word is used.
const BEFORE: usize = 256;
const BEHIND: usize = 128;
/// Tokens looked at for what begins the statement.
const OPENER: usize = 64;
/// Tokens of a function in which its `self` stands.
const HEAD: usize = 10;
/// Tokens of a pattern behind one of its names.
const CLOSE: usize = 8;

/// How a word is used: after a dot, after a path, by itself, before `!`, before a path, before a colon, where
/// it is bound.
pub const AFTER_DOT: u8 = 1;
pub const AFTER_PATH: u8 = 2;
pub const BARE: u8 = 4;
pub const BANG: u8 = 8;
pub const BEFORE_PATH: u8 = 16;
pub const COLON: u8 = 32;
pub const BOUND: u8 = 64;

/// The nearest word or mark before the cursor that begins something.
pub fn opener<'a>(scene: &Scene<'a>) -> &'a str {
    let at = scene.site.at;
    let words = (at.saturating_sub(OPENER)..at).rev().map(|i| scene.word(i));
    let begins = |w: &&str| {
        matches!(
            *w,
            "for"
                | "in"
                | "let"
                | "if"
                | "while"
                | "match"
                | ";"
                | "{"
                | "}"
                | "fn"
                | "impl"
                | "struct"
                | "enum"
                | "trait"
                | "type"
                | "where"
        )
    };
    words.into_iter().find(begins).unwrap_or_default()
}

/// An `impl` before the cursor begins an item, and is no type.
pub fn begins_impl(scene: &Scene) -> bool {
    let at = scene.site.at;
    let before = scene.word(at.wrapping_sub(2));
    let begins = matches!(before, "" | ";" | "}" | "{" | "]" | "unsafe" | "default");
    scene.word(at.wrapping_sub(1)) == "impl" && begins
}

/// How the words near by are used.
pub fn uses(scene: &Scene) -> FxHashMap<Sym, u8> {
    let tokens = scene.source.tokens();
    let at = scene.site.at.min(tokens.len());
    let mut uses: FxHashMap<Sym, u8> = FxHashMap::default();
    let low = at.saturating_sub(BEFORE);
    for (index, token) in tokens.iter().enumerate().take(at + BEHIND).skip(low) {
        let is_typed = token.start as usize == scene.site.prefix.0;
        if token.kind != Kind::Ident || is_typed {
            continue;
        }
        let before = match scene.word(index.wrapping_sub(1)) {
            "." => AFTER_DOT,
            "::" => AFTER_PATH,
            "let" | "for" => BOUND,
            "mut" if matches!(scene.word(index.wrapping_sub(2)), "let" | "(" | ",") => BOUND,
            _ if is_bound(scene, index) => BOUND,
            _ => 0,
        };
        let how = match scene.word(index + 1) {
            "!" => before | BANG,
            "::" => before | BEFORE_PATH,
            ":" => before | COLON,
            _ if before == 0 => BARE,
            _ => before,
        };
        *uses.entry(token.sym).or_default() |= how;
    }
    uses
}

/// A parameter, or a name in the brackets of a pattern.
fn is_bound(scene: &Scene, index: usize) -> bool {
    let [before, behind] = [scene.word(index.wrapping_sub(1)), scene.word(index + 1)];
    match (before, behind) {
        ("(" | ",", ":") | ("|", "|" | "," | ":") | (",", "|") => true,
        ("(" | "," | "{" | "&" | "ref" | "mut", ")" | "," | "}") => {
            let close = (index + 1..index + CLOSE).find(|&i| matches!(scene.word(i), ")" | "}"));
            close.is_some_and(|i| matches!(scene.word(i + 1), "=>" | "=" | "|"))
        }
        _ => false,
    }
}

/// What may stand here of the names behind `fn`, and of those before a `:` that begin a line or follow
/// `pub`, as fields do.
pub fn declared<'a>(scene: &Scene<'a>) -> FxHashMap<Sym, &'a str> {
    let [fun, colon, public, own] = ["fn", ":", "pub", "self"].map(Sym::of);
    let (source, site) = (scene.source, scene.site.kind);
    let is_method = |i: usize| source.tokens()[i..].iter().take(HEAD).any(|t| t.sym == own);
    let is_new = |i: usize, t: &[Token]| match t[0].sym == fun {
        true => site == SiteKind::Path || (site == SiteKind::Member && is_method(i)),
        false => t[2].sym == colon && (t[0].line != t[1].line || t[0].sym == public),
    };
    let names = source.tokens().windows(3).enumerate();
    let names = names.filter(|(i, t)| t[1].kind == Kind::Ident && is_new(*i, t));
    names
        .map(|(_, t)| (t[1].sym, source.str_of(&t[1])))
        .collect()
}
