//! Runs against a KITOS that behaves badly: the result is right, or the run fails whole with a clear reason and the next heals it.

use inbound::kitos::Kitos;
use inbound::{Gathered, Mirror, Run};
use kernel::{Instant, Text};
use serde_json::json;
use testkit::kitos::{Act, FakeKitos, Generation, play, rows, settings, uuid};

/// The morning of 23 November 2026.
const NOW: Instant = Instant(1_795_420_800_000_000);
const FULL: Run = Run::Full { much_may_be_gone: false };

fn fake() -> FakeKitos {
    FakeKitos::of(rows(Generation::Y2026))
}

fn run(fake: &mut FakeKitos, run: Run, before: &Mirror) -> Result<Gathered, Text> {
    let settings = settings("https://kitos.example", 2);
    play(Box::new(Kitos::new(settings, "hemmelig".to_owned(), run, before.clone())), fake, NOW)
}

fn full(fake: &mut FakeKitos) -> Gathered {
    run(fake, FULL, &Mirror::default()).expect("a whole run")
}

/// A run of what changed since another.
fn changes(fake: &mut FakeKitos, after: &Gathered) -> Gathered {
    let since = after.high_water.clone().expect("a high water");
    run(fake, Run::Changes { since }, &after.mirror).expect("a whole run")
}

#[test]
fn pages_of_two_bring_every_row_and_the_last_change_is_the_high_water() {
    let mut fake = fake();
    let gathered = full(&mut fake);
    for (list, rows) in &fake.lists {
        if *list != "organizations" {
            assert_eq!(gathered.mirror.rows(list).map(std::collections::BTreeMap::len), Some(rows.len()), "{list}");
        }
    }
    assert_eq!(gathered.high_water.clone().expect("a high water"), "2026-07-03T06:02:11Z");
    assert!(gathered.notices("OS2kitos").is_empty());
    let asked = fake.requests.join("\n");
    assert!(asked.contains(&format!("/api/v2/organizations/{}/users?", uuid(1))), "{asked}");
    assert!(asked.contains("usedInOrganizationUuid=") && asked.contains("includeDeactivated=true"), "{asked}");
    assert!(!asked.contains("hemmelig"));
    // A telephone number is nobody's business here.
    assert!(gathered.mirror.row("organization-users", &uuid(21)).expect("a user").get("phoneNumber").is_none());
}

#[test]
fn the_municipality_is_the_one_with_that_very_cvr_number() {
    let mut odd = fake();
    odd.lists.get_mut("organizations").expect("organizations").retain(|row| row["cvr"] != "87654321");
    let why = run(&mut odd, FULL, &Mirror::default()).expect_err("no such municipality");
    assert!(why.da.contains("CVR-nummer 87654321"), "{}", why.da);
}

#[test]
fn a_token_that_ends_midway_a_busy_server_and_a_cut_answer_change_nothing() {
    let expected = full(&mut fake());
    for (at, act) in [
        ("it-contracts", Act::TokenEnds),
        ("it-contracts", Act::Status(500)),
        ("it-system-usages", Act::Nothing),
        ("it-systems", Act::Busy(3)),
        ("it-system-usages", Act::CutShort),
        ("it-system-usages", Act::Wrapped),
        ("it-interfaces", Act::Wrapped),
    ] {
        let mut odd = fake().with(at, 1, act.clone());
        assert_eq!(run(&mut odd, FULL, &Mirror::default()), Ok(expected.clone()), "{at} {act:?}");
    }
}

#[test]
fn a_server_that_stays_out_of_order_fails_the_run_whole_and_the_next_heals_it() {
    let mut odd = fake();
    for nth in 1..=4 {
        odd = odd.with("it-contracts", nth, Act::Status(503));
    }
    let why = run(&mut odd, FULL, &Mirror::default()).expect_err("a failed run");
    assert!(why.da.contains("it-contracts svarede med status 503") && why.da.contains("Prøvet 4 gange"), "{}", why.da);
    assert_eq!(full(&mut odd).mirror, full(&mut fake()).mirror);
}

