//! The type of an expression as far as its file tells: declared, constructed, returned. Guesses only:
//! no inference, bounded steps, and silence where the text doesn't say.

use super::enclosing::{Enclosing, enclosing};
use crate::{
    syntax::view::View,
    text::{Kind, Sym},
};

/// Steps from one name to the next, at most.
pub const STEPS: u32 = 6;
/// Links of a chain, at most.
pub const LINKS: usize = 16;
/// Tokens of one expression or type, at most.
pub const SPAN: usize = 300;

/// A type: its name, and the tokens of its first argument.
#[derive(Clone, Copy, Debug)]
struct Guess<'s> {
    name: &'s str,
    inner: Option<(usize, usize)>,
}

impl<'s> Guess<'s> {
    fn named(name: &'s str) -> Guess<'s> {
        Guess { name, inner: None }
    }
}

/// The last segment of the path that begins at `from`, after `&` and the like.
pub fn path_end(view: View, from: usize) -> usize {
    let mut index = from;
    while matches!(view.word(index), "&" | "mut" | "dyn") || view.kind(index) == Kind::Lifetime {
        index += 1;
    }
    while view.word(index + 1) == "::" && view.is_name(index + 2) {
        index += 2;
    }
    index
}

/// The type of the name that is bound at `index`, where the binding itself says it.
pub fn cheap_type(view: View, index: usize, within: &Enclosing) -> Option<String> {
    let scope = Scope {
        view,
        within,
        cheap: true,
    };
    let guess = match view.word(index + 1) {
        ":" => head_of(view, index + 2, type_end(view, index + 2)),
        "=" if matches!(view.word_before(index), "let" | "mut") => {
            scope.initial(index + 2, view.tokens.len(), 3)
        }
        _ => None,
    };
    guess.map(|g| scope.own(g).name.to_string())
}

/// The type whose tokens are `from..to`, without references and smart pointers.
fn head_of(view: View, from: usize, to: usize) -> Option<Guess> {
    let mut index = from;
    for _ in 0..STEPS {
        while matches!(
            view.word(index),
            "&" | "&&" | "*" | "mut" | "const" | "dyn" | "impl" | "ref"
        ) || view.kind(index) == Kind::Lifetime
        {
            index += 1;
        }
        if index >= to {
            return None;
        }
        if view.mark(index) == b'[' {
            let inner = Some((index + 1, to));
            return Some(Guess {
                name: "slice",
                inner,
            });
        }
        let last = path_end(view, index);
        if last >= to || !view.is_name(last) {
            return None;
        }
        let inner = (view.word(last + 1) == "<").then_some((last + 2, to));
        match (view.word(last), inner) {
            (
                "Box" | "Rc" | "Arc" | "Pin" | "Cow" | "Ref" | "RefMut" | "MutexGuard",
                Some((i, _)),
            ) => {
                index = i;
            }
            (name, inner) => return Some(Guess { name, inner }),
        }
    }
    None
}

/// One past the last token of the type at `from`.
pub fn type_end(view: View, from: usize) -> usize {
    let mut angles = 0i32;
    let mut index = from;
    while index < view.tokens.len().min(from + SPAN) {
        match view.word(index) {
            "<" => angles += 1,
            "<<" => angles += 2,
            ">" => angles -= 1,
            ">>" => angles -= 2,
            "(" | "[" => index = view.closing(index, SPAN).unwrap_or(index),
            ")" | "]" | "{" | "}" | ";" | "=" | "|" | "where" => break,
            "," if angles <= 0 => break,
            _ => {}
        }
        if angles < 0 {
            break;
        }
        index += 1;
    }
    index
}

/// A file, seen from inside of a function.
pub struct Scope<'s, 'e> {
    view: View<'s>,
    within: &'e Enclosing,
    /// Nothing is looked up elsewhere in the file.
    cheap: bool,
}

impl<'s, 'e> Scope<'s, 'e> {
    pub fn of(view: View<'s>, within: &'e Enclosing) -> Scope<'s, 'e> {
        Scope {
            view,
            within,
            cheap: false,
        }
    }

    /// The name of the type of the expression `from..to`.
    pub fn type_of(&self, from: usize, to: usize) -> Option<String> {
        let guess = self.chain(from, to, STEPS)?;
        Some(self.own(guess).name.to_string())
    }

