//! The daily digest: what somebody is told in one mail a day at most, and the mail's text, plain and as simple HTML. Without anything
//! new there is no mail.

use decisions::Hand;
use kernel::{Day, Lang};

use crate::acquisition::AcquisitionTask;
use crate::deadline::Deadline;
use crate::milestone::AcquisitionNotice;
use crate::notice::Notice;
use crate::task::CaseTask;
use crate::words;

/// So many lines under a heading; the rest is counted.
const MOST: usize = 40;

/// What is new to one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// What happened.
    pub notices: Vec<Notice>,
    /// What happened in acquisitions.
    pub milestones: Vec<AcquisitionNotice>,
    /// Tasks that are new, or have climbed to them.
    pub tasks: Vec<CaseTask>,
    /// Tasks of acquisitions that are new.
    pub acquisitions: Vec<AcquisitionTask>,
    /// Deadlines that are near, with the days that are left.
    pub ahead: Vec<(Deadline, i32)>,
    /// How many tasks wait for them in all.
    pub waiting: usize,
}

/// Who writes, and where the links lead.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The municipality.
    pub municipality: &'a str,
    /// The house's address for browsers, without the last slash; without one there are no links.
    pub address: Option<&'a str>,
}

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The receiver's name.
    pub name: String,
    /// The receiver's mail address.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// Its permanent name, the same should it ever be sent twice.
    pub id: String,
}

/// A line about a case or an acquisition.
struct Line {
    number: String,
    title: String,
    told: String,
    /// Where it is found, below the house's address.
    path: &'static str,
}

impl Digest {
    /// Whether there is nothing to say. That old tasks still wait is not news.
    pub fn is_empty(&self) -> bool {
        let told = self.notices.is_empty() && self.milestones.is_empty();
        told && self.tasks.is_empty() && self.acquisitions.is_empty() && self.ahead.is_empty()
    }

    fn sections(&self, lang: Lang) -> Vec<(&'static str, Vec<Line>)> {
        let pick = |da, en| if lang == Lang::Da { da } else { en };
        let line = |case: &decisions::CaseId, title: &str, told: String| Line {
            number: case.0.clone(),
            title: title.to_owned(),
            told,
            path: "sager",
        };
        let bought = |acquisition: &decisions::AcquisitionId, title: &str, told: String| Line {
            number: acquisition.0.clone(),
            title: title.to_owned(),
            told,
            path: "anskaffelser",
        };
        let errands = self.acquisitions.iter().map(|task| {
            let told = task.errand.text().get(lang).to_owned();
            bought(&task.acquisition, &task.title, told)
        });
        let milestones = self.milestones.iter().map(|notice| {
            let told = format!("{} ({})", notice.what.text().get(lang), hand_told(&notice.by, lang));
            bought(&notice.acquisition, &notice.title, told)
        });
        let tasks = self.tasks.iter().map(|task| line(&task.case, &task.title, task_told(task, lang)));
        let notices = self.notices.iter().map(|notice| line(&notice.case, &notice.title, notice_told(notice, lang)));
        let ahead = self.ahead.iter().map(|(deadline, left)| {
            let told = format!("{} {}", deadline.text().get(lang), when(deadline.day, *left, lang));
            line(&deadline.case, &deadline.title, told)
        });
        let sections = [
            (pick("Venter på dig", "Waiting for you"), tasks.chain(errands).collect()),
            (pick("Det er sket", "This has happened"), notices.chain(milestones).collect()),
            (pick("Frister", "Deadlines"), ahead.collect()),
        ];
        sections.into_iter().filter(|(_, lines): &(&str, Vec<Line>)| !lines.is_empty()).collect()
    }

