//! `fundament demo`: Eksempel Kommune through the real importer, kept in a folder of its own, assessed under both packs, and
//! served with a sign-in for each role; with `--once` only told.

mod acquisitions;
mod cases;
mod clock;
mod days;
mod texts;

use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use house::{House, Joining};
use kernel::{Clock, Day, Lang, Role};
use principles::Pack;
use store::{Grant, Intake, Place, Store};
use tokio::task::JoinSet;
use tracing::Level;
use web::{App, Settings};

use self::clock::DemoClock;
use super::mail::{self, Letters};
use super::{home, keys, serve};
use crate::args::Demo;
use crate::clock::SystemClock;
use crate::folder;
use crate::output::{self, text};
use crate::say::say;

/// The day the example's exports were made for; on a later day they would be stale, as real ones would.
const EXAMPLE_DAY: (i16, i8, i8) = (2026, 11, 23);
/// The example is looked at first so many days earlier, so that there is something to compare with.
const MONTH: i32 = 31;
/// Everybody's password in the demo.
const PASSWORD: &str = "eksempel-demo";

/// Who can sign in to the demo: login, name and role. The owner and the leader without a name are people of the town.
const CAST: [(&str, &str, Role); 11] = [
    ("arkitekt", "Alma Arkitekt", Role::ItArchitect),
    ("itchef", "Iben It-chef", Role::ItManager),
    ("systemejer", "", Role::SystemOwner),
    ("fagchef", "Finn Fagchef", Role::BusinessAreaLead),
    ("direktion", "Dorte Direktør", Role::ExecutiveBoard),
    ("drift", "Dennis Drift", Role::ItOperations),
    ("sikkerhed", "Signe Sikkerhed", Role::Security),
    ("udstyr", "Ulrik Udstyr", Role::AssetManager),
    ("leder", "", Role::UnitLead),
    ("revision", "Rikke Revisor", Role::Auditor),
    ("admin", "Anton Administrator", Role::Admin),
];

pub fn run(args: &Demo, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let (year, month, day) = EXAMPLE_DAY;
    let today = match args.today {
        Some(day) => day,
        None => Day::new(year, month, day).context("example day")?,
    };
    if args.once { once(today, lang, out) } else { open(args, today, lang, out) }
}

fn once(today: Day, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let import = folder::eksempel(today);
    let packs = folder::checked(folder::own_packs(), lang)?;
    let packs: Vec<&Pack> = packs.iter().collect();
    let slots = import.estate.unified().slots(today);
    let assessment = findings::assess(&slots, &packs);
    writeln!(out, "{}", say(lang, "Eksempel Kommune (opdigtet)", "Eksempel Kommune (invented)"))?;
    writeln!(out, "{}", output::intake(&import.report, lang))?;
    text::overview(&reports::overview(&assessment, &slots, &packs, 10), lang, out)?;
    writeln!(out)?;
    let next = say(
        lang,
        "Prøv selv: fundament assess --estate samples/eksempel --strategy strategy/it-teknologi-2023 --today 2026-11-23",
        "Try it: fundament assess --estate samples/eksempel --strategy strategy/it-teknologi-2023 --today 2026-11-23",
    );
    writeln!(out, "{next}")?;
    Ok(0)
}

