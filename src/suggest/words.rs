//! Words that everybody has: keywords by the places where they begin, names of the prelude, the standard
//! library's macros, modules and traits.

use crate::text::Sym;

pub const BLOCK: &[&str] = &[
    "let", "if", "match", "for", "while", "loop", "return", "break", "continue", "unsafe", "async",
    "use", "const", "fn", "struct", "enum", "impl", "static", "type", "trait",
];
pub const ITEM: &[&str] = &[
    "pub", "fn", "struct", "enum", "impl", "trait", "mod", "use", "const", "static", "type",
    "unsafe", "async", "extern",
];
pub const EXPRESSION: &[&str] = &[
    "self",
    "Self",
    "if",
    "let",
    "match",
    "move",
    "async",
    "unsafe",
    "loop",
    "return",
    "break",
    "continue",
    "true",
    "false",
    "crate",
    "super",
    "mut",
    "Some",
    "None",
    "Ok",
    "Err",
    "vec",
    "format",
    "assert",
    "assert_eq",
    "println",
    "String",
    "Vec",
    "Default",
    "Box",
];
pub const TYPE: &[&str] = &[
    "Self", "str", "usize", "u8", "u32", "u64", "i32", "i64", "bool", "char", "f64", "f32", "u16",
    "isize", "String", "Vec", "Option", "Result", "Box", "dyn", "impl", "mut", "const", "fn",
    "Arc", "HashMap",
];
pub const TRAITS: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "From",
    "Into",
    "Iterator",
    "IntoIterator",
    "AsRef",
    "Fn",
    "FnMut",
    "FnOnce",
    "Send",
    "Sync",
    "Sized",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Hash",
    "Drop",
    "Deref",
    "DerefMut",
    "FromStr",
    "TryFrom",
    "TryInto",
    "Error",
    "Future",
    "Read",
    "Write",
    "BufRead",
    "ToString",
    "ToOwned",
    "Borrow",
    "Any",
    "FromIterator",
    "Extend",
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Neg",
    "Not",
    "Index",
    "IndexMut",
    "Unpin",
    "ExactSizeIterator",
    "DoubleEndedIterator",
];
pub const PATTERN: &[&str] = &[
    "mut", "ref", "Some", "None", "Ok", "Err", "Self", "true", "false",
];
pub const USE: &[&str] = &["crate", "self", "super", "std", "core", "alloc", "in"];
pub const DERIVE: &[&str] = &[
    "Debug",
    "Clone",
    "Copy",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Hash",
    "Default",
];
pub const ATTRIBUTE: &[&str] = &[
    "derive",
    "cfg",
    "test",
    "allow",
    "inline",
    "must_use",
    "doc",
    "expect",
    "ignore",
    "default",
    "deprecated",
    "non_exhaustive",
];
/// What goes on with something complete.
pub const AFTER: &[&str] = &["as", "else", "in", "if", "where", "for"];

/// A macro that everybody has.
pub fn is_std_macro(word: &str) -> bool {
    matches!(
        word,
        "print"
            | "println"
            | "eprint"
            | "eprintln"
            | "format"
            | "format_args"
            | "write"
            | "writeln"
            | "vec"
            | "assert"
            | "assert_eq"
            | "assert_ne"
            | "debug_assert"
            | "debug_assert_eq"
            | "debug_assert_ne"
            | "panic"
            | "todo"
            | "unimplemented"
            | "unreachable"
            | "dbg"
            | "matches"
            | "concat"
            | "stringify"
            | "include_str"
            | "include_bytes"
            | "thread_local"
            | "compile_error"
    )
}

/// A module of the standard library that is often called by its last name.
pub fn is_std_module(word: &str) -> bool {
    matches!(
        word,
        "cmp"
            | "env"
            | "fmt"
            | "fs"
            | "io"
            | "iter"
            | "mem"
            | "ops"
            | "panic"
            | "path"
            | "process"
            | "ptr"
            | "str"
            | "thread"
            | "time"
    )
}

/// A type that the language brings, by a name in small letters.
pub fn is_primitive(word: &str) -> bool {
    matches!(
        word,
        "str"
            | "bool"
            | "char"
            | "usize"
            | "isize"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "f32"
            | "f64"
    )
}

/// Functions of traits that any type may implement, and no project declares.
pub fn is_implemented(name: Sym) -> bool {
    let all = [
        "default",
        "from",
        "try_from",
        "from_str",
        "from_iter",
        "clone",
    ];
    all.iter().any(|word| Sym::of(word) == name)
}
