//! The names of the tokens that steer a scan.

use std::sync::LazyLock;

use crate::text::Sym;

macro_rules! marks {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// Tokens by their names.
        pub struct Marks { $(pub $name: u32),* }

        /// All marks, made once.
        pub static MARKS: LazyLock<Marks> = LazyLock::new(|| Marks {
            $($name: Sym::of($text).0),*
        });
    };
}

marks! {
    dot = ".", colons = "::", colon = ":", eq = "=", comma = ",", semi = ";", bang = "!",
    open_paren = "(", open_bracket = "[", open_brace = "{",
    close_paren = ")", close_bracket = "]", close_brace = "}",
    amp = "&", lt = "<", gt = ">", arrow = "->", fat = "=>", bar = "|", question = "?", hash = "#",
    func = "fn", imp = "impl", for_ = "for", self_ = "self", self_type = "Self", mut_ = "mut",
    let_ = "let", in_ = "in", if_ = "if", while_ = "while", loop_ = "loop", match_ = "match",
    else_ = "else", return_ = "return", struct_ = "struct", enum_ = "enum", union_ = "union",
    trait_ = "trait", mod_ = "mod", use_ = "use", const_ = "const", static_ = "static",
    type_ = "type", pub_ = "pub", where_ = "where", await_ = "await", string = "\"",
    option = "Option", vec = "Vec", boxed = "Box", arc = "Arc", rc = "Rc", some = "Some", ok = "Ok",
    unwrap = "unwrap", expect = "expect", iter = "iter", into_iter = "into_iter",
    iter_mut = "iter_mut", as_ref = "as_ref", as_mut = "as_mut", clone = "clone",
    borrow = "borrow", lock = "lock", to_owned = "to_owned",
}

impl Marks {
    /// Opens a bracket.
    pub fn opens(&self, token: u32) -> bool {
        [self.open_paren, self.open_bracket, self.open_brace].contains(&token)
    }

    /// Closes a bracket.
    pub fn closes(&self, token: u32) -> bool {
        [self.close_paren, self.close_bracket, self.close_brace].contains(&token)
    }

    /// Begins a statement or an item that a `{` may belong to.
    pub fn leads(&self, token: u32) -> bool {
        [
            self.imp,
            self.match_,
            self.if_,
            self.while_,
            self.loop_,
            self.else_,
            self.let_,
            self.use_,
            self.return_,
        ]
        .contains(&token)
    }

    /// Is followed by the name of an item.
    pub fn names_item(&self, token: u32) -> bool {
        [
            self.func,
            self.struct_,
            self.enum_,
            self.trait_,
            self.mod_,
            self.const_,
            self.static_,
            self.type_,
            self.union_,
        ]
        .contains(&token)
    }

    /// Gives what it is called on, as far as its type goes.
    pub fn passes_on(&self, method: u32) -> bool {
        [
            self.iter,
            self.into_iter,
            self.iter_mut,
            self.as_ref,
            self.as_mut,
            self.clone,
            self.borrow,
            self.lock,
            self.to_owned,
        ]
        .contains(&method)
    }
}
