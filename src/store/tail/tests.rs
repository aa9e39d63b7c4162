use super::*;

/// A file that grows while it is read: its end is met between two parts.
struct Growing(Vec<&'static [u8]>);

impl Read for Growing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.is_empty() {
            true => Ok(0),
            false => self.0.remove(0).read(buffer),
        }
    }
}

#[test]
fn a_line_whose_rest_comes_later_is_left_for_later() {
    let parts: Vec<&[u8]> = vec![b"one\nt", b"", b"wo\nthree\n"];
    let mut reader = BufReader::new(Growing(parts));
    let mut line = Vec::new();
    assert_eq!(next_line(&mut reader, &mut line).unwrap(), Some(4));
    assert_eq!(next_line(&mut reader, &mut line).unwrap(), None);
}

#[test]
fn a_line_in_parts_is_one_line() {
    let parts: Vec<&[u8]> = vec![b"o", b"ne", b"\n"];
    let mut reader = BufReader::new(Growing(parts));
    let mut line = Vec::new();
    assert_eq!(next_line(&mut reader, &mut line).unwrap(), Some(4));
    assert_eq!(line, b"one\n");
}

#[test]
fn a_line_without_end_is_garbage_and_takes_little_room() {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("journal");
    let good = r#"{"v":1,"t":1,"e":{"outcome":{"site":"7","word":"w","as":"typed"}}}"#;
    let long = "x".repeat(LINE as usize + 100_000);
    let text = format!("{long}\n{good}\n{long}");
    fs::write(&path, &text).unwrap();
    let tail = read(&path, 0).unwrap();
    assert_eq!((tail.entries.len(), tail.garbage), (1, 1));
    assert_eq!(tail.end, (text.len() - long.len()) as u64);
    assert_eq!(read(&path, tail.end).unwrap().end, tail.end);
    assert_eq!(read(&path, 1 << 40).unwrap().end, 1 << 40);
}
