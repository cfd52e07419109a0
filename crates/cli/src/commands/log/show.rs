//! `fundament log show`: the log, or what is looked for in it, the latest first; also as it was at a time gone by.

use std::io::Write;

use anyhow::{Result, bail};
use house::House;
use kernel::{Day, Instant, Lang};
use serde::Serialize;
use serde_json::Value;
use store::{LogEntry, LogSearch};

use super::export::local;
use super::{home, house_of, opened};
use crate::args::ListFormat;
use crate::args::log::{Moment, Show};
use crate::clock::SystemClock;
use crate::output::table::defused;
use crate::say::say;

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
        let mut search = search(args, &house, lang).await?;
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

async fn search(args: &Show, house: &House, lang: Lang) -> Result<LogSearch> {
    if let Some((from, until)) = args.from.zip(args.until).filter(|(from, until)| from > until) {
        let wrong = say(lang, "er senere end", "is later than");
        bail!("--from {from} {wrong} --until {until}.");
    }
    let end = |day: Day| house.end_of(day).instant;
    let until = match args.as_of {
        Some(Moment::Instant(at)) => Some(at),
        Some(Moment::Day(day)) => Some(end(day)),
        None => args.until.map(end),
    };
    let after = |at: Instant| Instant(at.0.saturating_add(1));
    let account = match &args.account {
        Some(written) => Some(account(house, written, lang).await?),
        None => None,
    };
    Ok(LogSearch {
        act: args.act.clone(),
        account,
        kind: args.kind.clone(),
        key: args.key.clone(),
        from: args.from.map(|day| after(end(day.plus_days(-1)))),
        until: until.map(after),
        ..LogSearch::default()
    })
}

/// The account that is meant: by its user name, else by its id, as far as the log knows it.
async fn account(house: &House, written: &str, lang: Lang) -> Result<String> {
    let failed = |error| home::told_store(error, lang);
    let (store, tenant) = (house.store(), house.tenant());
    if let Some(found) = store.account_by_login(tenant, written).await.map_err(failed)? {
        return Ok(found.id);
    }
    let by = LogSearch { account: Some(written.to_owned()), ..LogSearch::default() };
    let known = ["system", "cli"].contains(&written)
        || store.accounts(tenant).await.map_err(failed)?.iter().any(|one| one.id == written)
        || !store.search_log(tenant, &by, 1).await.map_err(failed)?.is_empty();
    if !known {
        bail!("{written}: {}", say(lang, "der er ingen bruger med det navn.", "there is no such user."));
    }
    Ok(written.to_owned())
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
