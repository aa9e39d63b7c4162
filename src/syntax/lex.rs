//! Rust text as tokens, by our own lexer: any `&str` gives tokens, no byte of code is lost, and it
//! never panics. It knows nothing of grammar.
//!
//! Recovery while someone is typing. A `"` without a closing quote on its line may be a string of
//! many lines or one that isn't finished yet. The next unescaped quote decides: followed by what
//! may follow a string (white space, `)`, `;`, `,`, `.`, `]`, `}`, `?`) it closes this one;
//! otherwise it opens another, and ours ends with its line, so that the rest of the file keeps its
//! tokens. In doubt it stays a string: words of a literal must not pass for names for longer than
//! it takes to type the quote. A raw string that is never closed ends with its line too; a block
//! comment that is never closed reaches the end.

mod scan;
#[cfg(test)]
mod tests;

use crate::text::{Edit, Kind, Sym, Token};
use scan::{ident_end, is_ident_byte, number_end, punct_length};

/// What an offset can be inside of that is no code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trivia {
    /// From `//` to the end of its line, doc comments included.
    LineComment,
    /// Between `/*` and `*/`, doc comments included.
    BlockComment,
    /// A string of any form.
    Str,
    /// A character or a byte.
    Char,
}

/// All tokens of a text in order; comments and white space are left out.
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut lexer = Lexer::new(text, 0, 0, false);
    let mut tokens = Vec::with_capacity(text.len() / 4);
    while let Some(token) = lexer.next() {
        tokens.push(token);
    }
    tokens
}

/// The tokens of `text`, which is the text of `old` after `edit`; equal to `tokenize(text)`, but
/// lexes only from the line of the edit until it is in step with the old tokens again.
pub fn retokenize(old: &[Token], text: &str, edit: &Edit) -> Vec<Token> {
    let line = text.as_bytes()[..edit.start]
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |i| i + 1);
    let before = old.partition_point(|t| t.end as usize <= line);
    let before = old[..before]
        .iter()
        .position(|t| t.kind == Kind::Str && is_cut(text, *t))
        .unwrap_or(before);
    let mut tokens = Vec::with_capacity(old.len() + 64);
    tokens.extend_from_slice(&old[..before]);
    let mut lexer = match old[..before].last() {
        None => Lexer::new(text, 0, 0, false),
        Some(last) => {
            let (start, end) = (last.start as usize, last.end as usize);
            let line = last.line + lines(text.as_bytes(), start, end);
            Lexer::new(text, end, line, &text[start..end] == ".")
        }
    };
    let shift = edit.new_end as i64 - edit.old_end as i64;
    let mut next = old.partition_point(|t| (t.start as usize) < edit.old_end);
    while let Some(token) = lexer.next() {
        if token.start as usize >= edit.new_end {
            let start = i64::from(token.start) - shift;
            while next < old.len() && i64::from(old[next].start) < start {
                next += 1;
            }
            if let Some(twin) = old.get(next).filter(|t| in_step(t, &token, shift)) {
                let down = i64::from(token.line) - i64::from(twin.line);
                tokens.extend(old[next..].iter().map(|t| moved(t, shift, down)));
                return tokens;
            }
        }
        tokens.push(token);
    }
    tokens
}

fn in_step(old: &Token, new: &Token, shift: i64) -> bool {
    i64::from(old.start) + shift == i64::from(new.start)
        && i64::from(old.end) + shift == i64::from(new.end)
        && old.kind == new.kind
        && old.sym == new.sym
}

fn moved(token: &Token, shift: i64, down: i64) -> Token {
    Token {
        start: (i64::from(token.start) + shift) as u32,
        end: (i64::from(token.end) + shift) as u32,
        line: (i64::from(token.line) + down) as u32,
        ..*token
    }
}

