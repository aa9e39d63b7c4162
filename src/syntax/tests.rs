//! The whole room against real code: sources that the build has downloaded, else our own.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
    time::Duration,
};

use tree_sitter::Node;

use super::*;
use crate::text::{Kind, Text};

/// Files, at most.
const FILES: usize = 300;

fn registry() -> Option<PathBuf> {
    let home = || std::env::home_dir().map(|home| home.join(".cargo"));
    let cargo = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(home)?;
    let registries = std::fs::read_dir(cargo.join("registry/src")).ok()?;
    let mut registries = registries.flatten().map(|entry| entry.path());
    registries.find(|path| path.to_string_lossy().contains("index.crates.io-"))
}

/// A spread of real files; the same ones each time.
static CORPUS: LazyLock<Vec<(PathBuf, Source)>> = LazyLock::new(corpus);

fn crate_files(registry: &Path, title: &str) -> Vec<PathBuf> {
    let folder = registry.join(title);
    walk(&folder, &folder)
}

/// The crates that every build of ours has, whatever else lies on a machine.
fn locked() -> Vec<String> {
    let lock: toml::Table = include_str!("../../Cargo.lock")
        .parse()
        .expect("a lock file");
    let packages = lock["package"].as_array().expect("packages");
    let title = |p: &toml::Value| {
        Some(format!(
            "{}-{}",
            p["name"].as_str()?,
            p["version"].as_str()?
        ))
    };
    packages.iter().filter_map(title).collect()
}

fn corpus() -> Vec<(PathBuf, Source)> {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let all = registry().unwrap_or_else(|| own.clone());
    let mut files: Vec<PathBuf> = locked().iter().flat_map(|c| crate_files(&all, c)).collect();
    files.sort_by_cached_key(|path| {
        let inner = path.strip_prefix(&all).unwrap_or(path);
        xxhash_rust::xxh3::xxh3_64(inner.as_os_str().as_encoded_bytes())
    });
    files.truncate(FILES - 40);
    let mut ours = walk(&own, &own);
    ours.sort_unstable();
    files.extend(ours.into_iter().take(40));
    let parsed = |path: PathBuf| {
        let text = read(&path)?;
        let source = Source::new(Arc::new(Text::new(text)));
        Some((path, source.reparsed(Duration::from_secs(600))))
    };
    files.into_iter().filter_map(parsed).collect()
}

/// All nodes without children.
fn leaves<'t>(source: &'t Source) -> Vec<Node<'t>> {
    let Some(tree) = source.tree() else {
        return Vec::new();
    };
    let mut cursor = tree.walk();
    let mut leaves = Vec::new();
    loop {
        if cursor.goto_first_child() {
            continue;
        }
        leaves.push(cursor.node());
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return leaves;
            }
        }
    }
}

/// Numbers that look like chance and are the same each time.
fn chance(seed: &mut u64, below: usize) -> usize {
    *seed = seed
        .wrapping_mul(6364136223846793005)
        .wrapping_add(1442695040888963407);
    ((*seed >> 33) as usize) % below.max(1)
}

/// What the tree says belongs where a leaf stands, where that is clear.
fn truth(leaf: Node) -> Option<&'static [SiteKind]> {
    use SiteKind::*;
    let parent = leaf.parent()?;
    Some(match (leaf.kind(), parent.kind()) {
        ("field_identifier", "field_expression") => &[Member],
        ("field_identifier", "field_initializer") => &[Field],
        ("field_identifier", "field_declaration") => &[Definition],
        ("shorthand_field_identifier", _) => &[Field],
        ("type_identifier", "type_arguments" | "reference_type" | "parameter") => &[Type],
        ("type_identifier", "field_declaration" | "let_declaration") => &[Type],
        ("type_identifier", "struct_item" | "enum_item" | "trait_item") => &[Definition],
        ("identifier", "function_item" | "let_declaration" | "mod_item") => {
            let is_name = |field| parent.child_by_field_name(field) == Some(leaf);
            match is_name("name") || is_name("pattern") {
                true => &[Definition],
                false => &[Expression],
            }
        }
        ("identifier", "arguments") => &[Argument],
        ("identifier", "use_list" | "use_declaration") => &[Use],
        ("identifier", "match_pattern")
            if parent.child_by_field_name("condition") == Some(leaf) =>
        {
            &[Expression]
        }
        ("identifier", "match_pattern" | "tuple_struct_pattern") => &[Pattern, Definition],
        ("identifier", "expression_statement" | "binary_expression") => &[Expression, Argument],
        ("identifier", "return_expression" | "try_expression" | "await_expression") => {
            &[Expression, Argument]
        }
        _ => return None,
    })
}

/// Real code that the tree has no complaint about.
fn sound(corpus: &[(PathBuf, Source)]) -> impl Iterator<Item = &(PathBuf, Source)> {
    let sound = |s: &Source| s.tree().is_some_and(|t| !t.root_node().has_error());
    corpus.iter().filter(move |(_, source)| sound(source))
}

#[test]
fn names_are_where_the_tree_has_them() {
    for (path, source) in sound(&CORPUS) {
        let view = view::View::new(source);
        for leaf in leaves(source) {
            if !leaf.kind().ends_with("identifier") {
                continue;
            }
            let (start, end) = (leaf.start_byte(), leaf.end_byte());
            let at = view.tokens.partition_point(|t| (t.end as usize) <= start);
            let quote = usize::from(view.kind(at) == Kind::Lifetime);
            let same = view.start(at) + quote == start && view.end(at) == end;
            assert!(same, "{}: {start} {leaf:?}", path.display());
        }
    }
}

