//! `fundament board show` and `case alike`: what stands before the board, and earlier cases to hold one against.

use std::io::Write;

use anyhow::Result;
use decisions::{Face, Submission, standing};
use house::House;
use house::cases::{CaseAlike, Precedent};
use kernel::{Day, Lang};
use reports::{Board, Watched, board};
use serde_json::{Value, json};

use super::home;
use crate::args::ListFormat;
use crate::output;
use crate::say::{plural, say};

/// So many comparable decisions are told with each case that is put to the board.
const COMPARED: usize = 3;

/// A case as a line, as it stands that day.
fn item(face: &Face, day: Day) -> Value {
    let standing = standing(face, day);
    json!({
        "number": face.id, "title": face.title, "pack": face.pack, "principle": face.principle, "kind": face.kind,
        "keys": face.keys, "standing": standing.word(), "day": standing.day(), "marks": decisions::marks(face, day),
    })
}

fn alike_item(alike: &CaseAlike, decided: Option<&Precedent>, day: Day) -> Value {
    let decided =
        decided.map(|decided| json!({ "day": decided.day, "until": decided.until, "reason": decided.reason }));
    json!({ "case": item(&alike.face, day), "shares": alike.names(), "decided": decided })
}

/// `Dispensation til og med 3. maj 2027: grunden`, with the day.
fn told(decided: &Precedent, lang: Lang) -> String {
    let what = match decided.until {
        Some(until) => format!("{} {}", say(lang, "dispensation til og med", "dispensation until"), until.long(lang)),
        None => say(lang, "afslag", "refused").to_owned(),
    };
    format!("{}: {what}. {}", decided.day.long(lang), decided.reason)
}

fn named(alike: &CaseAlike, lang: Lang) -> String {
    let same = alike.told().map(|same| format!(" ({})", same.get(lang))).unwrap_or_default();
    format!("{} {}{same}", alike.face.id, alike.face.title)
}

fn where_it_stands(face: &Face, day: Day, lang: Lang) -> String {
    let standing = standing(face, day);
    let since = standing.day().map(|day| format!(" {}", day.long(lang))).unwrap_or_default();
    format!("{}{since}", standing.label().pick(lang))
}

/// Earlier cases like one, those most like it first, with what the board decided in them.
pub(super) async fn alike(
    house: &House,
    face: &Face,
    (most, format): (usize, ListFormat),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let snapshot = house.now();
    let mut rows = Vec::new();
    for one in house.cases_alike(&snapshot, face, |_| true).into_iter().take(most) {
        let decided = house.precedent(&one.face).await.map_err(|error| home::told(&error, lang))?;
        rows.push((one, decided));
    }
    if format != ListFormat::Text {
        let items: Vec<Value> =
            rows.iter().map(|(one, decided)| alike_item(one, decided.as_ref(), snapshot.today)).collect();
        return output::pretty(&items, out);
    }
    if rows.is_empty() {
        writeln!(out, "{}", say(lang, "Ingen andre sager om samme princip.", "No other cases about the principle."))?;
    }
    for (one, decided) in &rows {
        writeln!(out, "{}: {}", named(one, lang), where_it_stands(&one.face, snapshot.today, lang))?;
        if let Some(decided) = decided {
            writeln!(out, "  {}", told(decided, lang))?;
        }
    }
    Ok(())
}

/// A case put to the board.
struct Put {
    face: std::sync::Arc<Face>,
    submission: Option<(Submission, String)>,
    comparable: Vec<(CaseAlike, Precedent)>,
}

/// What stands before the board.
pub(super) async fn show(house: &House, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let failed = |error| home::told(&error, lang);
    let snapshot = house.now();
    let today = snapshot.today;
    let Board { awaiting, watched } = board(house.docket().rows(), today);
    let acquisitions = house.acquisitions_for_board().await.map_err(failed)?;
    let mut puts = Vec::new();
    for face in awaiting {
        let view = house.case(&face.id.0).await.map_err(failed)?;
        let submission = view.and_then(|view| view.case.round.submitted).map(|(what, by)| (what, by.to_string()));
        let comparable = house.precedents(&snapshot, (&face, COMPARED), |_| true).await.map_err(failed)?;
        puts.push(Put { face, submission, comparable });
    }
    if format != ListFormat::Text {
        let awaiting = puts.iter().map(|put| {
            let comparable = put.comparable.iter().map(|(one, decided)| alike_item(one, Some(decided), today));
            let submission = put.submission.as_ref().map(|(what, by)| json!({ "submission": what, "by": by }));
            json!({ "case": item(&put.face, today), "submission": submission, "comparable": comparable.collect::<Vec<_>>() })
        });
        let (awaiting, watched): (Vec<_>, Vec<_>) =
            (awaiting.collect(), watched.iter().map(|one| item(&one.face, today)).collect());
        return output::pretty(&json!({ "awaiting": awaiting, "acquisitions": acquisitions, "watched": watched }), out);
    }
    let da = ["sag afventer direktionens afgørelse.", "sager afventer direktionens afgørelse."];
    let en = ["case awaits the board's decision.", "cases await the board's decision."];
    writeln!(out, "{}", plural(lang, puts.len() as u64, da, en))?;
    for put in &puts {
        put.told(lang, out)?;
    }
    if !acquisitions.is_empty() {
        let da = ["anskaffelse afventer direktionens godkendelse", "anskaffelser afventer direktionens godkendelse"];
        let en = ["acquisition awaits the board's approval", "acquisitions await the board's approval"];
        writeln!(out, "{}: {}", plural(lang, acquisitions.len() as u64, da, en), acquisitions.join(", "))?;
    }
    let da = ["afgørelse at holde øje med", "afgørelser at holde øje med"];
    writeln!(out, "{}", plural(lang, watched.len() as u64, da, ["decision to watch", "decisions to watch"]))?;
    for Watched { face, marks, .. } in &watched {
        writeln!(out, "{} {}: {}", face.id, face.title, where_it_stands(face, today, lang))?;
        let marks: Vec<String> = marks.iter().map(|mark| mark.told(lang)).collect();
        if !marks.is_empty() {
            writeln!(out, "  {}", marks.join(" · "))?;
        }
    }
    Ok(())
}

impl Put {
    fn told(&self, lang: Lang, out: &mut dyn Write) -> Result<()> {
        writeln!(out, "{} {}", self.face.id, self.face.title)?;
        if let Some((what, by)) = &self.submission {
            let (label, until) = (what.recommendation.label().pick(lang), what.until.long(lang));
            let until = format!("{} {until}", say(lang, "til og med", "until"));
            let cost = what.consequence.map_or_else(
                || say(lang, "ikke opgjort", "not stated").to_owned(),
                |amount| amount.shown(lang).to_string(),
            );
            writeln!(out, "  {}: {label} ({until}) · {by}", say(lang, "Indstilling", "Recommendation"))?;
            writeln!(out, "  {}", what.summary)?;
            let (consequence, risk) = (say(lang, "Konsekvens", "Consequence"), say(lang, "Risiko", "Risk"));
            writeln!(out, "  {consequence}: {cost} · {risk}: {}", what.risk.label().pick(lang))?;
        }
        for (one, decided) in &self.comparable {
            writeln!(out, "  {}: {}", say(lang, "Sammenlign", "Compare"), named(one, lang))?;
            writeln!(out, "    {}", told(decided, lang))?;
        }
        Ok(())
    }
}
