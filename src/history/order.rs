//! In which order a history is walked: by the date of the commits, but never a commit before its
//! parents, as `git log --date-order --reverse --no-merges` lists them. It must never take a commit
//! for a beginning because its parents are missing; that is for the reader to find out.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use gix::{ObjectId, Repository};

use super::guard;

struct Node {
    time: i64,
    /// Those that are followed.
    parents: Vec<ObjectId>,
    is_merge: bool,
    children: usize,
}

type Graph = HashMap<ObjectId, Node>;

/// The commits reachable from a tip but not from a known one, merges left out.
pub(super) fn newest_first(
    repository: &Repository,
    tip: ObjectId,
    known: Option<ObjectId>,
    first_parent: bool,
) -> Vec<ObjectId> {
    let known = known.map(|known| reach(repository, known, &Graph::new(), false));
    let known = known.unwrap_or_default();
    let mut graph = reach(repository, tip, &known, first_parent);
    count_children(&mut graph);
    sorted(graph, tip)
}

/// What can be read and is reachable without going over what is known.
fn reach(repository: &Repository, tip: ObjectId, known: &Graph, first_parent: bool) -> Graph {
    let mut graph = Graph::new();
    let mut ahead = vec![tip];
    while let Some(id) = ahead.pop() {
        if known.contains_key(&id) || graph.contains_key(&id) {
            continue;
        }
        if let Some(node) = guard(|| node(repository, id, first_parent)) {
            ahead.extend(&node.parents);
            graph.insert(id, node);
        }
    }
    graph
}

fn node(repository: &Repository, id: ObjectId, first_parent: bool) -> Option<Node> {
    let object = repository.find_commit(id).ok()?;
    let commit = object.decode().ok()?;
    let mut parents: Vec<ObjectId> = commit.parents().collect();
    let is_merge = parents.len() > 1;
    if first_parent {
        parents.truncate(1);
    }
    Some(Node {
        time: commit.time().map_or(0, |time| time.seconds),
        parents,
        is_merge,
        children: 0,
    })
}

fn count_children(graph: &mut Graph) {
    let parents = graph.values().flat_map(|node| &node.parents);
    for id in parents.copied().collect::<Vec<_>>() {
        if let Some(parent) = graph.get_mut(&id) {
            parent.children += 1;
        }
    }
}

/// Whoever has no child left that is to come is ready; the youngest goes first.
fn sorted(mut graph: Graph, tip: ObjectId) -> Vec<ObjectId> {
    let mut order = Vec::with_capacity(graph.len());
    let mut ready = BinaryHeap::new();
    let mut count = 0;
    let time = |graph: &Graph, id: &ObjectId| graph.get(id).map(|node| node.time);
    ready.extend(time(&graph, &tip).map(|time| (time, Reverse(count), tip)));
    while let Some((_, _, id)) = ready.pop() {
        let Some(node) = graph.remove(&id) else {
            continue;
        };
        if !node.is_merge {
            order.push(id);
        }
        for parent in node.parents {
            if is_ready(&mut graph, parent) {
                count += 1;
                ready.extend(time(&graph, &parent).map(|time| (time, Reverse(count), parent)));
            }
        }
    }
    order
}

fn is_ready(graph: &mut Graph, id: ObjectId) -> bool {
    let Some(node) = graph.get_mut(&id) else {
        return false;
    };
    node.children = node.children.saturating_sub(1);
    node.children == 0
}
