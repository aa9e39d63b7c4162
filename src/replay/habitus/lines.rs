//! What the learner of lines is told in a replay, and asked.

use super::{Learner, known::Known};
use crate::{
    model::next::{
        Coined, Counted, Foretold, LinePlace, Lore, Ranking, STD, Scan, Types, View, Weights,
        Without, Words,
    },
    replay::Passage,
    text::{Kind, Sym},
};

fn line_at(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |i| i + 1)
}

/// The learner of tokens, as far as that of lines asks it.
struct Speller<'a> {
    known: &'a Known,
    coined: &'a mut Coined,
    tables: [Option<Counted<'a>>; 4],
    weights: &'a Weights,
    without: &'a Without,
}

impl Words for Speller<'_> {
    fn rank(&mut self, scan: &Scan, text: &str, ranking: &mut Ranking) {
        let view = View {
            scan,
            text,
            keys: &scan.keys(),
            tables: self.tables,
            lore: self.known,
            weights: self.weights,
            without: self.without,
        };
        view.rank(ranking, self.coined, &mut |_| true);
    }

    fn text(&self, word: Sym) -> Option<(&str, Kind)> {
        let known = self.known.text(word).or_else(|| self.coined.text(word));
        let text = known.or_else(|| STD.text(word.0))?;
        let kind = match self.known.kind(word) {
            7 => return None,
            _ if text.starts_with('\'') => Kind::Lifetime,
            5 => Kind::Keyword,
            6 => Kind::Punct,
            _ => Kind::Ident,
        };
        Some((text, kind))
    }

    fn types(&self) -> &Types {
        &self.known.types
    }
}

impl Learner {
    /// The scan went past token `at`.
    pub(super) fn pass_line(&mut self, passage: &Passage, at: usize) {
        let end = passage.source.tokens()[at].end as usize;
        let column = end - line_at(passage.source.as_str(), end);
        self.lines.pass(&self.scan, column);
    }

    /// What token `at` says of lines.
    pub(super) fn learn_line(&mut self, passage: &Passage, at: usize, scored: bool) {
        let (tokens, text) = (passage.source.tokens(), passage.source.as_str());
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        let token = &tokens[at];
        if scored {
            let first = self.ranking.first();
            let was = first.is_some() && first == self.ranking.find(token.sym);
            let begins = before.is_none_or(|before| before.line != token.line);
            self.lines.hit(was, begins);
        }
        self.lines.learn(&self.scan, text, before, token);
    }

    /// The rest of the line before token `at`, which is not looked at; behind the one before it unless it
    /// `begins` the line.
    pub(super) fn foretell_line(
        &mut self,
        passage: &Passage,
        at: usize,
        begins: bool,
    ) -> Option<Foretold> {
        let (tokens, text) = (passage.source.tokens(), passage.source.as_str());
        let (byte, line) = match begins {
            true => (tokens[at].start, tokens[at].line),
            false => (tokens[at - 1].end, tokens[at - 1].line),
        };
        let place = LinePlace {
            at: byte as usize,
            line_at: line_at(text, byte as usize),
            line,
        };
        let counted = |table| Counted { table, salt: 0 };
        let user = self.user.as_ref().map(counted);
        let dependencies = self.dependencies.as_ref().map(|d| counted(&d.table));
        let [files, project] = self.counts.of(self.file).map(Some);
        let mut words = Speller {
            known: &self.known,
            coined: &mut self.coined,
            tables: [files, project, user, dependencies],
            weights: &self.weights,
            without: &self.without,
        };
        self.lines.foretell(&self.scan, text, place, &mut words)
    }
}
