//! The shipped weights: trained on other people's public histories, so that the first list is sound.
//! They hold no word; how they were made is told in docs/learner.md.
//!
//! A file of weights is a bit for each weight, whether it was ever moved, and for each that was its
//! value and its AdaGrad sum as bfloat16, all little-endian.

use super::weights::{SIZE, Weights};

static SHIPPED: &[u8] = include_bytes!("shipped.weights");

impl Weights {
    /// The shipped weights; plain ones where they don't fit this build.
    pub fn shipped() -> Weights {
        Weights::from_bytes(SHIPPED).unwrap_or_else(Weights::plain)
    }

    /// From [`Weights::to_bytes`]; `None` where the number is another or a value isn't finite.
    pub fn from_bytes(bytes: &[u8]) -> Option<Weights> {
        let (marks, rest) = bytes.split_at_checked(SIZE.div_ceil(8))?;
        let mut all = Weights::plain().to_vec();
        let mut pairs = rest.chunks_exact(4);
        for i in (0..SIZE).filter(|i| marks[i / 8] >> (i % 8) & 1 == 1) {
            let pair = pairs.next()?;
            all[i] = widen([pair[0], pair[1]]);
            all[SIZE + i] = widen([pair[2], pair[3]]);
        }
        let is_whole = pairs.next().is_none() && pairs.remainder().is_empty();
        Weights::from_slice(&all).filter(|_| is_whole)
    }

    /// As a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let all = self.to_vec();
        let mut out = vec![0; SIZE.div_ceil(8)];
        for i in (0..SIZE).filter(|i| all[SIZE + i] != 0.0) {
            out[i / 8] |= 1 << (i % 8);
            out.extend(narrow(all[i]));
            out.extend(narrow(all[SIZE + i]));
        }
        out
    }
}

/// To the nearest bfloat16.
fn narrow(value: f32) -> [u8; 2] {
    let bits = value.to_bits();
    let rounded = bits.saturating_add(0x7fff + (bits >> 16 & 1));
    ((rounded >> 16) as u16).to_le_bytes()
}

fn widen(bytes: [u8; 2]) -> f32 {
    f32::from_bits(u32::from(u16::from_le_bytes(bytes)) << 16)
}
