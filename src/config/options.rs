//! Options as a user writes them, and the settings that follow. The page for users is made from
//! the same table, so that it can't lie. A wrong value never costs the right ones beside it.
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::engine::{Beside, Memory, Settings, Whose};

/// Something that a user wrote and that can't be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// No such option; its name.
    Unknown(String),
    /// Of a wrong type or out of range: what to tell the user. Holds no value, only its type.
    Wrong(String),
}

/// A type that an option can have.
trait Kind: Sized {
    /// What a user should write.
    fn wanted(range: Option<RangeInclusive<Self>>) -> String;
    /// The value, if it is one.
    fn read(value: &Value, range: Option<RangeInclusive<Self>>) -> Option<Self>;
}

impl Kind for bool {
    fn wanted(_: Option<RangeInclusive<bool>>) -> String {
        "true or false".into()
    }
    fn read(value: &Value, _: Option<RangeInclusive<bool>>) -> Option<bool> {
        value.as_bool()
    }
}

impl Kind for usize {
    fn wanted(range: Option<RangeInclusive<usize>>) -> String {
        match range {
            Some(range) => format!("a whole number from {} to {}", range.start(), range.end()),
            None => "a whole number".into(),
        }
    }
    fn read(value: &Value, range: Option<RangeInclusive<usize>>) -> Option<usize> {
        let number = usize::try_from(value.as_u64()?).ok()?;
        range
            .is_none_or(|range| range.contains(&number))
            .then_some(number)
    }
}

impl Kind for Beside {
    fn wanted(_: Option<RangeInclusive<Beside>>) -> String {
        "\"auto\", \"on\" or \"off\"".into()
    }
    fn read(value: &Value, _: Option<RangeInclusive<Beside>>) -> Option<Beside> {
        match value.as_str()? {
            "auto" => Some(Beside::Auto),
            "on" => Some(Beside::On),
            "off" => Some(Beside::Off),
            _ => None,
        }
    }
}

impl Kind for Whose {
    fn wanted(_: Option<RangeInclusive<Whose>>) -> String {
        "\"mine\", \"all\" or \"off\"".into()
    }
    fn read(value: &Value, _: Option<RangeInclusive<Whose>>) -> Option<Whose> {
        Whose::named(value.as_str()?)
    }
}

macro_rules! range {
    () => {
        None
    };
    ($range:expr) => {
        Some($range)
    };
}

macro_rules! options {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:expr $(, in $range:expr)?;)+) => {
        /// Options as written, under the key `habitus`; what isn't written is `None`.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Options {
            $($(#[doc = $doc])+ pub $name: Option<$type>,)+
        }

        impl Options {
            fn read_one(&mut self, name: &str, value: &Value) -> Result<(), Complaint> {
                match name {
                    $(stringify!($name) => {
                        self.$name = <$type>::read(value, range!($($range)?));
                        if self.$name.is_none() && !value.is_null() {
                            let wanted = <$type>::wanted(range!($($range)?));
                            return Err(wrong(name, &wanted, value));
                        }
                    })+
                    _ => return Err(Complaint::Unknown(name.to_owned())),
                }
                Ok(())
            }

            /// These, and where they say nothing, those.
            pub fn or(self, beneath: Options) -> Options {
                Options { $($name: self.$name.or(beneath.$name),)+ }
            }

            $(fn $name(&self) -> $type {
                self.$name.unwrap_or($default)
            })+
        }

        /// The page for users, in Markdown.
        pub fn settings_page() -> String {
            let mut page = PAGE_HEAD.to_owned();
            $({
                let doc: &[&str] = &[$($doc),+];
                let default: $type = $default;
                let wanted = <$type>::wanted(range!($($range)?));
                let doc: Vec<_> = doc.iter().map(|line| line.trim()).collect();
                page.push_str(&format!(
                    "\n## `habitus.{}`\n\n{}\n\n{} (default: `{default}`)\n",
                    stringify!($name), doc.join("\n"), capitalize(&wanted),
                ));
            })+
            page
        }
    };
}

