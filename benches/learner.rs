//! What learning costs: a list, counting a file, opening what is kept, and folding journals into it.
use std::{hint::black_box, path::Path, sync::Arc};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use habitus::{
    model::{
        CONTEXTS, LAYERS, Ranking, Scan, Table, Weights,
        next::{self, Counts, Lore, Salt, Seen, Types, View},
    },
    store::{Event, Outcome, State, Store},
    suggest::{Memory, Scene, rows},
    syntax::{FileFacts, Index, Source},
    text::{Kind, Sym, Text},
};

/// Bytes of a table.
const ROOM: usize = 16 << 20;
/// Events folded at once.
const EVENTS: usize = 1000;
/// Lists made in one round.
const SITES: usize = 100;

fn sources() -> Vec<(std::path::PathBuf, Source)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/suggest");
    let mut files = habitus::syntax::walk(&folder, &folder);
    files.sort();
    let parse = |text: String| Source::new(Arc::new(Text::new(text)));
    let read = files
        .into_iter()
        .filter_map(|f| Some((habitus::syntax::read(&f)?, f)));
    read.map(|(text, file)| (file, parse(text))).collect()
}

/// Counts every word of a text under its contexts.
fn count(table: &Table, source: &Source) {
    let (mut scan, text) = (Scan::default(), source.as_str());
    for token in source.tokens() {
        if matches!(token.kind, Kind::Ident | Kind::Keyword) {
            scan.newline(token.line);
            for (context, &key) in scan.contexts().keys.iter().enumerate().take(CONTEXTS) {
                table.add(context, key, token.sym, 1);
            }
        }
        scan.push(token, text);
    }
}

fn memory<'a>(table: &'a Table, weights: &'a Weights) -> Memory<'a> {
    let mut tables = [None; LAYERS];
    tables[2] = Some(table);
    Memory {
        tables,
        chosen: [None; 2],
        refused: None,
        vocabularies: [None; 2],
        library: None,
        weights,
    }
}

fn predict(c: &mut Criterion) {
    let sources = sources();
    let (table, weights) = (Table::new(ROOM), Weights::plain());
    sources.iter().for_each(|(_, source)| count(&table, source));
    let facts = sources
        .iter()
        .map(|(f, s)| Arc::new(FileFacts::new(f.as_path(), s)));
    let index = Index::build(&facts.collect::<Vec<_>>());
    let longest = sources.iter().max_by_key(|(_, s)| s.tokens().len());
    let (file, source) = longest.expect("a source");
    let words = source.tokens().iter().filter(|t| t.kind == Kind::Ident);
    let every = (words.clone().count() / SITES).max(1);
    let places: Vec<usize> = words.step_by(every).map(|t| t.start as usize).collect();
    let mut ranking = Ranking::default();
    let mut group = c.benchmark_group("predict");
    group.throughput(Throughput::Elements(places.len() as u64));
    group.bench_function("lists", |b| {
        b.iter(|| {
            for &place in &places {
                let scene = Scene::new(source, &index, memory(&table, &weights), place);
                black_box(rows(&mut scene.in_file(Some(file)), &mut ranking, 50));
            }
        })
    });
    group.finish();
}

fn learn(c: &mut Criterion) {
    let sources = sources();
    let tokens: usize = sources.iter().map(|(_, s)| s.tokens().len()).sum();
    let table = Table::new(ROOM);
    let mut group = c.benchmark_group("learn");
    group.throughput(Throughput::Elements(tokens as u64));
    group.bench_function("parse and count", |b| {
        b.iter(|| {
            for (_, source) in &sources {
                count(&table, &Source::new(source.text().clone()));
            }
        })
    });
    group.finish();
}

fn state() -> State {
    let table = Table::new(ROOM);
    sources()
        .iter()
        .for_each(|(_, source)| count(&table, source));
    State {
        tables: vec![("project".into(), table.dump())],
        weights: Weights::plain().to_vec(),
        ..State::default()
    }
}

fn event(i: usize) -> Event {
    Event::Outcome {
        site: i as u64 % 97,
        word: format!("word_{}", i % 311),
        outcome: Outcome::Typed,
    }
}

fn keep(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut store, _) = Store::open(folder.path(), 1);
    store.publish(state(), 2);
    store.close();
    c.bench_function("load", |b| {
        b.iter_batched(
            || (),
            |()| black_box(Store::open(folder.path(), 3)).0.close(),
            BatchSize::PerIteration,
        )
    });
    let (mut store, _) = Store::open(folder.path(), 4);
    let mut group = c.benchmark_group("fold");
    group
        .sample_size(20)
        .throughput(Throughput::Elements(EVENTS as u64));
    let mut time = 5;
    group.bench_function("events", |b| {
        b.iter(|| {
            let events: Vec<Event> = (0..EVENTS).map(event).collect();
            time += 1;
            store.append(&events, time);
            store.fold(&[]);
        })
    });
    group.finish();
}

/// Knows nothing but the text.
#[derive(Default)]
struct Nothing(Types);

impl Lore for Nothing {
    fn types(&self) -> &Types {
        &self.0
    }
    fn seen(&self, _: Sym) -> Option<Seen> {
        None
    }
    fn kind(&self, _: Sym) -> u8 {
        1
    }
    fn below(&self, _: Sym) -> u32 {
        0
    }
    fn age(&self) -> u64 {
        0
    }
}

/// Counts all tokens of a text, as the learner of the next token does.
fn count_tokens(counts: &Counts, file: Salt, source: &Source) {
    let (mut scan, types) = (next::Scan::new(""), Types::default());
    for token in source.tokens() {
        scan.newline(token.line);
        counts.add(token, &scan.keys(), &scan, file);
        scan.push(token, source.as_str(), &types);
    }
}

fn next_token(c: &mut Criterion) {
    let sources = sources();
    let (counts, file) = (Counts::new(ROOM, ROOM / 4), Salt::of("a.rs"));
    let tokens: usize = sources.iter().map(|(_, s)| s.tokens().len()).sum();
    let mut group = c.benchmark_group("next token");
    group.throughput(Throughput::Elements(tokens as u64));
    group.bench_function("count", |b| {
        b.iter(|| {
            sources
                .iter()
                .for_each(|(_, s)| count_tokens(&counts, file, s))
        });
    });
    let longest = sources.iter().max_by_key(|(_, s)| s.tokens().len());
    let source = &longest.expect("a source").1;
    let (weights, lore, without) = (
        next::Weights::shipped(),
        Nothing::default(),
        Default::default(),
    );
    let (mut ranking, mut coined) = Default::default();
    let places = source.tokens().len();
    group.throughput(Throughput::Elements(places as u64));
    group.bench_function("predict", |b| {
        b.iter(|| {
            let mut scan = next::Scan::new("");
            for token in source.tokens() {
                scan.newline(token.line);
                let keys = scan.keys();
                let [own, project] = counts.of(file).map(Some);
                let tables = [own, project, None, None];
                let view = View {
                    scan: &scan,
                    text: source.as_str(),
                    keys: &keys,
                    tables,
                    lore: &lore,
                    weights: &weights,
                    without: &without,
                };
                view.rank(&mut ranking, &mut coined, &mut |_| true);
                scan.push(token, source.as_str(), &lore.0);
            }
            black_box(next::Ranking::words(&ranking).len())
        });
    });
    group.finish();
}

criterion_group!(benches, predict, learn, next_token, keep);
criterion_main!(benches);
