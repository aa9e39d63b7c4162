//! A declaration's signature and documentation, as text on one line.

use tree_sitter::Node;

use super::{Found, Scope, Symbol, SymbolKind};
use crate::syntax::{source::Source, view::View};

/// Characters of a signature or a type, at most.
const LONGEST: usize = 200;

/// The symbol of a declaration.
pub fn symbol(
    source: &Source,
    kind: SymbolKind,
    found: &Found,
    scope: Option<&Scope>,
) -> Option<Symbol> {
    let node = found.node;
    let name = name(source, found.name?);
    if name.is_empty() {
        return None;
    }
    let has_self = has_self(source, node.child_by_field_name("parameters"));
    let kind = match kind {
        SymbolKind::Function if has_self => SymbolKind::Method,
        kind => kind,
    };
    let named = scope.filter(|s| s.kind != Some(SymbolKind::Module));
    Some(Symbol {
        container: named.and_then(|s| s.container.clone()),
        modules: scope.map_or(Vec::new(), |s| s.modules.clone()),
        signature: signature(source, kind, node, &name).into(),
        doc: doc_range(source, node.start_byte()),
        public: named.is_some_and(|s| s.public) || is_public(source, node),
        uncalled: kind == SymbolKind::Function
            && (is_test(source, node.start_byte()) || (name == "main" && scope.is_none())),
        range: (node.start_byte(), node.end_byte()),
        name,
        kind,
    })
}

/// A name's text, without `r#`.
pub fn name(source: &Source, node: Node) -> String {
    let name = text_of(source, node);
    name.strip_prefix("r#").unwrap_or(name).to_string()
}

/// A type's name: `Foo` of `&mut a::Foo<T>`.
pub fn type_name(source: &Source, node: Node) -> Option<String> {
    let view = View::new(source);
    let mut index = view
        .tokens
        .partition_point(|t| (t.start as usize) < node.start_byte());
    let end = node.end_byte();
    let mut last = None;
    while view.start(index) < end && index < view.tokens.len() {
        match view.word(index) {
            "<" if last.is_some() => break,
            _ if view.is_ident(index) => last = Some(view.word(index).to_string()),
            _ => {}
        }
        index += 1;
    }
    last
}

fn text_of<'s>(source: &'s Source, node: Node) -> &'s str {
    source.slice(node.start_byte(), node.end_byte())
}

/// On one line, and not too long.
fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(LONGEST));
    let comment = |word: &&str| word.starts_with("//");
    for row in text.lines() {
        for word in row.split_whitespace().take_while(|word| !comment(word)) {
            let joined = line.is_empty() || line.ends_with('(') || word.starts_with(')');
            if !joined {
                line.push(' ');
            }
            line.push_str(word);
            if line.len() > 4 * LONGEST {
                break;
            }
        }
    }
    let line = line.replace(",)", ")");
    match line.char_indices().nth(LONGEST) {
        None => line,
        Some(_) => line.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}

fn signature(source: &Source, kind: SymbolKind, node: Node, name: &str) -> String {
    let end = ["body", "value"]
        .iter()
        .filter_map(|field| node.child_by_field_name(field))
        .filter(|body| body.kind() != "ordered_field_declaration_list")
        .map(|body| body.start_byte())
        .next()
        .unwrap_or(node.end_byte());
    let start = after_visibility(source, node);
    match kind {
        SymbolKind::Macro => format!("macro_rules! {name}"),
        SymbolKind::Variant => line(source.slice(start, node.end_byte())),
        _ => {
            let whole = line(source.slice(start, end));
            whole
                .trim_end_matches([' ', '{', ';', '=', ','])
                .to_string()
        }
    }
}

/// Where the declaration begins behind its `pub(..)`.
fn after_visibility(source: &Source, node: Node) -> usize {
    let view = View::new(source);
    let first = view
        .tokens
        .partition_point(|t| (t.start as usize) < node.start_byte());
    if view.word(first) != "pub" {
        return node.start_byte();
    }
    match view.mark(first + 1) {
        b'(' => view
            .closing(first + 1, 20)
            .map_or(node.start_byte(), |i| view.start(i + 1)),
        _ => view.start(first + 1),
    }
}

