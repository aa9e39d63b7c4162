use proptest::prelude::*;

use super::*;

fn frame(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// All bodies, the bytes coming in pieces of `size`; what is no JSON is recovered from.
fn bodies(bytes: &[u8], size: usize) -> Vec<String> {
    let mut framer = Framer::default();
    let mut found = Vec::new();
    for chunk in bytes.chunks(size) {
        framer.push(chunk);
        while let Some(frame) = framer.next_frame() {
            let Frame::Body(body) = frame else {
                continue;
            };
            if serde_json::from_slice::<serde_json::Value>(&body).is_ok() {
                found.push(String::from_utf8(body).expect("text"));
            } else {
                framer.recover(&body);
            }
        }
    }
    found
}

fn between(garbage: &[u8]) -> Vec<u8> {
    [&frame("{\"a\":1}"), garbage, &frame("{\"b\":2}")].concat()
}

#[test]
fn garbage_costs_only_itself() {
    let cases: &[&[u8]] = &[
        b"",
        b"\r\n\r\n",
        b"hello\r\n\r\n",
        b"Content-Length: x\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: 3\r\n\r\n{\"a",
        b"Content-Length: 2\r\n\r\n{\"longer\":\"than it said\"}",
        b"Content-Length: 40\r\n\r\n{\"shorter\":1}",
        b"Content-Length: 60000000\r\n\r\n{\"much\":\"shorter\"}",
        b"Content-Length: 99999999999\r\n\r\n{\"not\":\"so long\"}",
        b"Content-Length: 99999999999999999999999999\r\n\r\n",
        b"Content-Type: application/x\r\n\r\n",
        b"\xff\xfe\x00",
    ];
    for case in cases {
        for size in [1, 7, 4096] {
            let found = bodies(&between(case), size);
            let name = String::from_utf8_lossy(case);
            assert_eq!(
                found.first().map(String::as_str),
                Some("{\"a\":1}"),
                "{name}"
            );
            assert_eq!(
                found.last().map(String::as_str),
                Some("{\"b\":2}"),
                "{name} by {size}"
            );
        }
    }
}

#[test]
fn headers_are_read_as_they_come() {
    let body = "{}";
    for header in [
        "content-length:2\r\n\r\n",
        "CONTENT-LENGTH:  2  \r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n",
        "A: 1\r\nB: 2\r\nC: 3\r\nContent-Length: 2\r\n\r\n",
        "Content-Length: 2\n\n",
    ] {
        assert_eq!(
            bodies(format!("{header}{body}").as_bytes(), 3),
            [body],
            "{header}"
        );
    }
}

#[test]
fn a_frame_that_is_too_long_is_skipped_without_being_kept() {
    let mut framer = Framer::default();
    framer.push(format!("Content-Length: {}\r\n\r\n", MAX_BODY + 1_000).as_bytes());
    let mut left = MAX_BODY + 1_000;
    while left > 0 {
        let chunk = left.min(1 << 20);
        framer.push(&vec![b'x'; chunk]);
        left -= chunk;
        let skipped = framer.next_frame();
        assert_eq!(skipped.is_some(), left == 0);
        assert!(framer.buffer.len() <= chunk + TAIL);
    }
    framer.push(&frame("{\"b\":2}"));
    let Some(Frame::Body(body)) = framer.next_frame() else {
        panic!("no frame");
    };
    assert_eq!(body, b"{\"b\":2}");
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300), size in 1..50usize) {
        bodies(&bytes, size);
    }

    #[test]
    fn good_frames_pass_whole(texts in proptest::collection::vec("[a-z\u{e9}\u{1f600}]{0,40}", 1..8), size in 1..99usize) {
        let sent: Vec<String> = texts.iter().map(|t| format!("{{\"t\":\"{t}\"}}")).collect();
        let bytes: Vec<u8> = sent.iter().flat_map(|body| frame(body)).collect();
        prop_assert_eq!(bodies(&bytes, size), sent);
    }
}
