//! Ten years of a large municipality: 100,000 cases with 2 million entries of the log, played through the domain; then how long
//! opening, listing, reading one and replaying take. `cargo run --release -p house --example cases -- [CASES] [FOLDER|URL]`;
//! in a folder or a database of PostgreSQL the town stays, for `cargo xtask bench cases` to serve.
#![expect(clippy::print_stdout, reason = "a measurement's report")]

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use decisions::{Case, Command, Ground, Opening, Party, Phase, Rating, Relevance, Trigger, View, Watching};
use findings::Verdict;
use house::cases::Seat;
use house::{House, Joining, Who};
use kernel::{Clock, Day, Role};
use reports::{CaseQuery, CaseSort, list_cases};
use store::{Actor, Grant, Intake, Place, Store, Tenant};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// So many events a case has, its opening included.
const EVENTS: usize = 20;
/// So many cases are written in one transaction.
const AT_ONCE: usize = 2_000;
const PASSWORD: &str = "et ganske langt kodeord";

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let cases: usize = arguments.next().map_or(Ok(100_000), |written| written.parse())?;
    let dir = tempfile::tempdir()?;
    let place = match arguments.next() {
        None => Place::File(dir.path().join("fundament.db")),
        Some(url) if url.contains("://") => Place::Url(url),
        Some(folder) => {
            std::fs::create_dir_all(&folder)?;
            Place::File(Path::new(&folder).join("fundament.db"))
        }
    };
    let tenant = Tenant("kommune".to_owned());
    let clock = Arc::new(testkit::StillClock::at_nine());
    let store = Store::open(&place).await?;
    store.found(&tenant, "Eksempel Kommune", clock.now()).await?;
    let house = House::open(store, tenant.clone(), clock.clone()).await?;
    house.adopt(&Actor::system(), &testkit::pack_files("it-teknologi-2023"), "Vedtaget").await?;
    house.import(&Actor::system(), &Intake::of(&testkit::eksempel().estate)).await?;
    let (architect, area) = (who(&house, Role::ItArchitect).await?, who(&house, Role::BusinessAreaLead).await?);
    let played = Stopwatch::now();
    let mut written = 0;
    while written < cases {
        let most = AT_ONCE.min(cases - written);
        play(&house, (&architect, &area), written, most).await?;
        written += most;
    }
    told(&format!("{} cases, {} events played and written", cases, cases * EVENTS), played.elapsed());
    drop(house);
    let opened = Stopwatch::now();
    let house = House::open(Store::open(&place).await?, tenant, clock).await?;
    told("the house opened again, estate and docket", opened.elapsed());
    measure(&house).await?;
    println!("resident: {}", resident());
    Ok(())
}

fn told(what: &str, took: Duration) {
    println!("{what}: {took:.1?}");
}

async fn who(house: &House, role: Role) -> Outcome<Who> {
    let joining = Joining {
        login: role.word().to_owned(),
        name: format!("Navn {}", role.word()),
        password: PASSWORD.to_owned(),
        grants: vec![Grant { role, unit: String::new() }],
        ..Joining::default()
    };
    house.add_account(&Actor::system(), &joining).await?;
    let secret = house.sign_in(role.word(), PASSWORD, "").await?;
    Ok(house.who_by_session(&secret.0).await?.ok_or("nobody")?)
}

/// So many cases from a number on, each over some weeks of its year.
async fn play(house: &House, (architect, area): (&Who, &Who), from: usize, most: usize) -> Outcome<()> {
    let mut play = house.play_from(from).await?;
    let openings = openings(house);
    for number in from..from + most {
        let opening = &openings[number % openings.len()];
        let mut day = testkit::today().plus_days(-3_650 + i32::try_from(number % 3_600)?);
        let mut case = play.open(Seat::of(architect), day, opening)?;
        let Some(ground) = play.ground(opening, &Watching::default()) else { continue };
        for (who, party) in [(architect, Party::It), (area, Party::Area)] {
            day = day.plus_days(1);
            play.act(Seat::of(who), day, &mut case, &screen(party, &ground))?;
        }
        while (case.face.version as usize) < EVENTS {
            day = day.plus_days(1);
            let text = format!("Status den {day}: leverandøren melder, at arbejdet skrider frem som aftalt.");
            note(&mut play, architect, day, &mut case, text)?;
        }
    }
    play.finish().await?;
    Ok(())
}

