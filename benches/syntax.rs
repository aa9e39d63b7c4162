//! What a keystroke costs: lexing, parsing, the site, the bindings; and what indexing a file costs.
use std::{hint::black_box, path::Path, sync::Arc, time::Duration};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use habitus::{
    syntax::{FileFacts, Index, Source, retokenize, tokenize},
    text::{Edit, Text},
};

/// Our own sources, one after the other, up to about 80 KB.
fn text() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax");
    let mut files = habitus::syntax::walk(&folder, &folder);
    files.sort();
    let texts = files.iter().filter_map(|file| habitus::syntax::read(file));
    let mut text: String = texts.collect();
    while text.len() < 80_000 {
        text = text.repeat(2);
    }
    let end = text[..80_000].rfind("\n}\n").map_or(text.len(), |i| i + 3);
    text.truncate(end);
    text
}

fn insertion(text: &str, at: usize, piece: &str) -> (String, Edit) {
    let new = format!("{}{piece}{}", &text[..at], &text[at..]);
    let edit = Edit {
        start: at,
        old_end: at,
        new_end: at + piece.len(),
        start_place: Default::default(),
        old_end_place: Default::default(),
        new_end_place: Default::default(),
    };
    (new, edit)
}

fn source(text: &str) -> Source {
    Source::new(Arc::new(Text::new(text.into()))).reparsed(Duration::from_secs(60))
}

fn bench(c: &mut Criterion) {
    let text = text();
    let whole = source(&text);
    let middle = text[..text.len() / 2].rfind("\n    ").map_or(0, |i| i + 5);
    let (longer, edit) = insertion(&text, middle, "x");
    let (broken, hole) = insertion(&text, middle, "self.foo(a, |b| b.");
    let broken_source = whole.edited(Arc::new(Text::new(broken)));
    let new = Arc::new(Text::new(longer.clone()));

    let mut group = c.benchmark_group("80 KB");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("tokenize", |b| b.iter(|| tokenize(black_box(&text))));
    group.bench_function("retokenize", |b| {
        b.iter(|| retokenize(black_box(whole.tokens()), &longer, &edit))
    });
    group.bench_function("new", |b| b.iter(|| Source::new(whole.text().clone())));
    group.bench_function("edited", |b| b.iter(|| whole.edited(new.clone())));
    group.bench_function("facts", |b| {
        b.iter(|| FileFacts::new(Path::new("a.rs"), &whole))
    });
    group.finish();

    c.bench_function("site", |b| b.iter(|| whole.site(black_box(middle))));
    c.bench_function("site, being typed", |b| {
        b.iter(|| broken_source.site(black_box(hole.new_end)))
    });
    c.bench_function("bindings by tree", |b| {
        b.iter(|| whole.bindings(black_box(middle)))
    });
    c.bench_function("bindings by tokens", |b| {
        b.iter(|| broken_source.bindings(black_box(hole.new_end)))
    });
    let facts = Arc::new(FileFacts::new(Path::new("a.rs"), &whole));
    let files = vec![facts; 100];
    let count = files[0].symbols.len() * files.len();
    c.bench_function(&format!("index of {count} symbols"), |b| {
        b.iter(|| Index::build(&files))
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