fn open(args: &Demo, today: Day, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    // Who looks at the demo reads the sign-ins, not a line for each request.
    serve::logs(Level::WARN);
    let dir = DemoDir::new()?;
    home::wait(async {
        let clock = Arc::new(DemoClock::on(SystemClock::new()?, today));
        let store = Store::open(&Place::File(dir.0.join("fundament.db"))).await?;
        clock.shift_days(-MONTH);
        let municipality = say(lang, "Eksempel Kommune (opdigtet)", "Eksempel Kommune (invented)");
        store.found(&home::tenant(), municipality, clock.now()).await?;
        let house = Arc::new(House::new(store, home::tenant(), clock.clone()));
        house.read_name().await.map_err(|error| home::told(&error, lang))?;
        let listener = home::listen(args.listen, lang).await?;
        let signs = |(login, _, role): &(&str, &str, Role)| {
            (role.label().pick(lang).to_owned(), (*login).to_owned(), PASSWORD.to_owned())
        };
        let demo: Vec<(String, String, String)> = CAST.iter().map(signs).collect();
        let address = listener.local_addr()?;
        let mails = args.mail_file.clone().unwrap_or_else(|| dir.0.join("post.mbox"));
        told(&address, &demo, ((&mails, &dir.0), lang), out)?;
        let letters = Letters { post: mail::to_file(&mails, None, lang)?, address: Some(format!("http://{address}")) };
        let settings = Settings {
            https: false,
            public_address: letters.address.clone(),
            demo,
            largest_upload: 64 * 1024 * 1024,
            packs: folder::own_packs().into_iter().map(|pack| pack.files).collect(),
            workbook: Some(render::workbook),
        };
        let app = App::new(Arc::clone(&house), settings, clock.clone());
        let app = Arc::new(app.with_log_keys(keys::giver(&dir.0)).closed());
        let open = Arc::clone(&app);
        let (data, days_pass) = (dir.0.clone(), args.let_days_pass);
        let (tell, failure) = tokio::sync::oneshot::channel();
        let furnishing = tokio::spawn(async move {
            match furnish(&house, &clock, (&letters, &data), lang).await {
                Ok(()) => {
                    open.open();
                    // Whoever works beside ends with this task.
                    let mut beside = JoinSet::new();
                    beside.spawn(mail::tell(Arc::clone(&house), letters.clone()));
                    beside.spawn(serve::work(Arc::clone(&house), None, Some(data)));
                    if days_pass {
                        beside.spawn(days::pass(Arc::clone(&house), clock, letters, lang));
                    }
                    serve::keep_current(house).await;
                }
                // Only a server that has ended already does not hear of it.
                Err(error) => drop(tell.send(error)),
            }
        });
        tokio::select! {
            ended = serve::serve(listener, app, vec![furnishing]) => ended?,
            Ok(error) = failure => return Err(error).context(say(
                lang,
                "Eksempel Kommune kunne ikke indlæses",
                "the example could not be loaded",
            )),
        }
        Ok(0)
    })
}

fn told(
    address: &SocketAddr,
    demo: &[(String, String, String)],
    ((mails, data), lang): ((&Path, &Path), Lang),
    out: &mut dyn Write,
) -> Result<()> {
    writeln!(out, "{}: http://{address}/", say(lang, "Eksempel Kommune (opdigtet)", "Eksempel Kommune (invented)"))?;
    writeln!(out, "{}", say(lang, "Log ind som:", "Sign in as:"))?;
    for (role, login, password) in demo {
        writeln!(out, "  {role:<24} {login:<12} {password}")?;
    }
    writeln!(out, "{}: {}", say(lang, "Mails skrives i", "Mails are written to"), mails.display())?;
    let commands = say(lang, "Kommandoer når dataene med", "Commands reach the data by");
    writeln!(out, "{commands}: --data {}", data.display())?;
    writeln!(
        out,
        "{}",
        say(lang, "Stop med Ctrl-C; demoens data forsvinder.", "Stop with Ctrl-C; the demo's data vanish.")
    )?;
    out.flush()?;
    Ok(())
}

/// The house of Eksempel Kommune: first as it was a month ago, then as it is, with a sign-in for each role.
async fn furnish(house: &House, clock: &DemoClock, (letters, data): (&Letters, &Path), lang: Lang) -> Result<()> {
    let failed = |error: house::HouseError| home::told(&error, lang);
    let actor = store::Actor::system();
    // Files that name no day of their own were made on the example's, as for `--once`.
    let day = clock.today().plus_days(MONTH);
    let reading = async { Ok(tokio::task::spawn_blocking(move || folder::eksempel(day)).await?) };
    let (import, ()) = tokio::try_join!(reading, join(house, lang))?;
    house.assess_later(true);
    house.import_told(&actor, &Intake::of(&import.estate), Some(&import.report)).await.map_err(failed)?;
    for pack in folder::own_packs() {
        house.adopt(&actor, &pack.files, say(lang, "Eksempel", "Example")).await.map_err(failed)?;
    }
    house.assess_later(false);
    house.refresh().await.map_err(failed)?;
    settle(house, lang).await?;
    // Nobody is here to be told anything yet; so the first mails are due as soon as the town is there.
    letters.tell(house).await;
    serve::sign(house, data).await?;
    clock.shift_days(MONTH);
    house.refresh().await.map_err(failed)?;
    let players = decided(house, clock.today(), lang).await?;
    let security = cases::who(house, "sikkerhed", PASSWORD).await?;
    acquisitions::play(house, &players, &security, clock).await.map_err(failed)?;
    Ok(())
}

