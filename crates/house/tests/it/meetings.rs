//! A meeting of the board: what comes on its agenda, and the number of its minutes.

use decisions::{Command, Face, Means, Opening, Stage, is_before_board};
use house::House;
use house::cases::{Decision, OfAcquisition, OfCase, Seat, Wanted};
use kernel::Role;

use super::Town;
use super::acquisitions;
use super::cases::{Cast, act, dispense, explained, explained_as, material_rule, opening, submission};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agenda_takes_what_the_board_can_do_something_about_and_nothing_else() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let who = &cast.architect;
    let today = house.now().today;
    let meeting = house.plan_meeting(who, today.plus_days(30), "Direktionsmøde").await.expect("planned");
    let on = async |numbers: &[&str]| {
        let numbers: Vec<String> = numbers.iter().map(|one| (*one).to_owned()).collect();
        house.set_agenda(who, meeting.as_str(), &numbers).await.map_err(|error| error.label()).err()
    };
    let face = house.open_case(Seat::of(who), &opening(&house, &material_rule(&house))).await.expect("opened");
    let number = face.id.0.clone();
    assert_eq!(on(&[&number]).await, Some("meeting-not-before-board"));
    assert_eq!(on(&["1999-0001"]).await, Some("not-found"));
    assert_eq!(on(&[&number, &number]).await, Some("meeting-twice"));
    assert_eq!(on(&[]).await, None);
    let emergency = Command::GrantEmergency {
        reason: "Vagten kan ikke arbejde uden systemet.".to_owned(),
        consequence: "Systemet lukkes, og vagten bruger papir.".to_owned(),
        until: today.plus_days(14),
        shown: face.seen.hash.clone(),
    };
    let granted = act(&house, &cast.manager, &face, &emergency).await;
    assert_eq!(on(&[&number]).await, None, "an emergency grant awaits the board");
    assert_eq!(on(&[]).await, None);
    let face = explained(&house, &cast, granted.clone()).await;
    let (until, shown) = (today.plus_days(60), face.seen.hash.clone());
    let submit = Command::Submit { submission: submission(until), shown: shown.clone() };
    let submitted = act(&house, who, &face, &submit).await;
    assert_eq!(on(&[&number]).await, None);
    let refuse = Command::Refuse {
        reason: "Der kan skiftes allerede i år.".to_owned(),
        plan_by: until,
        meeting: Some(meeting.clone()),
        shown,
    };
    let refused = act(&house, &cast.board, &submitted, &refuse).await;
    assert_eq!(on(&[&number]).await, None, "what was decided there stays there");
    let next = house.plan_meeting(who, today.plus_days(60), "Direktionsmøde").await.expect("planned");
    let again = house.set_agenda(who, next.as_str(), std::slice::from_ref(&number)).await;
    assert_eq!(again.expect_err("decided").label(), "meeting-not-before-board");
    // What stands is the board's when something is to be said of it, or its review has come.
    assert!(!is_before_board(&refused, today) && is_before_board(&submitted, today));
    let mut quiet = granted;
    let in_force = quiet.in_force.as_mut().expect("granted");
    (in_force.means, in_force.until, in_force.review) =
        (Means::Dispensation, today.plus_days(300), today.plus_days(90));
    quiet.stage = Stage::Open;
    assert!(!is_before_board(&quiet, today) && is_before_board(&quiet, today.plus_days(90)));
    let mut explanation = quiet.clone();
    explanation.in_force.as_mut().expect("granted").means = Means::Explanation;
    assert!(!is_before_board(&explanation, today.plus_days(90)), "IT looks at what IT and the area let stand");
    explanation.escalated = Some(today);
    assert!(is_before_board(&explanation, today));
    explanation.stage = Stage::Followed;
    assert!(!is_before_board(&explanation, today));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acquisition_comes_on_the_agenda_when_its_choice_awaits_the_board() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let it = acquisitions::who(&house, Role::ItArchitect, "").await;
    let area = acquisitions::who(&house, Role::BusinessAreaLead, "").await;
    let day = house.now().today.plus_days(30);
    let meeting = house.plan_meeting(&it, day, "Direktionsmøde").await.expect("planned");
    let plan = acquisitions::plan(None);
    let begun = house.open_acquisition(Seat::of(&area), &plan).await.expect("opened");
    let early = house.set_agenda(&it, meeting.as_str(), std::slice::from_ref(&begun.id.0)).await.expect_err("early");
    assert_eq!(early.label(), "meeting-not-before-board");
    let (waits, _) = acquisitions::for_board(&house, &it, &area).await;
    house.set_agenda(&it, meeting.as_str(), &[waits.id.0]).await.expect("set");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_keeps_the_number_that_the_minutes_had_before() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let day = house.now().today.plus_days(30);
    let meeting = house.plan_meeting(&cast.architect, day, "Direktionsmøde").await.expect("planned");
    let log = async || house.store().log(house.tenant(), i64::MAX, 1).await.expect("read").remove(0).detail;
    for (number, before) in [("2026/17", None), ("2026/17 ", None), ("2026/18", Some("2026/17"))] {
        house.close_meeting(&cast.architect, meeting.as_str(), number).await.expect("closed");
        let detail = log().await;
        assert_eq!(detail.contains("before"), before.is_some(), "{detail}");
        assert!(before.is_none_or(|before| detail.contains(before)), "{detail}");
    }
}

