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

/// A text and the bytes at which its lines begin (`\n`, `\r\n` and lone `\r` end a line). Holds at
/// most 4 GiB.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    string: String,
    starts: Vec<u32>,
    /// Lines that end with a lone `\r`; tree-sitter doesn't count them.
    lone: usize,
}

impl Default for Text {
    fn default() -> Text {
        Text::new(String::new())
    }
}

impl Text {
    /// Takes over a text.
    pub fn new(string: String) -> Text {
        let mut starts = vec![0];
        starts.extend(starts_in(string.as_bytes(), 0, string.len()));
        let lone = count_lone(string.as_bytes(), &starts);
        Text {
            string,
            starts,
            lone,
        }
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
    /// One past a line's last byte, its end of line left out.
    pub fn line_end(&self, line: usize) -> usize {
        let (start, end) = (self.line_start(line), self.line_start(line + 1));
        let line = &self.string.as_bytes()[start..end];
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        start + content.len()
    }
    /// The line of a byte.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|&s| s as usize <= offset)
            .saturating_sub(1)
    }

    /// The byte of a position: clamped to its line and to the text; within a character, the
    /// character's first byte.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let (line, units) = (position.line as usize, position.character as usize);
        if line >= self.starts.len() {
            return self.string.len();
        }
        let start = self.line_start(line);
        let content = &self.string[start..self.line_end(line)];
        start + bytes_of_units(content, units, encoding)
    }

    /// The position of a byte: clamped to the text; within a character or an end of line, where
    /// that begins.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let mut offset = offset.min(self.string.len());
        while !self.string.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let start = self.line_start(line);
        let before = &self.string[start..offset.min(self.line_end(line))];
        Position {
            line: line as u32,
            character: units_of(before, encoding) as u32,
        }
    }

    /// Applies one change and says what it was in bytes. A range whose ends are the wrong way
    /// round is turned; without a range everything is replaced.
    pub fn apply(&mut self, change: &Change, encoding: Encoding) -> Edit {
        let (start, old_end) = match change.range {
            Some(range) => {
                let start = self.offset(range.start, encoding);
                let end = self.offset(range.end, encoding);
                (start.min(end), start.max(end))
            }
            None => (0, self.string.len()),
        };
        self.splice(start, old_end, &change.text)
    }

    fn splice(&mut self, start: usize, old_end: usize, text: &str) -> Edit {
        let new_end = start + text.len();
        let (start_place, old_end_place) = (self.place(start), self.place(old_end));
        // Whether a line begins at `s` is told by the bytes `s - 1` and `s`; so the starts before
        // `start` stay, those after `old_end` move, and only those between are looked for again.
        let first = self
            .starts
            .partition_point(|&s| (s as usize) < start.max(1));
        let last = self
            .starts
            .partition_point(|&s| s as usize <= old_end)
            .max(first);
        self.lone -= count_lone(self.string.as_bytes(), &self.starts[first..last]);
        self.string.replace_range(start..old_end, text);
        for s in &mut self.starts[last..] {
            *s = (*s as usize - old_end + new_end) as u32;
        }
        let fresh: Vec<u32> = starts_in(self.string.as_bytes(), start, new_end).collect();
        self.lone += count_lone(self.string.as_bytes(), &fresh);
        self.starts.splice(first..last, fresh);
        Edit {
            start,
            old_end,
            new_end,
            start_place,
            old_end_place,
            new_end_place: self.place(new_end),
        }
    }

    /// Row and column of a byte as tree-sitter counts them: only `\n` ends a row.
    fn place(&self, offset: usize) -> Place {
        if self.lone == 0 {
            let row = self.line_of(offset);
            let column = offset - self.line_start(row);
            return Place { row, column };
        }
        let before = &self.string.as_bytes()[..offset];
        Place {
            row: before.iter().filter(|&&b| b == b'\n').count(),
            column: before.iter().rev().take_while(|&&b| b != b'\n').count(),
        }
    }
}

/// The bytes in `from..=to`, 0 left out, at which a line begins.
fn starts_in(bytes: &[u8], from: usize, to: usize) -> impl Iterator<Item = u32> + '_ {
    let begins = |&s: &usize| match bytes[s - 1] {
        b'\n' => true,
        b'\r' => bytes.get(s) != Some(&b'\n'),
        _ => false,
    };
    (from.max(1)..=to).filter(begins).map(|s| s as u32)
}

fn count_lone(bytes: &[u8], starts: &[u32]) -> usize {
    let is_lone = |&&s: &&u32| s > 0 && bytes[s as usize - 1] == b'\r';
    starts.iter().filter(is_lone).count()
}

fn width(c: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => c.len_utf8(),
        Encoding::Utf16 => c.len_utf16(),
        Encoding::Utf32 => 1,
    }
}

/// The bytes of the characters that end within the first `units`.
fn bytes_of_units(content: &str, units: usize, encoding: Encoding) -> usize {
    if content.is_ascii() {
        return units.min(content.len());
    }
    let mut passed = 0;
    for (i, c) in content.char_indices() {
        passed += width(c, encoding);
        if passed > units {
            return i;
        }
    }
    content.len()
}

fn units_of(content: &str, encoding: Encoding) -> usize {
    if content.is_ascii() {
        return content.len();
    }
    content.chars().map(|c| width(c, encoding)).sum()
}

#[cfg(test)]
mod tests;
