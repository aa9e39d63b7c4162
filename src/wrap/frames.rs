//! Bytes in, the same bytes out, cut where messages end. Never drops a byte and never holds one back that
//! can't belong to a message any more: whatever is no frame goes on as it is.

/// Longer bodies go through as they come, unread.
const MOST_READ: usize = 16 * 1024 * 1024;

/// The longest header.
const MAX_HEADER: usize = 16 * 1024;

/// A piece of the stream.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    /// A whole message: header and body, and where the body begins.
    Message(Vec<u8>, usize),
    /// Anything else.
    Bytes(Vec<u8>),
}

/// See the module.
#[derive(Default)]
pub(super) struct Framer {
    buffer: Vec<u8>,
    /// Where the header ends that was read, and how long its body is.
    body: Option<(usize, usize)>,
    /// How much of a long body is still to come.
    passing: usize,
}

impl Framer {
    /// Takes bytes as they arrive.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next piece, if it is here.
    pub(super) fn next(&mut self) -> Option<Piece> {
        if self.passing > 0 {
            return self.pass();
        }
        let (start, length) = match self.body {
            Some(body) => body,
            None => match self.header() {
                Header::Whole(start, length) => *self.body.insert((start, length)),
                Header::Part => return None,
                Header::No(end) => return Some(Piece::Bytes(self.take(end))),
            },
        };
        if length > MOST_READ {
            self.body = None;
            self.passing = start + length;
            return self.pass();
        }
        if self.buffer.len() < start + length {
            return None;
        }
        self.body = None;
        Some(Piece::Message(self.take(start + length), start))
    }

    /// Whether a long body isn't through yet: nothing may come between.
    pub(super) fn is_within(&self) -> bool {
        self.passing > 0
    }

    /// What is left when the stream ends.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.buffer)
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        let rest = self.buffer.split_off(length);
        std::mem::replace(&mut self.buffer, rest)
    }

    fn pass(&mut self) -> Option<Piece> {
        let here = self.passing.min(self.buffer.len());
        self.passing -= here;
        (here > 0).then(|| Piece::Bytes(self.take(here)))
    }

    fn header(&self) -> Header {
        let (mut at, mut length) = (0, None);
        loop {
            let rest = &self.buffer[at..];
            let Some(end) = rest.iter().position(|&b| b == b'\n') else {
                return match may_be_field(rest) && self.buffer.len() <= MAX_HEADER {
                    true => Header::Part,
                    false => Header::No(self.buffer.len()),
                };
            };
            let line = rest[..end].trim_ascii_end();
            at += end + 1;
            match (line.is_empty(), length) {
                (true, Some(length)) => return Header::Whole(at, length),
                (true, None) => return Header::No(at),
                _ if !may_be_field(line) || !line.contains(&b':') || at > MAX_HEADER => {
                    return Header::No(at);
                }
                _ => length = length_in(line).or(length),
            }
        }
    }
}

enum Header {
    /// It ends here, and its body is so long.
    Whole(usize, usize),
    /// The rest isn't here yet.
    Part,
    /// None; so many bytes are something else.
    No(usize),
}

/// Whether a line begins as a field of a header does: letters and hyphens up to a colon.
fn may_be_field(line: &[u8]) -> bool {
    let name = line.split(|&b| b == b':').next().unwrap_or_default();
    let name = match name.len() == line.len() {
        true => name.strip_suffix(b"\r").unwrap_or(name),
        false => name,
    };
    name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
}

fn length_in(line: &[u8]) -> Option<usize> {
    let line = std::str::from_utf8(line).ok()?;
    let (name, value) = line.split_once(':')?;
    let is_length = name.eq_ignore_ascii_case("content-length");
    value.trim().parse().ok().filter(|_| is_length)
}

/// A body with its header, in the same memory: it may be a megabyte.
pub(super) fn frame(mut body: String) -> Vec<u8> {
    body.insert_str(0, &format!("Content-Length: {}\r\n\r\n", body.len()));
    body.into_bytes()
}

#[cfg(test)]
mod tests;
