//! What doctor asks the database: its version, whether it is sound, the log's chain and clock, and how old what it knows is.

use std::sync::Arc;

use anyhow::Result;
use facts::{Cell, schema as facts_schema};
use house::House;
use kernel::{Clock, Day, Instant, Lang};
use store::{SchemaVersion, Store, StoreError, Tenant};

use super::Check;
use crate::clock::SystemClock;
use crate::commands::home;
use crate::commands::log::beside;

/// A register that has not delivered for so many days has been forgotten by somebody.
const OLD_DELIVERY: i64 = 45;
/// The strategy wants threat data live, day and night (§4): a feed older than so many hours stands still.
const OLD_FEED: i64 = 24;
const DAY: i64 = 86_400;
/// Two clocks may differ by so many seconds.
const SLACK: i64 = 60;

pub async fn schema(store: &Store) -> Result<Check, StoreError> {
    let SchemaVersion { found, newest } = store.schema_version().await?;
    let told = (
        format!("databasen har version {found}, programmet {newest}"),
        format!("the database has version {found}, the program {newest}"),
    );
    Ok(if found == newest {
        if let Some(first) = store.lacking().await?.first() {
            let told = (format!("databasen mangler {first}"), format!("the database lacks {first}"));
            let next = (
                "Nogen har rettet i databasen uden om Fundament. Stop serveren, gem databasen, og genskab den seneste sikkerhedskopi.",
                "Somebody has changed the database past Fundament. Stop the server, keep the database, and restore the latest backup.",
            );
            return Ok(Check::fault("schema", told, next));
        }
        Check::ok("schema", format!("version {found}"), format!("version {found}"))
    } else if found == 0 {
        let told = ("det er ikke en database fra Fundament".to_owned(), "this is not Fundament's database".to_owned());
        Check::fault("schema", told, ("Kontrollér stien.", "Check the path."))
    } else if found > newest {
        Check::fault("schema", told, ("Brug den nyere version af programmet.", "Use the later version of the program."))
    } else {
        let next = (
            "Tag en sikkerhedskopi, og start serveren med denne version: den opgraderer.",
            "Take a backup, and start the server with this version: it upgrades.",
        );
        Check::warning("schema", told, next)
    })
}

/// One check after the other: one that cannot be made is told as such, and the next goes on.
pub async fn all(store: &Store) -> Vec<Check> {
    let mut checks = Vec::new();
    let now = SystemClock::new().map(|clock| (clock.now(), clock.today())).ok();
    let tenants = match store.tenants().await {
        Ok(tenants) => tenants,
        Err(error) => return vec![Check::not_made("database", &error.text(), &error)],
    };
    for (tenant, _) in tenants {
        checks.push(made("log", chain(store, &tenant).await));
        let Some((now, today)) = now else { continue };
        checks.push(made("clock", clock(store, &tenant, now).await));
        checks.push(made("deliveries", deliveries(store, &tenant, now).await));
        checks.extend(feeds(store, &tenant, today).await.unwrap_or_else(|error| Some(made("feeds", Err(error)))));
        checks.extend(super::mail::mail(store, &tenant).await.unwrap_or_else(|error| Some(made("mail", Err(error)))));
    }
    checks
}

/// A check of the database, or that it could not be made.
pub fn made(name: &'static str, check: Result<Check, StoreError>) -> Check {
    check.unwrap_or_else(|error| Check::not_made(name, &error.text(), &error))
}

/// Goes through SQLite's file; PostgreSQL looks after its own pages.
pub async fn integrity(store: &Store, in_file: bool) -> Result<Check, StoreError> {
    if !in_file {
        return Ok(Check::ok(
            "integrity",
            "undersøges ikke her: PostgreSQL ser selv efter sine sider (pg_amcheck)",
            "not checked here: PostgreSQL looks after its own pages (pg_amcheck)",
        ));
    }
    Ok(match store.damages().await?.first() {
        None => Check::ok("integrity", "databasen er hel", "the database is sound"),
        Some(first) => Check::fault(
            "integrity",
            (format!("databasen er beskadiget: {first}"), format!("the database is damaged: {first}")),
            (
                "Stop serveren, gem mappen, og genskab den seneste sikkerhedskopi med fundament restore.",
                "Stop the server, keep the folder, and restore the latest backup by fundament restore.",
            ),
        ),
    })
}

async fn chain(store: &Store, tenant: &Tenant) -> Result<Check, StoreError> {
    let acts = store.revision(tenant).await?;
    Ok(match store.verify_log(tenant).await? {
        None => Check::ok("log", format!("{acts} handlinger, kæden holder"), format!("{acts} acts, the chain holds")),
        Some(broken) => Check::fault(
            "log",
            (
                format!("kæden er brudt ved handling {}", broken.seq),
                format!("the chain is broken at act {}", broken.seq),
            ),
            (
                "Nogen har rettet i databasen uden om Fundament. Gem den, og inddrag informationssikkerhed.",
                "Somebody has changed the database past Fundament. Keep it, and call information security.",
            ),
        ),
    })
}

