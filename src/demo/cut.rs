//! Cutting: every fifth function leaves the copy before anything is indexed, and comes back typed.
use std::ops::Range;

use tree_sitter::{Node, Parser};
use xxhash_rust::xxh3::xxh3_64;

use super::corpus::SourceFile;

/// One in so many functions is cut.
const EVERY: u64 = 5;

/// A function that was cut out, with the attributes and doc comments above it.
#[derive(Debug)]
pub struct Cut {
    /// Its name.
    pub name: String,
    /// All that was cut, in bytes of the original: whole lines where nothing else is on them.
    pub whole: Range<usize>,
    /// The function itself.
    pub body: Range<usize>,
}

/// A file and what is cut out of it.
pub struct CutFile {
    /// Relative, with `/`.
    pub path: String,
    /// The text as it was, and as it will be.
    pub original: String,
    /// In the order of the text.
    pub cuts: Vec<Cut>,
    /// Functions in the file, cut or not; nested ones count with the outer.
    pub functions: usize,
}

impl CutFile {
    /// The text without the cuts that `missing` names.
    pub fn without(&self, missing: &[bool]) -> String {
        let mut text = String::with_capacity(self.original.len());
        let mut done = 0;
        for (cut, _) in self.cuts.iter().zip(missing).filter(|(_, gone)| **gone) {
            text.push_str(&self.original[done..cut.whole.start]);
            done = cut.whole.end;
        }
        text.push_str(&self.original[done..]);
        text
    }

    /// Where a cut belongs in [`CutFile::without`].
    pub fn place(&self, cut: usize, missing: &[bool]) -> usize {
        let before = self.cuts.iter().zip(missing).take(cut);
        let gone: usize = before.filter(|x| *x.1).map(|x| x.0.whole.len()).sum();
        self.cuts[cut].whole.start - gone
    }
}

/// Cuts every file.
pub fn cut_all(files: Vec<SourceFile>) -> Vec<CutFile> {
    files.into_iter().map(cut).collect()
}

/// Whether this function is cut: the same on every machine and in every run.
pub fn is_cut(path: &str, name: &str) -> bool {
    hash(path, name).is_multiple_of(EVERY)
}

/// A function's stable number.
pub fn hash(path: &str, name: &str) -> u64 {
    xxh3_64(format!("{path}\0{name}").as_bytes())
}

/// A tree of Rust source; `None` where the parser gives up.
pub(super) fn parse(text: &str) -> Option<tree_sitter::Tree> {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_rust::LANGUAGE.into())
        .ok()?;
    parser.parse(text, None)
}

fn cut(file: SourceFile) -> CutFile {
    let mut cuts = Vec::new();
    let mut functions = 0;
    if let Some(tree) = parse(&file.text) {
        let mut cursor = tree.walk();
        'walk: loop {
            let node = cursor.node();
            let is_function = node.kind() == "function_item";
            if is_function {
                functions += 1;
                cuts.extend(cut_function(&file, node));
            }
            if !is_function && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    break 'walk;
                }
            }
        }
    }
    CutFile {
        path: file.path,
        original: file.text,
        cuts,
        functions,
    }
}

fn cut_function(file: &SourceFile, node: Node) -> Option<Cut> {
    let name = &file.text[node.child_by_field_name("name")?.byte_range()];
    if node.has_error() || !is_cut(&file.path, name) {
        return None;
    }
    let body = node.byte_range();
    Some(Cut {
        name: name.to_owned(),
        whole: whole_lines(&file.text, lead(&file.text, node)..body.end),
        body,
    })
}

/// Where the attributes and doc comments begin that stand directly above a function.
fn lead(text: &str, function: Node) -> usize {
    let mut start = function.start_byte();
    let mut above = function.prev_sibling();
    while let Some(node) = above {
        let kind = node.kind();
        let belongs = matches!(kind, "attribute_item" | "line_comment" | "block_comment");
        // a doc comment's node ends behind its line break, others before it
        let end = node.start_byte() + text[node.byte_range()].trim_end().len();
        let breaks = text[end..start].matches('\n').count();
        if !belongs
            || breaks > 1
            || !is_blank(&text[line_start(text, node.start_byte())..node.start_byte()])
        {
            break;
        }
        start = node.start_byte();
        above = node.prev_sibling();
    }
    start
}

/// The range with the indentation before it and the line break behind it, where nothing else is on
/// those lines.
fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let start = line_start(text, range.start);
    let rest = &text[range.end..];
    let end = rest.find('\n').map_or(text.len(), |i| range.end + i + 1);
    if is_blank(&text[start..range.start]) && is_blank(&text[range.end..end]) {
        start..end
    } else {
        range
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |i| i + 1)
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
