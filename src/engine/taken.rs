//! A row that was taken from a list, as long as it is watched: whether it stands, was changed, or was
//! removed again. Decides nothing; see `outcomes`.

use super::{lesson::Learned, offers::Offer, overlay::HALF_MINUTE, project::Project};
use crate::{
    observe::{Mark, Shown, Touch},
    privacy,
    store::{By, Diagnostics, End, Episode, ROWS, Row, Survived},
    text::{Edit, Sym},
};

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It stands as it was taken.
    Stands,
    /// Something else stands there, or nothing.
    Broken,
    /// The text is what it was before.
    Undone,
    /// It went with more than itself: a line that was deleted is no word that was taken back.
    Lost,
}

/// Where and when a row was taken.
pub struct Place {
    pub mark: Mark,
    /// The number of the change that wrote it.
    pub change: u64,
    pub at: u64,
}

/// See the module.
pub struct Taken {
    pub mark: Mark,
    /// The row's word.
    pub name: Sym,
    /// The number of the list.
    pub offer: u64,
    /// The number of the change that wrote it.
    pub change: u64,
    /// When it was taken.
    pub at: u64,
    /// Some editors write rows into the text that the user only looks at; one of these is none.
    pub sure: bool,
    pub fate: Fate,
    /// The place's key in the ledger.
    pub exact: u64,
    /// The word's text, if it may be kept.
    pub word: Option<String>,
    /// Its lesson, once there was one.
    pub learned: Option<Learned>,
    pub episode: Episode,
    row: usize,
}

impl Taken {
    /// A row that was just taken.
    pub fn new(
        project: &Project,
        list: &Shown,
        offer: &Offer,
        row: usize,
        by: By,
        place: Place,
    ) -> Taken {
        let name = list.rows[row];
        let mut episode = episode(project, list, offer);
        episode.row = Some(row as u32);
        episode.by = Some(by);
        Taken {
            mark: place.mark,
            change: place.change,
            at: place.at,
            name,
            offer: list.offer,
            sure: by == By::Command,
            fate: Fate::Stands,
            exact: offer.exact,
            word: known(project, name),
            learned: None,
            episode,
            row,
        }
    }

    /// Whether it is this row of this list.
    pub fn is_row(&self, offer: u64, row: usize) -> bool {
        self.offer == offer && self.row == row
    }

    /// It was told once more. A command makes it sure.
    pub fn by(&mut self, by: By) {
        if by == By::Command {
            self.episode.by = Some(by);
            self.sure = true;
        }
    }

    /// Follows the edits that led from one text to another.
    pub fn follow(&mut self, was: &str, is: &str, edits: &[Edit]) {
        let before = self.mark;
        let is_beyond = |e| self.mark.follow(e) == Touch::Beyond;
        let beyond = edits.iter().map(is_beyond).fold(false, |a, b| a | b);
        let name = Sym::of(self.mark.look(is));
        match self.fate {
            Fate::Undone | Fate::Lost => {}
            Fate::Stands if beyond => match relocated(&before, self.name, was, is) {
                Some(mark) => {
                    self.mark = mark;
                    self.mark.look(is);
                }
                None => self.fate = Fate::Lost,
            },
            Fate::Broken if beyond => self.fate = Fate::Lost,
            _ if name == self.name => self.fate = Fate::Stands,
            _ => self.fate = Fate::Broken,
        }
    }

    /// The text is what it was before; after a while that is a deletion like any other.
    pub fn undo(&mut self, now: u64) {
        self.fate = match self.is_young(now) {
            true => Fate::Undone,
            false => Fate::Lost,
        };
    }

    /// Whether its removal takes it back.
    pub fn is_young(&self, now: u64) -> bool {
        now.saturating_sub(self.at) <= HALF_MINUTE
    }

    /// Whether this is the word, or less of it than was typed before it was taken.
    pub fn is_less(&self, word: &str) -> bool {
        let typed = self.episode.typed as usize;
        let own = self.word.as_deref().unwrap_or_default();
        word.len() <= typed && own.starts_with(word) || word.is_empty()
    }

    /// It lived to see something; whether that is new.
    pub fn survive(&mut self, what: Survived) -> bool {
        let kept = &mut self.episode.kept;
        let is_new = !kept.contains(&what);
        if is_new {
            kept.push(what);
            kept.sort_unstable();
        }
        is_new
    }
}

/// Where the word stands in the part of a text that differs from the one before.
fn relocated(mark: &Mark, name: Sym, was: &str, is: &str) -> Option<Mark> {
    let same = |(a, b): &(u8, u8)| a == b;
    let head = was.bytes().zip(is.bytes()).take_while(same).count();
    let most = was.len().min(is.len()) - head;
    let tails = was.bytes().rev().zip(is.bytes().rev()).take(most);
    let tail = tails.take_while(same).count();
    // Whole lines, so that no word is cut.
    let start = was.as_bytes()[..head].iter().rposition(|&b| b == b'\n');
    let start = start.map_or(0, |i| i + 1);
    let more = was.as_bytes()[was.len() - tail..]
        .iter()
        .position(|&b| b == b'\n');
    let tail = more.map_or(0, |i| tail - i);
    let (was, is) = (
        was.get(start..was.len() - tail)?,
        is.get(start..is.len() - tail)?,
    );
    mark.relocated(name, was, is, start)
}

/// What is kept of a list before anything is known of its end.
pub fn episode(project: &Project, list: &Shown, offer: &Offer) -> Episode {
    let rows = offer.rows.iter().zip(&offer.scores).take(ROWS);
    let row = |(name, score): (&Sym, &f32)| Row {
        word: known(project, *name).unwrap_or_default(),
        score: (score.clamp(0.0, 1.0) * 1000.0).round() as u16,
    };
    let parts = [list.begun, list.offer, u64::from(std::process::id())];
    let bytes: Vec<u8> = parts.iter().flat_map(|n| n.to_le_bytes()).collect();
    Episode {
        id: xxhash_rust::xxh3::xxh3_64(&bytes),
        time: list.begun,
        site: offer.site,
        place: offer.place.to_owned(),
        shown: rows.map(row).collect(),
        typed: list.typed as u32,
        row: None,
        word: None,
        by: None,
        end: End::Open,
        kept: Vec::new(),
        diagnostics: Some(Diagnostics {
            before: list.errors,
            after: list.errors,
        }),
    }
}

/// The text of a word that is kept of this project anyway, or of its declarations, or of a library.
pub fn known(project: &Project, name: Sym) -> Option<String> {
    let counts = project.counts.load();
    let words = &counts.as_ref().as_ref()?.words;
    if let Some(word) = words.get(name) {
        return Some(word.to_owned());
    }
    if words.is_forgotten(name) {
        return None;
    }
    let index = project.index.load();
    let library = project.library.load();
    let declared = index.entry(name).first().map(|s| s.symbol.name.as_str());
    let common = library.as_deref().and_then(|l| l.get(name));
    let word = declared.or_else(|| common.map(|c| &*c.word))?;
    privacy::may_be_kept(word).then(|| word.to_owned())
}
