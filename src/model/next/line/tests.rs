use super::{
    accept::{Accept, Roll},
    *,
};
use crate::{
    model::{
        Table,
        next::{
            Coined, Counted, ESCAPE, Lore, View, Weights, Without, spread,
            tests::{Small, tokens},
        },
    },
    text::Sym,
};

/// A learner of tokens.
struct Known {
    table: Table,
    lore: Small,
    weights: Weights,
    texts: FxHashMap<Sym, (String, Kind)>,
    coined: Coined,
}

impl Words for Known {
    fn rank(&mut self, scan: &Scan, text: &str, ranking: &mut Ranking) {
        let counted = Counted {
            table: &self.table,
            salt: 0,
        };
        let view = View {
            scan,
            text,
            keys: &scan.keys(),
            tables: [None, Some(counted), None, None],
            lore: &self.lore,
            weights: &self.weights,
            without: &Without::default(),
        };
        view.rank(ranking, &mut self.coined, &mut |_| true);
    }

    fn text(&self, word: Sym) -> Option<(&str, Kind)> {
        self.texts.get(&word).map(|(text, kind)| (&**text, *kind))
    }

    fn types(&self) -> &Types {
        self.lore.types()
    }
}

/// The same with a learner of lines, both of which have read a text so many times.
struct Reader {
    known: Known,
    lines: Lines,
}

impl Reader {
    fn of(text: &str, times: usize) -> Reader {
        let known = Known {
            table: Table::new(1 << 20),
            lore: Small::default(),
            weights: Weights::plain(),
            texts: FxHashMap::default(),
            coined: Coined::default(),
        };
        let lines = Lines::default();
        let mut reader = Reader { known, lines };
        (0..times).for_each(|_| reader.read(text));
        reader
    }

    fn read(&mut self, text: &str) {
        let tokens = tokens(text);
        let (mut scan, mut ranking) = (Scan::new("store"), Ranking::default());
        self.lines.enter();
        for (at, token) in tokens.iter().enumerate() {
            scan.newline(token.line);
            self.known.rank(&scan, text, &mut ranking);
            let truth = ranking.find(token.sym).unwrap_or(ESCAPE);
            ranking.learn(truth, &mut self.known.weights);
            let keys = scan.keys();
            for (context, &key) in keys.contexts.iter().enumerate().filter(|(_, k)| **k != 0) {
                self.known.table.add_newest(spread(context), key, token.sym);
            }
            let before = at.checked_sub(1).map(|before| &tokens[before]);
            self.lines.learn(&scan, text, before, token);
            *self.known.lore.seen.entry(token.sym).or_default() += 1;
            let word = &text[token.start as usize..token.end as usize];
            self.known
                .texts
                .insert(token.sym, (word.to_owned(), token.kind));
            scan.push(token, text, &Types::default());
            let line_at = text[..token.end as usize]
                .rfind('\n')
                .map_or(0, |at| at + 1);
            self.lines.pass(&scan, token.end as usize - line_at);
        }
    }

    /// The rest of the last line of a text that isn't learned.
    fn rest(&mut self, text: &str) -> Option<Foretold> {
        let (mut scan, tokens) = (Scan::new("store"), tokens(text));
        for token in &tokens {
            scan.push(token, text, &Types::default());
        }
        let line_at = text.rfind('\n').map_or(0, |at| at + 1);
        let line = text.matches('\n').count() as u32;
        let place = Place {
            at: text.len(),
            line_at,
            line,
        };
        self.lines.foretell(&scan, text, place, &mut self.known)
    }
}

const CODE: &str = "\
fn first(path: &Path) {
    let store = Store::open(path, limit);
    store.commit(path);
}
fn second(path: &Path) {
    let store = Store::open(path, limit);
    store.commit(path);
}
";

#[test]
fn a_line_that_was_written_before_is_foretold_as_it_was_laid_out() {
    let mut reader = Reader::of(CODE, 12);
    let text = "fn third(path: &Path) {\n    let store";
    let foretold = reader.rest(text).expect("a line");
    assert_eq!(foretold.text, " = Store::open(path, limit);");
    let text = "fn third(path: &Path) {\n    let store = Store::open(path, limit);\n    ";
    let foretold = reader.rest(text).expect("a line");
    assert_eq!(foretold.text, "store.commit(path);");
    assert!(Reader::of("", 0).rest(text).is_none(), "nothing is known");
}

/// The likeliest next token isn't always the beginning of the likeliest line.
#[test]
fn the_whole_line_counts_not_its_first_token() {
    let many = ["one", "two", "six", "ten", "red"];
    // In no order that could be foretold.
    let mut state = 12345u32;
    let mut line = || {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12345) % (1 << 31);
        match (state >> 16) as usize % 9 {
            i @ 0..5 => format!("take wide {};\n", many[i]),
            _ => "take long way;\n".to_owned(),
        }
    };
    let text: String = (0..300).map(|_| line()).collect();
    let mut reader = Reader::of(&text, 1);
    let text = format!("{text}take");
    let foretold = reader.rest(&text).expect("a line");
    assert_eq!(foretold.text, " long way;");
}

#[test]
fn probabilities_of_lines_come_to_mean_what_they_say() {
    let mut accept = Accept::default();
    let (mut told, mut came) = (vec![0.0; 10], vec![(0.0, 0.0); 10]);
    let mut state = 1u64;
    let mut random = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 40) as f32 / (1u64 << 24) as f32
    };
    for round in 0..20_000 {
        let mut roll = Roll {
            known: u32::from(random() < 0.3),
            ..Roll::default()
        };
        roll.takes(0.2 + 0.8 * random(), None);
        roll.ends(1.0, -3.0);
        // Lines that stand elsewhere are right more often than they say, others less.
        let truth = if roll.known > 0 { 0.9 } else { 0.4 } * roll.log.exp().sqrt();
        let judged = accept.judge(&roll);
        let was = random() < truth;
        accept.tell(&judged, was);
        if round >= 10_000 {
            let bin = ((judged.p * 10.0) as usize).min(9);
            told[bin] += judged.p;
            came[bin] = (came[bin].0 + f32::from(u8::from(was)), came[bin].1 + 1.0);
        }
    }
    let errors = told
        .iter()
        .zip(&came)
        .map(|(told, (right, _))| (told - right).abs());
    assert!(errors.sum::<f32>() / 10_000.0 < 0.02, "{told:?} {came:?}");
    let spread = came.iter().filter(|(_, all)| *all > 500.0).count();
    assert!(
        spread > 3,
        "one probability for all would be no judgement: {came:?}"
    );
}
