//! A place in words, by what the ledger tells places apart: the two names before a `.` or `::`, the
//! callee and argument, or what the line begins with. Taken from the buffer at the place.
use crate::{
    model::Class,
    suggest::Scene,
    syntax::Source,
    text::{Kind, Token},
};

/// Tokens that a chain of names is followed back, at most.
const LONG: usize = 12;

/// The place of a scene: "after `self.store.`".
pub fn place(scene: &Scene) -> String {
    let tokens = scene.source.tokens();
    let before = &tokens[..scene.site.at.min(tokens.len())];
    match scene.contexts.class {
        Class::Member | Class::Path => format!("after `{}`", chain(scene.source, before)),
        Class::Free => free(scene, before),
    }
}

fn free(scene: &Scene, before: &[Token]) -> String {
    let Some(last) = before.last() else {
        return "at the beginning of the file".to_owned();
    };
    let line = scene.source.text().line_of(scene.site.prefix.0) as u32;
    let token = shown(scene.source, last);
    if last.line != line {
        return format!("at the beginning of a line, after `{token}`");
    }
    match &scene.site.callee {
        Some(callee) => {
            let name = scene.source.slice(callee.span.0, callee.span.1);
            let argument = format!("in argument {} of `{name}`", callee.argument + 1);
            match token {
                "(" | "[" | "{" | "," => argument,
                _ => format!("{argument}, after `{token}`"),
            }
        }
        None => format!("after `{token}`"),
    }
}

/// What a token is shown as; nothing of a literal's text.
fn shown<'a>(source: &'a Source, token: &Token) -> &'a str {
    match token.kind {
        Kind::Str => "\"…\"",
        Kind::Char => "'…'",
        _ => source.str_of(token),
    }
}

/// The names before the cursor as far as they count: two of them, of one chain or of two.
fn chain(source: &Source, before: &[Token]) -> String {
    let mut pieces: Vec<&str> = Vec::new();
    let (mut at, mut names, mut was_name) = (before.len(), 0, false);
    while at > 0 && names < 2 && pieces.len() < LONG {
        let token = &before[at - 1];
        let is_name = is_name(source, token);
        match source.str_of(token) {
            _ if is_name && was_name => break,
            ")" | "]" => {
                let Some(open) = opening(source, before, at - 1) else {
                    break;
                };
                pieces.push(brackets(source.str_of(token), open + 2 == at));
                at = open;
                was_name = false;
                continue;
            }
            "." | "::" | "?" => {}
            _ if is_name => names += 1,
            _ => break,
        }
        pieces.push(source.str_of(token));
        was_name = is_name;
        at -= 1;
    }
    pieces.reverse();
    let own = pieces.concat();
    let earlier = before[..at].iter().rev().find(|t| is_name(source, t));
    match earlier.filter(|_| names < 2) {
        Some(name) => format!("{} … {own}", source.str_of(name)),
        None => own,
    }
}

fn brackets(close: &str, is_empty: bool) -> &'static str {
    match (close, is_empty) {
        (")", true) => "()",
        (")", false) => "(…)",
        _ => "[…]",
    }
}

fn is_name(source: &Source, token: &Token) -> bool {
    token.kind == Kind::Ident || source.str_of(token) == "self"
}

/// The bracket that opens what is closed at an index.
fn opening(source: &Source, tokens: &[Token], close: usize) -> Option<usize> {
    let mut depth = 0;
    for at in (0..=close).rev().take(400) {
        match source.str_of(&tokens[at]) {
            ")" | "]" | "}" => depth += 1,
            "(" | "[" | "{" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
