//! A list as it leaves the engine, without the protocol.

/// What kind of thing an item names (the protocol's CompletionItemKind, without the protocol).
#[allow(missing_docs)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemKind {
    Method,
    Function,
    Field,
    Variable,
    Struct,
    Enum,
    Variant,
    Trait,
    Type,
    Module,
    Constant,
    Macro,
    Keyword,
    Text,
}

/// One row of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// The word, and what is shown.
    pub word: String,
    /// What it names.
    pub kind: ItemKind,
    /// The signature, where it is known.
    pub detail: Option<String>,
    /// It is called: `word($0)` where snippets are supported and no bracket follows.
    pub call: bool,
    /// It is a macro's name where it is called: `word!`.
    pub bang: bool,
    /// The model is sure of it; at most one in a list.
    pub preselect: bool,
}

/// A list. The order is the ranking.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Names this list when one of its rows is accepted.
    pub offer: u64,
    /// The bytes that a row replaces: the typed prefix.
    pub replace: (usize, usize),
    /// Rows, best first, at most 50.
    pub items: Vec<Item>,
}

/// Documentation of one row.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// The signature.
    pub detail: Option<String>,
    /// The doc comment, as Markdown.
    pub documentation: Option<String>,
    /// What is known of it at that place, in words.
    pub evidence: Option<String>,
}
