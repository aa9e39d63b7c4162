//! The learner, as a replay sees it: the one place where both meet.

use anyhow::{Result, bail};

use super::{Passage, Predictor, baselines::NGram};
use crate::text::Sym;

/// How a learner is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What chance begins from.
    pub seed: u64,
    /// Read the dependencies that lie on this machine.
    pub deps: bool,
    /// Features that are left out.
    pub without: Vec<String>,
    /// Where weights begin.
    pub weights: Weights,
    /// What one project leaves to the next.
    pub warm: Warm,
}

/// Where weights begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weights {
    /// As they are shipped.
    Shipped,
    /// Equal.
    Zero,
}

/// What a project leaves to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Warm {
    /// Nothing.
    Nothing,
    /// What the user's layer counted.
    Counts,
    /// What the weights became.
    Weights,
    /// Both.
    Both,
}

/// A learner that knows nothing of a project yet.
pub fn learner(setup: &Setup) -> Result<Box<dyn Predictor>> {
    if let Some(feature) = setup.without.first() {
        bail!("no feature is named {feature:?}");
    }
    Ok(Box::new(Learner(NGram::jelinek_mercer())))
}

/// Stands in until the learner is plugged in here.
struct Learner(NGram);

impl Predictor for Learner {
    fn name(&self) -> &str {
        "habitus"
    }

    fn next_project(&mut self) {
        self.0.next_project();
    }

    fn enter(&mut self, passage: &Passage) {
        self.0.enter(passage);
    }

    fn pass(&mut self, passage: &Passage, at: usize) {
        self.0.pass(passage, at);
    }

    fn predict(&mut self, passage: &Passage, at: usize) {
        self.0.predict(passage, at);
    }

    fn rank(&mut self, truth: Sym) -> Option<usize> {
        self.0.rank(truth)
    }

    fn confidence(&mut self) -> Option<f32> {
        self.0.confidence()
    }

    fn bits(&mut self, passage: &Passage, at: usize) -> Option<f64> {
        self.0.bits(passage, at)
    }

    fn rows(&mut self, prefix: &str, most: usize, out: &mut Vec<Sym>) {
        self.0.rows(prefix, most, out);
    }

    fn learn(&mut self, passage: &Passage, at: usize, scored: bool) {
        self.0.learn(passage, at, scored);
    }
}
