//! A register is read again and again: whole or not at all, undone and started again, and its own mistakes kept out.

use std::sync::{Arc, Mutex};

use house::{Asker, Asking, Connected, House, Synced, Wanted};
use inbound::kitos::{KitosRegister, SOURCE};
use inbound::{Answer, Request};
use serde_json::json;
use testkit::kitos::{Act, FakeKitos, Generation, rows, settings, uuid};

use super::{Town, ane};

const FULL: Wanted = Wanted { full: true, much_may_be_gone: false, dry: false };
const CHANGES: Wanted = Wanted { full: false, much_may_be_gone: false, dry: false };
const DAY: i64 = 86_400;

/// Asks the fake register without a socket.
struct Wire(Arc<Mutex<FakeKitos>>);

impl Asker for Wire {
    fn ask<'a>(&'a self, request: &'a Request) -> Asking<'a> {
        let answer = match self.0.lock().expect("unspoilt").answer(request) {
            Some((status, retry_after, body)) => Answer::Got { status, retry_after, body },
            None => Answer::Nothing("timeout".to_owned()),
        };
        Box::pin(async move { answer })
    }
}

/// What another process does in the midst of a run.
enum Then {
    Sync,
    Undo(i64),
}

/// Asks the fake register; before the first answer, another process acts.
struct Between {
    wire: Wire,
    other: Arc<House>,
    then: Mutex<Option<Then>>,
}

impl Asker for Between {
    fn ask<'a>(&'a self, request: &'a Request) -> Asking<'a> {
        let then = self.then.lock().expect("unspoilt").take();
        Box::pin(async move {
            match then {
                Some(Then::Sync) => drop(self.other.sync(&ane(), SOURCE, CHANGES).await.expect("a whole run")),
                Some(Then::Undo(act)) => drop(self.other.undo(&ane(), act).await.expect("undone")),
                None => {}
            }
            self.wire.ask(request).await
        })
    }
}

fn connect(house: &House, fake: &Arc<Mutex<FakeKitos>>) {
    let register = KitosRegister::new(settings("https://kitos.example", 2), "hemmelig".to_owned());
    house.connect(vec![Connected { register: Box::new(register), asker: Arc::new(Wire(Arc::clone(fake))) }]);
}

async fn connected(town: &Town) -> (House, Arc<Mutex<FakeKitos>>) {
    let fake = Arc::new(Mutex::new(FakeKitos::of(rows(Generation::Y2026))));
    let house = town.house().await;
    connect(&house, &fake);
    (house, fake)
}

async fn sync(house: &House, wanted: Wanted) -> Synced {
    house.sync(&ane(), SOURCE, wanted).await.expect("a whole run")
}

/// New, changed, as before and gone, over all kinds.
fn counts(synced: &Synced) -> [usize; 4] {
    synced.differences.iter().fold([0; 4], |sum, one| {
        [sum[0] + one.added.len(), sum[1] + one.changed.len(), sum[2] + one.same, sum[3] + one.gone.len()]
    })
}

async fn name_of(house: &House, key: &str) -> Option<String> {
    let (kind, attribute) = facts::schema().path("system.name").expect("in the schema");
    let stated = house.store().stated_at(house.tenant(), (kind, key), None).await.expect("read");
    let named = stated.into_iter().find(|one| one.attribute == attribute)?;
    match named.value {
        facts::Value::Text(name) => Some(name.to_string()),
        _ => None,
    }
}

fn rename(fake: &Arc<Mutex<FakeKitos>>, name: &str) {
    let mut fake = fake.lock().expect("unspoilt");
    fake.row_mut("it-systems", &uuid(33))["name"] = json!(name);
    fake.touch("it-systems", &uuid(33));
}