#[test]
fn sites_are_what_the_tree_says() {
    let (mut asked, mut wrong) = (0, Vec::new());
    for (path, source) in sound(&CORPUS) {
        for leaf in leaves(source).into_iter().step_by(11) {
            let Some(expected) = truth(leaf) else {
                continue;
            };
            let start = leaf.start_byte();
            let cut = Source::without_tree(source.slice(0, start));
            for found in [source.site(start).kind, cut.site(start).kind] {
                asked += 1;
                if !expected.contains(&found) {
                    let line = leaf.start_position().row + 1;
                    wrong.push(format!("{}:{line} {expected:?} {found:?}", path.display()));
                }
            }
        }
    }
    assert!(
        asked > 1000 && wrong.len() * 500 < asked,
        "{} of {asked}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn tokens_and_tree_bind_the_same_names() {
    let mut seed = 1;
    let (mut asked, mut wrong) = (0, Vec::new());
    for (path, source) in sound(&CORPUS) {
        for _ in 0..20 {
            let at = chance(&mut seed, source.tokens().len());
            let Some(token) = source.tokens().get(at) else {
                continue;
            };
            let offset = token.start as usize;
            if token.kind != Kind::Ident || source.site(offset).in_macro {
                continue;
            }
            let [by_tree, by_tokens] = scope::both(source, offset);
            asked += 1;
            if by_tree != by_tokens {
                wrong.push(format!(
                    "{}:{} tree {by_tree:?} tokens {by_tokens:?}",
                    path.display(),
                    token.line + 1
                ));
            }
        }
    }
    assert!(
        asked > 500 && wrong.len() * 100 < asked,
        "{} of {asked}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_place_of_real_code_panics() {
    let mut seed = 2;
    for n in 0..2000 {
        let (_, source) = &CORPUS[n % CORPUS.len()];
        let mut offset = chance(&mut seed, source.as_str().len() + 1);
        while !source.as_str().is_char_boundary(offset) {
            offset -= 1;
        }
        // Whole, cut off at the cursor, and with a hole behind it.
        let rest = (offset..=source.as_str().len()).rev().step_by(97);
        let rest = rest
            .filter(|&i| source.as_str().is_char_boundary(i))
            .last()
            .unwrap_or(offset);
        let text = source.as_str();
        for text in [
            text.to_string(),
            text[..offset].to_string(),
            text[..offset].to_string() + &text[rest..],
        ] {
            let broken = source.edited(Arc::new(Text::new(text)));
            let site = broken.site(offset);
            assert!(broken.as_str().get(site.prefix.0..site.prefix.1).is_some());
            for binding in broken.bindings(offset) {
                assert!(
                    broken
                        .as_str()
                        .get(binding.span.0..binding.span.1)
                        .is_some()
                );
            }
        }
    }
}

/// Whether the node of these bytes, or one round it, is an error.
fn in_error(source: &Source, (start, end): (usize, usize)) -> bool {
    let Some(tree) = source.tree() else {
        return false;
    };
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if node.is_error() {
            return true;
        }
        if (node.start_byte(), node.end_byte()) == (start, end) {
            return false;
        }
        if cursor.goto_first_child_for_byte(start).is_none() {
            return false;
        }
    }
}

#[test]
fn no_symbol_comes_from_an_error() {
    let (mut hidden, mut seed) = (0, 3);
    for (_, source) in sound(&CORPUS).take(60) {
        let at = chance(&mut seed, source.tokens().len());
        let Some(token) = source.tokens().get(at) else {
            continue;
        };
        let (start, end) = (token.start as usize, token.end as usize);
        // A token is missing, and an open bracket stands in its place.
        let text = format!("{}({}", source.slice(0, start), &source.as_str()[end..]);
        let broken = source.edited(Arc::new(Text::new(text)));
        let symbols = broken.reparsed(Duration::from_secs(600)).symbols();
        hidden += usize::from(symbols.len() < source.symbols().len());
        for symbol in symbols {
            assert!(!in_error(&broken, symbol.range), "{symbol:?}");
        }
    }
    assert!(hidden > 0);
}

#[test]
fn symbols_of_real_code_are_sound() {
    let mut files = Vec::new();
    for (path, source) in CORPUS.iter() {
        for symbol in source.symbols() {
            let text = source.as_str();
            assert!(
                text.get(symbol.range.0..symbol.range.1)
                    .is_some_and(|t| t.contains(&symbol.name))
            );
            assert!(symbol.doc.is_none_or(|(a, b)| text.get(a..b).is_some()));
            assert!(symbol.signature.chars().count() <= 200 && !symbol.signature.contains('\n'));
            let whole = symbol.signature.contains(&symbol.name);
            assert!(whole || symbol.name.len() > 150, "{symbol:?}");
        }
        files.push(Arc::new(FileFacts::new(path.as_path(), source)));
    }
    let declares = |s: &Source| {
        ["\nfn ", "\npub fn "]
            .iter()
            .any(|f| s.as_str().contains(f))
    };
    let declaring = sound(&CORPUS).filter(|(_, source)| declares(source));
    let (with, without): (Vec<_>, Vec<_>) = declaring.partition(|(_, s)| !s.symbols().is_empty());
    assert!(with.len() > 20 * without.len());
    let index = Index::build(&files);
    assert_eq!(
        index.len(),
        files.iter().map(|f| f.symbols.len()).sum::<usize>()
    );
    for reference in files.iter().flat_map(|f| &f.symbols) {
        let name = &reference.symbol.name;
        assert!(index.entry(crate::text::Sym::of(name)).contains(reference));
        assert!(
            index
                .with_prefix(name, Kinds::ALL)
                .any(|e| *e.name == **name)
        );
    }
}
