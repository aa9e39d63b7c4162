//! Where things end: pure functions over a text and an offset. They never look back.

/// White space outside ASCII, as Rust knows it, and the byte order mark.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{feff}')
}

/// Whether a byte may belong to a name; bytes of other alphabets are looked at more closely.
pub fn is_ident_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The end of the name that begins at `start`; `start` where none does.
pub fn ident_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        if byte < 0x80 {
            if !is_ident_byte(byte) {
                break;
            }
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next().filter(|c| c.is_alphanumeric()) else {
            break;
        };
        at += c.len_utf8();
    }
    at
}

/// Words that can't be a name.
pub fn is_keyword(word: &str) -> bool {
    if word.len() > 8 || !word.is_ascii() {
        return false;
    }
    matches!(
        word,
        "_" | "as"
            | "abstract"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "self"
            | "Self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

/// The end of a number. After a `.` (a tuple's field) only digits belong to it.
pub fn number_end(text: &str, start: usize, after_dot: bool) -> usize {
    let bytes = text.as_bytes();
    let get = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let digits = |mut i: usize| {
        while get(i).is_ascii_digit() || get(i) == b'_' {
            i += 1;
        }
        i
    };
    if get(start) == b'0' && matches!(get(start + 1), b'x' | b'o' | b'b') && !after_dot {
        return ident_end(text, start);
    }
    let mut at = digits(start);
    if after_dot {
        return at;
    }
    if get(at) == b'.' && get(at + 1) != b'.' && !starts_name(text, at + 1) {
        at = digits(at + 1);
    }
    if matches!(get(at), b'e' | b'E') {
        let sign = usize::from(matches!(get(at + 1), b'+' | b'-'));
        let power = digits(at + 1 + sign);
        if power > at + 1 + sign {
            at = power;
        }
    }
    ident_end(text, at)
}

fn starts_name(text: &str, at: usize) -> bool {
    let c = text.get(at..).and_then(|rest| rest.chars().next());
    c.is_some_and(|c| c == '_' || c.is_alphabetic())
}

/// The length of the longest punctuation; one character where Rust knows none.
pub fn punct_length(text: &str, start: usize) -> usize {
    let rest = &text.as_bytes()[start..];
    match rest {
        [b'<', b'<', b'=', ..] | [b'>', b'>', b'=', ..] => 3,
        [b'.', b'.', b'.' | b'=', ..] => 3,
        [b':', b':', ..] | [b'-', b'>', ..] | [b'=', b'>' | b'=', ..] => 2,
        [b'&', b'&', ..] | [b'|', b'|', ..] | [b'.', b'.', ..] => 2,
        [b'<', b'<', ..] | [b'>', b'>', ..] => 2,
        [
            b'!' | b'<' | b'>' | b'+' | b'-' | b'*' | b'/' | b'%' | b'^' | b'&' | b'|',
            b'=',
            ..,
        ] => 2,
        [128..=255, ..] => text[start..].chars().next().map_or(1, char::len_utf8),
        _ => 1,
    }
}

/// The end of the character whose opening `'` is at `start`, where it is one.
pub fn char_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let body = start + 1;
    let first = text.get(body..)?.chars().next()?;
    match first {
        '\n' | '\r' => None,
        '\'' if bytes.get(body + 1) == Some(&b'\'') => Some(body + 2),
        '\'' => Some(body + 1),
        '\\' => Some(escape_end(text, body)),
        _ => {
            let end = body + first.len_utf8();
            if bytes.get(end) == Some(&b'\'') {
                return Some(end + 1);
            }
            // 'abc' is an error, but one character literal, not two lifetimes.
            let word = ident_end(text, body);
            (word > end && bytes.get(word) == Some(&b'\'')).then_some(word + 1)
        }
    }
}

/// The end of `\n'`, `\u{1f600}'` and so on; what follows the backslash where no quote is near.
fn escape_end(text: &str, backslash: usize) -> usize {
    let bytes = text.as_bytes();
    let escaped = text[backslash + 1..].chars().next();
    let after = match escaped {
        None | Some('\n' | '\r') => return backslash + 1,
        Some(c) => backslash + 1 + c.len_utf8(),
    };
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'{' | b'}' | b'_');
    let rest = &bytes[after..bytes.len().min(after + 12)];
    let tail = rest.iter().take_while(|b| plain(b)).count();
    match bytes.get(after + tail) {
        Some(b'\'') => after + tail + 1,
        _ => after,
    }
}

/// The end of the line at `from`, before its `\n` or `\r\n`.
pub fn line_end(bytes: &[u8], from: usize) -> usize {
    let end = bytes[from..]
        .iter()
        .position(|&b| b == b'\n')
        .map_or(bytes.len(), |i| from + i);
    let crlf = end < bytes.len() && end > from && bytes[end - 1] == b'\r';
    end - usize::from(crlf)
}

/// One past the `*/` that closes the comment at `start`, nested ones counted.
pub fn block_comment_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start + 2, 1);
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'*')) => (at, depth) = (at + 2, depth + 1),
            (b'*', Some(b'/')) => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// One past the quote and hashes that close a raw string.
pub fn raw_end(bytes: &[u8], body: usize, hashes: usize) -> Option<usize> {
    let mut at = body;
    loop {
        at += bytes.get(at..)?.iter().position(|&b| b == b'"')? + 1;
        let found = bytes[at..].iter().take(hashes);
        let found = found.take_while(|&&b| b == b'#').count();
        if found == hashes {
            return Some(at + hashes);
        }
        at += found;
    }
}

/// The closing quote on this line, or the line's end and false.
pub fn quote_on_line(bytes: &[u8], body: usize) -> (usize, bool) {
    let mut at = body;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return (at, true),
            b'\n' => break,
            b'\\' if bytes.get(at + 1) != Some(&b'\n') => at += 2,
            _ => at += 1,
        }
    }
    (at.min(bytes.len()), false)
}

/// The next quote that no backslash stands before, from the end of a line.
pub fn next_quote(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}

/// Whether a closing quote may stand before this byte.
pub fn may_follow_string(byte: Option<&u8>) -> bool {
    byte.is_none_or(|b| b.is_ascii_whitespace() || b");,.]}?".contains(b))
}
