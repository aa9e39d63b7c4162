//! What a replay comes to: how high the tokens stood that were written, what they cost, and what
//! popups would have saved. It must never know whose ranking it judges.

mod calibration;
mod lines;
mod place;

pub use calibration::Calibration;
pub use lines::{Lines, THRESHOLDS};
pub(super) use place::{Place, places};

/// Rows of a popup that can be taken.
pub const ROWS: usize = 5;
/// A place behind this counts as none.
const DEEPEST: usize = 10;
/// The scored tokens that are also reported apart, because a project was young.
pub const YOUNG: usize = 4000;

/// The groups of tokens that are reported beside each other.
pub const GROUPS: [&str; 5] = ["total", "identifiers", "members", "paths", "first_4000"];

/// The figures of a group, in this order; [`Tally::rates`] says what each is.
pub const FIGURES: [&str; 15] = [
    "tokens", "top1", "top5", "mrr", "bits", "ece", "words", "r1_0", "r1_1", "r1_2", "r5_0",
    "r5_1", "r5_2", "saved", "ceiling",
];

/// The figures of a group; None where there is nothing to divide by.
pub type Rates = [Option<f64>; FIGURES.len()];

/// What a predictor made of one token.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Where it stood, from 1.
    pub rank: Option<usize>,
    /// What it cost.
    pub bits: Option<f64>,
    /// How sure the first row was.
    pub confidence: Option<f32>,
    /// Where it stood among a popup's rows once no, one and two letters were typed.
    pub rows: [Option<usize>; 3],
}

/// One group of tokens.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    tokens: u64,
    top: [u64; 2],
    reciprocal: f64,
    priced: u64,
    bits: f64,
    words: u64,
    first: [u64; 3],
    shown: [u64; 3],
    saved: u64,
    ceiling: u64,
    characters: u64,
    calibration: Calibration,
}

impl Tally {
    fn add(&mut self, place: &Place, outcome: &Outcome) {
        self.tokens += 1;
        let within = |rows| u64::from(outcome.rank.is_some_and(|rank| rank <= rows));
        self.top[0] += within(1);
        self.top[1] += within(5);
        let rank = outcome.rank.filter(|&rank| rank <= DEEPEST);
        self.reciprocal += rank.map_or(0.0, |rank| 1.0 / rank as f64);
        if let Some(bits) = outcome.bits {
            self.priced += 1;
            self.bits += bits;
        }
        if let Some(confidence) = outcome.confidence {
            self.calibration.add(confidence, outcome.rank == Some(1));
        }
        self.characters += place.characters as u64;
        if let Some(length) = place.word {
            self.add_word(length, &outcome.rows);
        }
    }

    fn add_word(&mut self, length: usize, rows: &[Option<usize>; 3]) {
        self.words += 1;
        for (typed, row) in rows.iter().enumerate() {
            self.first[typed] += u64::from(*row == Some(1));
            self.shown[typed] += u64::from(row.is_some());
        }
        self.saved += (length - cost(length, rows)) as u64;
        self.ceiling += (length - 1) as u64;
    }

    /// `tokens`; `top1`, `top5`: the part that stood on the first row, within five; `mrr`: the mean of
    /// 1 / place up to the tenth; `bits` a token; `ece`; `words`: names of three letters or more;
    /// `r1_k`, `r5_k`: their part on the first row, within five, of a popup after k letters;
    /// `saved`: the part of all characters that needn't be typed; `ceiling`: the same if each word
    /// stood on the first row before it is begun.
    pub fn rates(&self) -> Rates {
        let part = |count: f64, of: u64| (of > 0).then(|| count / of as f64);
        let of_tokens = |count: u64| part(count as f64, self.tokens);
        let of_words = |count: u64| part(count as f64, self.words);
        let [r1_0, r1_1, r1_2] = self.first.map(of_words);
        let [r5_0, r5_1, r5_2] = self.shown.map(of_words);
        [
            Some(self.tokens as f64),
            of_tokens(self.top[0]),
            of_tokens(self.top[1]),
            part(self.reciprocal, self.tokens),
            part(self.bits, self.priced),
            self.calibration.error(),
            Some(self.words as f64),
            r1_0,
            r1_1,
            r1_2,
            r5_0,
            r5_1,
            r5_2,
            part(self.saved as f64, self.characters),
            part(self.ceiling as f64, self.characters),
        ]
    }
}

/// The keys for a word: the letters before its row is taken and the row's number, where that is
/// cheapest, else all its letters.
pub(super) fn cost(length: usize, rows: &[Option<usize>; 3]) -> usize {
    let taken = rows.iter().enumerate();
    let taken = taken.filter_map(|(typed, row)| Some(typed + (*row)?));
    taken.min().unwrap_or(length).min(length)
}

/// All groups of the tokens of a slice.
#[derive(Clone, Debug, Default)]
pub struct Slice([Tally; GROUPS.len()]);

impl Slice {
    fn add(&mut self, place: &Place, outcome: &Outcome) {
        let belongs = [
            true,
            place.is_name,
            place.is_member,
            place.is_path,
            place.is_young,
        ];
        let groups = self.0.iter_mut().zip(belongs);
        for (group, _) in groups.filter(|(_, belongs)| *belongs) {
            group.add(place, outcome);
        }
    }

    /// The figures of each group.
    pub fn rates(&self) -> Vec<Rates> {
        self.0.iter().map(Tally::rates).collect()
    }
}

/// What a predictor made of a history.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// Every scored token.
    pub all: Slice,
    /// Those that weren't there before on the lines that they replace.
    pub new: Slice,
}

impl Scores {
    /// Takes in a token.
    pub(super) fn add(&mut self, place: &Place, outcome: &Outcome) {
        self.all.add(place, outcome);
        if place.is_new {
            self.new.add(place, outcome);
        }
    }
}
