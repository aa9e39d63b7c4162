//! Evidence in words.
use crate::store::Evidence;

/// What is known of a word at a place, as a person would tell it: "chosen 12 of 14 times after
/// `self.store.`; last 2 days ago; 1 refusal". Counted as a time is whenever the word was written
/// there, and whenever it was shown and another was written.
pub fn sentence(e: &Evidence, place: &str, today: u32) -> String {
    let times = u64::from(e.chosen) + u64::from(e.typed) + u64::from(e.shown);
    let written = match (e.chosen, e.typed) {
        (0, 0) if e.shown == 0 => format!("never written {place}"),
        (0, 0) => format!("shown {} in vain {place}", often(e.shown)),
        (1, 0) if times == 1 => format!("chosen once {place}"),
        (0, 1) if times == 1 => format!("typed once {place}"),
        (chosen, 0) => format!("chosen {chosen} of {times} times {place}"),
        (0, typed) => format!("typed {typed} of {times} times {place}"),
        (chosen, typed) => format!("chosen {chosen} and typed {typed} of {times} times {place}"),
    };
    let mut parts = vec![written, format!("last {}", ago(e.last_day, today))];
    match e.refused {
        0 => {}
        1 => parts.push("1 refusal".to_owned()),
        n => parts.push(format!("{n} refusals")),
    }
    if e.undone > 0 {
        parts.push(format!("taken back {}", often(e.undone)));
    }
    parts.join("; ")
}

fn often(n: u32) -> String {
    match n {
        1 => "once".to_owned(),
        n => format!("{n} times"),
    }
}

fn ago(day: u32, today: u32) -> String {
    match today.saturating_sub(day) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}
