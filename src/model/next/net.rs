//! A small net over each candidate: what its votes add up to, group by group, and how the place looks,
//! through one hidden layer. It sees what a sum can't: that a vote counts for less where others speak
//! loudly.

/// Groups of weights, see [`super::weights::group`].
pub const GROUPS: usize = 12;
/// Facts about the place.
pub const SCENE: usize = 6;
/// Kinds of candidates.
pub const KINDS: usize = 8;
/// Inputs that differ from candidate to candidate.
pub const INPUTS: usize = GROUPS + 3 + KINDS;
/// Those that are the same for all of a place.
pub const SHARED: usize = 3 + SCENE;
/// Hidden units.
pub const HIDDEN: usize = 16;
/// Number of its weights.
pub const NET: usize = OUT + HIDDEN;
const OWN: usize = INPUTS * HIDDEN;
const OUT: usize = OWN + SHARED * HIDDEN;
const LEAK: f32 = 0.01;

/// What one candidate looks like to the net.
pub type Input = [f32; INPUTS];
/// What is the same for all of a place.
pub type Shared = [f32; SHARED];
/// Its hidden units.
pub type Hidden = [f32; HIDDEN];

/// Small weights from a seed.
pub fn begin(weights: &mut [f32], seed: u64) {
    let mut seed = seed.wrapping_add(12_345);
    let mut next = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 40) as f32 / (1u64 << 24) as f32 - 0.5) * 0.4
    };
    weights[..OUT].iter_mut().for_each(|w| *w = next());
    weights[OUT..].iter_mut().for_each(|w| *w = next() * 0.3);
}

/// Hidden units of which only the place is known.
pub fn begun(weights: &[f32], shared: &Shared) -> Hidden {
    let mut hidden = [0.0; HIDDEN];
    add(&mut hidden, shared, &weights[OWN..OUT]);
    hidden
}

fn add(hidden: &mut Hidden, input: &[f32], weights: &[f32]) {
    for (x, row) in input.iter().zip(weights.chunks_exact(HIDDEN)) {
        if *x != 0.0 {
            hidden.iter_mut().zip(row).for_each(|(h, w)| *h += x * w);
        }
    }
}

/// What the net adds to a candidate's score; `hidden` is as [`begun`].
pub fn forward(weights: &[f32], input: &Input, hidden: &mut Hidden) -> f32 {
    add(hidden, input, &weights[..OWN]);
    let mut out = 0.0;
    for (h, w) in hidden.iter_mut().zip(&weights[OUT..]) {
        *h = h.max(LEAK * *h);
        out += *h * w;
    }
    out
}

/// Adds the gradient of a candidate whose score is `wrong` by that much.
pub fn backward(
    weights: &[f32],
    (input, shared): (&Input, &Shared),
    hidden: &Hidden,
    wrong: f32,
    gradient: &mut [f32; NET],
) {
    let mut below = [0.0; HIDDEN];
    for (j, h) in hidden.iter().enumerate() {
        gradient[OUT + j] += wrong * h;
        below[j] = wrong * weights[OUT + j] * if *h > 0.0 { 1.0 } else { LEAK };
    }
    let inputs = input.iter().chain(shared);
    for (x, row) in inputs.zip(gradient.chunks_exact_mut(HIDDEN)) {
        if *x != 0.0 {
            row.iter_mut().zip(&below).for_each(|(g, b)| *g += x * b);
        }
    }
}