#[test]
fn a_wrong_password_is_told_and_not_tried_again() {
    let mut odd = fake();
    let talk = Kitos::new(settings("https://kitos.example", 2), "forkert".to_owned(), FULL, Mirror::default());
    let why = play(Box::new(talk), &mut odd, NOW).expect_err("no sign-in");
    assert!(why.da.contains("afviste API-brugerens e-mail eller adgangskode"), "{}", why.da);
    assert_eq!(odd.requests.len(), 1);
}

#[test]
fn a_row_that_moves_between_pages_hides_no_other() {
    let mut odd = fake();
    let before = full(&mut odd);
    for number in [81, 82, 83] {
        odd.row_mut("it-system-usages", &uuid(number))["general"]["purpose"] = json!("nyt");
        odd.touch("it-system-usages", &uuid(number));
    }
    odd = odd.with("it-system-usages", 1, Act::Touch("it-system-usages", uuid(81)));
    let after = changes(&mut odd, &before);
    for number in [81, 82, 83] {
        let row = after.mirror.row("it-system-usages", &uuid(number)).expect("a usage");
        assert_eq!(row["general"]["purpose"], "nyt", "{number}");
    }
}

#[test]
fn a_change_is_seen_at_once_also_one_of_the_shared_system_alone() {
    let mut fake = fake();
    let before = full(&mut fake);
    fake.row_mut("it-systems", &uuid(31))["name"] = json!("Journalen");
    fake.touch("it-systems", &uuid(31));
    let after = changes(&mut fake, &before);
    assert_eq!(after.mirror.row("it-systems", &uuid(31)).expect("a system")["name"], "Journalen");
    assert_eq!(after.mirror.len(), before.mirror.len());
    let asked = fake.requests.join("\n");
    assert!(asked.contains("changedSinceGtEq=2026-07-03T05:52:11Z"), "{asked}");
    assert!(after.high_water > before.high_water);
}

#[test]
fn a_rename_that_nobody_dated_is_healed_by_the_full_run() {
    let mut fake = fake();
    let before = full(&mut fake);
    fake.row_mut("it-systems", &uuid(33))["name"] = json!("Opslagstavlen");
    let after = changes(&mut fake, &before);
    assert_eq!(after.mirror.row("it-systems", &uuid(33)).expect("a system")["name"], "Tavlen");
    let healed = run(&mut fake, FULL, &after.mirror).expect("a whole run");
    assert_eq!(healed.mirror.row("it-systems", &uuid(33)).expect("a system")["name"], "Opslagstavlen");
}

#[test]
fn what_is_deleted_is_gone_by_the_feed_or_by_the_full_run() {
    let mut odd = fake();
    let before = full(&mut odd);
    odd.lists.get_mut("it-system-usages").expect("usages").retain(|row| row["uuid"] != uuid(82));
    let unaware = changes(&mut odd, &before);
    assert!(unaware.mirror.row("it-system-usages", &uuid(82)).is_some());
    let mut told = odd.clone();
    told.deleted.push(("ItSystemUsage", uuid(82), "2026-07-03T12:00:00Z".to_owned()));
    for gathered in [changes(&mut told, &before), run(&mut odd, FULL, &before.mirror).expect("a whole run")] {
        assert!(gathered.mirror.row("it-system-usages", &uuid(82)).is_none());
        assert_eq!(gathered.gone.get("it-system-usages"), Some(&1));
    }
}

#[test]
fn a_row_that_slips_between_the_pages_of_a_full_run_is_asked_for_before_it_counts_as_gone() {
    let mut odd = fake();
    let before = full(&mut odd);
    // While the second page is read, a row of the first is deleted: the third row slides onto a page already read.
    let mut odd = fake().with("it-system-usages", 1, Act::Delete("it-system-usages", uuid(81)));
    let after = run(&mut odd, FULL, &before.mirror).expect("a whole run");
    assert!(after.mirror.row("it-system-usages", &uuid(83)).is_some());
    assert!(odd.requests.iter().any(|asked| asked.ends_with(&format!("it-system-usages/{}", uuid(83)))));
}