/// What `offset` is inside of, where that is no code. The end of a line comment and of an
/// unfinished string counts as inside: whoever types there goes on with it.
pub fn trivia_at(text: &str, tokens: &[Token], offset: usize) -> Option<Trivia> {
    let next = tokens.partition_point(|t| (t.start as usize) < offset);
    let last = next.checked_sub(1).map(|i| tokens[i]);
    if let Some(token) = last {
        let inside = offset < token.end as usize;
        match token.kind {
            Kind::Str if inside || (offset == token.end as usize && is_cut(text, token)) => {
                return Some(Trivia::Str);
            }
            Kind::Char if inside => return Some(Trivia::Char),
            _ if inside => return None,
            _ => {}
        }
    }
    let mut lexer = Lexer::new(text, last.map_or(0, |t| t.end as usize), 0, false);
    while lexer.at < offset {
        let start = lexer.at;
        let kind = lexer.comment();
        if kind.is_none() && !lexer.blank() {
            return None;
        }
        let end = lexer.at;
        let open = match kind {
            Some(Trivia::LineComment) => true,
            _ => end == text.len() && !text[start..end].ends_with("*/"),
        };
        if kind.is_some() && (offset < end || (offset == end && open)) {
            return kind;
        }
    }
    None
}

/// Whether a string has no closing quote.
pub(super) fn is_cut(text: &str, token: Token) -> bool {
    let bytes = text.as_bytes();
    let (start, end) = (token.start as usize, token.end as usize);
    if !matches!(bytes.get(end), None | Some(b'\n' | b'\r')) {
        return false;
    }
    let Some(quote) = bytes[start..end].iter().position(|&b| b == b'"') else {
        return true;
    };
    let (prefix, body) = (&bytes[start..start + quote], start + quote + 1);
    if prefix.contains(&b'r') {
        let hashes = prefix.iter().filter(|&&b| b == b'#').count();
        return scan::raw_end(&bytes[..end], body, hashes) != Some(end);
    }
    let mut at = body;
    while at < end {
        match bytes[at] {
            b'"' => return false,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    true
}

/// Number of line ends (`\n`, `\r\n`, lone `\r`) that end in `from..to`.
fn lines(bytes: &[u8], from: usize, to: usize) -> u32 {
    let ends = |i: &usize| match bytes[*i] {
        b'\n' => true,
        b'\r' => bytes.get(i + 1) != Some(&b'\n'),
        _ => false,
    };
    (from..to.min(bytes.len())).filter(ends).count() as u32
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    line: u32,
    after_dot: bool,
    /// From an end of line, where the next unescaped quote is.
    quote: Option<(usize, Option<usize>)>,
    /// No raw string with this many `#` is closed in what follows.
    unclosed: usize,
    literals: [Sym; 3],
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str, at: usize, line: u32, after_dot: bool) -> Lexer<'t> {
        Lexer {
            text,
            bytes: text.as_bytes(),
            at,
            line,
            after_dot,
            quote: None,
            unclosed: usize::MAX,
            literals: [Sym::of("\""), Sym::of("'"), Sym::of("0")],
        }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn next(&mut self) -> Option<Token> {
        while self.blank() || self.comment().is_some() {}
        if self.at >= self.bytes.len() {
            return None;
        }
        let (start, line) = (self.at, self.line);
        let (kind, sym, end) = self.token(start);
        self.after_dot = end == start + 1 && self.bytes[start] == b'.';
        self.at = end;
        if kind == Kind::Str {
            self.line += lines(self.bytes, start, end);
        }
        Some(Token {
            sym,
            kind,
            start: start as u32,
            end: end as u32,
            line,
        })
    }

    /// Skips white space; false where there is none.
    fn blank(&mut self) -> bool {
        let start = self.at;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.line += 1,
                b'\r' if self.peek(1) != b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => {}
                0x80.. => match self.text[self.at..].chars().next() {
                    Some(c) if scan::is_blank(c) => {
                        self.at += c.len_utf8();
                        continue;
                    }
                    _ => break,
                },
                _ => break,
            }
            self.at += 1;
        }
        self.at > start
    }

    /// Skips one comment.
    fn comment(&mut self) -> Option<Trivia> {
        let start = self.at;
        let kind = match (self.peek(0), self.peek(1)) {
            (b'/', b'/') => Trivia::LineComment,
            (b'/', b'*') => Trivia::BlockComment,
            (b'#', b'!') if start == 0 && self.peek(2) == b'/' => Trivia::LineComment,
            _ => return None,
        };
        self.at = match kind {
            Trivia::LineComment => scan::line_end(self.bytes, start),
            _ => scan::block_comment_end(self.bytes, start),
        };
        self.line += lines(self.bytes, start, self.at);
        Some(kind)
    }

    fn token(&mut self, start: usize) -> (Kind, Sym, usize) {
        let byte = self.bytes[start];
        let [str_sym, char_sym, number] = self.literals;
        if matches!(byte, b'"' | b'b' | b'c' | b'r') {
            if let Some(end) = self.string(start) {
                return (Kind::Str, str_sym, end);
            }
            if byte == b'b'
                && self.peek(1) == b'\''
                && let Some(end) = scan::char_end(self.text, start + 1)
            {
                return (Kind::Char, char_sym, end);
            }
        }
        if is_ident_byte(byte) && !byte.is_ascii_digit() {
            return self.word(start);
        }
        match byte {
            b'0'..=b'9' => {
                let end = number_end(self.text, start, self.after_dot);
                (Kind::Number, number, end)
            }
            b'\'' => self.quoted(start, char_sym),
            _ => {
                let end = start + punct_length(self.text, start);
                (Kind::Punct, Sym::of(&self.text[start..end]), end)
            }
        }
    }

    fn word(&mut self, start: usize) -> (Kind, Sym, usize) {
        let raw = self.bytes[start] == b'r' && self.peek(1) == b'#';
        if raw {
            let end = ident_end(self.text, start + 2);
            if end > start + 2 && !self.bytes[start + 2].is_ascii_digit() {
                return (Kind::Ident, Sym::of(&self.text[start + 2..end]), end);
            }
        }
        let end = ident_end(self.text, start);
        if end == start {
            let end = start + punct_length(self.text, start);
            return (Kind::Punct, Sym::of(&self.text[start..end]), end);
        }
        let word = &self.text[start..end];
        let kind = match scan::is_keyword(word) {
            true => Kind::Keyword,
            false => Kind::Ident,
        };
        (kind, Sym::of(word), end)
    }

    /// What begins with `'`: a character, a lifetime, or a lone quote.
    fn quoted(&mut self, start: usize, char_sym: Sym) -> (Kind, Sym, usize) {
        if let Some(end) = scan::char_end(self.text, start) {
            return (Kind::Char, char_sym, end);
        }
        let raw = self.bytes[start + 1..].starts_with(b"r#");
        let name = if raw { start + 3 } else { start + 1 };
        let end = ident_end(self.text, name);
        if raw && end > name {
            let name = format!("'{}", &self.text[name..end]);
            return (Kind::Lifetime, Sym::of(&name), end);
        }
        let end = ident_end(self.text, start + 1);
        if end > start + 1 && !self.peek(1).is_ascii_digit() {
            return (Kind::Lifetime, Sym::of(&self.text[start..end]), end);
        }
        (Kind::Punct, Sym::of("'"), start + 1)
    }

    /// The end of the string that begins here, where one does.
    fn string(&mut self, start: usize) -> Option<usize> {
        let mut at = start;
        if matches!(self.bytes[at], b'b' | b'c') {
            at += 1;
        }
        let raw = self.bytes.get(at) == Some(&b'r');
        at += usize::from(raw);
        let hashes = match raw {
            true => self.bytes[at..].iter().take_while(|&&b| b == b'#').count(),
            false => 0,
        };
        at += hashes;
        if self.bytes.get(at) != Some(&b'"') {
            return None;
        }
        Some(match raw {
            true => self.raw_end(at + 1, hashes),
            false => self.string_end(at + 1),
        })
    }

    fn raw_end(&mut self, body: usize, hashes: usize) -> usize {
        if hashes < self.unclosed {
            if let Some(end) = scan::raw_end(self.bytes, body, hashes) {
                return end;
            }
            self.unclosed = hashes;
        }
        scan::line_end(self.bytes, body)
    }

    fn string_end(&mut self, body: usize) -> usize {
        let (at, closed) = scan::quote_on_line(self.bytes, body);
        if closed {
            return at + 1;
        }
        let from = at;
        let found = match self.quote {
            Some((seen, quote)) if seen <= from && quote.is_none_or(|q| q >= from) => quote,
            _ => scan::next_quote(self.bytes, from),
        };
        self.quote = Some((from, found));
        match found {
            Some(quote) if scan::may_follow_string(self.bytes.get(quote + 1)) => quote + 1,
            _ => scan::line_end(self.bytes, body),
        }
    }
}
