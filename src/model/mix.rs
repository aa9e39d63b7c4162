//! The weights of the votes: an online softmax regression over the candidates of a place.
//!
//! A candidate's score is the sum of weight x feature. Features are the votes of (context, layer)
//! pairs, x = ln(1 + discounted count ratio), and named facts. None names a word, so weights carry
//! over to other projects. After each typed word the weights move by AdaGrad (Duchi et al., JMLR
//! 2011) on the negative log-likelihood of that word.

use super::context::{CONTEXTS, Class};

/// How many count tables are asked.
pub const LAYERS: usize = 5;
const CLASSES: usize = 3;
const BUCKETS: usize = 10;
const VOTES: usize = CLASSES * CONTEXTS * LAYERS * BUCKETS;

/// Whose counts these are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layer {
    /// The open file.
    File,
    /// What was typed in this session.
    Session,
    /// The project.
    Project,
    /// All of the user's projects.
    User,
    /// Other people's crates.
    Library,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $prior:literal,)*) => {
        /// What is known of a candidate beyond counts; the value is 1 unless said otherwise.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Fact { $($(#[$doc])* $name,)* }
        const PRIORS: &[f32] = &[$($prior,)*];
        const NAMED: &[Fact] = &[$(Fact::$name,)*];
    };
}

facts! {
    /// The nearest binding in scope.
    Nearest = 1.5,
    /// Second to fourth nearest binding.
    Near = 1.2,
    /// A binding further away.
    InScope = 0.8,
    /// A symbol of a kind that fits the site.
    Fits = 0.5,
    /// A symbol whose known kinds all misfit the site.
    Misfits = -1.5,
    /// A member of the receiver's type, or an associated item of the qualifier.
    Belongs = 1.5,
    /// Last seen at most 32 tokens ago.
    Just = 0.8,
    /// Last seen at most 256 tokens ago.
    Lately = 0.5,
    /// Seen in this file.
    Here = 0.5,
    /// Stands within 128 tokens below.
    Below = 0.4,
    /// Stands on this line already.
    Repeats = -0.5,
    /// A keyword.
    Keyword = -0.5,
    /// Brought in by `use`, or defined in this file.
    Imported = 0.4,
    /// ln(1 + times) that it was chosen or typed in this very place, by the ledger.
    ChosenHere = 6.0,
    /// ln(1 + times) that it was chosen or typed at such a site, by the ledger.
    Chosen = 1.5,
    /// ln(1 + times) that it was chosen or typed at such a site, in any project.
    ChosenElsewhere = 0.5,
    /// ln(1 + times) that it was refused or undone at this site, by the ledger.
    Refused = -1.5,
    /// ln(1 + occurrences in the project).
    Frequent = 0.2,
    /// Its length in characters, over 10.
    Length = 0.0,
    /// ln(1 + times that it stands in such places in libraries).
    Library = 0.1,
    /// In libraries, but nowhere in the project.
    Foreign = -1.0,
    /// Another server shows it here. Of this and those below, [`LISTED`] has the priors.
    Listed = 0.0,
    /// It stands among the rows that the other takes for the best.
    ListedBest = 0.0,
    /// ln(1 + its row in the other's list).
    ListedRow = 0.0,
    /// ln(1 + how many ranks of relevance stand above it there).
    ListedRank = 0.0,
    /// The other marks it as deprecated.
    ListedDeprecated = 0.0,
    /// It comes with an import.
    ListedImport = 0.0,
    /// The other calls it a keyword.
    ListedKeyword = 0.0,
    /// The other calls it a snippet.
    ListedSnippet = 0.0,
    /// The other calls it a variable.
    ListedLocal = 0.0,
    /// The other calls it a field.
    ListedField = 0.0,
    /// The other calls it a function or a method.
    ListedCall = 0.0,
    /// The other calls it a module.
    ListedModule = 0.0,
    /// The other calls it a macro or writes it with a bang.
    ListedMacro = 0.0,
    /// It is a path of several words.
    ListedPath = 0.0,
    /// The type that the other tells of it holds its name: `let path: Path`.
    ListedAlike = 0.0,
}

/// What another's list says at first, by [`Class`]: about what lessons beside rust-analyzer came to.
const LISTED: [(Fact, [f32; CLASSES]); FACTS - FACTS_ALONE] = [
    (Fact::Listed, [2.8, 2.0, 2.2]),
    (Fact::ListedBest, [0.9, 0.5, 0.5]),
    (Fact::ListedRow, [0.1, 0.0, -0.1]),
    (Fact::ListedRank, [-0.4, 0.1, 0.3]),
    (Fact::ListedDeprecated, [-1.0, -1.0, -1.0]),
    (Fact::ListedImport, [-1.1, -1.0, -0.9]),
    (Fact::ListedKeyword, [-0.5, -0.3, -1.8]),
    (Fact::ListedSnippet, [-2.0, -2.0, -2.0]),
    (Fact::ListedLocal, [0.3, 0.3, 0.5]),
    (Fact::ListedField, [0.5, 0.3, 0.2]),
    (Fact::ListedCall, [0.6, 0.0, 0.2]),
    (Fact::ListedModule, [0.0, 0.2, 0.2]),
    (Fact::ListedMacro, [-0.3, -0.3, -0.6]),
    (Fact::ListedPath, [-1.0, -1.0, -1.0]),
    (Fact::ListedAlike, [0.0, 0.0, 0.0]),
];

/// How many facts there were before another server's list was looked at.
const FACTS_ALONE: usize = Fact::Listed as usize;

/// The least that evidence of the ledger weighs.
const FLOORS: [(Fact, f32); 2] = [(Fact::ChosenHere, 8.0), (Fact::Chosen, 0.5)];

/// The most that it weighs to be refused: it never speaks for a word.
const REFUSED: f32 = -0.5;

