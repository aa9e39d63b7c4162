//! How a text is laid out: where its lines end, and between which tokens a space stands.

use super::{
    super::{context::key, scan::Scan},
    binary::{Binary, Question},
};

const ENDS: usize = 16;
const SPACES: usize = 6;

/// See the module.
#[derive(Default)]
pub struct Layout {
    ends: Binary<ENDS, 40>,
    spaces: Binary<SPACES, 1>,
}

/// Whether the line ends where a scan stands.
pub type End = Question<ENDS>;

impl Layout {
    /// The question whether the line ends where the scan stands, at a column.
    pub fn end(scan: &Scan, column: usize) -> End {
        let (t, a) = (&scan.last, &scan.shapes);
        let b = scan.bracket();
        let wide = (column / 8).min(15) as u32;
        let long = scan.here.len().min(15) as u32;
        let first = scan.here.first().copied().unwrap_or(0);
        let (low, high) = (scan.line_shape as u32, (scan.line_shape >> 32) as u32);
        let (above, above_high) = (scan.above_shape as u32, (scan.above_shape >> 32) as u32);
        let at = scan.above.iter().rposition(|&token| token == t[0]);
        let aligned = at.map_or(1, |i| scan.above.get(i + 1).copied().unwrap_or(2));
        let below = at.map_or(1, |i| scan.above.get(i + 2).copied().unwrap_or(2));
        let depth = scan.brackets.len() as u32;
        // Brackets that this line opened, and hasn't closed.
        let opened = scan
            .brackets
            .iter()
            .filter(|b| b.at >= scan.line_at())
            .count() as u32;
        let keys = [
            key(300, &[t[0]]),
            key(301, &[t[0], t[1]]),
            key(302, &[t[0], t[1], t[2]]),
            key(303, &[t[0], t[1], t[2], t[3]]),
            key(304, &[t[0], t[1], t[2], t[3], t[4], t[5]]),
            key(305, &a[..3]),
            key(306, &a[..5]),
            key(307, &a[..8]),
            key(308, &[low, high]),
            key(309, &[b.open, b.lead, t[0], opened]),
            key(310, &[b.callee, b.argument.min(15), t[0], opened]),
            key(311, &[first, t[0], opened]),
            key(312, &[t[0], wide, opened]),
            key(313, &[aligned, below, t[0]]),
            key(314, &[above, above_high, long, t[0]]),
            key(315, &[a[0], a[1], b.open, opened, depth.min(7), wide / 2]),
        ];
        let set = scan.before();
        Question { keys, set }
    }

    /// Whether it does.
    pub fn ends(&self, end: &End) -> f32 {
        self.ends.ask(end)
    }

    /// It did, or didn't.
    pub fn ended(&mut self, end: &End, did: bool) {
        self.ends.tell(end, did);
    }

    fn space(scan: &Scan, next: u32, shape: u32) -> Question<SPACES> {
        let (t, a) = (&scan.last, &scan.shapes);
        let keys = [
            key(320, &[a[0], shape]),
            key(321, &[a[0], a[1], shape]),
            key(322, &[a[0], a[1], a[2], shape]),
            key(323, &[t[0], next]),
            key(324, &[a[0], shape, scan.bracket().open]),
            key(325, &[t[0], t[1], next]),
        ];
        Question { keys, set: 0 }
    }

    /// Whether a space stands before a token of this shape.
    pub fn has_space(&self, scan: &Scan, next: u32, shape: u32) -> bool {
        self.spaces.ask(&Self::space(scan, next, shape)) > 0.5
    }

    /// It did, or didn't.
    pub fn spaced(&mut self, scan: &Scan, next: u32, shape: u32, did: bool) {
        let question = Self::space(scan, next, shape);
        self.spaces.tell(&question, did);
    }
}

/// A token's shape, as the scan has it.
pub fn shape_of(sym: u32, text: &str, is_name: bool) -> u32 {
    match is_name {
        true => super::super::scan::shape(text),
        false => sym,
    }
}
