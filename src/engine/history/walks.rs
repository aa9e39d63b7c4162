//! Which commits are to be read: those of a walk that was interrupted, and those from what is read
//! already to what is checked out. Reads no commit's files.
use super::{
    Account,
    reader::{Begun, Order},
};
use crate::history::{Facts, History, Options, Walk, Who};

/// The walk that was interrupted, and the one to what is checked out now.
pub fn walks<'h>(order: &Order, history: &'h History, facts: &Facts) -> Vec<(Walk<'h>, Begun)> {
    let whose = number(order.is_all, &facts.who);
    let is_anew = order.account.whose != whose && order.account.tip.is_some();
    let account = match order.account.whose == whose || order.account.is_cut {
        true => order.account.clone(),
        false => Account::default(),
    };
    let mut walks = Vec::new();
    let mut known = account.tip.clone();
    if let Some(going) = account.going {
        let (known_before, after) = (known.clone(), going.after);
        let options = Options {
            known: known_before,
            after,
            ..Options::default()
        };
        if let Ok(walk) = history.walk(&going.tip, &options) {
            known = Some(going.tip.clone());
            walks.push((walk, begun(going.tip, whose)));
        }
    }
    let Some(head) = facts.head.clone() else {
        return walks;
    };
    if known.as_ref() == Some(&head) && !walks.is_empty() {
        return walks;
    }
    // Where something was forgotten and nothing is known of before, nothing of before is read.
    let known = known.or_else(|| account.is_cut.then(|| head.clone()));
    let is_rewritten = known
        .as_ref()
        .is_some_and(|known| left(history, known, &head) > 0);
    let options = |known| Options {
        known,
        ..Options::default()
    };
    let walk = history.walk(&head, &options(known));
    let is_lost = walk.is_err();
    if let Ok(walk) = walk.or_else(|_| history.walk(&head, &options(None))) {
        walks.push((
            walk,
            Begun {
                is_anew,
                is_rewritten: is_rewritten || is_lost,
                ..begun(head, whose)
            },
        ));
    }
    walks
}

fn begun(tip: String, whose: u64) -> Begun {
    Begun {
        tip,
        whose,
        ..Begun::default()
    }
}

/// Commits that are reachable from one, and not from another.
fn left(history: &History, from: &str, not_from: &str) -> usize {
    let options = Options {
        known: Some(not_from.to_owned()),
        ..Options::default()
    };
    history.walk(from, &options).map_or(0, |walk| walk.left())
}

/// A number for those whose commits are read; never 0.
fn number(is_all: bool, who: &Who) -> u64 {
    match is_all {
        true => 1,
        false => {
            xxhash_rust::xxh3::xxh3_64(format!("{:?} {:?}", who.name, who.email).as_bytes()) | 2
        }
    }
}
