//! Links to our pages in KITOS: added once each, whatever goes wrong, and nothing else is ever written.

use inbound::kitos::{KitosLinks, KitosRegister};
use inbound::{Gathered, Links, LinksWritten, Mirror, Register, Run};
use kernel::{Instant, Text};
use serde_json::{Value, json};
use testkit::kitos::{Act, FakeKitos, Generation, converse, play, rows, settings, uuid};

const NOW: Instant = Instant(1_795_420_800_000_000);
const PUBLIC: &str = "https://fundament.eksempel.example";

fn fake() -> FakeKitos {
    FakeKitos::of(rows(Generation::Y2026))
}

fn gathered(fake: &mut FakeKitos) -> Gathered {
    let register = KitosRegister::new(settings("https://kitos.example", 250), "hemmelig".to_owned());
    let run = register.begin(Run::Full { much_may_be_gone: false }, Mirror::default());
    let gathered = play(run, fake, NOW).expect("a whole run");
    fake.requests.clear();
    gathered
}

fn write(fake: &mut FakeKitos, mirror: &Mirror) -> (Result<(), Text>, LinksWritten) {
    let settings = settings("https://kitos.example", 250);
    let mut links = Box::new(KitosLinks::new(settings, "hemmelig".to_owned(), mirror, PUBLIC));
    let ended = converse(&mut *links, fake, NOW);
    (ended, links.written())
}

fn links_of(fake: &FakeKitos) -> Vec<(String, Vec<Value>)> {
    let usages = fake.lists["it-system-usages"].iter();
    let links = |row: &Value| row["externalReferences"].as_array().expect("links").clone();
    usages.map(|row| (row["uuid"].as_str().expect("a uuid").to_owned(), links(row))).collect()
}

fn each_has_one(fake: &FakeKitos) {
    for (uuid, links) in links_of(fake) {
        let url = format!("{PUBLIC}/objekter/system/{uuid}");
        let title = "Fundament: følg eller forklar";
        let link = json!({ "title": title, "documentId": "Fundament", "url": url, "masterReference": false });
        assert_eq!(links, [link], "{uuid}");
    }
}

fn posts(fake: &FakeKitos) -> usize {
    fake.requests
        .iter()
        .filter(|request| request.starts_with("POST") && request.contains("/external-references"))
        .count()
}

#[test]
fn each_system_gets_one_link_and_nothing_else_is_written() {
    let mut fake = fake();
    let before = gathered(&mut fake);
    let (ended, result) = write(&mut fake, &before.mirror);
    ended.expect("written");
    assert_eq!((result.written.len(), result.there, result.refused.len()), (3, 0, 0));
    each_has_one(&fake);
    let other = |request: &&String| !request.starts_with("GET ") && !request.contains("/external-references");
    let others: Vec<&String> = fake.requests.iter().filter(other).collect();
    assert!(others.iter().all(|request| request.ends_with("/api/authorize/GetToken")), "{others:?}");
    // With a mirror from before, and with one from after.
    let (_, again) = write(&mut fake, &before.mirror);
    assert_eq!((again.written.len(), again.there), (0, 3));
    let after = gathered(&mut fake);
    let (_, known) = write(&mut fake, &after.mirror);
    assert_eq!((known.there, fake.requests.len()), (3, 0));
    each_has_one(&fake);
}

#[test]
fn off_there_is_no_conversation_at_all() {
    let mut fake = fake();
    let mirror = gathered(&mut fake).mirror;
    let mut settings = settings("https://kitos.example", 250);
    settings.write_links = false;
    assert!(KitosRegister::new(settings.clone(), String::new()).links(&mirror, PUBLIC).is_none());
    settings.write_links = true;
    assert!(
        KitosRegister::new(settings, String::new()).links(&mirror, PUBLIC).is_some_and(|links| links.missing() == 3)
    );
}

#[test]
fn whatever_goes_wrong_midway_no_link_stands_twice() {
    for act in [Act::Lost, Act::Nothing, Act::CutShort, Act::Busy(3), Act::Status(502), Act::TokenEnds] {
        for nth in 1..=3 {
            let mut fake = fake();
            let mirror = gathered(&mut fake).mirror;
            fake = fake.with("/external-references", nth, act.clone());
            let (ended, result) = write(&mut fake, &mirror);
            ended.unwrap_or_else(|why| panic!("{act:?} {nth}: {}", why.da));
            assert_eq!(result.written.len() + result.there, 3, "{act:?} {nth}");
            each_has_one(&fake);
        }
    }
}

#[test]
fn a_refusal_is_told_and_not_tried_again_and_the_others_get_theirs() {
    for status in [403, 409] {
        let mut fake = fake();
        let mirror = gathered(&mut fake).mirror;
        fake = fake.with("/external-references", 2, Act::Status(status));
        let (ended, result) = write(&mut fake, &mirror);
        ended.expect("the others");
        assert_eq!((result.written.len(), result.refused.len(), result.refused[0].1), (2, 1, status));
        assert_eq!(posts(&fake), 3);
    }
}

#[test]
fn a_server_that_stays_out_of_order_ends_it_and_what_was_written_is_told() {
    let mut fake = fake();
    let mirror = gathered(&mut fake).mirror;
    for nth in 2..=5 {
        fake = fake.with("/external-references", nth, Act::Status(500));
    }
    let (ended, result) = write(&mut fake, &mirror);
    assert!(ended.expect_err("out of order").da.contains("Prøvet 4 gange"));
    assert_eq!((result.written.len(), posts(&fake)), (1, 5));
}

#[test]
fn a_user_without_the_right_is_told_so_after_a_few_tries() {
    let mut fake = fake();
    let one = fake.lists["it-system-usages"][0].clone();
    for number in 0..40 {
        let mut more = one.clone();
        more["uuid"] = json!(uuid(5_000 + number));
        fake.lists.get_mut("it-system-usages").expect("usages").push(more);
    }
    let mirror = gathered(&mut fake).mirror;
    for nth in 1..=43 {
        fake = fake.with("/external-references", nth, Act::Status(403));
    }
    let (ended, result) = write(&mut fake, &mirror);
    assert!(ended.expect_err("no right").da.contains("write_links = false"));
    assert_eq!((result.refused.len(), posts(&fake)), (5, 5));
}

#[test]
fn a_system_that_went_away_meanwhile_needs_no_link() {
    let mut fake = fake();
    let mirror = gathered(&mut fake).mirror;
    fake.lists.get_mut("it-system-usages").expect("usages").remove(0);
    let (ended, result) = write(&mut fake, &mirror);
    ended.expect("the others");
    assert_eq!(result.written.len(), 2);
    each_has_one(&fake);
}
