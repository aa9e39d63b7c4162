//! A function's text as an author meets it while typing: brackets, strings, comments, and the words
//! that name something which exists already.
use std::ops::Range;

use tree_sitter::TreeCursor;

use super::cut::parse;

/// What a stretch of text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A name that is used, not defined, of three letters or more.
    Use,
    /// A bracket that an editor closes by itself, and the index of the leaf that closes it.
    Open(usize),
    /// The bracket that closes another.
    Close,
    /// A string on one line, in plain quotes.
    Quoted,
    /// Anything else.
    Plain,
}

/// A stretch of text without white space round it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// Bytes.
    pub range: Range<usize>,
    /// What it is.
    pub role: Role,
}

/// Kinds of nodes that are typed in one go: nothing in them is looked up.
const WHOLE: [&str; 10] = [
    "string_literal",
    "raw_string_literal",
    "char_literal",
    "line_comment",
    "block_comment",
    "lifetime",
    "label",
    "attribute_item",
    "inner_attribute_item",
    "macro_definition",
];

/// The leaves of a function, in order.
pub fn leaves(text: &str) -> Vec<Leaf> {
    let Some(tree) = parse(text) else {
        return Vec::new();
    };
    let mut leaves: Vec<Leaf> = Vec::new();
    let mut cursor = tree.walk();
    let mut path = Vec::new();
    enter(&cursor, &mut path);
    loop {
        let whole = WHOLE.contains(&cursor.node().kind());
        if !whole && cursor.goto_first_child() {
            enter(&cursor, &mut path);
            continue;
        }
        leaves.extend(leaf(text, &cursor, leaves.last(), &path));
        if !advance(&mut cursor, &mut path) {
            break;
        }
    }
    pair_brackets(text, &mut leaves);
    leaves
}

/// A node on the way down: its kind, and whether names in it bind something.
type Step<'t> = (&'t str, bool);

fn enter<'t>(cursor: &TreeCursor<'t>, path: &mut Vec<Step<'t>>) {
    let (parent, above) = path.last().copied().unwrap_or_default();
    let binds = match cursor.field_name() {
        Some("pattern") => true,
        Some("type" | "condition" | "value" | "body" | "return_type") => false,
        _ => above || parent == "closure_parameters",
    };
    path.push((cursor.node().kind(), binds));
}

/// Goes on to the next node that was not seen yet.
fn advance<'t>(cursor: &mut TreeCursor<'t>, path: &mut Vec<Step<'t>>) -> bool {
    loop {
        path.pop();
        if cursor.goto_next_sibling() {
            enter(cursor, path);
            return true;
        }
        if !cursor.goto_parent() {
            return false;
        }
    }
}

fn leaf(text: &str, cursor: &TreeCursor, before: Option<&Leaf>, path: &[Step]) -> Option<Leaf> {
    let node = cursor.node();
    let mut range = node.byte_range();
    range.end = range.start + text[range.clone()].trim_end().len();
    if range.is_empty() {
        return None;
    }
    let before = before.map_or("", |leaf| &text[leaf.range.clone()]);
    let own = &text[range.clone()];
    let letters = own.chars().count();
    let role = if letters >= 3 && is_use(cursor, own, before, path) {
        Role::Use
    } else if node.kind() == "string_literal" && own.starts_with('"') && !own.contains('\n') {
        Role::Quoted
    } else {
        Role::Plain
    };
    Some(Leaf { range, role })
}

fn is_use(cursor: &TreeCursor, own: &str, before: &str, path: &[Step]) -> bool {
    let (kind, in_pattern) = path.last().copied().unwrap_or_default();
    let parent = path.iter().rev().nth(1).map_or("", |step| step.0);
    let names = matches!(cursor.field_name(), Some("name" | "alias"));
    let new = match kind {
        "identifier" if parent == "token_tree" => DEFINERS.contains(&before),
        "identifier" | "shorthand_field_identifier" => {
            names || in_pattern && !own.starts_with(char::is_uppercase)
        }
        "type_identifier" => names && !matches!(parent, "type_binding" | "struct_expression"),
        "field_identifier" | "primitive_type" => false,
        _ => return false,
    };
    (!new || before == "::") && !own.starts_with("r#")
}

/// Words after which a name is new; the tree knows, but not inside a macro.
const DEFINERS: [&str; 6] = ["fn", "let", "for", "|", "struct", "const"];

fn pair_brackets(text: &str, leaves: &mut [Leaf]) {
    let mut open: Vec<(usize, &str)> = Vec::new();
    for i in 0..leaves.len() {
        let own = &text[leaves[i].range.clone()];
        match own {
            "(" => open.push((i, ")")),
            "[" => open.push((i, "]")),
            "{" => open.push((i, "}")),
            ")" | "]" | "}" => match open.pop() {
                Some((start, closer)) if closer == own => {
                    leaves[start].role = Role::Open(i);
                    leaves[i].role = Role::Close;
                }
                _ => open.clear(),
            },
            _ => {}
        }
    }
}
