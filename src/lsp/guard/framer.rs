//! Bytes in, bodies out. Finds the next frame again after any garbage, and holds no more than one
//! frame's limit.

/// The longest body that is read; a longer one is skipped.
pub(super) const MAX_BODY: usize = 64 * 1024 * 1024;

/// The longest line of a header, beyond which it is garbage.
const MAX_LINE: usize = 16 * 1024;

/// How much is told of either end of a body that was skipped.
pub(super) const END: usize = 4096;

const NAME: &[u8] = b"content-length:";

/// Room for a whole header: what is kept while garbage is skipped.
const TAIL: usize = 64;

/// A frame.
pub(super) enum Frame {
    /// Its body.
    Body(Vec<u8>),
    /// It was too long; how it began and ended.
    Skipped(Vec<u8>),
}

#[derive(Clone, Copy)]
enum State {
    /// In a header; the length, once it was seen.
    Header(Option<usize>),
    /// In a body of this many bytes.
    Body(usize),
    /// In a body that is too long; bytes left.
    Skip(usize),
}

/// The framer.
pub(super) struct Framer {
    buffer: Vec<u8>,
    /// Bytes of the buffer that are done with.
    done: usize,
    state: State,
    /// How far an unfinished body was looked through.
    looked: usize,
    /// How the body that is being skipped begins and, so far, ends.
    ends: Vec<u8>,
}

impl Default for Framer {
    fn default() -> Framer {
        Framer {
            buffer: Vec::new(),
            done: 0,
            state: State::Header(None),
            looked: 0,
            ends: Vec::new(),
        }
    }
}

impl Framer {
    /// Takes bytes as they arrive.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.done);
        self.looked = self.looked.saturating_sub(self.done);
        self.done = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next frame, if it is here.
    pub(super) fn next_frame(&mut self) -> Option<Frame> {
        loop {
            match self.state {
                State::Header(length) => self.header_line(length)?,
                State::Body(length) => return self.body(length).map(Frame::Body),
                State::Skip(left) => return self.skip(left).map(Frame::Skipped),
            }
        }
    }

    /// The body that was given out last is no message: if a header is in it, its frame was shorter
    /// than it said, and what follows is read again from there.
    pub(super) fn recover(&mut self, body: &[u8]) {
        if let Some(at) = find_name(body) {
            self.buffer.splice(..self.done, body[at..].iter().copied());
            (self.done, self.looked) = (0, 0);
        }
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.done..]
    }

    /// Reads one line of a header; `None` when it isn't here yet.
    fn header_line(&mut self, length: Option<usize>) -> Option<()> {
        let rest = self.rest();
        let Some(end) = rest.iter().position(|&b| b == b'\n') else {
            if rest.len() > MAX_LINE {
                self.done = self.buffer.len() - TAIL;
            }
            return None;
        };
        let line = rest[..end].trim_ascii();
        self.state = match (length, line.is_empty()) {
            (Some(length), true) if length > MAX_BODY => {
                tracing::warn!(length, "a frame is too long and is skipped");
                State::Skip(length)
            }
            (Some(length), true) => State::Body(length),
            _ => State::Header(length_in(line).or(length)),
        };
        self.done += end + 1;
        Some(())
    }

    /// A body that isn't whole may never be: a header in it says that the length was a lie, for JSON can't
    /// hold one.
    fn body(&mut self, length: usize) -> Option<Vec<u8>> {
        let rest = self.rest();
        let length = match rest.get(..length) {
            Some(_) => length,
            None => {
                let from = self.looked.max(self.done).saturating_sub(TAIL);
                let lie = find_header(&self.buffer[from.max(self.done)..]);
                self.looked = self.buffer.len();
                lie? + from.max(self.done) - self.done
            }
        };
        let body = self.rest()[..length].to_vec();
        self.done += length;
        self.state = State::Header(None);
        Some(body)
    }

    /// Skips a body, but not beyond a header: JSON can't hold one, so the length was a lie.
    fn skip(&mut self, left: usize) -> Option<Vec<u8>> {
        let rest = self.rest();
        let lie = find_header(&rest[..rest.len().min(left)]);
        let keep = if rest.len() < left { TAIL } else { 0 };
        let skipped = lie.unwrap_or(rest.len().min(left).saturating_sub(keep));
        self.remember(skipped);
        self.done += skipped;
        if lie.is_none() && skipped < left {
            self.state = State::Skip(left - skipped);
            return None;
        }
        self.state = State::Header(None);
        Some(std::mem::take(&mut self.ends))
    }

    fn remember(&mut self, skipped: usize) {
        let passed = &self.buffer[self.done..self.done + skipped];
        self.ends.extend_from_slice(passed);
        if self.ends.len() > 2 * END {
            self.ends.drain(END..self.ends.len() - END);
        }
    }
}

fn find_name(bytes: &[u8]) -> Option<usize> {
    let mut windows = bytes.windows(NAME.len());
    windows.position(|window| window.eq_ignore_ascii_case(NAME))
}

/// A length in a line of a header, also behind the rest of a body that was longer than it said.
fn length_in(line: &[u8]) -> Option<usize> {
    let after = line[find_name(line)? + NAME.len()..].trim_ascii();
    std::str::from_utf8(after).ok()?.parse().ok()
}

/// A header with its empty line and the beginning of an object.
fn find_header(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(5).position(|window| window == b"\r\n\r\n{")?;
    let from = end.saturating_sub(TAIL);
    let at = from + find_name(&bytes[from..end])?;
    length_in(&bytes[at..end]).map(|_| at)
}

#[cfg(test)]
mod tests;