    /// The mail to somebody: name and address.
    pub fn letter(&self, (name, address): (&str, &str), lang: Lang, today: Day, sender: Sender<'_>) -> Letter {
        let pick = |da: &'static str, en: &'static str| if lang == Lang::Da { da } else { en };
        let subject = match lang {
            Lang::Da => format!("Fundament: nyt til dig {}", today.long(lang)),
            Lang::En => format!("Fundament: news for you {}", today.long(lang)),
        };
        let rest = match (self.waiting, lang) {
            (0, Lang::Da) => "Der venter ingen opgaver på dig.".to_owned(),
            (0, Lang::En) => "No tasks wait for you.".to_owned(),
            (1, Lang::Da) => "Der venter i alt 1 opgave på dig.".to_owned(),
            (1, Lang::En) => "1 task waits for you.".to_owned(),
            (count, Lang::Da) => format!("Der venter i alt {count} opgaver på dig."),
            (count, Lang::En) => format!("{count} tasks wait for you."),
        };
        let why = pick(
            "Du får højst én mail om dagen, og kun når der er noget nyt. Din adresse kan ændres under Min konto.",
            "You get one mail a day at most, and only when there is news. Your address can be changed under My account.",
        );
        let mut text = format!("{subject}\n{}\n", sender.municipality);
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<p>{}</p>\n",
            pick("da", "en"),
            escaped(sender.municipality),
            title = escaped(&subject),
        );
        for (heading, lines) in self.sections(lang) {
            section(&mut text, &mut html, (heading, &lines), lang, sender);
        }
        text.push_str(&format!("\n{rest}\n"));
        html.push_str(&format!("<p>{}", escaped(&rest)));
        if let Some(base) = sender.address {
            text.push_str(&format!("{base}/opgaver\n"));
            let label = pick("Se dem under Mine opgaver", "See them under My tasks");
            html.push_str(&format!(" <a href=\"{}/opgaver\">{label}</a>.", escaped(base)));
        }
        text.push_str(&format!("\n-- \n{why}\n"));
        html.push_str(&format!("</p>\n<p><small>{}</small></p>\n</body></html>\n", escaped(why)));
        Letter { name: name.to_owned(), address: address.to_owned(), subject, text, html, id: String::new() }
    }
}

fn section(text: &mut String, html: &mut String, (heading, lines): (&str, &[Line]), lang: Lang, sender: Sender<'_>) {
    text.push_str(&format!("\n{heading}\n{}\n", "=".repeat(heading.chars().count())));
    html.push_str(&format!("<h2>{heading}</h2>\n<ul>\n"));
    for Line { number, title, told, path } in lines.iter().take(MOST) {
        // A title that somebody pasted with line breaks must not begin a line of its own.
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push_str(&format!("\n* {told}\n  {number} {title}\n"));
        html.push_str(&format!("<li>{}<br>", escaped(told)));
        let shown = escaped(&format!("{number} {title}"));
        match sender.address {
            Some(base) => {
                text.push_str(&format!("  {base}/{path}/{number}\n"));
                html.push_str(&format!("<a href=\"{}/{path}/{}\">{shown}</a></li>\n", escaped(base), escaped(number)));
            }
            None => html.push_str(&format!("{shown}</li>\n")),
        }
    }
    let more = lines.len().saturating_sub(MOST);
    if more > 0 {
        let told = match lang {
            Lang::Da => format!("og {more} flere"),
            Lang::En => format!("and {more} more"),
        };
        text.push_str(&format!("\n* {told}\n"));
        html.push_str(&format!("<li>{told}</li>\n"));
    }
    html.push_str("</ul>\n");
}

fn task_told(task: &CaseTask, lang: Lang) -> String {
    let what = task.text();
    let what = what.get(lang);
    match (task.due, task.days_late) {
        (None, _) => what.to_owned(),
        (Some(day), 0) => match lang {
            Lang::Da => format!("{what} senest {}", day.long(lang)),
            Lang::En => format!("{what} by {}", day.long(lang)),
        },
        (Some(day), late) => match lang {
            Lang::Da => format!("{what}: fristen var {} ({} siden)", day.long(lang), words::days(late).da),
            Lang::En => format!("{what}: {} late, due {}", words::days(late).en, day.long(lang)),
        },
    }
}

fn notice_told(notice: &Notice, lang: Lang) -> String {
    let told = notice.what.text();
    let told = told.get(lang);
    let person = notice.by.as_ref().filter(|hand| hand.holder.account != "system");
    person.map_or_else(|| told.to_owned(), |hand| format!("{told} ({})", hand_told(hand, lang)))
}

/// Who acted, and for whom.
fn hand_told(hand: &Hand, lang: Lang) -> String {
    let name = &hand.holder.name;
    match (&hand.deputy_for, lang) {
        (None, _) => name.clone(),
        (Some(principal), Lang::Da) => format!("{name} som stedfortræder for {}", principal.name),
        (Some(principal), Lang::En) => format!("{name} standing in for {}", principal.name),
    }
}

fn when(day: Day, left: i32, lang: Lang) -> String {
    match (left, lang) {
        (0, Lang::Da) => "i dag".to_owned(),
        (0, Lang::En) => "today".to_owned(),
        (1, Lang::Da) => "i morgen".to_owned(),
        (1, Lang::En) => "tomorrow".to_owned(),
        (left, Lang::Da) => format!("{} (om {left} dage)", day.long(lang)),
        (left, Lang::En) => format!("{} (in {left} days)", day.long(lang)),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
