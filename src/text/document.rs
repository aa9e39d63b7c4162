//! A document's text with its line table; the only place that turns positions into bytes.

/// What one unit of [`Position::character`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units.
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// Line and column as an editor counts them, both from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Units of the negotiated [`Encoding`] from the line's start.
    pub character: u32,
}

/// A half-open range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// First position.
    pub start: Position,
    /// One past the last.
    pub end: Position,
}

/// One content change, as it arrives; without a range the whole text is replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What is replaced.
    pub range: Option<Range>,
    /// By what.
    pub text: String,
}

/// Row and column in bytes, as tree-sitter counts them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Row, from 0.
    pub row: usize,
    /// Bytes from the row's start.
    pub column: usize,
}

/// An applied change in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Edit {
    /// Where it begins.
    pub start: usize,
    /// Where the replaced text ended.
    pub old_end: usize,
    /// Where the new text ends.
    pub new_end: usize,
    /// The same three as places.
    pub start_place: Place,
    /// See `old_end`.
    pub old_end_place: Place,
    /// See `new_end`.
    pub new_end_place: Place,
}

/// A text and the bytes at which its lines begin (`\n`, `\r\n` and lone `\r` end a line).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Text {
    string: String,
    starts: Vec<u32>,
}

impl Text {
    /// Takes over a text.
    pub fn new(string: String) -> Text {
        let mut starts = vec![0];
        starts.extend(string.match_indices('\n').map(|(i, _)| i as u32 + 1));
        Text { string, starts }
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.string
    }
    /// Number of lines, at least 1.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }
    /// First byte of a line; the text's length where there is no such line.
    pub fn line_start(&self, line: usize) -> usize {
        self.starts
            .get(line)
            .map_or(self.string.len(), |&s| s as usize)
    }
    /// The line of a byte.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|&s| s as usize <= offset)
            .saturating_sub(1)
    }
}
