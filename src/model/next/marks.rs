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
    iter = "iter", into_iter = "into_iter",
    iter_mut = "iter_mut", as_ref = "as_ref", as_mut = "as_mut", clone = "clone",
    borrow = "borrow", lock = "lock", to_owned = "to_owned", held = "T", number = "0",
    iterator = "Iterator", item_type = "Item", str_type = "str", string_type = "String", slice = "slice",
    format = "format", vec_macro = "vec", result = "Result", collect = "collect", parse = "parse",
    hash_map = "HashMap", btree_map = "BTreeMap", index_map = "IndexMap", move_ = "move",
    new = "new",
    usize_ = "usize", u8_ = "u8", u16_ = "u16", u32_ = "u32", u64_ = "u64", i32_ = "i32", i64_ = "i64",
    bool_ = "bool", char_ = "char", isize_ = "isize", f64_ = "f64", f32_ = "f32", shifted = ">>",
    cow = "Cow", pin = "Pin", hash_set = "HashSet", btree_set = "BTreeSet", deque = "VecDeque",
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

    /// Names a type in small letters.
    pub fn is_primitive(&self, token: u32) -> bool {
        [
            self.str_type,
            self.usize_,
            self.bool_,
            self.u8_,
            self.u32_,
            self.u64_,
            self.i32_,
            self.i64_,
            self.char_,
            self.u16_,
            self.isize_,
            self.f64_,
            self.f32_,
        ]
        .contains(&token)
    }

    /// Holds one type under another name: known by what it holds.
    pub fn is_pointer(&self, ty: u32) -> bool {
        [self.boxed, self.arc, self.rc, self.pin].contains(&ty)
    }

    /// Holds keys and values.
    pub fn is_map(&self, ty: u32) -> bool {
        [self.hash_map, self.btree_map, self.index_map].contains(&ty)
    }

    /// Holds what its methods give to closures, and what is gone through by `for`.
    pub fn holds(&self, ty: u32) -> bool {
        [
            self.option,
            self.result,
            self.iterator,
            self.vec,
            self.slice,
            self.hash_set,
            self.btree_set,
            self.deque,
        ]
        .contains(&ty)
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
