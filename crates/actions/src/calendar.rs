//! Deadlines as a calendar that other programs subscribe to (RFC 5545): all-day events, each with the same name for as long as it
//! lives, so that a deadline that is moved moves in the calendar too.

use kernel::{Day, Lang};

use crate::deadline::Deadline;

/// A line holds at most so many octets, the break not counted (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;

/// One event of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its permanent name, without the house's.
    pub name: String,
    /// The day.
    pub day: Day,
    /// When the case last changed.
    pub changed: Day,
    /// What people read.
    pub title: String,
    /// The case's number.
    pub case: String,
}

impl Entry {
    /// The event of a deadline.
    pub fn of(deadline: &Deadline, lang: Lang) -> Self {
        Self {
            name: format!("{}-{}", deadline.case, deadline.limit.word()),
            day: deadline.day,
            changed: deadline.changed,
            title: format!("{}: {} ({})", deadline.text().get(lang), deadline.title, deadline.case),
            case: deadline.case.to_string(),
        }
    }
}

/// The calendar's text. `house` names the municipality's house among all others; `address` is where its pages are, when that is known.
pub fn calendar(name: &str, (house, address): (&str, Option<&str>), entries: &[Entry]) -> String {
    let mut text = String::new();
    line(&mut text, "BEGIN:VCALENDAR");
    line(&mut text, "VERSION:2.0");
    line(&mut text, "PRODID:-//Fundament//Fundament//DA");
    line(&mut text, "CALSCALE:GREGORIAN");
    line(&mut text, "METHOD:PUBLISH");
    line(&mut text, &format!("X-WR-CALNAME:{}", escaped(name)));
    line(&mut text, "X-PUBLISHED-TTL:PT6H");
    for entry in entries {
        line(&mut text, "BEGIN:VEVENT");
        line(&mut text, &format!("UID:{}@{}", escaped(&entry.name), escaped(house)));
        // The stamp is when the case last changed, not now: nothing new, the same text.
        line(&mut text, &format!("DTSTAMP:{}T000000Z", digits(entry.changed)));
        line(&mut text, &format!("DTSTART;VALUE=DATE:{}", digits(entry.day)));
        line(&mut text, &format!("DTEND;VALUE=DATE:{}", digits(entry.day.plus_days(1))));
        line(&mut text, &format!("SUMMARY:{}", escaped(&entry.title)));
        if let Some(address) = address {
            let page = format!("{address}/sager/{}", entry.case);
            // Not every program shows where it leads: it stands in the text as well.
            line(&mut text, &format!("DESCRIPTION:{}", escaped(&format!("{}\n{page}", entry.title))));
            line(&mut text, &format!("URL:{page}"));
        }
        line(&mut text, "TRANSP:TRANSPARENT");
        line(&mut text, "END:VEVENT");
    }
    line(&mut text, "END:VCALENDAR");
    text
}

fn digits(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// A value of type TEXT (RFC 5545, 3.3.11); a control character has no place in one.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Writes a line, folded between letters, never within one.
fn line(text: &mut String, whole: &str) {
    let mut octets = 0;
    for letter in whole.chars() {
        if octets + letter.len_utf8() > LONGEST_LINE {
            text.push_str("\r\n ");
            octets = 1;
        }
        octets += letter.len_utf8();
        text.push(letter);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str) -> Entry {
        let day = Day::parse("2026-12-31").expect("a day");
        Entry {
            name: "2026-0042-review".to_owned(),
            day,
            changed: day.plus_days(-40),
            title: title.to_owned(),
            case: "2026-0042".to_owned(),
        }
    }

    /// As a program reads it: folded lines put together again.
    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    #[test]
    fn an_event_is_all_day_and_ends_on_the_next() {
        let text = unfolded(&calendar("Sager", ("kommune", Some("https://fundament.example")), &[entry("Gennemgang")]));
        for wanted in [
            "UID:2026-0042-review@kommune\r\n",
            "DTSTAMP:20261121T000000Z\r\n",
            "DTSTART;VALUE=DATE:20261231\r\n",
            "DTEND;VALUE=DATE:20270101\r\n",
            "DESCRIPTION:Gennemgang\\nhttps://fundament.example/sager/2026-0042\r\n",
            "URL:https://fundament.example/sager/2026-0042\r\n",
        ] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_letter_is_cut() {
        let title = "Blåbærgrød på rådhuset 🍓 ".repeat(12);
        let text = calendar("Sager", ("kommune", None), &[entry(&title)]);
        assert!(text.split("\r\n").all(|line| line.len() <= LONGEST_LINE), "{text}");
        assert!(unfolded(&text).contains(&format!("SUMMARY:{title}\r\n")), "{text}");
    }

    #[test]
    fn what_has_a_meaning_in_the_format_loses_it_in_a_title() {
        let text = calendar("Sager", ("kommune", None), &[entry("a;b,c\\d\r\nEND:VEVENT\u{7}")]);
        assert!(text.contains("SUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\r\n"), "{text}");
        assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 1, "{text}");
    }
}
