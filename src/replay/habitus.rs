//! The learner, as a replay sees it: the one place where both meet.

mod dependencies;
mod known;
mod lines;
mod popup;
mod price;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::{Mark, Passage, Predictor, predictor::spelled};
use crate::{
    libraries::Crate,
    model::{
        Table,
        next::{
            self, Coined, Counted, Counts, ESCAPE, Foretold, Keys, Lines, Ranking, Salt, Scan,
            View, Without, stem,
        },
    },
    text::{Kind, Sym},
};
use dependencies::Dependencies;
use known::Known;
use popup::Texts;
use price::Price;

/// Sizes of the tables in bytes.
const PROJECT: usize = 16 << 20;
const FILES: usize = 4 << 20;

/// How a learner is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Features that are left out.
    pub without: Vec<String>,
    /// Where weights begin.
    pub weights: Weights,
    /// What one project leaves to the next.
    pub warm: Warm,
    /// Whether dependencies are told.
    pub dependencies: bool,
    /// Where to write what the weights became.
    pub keep: Option<PathBuf>,
}

/// Where weights begin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Weights {
    /// As they are shipped.
    Shipped,
    /// Equal, but for the net's, which are drawn from a seed.
    Zero(u64),
    /// As a file of them says.
    File(PathBuf),
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
    let mut without = Without::default();
    for feature in &setup.without {
        if !without.add(feature) {
            let known = next::NAMES.iter().chain(next::FEATURES);
            let known: Vec<&str> = known.copied().collect();
            bail!(
                "no feature is named {feature:?}; there are {}",
                known.join(", ")
            );
        }
    }
    let weights = match &setup.weights {
        Weights::Shipped => next::Weights::shipped(),
        Weights::Zero(seed) => next::Weights::seeded(*seed),
        Weights::File(path) => {
            let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
            let weights = next::Weights::from_bytes(&bytes);
            weights.with_context(|| format!("{}: no weights of this version", path.display()))?
        }
    };
    Ok(Box::new(Learner::new(weights, without, setup)))
}

/// One project, as far as it was walked, and its user.
struct Learner {
    begin: next::Weights,
    weights: next::Weights,
    without: Without,
    warm: Warm,
    keep: Option<PathBuf>,
    counts: Counts,
    user: Option<Table>,
    dependencies: Option<Dependencies>,
    known: Known,
    price: Price,
    scan: Scan,
    file: Salt,
    keys: Keys,
    has_keys: bool,
    ranking: Ranking,
    coined: Coined,
    lines: Lines,
}

impl Learner {
    fn new(weights: next::Weights, without: Without, setup: &Setup) -> Learner {
        let scan = Scan::new("");
        Learner {
            begin: weights.clone(),
            weights,
            warm: setup.warm,
            keep: setup.keep.clone(),
            counts: empty(&without),
            user: None,
            dependencies: None,
            known: Known::default(),
            price: Price::default(),
            keys: scan.keys(),
            scan,
            file: Salt::of(""),
            without,
            has_keys: false,
            ranking: Ranking::default(),
            coined: Coined::default(),
            lines: Lines::default(),
        }
    }

    /// The keys of the place that the scan stands at.
    fn look(&mut self, passage: &Passage, at: usize) {
        if self.has_keys {
            return;
        }
        self.scan.newline(passage.source.tokens()[at].line);
        self.keys = self.scan.keys();
        for &context in &self.without.contexts {
            self.keys.contexts[context] = 0;
        }
        self.has_keys = true;
    }

    fn texts(&self) -> Texts<'_> {
        Texts {
            known: &self.known,
            coined: &self.coined,
            dependencies: self.dependencies.as_ref(),
        }
    }

    fn write(&self) {
        let written = self
            .keep
            .as_ref()
            .map(|path| std::fs::write(path, self.weights.to_bytes()));
        if let Some(Err(error)) = written {
            tracing::error!("the weights can't be written: {error}");
        }
    }
}

impl Predictor for Learner {
    fn name(&self) -> &str {
        "habitus"
    }

    fn depends(&mut self, crates: &[Crate]) {
        self.dependencies = Some(Dependencies::of(crates));
    }

