//! Bound names by the tree and our locals query. It answers only where the function is free of
//! errors up to the cursor.

use std::{sync::LazyLock, time::Duration};

use tree_sitter::{Node, Query};

use super::{BindingKind, Bound, pattern};
use crate::syntax::{
    query::{self, Limits},
    source::Source,
    view::View,
};

/// Patterns in progress at once, at most.
const MATCHES: u32 = 256;
/// A list is being waited for; the tokens tell the same.
const BUDGET: Duration = Duration::from_millis(10);

struct Locals {
    query: Query,
    kinds: Vec<Role>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Scope,
    Until,
    After,
    Item,
    Name(BindingKind),
    Broken,
}

static LOCALS: LazyLock<Option<Locals>> = LazyLock::new(|| {
    let query = Query::new(
        &tree_sitter_rust::LANGUAGE.into(),
        include_str!("../locals.scm"),
    )
    .ok()?;
    let kinds = query
        .capture_names()
        .iter()
        .map(|name| role(name))
        .collect();
    Some(Locals { query, kinds })
});

fn role(name: &str) -> Role {
    match name {
        "scope" => Role::Scope,
        "until" => Role::Until,
        "after" => Role::After,
        "item" => Role::Item,
        "let" => Role::Name(BindingKind::Let),
        "arm" => Role::Name(BindingKind::Match),
        "loop" => Role::Name(BindingKind::Loop),
        "parameter" => Role::Name(BindingKind::Parameter),
        "self" => Role::Name(BindingKind::SelfValue),
        "closure" => Role::Name(BindingKind::Closure),
        "generic" => Role::Name(BindingKind::Generic),
        "const" => Role::Name(BindingKind::Const),
        "function" => Role::Name(BindingKind::Function),
        _ => Role::Broken,
    }
}

/// A scope, or a pattern with the place from which its names are seen.
enum Event {
    Scope {
        end: usize,
    },
    Names {
        pattern: (usize, usize),
        after: usize,
        kind: BindingKind,
        /// It belongs to the scope round the node, not to the node's own.
        item: bool,
    },
}

/// The names bound from the function's name (a token's index) to the place; None where the tree
/// can't tell.
pub fn bound(source: &Source, name: usize, place: usize) -> Option<Vec<Bound>> {
    let view = View::new(source);
    let tree = source.tree().filter(|_| !source.is_stale())?;
    let start = view.start(name);
    let mut events = events(tree.root_node(), source.as_str(), start, place)?;
    events.sort_by_key(|(at, event)| match event {
        Event::Names { item, .. } => (*at, if *item { 0 } else { 2 }, 0),
        Event::Scope { end } => (*at, 1, usize::MAX - end),
    });
    let mut scopes: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    let mut own_seen = false;
    for (at, event) in events {
        while scopes.last().is_some_and(|&end| end <= at) {
            scopes.pop();
        }
        match event {
            Event::Scope { end } => scopes.push(end),
            Event::Names {
                pattern,
                after,
                kind,
                ..
            } => {
                let seen = scopes.last().is_none_or(|&end| place < end) && after <= place;
                let own = kind == BindingKind::Function && pattern.0 <= start;
                own_seen |= own && pattern.0 == start;
                if seen && !own {
                    add(view, pattern, kind, &mut found);
                }
            }
        }
    }
    // In a macro's tokens the tree sees no function.
    own_seen.then_some(found)
}

fn add(view: View, (from, to): (usize, usize), kind: BindingKind, found: &mut Vec<Bound>) {
    let from = view.tokens.partition_point(|t| (t.start as usize) < from);
    let to = view.tokens.partition_point(|t| (t.start as usize) < to);
    match kind {
        BindingKind::Let | BindingKind::Match | BindingKind::Loop => {
            let to = pattern::end(view, from, to, &["if", "=>"]);
            pattern::names(view, from, to, kind, found);
        }
        BindingKind::Parameter | BindingKind::Closure => match view.word(from) {
            "self" => found.push(Bound {
                index: from,
                kind: BindingKind::SelfValue,
            }),
            _ => pattern::names(view, from, to, kind, found),
        },
        _ if from < to => found.push(Bound { index: from, kind }),
        _ => {}
    }
}

fn events(root: Node, text: &str, start: usize, place: usize) -> Option<Vec<(usize, Event)>> {
    let locals = LOCALS.as_ref()?;
    let mut events = Vec::new();
    let mut broken = false;
    let limits = Limits {
        range: start..place.max(start + 1),
        matches: MATCHES,
        budget: BUDGET,
    };
    let whole = query::run(&locals.query, root, text, limits, |found| {
        let of = |wanted: Role| {
            let capture = found.captures().iter();
            let mut capture = capture.filter(|c| locals.kinds[c.index as usize] == wanted);
            capture.next().map(|c| c.node)
        };
        if of(Role::Broken).is_some_and(|n| n.end_byte() >= start && n.start_byte() <= place) {
            broken = true;
        }
        if let Some(scope) = of(Role::Scope) {
            let end = of(Role::Until).unwrap_or(scope).end_byte();
            events.push((scope.start_byte(), Event::Scope { end }));
            return;
        }
        for capture in found.captures() {
            let Role::Name(kind) = locals.kinds[capture.index as usize] else {
                continue;
            };
            let node = capture.node;
            let item = of(Role::Item);
            let at = item.unwrap_or(node).start_byte();
            let after = match of(Role::After) {
                Some(after) => after.end_byte(),
                None => node.start_byte(),
            };
            let pattern = (node.start_byte(), node.end_byte());
            events.push((
                at,
                Event::Names {
                    pattern,
                    after,
                    kind,
                    item: item.is_some(),
                },
            ));
        }
    });
    (whole && !broken).then_some(events)
}