    /// `Self` by its name.
    fn own(&self, guess: Guess<'s>) -> Guess<'s> {
        match (guess.name, self.within.implemented) {
            ("Self", Some(index)) => Guess::named(self.view.word(index)),
            _ => guess,
        }
    }

    /// The type of the expression `from..to`, as far as it is names, calls and fields.
    fn chain(&self, from: usize, to: usize, steps: u32) -> Option<Guess<'s>> {
        let view = self.view;
        let steps = steps.checked_sub(1)?;
        let (mut guess, mut index) = self.primary(from, to, steps)?;
        for _ in 0..LINKS {
            if index >= to {
                return Some(guess);
            }
            guess = match view.word(index) {
                "?" => unwrapped(view, guess),
                "." if view.word(index + 1) == "await" => {
                    index += 1;
                    guess
                }
                "." if view.mark(index + 2) == b'(' => {
                    let method = index + 1;
                    index = view.closing(index + 2, SPAN)?;
                    self.method(guess, method)?
                }
                "." => {
                    index += 1;
                    self.field(self.own(guess).name, index)?
                }
                "[" => {
                    index = view.closing(index, SPAN)?;
                    let (from, to) = guess.inner?;
                    head_of(view, from, to)?
                }
                _ => return None,
            };
            index += 1;
        }
        None
    }

    /// The beginning of a chain, and where it ends.
    fn primary(&self, from: usize, to: usize, steps: u32) -> Option<(Guess<'s>, usize)> {
        let view = self.view;
        match view.kind(from) {
            Kind::Str => return Some((Guess::named("str"), from + 1)),
            Kind::Char => return Some((Guess::named("char"), from + 1)),
            _ if !view.is_name(from) => return None,
            _ => {}
        }
        let mut last = from;
        let mut owner = None;
        loop {
            match (view.word(last + 1), view.word(last + 2)) {
                ("::", "<") => last = self.angle_end(last + 2, to)?.checked_sub(1)?,
                ("::", _) if view.is_name(last + 2) => {
                    owner = Some(last);
                    last += 2;
                }
                _ => break,
            }
            if view.word(last + 1) == ">" {
                let after = last + 1;
                if view.word(after + 1) == "::" && view.is_name(after + 2) {
                    owner = Some(from);
                    last = after + 2;
                } else {
                    last = after;
                    break;
                }
            }
        }
        let word = view.word(last);
        match view.word(last + 1) {
            "!" => {
                let end = view.closing(last + 2, SPAN)? + 1;
                let name = match word {
                    "vec" => "Vec",
                    "format" => "String",
                    _ => return None,
                };
                Some((Guess::named(name), end))
            }
            "(" => {
                let end = view.closing(last + 1, SPAN)? + 1;
                Some((self.called(owner, last)?, end))
            }
            _ if word == "self" => Some((Guess::named("Self"), last + 1)),
            "{" if word.starts_with(char::is_uppercase) => {
                Some((Guess::named(word), view.closing(last + 1, SPAN)? + 1))
            }
            _ if word.starts_with(char::is_uppercase) => {
                let name = owner.map_or(word, |i| view.word(i));
                Some((Guess::named(name), last + 1))
            }
            _ => Some((self.local(word, from, steps)?, last + 1)),
        }
    }

    fn angle_end(&self, open: usize, to: usize) -> Option<usize> {
        let mut depth = 0i32;
        for index in open..to.min(open + SPAN) {
            match self.view.word(index) {
                "<" => depth += 1,
                "<<" => depth += 2,
                ">" => depth -= 1,
                ">>" => depth -= 2,
                _ => continue,
            }
            if depth <= 0 {
                return Some(index);
            }
        }
        None
    }

    /// The type of a call of the name at `name`, of the path segment at `owner`.
    fn called(&self, owner: Option<usize>, name: usize) -> Option<Guess<'s>> {
        let view = self.view;
        let owner = owner.map(|i| self.own(Guess::named(view.word(i))).name);
        let typed = owner.filter(|o| o.starts_with(char::is_uppercase));
        let word = view.word(name);
        if word.starts_with(char::is_uppercase) {
            return Some(Guess::named(typed.unwrap_or(word)));
        }
        if let Some(guess) = self.returned(typed, name) {
            return Some(match (guess.name, typed) {
                ("Self", Some(owner)) => Guess::named(owner),
                _ => guess,
            });
        }
        let makes = [
            "new",
            "default",
            "from",
            "open",
            "create",
            "builder",
            "with_capacity",
        ];
        let makes = makes.contains(&word) || word.starts_with("from_") || word.starts_with("with_");
        typed.filter(|_| makes).map(Guess::named)
    }