    fn next_project(&mut self) {
        self.write();
        self.dependencies = None;
        if !matches!(self.warm, Warm::Weights | Warm::Both) {
            self.weights = self.begin.clone();
        }
        if matches!(self.warm, Warm::Counts | Warm::Both) {
            let project = std::mem::replace(&mut self.counts.project, Table::new(PROJECT));
            match &self.user {
                Some(user) => _ = user.merge(&project),
                None => self.user = Some(project),
            }
        }
        self.counts = empty(&self.without);
        // The last file's types stay in its project.
        self.scan = Scan::new("");
        self.known = Known::default();
        self.price = Price::default();
        self.lines = Lines::default();
    }

    fn enter(&mut self, passage: &Passage) {
        self.known.types.absorb(&self.scan.own);
        self.scan = Scan::new(stem(&passage.path));
        self.lines.enter();
        self.has_keys = false;
        self.file = Salt::of(&passage.path);
        self.known.enter(passage);
    }

    fn pass(&mut self, passage: &Passage, at: usize) {
        let token = &passage.source.tokens()[at];
        let text = passage.source.as_str();
        self.scan.push(token, text, &self.known.types);
        self.has_keys = false;
        self.pass_line(passage, at);
    }

    fn predict(&mut self, passage: &Passage, at: usize) {
        self.look(passage, at);
        let counted = |table| Counted { table, salt: 0 };
        let user = self.user.as_ref().map(counted);
        let dependencies = self.dependencies.as_ref().map(|d| counted(&d.table));
        let [files, project] = self.counts.of(self.file).map(Some);
        let view = View {
            scan: &self.scan,
            text: passage.source.as_str(),
            keys: &self.keys,
            tables: [files, project, user, dependencies],
            lore: &self.known,
            weights: &self.weights,
            without: &self.without,
        };
        view.rank(&mut self.ranking, &mut self.coined, &mut |_| true);
    }

    fn rank(&mut self, truth: Sym) -> Option<usize> {
        let candidate = self.ranking.find(truth)?;
        Some(self.ranking.rank(candidate))
    }

    fn confidence(&mut self) -> Option<f32> {
        self.ranking.confidence(&self.weights)
    }

    fn bits(&mut self, passage: &Passage, at: usize) -> Option<f64> {
        let token = &passage.source.tokens()[at];
        let p = self.ranking.probabilities();
        if let Some(candidate) = self.ranking.find(token.sym) {
            return Some(-f64::from(p[candidate].max(f32::MIN_POSITIVE)).log2());
        }
        let escape = f64::from(p[ESCAPE].max(f32::MIN_POSITIVE));
        let word = spelled(passage, at);
        let unseen = self.price.of(token.sym, word, self.scan.class());
        Some(-(escape * unseen).max(f64::MIN_POSITIVE).log2())
    }

    fn rows(&mut self, prefix: &str, most: usize, out: &mut Vec<Sym>) {
        popup::rows(
            &self.ranking,
            &self.texts(),
            (prefix, &self.scan),
            most,
            out,
        );
    }

    fn foretell(&mut self, passage: &Passage, at: usize, begins: bool) -> Option<Foretold> {
        self.foretell_line(passage, at, begins)
    }

    fn was(&mut self, foretold: &Foretold, is_exact: bool) {
        self.lines.tell(foretold, is_exact);
    }

    fn learn(&mut self, passage: &Passage, at: usize, scored: bool) {
        self.look(passage, at);
        self.learn_line(passage, at, scored);
        let token = &passage.source.tokens()[at];
        if scored {
            let truth = self.ranking.find(token.sym);
            self.ranking
                .learn(truth.unwrap_or(ESCAPE), &mut self.weights);
        }
        self.counts.add(token, &self.keys, &self.scan, self.file);
        let word = spelled(passage, at);
        self.price
            .learn(token, word, self.scan.class(), self.known.has(token.sym));
        self.known.learn(token, word, self.scan.class());
    }
}

fn empty(without: &Without) -> Counts {
    Counts {
        points: !without.has("pointers"),
        ..Counts::new(PROJECT, FILES)
    }
}

/// How often names stand on the unchanged lines of a passage.
fn unchanged(passage: &Passage) -> impl Iterator<Item = Sym> + '_ {
    let tokens = passage.source.tokens().iter().zip(&passage.marks);
    let names = tokens.filter(|(t, mark)| **mark == Mark::Context && t.kind == Kind::Ident);
    names.map(|(t, _)| t.sym)
}