/// Cases, acquisitions and files held up against a log that holds; one that does not has been told of.
pub async fn beside(store: &Store, lang: Lang) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    for (tenant, _) in store.tenants().await? {
        if store.verify_log(&tenant).await?.is_some() {
            continue;
        }
        let house = House::new(store.clone(), tenant, Arc::new(SystemClock::new()?));
        let held = house.hold_up().await.map_err(|error| home::told(&error, lang))?;
        let counted = |lang| beside::counted(&held, lang);
        let Some(first) = held.strayed.first() else {
            let told = |lang, holds: &str| format!("{} {holds}", counted(lang));
            let (da, en) = (told(Lang::Da, "svarer til loggen"), told(Lang::En, "are what the log tells"));
            checks.push(Check::ok("beside-the-log", da, en));
            continue;
        };
        let told = |lang| {
            let count = held.strayed.len();
            match count {
                1 => beside::one(first, lang),
                _ => format!("{} ({count})", beside::one(first, lang)),
            }
        };
        let next = (beside::next(&held.strayed, Lang::Da), beside::next(&held.strayed, Lang::En));
        checks.push(Check::fault("beside-the-log", (told(Lang::Da), told(Lang::En)), next));
    }
    Ok(checks)
}

/// An act later than now says that the clock stood wrong then, or does so now.
async fn clock(store: &Store, tenant: &Tenant, now: Instant) -> Result<Check, StoreError> {
    let last = store.log(tenant, i64::MAX, 1).await?.pop().map(|entry| entry.at);
    Ok(match last {
        Some(last) if last.seconds_since(now) > SLACK => Check::fault(
            "clock",
            (
                format!("seneste handling er dateret {last}, men uret viser {now}"),
                format!("the last act is dated {last}, but the clock shows {now}"),
            ),
            ("Stil maskinens ur, og hold det med NTP.", "Set the machine's clock, and keep it by NTP."),
        ),
        _ => Check::ok("clock", format!("uret viser {now}"), format!("the clock shows {now}")),
    })
}

async fn deliveries(store: &Store, tenant: &Tenant, now: Instant) -> Result<Check, StoreError> {
    let last = store.last_deliveries(tenant).await?;
    let Some(oldest) = last.first() else {
        return Ok(Check::warning(
            "deliveries",
            ("ingen kilde har leveret endnu".to_owned(), "no source has delivered yet".to_owned()),
            ("Importér kommunens data: fundament import.", "Import the municipality's data: fundament import."),
        ));
    };
    let (source, days) = (&oldest.source, now.seconds_since(oldest.at) / DAY);
    let kind = facts_schema().kind(&oldest.kind).map(|kind| facts_schema().def(kind).many);
    let (da, en) = kind.map_or((oldest.kind.as_str(), oldest.kind.as_str()), |many| (many.da, many.en));
    let told = (
        format!("{} leverancer; den ældste er {days} dage gammel: {source}, {da}", last.len()),
        format!("{} deliveries; the oldest is {days} days old: {source}, {en}", last.len()),
    );
    if days <= OLD_DELIVERY {
        return Ok(Check::ok("deliveries", told.0, told.1));
    }
    let next = ("Hent en ny fil fra kilden, og importér den.", "Fetch a new file from the source, and import it.");
    Ok(Check::warning("deliveries", told, next))
}

/// Threat feeds in use, when the estate knows of any.
async fn feeds(store: &Store, tenant: &Tenant, today: Day) -> Result<Option<Check>, StoreError> {
    let slots = store.estate(tenant, None).await?.slots(today);
    let (Some((feed, age)), Some((_, in_use))) =
        (facts_schema().path("feed.age_hours"), facts_schema().path("feed.in_use"))
    else {
        return Ok(None);
    };
    let used = (0..slots.count(feed)).filter(|object| matches!(slots.cell(feed, *object, in_use), Cell::Bool(true)));
    let ages: Vec<(u32, i64)> = used
        .filter_map(|object| match slots.cell(feed, object, age) {
            Cell::Number(hours, _) => Some((object, hours)),
            _ => None,
        })
        .collect();
    let old: Vec<(&str, i64)> = ages
        .iter()
        .filter(|(_, hours)| *hours > OLD_FEED)
        .map(|(object, hours)| (&*slots.keys(feed)[*object as usize], *hours))
        .collect();
    if ages.is_empty() {
        return Ok(None);
    }
    if old.is_empty() {
        let count = ages.len();
        return Ok(Some(Check::ok(
            "feeds",
            format!("{count} trusselsdatakilder i brug, alle friske"),
            format!("{count} threat feeds in use, all fresh"),
        )));
    }
    let each =
        |unit: &str| old.iter().map(|(key, hours)| format!("{key} ({hours} {unit})")).collect::<Vec<_>>().join(", ");
    Ok(Some(Check::warning(
        "feeds",
        (format!("trusselsdatakilder står stille: {}", each("t")), format!("threat feeds stand still: {}", each("h"))),
        (
            "Få it-drift til at se på forbindelsen til kilden.",
            "Have IT operations look at the connection to the source.",
        ),
    )))
}