fn note(play: &mut house::cases::Play<'_>, who: &Who, day: Day, case: &mut Case, text: String) -> Outcome<()> {
    Ok(play.act(Seat::of(who), day, case, &Command::Note { text, about_principle: false })?)
}

fn screen(party: Party, ground: &Ground) -> Command {
    let view = |rule: &String| View {
        rule: rule.clone(),
        relevance: Relevance::Relevant,
        rating: Rating::Red,
        reason: "Set i kontrakten og bekræftet af leverandøren.".to_owned(),
        evidence: String::new(),
    };
    Command::Screen { party, shown: ground.mark.hash.clone(), views: ground.rules.iter().map(view).collect() }
}

/// An opening for each deviation of a system.
fn openings(house: &House) -> Vec<Opening> {
    let now = house.now();
    let packs = now.packs();
    let system = facts::schema().kind("system");
    let mut openings = Vec::new();
    for finding in now.assessment.findings() {
        let rule = finding.rule(&packs);
        let principle = packs[finding.rule_findings().pack].principle_of(rule);
        let fits = finding.verdict == Verdict::Deviates
            && Some(rule.kind) == system
            && principle.strength != principles::Strength::Aspiration;
        if fits {
            openings.push(Opening {
                pack: packs[finding.rule_findings().pack].id.clone(),
                principle: principle.id.clone(),
                kind: "system".to_owned(),
                keys: vec![now.slots.keys(rule.kind)[finding.object as usize].to_string()],
                cause: String::new(),
                title: format!("{}: {}", now.slots.title(rule.kind, finding.object), principle.title.da),
                phase: Phase::InOperation,
                trigger: Trigger::Finding,
                split_from: None,
            });
        }
    }
    openings
}

async fn measure(house: &House) -> Outcome<()> {
    let today = house.now().today;
    let ask = |query: &CaseQuery| {
        let docket = house.docket();
        list_cases(docket.rows_for(query), today, query).total
    };
    let page = CaseQuery { descending: true, limit: 50, ..CaseQuery::default() };
    let queries = [
        ("list, first page", page.clone()),
        ("list, sorted by title", CaseQuery { sort: CaseSort::Title, ..page.clone() }),
        ("list, one standing", CaseQuery { standing: "in_screening".to_owned(), ..page.clone() }),
        ("list, searched", CaseQuery { search: "økonomi".to_owned(), ..page }),
    ];
    for (name, query) in &queries {
        let mut times: Vec<Duration> = (0..20)
            .map(|_| {
                let began = Stopwatch::now();
                std::hint::black_box(ask(query));
                began.elapsed()
            })
            .collect();
        times.sort_unstable();
        println!("{name}: median {:.1?}, slowest {:.1?}", times[10], times[19]);
    }
    let ids: Vec<String> = house.docket().faces().step_by(97).take(1_000).map(|face| face.id.0.clone()).collect();
    let mut times = Vec::new();
    let replayed = Stopwatch::now();
    for id in &ids {
        let began = Stopwatch::now();
        house.case(id).await?.ok_or("no case")?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let per_second = (ids.len() * EVENTS) as f64 / replayed.elapsed().as_secs_f64();
    println!(
        "one case read and replayed: median {:.1?}, p95 {:.1?}; {per_second:.0} events/s",
        times[ids.len() / 2],
        times[ids.len() * 95 / 100]
    );
    Ok(())
}

fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("unknown").trim().to_owned()
}
