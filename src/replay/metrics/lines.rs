//! What foretold rests of lines come to: how often one is shown, how often it is just what was written,
//! how many characters that saves. It must count a suggestion once, as long as what is typed agrees.

use std::time::Duration;

use super::Calibration;

/// From which probabilities on a line is shown.
pub const THRESHOLDS: [f32; 8] = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6];

/// Shorter ones are typed faster than they are read.
const SHORTEST: usize = 4;

/// What one threshold comes to.
#[derive(Clone, Debug, Default)]
pub struct Threshold {
    /// Suggestions shown.
    pub shown: u64,
    /// Of them those that were just what was written.
    pub exact: u64,
    /// Their characters.
    pub characters: u64,
    /// What popups saved in what was typed by hand.
    pub popups: u64,
    /// What is shown: where it begins, and its text.
    active: Option<(usize, String)>,
    is_done: bool,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Scored lines.
    pub lines: u64,
    /// Their characters.
    pub characters: u64,
    /// One for each of [`THRESHOLDS`].
    pub at: [Threshold; THRESHOLDS.len()],
    /// Places at which a line was asked for, and the time that took.
    asked: u64,
    spent: Duration,
    /// Whether probabilities mean what they say.
    pub calibration: Calibration,
}

impl Lines {
    /// A line begins.
    pub(in crate::replay) fn begin(&mut self) {
        self.lines += 1;
        for threshold in &mut self.at {
            (threshold.active, threshold.is_done) = (None, false);
        }
    }

    /// A line was asked for.
    pub(in crate::replay) fn took(&mut self, time: Duration) {
        self.asked += 1;
        self.spent += time;
    }

    /// What that takes, in microseconds.
    pub fn microseconds(&self) -> f64 {
        self.spent.as_secs_f64() * 1e6 / self.asked.max(1) as f64
    }

    /// A token was written: its characters, and what a popup would have saved of them.
    pub(in crate::replay) fn typed(&mut self, characters: usize, saved: usize) {
        self.characters += characters as u64;
        for threshold in &mut self.at {
            if threshold.is_done {
                threshold.characters += characters as u64;
            } else {
                threshold.popups += saved as u64;
            }
        }
    }

    /// The line stands as far as `at`; `rest` is what will be written on it, `foretold` what was foretold.
    /// Whether that is the same.
    pub(in crate::replay) fn look(
        &mut self,
        typed: &str,
        rest: &str,
        foretold: Option<(&str, f32)>,
    ) -> bool {
        let at = typed.len();
        let is_exact = foretold.is_some_and(|(text, _)| text == rest);
        if let Some((_, p)) = foretold {
            self.calibration.add(p, is_exact);
        }
        let is_long = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count() >= SHORTEST;
        for (threshold, least) in self.at.iter_mut().zip(THRESHOLDS) {
            if threshold.is_done {
                continue;
            }
            if let Some((from, text)) = &threshold.active
                && let Some(since) = typed.get(*from..)
                && text.starts_with(since)
                && text.len() > since.len()
            {
                continue;
            }
            threshold.active = None;
            let Some((text, _)) = foretold.filter(|(text, p)| *p >= least && is_long(text)) else {
                continue;
            };
            threshold.shown += 1;
            threshold.active = Some((at, text.to_owned()));
            if is_exact {
                threshold.exact += 1;
                threshold.is_done = true;
            }
        }
        is_exact
    }

    /// Whether any was foretold.
    pub fn foretells(&self) -> bool {
        self.calibration.error().is_some()
    }

    /// For each threshold: shown a line, the part of them that was exact, the part of all characters that
    /// they complete, the part of all keys that they and popups save together.
    pub fn rates(&self) -> Vec<[f64; 4]> {
        let part = |a: u64, b: u64| a as f64 / b.max(1) as f64;
        let of = |t: &Threshold| {
            let saved = t.characters.saturating_sub(t.exact) + t.popups;
            [
                part(t.shown, self.lines),
                part(t.exact, t.shown),
                part(t.characters, self.characters),
                part(saved, self.characters),
            ]
        };
        self.at.iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of three tokens: what is foretold at its begin and behind each.
    fn line(foretold: [Option<(&str, f32)>; 4]) -> Lines {
        let mut lines = Lines::default();
        let (whole, ends) = ("let a = b;", [0, 3, 5, 7]);
        lines.begin();
        for (end, foretold) in ends.into_iter().zip(foretold) {
            lines.look(&whole[..end], &whole[end..], foretold);
            lines.typed(2, 1);
        }
        lines
    }

    /// Shown, exact, characters that it completes, what popups save.
    fn told(lines: &Lines, threshold: usize) -> [u64; 4] {
        let at = &lines.at[threshold];
        [at.shown, at.exact, at.characters, at.popups]
    }

    #[test]
    fn what_agrees_with_the_typing_is_shown_once() {
        let wrong = Some(("let a = c;", 0.5));
        let lines = line([wrong, Some((" a = b;", 0.9)), Some((" = c;", 0.9)), None]);
        assert_eq!(
            told(&lines, 0),
            [1, 0, 0, 4],
            "the first stays as long as it agrees"
        );
        let lines = line([Some(("if a {", 0.9)), Some((" a = b;", 0.9)), None, None]);
        assert_eq!(told(&lines, 0), [2, 1, 6, 1], "the second is right");
    }

    #[test]
    fn only_a_whole_line_completes_characters_and_only_from_a_probability_on() {
        let lines = line([None, Some((" a = b", 0.9)), Some((" = b;", 0.1)), None]);
        assert_eq!(told(&lines, 0), [0, 0, 0, 4], "three characters");
        let lines = line([None, Some((" a = b()", 0.9)), None, None]);
        assert_eq!(told(&lines, 0), [1, 0, 0, 4]);
        let lines = line([Some(("let a = b;", 0.41)), None, None, None]);
        assert_eq!(told(&lines, 4), [1, 1, 8, 0]);
        assert_eq!(told(&lines, 5), [0, 0, 0, 4]);
        let short = line([None, None, Some((" = b", 0.9)), None]);
        assert_eq!(told(&short, 0), [0, 0, 0, 4]);
        assert!(!Lines::default().foretells() && lines.foretells());
        let [shown, exact, characters, saved] = lines.rates()[4];
        assert_eq!((shown, exact, characters), (1.0, 1.0, 1.0));
        assert_eq!(saved, 7.0 / 8.0, "the key that accepts is one");
    }
}
