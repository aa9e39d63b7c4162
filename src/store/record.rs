//! A journal's line: `{"v":1,"t":<Unix ms>,"e":{...}}`. The one place that knows how events are
//! written; a line of a newer version is never read as an older one.
use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{
    episode::Episode,
    event::{Event, Outcome},
};

/// The version that this program writes, and the newest that it reads.
pub(super) const VERSION: u32 = 1;
/// A line holds at most about this many bytes; what is longer is written as several.
const LINE: usize = 256 * 1024;

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    v: u32,
    t: u64,
    #[serde(borrow)]
    e: &'a RawValue,
}

#[derive(Serialize)]
struct Outgoing<'a> {
    v: u32,
    t: u64,
    e: Record<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Record<'a> {
    Outcome {
        #[serde(with = "hex")]
        site: u64,
        #[serde(borrow)]
        word: Cow<'a, str>,
        r#as: As,
    },
    Learned {
        #[serde(with = "hex")]
        file: u64,
        weight: u8,
        #[serde(borrow)]
        words: Vec<Cow<'a, str>>,
        contexts: String,
    },
    Seen {
        #[serde(with = "hex")]
        project: u64,
        names: String,
    },
    Unseen {
        #[serde(with = "hex")]
        project: u64,
    },
    Retracted {
        #[serde(borrow)]
        words: Vec<Cow<'a, str>>,
        contexts: String,
    },
    Episode(Cow<'a, Episode>),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum As {
    Chosen,
    Typed,
    Shown,
    Refused,
    Undone,
    Forgiven,
}

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// An event of its time.
    Event(u64, Event),
    /// Something that only a newer program understands.
    Newer,
    /// Nothing that any program would have written.
    Garbage,
}

/// The line, or lines, of an event, each with its newline. An event whose contexts don't fit its
/// words is no event.
pub(super) fn write(event: &Event, time: u64, out: &mut Vec<u8>) {
    match event {
        _ if !event.is_whole() => {}
        Event::Outcome {
            site,
            word,
            outcome,
        } => line(
            Record::Outcome {
                site: *site,
                word: word.into(),
                r#as: (*outcome).into(),
            },
            time,
            out,
        ),
        Event::Learned {
            file,
            weight,
            words,
            contexts,
        } if !words.is_empty() => {
            let each = contexts.len() / words.len();
            let most = (LINE / (each * 11 + 32)).max(1);
            for (i, words) in words.chunks(most).enumerate() {
                let from = i * most * each;
                let contexts = &contexts[from..from + words.len() * each];
                let words = words.iter().map(Cow::from).collect();
                let contexts = to_base64(contexts);
                let record = Record::Learned {
                    file: *file,
                    weight: *weight,
                    words,
                    contexts,
                };
                line(record, time, out);
            }
        }
        Event::Learned { .. } => {}
        Event::Seen { project, names } => {
            for names in names.chunks(LINE / 8) {
                let bytes: Vec<u8> = names.iter().flat_map(|n| n.to_le_bytes()).collect();
                let (project, names) = (*project, BASE64.encode(bytes));
                line(Record::Seen { project, names }, time, out);
            }
        }
        Event::Unseen { project } => line(Record::Unseen { project: *project }, time, out),
        Event::Retracted { words, contexts } => line(
            Record::Retracted {
                words: words.iter().map(Cow::from).collect(),
                contexts: to_base64(contexts),
            },
            time,
            out,
        ),
        Event::Episode(episode) => line(Record::Episode(Cow::Borrowed(episode)), time, out),
    }
}

fn line(e: Record<'_>, t: u64, out: &mut Vec<u8>) {
    let before = out.len();
    match serde_json::to_writer(&mut *out, &Outgoing { v: VERSION, t, e }) {
        Ok(()) => out.push(b'\n'),
        Err(_) => out.truncate(before),
    }
}

/// Reads a line, with or without its newline.
pub(super) fn read(line: &[u8]) -> Said {
    #[derive(Deserialize)]
    struct Versioned {
        v: u32,
    }
    match serde_json::from_slice::<Versioned>(line) {
        Err(_) => return Said::Garbage,
        Ok(Versioned { v }) if v != VERSION => return Said::Newer,
        Ok(_) => {}
    }
    let Ok(Line { t, e, .. }) = serde_json::from_slice(line) else {
        return Said::Newer;
    };
    match serde_json::from_str::<Record<'_>>(e.get())
        .ok()
        .and_then(event)
    {
        Some(event) => Said::Event(t, event),
        None => Said::Newer,
    }
}

fn event(record: Record<'_>) -> Option<Event> {
    let event = match record {
        Record::Outcome { site, word, r#as } => Event::Outcome {
            site,
            word: word.into_owned(),
            outcome: r#as.into(),
        },
        Record::Learned {
            file,
            weight,
            words,
            contexts,
        } => Event::Learned {
            file,
            weight,
            words: words.into_iter().map(Cow::into_owned).collect(),
            contexts: from_base64(&contexts)?,
        },
        Record::Seen { project, names } => {
            let bytes = BASE64.decode(names).ok()?;
            let (names, rest) = bytes.as_chunks::<4>();
            let names = names.iter().map(|n| u32::from_le_bytes(*n)).collect();
            rest.is_empty().then_some(Event::Seen { project, names })?
        }
        Record::Unseen { project } => Event::Unseen { project },
        Record::Retracted { words, contexts } => Event::Retracted {
            words: words.into_iter().map(Cow::into_owned).collect(),
            contexts: from_base64(&contexts)?,
        },
        Record::Episode(episode) => Event::Episode(Box::new(episode.into_owned())),
    };
    event.is_whole().then_some(event)
}

fn to_base64(numbers: &[u64]) -> String {
    let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    BASE64.encode(bytes)
}

fn from_base64(text: &str) -> Option<Vec<u64>> {
    let bytes = BASE64.decode(text).ok()?;
    let (numbers, rest) = bytes.as_chunks::<8>();
    rest.is_empty()
        .then(|| numbers.iter().map(|n| u64::from_le_bytes(*n)).collect())
}

/// Hashes are hex strings: other programs' JSON numbers lose the low bits of a u64.
pub(super) mod hex {
    use super::*;

    pub(in crate::store) fn serialize<S: Serializer>(n: &u64, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&format_args!("{n:016x}"))
    }

    pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<u64, D::Error> {
        let text = Cow::<'de, str>::deserialize(d)?;
        u64::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
    }
}

impl From<Outcome> for As {
    fn from(outcome: Outcome) -> As {
        match outcome {
            Outcome::Chosen => As::Chosen,
            Outcome::Typed => As::Typed,
            Outcome::Shown => As::Shown,
            Outcome::Refused => As::Refused,
            Outcome::Undone => As::Undone,
            Outcome::Forgiven => As::Forgiven,
        }
    }
}

impl From<As> for Outcome {
    fn from(r#as: As) -> Outcome {
        match r#as {
            As::Chosen => Outcome::Chosen,
            As::Typed => Outcome::Typed,
            As::Shown => Outcome::Shown,
            As::Refused => Outcome::Refused,
            As::Undone => Outcome::Undone,
            As::Forgiven => Outcome::Forgiven,
        }
    }
}

#[cfg(test)]
mod tests;