    fn method(&self, of: Guess<'s>, name: usize) -> Option<Guess<'s>> {
        let of = self.own(of);
        let found = match self.view.word(name) {
            "clone" | "as_ref" | "as_mut" | "by_ref" | "as_deref" | "take" | "cloned" => Some(of),
            "unwrap" | "expect" | "unwrap_or_default" | "unwrap_or" | "unwrap_or_else" | "lock"
            | "borrow" | "borrow_mut" | "read" | "write"
                if unwraps(of.name) =>
            {
                Some(unwrapped(self.view, of))
            }
            "unwrap" | "expect" => Some(of),
            "to_string" | "to_owned" if of.name == "str" => Some(Guess::named("String")),
            "to_string" => Some(Guess::named("String")),
            _ => None,
        };
        found.or_else(|| {
            let returned = self.returned(Some(of.name), name)?;
            Some(if returned.name == "Self" {
                of
            } else {
                returned
            })
        })
    }

    /// What the function of that name returns; of several, the one of `owner`'s impl.
    fn returned(&self, owner: Option<&str>, name: usize) -> Option<Guess<'s>> {
        let view = self.view;
        let sym = view.tokens.get(name).filter(|_| !self.cheap)?.sym;
        let function = Sym::of("fn");
        let declared = (1..view.tokens.len())
            .filter(|&i| view.tokens[i].sym == sym && view.tokens[i - 1].sym == function);
        let found: Vec<usize> = declared.take(4).collect();
        let of_owner = |i: &&usize| {
            let of = enclosing(view, **i).implemented;
            of.map(|i| view.word(i)) == owner
        };
        let index = match found.as_slice() {
            [] => return None,
            [one] => *one,
            several => *several.iter().find(of_owner)?,
        };
        let open = (index..index + SPAN).find(|&i| view.mark(i) == b'(')?;
        let arrow = view.closing(open, SPAN)? + 1;
        if view.word(arrow) != "->" {
            return None;
        }
        head_of(view, arrow + 1, type_end(view, arrow + 1))
    }

    /// The type of a field of a struct that is declared in this file.
    fn field(&self, of: &str, name: usize) -> Option<Guess<'s>> {
        let view = self.view;
        if self.cheap {
            return None;
        }
        let (sym, keyword) = (Sym::of(of), Sym::of("struct"));
        let at = (1..view.tokens.len())
            .find(|&i| view.tokens[i].sym == sym && view.tokens[i - 1].sym == keyword)?;
        let open = (at..at + SPAN).find(|&i| matches!(view.mark(i), b'{' | b';' | b'('))?;
        let (close, word) = (view.closing(open, 4000)?, view.word(name));
        let mut index = open + 1;
        while index < close {
            match view.mark(index) {
                b'(' | b'[' | b'{' => index = view.closing(index, SPAN)?,
                _ if view.word(index + 1) == ":" && view.word(index) == word => {
                    return head_of(view, index + 2, type_end(view, index + 2));
                }
                _ => {}
            }
            index += 1;
        }
        None
    }

    /// The type of a local name: the nearest `let` or parameter before `before` that tells.
    fn local(&self, name: &str, before: usize, steps: u32) -> Option<Guess<'s>> {
        let view = self.view;
        if self.cheap {
            return None;
        }
        let low = self.within.function.unwrap_or(before.saturating_sub(2000));
        let sym = Sym::of(name);
        for index in (low + 1..before).rev() {
            if view.tokens[index].sym != sym {
                continue;
            }
            let parameter = self.within.body.is_some_and(|body| index < body);
            let names = match view.word(index - 1) {
                "let" | "mut" | "|" => true,
                "(" | "," => parameter,
                _ => false,
            };
            match view.word(index + 1) {
                ":" if names => return head_of(view, index + 2, type_end(view, index + 2)),
                "=" if names => return self.initial(index + 2, before, steps),
                _ => {}
            }
        }
        None
    }

    /// The type of the expression of a `let`.
    fn initial(&self, from: usize, before: usize, steps: u32) -> Option<Guess<'s>> {
        let view = self.view;
        let mut from = from;
        while matches!(view.word(from), "&" | "mut" | "*") {
            from += 1;
        }
        let mut to = from;
        while to < before.min(from + SPAN) && !matches!(view.word(to), ";" | "else" | "}") {
            to = match view.mark(to) {
                b'(' | b'[' | b'{' => view.closing(to, SPAN)? + 1,
                _ => to + 1,
            };
        }
        self.chain(from, to, steps)
    }
}

fn unwraps(name: &str) -> bool {
    matches!(
        name,
        "Option" | "Result" | "Mutex" | "RwLock" | "RefCell" | "Cell" | "OnceLock"
    )
}

fn unwrapped<'s>(view: View<'s>, guess: Guess<'s>) -> Guess<'s> {
    match guess.inner {
        Some((from, to)) if unwraps(guess.name) || guess.name == "io" => {
            head_of(view, from, to).unwrap_or(guess)
        }
        _ => guess,
    }
}
