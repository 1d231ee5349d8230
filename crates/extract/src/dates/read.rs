//! From the words and marks of a printed date to its parts. The grammar is one for all languages; the words are data.

use super::{DAY, DateLabel, DateLine, days, words, zone};

/// A number with its digits, a word, or a mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token {
    Number(i64, usize),
    Month(i64),
    Weekday,
    Filler,
    Label(DateLabel),
    Meridiem(bool),
    Zone(i64),
    Mark(char),
}

#[derive(Default)]
pub(super) struct Parts {
    tokens: Vec<Token>,
}

impl Parts {
    pub(super) fn of(s: &str) -> Option<Parts> {
        let mut parts = Parts::default();
        let mut rest = s;
        let mut spaced = false;
        while let Some(c) = rest.chars().next() {
            let len = if let Some(len) = parts.hour_mark(rest, spaced) {
                len
            } else if c.is_ascii_digit() {
                let n = rest.bytes().take_while(u8::is_ascii_digit).count();
                let value = rest[..n].parse().ok().filter(|_| n <= 14)?;
                parts.tokens.push(Token::Number(value, n));
                n
            } else if c.is_alphabetic() {
                let letters = |c: char| c.is_alphabetic() || matches!(c, '’' | '\'' | '-');
                let n = rest.find(|c: char| !letters(c)).unwrap_or(rest.len());
                parts.word(rest[..n].trim_end_matches('-'), spaced)?;
                rest[..n].trim_end_matches('-').len()
            } else {
                if !c.is_whitespace() {
                    parts.tokens.push(Token::Mark(c));
                }
                c.len_utf8()
            };
            spaced = c.is_whitespace();
            rest = &rest[len..];
            if parts.tokens.len() > 40 {
                return None;
            }
        }
        Some(parts)
    }

    /// The `h` of `19h05`, which parts hours from minutes as a colon does; its length in bytes.
    fn hour_mark(&mut self, rest: &str, spaced: bool) -> Option<usize> {
        let after_hour = !spaced && matches!(self.tokens.last(), Some(Token::Number(0..=23, 1 | 2)));
        let parts = after_hour && rest.starts_with(['h', 'H']) && rest[1..].starts_with(|c: char| c.is_ascii_digit());
        parts.then(|| self.tokens.push(Token::Mark(':'))).map(|()| 1)
    }

