//! Whether a probability means what it says. It must weigh all tokens alike.

/// Bins of equally many tokens.
const BINS: usize = 15;

/// Probabilities of first rows, and whether they were right.
#[derive(Clone, Debug, Default)]
pub struct Calibration(Vec<(f32, bool)>);

impl Calibration {
    /// Takes one in.
    pub fn add(&mut self, confidence: f32, is_right: bool) {
        self.0.push((confidence, is_right));
    }

    /// The expected calibration error: how far, in each bin, the mean probability is from the part
    /// that was right; the mean over all tokens.
    pub fn error(&self) -> Option<f64> {
        let mut rows = self.0.clone();
        // Equals stay in the order in which they came: right ones and wrong ones are spread evenly.
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        let edge = |bin: usize| bin * rows.len() / BINS;
        let apart = (0..BINS).map(|bin| {
            let bin = rows[edge(bin)..edge(bin + 1)].iter();
            let apart = bin.map(|row| f64::from(row.0) - f64::from(u8::from(row.1)));
            apart.sum::<f64>().abs()
        });
        let apart: f64 = apart.sum();
        (!rows.is_empty()).then(|| apart / rows.len() as f64)
    }
}
