//! Why a word stands where it does, asked from outside of an editor.
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{
    engine::{Bystander, Reason, Why},
    store::{self, Evidence, Fault},
    syntax,
    text::{Encoding, Position, Text},
};

/// Rows of a list, unless an editor sets another number.
pub const LISTED: usize = 50;

/// A place in a file, as people count: both from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// Its line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl std::str::FromStr for Place {
    type Err = String;

    /// From `FILE:LINE:COLUMN`.
    fn from_str(text: &str) -> Result<Place, String> {
        let wrong = || "write it as FILE:LINE:COLUMN, both counted from 1".to_owned();
        let mut parts = text.rsplitn(3, ':');
        let mut number = || -> Option<u32> { parts.next()?.parse().ok().filter(|n| *n > 0) };
        let (column, line) = (number(), number());
        let file = parts.next().filter(|file| !file.is_empty());
        let (Some(column), Some(line), Some(file)) = (column, line, file) else {
            return Err(wrong());
        };
        Ok(Place {
            file: file.into(),
            line,
            column,
        })
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unplaced {
    /// Nothing is kept of its project.
    #[error("nothing is learned of this project yet ({0})")]
    Unknown(PathBuf),
    /// It is no text that is ever read.
    #[error("{0} can't be read: it isn't there, is no UTF-8 text or longer than 1 MB")]
    Unread(PathBuf),
    /// The file ends before.
    #[error("{0} has no line {1}")]
    Beyond(PathBuf, u32),
    /// The data folder can't be read.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a word stands where it does at a place, as the file stands on the disk; without one, why the
/// first rows do. `project` is a folder of the project, else it is told from the file.
pub fn why_beside(
    data: &Path,
    project: Option<&Path>,
    place: &Place,
    word: Option<&str>,
    now: u64,
) -> Result<(Why, Vec<String>), Unplaced> {
    let unread = || Unplaced::Unread(place.file.clone());
    let path = place.file.canonicalize().map_err(|_| unread())?;
    let text = Text::new(syntax::read(&path).ok_or_else(unread)?);
    if place.line as usize > text.line_count() {
        return Err(Unplaced::Beyond(place.file.clone(), place.line));
    }
    let folder = project.or(path.parent()).unwrap_or(Path::new("."));
    let known = store::find(data, folder, now)?;
    let known = known.ok_or_else(|| Unplaced::Unknown(folder.to_owned()))?;
    let position = Position {
        line: place.line - 1,
        character: place.column - 1,
    };
    let offset = text.offset(position, Encoding::Utf32);
    let beside = Bystander::new(data, &known.dir, &known.folder, now);
    let why = beside.why(path, text, offset, word, now);
    Ok((why, beside.faults))
}

/// The answer as JSON.
pub fn why_json(why: &Why, faults: &[String]) -> Value {
    json!({
        "place": why.place,
        "kind": why.kind,
        "site": format!("{:016x}", why.site),
        "prefix": why.prefix,
        "words": why.words.iter().map(reason_json).collect::<Vec<_>>(),
        "remarks": why.remarks,
        "faults": faults,
    })
}

fn reason_json(reason: &Reason) -> Value {
    let votes = reason.votes.iter();
    let votes = votes.map(|(name, share)| json!({ "name": name, "share": hundredths(*share) }));
    json!({
        "word": reason.word,
        "row": reason.row,
        "listed": reason.is_listed,
        "score": hundredths(reason.score),
        "evidence": reason.evidence.as_ref().map(evidence_json),
        "sentence": reason.sentence,
        "votes": votes.collect::<Vec<_>>(),
    })
}

fn evidence_json(e: &Evidence) -> Value {
    json!({
        "chosen": e.chosen,
        "typed": e.typed,
        "shown": e.shown,
        "refused": e.refused,
        "undone": e.undone,
        "times": u64::from(e.chosen) + u64::from(e.typed) + u64::from(e.shown),
        "last_day": e.last_day,
    })
}

fn hundredths(share: f32) -> f64 {
    (f64::from(share) * 100.0).round() / 100.0
}