#[test]
fn a_row_that_may_no_longer_be_seen_is_gone_and_fails_no_run() {
    let before = full(&mut fake());
    let mut odd = fake();
    odd.lists.get_mut("it-systems").expect("systems").retain(|row| row["uuid"] != uuid(33));
    odd.tricks.push(testkit::kitos::Trick { at: "it-systems/", nth: 1, act: Act::Status(403) });
    odd.tricks.push(testkit::kitos::Trick { at: "it-systems/", nth: 2, act: Act::Status(403) });
    let after = run(&mut odd, FULL, &before.mirror).expect("a whole run");
    assert!(after.mirror.row("it-systems", &uuid(33)).is_none());
}

#[test]
fn a_register_that_suddenly_shows_almost_nothing_is_not_believed() {
    let mut odd = fake();
    let mut before = full(&mut odd);
    for number in 1_000..1_100 {
        let row = json!({ "uuid": uuid(number), "name": "x" });
        before.mirror.rows_mut("it-contracts").insert(uuid(number), row);
    }
    let why = run(&mut odd, FULL, &before.mirror).expect_err("not believed");
    assert!(why.da.contains("100 af 102 rækker i it-contracts"), "{}", why.da);
    let told = run(&mut odd, Run::Full { much_may_be_gone: true }, &before.mirror).expect("told that it is right");
    assert_eq!(told.gone.get("it-contracts"), Some(&100));
}

#[test]
fn a_system_that_comes_into_use_brings_its_own_row_however_old() {
    let mut fake = fake();
    let mut before = full(&mut fake);
    before.mirror.rows_mut("it-systems").remove(&uuid(33));
    let after = changes(&mut fake, &before);
    assert_eq!(after.mirror.row("it-systems", &uuid(33)).expect("a system")["name"], "Tavlen");
}

#[test]
fn a_cpr_number_never_reaches_the_mirror_and_the_run_says_where_it_stood() {
    let lists: Vec<&'static str> = fake().lists.keys().copied().filter(|list| *list != "organizations").collect();
    for list in lists {
        let mut odd = fake();
        let id = odd.lists[list][0]["uuid"].as_str().expect("an identity").to_owned();
        odd.row_mut(list, &id)["name"] = json!("Sagen om 010190-1234");
        odd.row_mut(list, &id)["deeper"] = json!({ "number": 101_901_234_u64, "text": ["0101901234"] });
        let gathered = full(&mut odd);
        let all: String =
            gathered.mirror.lists().flat_map(|(_, rows)| rows.values()).map(ToString::to_string).collect();
        for number in ["0190-1234", "01901234"] {
            assert!(!all.contains(number), "{list} {number}");
        }
        let told = gathered.notices("OS2kitos")[0].da.clone();
        assert!(told.contains(&format!("{list}: name")) && told.contains(&format!("{list}: deeper.text")), "{told}");
        let told =
            inbound::kitos::read(&gathered.mirror, &settings("https://kitos.example", 2), super::day("2026-11-23"));
        assert!(told.import.report.is_clean(), "{list}");
    }
}

#[test]
fn an_answer_of_another_shape_fails_the_run_and_says_so() {
    let mut odd = fake();
    odd.row_mut("it-contracts", &uuid(71)).as_object_mut().expect("a row").remove("uuid");
    let why = run(&mut odd, FULL, &Mirror::default()).expect_err("another shape");
    assert!(why.da.contains("En række i it-contracts har intet uuid"), "{}", why.da);
    let mut odd = fake().with("it-contracts", 1, Act::Status(404));
    let why = run(&mut odd, FULL, &Mirror::default()).expect_err("no such list");
    assert!(why.da.contains("findes ikke"), "{}", why.da);
}
