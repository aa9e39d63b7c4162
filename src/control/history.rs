//! How far a project's history is read, whose it is, and what stands in the way: a line for each.
use std::path::Path;

use serde_json::{Value, json};

use crate::{
    engine::Account,
    history::{Facts, History, Who},
};

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastStatus {
    /// What is kept of it.
    pub account: Account,
    /// For people.
    pub lines: Vec<String>,
    is_git: bool,
    /// An editor set that it isn't read.
    is_off: bool,
    facts: Facts,
}

impl PastStatus {
    /// Of a folder, with what is kept of its history; whether it is set that it isn't read.
    pub fn of(folder: &Path, account: Account, is_off: bool) -> PastStatus {
        let opened = History::open(folder).ok();
        let facts = opened.as_ref().map(History::facts).unwrap_or_default();
        let mut status = PastStatus {
            is_git: opened.is_some(),
            is_off,
            account,
            facts,
            lines: Vec::new(),
        };
        status.lines = match status.is_git {
            true => status.tell(),
            false => vec!["no git repository that can be read: the files alone are learned".into()],
        };
        status
    }

    fn tell(&self) -> Vec<String> {
        let account = &self.account;
        let mut lines = vec![self.read()];
        lines.extend(self.whose());
        let mut add = |is: bool, line: String| lines.extend(is.then_some(line));
        let older = account.older;
        add(
            older > 0,
            format!("{older} older commits are left out: the last 3000 count"),
        );
        let broken = account.broken;
        let gone = "or what they are compared with, can't be read: passed over";
        add(broken > 0, format!("{broken} commits, {gone}"));
        let out = account.left_out;
        let why = "too large, no text, made by a tool, or ignored";
        add(
            out > 0,
            format!("{out} times a file was left out of a commit: {why}"),
        );
        let earlier = account.earlier;
        add(
            earlier > 0,
            format!(
                "{earlier} more were read when others' were asked for; `habitus reset` forgets them"
            ),
        );
        for (is, line) in self.remarks() {
            add(is, line.to_owned());
        }
        lines
    }

    fn read(&self) -> String {
        let account = &self.account;
        let (commits, words) = (account.commits, account.words);
        let counted = format!("{commits} commits read, {words} words counted beyond the files");
        match (&self.facts.head, &account.going, &account.tip) {
            (None, ..) if self.facts.is_broken => {
                "the commit that is checked out can't be read: `git fsck` says more".to_owned()
            }
            (None, ..) => "no commit yet".to_owned(),
            (_, None, None) if self.is_off => "not read: it is set to \"off\"".to_owned(),
            _ if self.is_off => format!("{counted}; no more are read: it is set to \"off\""),
            (_, Some(going), _) => format!("{counted}; {} are left", going.left),
            (_, None, None) => "not read yet".to_owned(),
            (head, None, tip) if head != tip => format!("{counted}; there are newer ones"),
            _ => counted,
        }
    }

    fn whose(&self) -> Option<String> {
        let account = &self.account;
        if account.tip.is_none() && account.going.is_none() {
            return None;
        }
        Some(match (account.is_all, self.facts.who.is_nobody()) {
            (true, _) => "everybody's".to_owned(),
            (_, true) => {
                "git knows no user.name and no user.email here: nobody's commits are read \
                          (set history to \"all\" to read everybody's)"
                    .to_owned()
            }
            (_, false) => mine(&self.facts.who, account),
        })
    }

    fn remarks(&self) -> [(bool, &'static str); 6] {
        let (facts, account) = (&self.facts, &self.account);
        [
            (
                facts.is_shallow,
                "a shallow clone: what is older was never fetched",
            ),
            (
                facts.is_detached,
                "the head is detached: what is checked out is read",
            ),
            (
                facts.is_worktree && !facts.is_submodule,
                "one of several work trees of its repository",
            ),
            (
                facts.is_submodule,
                "a submodule: its own history is read, not that of what holds it",
            ),
            (
                account.is_rewritten,
                "another branch, or a rewritten history: of what was read before some is no part of it, and \
                 only what is new was read",
            ),
            (
                account.is_cut,
                "something was forgotten: what was committed before isn't read again",
            ),
        ]
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let (facts, account) = (&self.facts, &self.account);
        json!({
            "git": self.is_git,
            "whose": if account.is_all { "all" } else { "mine" },
            "commits": account.commits,
            "commits_before": account.earlier,
            "words": account.words,
            "others": account.others,
            "older": account.older,
            "broken": account.broken,
            "left": account.going.as_ref().map_or(0, |going| going.left),
            "done": account.tip.is_some() && account.tip == facts.head && account.going.is_none(),
            "shallow": facts.is_shallow,
            "detached": facts.is_detached,
            "worktree": facts.is_worktree,
            "submodule": facts.is_submodule,
            "rewritten": account.is_rewritten,
            "lines": self.lines,
        })
    }
}

fn mine(who: &Who, account: &Account) -> String {
    let name = who.name.as_deref().unwrap_or("?");
    let email = who.email.as_deref().unwrap_or("no address");
    let others = account.others;
    match (account.commits, others) {
        (0, 1..) => format!(
            "none of {others} commits is by {name} <{email}>: nothing is learned of them (set history \
             to \"all\" to read everybody's)"
        ),
        (_, 0) => format!("by {name} <{email}>"),
        _ => format!("by {name} <{email}>; {others} by others are passed over"),
    }
}
