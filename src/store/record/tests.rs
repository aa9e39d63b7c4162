use super::*;

fn learned(words: usize, each: usize) -> Event {
    Event::Learned {
        file: u64::MAX,
        weight: 3,
        words: (0..words).map(|i| format!("w{i}\"\n")).collect(),
        contexts: (0..words * each)
            .map(|i| (i as u64).wrapping_mul(u64::MAX / 7))
            .collect(),
    }
}

fn lines(event: &Event) -> Vec<Said> {
    let mut out = Vec::new();
    write(event, 7, &mut out);
    out.split_inclusive(|&b| b == b'\n').map(read).collect()
}

#[test]
fn an_outcome_is_a_short_readable_line() {
    let event = Event::Outcome {
        site: 0xab,
        word: "len".into(),
        outcome: Outcome::Chosen,
    };
    let mut out = Vec::new();
    write(&event, 7, &mut out);
    let line =
        r#"{"v":1,"t":7,"e":{"outcome":{"site":"00000000000000ab","word":"len","as":"chosen"}}}"#;
    assert_eq!(String::from_utf8(out).unwrap(), format!("{line}\n"));
    assert_eq!(read(line.as_bytes()), Said::Event(7, event));
}

#[test]
fn all_outcomes_come_back() {
    use Outcome::*;
    for outcome in [Chosen, Typed, Shown, Refused, Undone, Forgiven] {
        let word = "naïve\u{1f600}".to_owned();
        let event = Event::Outcome {
            site: u64::MAX,
            word,
            outcome,
        };
        assert_eq!(lines(&event), [Said::Event(7, event.clone())]);
    }
}

#[test]
fn what_was_seen_in_a_project_comes_back() {
    let (project, names) = (u64::MAX - 1, vec![0, 7, u32::MAX]);
    let seen = Event::Seen { project, names };
    for event in [seen, Event::Unseen { project }] {
        assert_eq!(lines(&event), [Said::Event(7, event.clone())]);
    }
    let names: Vec<u32> = (0..100_000).collect();
    let said = lines(&Event::Seen {
        project,
        names: names.clone(),
    });
    assert!(said.len() > 1);
    let of = |said: Said| match said {
        Said::Event(7, Event::Seen { names, .. }) => names,
        other => panic!("{other:?}"),
    };
    assert_eq!(said.into_iter().flat_map(of).collect::<Vec<_>>(), names);
}

#[test]
fn learned_words_come_back_with_their_contexts() {
    for event in [learned(3, 19), learned(1, 0)] {
        assert_eq!(lines(&event), [Said::Event(7, event.clone())]);
    }
}

#[test]
fn what_is_retracted_comes_back() {
    let event = Event::Retracted {
        words: vec!["len".into()],
        contexts: vec![1, 0, u64::MAX],
    };
    assert_eq!(lines(&event), [Said::Event(7, event.clone())]);
}

#[test]
fn a_long_event_becomes_several_lines_that_say_the_same() {
    let whole = learned(5000, 20);
    let said = lines(&whole);
    assert!(said.len() > 1);
    let (mut all_words, mut all_contexts) = (Vec::new(), Vec::new());
    for line in said {
        let Said::Event(
            7,
            Event::Learned {
                words, contexts, ..
            },
        ) = line
        else {
            panic!("{line:?}")
        };
        assert_eq!(contexts.len(), words.len() * 20);
        all_words.extend(words);
        all_contexts.extend(contexts);
    }
    let all = Event::Learned {
        file: u64::MAX,
        weight: 3,
        words: all_words,
        contexts: all_contexts,
    };
    assert!(all == whole);
}

#[test]
fn contexts_that_do_not_fit_their_words_are_not_written() {
    let mut event = learned(3, 2);
    if let Event::Learned { contexts, .. } = &mut event {
        contexts.pop();
    }
    assert_eq!(lines(&event), []);
}

#[test]
fn what_a_newer_version_says_is_told_from_garbage() {
    let newer = [
        r#"{"v":2,"t":7,"e":{"outcome":{"site":"ab","word":"len","as":"chosen"}}}"#,
        r#"{"v":2,"anything":[]}"#,
        r#"{"v":1,"t":7,"e":{"moved":{"from":1}}}"#,
        r#"{"v":1,"t":7,"e":{"outcome":{"site":"ab","word":"len","as":"dreamed"}}}"#,
        r#"{"v":1,"t":7,"e":{"outcome":{"site":"ab","word":"len","as":"chosen","more":1}}}"#,
    ];
    for line in newer {
        assert_eq!(read(line.as_bytes()), Said::Newer, "{line}");
    }
    for line in ["", "{", "\0\0\0", r#"{"t":7}"#, r#"{"v":"1"}"#, "7"] {
        assert_eq!(read(line.as_bytes()), Said::Garbage, "{line}");
    }
}