fn is_public(source: &Source, node: Node) -> bool {
    let text = text_of(source, node);
    text.strip_prefix("pub")
        .is_some_and(|rest| rest.starts_with([' ', '(', '\n', '\t']))
}

/// Whether there is a `self` among the parameters.
fn has_self(source: &Source, list: Option<Node>) -> bool {
    let Some(list) = list else { return false };
    let mut cursor = list.walk();
    list.named_children(&mut cursor).any(|child| {
        let pattern = child.child_by_field_name("pattern");
        child.kind() == "self_parameter" || pattern.is_some_and(|p| text_of(source, p) == "self")
    })
}

/// Whether one of the attributes before a declaration is `#[test]`, of whatever crate.
fn is_test(source: &Source, start: usize) -> bool {
    let view = View::new(source);
    let mut index = view.tokens.partition_point(|t| (t.start as usize) < start);
    while view.word_before(index) == "]" {
        let Some(open) = view.opening(index - 1, 500) else {
            break;
        };
        let end = (open..index).find(|&i| matches!(view.word(i), "(" | "]" | "="));
        if end.is_some_and(|end| view.word_before(end) == "test") {
            return true;
        }
        if view.word_before(open) != "#" {
            break;
        }
        index = open - 1;
    }
    false
}

/// The doc comment before a declaration: it may have attributes in between and behind.
fn doc_range(source: &Source, start: usize) -> Option<(usize, usize)> {
    let view = View::new(source);
    let mut index = view.tokens.partition_point(|t| (t.start as usize) < start);
    let mut found: Option<(usize, usize)> = None;
    loop {
        let before = index.checked_sub(1);
        let gap = before.map_or(0, |i| view.end(i));
        if let Some((from, to)) = doc_in(source.slice(gap, view.start(index))) {
            let end = found.map_or(gap + to, |(_, end)| end);
            found = Some((gap + from, end));
        }
        let Some(close) = before.filter(|&i| view.mark(i) == b']') else {
            break;
        };
        match view.opening(close, 500) {
            Some(open) if view.word_before(open) == "#" => index = open - 1,
            _ => break,
        }
    }
    found
}

/// From the first doc comment of a gap to the end of the last.
fn doc_in(gap: &str) -> Option<(usize, usize)> {
    let mut found: Option<(usize, usize)> = None;
    let mut at = 0;
    while at < gap.len() {
        let rest = &gap[at..];
        let end = if rest.starts_with("//") {
            at + rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            at + rest.find("*/").map_or(rest.len(), |i| i + 2)
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if is_doc(rest) {
            found = Some((found.map_or(at, |(start, _)| start), end));
        }
        at = end;
    }
    found
}

fn is_doc(comment: &str) -> bool {
    let line = comment.starts_with("///") && !comment.starts_with("////");
    line || (comment.starts_with("/**") && !comment.starts_with("/**/"))
}

/// Doc comments without their marks; other lines between them are left out.
pub fn doc_text(comments: &str) -> Option<String> {
    let mut lines = Vec::new();
    let mut in_block = false;
    for line in comments.lines() {
        let line = line.trim_end();
        let bare = line.trim_start();
        if in_block || (bare.starts_with("/**") && is_doc(bare)) {
            let text = bare.strip_prefix("/**").unwrap_or(bare);
            in_block = !text.ends_with("*/");
            let text = text.strip_suffix("*/").unwrap_or(text).trim_end();
            let text = text.strip_prefix('*').unwrap_or(text);
            lines.push(text.strip_prefix(' ').unwrap_or(text));
        } else if let Some(text) = bare.strip_prefix("///").filter(|_| is_doc(bare)) {
            lines.push(text.strip_prefix(' ').unwrap_or(text));
        }
    }
    let text = lines.join("\n");
    let text = text.trim_matches('\n');
    (!text.trim().is_empty()).then(|| text.to_string())
}