    fn word(&mut self, word: &str, spaced: bool) -> Option<()> {
        let after_number = matches!(self.tokens.last(), Some(Token::Number(..)));
        // The T and Z of ISO 8601, and the endings of 1st, 2nd, 3rd, 19th.
        match word {
            "T" | "t" if after_number && !spaced => {
                self.tokens.push(Token::Mark('T'));
                return Some(());
            }
            "Z" | "z" if after_number => {
                self.tokens.push(Token::Zone(0));
                return Some(());
            }
            "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "го" | "е" | "h" | "o" if after_number && !spaced => {
                return Some(());
            }
            _ => {}
        }
        if let Some(minutes) = zone(word) {
            self.tokens.push(Token::Zone(minutes));
            return Some(());
        }
        let lower = word.to_lowercase();
        let token = words().get(lower.as_str()).copied();
        // `p.m.` comes as a letter, a dot and a letter; `am` is a German word too.
        let token = match lower.as_str() {
            "am" if after_number => Token::Meridiem(false),
            "pm" | "p" if after_number => Token::Meridiem(true),
            _ => token?,
        };
        self.tokens.push(token);
        Some(())
    }

    pub(super) fn date(&self) -> Option<DateLine> {
        let t = &self.tokens;
        let start = t
            .iter()
            .position(|t| matches!(t, Token::Number(..) | Token::Month(_)))?;
        let (ymd, next) = self.ymd(start)?;
        let days = days(ymd)?;
        let mut line = DateLine {
            micros: days * DAY,
            weekday: t.contains(&Token::Weekday),
            time: false,
            label: t[..start].iter().rev().find_map(|t| match t {
                Token::Label(label) => Some(*label),
                _ => None,
            }),
        };
        let lead_is_plain = t[..start].iter().all(|t| {
            matches!(
                t,
                Token::Weekday | Token::Filler | Token::Label(_) | Token::Mark(',' | ':' | '.' | '|' | '(')
            )
        });
        if !lead_is_plain {
            return None;
        }
        let mut at = next;
        let mut seen_time = false;
        while at < t.len() {
            match t[at] {
                Token::Number(..) if !seen_time => {
                    let (micros, after) = self.time(at)?;
                    line.micros += micros;
                    line.time = true;
                    seen_time = true;
                    at = after;
                }
                Token::Filler | Token::Weekday => at += 1,
                Token::Mark(',' | '.' | '|' | '–' | '—' | '-' | '•' | '·' | '(' | ')' | 'T' | '/') => at += 1,
                _ => return None,
            }
        }
        Some(line)
    }

    fn number(&self, at: usize) -> Option<(i64, usize)> {
        match self.tokens.get(at)? {
            Token::Number(n, digits) => Some((*n, *digits)),
            _ => None,
        }
    }

    /// Year, month, day, and the token behind them.
    fn ymd(&self, at: usize) -> Option<((i64, i64, i64), usize)> {
        let t = &self.tokens;
        let skip = |mut at: usize| {
            while matches!(t.get(at), Some(Token::Filler | Token::Mark(',' | '.'))) {
                at += 1;
            }
            at
        };
        if let Token::Month(month) = t[at] {
            // August 19, 2020
            let day_at = skip(at + 1);
            let (day, digits) = self.number(day_at)?;
            let year_at = skip(day_at + 1);
            let (year, year_digits) = self.number(year_at)?;
            return (digits <= 2 && year_digits == 4).then_some(((year, month, day), year_at + 1));
        }
        let (first, digits) = self.number(at)?;
        if digits == 8 {
            return Some(((first / 10_000, first / 100 % 100, first % 100), at + 1));
        }
        if digits == 14 {
            // 20200819101112
            let date = first / 1_000_000;
            return (self.tokens.len() == at + 1).then_some(((date / 10_000, date / 100 % 100, date % 100), at + 1));
        }
        let named = skip(at + 1);
        // 19-Aug-2020 too
        let named = if t.get(named) == Some(&Token::Mark('-')) {
            named + 1
        } else {
            named
        };
        if let Some(Token::Month(month)) = t.get(named) {
            let mut third = skip(named + 1);
            if t.get(third) == Some(&Token::Mark('-')) {
                third += 1;
            }
            let (last, last_digits) = self.number(third)?;
            return match (digits, last_digits) {
                (1 | 2, 4) => Some(((last, *month, first), third + 1)),
                (4, 1 | 2) => Some(((first, *month, last), third + 1)),
                _ => None,
            };
        }
        let Some(&Token::Mark(mark @ ('-' | '.' | '/'))) = t.get(at + 1) else {
            return None;
        };
        if t.get(at + 3) != Some(&Token::Mark(mark)) {
            return None;
        }
        let (second, second_digits) = self.number(at + 2)?;
        let (third, third_digits) = self.number(at + 4)?;
        if second_digits > 2 {
            return None;
        }
        let next = at + 5;
        match (digits, third_digits) {
            (4, 1 | 2) => Some(((first, second, third), next)),
            (1 | 2, 4) if mark == '.' => Some(((third, second, first), next)),
            // Day first or month first: only where one of them cannot be a month.
            (1 | 2, 4) if first > 12 || first == second => Some(((third, second, first), next)),
            (1 | 2, 4) if second > 12 => Some(((third, first, second), next)),
            _ => None,
        }
    }

    /// Microseconds of a time of day with its offset, and the token behind it.
    fn time(&self, at: usize) -> Option<(i64, usize)> {
        let t = &self.tokens;
        let (mut hour, digits) = self.number(at)?;
        let (mut minute, mut second, mut micros) = (0, 0, 0);
        let mut at = at + 1;
        if digits == 6 || (digits == 4 && t.get(at) != Some(&Token::Mark(':'))) {
            // 101112 and 1011, in the short form of ISO 8601
            let value = if digits == 4 { hour * 100 } else { hour };
            (hour, minute, second) = (value / 10_000, value / 100 % 100, value % 100);
        } else if digits > 2 {
            return None;
        } else if let (Some(Token::Mark(':' | '.')), Some((m, 2))) = (t.get(at), self.number(at + 1)) {
            minute = m;
            at += 2;
            if let (Some(Token::Mark(':')), Some((s, 2))) = (t.get(at), self.number(at + 1)) {
                second = s;
                at += 2;
                if let (Some(Token::Mark('.' | ',')), Some((f, n))) = (t.get(at), self.number(at + 1)) {
                    micros = if n <= 6 {
                        f * 10_i64.pow(6 - n as u32)
                    } else {
                        f / 10_i64.pow(n as u32 - 6)
                    };
                    at += 2;
                }
            }
        } else if !matches!(t.get(at), Some(Token::Meridiem(_))) {
            // A number alone is no time, except after `at` or before a word that says so; those are left.
            return None;
        }
        if let Some(Token::Meridiem(afternoon)) = t.get(at) {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if *afternoon { 12 } else { 0 };
            at += 1;
        } else if matches!(
            (t.get(at), t.get(at + 1)),
            (Some(Token::Filler), Some(Token::Mark('.')))
        ) && t.get(at + 2) == Some(&Token::Filler)
        {
            // `a.m.` reads as filler, dot, filler.
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour %= 12;
            at += 3;
        }
        if matches!(
            (t.get(at), t.get(at + 1)),
            (Some(Token::Mark('.')), Some(Token::Filler))
        ) {
            // The rest of `p.m.`
            at += 2;
            at += usize::from(t.get(at) == Some(&Token::Mark('.')));
        }
        // A leap second has no place on the scale of the tables, and its neighbour would be a guess.
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let mut total = ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros;
        if let Some(Token::Zone(minutes)) = t.get(at) {
            total -= minutes * 60_000_000;
            at += 1;
        }
        if let Some(&Token::Mark(sign @ ('+' | '-' | '−'))) = t.get(at)
            && let Some((value, digits)) = self.number(at + 1)
        {
            let (hours, minutes, after) = match (digits, t.get(at + 2), self.number(at + 3)) {
                (2, Some(Token::Mark(':')), Some((m, 2))) => (value, m, at + 4),
                (4, _, _) => (value / 100, value % 100, at + 2),
                (1 | 2, _, _) => (value, 0, at + 2),
                _ => return None,
            };
            if hours > 14 || minutes > 59 {
                return None;
            }
            let offset = (hours * 60 + minutes) * 60_000_000;
            total -= if sign == '+' { offset } else { -offset };
            at = after;
        }
        Some((total, at))
    }
}
