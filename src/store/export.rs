//! The export file: what a person takes along. Head and parts, each with a checksum of its own, so that
//! damage can be named by its place; docs/formats.md has it byte by byte. Knows nothing of what may be
//! in an export: that is decided where one is made.
use super::{
    State,
    base::{self, Base},
    codec,
};

/// The version that this program writes, and the newest that it reads.
pub(super) const VERSION: u32 = 1;
const MAGIC: &[u8; 8] = b"HABITUSX";
const HEADER: usize = 16;
/// Length and checksum before a section.
const PREFIX: usize = 8 + 32;
/// Most sections: the head, a project and a user; more are of no use.
const MOST: u32 = 64;
/// Most table words of one part: 64 MiB, four times what a scope has.
const MOST_WORDS: usize = 1 << 23;

/// What an export holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Export {
    /// 128 random bits in hex: by it an import knows what it took in already.
    pub id: String,
    /// When it was made, in Unix milliseconds.
    pub created: u64,
    /// Whether private names were left out.
    pub redacted: bool,
    /// Scopes.
    pub parts: Vec<Part>,
}

/// A scope in an export.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// The user's; else a project's.
    pub is_user: bool,
    /// Hash of the project's id, by which the user's part names it; 0 where it is left out.
    pub project: u64,
    /// The project's folder.
    pub folder: Option<String>,
    /// Its package's name.
    pub package: Option<String>,
    /// All that was learned.
    pub state: State,
}

/// Why a file is no export that can be taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Another kind of file.
    #[error("is no export of Habitus")]
    Foreign,
    /// Of a newer program.
    #[error("is of format {0}; this program reads formats up to {VERSION}")]
    Newer(u32),
    /// It ends too early.
    #[error("is cut off: it ends at byte {0}, and goes on")]
    CutOff(usize),
    /// A section isn't what was written; its name, where it begins and ends.
    #[error("is damaged: {0}, bytes {1} to {2}")]
    Damaged(String, usize, usize),
    /// Bytes that belong to nothing.
    #[error("is damaged: nothing should follow byte {0}")]
    Trailing(usize),
}

/// An export's bytes; `None` where its tables are too large to be read again.
pub fn print(export: &Export) -> Option<Vec<u8>> {
    let count = u32::try_from(export.parts.len() + 1).ok()?;
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    section(&mut out, 0, &head(export));
    for (part, i) in export.parts.iter().zip(1..) {
        section(&mut out, i, &body(part)?);
    }
    (count <= MOST).then_some(out)
}

fn section(out: &mut Vec<u8>, index: u32, body: &[u8]) {
    out.extend_from_slice(&(body.len() as u64).to_le_bytes());
    out.extend_from_slice(&checksum(index, body));
    out.extend_from_slice(body);
}

fn checksum(index: u32, body: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(&VERSION.to_le_bytes())
        .update(&index.to_le_bytes())
        .update(body);
    *hasher.finalize().as_bytes()
}

fn head(export: &Export) -> Vec<u8> {
    let mut out = codec::Out::default();
    out.bytes(export.id.as_bytes());
    out.number(export.created);
    out.number(export.redacted.into());
    out.0
}

fn body(part: &Part) -> Option<Vec<u8>> {
    let words: usize = part.state.tables.iter().map(|(_, t)| t.len()).sum();
    let base = Base {
        state: part.state.clone(),
        ..Base::default()
    };
    let mut out = codec::Out::default();
    out.number(part.is_user.into());
    out.word(part.project);
    for text in [&part.folder, &part.package] {
        out.bytes(text.as_deref().unwrap_or_default().as_bytes());
    }
    out.bytes(&base::encode(&base).filter(|_| words <= MOST_WORDS)?);
    Some(out.0)
}

/// Reads an export's bytes.
pub fn parse(bytes: &[u8]) -> Result<Export, Unfit> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(match bytes {
        [] => Unfit::CutOff(0),
        _ if MAGIC.starts_with(bytes) => Unfit::CutOff(bytes.len()),
        _ => Unfit::Foreign,
    })?;
    let number = |at: usize| {
        let four = rest.get(at..at + 4).and_then(|b| b.try_into().ok());
        four.map(u32::from_le_bytes)
            .ok_or(Unfit::CutOff(bytes.len()))
    };
    match number(0)? {
        VERSION => {}
        0 => return Err(Unfit::Damaged("the version".to_owned(), 8, 12)),
        newer => return Err(Unfit::Newer(newer)),
    }
    let count = number(4)?;
    if !(1..=MOST).contains(&count) {
        let what = "the number of sections".to_owned();
        return Err(Unfit::Damaged(what, 12, HEADER));
    }
    let mut at = HEADER;
    let mut export = Export::default();
    for index in 0..count {
        let (section, end) = cut(bytes, at, index)?;
        let read = match index {
            0 => read_head(section, &mut export),
            _ => read_body(section).map(|part| export.parts.push(part)),
        };
        read.ok_or_else(|| Unfit::Damaged(name(index), at, end))?;
        at = end;
    }
    match at == bytes.len() {
        true => Ok(export),
        false => Err(Unfit::Trailing(at)),
    }
}

fn name(index: u32) -> String {
    match index {
        0 => "its head".to_owned(),
        n => format!("part {n}"),
    }
}

/// The section that begins at a byte, and where it ends.
fn cut(bytes: &[u8], at: usize, index: u32) -> Result<(&[u8], usize), Unfit> {
    let cut_off = Unfit::CutOff(bytes.len());
    let prefix = bytes.get(at..at + PREFIX).ok_or(cut_off.clone())?;
    let (length, sum) = prefix.split_first_chunk::<8>().ok_or(cut_off.clone())?;
    let start = at + PREFIX;
    let end = usize::try_from(u64::from_le_bytes(*length))
        .ok()
        .and_then(|length| start.checked_add(length));
    let section = end.and_then(|end| bytes.get(start..end));
    let section = section.ok_or(cut_off)?;
    let end = start + section.len();
    match sum == checksum(index, section) {
        true => Ok((section, end)),
        false => Err(Unfit::Damaged(name(index), at, end)),
    }
}

fn read_head(section: &[u8], export: &mut Export) -> Option<()> {
    let input = &mut codec::In::new(section);
    export.id = input.string()?;
    export.created = input.number()?;
    export.redacted = input.number()? != 0;
    (input.is_empty() && super::disk::is_id(&export.id)).then_some(())
}

fn read_body(section: &[u8]) -> Option<Part> {
    let input = &mut codec::In::new(section);
    let is_user = input.number()? != 0;
    let project = input.word()?;
    let folder = Some(input.string()?).filter(|t| !t.is_empty());
    let package = Some(input.string()?).filter(|t| !t.is_empty());
    let base = base::decode_within(input.bytes()?, MOST_WORDS).ok()?;
    input.is_empty().then_some(Part {
        is_user,
        project,
        folder,
        package,
        state: base.state,
    })
}

/// Writes a file that its owner alone can read, whole or not at all.
pub fn write_private(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    super::disk::replace(path, bytes)
}

impl Export {
    /// One without parts.
    pub fn begin(created: u64, redacted: bool) -> Export {
        Export {
            id: super::disk::random_id(),
            created,
            redacted,
            parts: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