const FACTS: usize = PRIORS.len();
const SIZE: usize = VOTES + CLASSES * FACTS;

// Their order is that of the facts.
const _: () = {
    let mut i = 0;
    while i < LISTED.len() {
        assert!(LISTED[i].0 as usize == FACTS_ALONE + i);
        i += 1;
    }
};

/// All weights with their AdaGrad sums. Changed by one thread, published whole.
#[derive(Clone)]
pub struct Weights {
    value: Vec<f32>,
    square: Vec<f32>,
}

/// What a lesson asks of the weights: which, and their gradients.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step(pub(super) Vec<(u16, f32)>);

/// One feature of one candidate.
#[derive(Clone, Copy)]
pub(super) struct Feature {
    pub candidate: u16,
    pub weight: u16,
    pub x: f32,
}

pub(super) fn vote(class: Class, context: usize, layer: usize, total: u32, distinct: u32) -> u16 {
    let size = match total {
        0..=1 => 0,
        2 => 1,
        3..=4 => 2,
        5..=9 => 3,
        _ => 4,
    };
    let sure = if distinct == 1 { BUCKETS / 2 } else { 0 };
    ((((class as usize * CONTEXTS) + context) * LAYERS + layer) * BUCKETS + size + sure) as u16
}

pub(super) fn fact(class: Class, fact: Fact) -> u16 {
    (VOTES + class as usize * FACTS + fact as usize) as u16
}

/// What a part of a score comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// What followed such contexts, by whose counts.
    Counts(Layer),
    /// Something that is known of the word.
    Fact(Fact),
}

const LAYER: [Layer; LAYERS] = [
    Layer::File,
    Layer::Session,
    Layer::Project,
    Layer::User,
    Layer::Library,
];

/// What a weight weighs.
pub(super) fn part(weight: u16) -> Part {
    match usize::from(weight).checked_sub(VOTES) {
        None => Part::Counts(LAYER[usize::from(weight) / BUCKETS % LAYERS]),
        Some(fact) => Part::Fact(NAMED[fact % FACTS]),
    }
}

/// Weights without facts of another's list, with the priors of those.
fn widened(all: &[f32]) -> Vec<f32> {
    let (value, square) = all.split_at(all.len() / 2);
    let wide = |half: &[f32], fresh: &dyn Fn(usize) -> [f32; FACTS - FACTS_ALONE]| {
        let (votes, facts) = half.split_at(VOTES);
        let classes = facts.chunks(FACTS_ALONE).enumerate();
        let facts = classes.map(|(class, facts)| [facts, &fresh(class)].concat());
        [votes.to_vec(), facts.collect::<Vec<_>>().concat()].concat()
    };
    let priors = |class: usize| LISTED.map(|(_, priors)| priors[class]);
    [
        wide(value, &priors),
        wide(square, &|_| [0.0; FACTS - FACTS_ALONE]),
    ]
    .concat()
}

impl Default for Weights {
    /// The shipped weights.
    fn default() -> Self {
        super::prior::shipped().unwrap_or_else(Weights::plain)
    }
}

impl Weights {
    /// Untrained: each vote counts a little, more where the context is longer.
    pub fn plain() -> Weights {
        let mut value: Vec<f32> = (0..VOTES)
            .map(|i| {
                if (i / BUCKETS / LAYERS) % CONTEXTS < 9 {
                    0.12
                } else {
                    0.08
                }
            })
            .collect();
        for class in 0..CLASSES {
            value.extend_from_slice(&PRIORS[..FACTS_ALONE]);
            value.extend(LISTED.map(|(_, priors)| priors[class]));
        }
        Weights {
            square: vec![0.0; value.len()],
            value,
        }
    }

    /// Weights from [`Weights::to_vec`]; `None` where the number is another or a value isn't finite.
    /// Those that were kept before another server's list was looked at get what they lack.
    pub fn from_slice(all: &[f32]) -> Option<Weights> {
        if all.len() == 2 * (VOTES + CLASSES * FACTS_ALONE) {
            return Weights::from_slice(&widened(all));
        }
        if all.len() != SIZE * 2 || !all.iter().all(|v| v.is_finite()) {
            return None;
        }
        let mut weights = Weights {
            value: all[..SIZE].to_vec(),
            square: all[SIZE..].to_vec(),
        };
        weights.keep_floor();
        Some(weights)
    }

    /// Values, then AdaGrad sums.
    pub fn to_vec(&self) -> Vec<f32> {
        [&self.value[..], &self.square[..]].concat()
    }

    /// How much they were moved by lessons: the mean of their AdaGrad sums, 0 where there was none.
    pub fn experience(&self) -> f32 {
        self.square.iter().sum::<f32>() / self.square.len().max(1) as f32
    }

    pub(super) fn of(&self, weight: u16) -> f32 {
        self.value[weight as usize]
    }

    /// What was chosen in a place stands higher there, whatever the average place teaches.
    fn keep_floor(&mut self) {
        for class in [Class::Member, Class::Path, Class::Free] {
            for (named, floor) in FLOORS {
                let value = &mut self.value[fact(class, named) as usize];
                *value = value.max(floor);
            }
            let refused = &mut self.value[fact(class, Fact::Refused) as usize];
            *refused = refused.min(REFUSED);
        }
    }

    /// A share, 0 to 1, of one AdaGrad step against a sparse gradient. Shares that sum up to 1 come to
    /// about the whole step.
    pub fn take(&mut self, step: &Step, rate: f32, share: f32) {
        for &(w, g) in &step.0 {
            let w = w as usize;
            self.square[w] += share * g * g;
            self.value[w] -= share * rate * g / (self.square[w].sqrt() + 0.1);
        }
        self.keep_floor();
    }
}
