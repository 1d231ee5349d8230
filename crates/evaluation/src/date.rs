//! Calendar days, as numbers since 1970-01-01. Gold states a day or a time with its zone; a dataset states UTC.

use copydesk_dataset::Micros;

const DAY_MICROS: i64 = 86_400_000_000;
const DAY_MINUTES: i64 = 24 * 60;

/// The day of a time, in UTC.
pub(crate) fn day_of(time: Micros) -> i64 {
    time.0.div_euclid(DAY_MICROS)
}

/// The days that an ISO date or time may stand for: in its own zone and, when it has a zone, in UTC. None when it is no
/// ISO date.
pub(crate) fn days(iso: &str) -> Vec<i64> {
    let iso = iso.trim();
    let Some(day) = iso.get(..10).and_then(date) else {
        return Vec::new();
    };
    let mut days = vec![day];
    if let Some(minutes) = iso.get(10..).and_then(minutes_utc) {
        let utc = day + minutes.div_euclid(DAY_MINUTES);
        if utc != day {
            days.push(utc);
        }
    }
    days
}

/// Year, month and day in ISO.
pub(crate) fn iso(day: i64) -> String {
    // Days of eras of 400 years that begin with March (Hinnant, "chrono-compatible low-level date algorithms").
    let z = day + 719_468;
    let (era, of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", of_year - (153 * from_march + 2) / 5 + 1)
}

/// `YYYY-MM-DD`.
fn date(text: &str) -> Option<i64> {
    let b = text.as_bytes();
    if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let (year, month, day) = (number(&text[..4])?, number(&text[5..7])?, number(&text[8..])?);
    if !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    let y = year - i64::from(month <= 2);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let year_of_era = y.rem_euclid(400);
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    let found = y.div_euclid(400) * 146_097 + of_era - 719_468;
    // The 31st of a short month would come back as another day.
    (iso(found) == text).then_some(found)
}

/// The minutes of `THH:MM…` in UTC, when a zone is given.
fn minutes_utc(time: &str) -> Option<i64> {
    let time = time.strip_prefix(['T', 't', ' '])?;
    let at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at(at);
    let minutes = |text: &str| {
        let digits: String = text
            .chars()
            .filter(|&c| c != ':')
            .take_while(char::is_ascii_digit)
            .collect();
        Some(number(digits.get(..2)?)? * 60 + digits.get(2..4).map_or(Some(0), number)?)
    };
    let offset = match zone.as_bytes()[0] {
        b'+' => minutes(&zone[1..])?,
        b'-' => -minutes(&zone[1..])?,
        _ => 0,
    };
    Some(minutes(clock)? - offset)
}

fn number(digits: &str) -> Option<i64> {
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &str, expected: &[&str]) {
        let found: Vec<String> = days(given).into_iter().map(iso).collect();
        assert_eq!(found, expected, "{given}");
    }

    #[test]
    fn a_time_stands_for_its_day_here_and_in_utc() {
        check("2021-11-03", &["2021-11-03"]);
        check("2021-11-03T08:15:00+02:00", &["2021-11-03"]);
        check("2021-11-03T01:15:00+02:00", &["2021-11-03", "2021-11-02"]);
        check("2020-12-31 23:30:00.389000-05:00", &["2020-12-31", "2021-01-01"]);
        check("2024-02-29T00:00:00Z", &["2024-02-29"]);
        check("2021-11-03T01:15:00+0200", &["2021-11-03", "2021-11-02"]);
        check("2021-11-03T23:15", &["2021-11-03"]);
        check("1969-12-31", &["1969-12-31"]);
        check("2021-11-03 about noon", &["2021-11-03"]);
    }

    #[test]
    fn what_is_no_date_stands_for_no_day() {
        for given in [
            "",
            "May 3, 2024",
            "2021-02-30",
            "2021-13-01",
            "2021-1-1",
            "двадцать20",
            "2021/11/03",
        ] {
            check(given, &[]);
        }
        assert_eq!(iso(day_of(Micros(-1))), "1969-12-31");
    }
}