/// An account for each role, so that people can sign in while the town is still being read.
async fn join(house: &House, lang: Lang) -> Result<()> {
    let actor = store::Actor::system();
    let joinings: Vec<Joining> = CAST.iter().map(|one| of_cast(one, lang)).chain([explains_all()]).collect();
    let add = |joining| house.add_account(&actor, joining);
    // Two at a time: a password takes a processor's time to hash.
    for pair in joinings.chunks(2) {
        let added = match pair {
            [one, other] => tokio::try_join!(add(one), add(other)).map(|_| ()),
            alone => add(&alone[0]).await.map(|_| ()),
        };
        added.map_err(|error| home::told(&error, lang))?;
    }
    Ok(())
}

/// The cases that the town's people have decided.
async fn decided(house: &House, today: Day, lang: Lang) -> Result<cases::Players> {
    let players = cases::players(house, PASSWORD).await?;
    cases::play(house, &players, today).await.map_err(|error| home::told(&error, lang))?;
    Ok(players)
}

/// An address where nobody is: the domain is one of those that belong to nobody (RFC 2606).
fn mail_of(login: &str) -> String {
    format!("{login}@eksempel.example")
}

/// Whoever explains all over the town: the demo's owner owns one part of it only.
fn explains_all() -> Joining {
    Joining {
        login: "sagsejer".to_owned(),
        name: "Sune Systemejer".to_owned(),
        mail: Some(mail_of("sagsejer")),
        person: None,
        password: PASSWORD.to_owned(),
        grants: vec![Grant { role: Role::SystemOwner, unit: String::new() }],
    }
}

/// One of the cast, with the role on the whole municipality.
fn of_cast((login, name, role): &(&str, &str, Role), lang: Lang) -> Joining {
    let name = if name.is_empty() { role.label().pick(lang) } else { name };
    Joining {
        login: (*login).to_owned(),
        name: name.to_owned(),
        mail: Some(mail_of(login)),
        person: None,
        password: PASSWORD.to_owned(),
        grants: vec![Grant { role: *role, unit: String::new() }],
    }
}

/// The owner and the leader are people of the town, found by what they own and lead, each with their own part of it.
async fn settle(house: &House, lang: Lang) -> Result<()> {
    let failed = |error: house::HouseError| home::told(&error, lang);
    let actor = store::Actor::system();
    let snapshot = house.now();
    let owner = busiest(&snapshot, "system", "owner");
    let owner = owner.map(|who| (unit_of(&snapshot, &who).unwrap_or_default(), who));
    let lead = busiest(&snapshot, "device", "unit").and_then(|unit| Some((leader(&snapshot, &unit)?, unit)));
    let lead = lead.map(|(who, unit)| (unit, who));
    for (login, _, role) in CAST {
        let found = match role {
            Role::SystemOwner => &owner,
            Role::UnitLead => &lead,
            _ => continue,
        };
        let Some((unit, person)) = found.clone() else { continue };
        let account = house.store().account_by_login(house.tenant(), login).await?.context(login)?;
        let named = (&*name_of(&snapshot, &person), &*person);
        house.set_person(&actor, &*account.id, named).await.map_err(failed)?;
        house.set_roles(&actor, &*account.id, &[Grant { role, unit }]).await.map_err(failed)?;
    }
    Ok(())
}

