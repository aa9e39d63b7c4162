//! What `use` declarations bring in, by their tokens.

use crate::syntax::view::View;

/// Tokens of one declaration, at most.
const LONGEST: usize = 4000;

/// A name brought in by `use`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    /// The name in this file; `*` for all names of a module.
    pub name: String,
    /// The path it stands for, as written.
    pub path: String,
    /// Others see it here, too: a `pub use`.
    pub public: bool,
    /// The modules of this file that it stands in, outermost first.
    pub modules: Vec<String>,
}

/// All imports of a file.
pub fn all(view: View) -> Vec<Import> {
    let mut found = Vec::new();
    let mut index = 0;
    let (mut modules, mut depth) = (Vec::<(usize, String)>::new(), 0usize);
    while index < view.tokens.len() {
        match view.mark(index) {
            b'{' if index >= 2 && view.word(index - 2) == "mod" => {
                modules.push((depth, view.word(index - 1).to_string()));
                depth += 1;
            }
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                modules.retain(|(outer, _)| *outer < depth);
            }
            _ => {}
        }
        let begins = matches!(
            view.mark(index.wrapping_sub(1)),
            b';' | b'{' | b'}' | b']' | b')'
        );
        let begins = begins || index == 0 || view.word_before(index) == "pub";
        if begins && view.word(index) == "use" {
            let first = found.len();
            let public = matches!(view.word_before(index), "pub" | ")");
            index = tree(view, index + 1, &mut found);
            for import in &mut found[first..] {
                import.public = public;
                import.modules = modules.iter().map(|(_, name)| name.clone()).collect();
            }
        }
        index += 1;
    }
    found
}

/// Reads one declaration; returns its last token.
fn tree<'s>(view: View<'s>, from: usize, found: &mut Vec<Import>) -> usize {
    let mut path: Vec<&'s str> = Vec::new();
    let mut outer: Vec<usize> = Vec::new();
    let mut alias = None;
    let mut fresh = false;
    let end = view.tokens.len().min(from + LONGEST);
    for index in from..end {
        let base = outer.last().copied().unwrap_or(0);
        match view.word(index) {
            "{" => outer.push(path.len()),
            "," | "}" | ";" => {
                if fresh {
                    found.extend(import(&path, base, alias));
                }
                (fresh, alias) = (false, None);
                path.truncate(base);
                match view.word(index) {
                    "}" => outer.truncate(outer.len().saturating_sub(1)),
                    ";" => return index,
                    _ => {}
                }
            }
            "::" => {}
            "as" => alias = Some(view.word(index + 1)),
            _ if view.word_before(index) == "as" => {}
            "*" => (path.push("*"), fresh = true).1,
            word if view.is_name(index) => (path.push(word), fresh = true).1,
            // No declaration any more: it was never finished.
            _ => return index,
        }
    }
    end
}

fn import(path: &[&str], base: usize, alias: Option<&str>) -> Option<Import> {
    let (last, before) = path.split_last()?;
    let own = *last == "self" && path.len() > base && !before.is_empty();
    let path = if own { before } else { path };
    let name = alias.or(path.last().copied())?;
    (name != "_").then(|| Import {
        name: name.to_string(),
        path: path.join("::"),
        public: false,
        modules: Vec::new(),
    })
}
