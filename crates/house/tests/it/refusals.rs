//! What is refused about meetings, deputies and principles, as the log keeps it: who, what they wanted, and the words they were told.

use house::cases::{RefusedTry, Seat, Wanted};
use house::{House, HouseError};
use store::LogEntry;

use super::Town;
use super::cases::{Cast, material_rule, opening};

async fn last(house: &House) -> LogEntry {
    house.store().log(house.tenant(), i64::MAX, 1).await.expect("read").remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_about_a_meeting_stands_in_the_log_word_for_word_and_leaves_the_meeting_as_it_was() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let (who, today) = (&cast.architect, house.now().today);
    let meeting = house.plan_meeting(who, today.plus_days(30), "Direktionsmøde").await.expect("planned");
    let version = house.set_agenda(who, meeting.as_str(), &[]).await.expect("set");
    let twice = ["1999-0001".to_owned(), "1999-0001".to_owned()];
    for (command, label) in [
        ("plan", "meeting-day"),
        ("plan", "meeting-title"),
        ("plan", "not-allowed"),
        ("set-agenda", "meeting-twice"),
        ("set-agenda", "not-found"),
        ("set-agenda", "changed-in-between"),
        ("set-agenda", "not-allowed"),
        ("close", "meeting-minutes"),
        ("decide", "meeting-too-many"),
    ] {
        let at = (meeting.as_str(), version);
        let refused: Result<(), HouseError> = match (command, label) {
            ("plan", "meeting-day") => house.plan_meeting(who, today.plus_days(-1), "Møde").await.map(|_| ()),
            ("plan", "meeting-title") => house.plan_meeting(who, today, " ").await.map(|_| ()),
            ("plan", _) => house.plan_meeting(&cast.owner, today, "Møde").await.map(|_| ()),
            (_, "meeting-twice") => house.set_agenda(who, at, &twice).await.map(|_| ()),
            (_, "not-found") => house.set_agenda(who, at, &twice[..1]).await.map(|_| ()),
            (_, "changed-in-between") => house.set_agenda(who, (meeting.as_str(), version - 1), &[]).await.map(|_| ()),
            ("set-agenda", _) => house.set_agenda(&cast.owner, at, &[]).await.map(|_| ()),
            ("close", _) => house.close_meeting(who, at, " ").await.map(|_| ()),
            _ => {
                let many: Vec<Wanted> = std::iter::repeat_n(wanted(), 201).collect();
                house.decide_in_one_go(Seat::of(&cast.board), &meeting, &many).await.map(|_| ())
            }
        };
        let error = refused.expect_err(label);
        let entry = last(&house).await;
        assert_eq!((entry.act.as_str(), error.label()), ("meeting-refused", label), "{command}");
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).expect("JSON");
        let of = if command == "plan" { serde_json::Value::Null } else { serde_json::json!(meeting) };
        assert_eq!(detail["meeting"], of, "{command}: {label}");
        let tried = RefusedTry::of(entry);
        assert_eq!((tried.command.as_str(), tried.label.as_str()), (command, label));
        assert_eq!(tried.told, Some(error.text()));
        assert!(house::wanted(&tried.act).is_some(), "{}", tried.act);
        let refused_whom = if label == "not-allowed" { &cast.owner } else { who };
        let refused_whom = if command == "decide" { &cast.board } else { refused_whom };
        assert_eq!(tried.name, refused_whom.account.name);
    }
    assert_eq!(house.meeting_version(&meeting).await.expect("read"), version);
    // Nobody writes by guessing at meetings.
    let before = last(&house).await.seq;
    house.set_agenda(who, "M99", &[]).await.expect_err("no such meeting");
    assert_eq!(last(&house).await.seq, before);
}

fn wanted() -> Wanted {
    let one =
        r#"{"number":"2026-0001","version":1,"decision":"refuse","reason":"Nej.","plan_by":"2027-05-03","shown":"ab"}"#;
    serde_json::from_str(one).expect("a decision")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_about_a_deputy_stands_in_the_log_word_for_word() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let (who, today) = (&cast.architect, house.now().today);
    let colleague = cast.manager.account.id.as_str();
    let id = house.appoint_deputy(who, colleague, (today, today)).await.expect("appointed");
    let appoint = async |deputy: &str, period| house.appoint_deputy(who, deputy, period).await.map(|_| ());
    for (command, label) in [
        ("appoint", "deputy-period"),
        ("appoint", "deputy-who"),
        ("appoint", "deputy-too-long"),
        ("appoint", "not-found"),
        ("end", "deputy-not-yours"),
    ] {
        let refused = match label {
            "deputy-period" => appoint(colleague, (today, today.plus_days(-1))).await,
            "deputy-who" => appoint(&who.account.id, (today, today)).await,
            "deputy-too-long" => appoint(colleague, (today, today.plus_days(1_000))).await,
            "not-found" => appoint("ingen", (today, today)).await,
            _ => house.end_deputy(&cast.manager, id).await,
        };
        let error = refused.expect_err(label);
        let entry = last(&house).await;
        assert_eq!((entry.act.as_str(), error.label()), ("deputy-refused", label));
        let tried = RefusedTry::of(entry);
        assert_eq!((tried.command.as_str(), tried.label.as_str()), (command, label));
        assert_eq!(tried.told, Some(error.text()));
        assert!(house::wanted(&tried.act).is_some(), "{}", tried.act);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_principle_that_never_was_is_told_from_one_that_is_retired() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let known = opening(&house, &material_rule(&house));
    let open = async |pack: &str, principle: &str| {
        let opening = decisions::Opening { pack: pack.to_owned(), principle: principle.to_owned(), ..known.clone() };
        house.open_case(Seat::of(&cast.architect), &opening).await.expect_err("refused")
    };
    for (pack, principle) in [(known.pack.as_str(), "findes-ikke"), ("ingen-strategi", known.principle.as_str())] {
        let error = open(pack, principle).await;
        assert_eq!(error.label(), "case-no-such-principle");
        assert!(error.text().da.contains(principle) && error.text().da.contains("Strategi"), "{}", error.text().da);
        assert_eq!(RefusedTry::of(last(&house).await).label, "case-no-such-principle");
    }
    // The next version is without it.
    let mut files = testkit::pack_files("kl-arkitektur");
    for file in &mut files {
        file.text = file.text.replace("id = \"kl-arkitektur\"", &format!("id = \"{}\"", known.pack));
    }
    house.adopt(&super::ane(), &files, "Ny udgave").await.expect("adopted");
    assert_eq!(open(&known.pack, &known.principle).await.label(), "case-principle-retired");
    assert_eq!(open(&known.pack, "findes-ikke").await.label(), "case-no-such-principle");
}
