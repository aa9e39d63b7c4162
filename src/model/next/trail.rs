//! Where a scan stood last: the next place is mostly a few tokens further on, in a text that begins as
//! the last one did.

use super::{scan::Scan, types::Types};
use crate::text::Token;

/// So many tokens before the place are kept for the next, which may stand a little before this one.
const BACK: usize = 96;
/// A mark that is so far behind is set anew.
const FAR: usize = 512;

/// See the module.
pub struct Trail {
    stem: String,
    scan: Scan,
    passed: Vec<(u32, u32)>,
    mark: Option<(usize, Scan)>,
    /// The line of the last place.
    line: u32,
}

impl Default for Trail {
    fn default() -> Self {
        Trail {
            stem: String::new(),
            scan: Scan::new(""),
            passed: Vec::new(),
            mark: None,
            line: 0,
        }
    }
}

impl Trail {
    /// The scan behind these tokens of a text, for a place on `line`, in a file whose module has this
    /// name.
    pub fn to(
        &mut self,
        (stem, text): (&str, &str),
        tokens: &[Token],
        line: u32,
        types: &Types,
    ) -> &Scan {
        let first = |passed: usize| tokens.get(passed).map_or(line, |t| t.line);
        self.go_back(stem, tokens, first);
        let from = self.passed.len();
        for (i, token) in tokens.iter().enumerate().skip(from) {
            if i + BACK == tokens.len() && self.mark.as_ref().is_none_or(|(m, _)| m + FAR < i) {
                self.mark = Some((i, self.scan.clone()));
            }
            self.scan.push(token, text, types);
            self.passed.push((token.sym.0, token.line));
        }
        self.scan.newline(line);
        self.line = line;
        &self.scan
    }

    /// To the last place that was the same.
    fn go_back(&mut self, stem: &str, tokens: &[Token], line: impl Fn(usize) -> u32) {
        let passed = self.passed.iter().zip(tokens);
        let same = passed.take_while(|(p, t)| p.0 == t.sym.0 && p.1 == t.line);
        let same = if self.stem == stem { same.count() } else { 0 };
        // A line that was told can't be taken back.
        if same == self.passed.len() && same > 0 && line(same) >= self.line {
            return;
        }
        match self.mark.take().filter(|(mark, _)| *mark <= same) {
            Some((mark, scan)) => {
                self.passed.truncate(mark);
                self.mark = Some((mark, scan.clone()));
                self.scan = scan;
            }
            None => {
                self.passed.clear();
                self.scan = Scan::new(stem);
                stem.clone_into(&mut self.stem);
            }
        }
    }
}

#[cfg(test)]
mod tests;
