//! A house is moved into, lived in, left, and moved into again.

mod acquisitions;
mod at_once;
mod cases;
mod identity;
mod kept;
mod log;
mod meetings;
mod notices;
mod poam;
mod refusals;
mod registers;
mod retain;
mod trend;
mod work;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use house::{House, HouseError};
use kernel::{Clock, Instant};
use principles::PackFile;
use sqlx::Executor;
use store::{Actor, Intake, Place, Store, Tenant};
use tempfile::TempDir;
use testkit::StillClock;

struct Town {
    place: Place,
    tenant: Tenant,
    clock: Arc<StillClock>,
    _dir: Option<TempDir>,
}

impl Town {
    async fn new() -> Self {
        let dir = TempDir::new().expect("a directory");
        let place = Place::File(dir.path().join("fundament.db"));
        Self::at(place, Some(dir)).await
    }

    /// The same in a database of its own in PostgreSQL.
    async fn in_postgres() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("FUNDAMENT_TEST_POSTGRES")
            .expect("these tests need PostgreSQL: run them by `cargo xtask test`, which starts one");
        let name = format!("house_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.expect("the server");
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        admin.execute(sqlx::query(create)).await.expect("a database");
        admin.close().await;
        Self::at(Place::Url(format!("{server}/{name}")), None).await
    }

    async fn at(place: Place, dir: Option<TempDir>) -> Self {
        let town =
            Self { place, tenant: Tenant("eksempel".to_owned()), clock: Arc::new(StillClock::at_nine()), _dir: dir };
        let store = Store::open(&town.place).await.expect("opens");
        store.found(&town.tenant, "Eksempel Kommune", Instant(0)).await.expect("founded");
        store.close().await;
        town
    }

    /// Another process moves in as well.
    async fn house(&self) -> House {
        let store = Store::open(&self.place).await.expect("opens");
        let clock: Arc<dyn Clock> = Arc::<StillClock>::clone(&self.clock);
        House::open(store, self.tenant.clone(), clock).await.expect("moved in")
    }

    /// Exports taken in under the strategy.
    async fn lived_in_by(&self, exports: &Intake) -> House {
        let house = self.house().await;
        house.adopt(&ane(), &testkit::pack_files("it-teknologi-2023"), "Vedtaget").await.expect("adopted");
        house.import(&ane(), exports).await.expect("imported");
        house
    }

    /// The same without the registers of thousands, devices and people: enough for most stories.
    async fn lived_in(&self) -> House {
        let mut exports = Intake::of(&testkit::eksempel().estate);
        exports.deliveries.retain(|delivery| delivery.rows.len() < 2_000);
        self.lived_in_by(&exports).await
    }
}

fn ane() -> Actor {
    Actor { account: "ane".to_owned(), name: "Ane Friis".to_owned() }
}

/// A system that deviates because the register says that it has no rights concept.
fn without_rights_concept(house: &House) -> String {
    let now = house.now();
    let packs = now.packs();
    let (system, attribute) = facts::schema().path("system.rights_concept").expect("in the schema");
    let column = now.slots.column(system, attribute);
    let by_register = |object: u32| {
        let source = now.slots.source(column.source[object as usize]).expect("a source");
        &*source.register == "kitos"
    };
    let mut deviating = now.assessment.findings().filter(|finding| {
        finding.verdict == findings::Verdict::Deviates
            && finding.rule(&packs).code == "rights-concept-missing"
            && by_register(finding.object)
    });
    now.slots.keys(system)[deviating.next().expect("one deviates").object as usize].to_string()
}

