//! What stands beside the log is held up against it: what somebody changed past the house is named and mended, and what an earlier
//! version wrote is made anew.

use std::sync::Arc;

use decisions::{Command, Face};
use house::cases::{AttachedFile, Seat};
use house::{House, Stray, Strayed};
use kernel::Instant;
use store::{Act, Filed, KeptFace, Mended, Store};

use super::cases::{Cast, act, material_rule, opening};
use testkit::StillClock;

use super::{Town, ane};

fn meddled() -> Act {
    Act { actor: ane(), act: "meddled", subject: None, detail: serde_json::json!({}), at: Instant(0), seen: None }
}

/// Writes rows past the house, as a meddler would; the chain does not see it.
async fn meddle(house: &House, id: &str, change: impl Fn(KeptFace) -> KeptFace) {
    let things = house.store().filed_after(house.tenant(), Filed::Case, ("", 1_000)).await.expect("read");
    let thing = things.into_iter().find(|thing| thing.id == id).expect("there");
    let upto = thing.entries.last().expect("an entry").seq;
    let row = Mended { id: id.to_owned(), upto, kept: change(thing.kept.expect("a face")) };
    house.store().mend(house.tenant(), &meddled(), (Filed::Case, &[row], &[])).await.expect("written");
}

async fn strayed(house: &House) -> Vec<(String, Stray)> {
    let beside = house.hold_up().await.expect("held up");
    beside.strayed.into_iter().map(|Strayed { id, how, .. }| (id, how)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_face_that_somebody_changed_is_named_and_made_anew_from_the_log() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let face =
        house.open_case(Seat::of(&cast.architect), &opening(&house, &material_rule(&house))).await.expect("opened");
    let id = face.id.0.clone();
    let file = AttachedFile { name: "aftale.txt".to_owned(), content: "Ane Friis har skrevet under".into() };
    let face = house.attach_to_case(Seat::of(&cast.architect), (&id, face.version), file).await.expect("added");
    let sound = house.hold_up().await.expect("held up");
    assert_eq!((sound.cases, sound.acquisitions, sound.files, sound.strayed), (1, 0, 1, Vec::new()));
    // A meddler gives the case another title, and the log holds all the same.
    meddle(&house, &id, |kept| KeptFace { face: kept.face.replace("følger ikke", "følger"), ..kept }).await;
    assert_eq!(house.store().verify_log(house.tenant()).await.expect("read"), None);
    assert_eq!(strayed(&house).await, [(id.clone(), Stray::Changed)]);
    let found = house.hold_up().await.expect("held up").strayed;
    assert_eq!(house.mend(&ane(), &found).await.expect("mended"), 1);
    assert_eq!(strayed(&house).await, []);
    let entry = house.store().log(house.tenant(), i64::MAX, 1).await.expect("read").remove(0);
    assert_eq!((entry.act.as_str(), entry.name.as_str()), ("mend-faces", "Ane Friis"));
    assert!(entry.detail.contains(&id), "{}", entry.detail);
    // Whoever comes in now reads it as it was, and can go on where it stood.
    let other = town.house().await;
    assert_eq!(*other.docket().face(&id).expect("there"), face);
    act(&other, &cast.architect, &face, &Command::Note { text: "Set efter.".to_owned(), about_principle: false }).await;
    assert_eq!(strayed(&other).await, []);
    // Its numbers count as well: who forgets an event would let two decide on the same.
    meddle(&house, &id, |kept| KeptFace { version: kept.version - 1, ..kept }).await;
    assert_eq!(strayed(&house).await, [(id, Stray::Changed)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_face_that_is_gone_or_of_no_case_and_a_file_that_is_gone_are_named() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let face =
        house.open_case(Seat::of(&cast.architect), &opening(&house, &material_rule(&house))).await.expect("opened");
    let id = face.id.0.clone();
    let file = AttachedFile { name: "aftale.txt".to_owned(), content: "Ane Friis har skrevet under".into() };
    house.attach_to_case(Seat::of(&cast.architect), (&id, face.version), file).await.expect("added");
    let (store, tenant) = (house.store(), house.tenant());
    let invented = Mended {
        id: "2026-0999".to_owned(),
        upto: 0,
        kept: KeptFace { version: 1, changed: 1, face: "{}".to_owned() },
    };
    // A row of no case cannot be written so: there is no entry that it could go by.
    assert_eq!(store.mend(tenant, &meddled(), (Filed::Case, &[invented], &[])).await.expect("looked"), 0);
    store.mend(tenant, &meddled(), (Filed::Case, &[], std::slice::from_ref(&id))).await.expect("taken away");
    assert_eq!(strayed(&house).await, [(id.clone(), Stray::Missing)]);
    let found = house.hold_up().await.expect("held up").strayed;
    assert_eq!(house.mend(&ane(), &found).await.expect("mended"), 1);
    assert_eq!(strayed(&house).await, []);
    // A file is taken away without a word in the log.
    let sha256 = store.files(tenant).await.expect("read").remove(0).1;
    store.remove_files(tenant, &meddled(), (&id, &[&sha256])).await.expect("removed");
    let gone = [(id, Stray::FileMissing("aftale.txt".to_owned()))];
    assert_eq!(strayed(&house).await, gone);
    let found = house.hold_up().await.expect("held up").strayed;
    assert_eq!(house.mend(&ane(), &found).await.expect("looked"), 0, "no log holds a file's bytes");
    assert_eq!(strayed(&house).await, gone);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_face_of_another_form_or_torn_is_made_anew_by_whoever_reads_it() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let face =
        house.open_case(Seat::of(&cast.architect), &opening(&house, &material_rule(&house))).await.expect("opened");
    let id = face.id.0.clone();
    let kept = async |house: &House| {
        let things = house.store().filed_after(house.tenant(), Filed::Case, ("", 10)).await.expect("read");
        things[0].kept.clone().expect("a face")
    };
    let ours = kept(&house).await;
    let form = format!("{{\"form\":{},", Face::FORM);
    let before = |kept: KeptFace| KeptFace { face: kept.face.replace(&form, "{"), ..kept };
    let torn = |kept: KeptFace| KeptFace { face: kept.face[..kept.face.len() / 2].to_owned(), ..kept };
    for form in [&before as &dyn Fn(KeptFace) -> KeptFace, &torn] {
        meddle(&house, &id, form).await;
        assert_ne!(kept(&house).await, ours);
        let other = town.house().await;
        assert_eq!(*other.docket().face(&id).expect("there"), face);
        assert_eq!(kept(&other).await, ours, "written anew, so that it is replayed once");
        assert_eq!(strayed(&other).await, []);
        other.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_that_nobody_can_read_is_named_with_its_case() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let subject = Some((store::CASE.to_owned(), "2026-0042".to_owned()));
    house.store().note(house.tenant(), &Act { act: "case-dream", subject, ..meddled() }).await.expect("noted");
    let strayed = strayed(&house).await;
    assert!(
        matches!(&strayed[..], [(id, Stray::Unreadable(why))] if id == "2026-0042" && why.starts_with("log ")),
        "{strayed:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_only_looks_writes_nothing() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let before = house.now().today;
    town.clock.pass(400 * 86_400);
    let store = Store::open(&town.place).await.expect("opens");
    let looking = House::new(store, town.tenant.clone(), Arc::<StillClock>::clone(&town.clock));
    let turned = house.store().last_turn(&town.tenant).await.expect("read");
    looking.look().await.expect("seen");
    let today = looking.now().today;
    assert_eq!(today, before.plus_days(400));
    assert!(looking.now().assessment.findings().count() > 0);
    let written = async || house.store().last_turn(&town.tenant).await.expect("read") > turned;
    assert!(!written().await, "nothing is written by a look");
    town.house().await;
    assert!(written().await, "who moves in remembers what turned");
}