/// So many cases of material deviations, each put to the board.
async fn submitted(house: &House, cast: &Cast, count: usize) -> Vec<Face> {
    let now = house.now();
    let packs = now.packs();
    let mut openings: Vec<Opening> = Vec::new();
    for finding in now.assessment.findings().filter(|finding| finding.verdict == findings::Verdict::Deviates) {
        let rule = finding.rule(&packs);
        let principle = packs[0].principle_of(rule);
        let is_heavy = finding.rule_findings().is_material(rule, finding.object)
            && principle.strength == principles::Strength::FollowOrExplain;
        let known = |one: &Opening| one.principle == principle.id;
        if is_heavy && !openings.iter().any(known) {
            let key = now.slots.keys(rule.kind)[finding.object as usize].to_string();
            openings.push(Opening { keys: vec![key], ..opening(house, &rule.code) });
        }
    }
    let mut faces: Vec<Face> = Vec::new();
    for opening in &openings[..count] {
        let opened = house.open_case(Seat::of(&cast.architect), opening).await.expect("opened");
        let like = faces.first().map(|first| first.id.0.clone());
        let face = explained_as(house, cast, opened, like).await;
        let (submission, shown) = (submission(now.today.plus_days(60)), face.seen.hash.clone());
        faces.push(act(house, &cast.architect, &face, &Command::Submit { submission, shown }).await);
    }
    faces
}

fn granted(face: &Face) -> Wanted {
    let until = face.changed.plus_days(60);
    let Command::Dispense { dispensation, shown } = dispense(until, &face.seen.hash) else { panic!("a dispensation") };
    let decision = Decision::Case(OfCase::Dispense { dispensation, shown });
    Wanted { number: face.id.0.clone(), seen: face.version, decision }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_decision_of_a_meeting_stands_or_falls_by_itself_and_only_the_agenda_is_decided() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let cases = submitted(&house, &cast, 3).await;
    let (bought, offer) = acquisitions::for_board(&house, &cast.architect, &cast.area).await;
    let day = house.now().today.plus_days(30);
    let meeting = house.plan_meeting(&cast.architect, day, "Direktionsmøde").await.expect("planned");
    let agenda = [&cases[0].id.0, &cases[1].id.0, &bought.id.0].map(Clone::clone);
    house.set_agenda(&cast.architect, meeting.as_str(), &agenda).await.expect("set");
    let mut stale = granted(&cases[0]);
    stale.seen -= 1;
    let (reason, shown) = ("Ingen leverandør kan andet i år.".to_owned(), offer.hash.clone());
    let approve = Decision::Acquisition(OfAcquisition::Approve { reason, shown });
    let wanted = [
        stale,
        granted(&cases[2]),
        granted(&cases[1]),
        Wanted { number: bought.id.0.clone(), seen: bought.version, decision: approve },
    ];
    let strange = house.decide_in_one_go(Seat::of(&cast.board), "M999", &wanted).await.expect_err("no meeting");
    assert_eq!(strange.label(), "not-found");
    let labels = async |who| {
        let decided = house.decide_in_one_go(Seat::of(who), &meeting, &wanted).await.expect("answered");
        let told = decided.into_iter().zip(&wanted).map(|(one, wanted)| {
            assert_eq!(one.number, wanted.number, "in the order they came");
            one.outcome.map_err(|error| error.label())
        });
        told.collect::<Vec<_>>()
    };
    let without = labels(&cast.owner).await;
    assert_eq!(without[2..], [Err("case-no-seat"), Err("acquisition-no-seat")]);
    let decided = labels(&cast.board).await;
    assert_eq!(
        decided,
        [Err("case-changed"), Err("meeting-not-on-agenda"), Ok(cases[1].version + 1), Ok(bought.version + 1)]
    );
    let case = house.case(&cases[1].id.0).await.expect("read").expect("there").case;
    let given = case.decided[0].dispensation.as_ref().expect("given");
    assert_eq!(given.meeting.as_ref(), Some(&meeting), "the meeting is filled in");
    let entries = house.store().log(house.tenant(), i64::MAX, 8).await.expect("read");
    let refused: Vec<_> = entries.iter().filter(|one| one.act.ends_with("-refused")).collect();
    assert_eq!(refused.len(), 6, "{refused:?}");
    for one in refused {
        let key = one.key.as_deref().expect("every refusal has its number");
        assert_eq!(one.kind.as_deref() == Some(store::ACQUISITION), key == bought.id.0, "{one:?}");
    }
}
