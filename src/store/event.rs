//! What the journals carry and what the ledger sums up. Knows no file and no format.
use super::episode::Episode;
use crate::text::Sym;

/// What became of a word at a site.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// Accepted from a list.
    Chosen,
    /// Typed by hand, offered or not.
    Typed,
    /// Shown in a list, and another word was written.
    Shown,
    /// Looked at and turned down.
    Refused,
    /// Accepted and taken back; takes a `Chosen` along.
    Undone,
    /// Typed or accepted after all: takes a `Refused` or what `Undone` says against it along.
    Forgiven,
}

/// One thing that was learned. Events commute: their order changes no sum. (But for what takes back.)
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Evidence for the ledger.
    Outcome {
        /// Hash of the site.
        site: u64,
        /// The word, as written.
        word: String,
        /// What became of it.
        outcome: Outcome,
    },
    /// Words that the tables must count.
    Learned {
        /// Hash of the file that they stand in.
        file: u64,
        /// How much each counts.
        weight: u8,
        /// The words, in their order.
        words: Vec<String>,
        /// The hashes under which each word was counted, word after word, the same number for each.
        contexts: Vec<u64>,
    },
    /// Names that were written in a project, by their numbers alone: so that a scope over all projects
    /// can tell which ones several of them share.
    Seen {
        /// Hash of what names the project.
        project: u64,
        /// [`Sym`]s.
        names: Vec<u32>,
    },
    /// What was seen in a project is to be forgotten. The last word on it, unlike a sum.
    Unseen {
        /// Hash of what names the project.
        project: u64,
    },
    /// Words that the tables counted and must count no more; else as `Learned`.
    Retracted {
        /// The words.
        words: Vec<String>,
        /// The hashes under which each was counted.
        contexts: Vec<u64>,
    },
    /// A list and what became of it, as far as is known by then.
    Episode(Box<Episode>),
}

impl Event {
    /// The event without the words of these names; `None` where nothing is left of it.
    pub fn without(self, gone: impl Fn(Sym) -> bool) -> Option<Event> {
        match self {
            Event::Outcome { ref word, .. } => (!gone(Sym::of(word))).then_some(self),
            Event::Episode(ref episode) => (!episode.names_any(gone)).then_some(self),
            Event::Unseen { .. } => Some(self),
            Event::Seen { project, mut names } => {
                names.retain(|name| !gone(Sym(*name)));
                (!names.is_empty()).then_some(Event::Seen { project, names })
            }
            Event::Retracted { words, contexts } => {
                let (words, contexts) = without(words, &contexts, gone);
                (!words.is_empty()).then_some(Event::Retracted { words, contexts })
            }
            Event::Learned {
                file,
                weight,
                words,
                contexts,
            } => {
                let (words, contexts) = without(words, &contexts, gone);
                (!words.is_empty()).then_some(Event::Learned {
                    file,
                    weight,
                    words,
                    contexts,
                })
            }
        }
    }

    /// The words that it names.
    pub fn words(&self) -> &[String] {
        match self {
            Event::Outcome { word, .. } => std::slice::from_ref(word),
            Event::Learned { words, .. } | Event::Retracted { words, .. } => words,
            Event::Episode(_) | Event::Seen { .. } | Event::Unseen { .. } => &[],
        }
    }

    /// The key of the file that it tells of, if it tells one.
    pub fn file(&self) -> Option<u64> {
        match self {
            Event::Learned { file, .. } => Some(*file),
            _ => None,
        }
    }

    /// Whether each word has the same number of contexts.
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Event::Outcome { .. }
            | Event::Episode(_)
            | Event::Seen { .. }
            | Event::Unseen { .. } => true,
            Event::Retracted { words, contexts }
            | Event::Learned {
                words, contexts, ..
            } => match words.len() {
                0 => contexts.is_empty(),
                n => contexts.len() % n == 0,
            },
        }
    }
}

/// Words with their contexts, but for those of some names.
fn without(
    words: Vec<String>,
    contexts: &[u64],
    gone: impl Fn(Sym) -> bool,
) -> (Vec<String>, Vec<u64>) {
    let each = contexts.len() / words.len().max(1);
    let stays = |word: &String| !gone(Sym::of(word));
    let kept: Vec<usize> = (0..words.len()).filter(|&i| stays(&words[i])).collect();
    let keys = kept
        .iter()
        .flat_map(|i| &contexts[i * each..(i + 1) * each]);
    let contexts = keys.copied().collect();
    (words.into_iter().filter(stays).collect(), contexts)
}

