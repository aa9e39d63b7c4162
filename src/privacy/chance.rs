//! Letters that chance put together, told from letters that form words: keys, hashes and tokens that no
//! rule knows by their beginning. Looks at one run of letters and digits, never at what is round it.
//!
//! How unlikely two letters are next to each other is counted from the public names of the standard
//! library. Measured on names of three or more of 280 crates, one of 1,200 is taken for chance; of random
//! letters and digits 98 of 100 are with 14 of them, of hex digits 97 of 100 with 10.

use std::sync::LazyLock;

use super::public;

/// Shorter runs say nothing.
const LEAST: usize = 8;
/// Letters, one class for digits, one for the rest.
const CLASSES: usize = 28;
/// Bits that a letter may cost, in the mean, before it counts as chance.
const USUAL: f32 = 5.2;
const DIGIT: f32 = 2.0;
const SWITCH: f32 = 2.5;
/// More digits in a row are a number of somebody's: a card, a telephone.
const NUMBER: usize = 9;

fn class(byte: u8) -> usize {
    match byte {
        b'0'..=b'9' => 26,
        b'a'..=b'z' => (byte - b'a') as usize,
        b'A'..=b'Z' => (byte - b'A') as usize,
        _ => 27,
    }
}

/// Bits of a class after a class.
static BITS: LazyLock<Vec<[f32; CLASSES]>> = LazyLock::new(|| {
    let mut counts = vec![[1f32; CLASSES]; CLASSES];
    for word in public::words() {
        for pair in word.as_bytes().windows(2) {
            counts[class(pair[0])][class(pair[1])] += 1.0;
        }
    }
    for row in &mut counts {
        let sum: f32 = row.iter().sum();
        row.iter_mut().for_each(|n| *n = -(*n / sum).log2());
    }
    counts
});

/// What a run is made of.
struct Run {
    /// How much it costs beyond what words do.
    excess: f32,
    digits: usize,
    /// Longest row of digits.
    row: usize,
    /// Changes between letters and digits.
    turns: usize,
    /// The same and those to capitals.
    switches: usize,
    is_hex: bool,
    /// Of both cases.
    is_mixed: bool,
}

impl Run {
    fn of(bytes: &[u8]) -> Run {
        let hex = |lower: bool| {
            let other = if lower { b'A'..=b'F' } else { b'a'..=b'f' };
            bytes
                .iter()
                .all(|b| b.is_ascii_hexdigit() && !other.contains(b))
        };
        let mut run = Run {
            excess: -USUAL * (bytes.len() - 1) as f32,
            digits: bytes.iter().filter(|b| b.is_ascii_digit()).count(),
            row: 0,
            turns: 0,
            switches: 0,
            is_hex: hex(true) || hex(false),
            is_mixed: bytes.iter().any(u8::is_ascii_lowercase)
                && bytes.iter().any(u8::is_ascii_uppercase),
        };
        let rows = bytes.split(|b| !b.is_ascii_digit());
        run.row = rows.map(<[u8]>::len).max().unwrap_or(0);
        for pair in bytes.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let turns = a.is_ascii_digit() != b.is_ascii_digit();
            let rises = a.is_ascii_lowercase() && b.is_ascii_uppercase();
            run.turns += usize::from(turns);
            run.switches += usize::from(turns || rises);
            run.excess += BITS[class(a)][class(b)];
        }
        run.excess += DIGIT * run.digits as f32 + SWITCH * run.switches as f32;
        run
    }
}

/// Whether a run of ASCII letters and digits looks like chance.
pub fn is_chance(run: &str) -> bool {
    let length = run.len();
    if length < LEAST || is_usual(run) {
        return false;
    }
    let found = Run::of(run.as_bytes());
    let n = length as f32;
    let letters = length - found.digits;
    if found.is_hex && found.digits >= 2 && letters >= 2 && (length >= 16 || found.turns >= 3) {
        return true;
    }
    let excess = found.excess;
    match found.digits {
        _ if found.row >= NUMBER => true,
        0 if found.switches == 0 => length >= 20 && excess > 0.8 * n,
        0 => {
            let often = found.switches as f32 >= (n / 3.4).max(4.0);
            (excess > 6.0 && often) || (length >= 12 && excess > 12.0 && found.switches >= 2)
        }
        _ if found.turns >= 3 || found.switches >= found.turns + 2 => excess > 6.0,
        _ if found.is_mixed && found.switches >= 3 => excess > 8.0,
        _ => length >= 10 && excess > 4.0 + 0.35 * n.max(12.0),
    }
}

/// Names of ciphers, processors and formats of pixels, which mix letters and digits by custom.
fn is_usual(run: &str) -> bool {
    const BEGINNINGS: [&str; 22] = [
        "secp",
        "prime",
        "blake",
        "aarch",
        "powerpc",
        "riscv",
        "thumbv",
        "rgba",
        "bgra",
        "rgb",
        "etc2",
        "astc",
        "sha3",
        "chacha",
        "xchacha",
        "poly",
        "curve",
        "ripemd",
        "depth",
        "oauth",
        "ecdsa",
        "lookahead",
    ];
    let lower = run.to_ascii_lowercase();
    if lower.len() <= 20 && BEGINNINGS.iter().any(|b| lower.starts_with(b)) {
        return true;
    }
    is_format(&lower) || is_vector(&lower)
}

/// `r8g8b8a8unorm`: red and green among the letters, sizes of colors between them.
fn is_format(lower: &str) -> bool {
    const SIZES: [&str; 11] = ["2", "4", "5", "6", "8", "9", "10", "11", "16", "24", "32"];
    let head = lower.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let mut sizes = head.split(|c: char| c.is_ascii_lowercase());
    let letters = || head.chars().filter(char::is_ascii_lowercase);
    let is_color = |c: char| "rgbaxde".contains(c) && letters().filter(|l| *l == c).count() == 1;
    head.len() <= 12
        && head.contains('r')
        && head.contains('g')
        && letters().all(is_color)
        && sizes.all(|s| s.is_empty() || SIZES.contains(&s))
}

/// `uint8x16x2`.
fn is_vector(lower: &str) -> bool {
    let mut sizes = lower.split('x').skip(1).peekable();
    let is_number = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    lower.len() <= 16 && sizes.peek().is_some() && sizes.all(is_number)
}
