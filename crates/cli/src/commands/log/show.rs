//! `fundament log show`: the log, or what is looked for in it, the latest first; also as it was at a time gone by.

use std::io::Write;

use anyhow::Result;
use house::House;
use kernel::{Instant, Lang};
use serde::Serialize;
use serde_json::Value;
use store::{LogEntry, LogSearch};

use super::export::local;
use super::{home, house_of, opened};
use crate::args::ListFormat;
use crate::args::log::{Moment, Show};
use crate::clock::SystemClock;
use crate::output::table::defused;

/// Entries read at once: the whole log may be shown, but not held.
const PAGE: i64 = 1_000;

#[derive(Serialize)]
struct Row<'e> {
    seq: i64,
    at: String,
    account: &'e str,
    name: &'e str,
    act: &'e str,
    kind: Option<&'e str>,
    key: Option<&'e str>,
    detail: Value,
    hash: &'e str,
}

pub fn run(args: &Show, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let store = opened(&args.home, lang).await?;
        let house = house_of(&store, &home::tenant())?;
        let mut shown = Shown { out, lang, format: args.format, clock: SystemClock::new()?, count: 0 };
        shown.begin()?;
        let mut search = search(args, &house);
        let mut left = if args.limit <= 0 { i64::MAX } else { args.limit };
        while left > 0 {
            let page = store.search_log(house.tenant(), &search, left.min(PAGE)).await;
            let page = page.map_err(|error| home::told_store(error, lang))?;
            let Some(last) = page.last() else { break };
            search.before = Some(last.seq);
            left -= i64::try_from(page.len())?;
            page.iter().try_for_each(|entry| shown.entry(entry))?;
        }
        shown.end()?;
        store.close().await;
        Ok(0)
    })
}

fn search(args: &Show, house: &House) -> LogSearch {
    let until = args.as_of.map(|moment| match moment {
        Moment::Day(day) => house.end_of(day).instant,
        Moment::Instant(at) => at,
    });
    LogSearch {
        act: args.act.clone(),
        kind: args.kind.clone(),
        key: args.key.clone(),
        until: until.map(|at| Instant(at.0.saturating_add(1))),
        ..LogSearch::default()
    }
}

struct Shown<'o> {
    out: &'o mut dyn Write,
    lang: Lang,
    format: ListFormat,
    clock: SystemClock,
    count: u64,
}

impl Shown<'_> {
    fn begin(&mut self) -> Result<()> {
        match self.format {
            ListFormat::Text => {}
            ListFormat::Json => write!(self.out, "[")?,
            ListFormat::Csv => writeln!(self.out, "seq,at,account,name,act,kind,key,detail,hash")?,
        }
        Ok(())
    }

    fn entry(&mut self, entry: &LogEntry) -> Result<()> {
        self.count += 1;
        match self.format {
            ListFormat::Text => self.text(entry),
            ListFormat::Json => self.json(entry),
            ListFormat::Csv => self.csv(entry),
        }
    }

    fn end(&mut self) -> Result<()> {
        if self.format == ListFormat::Json {
            writeln!(self.out, "{}]", if self.count == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }

    fn text(&mut self, entry: &LogEntry) -> Result<()> {
        let about: Vec<&str> = [&entry.kind, &entry.key].into_iter().flatten().map(String::as_str).collect();
        let (act, when) = (web::act_name(&entry.act, self.lang), local(&self.clock, entry.at, self.lang));
        let (seq, name) = (entry.seq, &entry.name);
        writeln!(self.out, "{seq:>7}  {when}  {name}: {act}  {}  {}", about.join(" "), entry.detail)?;
        Ok(())
    }

    fn json(&mut self, entry: &LogEntry) -> Result<()> {
        write!(self.out, "{}\n  ", if self.count == 1 { "" } else { "," })?;
        let row = Row {
            seq: entry.seq,
            at: entry.at.to_string(),
            account: &entry.account,
            name: &entry.name,
            act: &entry.act,
            kind: entry.kind.as_deref(),
            key: entry.key.as_deref(),
            detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
            hash: &entry.hash,
        };
        serde_json::to_writer(&mut *self.out, &row)?;
        Ok(())
    }

    fn csv(&mut self, entry: &LogEntry) -> Result<()> {
        let mut line = csv::Writer::from_writer(&mut *self.out);
        let optional = |text: &Option<String>| defused(text.as_deref().unwrap_or_default());
        let texts = [&entry.account, &entry.name, &entry.act].map(|text| defused(text));
        let (seq, at) = (entry.seq.to_string(), entry.at.to_string());
        let about = [optional(&entry.kind), optional(&entry.key), defused(&entry.detail), entry.hash.clone()];
        line.write_record([seq, at].into_iter().chain(texts).chain(about))?;
        line.flush()?;
        Ok(())
    }
}
