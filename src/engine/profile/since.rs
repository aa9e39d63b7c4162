//! A day as people say it: `2026-03-01`, `2d`, `3w`.

const DAY: u64 = 86_400_000;

/// The day, counted from 1970, that a text names, seen from `now` (Unix milliseconds); `None` where it
/// names none. `0d` is today.
pub fn since(text: &str, now: u64) -> Option<u64> {
    let today = now / DAY;
    let text = text.trim();
    if let Some(days) = text.strip_suffix('d') {
        return today.checked_sub(days.parse().ok()?);
    }
    if let Some(weeks) = text.strip_suffix('w') {
        return today.checked_sub(weeks.parse::<u64>().ok()?.checked_mul(7)?);
    }
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let is_day =
        (1970..10_000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let days = is_day.then(|| from_civil(year, month, day))?;
    (to_civil(days) == (year, month, day)).then_some(days)
}

/// Days from 1970 to a date (Howard Hinnant, chrono-compatible date algorithms).
fn from_civil(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month <= 2);
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day.saturating_sub(1);
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day from 1970 on; the same source.
pub fn to_civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_named_in_two_ways() {
        let now = 1_700_000_000_000; // 2023-11-14
        assert_eq!(since("0d", now), Some(19_675));
        assert_eq!(since("2d", now), Some(19_673));
        assert_eq!(since("1w", now), Some(19_668));
        assert_eq!(since("2023-11-14", now), Some(19_675));
        assert_eq!(since("1970-01-01", now), Some(0));
        assert_eq!(since("2000-02-29", now), Some(11_016));
        for wrong in [
            "2001-02-29",
            "2023-13-01",
            "2023-00-01",
            "2023-01-00",
            "1969-01-01",
        ] {
            assert_eq!(since(wrong, now), None, "{wrong}");
        }
        for wrong in [
            "",
            "d",
            "-1d",
            "99999999999999999999d",
            "30000d",
            "today",
            "1-2",
        ] {
            assert_eq!(since(wrong, now), None, "{wrong}");
        }
    }

    #[test]
    fn every_day_has_one_date() {
        for day in 0..100_000 {
            let (y, m, d) = to_civil(day);
            assert_eq!(from_civil(y, m, d), day);
        }
    }
}
