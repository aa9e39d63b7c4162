use super::*;

/// The pieces of a stream that comes in chunks of this length, and what is left.
fn pieces(stream: &[u8], chunk: usize) -> (Vec<Piece>, Vec<u8>) {
    let (mut framer, mut pieces) = (Framer::default(), Vec::new());
    for chunk in stream.chunks(chunk) {
        framer.push(chunk);
        while let Some(piece) = framer.next() {
            pieces.push(piece);
        }
    }
    (pieces, framer.rest())
}

fn bytes(pieces: &[Piece]) -> Vec<u8> {
    let bytes = |piece: &Piece| match piece {
        Piece::Message(bytes, _) | Piece::Bytes(bytes) => bytes.clone(),
    };
    pieces.iter().flat_map(bytes).collect()
}

fn bodies(pieces: &[Piece]) -> Vec<String> {
    let body = |piece: &Piece| match piece {
        Piece::Message(bytes, start) => {
            Some(String::from_utf8_lossy(&bytes[*start..]).into_owned())
        }
        Piece::Bytes(_) => None,
    };
    pieces.iter().filter_map(body).collect()
}

#[test]
fn messages_are_found_between_whatever_else_there_is() {
    let stream = [
        b"rust-analyzer 1.2.3\n".to_vec(),
        frame("{\"id\":1}".into()),
        b"thread 'main' panicked\r\n\r\n".to_vec(),
        b"content-type: x\r\nContent-Length:2\r\n\r\n{}".to_vec(),
        b"X-Empty: y\n\n".to_vec(),
        frame("".into()),
        frame("{\"ä\":2}".into()),
        b"\n\n\n".to_vec(),
        frame("[]".into()),
    ]
    .concat();
    for chunk in [1, 2, 3, 7, 64, 4096] {
        let (pieces, rest) = pieces(&stream, chunk);
        assert_eq!(bytes(&pieces), stream, "not a byte is lost");
        assert_eq!(bodies(&pieces), ["{\"id\":1}", "{}", "", "{\"ä\":2}", "[]"]);
        assert_eq!(rest, b"");
    }
}

#[test]
fn what_is_no_header_waits_for_nothing() {
    let (found, rest) = pieces(b"garbage without an end!", 3);
    assert_eq!(bytes(&found), b"garbage without an end!");
    assert_eq!(rest, b"");
    let (found, rest) = pieces(b"Content-Le", 3);
    assert_eq!((found.len(), &rest[..]), (0, &b"Content-Le"[..]));
    let (found, rest) = pieces(b"Content-Length: 9\r\n\r\n{\"id\"", 3);
    assert_eq!((found.len(), rest.len()), (0, 26), "the end says so");
}

#[test]
fn a_long_body_goes_through_as_it_comes() {
    let long = frame("x".repeat(MOST_READ + 1));
    let stream = [&long[..], &frame("{}".into())].concat();
    let mut framer = Framer::default();
    framer.push(&stream[..1000]);
    assert!(matches!(framer.next(), Some(Piece::Bytes(b)) if b.len() == 1000));
    let (found, _) = pieces(&stream, 65536);
    assert_eq!(bytes(&found), stream);
    assert_eq!(bodies(&found), ["{}"]);
}
