use super::*;

fn their(word: &str, row: u32) -> Their {
    Their {
        word: word.to_owned(),
        mark: Mark {
            row,
            ..Mark::default()
        },
        fits: true,
    }
}

fn ours(word: &str) -> Row {
    of_theirs(&their(word, 0), 0.0)
}

/// The words in their order, ours with a star.
fn told(theirs: &[Their], rows: Vec<(f32, Woven)>) -> String {
    let text = |(_, row): (f32, Woven)| match row {
        Woven::Theirs(i) => theirs[i].word.clone(),
        Woven::Ours(row) => format!("*{}", row.word),
    };
    rows.into_iter().map(text).collect::<Vec<_>>().join(" ")
}

fn ranked(words: &[(&str, f32, bool)]) -> Vec<(Sym, f32, Option<Row>)> {
    let row = |&(word, p, is_own): &(&str, f32, bool)| {
        (Sym::of(word), p, is_own.then(|| ours(word)))
    };
    words.iter().map(row).collect()
}

#[test]
fn every_row_of_theirs_stays_and_ours_come_between() {
    let mut theirs = vec![their("a", 0), their("b", 1), their("c", 2)];
    theirs[2].fits = false;
    let order = [("b", 0.6, false), ("x", 0.3, true), ("a", 0.1, false)];
    let rows = woven(&theirs, ranked(&order), 9);
    assert_eq!(told(&theirs, rows), "b *x a c");
    let rows = woven(&theirs, ranked(&order), 0);
    assert_eq!(told(&theirs, rows), "b a c");
    let rows = woven(&theirs, Vec::new(), 9);
    assert_eq!(told(&theirs, rows), "a b c", "what nobody ranked is kept");
}

#[test]
fn a_second_row_of_a_word_gives_way() {
    let theirs = [their("a", 0), their("a", 1), their("b", 2), their("d", 3)];
    let order = [("a", 0.9, false), ("b", 0.09, false), ("d", 0.01, false)];
    let rows = woven(&theirs, ranked(&order), 9);
    let row: Vec<usize> = rows
        .iter()
        .map(|(_, row)| match row {
            Woven::Theirs(i) => *i,
            Woven::Ours(_) => 9,
        })
        .collect();
    assert_eq!(row, [0, 2, 1, 3]);
}

#[test]
fn a_snippet_isnt_the_word_that_it_is_called_by() {
    let mut snippet = their("push", 0);
    snippet.mark.sort = Sort::Snippet;
    assert_ne!(name_of(&snippet), name_of(&their("push", 0)));
}
