use proptest::prelude::*;

use super::*;

/// The slowest thing that can't be wrong: characters, one by one.
struct Naive(Vec<char>);

impl Naive {
    /// Index of the first character of every line, and of the one past its content.
    fn lines(&self) -> Vec<(usize, usize)> {
        let (mut lines, mut start, mut i) = (Vec::new(), 0, 0);
        while i < self.0.len() {
            let wide = self.0[i] == '\r' && self.0.get(i + 1) == Some(&'\n');
            if wide || self.0[i] == '\n' || self.0[i] == '\r' {
                lines.push((start, i));
                start = i + 1 + usize::from(wide);
                i = start;
            } else {
                i += 1;
            }
        }
        lines.push((start, self.0.len()));
        lines
    }

    fn units(c: char, encoding: Encoding) -> u32 {
        match encoding {
            Encoding::Utf8 => c.to_string().len() as u32,
            Encoding::Utf16 => c.to_string().encode_utf16().count() as u32,
            Encoding::Utf32 => 1,
        }
    }

    fn index(&self, position: Position, encoding: Encoding) -> usize {
        let Some(&(start, end)) = self.lines().get(position.line as usize) else {
            return self.0.len();
        };
        let mut left = position.character;
        for i in start..end {
            let units = Self::units(self.0[i], encoding);
            if units > left {
                return i;
            }
            left -= units;
        }
        end
    }

    fn apply(&mut self, change: &Change, encoding: Encoding) {
        let (a, b) = match change.range {
            Some(r) => (self.index(r.start, encoding), self.index(r.end, encoding)),
            None => (0, self.0.len()),
        };
        self.0.splice(a.min(b)..a.max(b), change.text.chars());
    }

    fn text(&self) -> String {
        self.0.iter().collect()
    }
}

fn piece() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            4 => "[a-z ]{0,4}",
            2 => Just("\n".to_owned()),
            2 => Just("\r\n".to_owned()),
            2 => Just("\r".to_owned()),
            1 => Just("😀".to_owned()),
            1 => Just("é".to_owned()),
            1 => Just("한".to_owned()),
            1 => Just("👩\u{200d}🚀".to_owned()),
        ],
        0..6,
    )
    .prop_map(|parts| parts.concat())
}

fn position() -> impl Strategy<Value = Position> {
    let line = prop_oneof![20 => 0..8u32, 1 => Just(u32::MAX)];
    let character = prop_oneof![20 => 0..10u32, 1 => Just(u32::MAX)];
    (line, character).prop_map(|(line, character)| Position { line, character })
}

fn change() -> impl Strategy<Value = Change> {
    let range = (position(), position()).prop_map(|(start, end)| Range { start, end });
    let range = prop_oneof![15 => range.prop_map(Some), 1 => Just(None)];
    (range, piece()).prop_map(|(range, text)| Change { range, text })
}

fn encoding() -> impl Strategy<Value = Encoding> {
    prop_oneof![
        Just(Encoding::Utf8),
        Just(Encoding::Utf16),
        Just(Encoding::Utf32)
    ]
}

fn place_by_hand(text: &str, at: usize) -> Place {
    let before = &text[..at];
    Place {
        row: before.matches('\n').count(),
        column: at - before.rfind('\n').map_or(0, |i| i + 1),
    }
}

proptest! {
    #[test]
    fn edits_agree_with_a_naive_model(
        start in piece(),
        changes in proptest::collection::vec(change(), 1..20),
        encoding in encoding(),
    ) {
        let mut naive = Naive(start.chars().collect());
        let mut text = Text::new(start);
        for change in &changes {
            let before = text.as_str().to_owned();
            let edit = text.apply(change, encoding);
            naive.apply(change, encoding);
            prop_assert_eq!(text.as_str(), naive.text());
            prop_assert_eq!(&text, &Text::new(text.as_str().to_owned()), "the line table");
            prop_assert_eq!(&before[..edit.start], &text.as_str()[..edit.start]);
            prop_assert_eq!(&before[edit.old_end..], &text.as_str()[edit.new_end..]);
            prop_assert_eq!(edit.start_place, place_by_hand(&before, edit.start));
            prop_assert_eq!(edit.old_end_place, place_by_hand(&before, edit.old_end));
            prop_assert_eq!(edit.new_end_place, place_by_hand(text.as_str(), edit.new_end));
        }
        let starts: Vec<_> = naive.lines().iter().map(|l| l.0).collect();
        prop_assert_eq!(text.line_count(), starts.len());
    }

    #[test]
    fn positions_and_bytes_are_inverse(string in piece(), encoding in encoding()) {
        let text = Text::new(string.clone());
        for at in (0..=string.len()).filter(|&at| string.is_char_boundary(at)) {
            let position = text.position(at, encoding);
            let back = text.offset(position, encoding);
            let within_end_of_line = string[..at].ends_with('\r') && string[at..].starts_with('\n');
            prop_assert_eq!(back, at - usize::from(within_end_of_line));
        }
    }

    #[test]
    fn any_position_is_a_boundary(string in piece(), p in position(), encoding in encoding()) {
        let text = Text::new(string.clone());
        prop_assert!(string.is_char_boundary(text.offset(p, encoding)));
        let naive = Naive(string.chars().collect());
        let bytes: usize = naive.0[..naive.index(p, encoding)].iter().map(|c| c.len_utf8()).sum();
        prop_assert_eq!(text.offset(p, encoding), bytes);
    }
}

#[test]
fn a_position_within_a_character_is_its_start() {
    let text = Text::new("a😀b".into());
    let at = |character, encoding| text.offset(Position { line: 0, character }, encoding);
    assert_eq!(at(2, Encoding::Utf16), 1);
    assert_eq!(at(3, Encoding::Utf16), 5);
    assert_eq!(at(4, Encoding::Utf8), 1);
    assert_eq!(at(2, Encoding::Utf32), 5);
}
