//! Better or worse since last month: what facts turned and what a changed strategy turned are told apart, in both databases.

use house::{House, Trends};
use principles::PackFile;
use reports::{Shift, Trend};
use store::Intake;

use super::{Town, ane, systems_with, without_rights_concept};

const PACK: &str = "it-teknologi-2023";
/// The section that the rights concept belongs to, and the one whose parameter is changed.
const OF_FACT: &str = "7";
const OF_STRATEGY: &str = "8";
const MONTH: i64 = 31 * 86_400;

/// The strategy with a parameter so narrow that systems which followed deviate.
fn narrowed(couplings: &str) -> Vec<PackFile> {
    let mut files = testkit::pack_files(PACK);
    let parameter = "[parameters.arch_coupled_systems]\ntype = \"int\"\nvalue = ";
    for file in &mut files {
        file.text = file.text.replace(&format!("{parameter}12"), &format!("{parameter}{couplings}"));
    }
    assert!(files.iter().any(|file| file.text.contains(&format!("{parameter}{couplings}"))));
    files
}

async fn trends(house: &House) -> Trends {
    house.trends(&house.now()).await.expect("read")
}

fn section(trends: &Trends, section: &str) -> Trend {
    trends.of(PACK, section).expect(section)
}

fn all(house: &House, id: &str) -> findings::Tally {
    let now = house.now();
    let pack = now.overview().packs.iter().find(|pack| pack.pack.id == PACK).expect("in force");
    pack.sections.iter().find(|section| section.id == id).expect(id).verdicts
}

/// A system gets its rights concept: one deviation less.
fn supplied(house: &House) -> Intake {
    systems_with(&without_rights_concept(house), "rights_concept", facts::Value::Bool(true))
}

async fn facts_and_strategy_are_told_apart(town: Town) {
    let house = town.lived_in().await;
    assert!(trends(&house).await.from.is_none(), "nothing to compare with yet");
    town.clock.pass(MONTH);
    house.refresh().await.expect("refreshed");
    let aged = trends(&house).await;
    assert_eq!(aged.from, Some(testkit::today()));
    assert_eq!(section(&aged, OF_FACT).by_strategy, Shift::default());
    house.import(&ane(), &supplied(&house)).await.expect("imported");
    let better = trends(&house).await;
    let deviates = |trends: &Trends| section(trends, OF_FACT).by_facts.deviates;
    assert_eq!(deviates(&better), deviates(&aged) - 1);

    let before = all(&house, OF_STRATEGY);
    house.adopt(&ane(), &narrowed("3"), "Skærpet").await.expect("adopted");
    let turned = Shift::between(before, all(&house, OF_STRATEGY));
    assert!(turned.deviates > 0, "the narrower strategy turns something");
    let after = trends(&house).await;
    for id in [OF_FACT, OF_STRATEGY] {
        assert_eq!(section(&after, id).by_facts, section(&better, id).by_facts, "no fact turned meanwhile: {id}");
    }
    assert_eq!(section(&after, OF_STRATEGY).by_strategy, turned);
    assert_eq!(section(&after, OF_FACT).by_strategy, Shift::default());
    assert_eq!(after.adopted(PACK), [house.now().today]);

    // Whoever comes in beside, or afterwards, tells the same; a month later it is how things were.
    assert_eq!(section(&trends(&town.house().await).await, OF_STRATEGY), section(&after, OF_STRATEGY));
    town.clock.pass(MONTH);
    house.refresh().await.expect("refreshed");
    let later = trends(&house).await;
    assert_eq!((section(&later, OF_STRATEGY).by_strategy, later.adopted(PACK)), (Shift::default(), &[][..]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_facts_turn_and_what_a_strategy_turns_are_told_apart_in_sqlite() {
    facts_and_strategy_are_told_apart(Town::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_facts_turn_and_what_a_strategy_turns_are_told_apart_in_postgres() {
    facts_and_strategy_are_told_apart(Town::in_postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_adoption_whose_assessment_was_cut_off_is_told_apart_when_the_house_is_moved_into_again() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    town.clock.pass(MONTH);
    house.refresh().await.expect("refreshed");
    let aged = trends(&house).await;
    let (before, supplying) = (all(&house, OF_STRATEGY), supplied(&house));
    // Facts and strategy change, and the process ends before anything is assessed.
    let cut_off = town.house().await;
    cut_off.assess_later(true);
    cut_off.import(&ane(), &supplying).await.expect("imported");
    cut_off.adopt(&ane(), &narrowed("3"), "Skærpet").await.expect("adopted");
    drop(cut_off);
    let again = town.house().await;
    let after = trends(&again).await;
    let turned = Shift::between(before, all(&again, OF_STRATEGY));
    assert_eq!(section(&after, OF_STRATEGY).by_strategy, turned);
    assert_eq!(section(&after, OF_FACT).by_facts.deviates, section(&aged, OF_FACT).by_facts.deviates - 1);
    // The house that was there all along finds it told.
    house.refresh().await.expect("refreshed");
    assert_eq!(section(&trends(&house).await, OF_STRATEGY), section(&after, OF_STRATEGY));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strategy_that_came_within_the_month_made_nothing_worse() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    town.clock.pass(MONTH);
    house.adopt(&ane(), &testkit::pack_files("kl-arkitektur"), "Vedtaget").await.expect("adopted");
    let trends = trends(&house).await;
    let now = house.now();
    let pack = now.overview().packs.iter().find(|pack| pack.pack.id == "kl-arkitektur").expect("in force");
    for section in &pack.sections {
        let trend = trends.of(&pack.pack.id, &section.id).expect("told");
        assert_eq!(trend.by_facts, Shift::default(), "{}", section.id);
        assert_eq!(trend.by_strategy, Shift::between(findings::Tally::default(), section.verdicts), "{}", section.id);
    }
    assert_eq!((trends.adopted("kl-arkitektur"), trends.adopted(PACK)), (&[now.today][..], &[][..]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_version_stands_where_the_one_before_it_stood() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    house.adopt(&ane(), &testkit::pack_files("kl-arkitektur"), "Vedtaget").await.expect("adopted");
    let order = |house: &House| {
        let now = house.now();
        let sections = |pack: &reports::PackOverview| {
            pack.sections.iter().map(|section| (pack.pack.id.clone(), section.id.clone())).collect::<Vec<_>>()
        };
        now.overview().packs.iter().flat_map(sections).collect::<Vec<_>>()
    };
    let before = order(&house);
    house.adopt(&ane(), &narrowed("3"), "Skærpet").await.expect("adopted");
    assert_eq!(order(&house), before);
    assert_eq!(order(&town.house().await), before);
}