/// The key that most objects of a kind refer to by an attribute.
fn busiest(snapshot: &house::Snapshot, kind: &str, attribute: &str) -> Option<String> {
    let (kind, attribute) = facts::schema().path(&format!("{kind}.{attribute}"))?;
    let objects: Vec<u32> = (0..snapshot.slots.count(kind)).collect();
    let counts = reports::listing::facet(&snapshot.slots, kind, attribute, &objects);
    counts
        .into_iter()
        .filter(|(key, _)| key != "?" && key != "-")
        .max_by_key(|(key, count)| (*count, std::cmp::Reverse(key.clone())))
        .map(|(key, _)| key)
}

fn refers(snapshot: &house::Snapshot, from: &str, key: &str) -> Option<String> {
    let (kind, attribute) = facts::schema().path(from)?;
    let object = snapshot.slots.find(kind, key)?;
    match snapshot.slots.cell(kind, object, attribute) {
        facts::Cell::Text(symbol) => Some(snapshot.slots.symbols().text(symbol).to_owned()),
        _ => None,
    }
}

fn leader(snapshot: &house::Snapshot, unit: &str) -> Option<String> {
    refers(snapshot, "unit.leader", unit)
}

fn unit_of(snapshot: &house::Snapshot, person: &str) -> Option<String> {
    refers(snapshot, "person.unit", person)
}

fn name_of(snapshot: &house::Snapshot, person: &str) -> String {
    facts::schema().kind("person").map_or_else(|| person.to_owned(), |kind| snapshot.slots.name_of(kind, person))
}

/// A folder of the demo's own, swept away at the end.
struct DemoDir(PathBuf);

impl DemoDir {
    fn new() -> Result<Self> {
        // A demo that was killed leaves its folder, and process numbers come again.
        let mut number = 0_u32;
        loop {
            let dir = std::env::temp_dir().join(format!("fundament-demo-{}-{number}", std::process::id()));
            match std::fs::create_dir(&dir) {
                Ok(()) => return Ok(Self(dir)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error).with_context(|| dir.display().to_string()),
            }
        }
    }
}

impl Drop for DemoDir {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_hundred_and_twenty_decisions_in_every_standing_change_no_verdict() {
        let today = Day::new(EXAMPLE_DAY.0, EXAMPLE_DAY.1, EXAMPLE_DAY.2).expect("a day");
        let dir = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(DemoClock::on(SystemClock::new().expect("a clock"), today));
        let store = Store::open(&Place::File(dir.path().join("fundament.db"))).await.expect("opens");
        store.found(&home::tenant(), "Eksempel Kommune", clock.now()).await.expect("founded");
        let house = House::new(store, home::tenant(), clock.clone());
        clock.shift_days(-MONTH);
        let import = folder::eksempel(clock.today());
        house.import(&store::Actor::system(), &Intake::of(&import.estate)).await.expect("imported");
        for pack in folder::own_packs() {
            house.adopt(&store::Actor::system(), &pack.files, "Eksempel").await.expect("adopted");
        }
        clock.shift_days(MONTH);
        // What is assessed in the background is to be there before anybody decides.
        house.refresh().await.expect("assessed");
        let verdicts = |house: &House| {
            let now = house.now();
            let packs = now.packs();
            let each = now.assessment.findings();
            each.map(|one| (one.rule(&packs).code.clone(), one.object, one.verdict.word())).collect::<Vec<_>>()
        };
        let before = verdicts(&house);
        join(&house, Lang::Da).await.expect("joined");
        settle(&house, Lang::Da).await.expect("settled");
        decided(&house, today, Lang::Da).await.expect("played");
        house.refresh().await.expect("assessed");
        assert_eq!(house.docket().len(), cases::CASES);
        let standings: BTreeSet<&str> =
            house.docket().faces().map(|face| decisions::standing(face, today).word()).collect();
        assert_eq!(standings, BTreeSet::from(decisions::Standing::WORDS));
        let after = verdicts(&house);
        assert!(before.len() > 100_000 && before == after, "{} verdicts before, {} after", before.len(), after.len());
    }
}
