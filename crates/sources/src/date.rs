//! Moments as containers write them.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Microseconds since 1970-01-01T00:00:00Z of an RFC 3339, ISO 8601 or RFC 2822 date; without an offset it is UTC, and a bare
/// day is its midnight. Anything else is no date: never a guess.
pub(crate) fn micros(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.len() > 64 {
        return None;
    }
    let utc = |at: DateTime| at.to_zoned(TimeZone::UTC).ok().map(|z: Zoned| z.timestamp());
    let found = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok().and_then(utc))
        .or_else(|| text.parse::<Date>().ok().and_then(|d| utc(d.at(0, 0, 0, 0))))
        .or_else(|| jiff::fmt::rfc2822::parse(text).ok().map(|z| z.timestamp()))?;
    // Years beyond these are a mistake of the one who wrote them.
    let micros = found.as_microsecond();
    (MIN..MAX).contains(&micros).then_some(micros)
}

/// 1900-01-01 and 2200-01-01.
const MIN: i64 = -2_208_988_800_000_000;
const MAX: i64 = 7_258_118_400_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(micros(text).map(|m| m / 1_000_000), expected, "{text}");
    }

    #[test]
    fn dates_as_containers_write_them() {
        for text in [
            "2020-08-19T10:00:00Z",
            "2020-08-19T13:00:00+03:00",
            "2020-08-19T10:00:00",
            "2020-08-19 10:00:00",
            "Wed, 19 Aug 2020 10:00:00 +0000",
        ] {
            check(text, Some(1_597_831_200));
        }
        check("2020-08-19", Some(1_597_795_200));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "19.08.2020",
            "08/19/2020",
            "2020-02-30",
            "1597831200",
            "0000-01-01",
            "9999-12-31T00:00:00Z",
            "soon",
        ] {
            check(text, None);
        }
    }
}