/// The register of systems, with one word of one system changed.
fn systems_with(key: &str, attribute: &str, value: facts::Value) -> Intake {
    let mut intake = Intake::of(&testkit::eksempel().estate);
    let system = facts::schema().kind("system").expect("system");
    let attribute = facts::schema().attribute_id(system, attribute).expect(attribute);
    intake.deliveries.retain(|delivery| delivery.kind == system && &*delivery.source.register == "kitos");
    let row = intake.deliveries[0].rows.iter_mut().find(|row| row.key == key).expect(key);
    row.facts.retain(|(known, _)| *known != attribute);
    row.facts.push((attribute, value));
    Intake { facts: Vec::new(), answers: Vec::new(), ..intake }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_lived_in_says_what_the_command_line_says_and_is_quiet_when_one_comes_back() {
    let town = Town::new().await;
    let house = town.lived_in_by(&Intake::of(&testkit::eksempel().estate)).await;
    let pack = testkit::pack("it-teknologi-2023");
    let slots = testkit::eksempel().estate.slots(testkit::today());
    let expected = findings::assess(&slots, &[&pack]).summary(&slots);
    let now = house.now();
    assert_eq!(now.assessment.summary(&now.slots), expected);
    let standing = house.store().verdicts(house.tenant()).await.expect("read");
    let standing: usize = standing.iter().map(|rule| rule.verdicts().count()).sum();
    assert_eq!(standing as u64, expected.verdicts.applicable());
    // What first appears is told only when it deviates.
    assert_eq!(house.store().last_turn(house.tenant()).await.expect("read") as u64, expected.verdicts.deviates);
    let again = town.house().await;
    assert_eq!(again.now().assessment.summary(&again.now().slots), expected);
    assert_eq!(again.store().last_turn(house.tenant()).await.expect("read") as u64, expected.verdicts.deviates);
    let counts = again.store().counts_on(house.tenant(), testkit::today()).await.expect("read").expect("counted").1;
    assert_eq!(counts.iter().map(|count| count.counts[1]).sum::<i64>() as u64, expected.verdicts.deviates);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_turns_what_it_should_names_the_fact_and_is_undone() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let told = house.store().last_turn(house.tenant()).await.expect("read");
    let key = without_rights_concept(&house);
    let changed = systems_with(&key, "rights_concept", facts::Value::Bool(true));
    let tried = house.try_import(&changed).await.expect("tried");
    assert_eq!((tried[0].changed.len(), tried[0].added.len(), tried[0].gone.len()), (1, 0, 0));
    let imported = house.import(&ane(), &changed).await.expect("imported");
    let feed = house.store().turns(house.tenant(), told, 100).await.expect("fed");
    assert_eq!(Some(feed.len()), imported.turned);
    let rights =
        feed.iter().map(|(_, _, turn)| turn).find(|turn| turn.rule == "rights-concept-missing").expect("turned");
    assert_eq!(
        (rights.key.as_str(), rights.before.as_deref(), rights.after.as_deref()),
        (key.as_str(), Some("deviates"), Some("follows"))
    );
    assert!(rights.because.contains(r#""fact":"system.rights_concept""#), "{}", rights.because);
    let back = house.undo(&ane(), imported.act).await.expect("undone");
    assert_eq!(back.turned, imported.turned);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_day_turns_verdicts_without_an_act() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let acts = house.now().revision;
    assert_eq!(house.refresh().await.expect("refreshed"), 0);
    town.clock.pass(120 * 86_400);
    let turned = house.refresh().await.expect("refreshed");
    let now = house.now();
    assert!(turned > 0);
    assert_eq!((now.today, now.revision), (testkit::today().plus_days(120), acts));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_process_does_is_noticed_and_told_once() {
    let town = Town::new().await;
    let (house, beside) = (town.lived_in().await, town.house().await);
    let told = house.store().last_turn(house.tenant()).await.expect("read");
    let changed = systems_with(&without_rights_concept(&house), "rights_concept", facts::Value::Bool(true));
    let imported = beside.import(&ane(), &changed).await.expect("imported");
    assert_eq!(house.refresh().await.expect("refreshed"), 0, "the other process has told");
    let (a, b) = (house.now(), beside.now());
    assert_eq!(a.assessment.summary(&a.slots), b.assessment.summary(&b.slots));
    let feed = house.store().turns(house.tenant(), told, 100).await.expect("fed");
    assert!(!feed.is_empty() && imported.turned == Some(feed.len()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pack_with_errors_is_not_adopted_and_the_same_pack_is_adopted_once() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let acts = house.now().revision;
    let mut files = testkit::pack_files("it-teknologi-2023");
    assert_eq!(house.adopt(&ane(), &files, "Igen").await.expect("left as it is").turned, Some(0));
    files.push(PackFile { name: "99-fejl.toml".to_owned(), text: "[[principle]]\nid = 1\n".to_owned() });
    let refused = house.adopt(&ane(), &files, "Fejl").await;
    assert!(matches!(&refused, Err(HouseError::Pack(errors)) if errors[0].file == "99-fejl.toml"), "{refused:?}");
    assert_eq!(house.store().revision(house.tenant()).await.expect("revision"), acts);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_gone_by_is_seen_with_its_facts_under_the_strategy_of_its_time() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let (first, revision) = (testkit::today(), house.now().revision);
    let before = house.now().assessment.summary(&house.now().slots);
    let key = without_rights_concept(&house);
    town.clock.pass(2 * 86_400);
    house.import(&ane(), &systems_with(&key, "rights_concept", facts::Value::Bool(true))).await.expect("imported");
    house.adopt(&ane(), &testkit::pack_files("kl-arkitektur"), "Vedtaget").await.expect("adopted");
    assert!(house.now().revision > revision);
    let (system, attribute) = facts::schema().path("system.rights_concept").expect("in the schema");
    let concept = |snapshot: &house::Snapshot| {
        let object = snapshot.slots.find(system, &key).expect("there");
        snapshot.slots.cell(system, object, attribute)
    };
    for day in [first, first.plus_days(1)] {
        let then = house.as_of(day).await.expect("looked back");
        assert_eq!((then.today, concept(&then)), (day, facts::Cell::Bool(false)));
        assert_eq!(then.packs.iter().map(|pack| pack.id.as_str()).collect::<Vec<_>>(), ["it-teknologi-2023"]);
    }
    let then = house.as_of(first).await.expect("looked back");
    assert_eq!(then.assessment.summary(&then.slots), before, "as it was assessed on the day itself");
    assert!(Arc::ptr_eq(&then, &house.as_of(first).await.expect("looked back")), "read once");
    let now = house.as_of(first.plus_days(2)).await.expect("today");
    assert_eq!((concept(&now), now.packs.len()), (facts::Cell::Bool(true), 2));
    for (day, label) in [(first.plus_days(-1), "as-of-too-early"), (first.plus_days(3), "as-of-future")] {
        assert_eq!(house.as_of(day).await.expect_err("refused").label(), label);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_anything_was_imported_there_is_no_day_to_look_back_at() {
    let town = Town::new().await;
    let house = town.house().await;
    let refused = house.as_of(testkit::today().plus_days(-1)).await;
    assert_eq!(refused.expect_err("refused").label(), "as-of-too-early");
    let far = house.as_of(kernel::Day::from_days(i32::MIN)).await;
    assert_eq!(far.expect_err("refused").label(), "as-of-too-early");
}