options! {
    /// Learn from what is typed and accepted, and use what was learned. When it is off, nothing
    /// is observed, and nothing is read from the data folder or written to it.
    learning: bool = true;
    /// Offer completions. When it is off, lists are empty; learning goes on.
    completion: bool = true;
    /// Read what the crates on this machine, as cargo unpacked them, show of how Rust is written. Kept
    /// in the data folder; the project's own packages are left out.
    libraries: bool = true;
    /// Whose commits are read, the last 3,000 of them, for how Rust was written here before: `mine` are
    /// those of the name or the address that git knows as its user's in this repository. What stands in
    /// the files is learned in any case.
    history: Whose = Whose::Mine;
    /// MiB for the counts of a project, rounded down to a power of two. This and the three that follow
    /// hold from the next start on; where one is made smaller, what was seen rarely goes.
    memory_project: usize = 16, in 1..=256;
    /// MiB for the counts of what carries over from project to project.
    memory_user: usize = 16, in 1..=256;
    /// MiB for the counts of what libraries show.
    memory_libraries: usize = 16, in 1..=256;
    /// MiB for the counts of this session and of an open file, half for each.
    memory_session: usize = 4, in 1..=64;
    /// The most rows that a list has.
    rows: usize = 50, in 1..=50;
    /// Keep what is learned in this project to itself: none of its words goes into the layer that
    /// carries over from one project to the next, and what that had noted of it is forgotten. May be set
    /// for each folder of a workspace, where the editor can be asked (`workspace/configuration`).
    private: bool = false;
    /// Whether another server, as rust-analyzer, offers completions in the same editor. Beside one a
    /// list has three rows at most, and only names that are new where they stand: what the other can
    /// find in the code it is left to show. `auto` looks for it among the processes that the editor
    /// started (on Linux; elsewhere it means `off`).
    beside: Beside = Beside::Auto;
    /// Beside another server: the least probability, in percent, with which a row is the word meant.
    confidence: usize = 30, in 0..=100;
}

const PAGE_HEAD: &str = "\
# Settings

Options are given under the key `habitus`, at the start (`initializationOptions`) or while the
server runs (`workspace/didChangeConfiguration`, `workspace/configuration`); they hold at once.

```json
{ \"habitus\": { \"learning\": true, \"rows\": 20 } }
```

An option of the wrong type is reported once and left as it was by default; the others hold.

Round another server (`habitus wrap`) they stand beside that server's own, under the same key, and are taken
out before the server sees them. With `learning` or `completion` off its lists are left as they are.
";

impl Options {
    /// What follows from them.
    pub fn settings(&self) -> Settings {
        Settings {
            learning: self.learning(),
            completion: self.completion(),
            libraries: self.libraries(),
            history: self.history(),
            memory: Memory::of(
                self.memory_project(),
                self.memory_user(),
                self.memory_libraries(),
                self.memory_session(),
            ),
            rows: self.rows(),
            private: self.private(),
            beside: self.beside(),
            confidence: self.confidence(),
        }
    }

    /// Reads `{\"habitus\": {...}}` or the bare object; anything else says nothing.
    pub fn read(value: &Value) -> (Options, Vec<Complaint>) {
        let value = value.get("habitus").unwrap_or(value);
        let (mut options, mut complaints) = (Options::default(), Vec::new());
        let nothing = Map::new();
        if !value.is_object() && !value.is_null() {
            complaints.push(Complaint::Wrong(format!(
                "the option habitus must be an object, not {}",
                type_of(value)
            )));
        }
        for (name, value) in value.as_object().unwrap_or(&nothing) {
            complaints.extend(options.read_one(name, value).err());
        }
        (options, complaints)
    }
}

fn wrong(name: &str, wanted: &str, value: &Value) -> Complaint {
    let found = type_of(value);
    Complaint::Wrong(format!(
        "the option habitus.{name} must be {wanted}; it is {found}"
    ))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a fraction",
        Value::Number(_) => "a number out of range or of another kind",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests;