#[tokio::test]
async fn days_of_what_was_done_that_lie_ahead_are_told_of_a_run() {
    let town = Town::new().await;
    let (house, fake) = connected(&town).await;
    {
        let mut fake = fake.lock().expect("unspoilt");
        let gdpr = &mut fake.row_mut("it-system-usages", &uuid(83))["gdpr"];
        gdpr["riskAssessmentConducted"] = json!("Yes");
        gdpr["riskAssessmentConductedDate"] = json!("2031-01-10T00:00:00Z");
    }
    let run = sync(&house, FULL).await;
    let told = |notice: &kernel::Text| {
        notice.da.starts_with("1 dato for noget, der er sket, ligger frem i tiden: den 10. januar 2031.")
    };
    assert!(run.report.notices.iter().any(told), "{:?}", run.report.notices);
    let (_, _, report) = house.import_run(run.act.expect("an act")).await.expect("read").expect("a run");
    assert!(report.expect("told").notices.iter().any(told), "the run remembers it");
}

#[tokio::test]
async fn a_register_is_taken_in_and_an_unchanged_one_writes_nothing() {
    let town = Town::new().await;
    let (house, _fake) = connected(&town).await;
    let tried = sync(&house, Wanted { dry: true, ..FULL }).await;
    assert_eq!((tried.act, counts(&tried)), (None, [14, 0, 0, 0]));
    assert!(house.register_states().await.expect("read").is_empty());
    let first = sync(&house, FULL).await;
    assert!(first.act.is_some() && first.report.full);
    assert_eq!(counts(&first), [14, 0, 0, 0]);
    assert_eq!(name_of(&house, &uuid(83)).await.as_deref(), Some("Tavlen"));
    // By the key that a file would have given it, it is the same system.
    let (now, system) = (house.now(), facts::schema().kind("system").expect("in the schema"));
    assert!(now.slots.find(system, &uuid(33)).is_some());
    assert_eq!(now.slots.find(system, &uuid(33)), now.slots.find(system, &uuid(83)));
    let revision = house.now().revision;
    for wanted in [FULL, CHANGES] {
        let again = sync(&house, wanted).await;
        assert_eq!((again.act, counts(&again)), (None, [0, 0, 14, 0]));
    }
    house.refresh().await.expect("refreshed");
    assert_eq!(house.now().revision, revision);
    // The next day's full run says that all of it was seen again, and nothing else.
    town.clock.pass(DAY);
    let next = sync(&house, FULL).await;
    assert!(next.act.is_some());
    assert_eq!(counts(&next), [0, 0, 14, 0]);
    let state = house.register_states().await.expect("read").remove(0);
    assert_eq!((state.runs, state.act, state.failure), (4, next.act, None));
}

#[tokio::test]
async fn only_what_changed_is_written_and_what_is_undone_waits_until_somebody_starts_it() {
    let town = Town::new().await;
    let (house, fake) = connected(&town).await;
    sync(&house, FULL).await;
    rename(&fake, "Opslagstavlen");
    let changed = sync(&house, CHANGES).await;
    assert_eq!(counts(&changed), [0, 1, 13, 0]);
    assert!(!changed.report.full);
    house.undo(&ane(), changed.act.expect("an act")).await.expect("undone");
    assert_eq!(name_of(&house, &uuid(83)).await.as_deref(), Some("Tavlen"));
    town.clock.pass(2 * DAY);
    assert!(house.sync_due().await.expect("looked").is_empty());
    assert_eq!(name_of(&house, &uuid(83)).await.as_deref(), Some("Tavlen"));
    let started = sync(&house, FULL).await;
    assert_eq!(counts(&started)[1], 1);
    assert_eq!(name_of(&house, &uuid(83)).await.as_deref(), Some("Opslagstavlen"));
    assert_eq!(house.register_states().await.expect("read")[0].paused_by, None);
}

#[tokio::test]
async fn a_run_that_fails_leaves_no_trace_but_why_and_the_next_heals_it() {
    let town = Town::new().await;
    let (house, fake) = connected(&town).await;
    sync(&house, FULL).await;
    let before = house.register_states().await.expect("read").remove(0);
    rename(&fake, "Opslagstavlen");
    fake.lock().expect("unspoilt").tricks.push(testkit::kitos::Trick {
        at: "it-contracts",
        nth: 1,
        act: Act::Status(403),
    });
    let error = house.sync(&ane(), SOURCE, CHANGES).await.expect_err("failed");
    assert_eq!(error.label(), "register-failed");
    let after = house.register_states().await.expect("read").remove(0);
    assert_eq!((after.runs, &after.high_water), (before.runs, &before.high_water));
    assert!(after.failure.expect("why").contains("status 403"));
    assert_eq!(name_of(&house, &uuid(83)).await.as_deref(), Some("Tavlen"));
    sync(&house, CHANGES).await;
    assert_eq!(name_of(&house, &uuid(83)).await.as_deref(), Some("Opslagstavlen"));
    assert_eq!(house.register_states().await.expect("read")[0].failure, None);
}

