use super::*;
use crate::{
    engine::project::Counts,
    model::Weights,
    syntax::{Index, Source},
    text::Text,
};

fn place_of(text: &str) -> String {
    let offset = text.find("$0").expect("a cursor");
    let source = Source::new(Arc::new(Text::new(text.replace("$0", ""))));
    let (counts, user) = (Some(Counts::new(1 << 16)), None);
    let (index, weights) = (Index::default(), Weights::plain());
    let memory = memory(None, &counts, &user, None, &weights);
    let source = source.parted(offset);
    place(&Scene::new(&source, &index, memory, offset))
}

#[test]
fn places_read_as_a_person_would_tell_them() {
    let cases = [
        ("self.store.$0", "after `self.store.`"),
        ("x(); self.store.fl$0", "after `self.store.`"),
        ("Store::open(a, b)?.rows[3].$0", "after `open(…)?.rows[…].`"),
        ("Foo::Bar::$0", "after `Foo::Bar::`"),
        ("fn f() { thing.$0 }", "after `f … thing.`"),
        ("let x = $0", "after `=`"),
        ("let x = open(a, $0", "in argument 2 of `open`"),
        ("let x = open(a, &$0", "in argument 2 of `open`, after `&`"),
        ("let x = \"secret\" $0", "after `\"…\"`"),
        ("fn f() {\n    $0", "at the beginning of a line, after `{`"),
        ("$0", "at the beginning of the file"),
    ];
    for (text, place) in cases {
        assert_eq!(place_of(text), place, "{text}");
    }
}

#[test]
fn evidence_reads_as_a_person_would_tell_it() {
    let e = |chosen, typed, shown, refused, undone| Evidence {
        chosen,
        typed,
        shown,
        refused,
        undone,
        forgiven: 0,
        last_day: 100,
    };
    let cases = [
        (
            e(12, 0, 2, 1, 0),
            102,
            "chosen 12 of 14 times at x; last 2 days ago; 1 refusal",
        ),
        (
            e(3, 2, 1, 0, 1),
            101,
            "chosen 3 and typed 2 of 6 times at x; last yesterday; taken back once",
        ),
        (
            e(0, 2, 0, 2, 2),
            100,
            "typed 2 of 2 times at x; last today; 2 refusals; taken back 2 times",
        ),
        (e(1, 0, 0, 0, 0), 90, "chosen once at x; last today"),
        (e(0, 1, 0, 0, 0), 100, "typed once at x; last today"),
        (e(0, 0, 1, 0, 0), 100, "shown once in vain at x; last today"),
        (
            e(0, 0, 0, 1, 0),
            100,
            "never written at x; last today; 1 refusal",
        ),
    ];
    for (evidence, today, told) in cases {
        assert_eq!(sentence(&evidence, "at x", today), told);
    }
}
