//! Trees of the files that were read last: the next commit of a file is parsed from what the one
//! before it left. Holds little, and never a tree for long.
use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use crate::{syntax::Source, text::Text};

/// Bytes of text that are kept.
const MOST: usize = 1 << 19;
/// How long a tree may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// See the module.
#[derive(Default)]
pub struct Parsed {
    /// The one that was read last is the last.
    files: VecDeque<(PathBuf, Source)>,
    bytes: usize,
}

impl Parsed {
    /// Parses a file's text.
    pub fn parse(&mut self, path: &Path, text: &str) -> Source {
        let text = Arc::new(Text::new(text.to_owned()));
        let before = self.take(path);
        let source = match before {
            Some(before) => before.edited(text),
            None => Source::new(text),
        };
        let source = match source.is_stale() {
            true => source.reparsed(PATIENCE),
            false => source,
        };
        self.keep(path, source.clone());
        source
    }

    fn take(&mut self, path: &Path) -> Option<Source> {
        let at = self.files.iter().position(|(known, _)| known == path)?;
        let (_, source) = self.files.remove(at)?;
        self.bytes -= source.as_str().len();
        Some(source)
    }

    fn keep(&mut self, path: &Path, source: Source) {
        self.bytes += source.as_str().len();
        self.files.push_back((path.to_owned(), source));
        while self.bytes > MOST {
            let Some((_, oldest)) = self.files.pop_front() else {
                break;
            };
            self.bytes -= oldest.as_str().len();
        }
    }
}
