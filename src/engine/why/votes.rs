//! What a score is made of, in words.
use crate::model::{Fact, Layer, Part};

/// The weightiest parts by name, each with its share of all that speaks for and against the word.
pub(super) fn shares(parts: &[(Part, f32)], most: usize) -> Vec<(&'static str, f32)> {
    let all: f32 = parts.iter().map(|(_, value)| value.abs()).sum();
    let share = |value: f32| if all > 0.0 { value / all } else { 0.0 };
    let first = parts.iter().take(most);
    first.map(|&(part, v)| (name(part), share(v))).collect()
}

fn name(part: Part) -> &'static str {
    match part {
        Part::Counts(Layer::File) => "what follows such places in this file",
        Part::Counts(Layer::Session) => "what was typed at such places in this session",
        Part::Counts(Layer::Project) => "what follows such places in this project",
        Part::Counts(Layer::User) => "what follows such places in all your projects",
        Part::Counts(Layer::Library) => "what follows such places in libraries",
        Part::Fact(fact) => fact_name(fact),
    }
}

fn fact_name(fact: Fact) -> &'static str {
    match fact {
        Fact::Nearest => "the nearest name in scope",
        Fact::Near => "near by in scope",
        Fact::InScope => "in scope",
        Fact::Fits => "of a kind that fits",
        Fact::Misfits => "of a kind that doesn't fit",
        Fact::Belongs => "member of the type",
        Fact::Just => "written just before",
        Fact::Lately => "written shortly before",
        Fact::Here => "in this file",
        Fact::Below => "stands below",
        Fact::Repeats => "stands on this line already",
        Fact::Keyword => "a keyword",
        Fact::Imported => "imported or defined in this file",
        Fact::ChosenHere => "written in this very place before",
        Fact::Chosen => "written at such places before",
        Fact::ChosenElsewhere => "written at such places in any project",
        Fact::Refused => "refused at such places",
        Fact::Frequent => "frequent in this project",
        Fact::Length => "its length",
        Fact::Library => "frequent in libraries",
        Fact::Foreign => "in libraries only",
        Fact::Listed => "the other server shows it",
        Fact::ListedBest => "among the other server's best",
        Fact::ListedRow => "its row in the other server's list",
        Fact::ListedRank => "its relevance to the other server",
        Fact::ListedDeprecated => "deprecated",
        Fact::ListedImport => "comes with an import",
        Fact::ListedKeyword => "a keyword to the other server",
        Fact::ListedSnippet => "a snippet",
        Fact::ListedLocal => "a variable to the other server",
        Fact::ListedField => "a field to the other server",
        Fact::ListedCall => "a function to the other server",
        Fact::ListedModule => "a module to the other server",
        Fact::ListedMacro => "a macro to the other server",
        Fact::ListedPath => "a path of several words",
        Fact::ListedAlike => "named like its type",
    }
}