#[tokio::test]
async fn changes_are_read_every_half_hour_and_everything_once_a_night() {
    let town = Town::new().await;
    let (house, _fake) = connected(&town).await;
    let mut full = Vec::new();
    // From nine in the morning, an hour at a time, for two days.
    for hour in 0..48 {
        for (source, synced) in house.sync_due().await.expect("looked") {
            assert_eq!(source, SOURCE);
            if synced.expect("a whole run").report.full {
                full.push(hour);
            }
        }
        town.clock.pass(3_600);
    }
    // At nine at first, and then at two in each night.
    assert_eq!(full, [0, 17, 41]);
    assert!(house.sync_due().await.expect("looked").len() == 1);
    town.clock.pass(600);
    assert!(house.sync_due().await.expect("looked").is_empty());
}

#[tokio::test]
async fn of_two_runs_at_once_one_comes_too_late_and_nothing_is_in_twice() {
    let town = Town::new().await;
    let (house, fake) = connected(&town).await;
    sync(&house, FULL).await;
    // While this run is under way, another process reads the register to its end.
    let other = town.house().await;
    connect(&other, &fake);
    rename(&fake, "Opslagstavlen");
    let register = KitosRegister::new(settings("https://kitos.example", 2), "hemmelig".to_owned());
    let between = Between { wire: Wire(Arc::clone(&fake)), other: Arc::new(other), then: Mutex::new(Some(Then::Sync)) };
    house.connect(vec![Connected { register: Box::new(register), asker: Arc::new(between) }]);
    let late = house.sync(&ane(), SOURCE, FULL).await.expect_err("too late");
    assert_eq!(late.label(), "changed-in-between");
    let state = house.register_states().await.expect("read").remove(0);
    assert_eq!(state.runs, 2);
    assert_eq!(house.import_runs(i64::MAX, 10).await.expect("read").len(), 2);
    assert_eq!(name_of(&house, &uuid(83)).await.as_deref(), Some("Opslagstavlen"));
}

#[tokio::test]
async fn what_is_undone_while_a_run_is_under_way_stays_undone() {
    let town = Town::new().await;
    let (house, fake) = connected(&town).await;
    sync(&house, FULL).await;
    rename(&fake, "Opslagstavlen");
    let changed = sync(&house, CHANGES).await.act.expect("an act");
    let other = Arc::new(town.house().await);
    for wanted in [FULL, CHANGES] {
        let register = KitosRegister::new(settings("https://kitos.example", 2), "hemmelig".to_owned());
        let then = (wanted == FULL).then_some(Then::Undo(changed));
        let between = Between { wire: Wire(Arc::clone(&fake)), other: Arc::clone(&other), then: Mutex::new(then) };
        house.connect(vec![Connected { register: Box::new(register), asker: Arc::new(between) }]);
        if wanted == FULL {
            let late = house.sync(&ane(), SOURCE, wanted).await.expect_err("too late");
            assert_eq!(late.label(), "changed-in-between");
            assert_eq!(name_of(&house, &uuid(83)).await.as_deref(), Some("Tavlen"));
            assert!(house.register_states().await.expect("read")[0].paused_by.is_some());
        } else {
            // Started by hand after an undoing, it asks for everything.
            assert!(sync(&house, wanted).await.report.full);
            assert_eq!(name_of(&house, &uuid(83)).await.as_deref(), Some("Opslagstavlen"));
        }
    }
}

#[tokio::test]
async fn a_system_that_can_no_longer_be_read_stands_as_it_did_and_is_told_of() {
    let town = Town::new().await;
    let (house, fake) = connected(&town).await;
    sync(&house, FULL).await;
    fake.lock().expect("unspoilt").row_mut("it-systems", &uuid(33))["name"] = json!(null);
    fake.lock().expect("unspoilt").row_mut("it-system-usages", &uuid(83))["systemContext"]["name"] = json!("");
    let synced = sync(&house, FULL).await;
    assert_eq!((counts(&synced)[3], synced.report.rejected_rows), (0, 1), "{:?}", synced.report);
    assert_eq!(name_of(&house, &uuid(83)).await.as_deref(), Some("Tavlen"));
}