/// What is known of a word at a site: exact sums, and the last day (since 1970) that added to them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Evidence {
    /// Times accepted.
    pub chosen: u32,
    /// Times typed by hand.
    pub typed: u32,
    /// Times shown for nothing.
    pub shown: u32,
    /// Times turned down.
    pub refused: u32,
    /// Times taken back.
    pub undone: u32,
    /// How much of the two before is forgiven.
    pub forgiven: u32,
    /// Last day, counted from 1970.
    pub last_day: u32,
}

impl Evidence {
    /// One outcome at a time in Unix milliseconds.
    pub fn of(outcome: Outcome, time: u64) -> Evidence {
        let mut one = Evidence {
            last_day: u32::try_from(time / 86_400_000).unwrap_or(u32::MAX),
            ..Evidence::default()
        };
        match outcome {
            Outcome::Chosen => one.chosen = 1,
            Outcome::Typed => one.typed = 1,
            Outcome::Shown => one.shown = 1,
            Outcome::Refused => one.refused = 1,
            Outcome::Undone => one.undone = 1,
            Outcome::Forgiven => one.forgiven = 1,
        }
        one
    }

    /// Times that the word was wanted here.
    pub fn wanted(&self) -> u32 {
        (self.chosen + self.typed).saturating_sub(self.undone)
    }

    /// Times that it was turned down or taken back here since it was last wanted.
    pub fn unwanted(&self) -> u32 {
        (self.refused + self.undone).saturating_sub(self.forgiven)
    }

    /// Whether all that another counted may be in it.
    pub fn covers(&self, other: &Evidence) -> bool {
        let counts = |e: &Evidence| [e.chosen, e.typed, e.shown, e.refused, e.undone, e.forgiven];
        let both = counts(self).into_iter().zip(counts(other));
        self.last_day >= other.last_day && both.into_iter().all(|(own, other)| own >= other)
    }

    /// Adds what another counted.
    pub fn add(&mut self, other: Evidence) {
        self.chosen = self.chosen.saturating_add(other.chosen);
        self.typed = self.typed.saturating_add(other.typed);
        self.shown = self.shown.saturating_add(other.shown);
        self.refused = self.refused.saturating_add(other.refused);
        self.undone = self.undone.saturating_add(other.undone);
        self.forgiven = self.forgiven.saturating_add(other.forgiven);
        self.last_day = self.last_day.max(other.last_day);
    }

    /// 24 bytes; what was refused and what is forgiven share four of them.
    pub(super) fn to_bytes(self) -> [u8; 24] {
        let half = |n: u32| n.min(u32::from(u16::MAX));
        let fields = [
            self.chosen,
            self.typed,
            self.shown,
            half(self.refused) | half(self.forgiven) << 16,
            self.undone,
            self.last_day,
        ];
        let mut bytes = [0; 24];
        for (place, field) in bytes.chunks_exact_mut(4).zip(fields) {
            place.copy_from_slice(&field.to_le_bytes());
        }
        bytes
    }

    /// From what [`Evidence::to_bytes`] wrote.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Evidence> {
        let bytes: &[u8; 24] = bytes.try_into().ok()?;
        let mut fields = bytes
            .chunks_exact(4)
            .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let mut next = || fields.next();
        let (chosen, typed, shown) = (next()?, next()?, next()?);
        let refused = next()?;
        Some(Evidence {
            chosen,
            typed,
            shown,
            refused: refused & 0xffff,
            forgiven: refused >> 16,
            undone: next()?,
            last_day: next()?,
        })
    }
}

/// Key of a ledger row.
pub(super) type Row = (u64, Sym);

/// What an event adds to the ledger, with the word's text.
pub(super) fn evidence(event: &Event, time: u64) -> Option<(Row, Evidence, &str)> {
    match event {
        Event::Outcome {
            site,
            word,
            outcome,
        } => Some(((*site, Sym::of(word)), Evidence::of(*outcome, time), word)),
        _ => None,
    }
}
