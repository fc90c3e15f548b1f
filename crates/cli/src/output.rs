//! What a person reads, or with `--json` a machine.
use crate::failure::Failure;
use civil::CivilDate;
use serde_json::{Value, json};
use std::{
    fmt,
    io::{IsTerminal as _, Write as _, stderr, stdout},
    time::Duration,
};

/// Where a command's words go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
    colour: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, colour: !json && stdout().is_terminal() }
    }

    /// Whether a progress bar may be drawn.
    pub(crate) fn draws(self) -> bool {
        !self.json && stderr().is_terminal()
    }

    /// Whether a machine reads it.
    pub(crate) const fn is_json(self) -> bool {
        self.json
    }

    /// A line for people.
    pub(crate) fn line(self, text: impl fmt::Display) {
        if !self.json {
            // Whoever closed the pipe does not want the rest; that is no failure of the work.
            drop(writeln!(stdout(), "{text}"));
        }
    }

    /// A heading for people.
    pub(crate) fn heading(self, text: &str) {
        if self.colour {
            self.line(format_args!("\n\x1b[1m{text}\x1b[0m"));
        } else {
            self.line(format_args!("\n{text}"));
        }
    }

    /// A fact: a word in the left column, what it is in the right one.
    pub(crate) fn fact(self, word: &str, what: impl fmt::Display) {
        self.line(format_args!("  {word:<14}{what}"));
    }

    /// An object for machines, on a line of its own.
    pub(crate) fn object(self, value: &Value) {
        if self.json {
            drop(writeln!(stdout(), "{value}"));
        }
    }

    /// Why the command did not do what it was asked for.
    pub(crate) fn failure(self, failure: &Failure) {
        if self.json {
            self.object(&json!({
                "error": { "code": failure.code, "message": failure.what, "hint": failure.hint }
            }));
        }
        drop(writeln!(stderr(), "dalolat: {failure}"));
    }
}

/// A length of time as people say it.
pub(crate) fn took(time: Duration) -> String {
    let ms = time.as_millis();
    if ms < 10_000 { format!("{ms} ms") } else { format!("{:.1} s", time.as_secs_f64()) }
}

/// A length of time for machines, in milliseconds.
pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Day and time as a clock in Tashkent shows them.
pub(crate) fn moment(time_ms: u64) -> String {
    let seconds = time_ms / 1000 + 5 * 60 * 60;
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let day = CivilDate::at(time_ms, 300).map_or_else(String::new, |day| format!("{day} "));
    format!("{day}{hour:02}:{minute:02}:{second:02} (UTC+5)")
}

/// How long ago, in the largest unit that fits.
pub(crate) fn ago(age_ms: u64) -> String {
    let seconds = age_ms / 1000;
    let (n, unit) = match seconds {
        0..120 => (seconds, "seconds"),
        120..7200 => (seconds / 60, "minutes"),
        7200..172_800 => (seconds / 3600, "hours"),
        _ => (seconds / 86_400, "days"),
    };
    format!("{n} {unit} ago")
}

/// An act number as it stands on paper, in groups.
pub(crate) fn grouped(number: &str) -> String {
    let cut = |from: usize, to: usize| number.get(from..to);
    match (cut(0, 1), cut(1, 5), cut(5, 7), cut(7, 12)) {
        (Some(kind), Some(office), Some(year), Some(serial)) if number.len() == 12 => {
            format!("{kind} {office} {year} {serial}")
        }
        _ => number.to_owned(),
    }
}

/// A count with a space between thousands.
pub(crate) fn grouped_by_three(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_for_people() {
        assert_eq!(moment(1_795_388_400_000), "2026-11-23 04:00:00 (UTC+5)");
        let said = [61_000, 119_999, 120_000, 7_200_000, 172_800_000].map(ago);
        assert_eq!(said, ["61 seconds ago", "119 seconds ago", "2 minutes ago", "2 hours ago", "2 days ago"]);
    }

    #[test]
    fn counts_are_written_in_groups_of_three() {
        let written = [0, 999, 1_000, 1_234_567].map(grouped_by_three);
        assert_eq!(written, ["0", "999", "1 000", "1 234 567"]);
    }
}