#[tokio::test]
async fn facts_that_disappear_by_the_dozen_are_not_believed_unless_somebody_says_so() {
    let town = Town::new().await;
    let (house, fake) = connected(&town).await;
    {
        let mut fake = fake.lock().expect("unspoilt");
        let unit = fake.lists["organization-units"][2].clone();
        for number in 1_000..1_060 {
            let mut more = unit.clone();
            more["uuid"] = json!(uuid(number));
            fake.lists.get_mut("organization-units").expect("units").push(more);
        }
    }
    sync(&house, FULL).await;
    fake.lock().expect("unspoilt").lists.get_mut("organization-units").expect("units").truncate(3);
    let refused = house.sync(&ane(), SOURCE, FULL).await.expect_err("not believed");
    assert!(refused.text().da.contains("--much-gone"), "{}", refused.text().da);
    assert_eq!(counts(&sync(&house, Wanted { dry: true, much_may_be_gone: true, ..CHANGES }).await)[3], 60);
    // Saying so is enough: it asks for everything by itself.
    let synced = sync(&house, Wanted { much_may_be_gone: true, ..CHANGES }).await;
    assert_eq!((synced.report.full, counts(&synced)[3]), (true, 60));
}

#[tokio::test]
async fn what_is_gone_from_the_register_is_gone_and_its_history_stays() {
    let town = Town::new().await;
    let (house, fake) = connected(&town).await;
    sync(&house, FULL).await;
    let system = facts::schema().kind("system").expect("a kind");
    let there = |house: &House| house.now().slots.keys(system).iter().any(|key| **key == *uuid(82));
    assert!(there(&house));
    fake.lock()
        .expect("unspoilt")
        .lists
        .get_mut("it-system-usages")
        .expect("usages")
        .retain(|row| row["uuid"] != uuid(82));
    let synced = sync(&house, FULL).await;
    assert_eq!(counts(&synced)[3], 1);
    assert!(
        synced.report.notices.iter().any(|told| told.da.contains("ikke længere i OS2kitos")),
        "{:?}",
        synced.report
    );
    assert!(!there(&house));
    house.undo(&ane(), synced.act.expect("an act")).await.expect("undone");
    assert!(there(&house));
}

#[tokio::test]
async fn a_cpr_number_in_the_register_is_nowhere_in_the_database() {
    let town = Town::new().await;
    let (house, fake) = connected(&town).await;
    {
        let mut fake = fake.lock().expect("unspoilt");
        fake.row_mut("it-system-usages", &uuid(81))["general"]["purpose"] = json!("Om Ane, 010190-1234");
        fake.row_mut("it-contracts", &uuid(71))["general"]["notes"] = json!("0101901234");
    }
    let synced = sync(&house, FULL).await;
    assert!(synced.report.notices[0].da.contains("it-system-usages: general.purpose"), "{:?}", synced.report.notices);
    house.store().close().await;
    let store::Place::File(file) = &town.place else { panic!("a file") };
    for entry in std::fs::read_dir(file.parent().expect("a folder")).expect("read") {
        let bytes = std::fs::read(entry.expect("a file").path()).expect("read");
        for number in ["010190-1234", "0101901234"] {
            assert!(!bytes.windows(number.len()).any(|window| window == number.as_bytes()), "{number}");
        }
    }
}

#[tokio::test]
async fn a_fact_of_the_register_is_corrected_at_its_own_page() {
    let town = Town::new().await;
    let (house, _fake) = connected(&town).await;
    let page = house.correct_at(SOURCE, "system", &uuid(81)).expect("a page");
    assert!(page.starts_with("https://kitos.example/ui/it-systems/it-system-usages/"), "{page}");
    assert_eq!(house.correct_at("Lønsystemet", "system", &uuid(81)), None);
    let error = house.sync(&ane(), "OS2sofd", FULL).await.expect_err("not connected");
    assert_eq!(error.label(), "register-unknown");
}
