//! Yes or no, foretold: each context of a question has a probability of its own, and they are mixed in
//! the logistic domain by weights that learn (Mahoney, "Adaptive weighing of context models", 2005).

/// Slots of a context, as a power of two.
const BITS: u32 = 14;
/// How fast weights move.
const RATE: f32 = 0.02;
/// A slot's probability moves by one over so many at least.
const SLOWEST: f32 = 60.0;

/// A slot: its probability, and how often it was told, up to [`SLOWEST`].
#[derive(Clone, Copy)]
struct Slot {
    p: f32,
    told: f32,
}

/// The predictor of one question, asked under `N` contexts. `S` sets of weights.
pub struct Binary<const N: usize, const S: usize> {
    slots: Vec<Slot>,
    weights: Vec<[f32; N]>,
}

/// A question: its contexts' keys, and its set of weights.
#[derive(Clone, Copy)]
pub struct Question<const N: usize> {
    /// One for each context; 0 where it is missing.
    pub keys: [u64; N],
    /// Below the number of sets.
    pub set: usize,
}

impl<const N: usize, const S: usize> Default for Binary<N, S> {
    fn default() -> Self {
        let slot = Slot { p: 0.5, told: 0.0 };
        Binary {
            slots: vec![slot; N << BITS],
            weights: vec![[0.35; N]; S],
        }
    }
}

impl<const N: usize, const S: usize> Binary<N, S> {
    fn slot(context: usize, key: u64) -> usize {
        (context << BITS) | (key >> (64 - BITS)) as usize
    }

    fn inputs(&self, question: &Question<N>) -> [f32; N] {
        std::array::from_fn(|context| {
            let key = question.keys[context];
            if key == 0 {
                return 0.0;
            }
            let slot = self.slots[Self::slot(context, key)];
            stretch(slot.p) * (slot.told / (slot.told + 0.4))
        })
    }

    /// The probability of yes.
    pub fn ask(&self, question: &Question<N>) -> f32 {
        let inputs = self.inputs(question);
        let weights = &self.weights[question.set.min(S - 1)];
        squash(inputs.iter().zip(weights).map(|(x, w)| x * w).sum())
    }

    /// What it was.
    pub fn tell(&mut self, question: &Question<N>, yes: bool) {
        let inputs = self.inputs(question);
        let y = f32::from(u8::from(yes));
        let weights = &mut self.weights[question.set.min(S - 1)];
        let p = squash(inputs.iter().zip(weights.iter()).map(|(x, w)| x * w).sum());
        for (weight, x) in weights.iter_mut().zip(&inputs) {
            *weight += RATE * (y - p) * x;
        }
        for (context, &key) in question.keys.iter().enumerate().filter(|(_, k)| **k != 0) {
            let slot = &mut self.slots[Self::slot(context, key)];
            slot.told = (slot.told + 1.0).min(SLOWEST);
            slot.p += (y - slot.p) / (slot.told + 0.5);
        }
    }
}

/// ln(p / (1 - p)), bounded.
pub fn stretch(p: f32) -> f32 {
    let p = p.clamp(0.001, 0.999);
    (p / (1.0 - p)).ln()
}

/// Its inverse.
pub fn squash(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
