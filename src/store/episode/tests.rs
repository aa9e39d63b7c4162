use super::*;

fn episode(id: u64, end: End, kept: &[Survived]) -> Episode {
    Episode {
        id,
        time: 7 + id,
        site: u64::MAX,
        place: "member".into(),
        shown: vec![Row {
            word: "flush".into(),
            score: 610,
        }],
        typed: 2,
        row: Some(0),
        word: Some("flush".into()),
        by: Some(By::Command),
        end,
        kept: kept.to_vec(),
        diagnostics: Some(Diagnostics {
            before: 1,
            after: 0,
        }),
    }
}

#[test]
fn an_episode_is_written_as_agreed() {
    let all = [
        Survived::HalfMinute,
        Survived::FiveMinutes,
        Survived::Save,
        Survived::Commit,
    ];
    let episode = episode(1, End::TypedThrough, &all);
    let json = concat!(
        r#"{"id":"0000000000000001","time":8,"site":"ffffffffffffffff","place":"member","#,
        r#""shown":[{"word":"flush","score":0.61}],"typed":2,"row":0,"word":"flush","#,
        r#""by":"command","end":"typed_through","kept":["30s","5min","save","commit"],"#,
        r#""diagnostics":{"before":1,"after":0}}"#
    );
    assert_eq!(serde_json::to_string(&episode).unwrap(), json);
    assert_eq!(serde_json::from_str::<Episode>(json).unwrap(), episode);
}

#[test]
fn the_later_state_of_an_episode_stays_in_whatever_order_they_come() {
    let states = [
        episode(1, End::Accepted, &[]),
        episode(1, End::Accepted, &[Survived::Save]),
        episode(1, End::Undone, &[Survived::Save]),
    ];
    let mut back = states.to_vec();
    back.reverse();
    for order in [states.to_vec(), back] {
        let episodes: Episodes = order.into_iter().collect();
        assert_eq!(episodes.last(9).collect::<Vec<_>>(), [&states[2]]);
    }
}

#[test]
fn only_the_newest_are_kept_and_a_note_brings_them_back() {
    let most = MOST as u64;
    let all = (0..most + 50).map(|id| episode(id, End::Ignored, &[]));
    let episodes: Episodes = all.collect();
    assert_eq!(episodes.len(), MOST);
    let last: Vec<u64> = episodes.last(2).map(|e| e.id).collect();
    assert_eq!(last, [most + 48, most + 49]);
    assert_eq!(Episodes::from_note(&episodes.to_note()), episodes);
    assert!(Episodes::from_note(b"{\n\n[]").is_empty());
}

#[test]
fn one_that_is_too_long_has_no_bytes() {
    let mut long = episode(1, End::Ignored, &[]);
    assert!(long.to_bytes().is_some());
    long.word = Some("x".repeat(LARGEST));
    assert!(long.to_bytes().is_none());
}
