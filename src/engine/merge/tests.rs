use super::*;

fn woven(
    theirs: &[Their],
    prefix: &str,
    ranked: Vec<(Sym, f32, Option<Row>)>,
    most: usize,
) -> (Vec<(f32, Woven)>, usize) {
    let names: Vec<Sym> = theirs.iter().map(name_of).collect();
    super::woven(theirs, &names, prefix, ranked, most)
}

fn their(word: &str, row: u32) -> Their {
    Their {
        word: word.to_owned(),
        mark: Mark {
            row,
            ..Mark::default()
        },
        filter: None,
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
    let row =
        |&(word, p, is_own): &(&str, f32, bool)| (Sym::of(word), p, is_own.then(|| ours(word)));
    words.iter().map(row).collect()
}

#[test]
fn every_row_of_theirs_stays_and_ours_come_between() {
    let mut theirs = vec![
        their("xc", 0),
        their("xa", 1),
        their("xb", 2),
        their("q", 3),
    ];
    theirs[0].filter = Some("other".to_owned());
    let order = [("xb", 0.6, false), ("xx", 0.3, true), ("xa", 0.1, false)];
    let (rows, fitting) = woven(&theirs, "X", ranked(&order), 9);
    assert_eq!(
        (told(&theirs, rows).as_str(), fitting),
        ("xb *xx xa xc q", 3)
    );
    let (rows, _) = woven(&theirs, "X", ranked(&order), 0);
    assert_eq!(told(&theirs, rows), "xb xa xc q");
    let (rows, fitting) = woven(&theirs, "x", Vec::new(), 9);
    assert_eq!(
        told(&theirs, rows),
        "xa xb xc q",
        "what nobody ranked is kept"
    );
    assert_eq!(fitting, 2);
}

#[test]
fn a_second_row_of_a_word_gives_way() {
    let theirs = [their("a", 0), their("a", 1), their("b", 2), their("d", 3)];
    let order = [
        ("a", 0.9, false),
        ("b", 0.0999, false),
        ("d", 0.0001, false),
    ];
    let (rows, _) = woven(&theirs, "", ranked(&order), 9);
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
