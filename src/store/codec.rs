//! Numbers, strings and tables as bytes, little end first. Reading is total: bytes from a damaged or
//! hostile file give `None`, and never more memory than [`MOST_WORDS`] allows.
/// Most table words that a snapshot may ask for: 1 GiB.
const MOST_WORDS: usize = 1 << 27;

/// Whether tables of these lengths can be read again.
pub(super) fn fits(mut lengths: impl Iterator<Item = usize>) -> bool {
    lengths
        .try_fold(MOST_WORDS, |left, length| left.checked_sub(length))
        .is_some()
}

/// Bytes being written.
#[derive(Default)]
pub(super) struct Out(pub(super) Vec<u8>);

impl Out {
    /// A number in as few bytes as it needs (LEB128).
    pub(super) fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
    }

    /// Eight bytes.
    pub(super) fn word(&mut self, n: u64) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }

    /// A length and the bytes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// A table: its length and, where that is shorter, only the words that are not zero, each behind
    /// the number of zeros before it.
    pub(super) fn table(&mut self, table: &[u64]) {
        self.number(table.len() as u64);
        let full = table.iter().filter(|&&w| w != 0).count();
        let sparse = full < table.len() - table.len() / 8;
        self.0.push(sparse as u8);
        if !sparse {
            table.iter().for_each(|&w| self.word(w));
            return;
        }
        self.number(full as u64);
        let mut next = 0;
        for (i, &w) in table.iter().enumerate().filter(|&(_, &w)| w != 0) {
            self.number((i - next) as u64);
            self.word(w);
            next = i + 1;
        }
    }
}

/// Bytes being read.
pub(super) struct In<'a> {
    bytes: &'a [u8],
    words_left: usize,
}

impl<'a> In<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> In<'a> {
        In::within(bytes, MOST_WORDS)
    }

    /// The same for those who expect fewer table words.
    pub(super) fn within(bytes: &'a [u8], words: usize) -> In<'a> {
        In {
            bytes,
            words_left: words.min(MOST_WORDS),
        }
    }

    /// Whether everything is read.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// See [`Out::number`].
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    /// See [`Out::word`].
    pub(super) fn word(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    /// See [`Out::bytes`].
    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.take(length)
    }

    /// A string.
    pub(super) fn string(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }

    /// As many bytes as asked for.
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    /// A list whose items take at least one byte each.
    pub(super) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut In<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let length = usize::try_from(self.number()?).ok()?;
        if length > self.bytes.len() {
            return None;
        }
        let mut items = Vec::new();
        for _ in 0..length {
            items.push(item(self)?);
        }
        Some(items)
    }

    /// See [`Out::table`].
    pub(super) fn table(&mut self) -> Option<Vec<u64>> {
        let length = usize::try_from(self.number()?).ok()?;
        self.words_left = self.words_left.checked_sub(length)?;
        match self.take(1)?[0] {
            0 => {
                let (words, _) = self.take(length.checked_mul(8)?)?.as_chunks::<8>();
                Some(words.iter().map(|w| u64::from_le_bytes(*w)).collect())
            }
            1 => self.sparse(length),
            _ => None,
        }
    }

    fn sparse(&mut self, length: usize) -> Option<Vec<u64>> {
        let full = self.number()?;
        let mut table = vec![0; length];
        let mut next = 0usize;
        for _ in 0..full {
            let i = next.checked_add(usize::try_from(self.number()?).ok()?)?;
            *table.get_mut(i)? = self.word()?;
            next = i + 1;
        }
        Some(table)
    }
}
