use super::*;
use crate::model::{CONTEXTS, Contexts, Scan, Vocabulary};

/// Counts every word of a text where it stands.
fn count(source: &Source, table: &Table, words: &Vocabulary) {
    let (text, mut scan) = (source.text().as_str(), Scan::default());
    for token in source.tokens() {
        if token.kind == Kind::Ident {
            let Contexts { keys, .. } = scan.contexts();
            let known = (0..CONTEXTS).filter(|c| keys[*c] != 0);
            known.for_each(|c| table.add(c, keys[c], token.sym, 1));
            words.add(source.str_of(token));
        }
        scan.push(token, text);
    }
}

/// A row of another server's.
fn mark(row: usize) -> Mark {
    Mark {
        row: row as u32,
        rank: row as u32 / 4,
        best: row == 0,
        imports: row % 5 == 4,
        ..Mark::default()
    }
}

/// What the other shows is known only once all else is ranked. The list is the same as if it had been known
/// from the beginning: each of its words has what was counted and is known of it, and ours are those that
/// may stand there.
#[test]
fn the_order_is_that_of_one_who_knew_the_other_list_before() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/suggest/gate.rs");
    let source = Source::new(Arc::new(Text::new(read(&file).expect("a file"))));
    let (index, weights) = (index(&[(&file, &source)]), Weights::default());
    let (table, words) = (Table::new(1 << 20), Vocabulary::default());
    count(&source, &table, &words);
    let mut memory = memory(&weights);
    memory.tables[1] = Some(&table);
    memory.vocabularies[0] = Some(&words);
    let idents: Vec<_> = source
        .tokens()
        .iter()
        .filter(|t| t.kind == Kind::Ident)
        .collect();
    let (mut compared, mut kept_out, mut apart) = (0, 0, Vec::new());
    for (n, token) in idents.iter().enumerate().step_by(5) {
        let offset = token.start as usize + n % 3 % source.str_of(token).len();
        let listed = idents.iter().skip(n % 7).step_by(11).chain([token]);
        let listed: Vec<(Sym, &str)> = listed.map(|t| (t.sym, source.str_of(t))).collect();
        let marks = listed.iter().enumerate();
        let other = Other::of(marks.map(|(row, (name, _))| (*name, mark(row))));
        let source = source.parted(offset);
        let mut scene = Scene::new(&source, &index, memory, offset);
        if !scene.is_open() {
            continue;
        }
        let mut late = Ranking::wide();
        let ahead = ahead(&mut scene, &mut late);
        scene.beside(&other, listed.iter().copied());
        merged(&scene, &mut late, &ahead, 50);
        let mut scene = Scene::new(&source, &index, memory, offset);
        scene.beside(&other, listed.iter().copied());
        let mut early = Ranking::default();
        let prefix = scene.prefix();
        scene.rank(&mut early, prefix, true);
        let (early, late) = (by_name(early.ranked()), by_name(late.ranked()));
        let place = scene.site.kind;
        assert_eq!(
            early.len(),
            late.len(),
            "{place:?} of {:?}",
            source.str_of(token)
        );
        for ((a, p), (b, q)) in early.iter().zip(&late) {
            assert_eq!(a, b, "{place:?}");
            if (p - q).abs() > 1e-3 {
                apart.push(format!("{place:?} {p} {q}"));
            }
        }
        compared += early.len();
        kept_out += listed.iter().filter(|(_, w)| w.starts_with(prefix)).count();
    }
    // A local that our gate keeps out and the scope lets in again keeps what was counted of it.
    assert!(apart.len() * 500 < compared, "{apart:?} of {compared}");
    assert!(compared > 1000 && kept_out > 100, "{compared} {kept_out}");
}

fn by_name(mut ranked: Vec<(Sym, f32)>) -> Vec<(Sym, f32)> {
    ranked.sort_by_key(|(name, _)| *name);
    ranked
}

/// The words of a place where another server shows nothing.
fn alone(text: &str, table: &Table) -> Vec<String> {
    let at = text.find("$0").expect("a cursor");
    let source = Source::new(Arc::new(Text::new(text.replace("$0", ""))));
    let (index, weights) = (index(&[]), Weights::plain());
    let mut memory = memory(&weights);
    memory.tables[1] = Some(table);
    let source = source.parted(at);
    let mut scene = Scene::new(&source, &index, memory, at);
    let other = Other::default();
    let mut ranking = Ranking::wide();
    let ahead = ahead(&mut scene, &mut ranking);
    scene.beside(&other, []);
    let rows = merged(&scene, &mut ranking, &ahead, 50).into_iter();
    rows.filter_map(|(_, _, row)| Some(row?.word)).collect()
}

/// Counts a word at every context of a cursor.
fn counted(text: &str, word: &str) -> Table {
    let at = text.find("$0").expect("a cursor");
    let source = Source::new(Arc::new(Text::new(text.replace("$0", ""))));
    let (index, weights, table) = (index(&[]), Weights::plain(), Table::new(1 << 16));
    let scene = Scene::new(&source, &index, memory(&weights), at);
    let keys = scene.contexts.keys;
    let known = (0..CONTEXTS).filter(|c| keys[*c] != 0);
    known.for_each(|c| table.add(c, keys[c], Sym::of(word), 1));
    table
}

#[test]
fn what_tables_know_and_vocabularies_do_not_is_kept_out_by_nothing() {
    let label = "fn f() { let outer_row = 1; 'outer_row: loop { break 'out$0 } }";
    assert_eq!(alone(label, &counted(label, "outer_row")), ["outer_row"]);
    let near = "fn f(quuxly_word: u8) { g(quuxly_word, quu$0) }";
    assert_eq!(alone(near, &counted(near, "quuxly_word")), ["quuxly_word"]);
    assert_eq!(alone(near, &Table::new(1 << 16)), ["quuxly_word"]);
}
