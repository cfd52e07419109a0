//! What people are told of cases: their tasks, one mail a day at most, and a calendar of their own.

use std::sync::Mutex;

use decisions::{Command, Face};
use house::cases::Seat;
use house::notices::{Letter, NotSent, Post, Sender, Sending};
use house::{House, Joining, Who};
use kernel::{Clock, Day, Lang, Role};
use store::{Actor, Grant};

use super::Town;
use super::cases::{Cast, act, dispense, explained, material_rule, opening, submission};

const SENDER: Sender<'_> = Sender { municipality: "Eksempel Kommune", address: Some("https://fundament.example") };
pub const DAY: i64 = 86_400;
/// From nine in the morning to half past six the next.
pub const TO_MORNING: i64 = 21 * 3_600 + 1_800;

/// A post that keeps what it takes over, and can be told to fail.
#[derive(Default)]
pub struct Kept {
    letters: Mutex<Vec<Letter>>,
    fails: Mutex<Option<NotSent>>,
}

impl Kept {
    fn fail(&self, how: Option<NotSent>) {
        *self.fails.lock().expect("unpoisoned") = how;
    }

    /// What came since it was last asked, by receiver.
    pub fn taken(&self) -> Vec<Letter> {
        let mut letters = std::mem::take(&mut *self.letters.lock().expect("unpoisoned"));
        letters.sort_by(|a, b| a.address.cmp(&b.address));
        letters
    }
}

impl Post for Kept {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            if let Some(why) = self.fails.lock().expect("unpoisoned").clone() {
                return Err(why);
            }
            self.letters.lock().expect("unpoisoned").push(letter.clone());
            Ok(())
        })
    }
}

async fn with_mail(house: &House, cast: &Cast) {
    for who in [&cast.architect, &cast.area, &cast.owner, &cast.board] {
        let address = format!("{}@eksempel.example", who.account.login);
        house.set_mail(&who.actor(), &who.account.id, &address).await.expect("set");
    }
}

async fn submitted(house: &House, cast: &Cast, until: Day) -> Face {
    let opening = opening(house, &material_rule(house));
    let face = house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
    let face = explained(house, cast, face).await;
    let submit = Command::Submit { submission: submission(until), shown: face.seen.hash.clone() };
    act(house, &cast.architect, &face, &submit).await
}

pub async fn tell(house: &House, post: &Kept) -> Option<usize> {
    house.refresh().await.expect("refreshed");
    house.tell(post, SENDER).await.expect("told")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_case_waits_for_stands_with_whoever_can_do_it() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let opening = opening(&house, &material_rule(&house));
    house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
    let count = async |who: &Who| house.case_tasks(who).await.expect("read").len();
    let counts =
        [count(&cast.architect).await, count(&cast.manager).await, count(&cast.area).await, count(&cast.board).await];
    assert_eq!(counts, [1, 1, 0, 0], "IT screens first");
    // Whoever stands in for somebody has their tasks, with their name.
    let today = house.now().today;
    house.appoint_deputy(&cast.architect, &cast.board.account.id, (today, today)).await.expect("appointed");
    let secret = house.sign_in(&cast.board.account.login, "et ganske langt kodeord", "").await.expect("signed in");
    let board = house.who_by_session(&secret.0).await.expect("read").expect("known");
    let tasks = house.case_tasks(&board).await.expect("read");
    assert_eq!(tasks[0].for_whom.as_deref(), Some("Navn it_architect"));
    assert_eq!((tasks.len(), tasks[0].task.duty.text().da.as_str()), (1, "Screen sagen på vegne af it"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispensation_that_lapses_is_in_the_next_mornings_mail_of_everybody_who_had_a_part() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let (cast, post) = (Cast::of(&house).await, Kept::default());
    with_mail(&house, &cast).await;
    let until = house.now().today.plus_days(45);
    let face = submitted(&house, &cast, until).await;
    assert_eq!(tell(&house, &post).await, Some(0), "a new house begins the next morning");
    assert_eq!(tell(&house, &post).await, None);
    town.clock.pass(TO_MORNING);
    // Who has never been told is told what waits for them: the board alone.
    assert_eq!(tell(&house, &post).await, Some(1));
    let first = post.taken().remove(0);
    assert_eq!(first.address, "executive_board@eksempel.example");
    assert!(first.text.contains("* Afgør sagen\n") && first.text.contains("/sager/2026-0001"), "{}", first.text);
    act(&house, &cast.board, &face, &dispense(until, &face.seen.hash)).await;
    town.clock.pass(DAY);
    // The step of the plan is due in 28 days: it is a task of the owners' role. All but the board are told of the decision.
    assert_eq!(tell(&house, &post).await, Some(3));
    let letters = post.taken();
    let addresses: Vec<&str> = letters.iter().map(|letter| letter.address.as_str()).collect();
    assert_eq!(
        addresses,
        ["business_area_lead@eksempel.example", "it_architect@eksempel.example", "system_owner@eksempel.example"]
    );
    for letter in &letters {
        assert!(
            letter.text.contains("Direktionen har givet dispensation til og med 7. januar 2027 (Navn executive_board)"),
            "{}",
            letter.text
        );
    }
    // Half an hour later another server, or the same after a crash, tells nobody anything.
    let beside = town.house().await;
    assert_eq!(tell(&beside, &post).await, None);
    // Until the day after the end: lapsed, and each who had a part is told once, in one mail.
    town.clock.pass(44 * DAY);
    assert_eq!(house.now().today.plus_days(44), until.plus_days(1));
    let sent = tell(&house, &post).await;
    let letters = post.taken();
    assert_eq!(sent, Some(4), "{letters:?}");
    for letter in &letters {
        assert!(letter.text.contains("Afgørelsen er bortfaldet med virkning fra 8. januar 2027"), "{}", letter.text);
    }
    let architect = letters.iter().find(|letter| letter.address.starts_with("it_architect")).expect("told");
    assert!(architect.text.contains("* Screen sagen på vegne af it\n"), "{}", architect.text);
    town.clock.pass(DAY);
    assert_eq!(tell(&house, &post).await, Some(0), "nothing new, no mail");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_is_not_taken_over_is_tried_again_and_never_sent_twice() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let (cast, post) = (Cast::of(&house).await, Kept::default());
    with_mail(&house, &cast).await;
    submitted(&house, &cast, house.now().today.plus_days(60)).await;
    tell(&house, &post).await;
    town.clock.pass(TO_MORNING);
    post.fail(Some(NotSent::Unreachable("ingen svarer".to_owned())));
    assert_eq!(tell(&house, &post).await, Some(0));
    assert_eq!(tell(&house, &post).await, None, "not at once");
    town.clock.pass(5);
    post.fail(Some(NotSent::Later("421".to_owned())));
    assert_eq!(tell(&house, &post).await, Some(0));
    town.clock.pass(10);
    post.fail(None);
    assert_eq!(tell(&house, &post).await, Some(1));
    let letter = post.taken().remove(0);
    // Refused for good: not again today, but tomorrow, with all that was to be told.
    let face = house.docket().face("2026-0001").expect("there");
    let until = house.now().today.plus_days(50);
    act(&house, &cast.board, &face, &dispense(until, &face.seen.hash)).await;
    town.clock.pass(DAY);
    post.fail(Some(NotSent::Refused("550".to_owned())));
    assert_eq!(tell(&house, &post).await, Some(0));
    post.fail(None);
    let jobs = house.store().jobs(house.tenant()).await.expect("read");
    let job = jobs.iter().find(|job| job.name == house::notices::DIGEST).expect("a job");
    assert_eq!((job.attempts, town.clock.second_of_day(job.due_at)), (0, 6 * 3_600 + 1_800));
    town.clock.pass(DAY);
    assert_eq!(tell(&house, &post).await, Some(3));
    let later = post.taken();
    assert!(later.iter().all(|one| one.id != letter.id && one.text.contains("givet dispensation")), "{later:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_address_or_no_account_any_more_is_sent_nothing() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let (cast, post) = (Cast::of(&house).await, Kept::default());
    with_mail(&house, &cast).await;
    submitted(&house, &cast, house.now().today.plus_days(60)).await;
    tell(&house, &post).await;
    house.set_mail(&cast.board.actor(), &cast.board.account.id, "").await.expect("taken away");
    town.clock.pass(TO_MORNING);
    assert_eq!(tell(&house, &post).await, Some(0));
    house.set_mail(&cast.board.actor(), &cast.board.account.id, "d@eksempel.example").await.expect("set");
    house.store().set_lang(house.tenant(), &cast.board.account.id, Lang::En).await.expect("set");
    town.clock.pass(DAY);
    assert_eq!(tell(&house, &post).await, Some(1));
    assert!(post.taken()[0].text.contains("Decide the case"));
    let refused = house.set_mail(&cast.board.actor(), &cast.board.account.id, "d@x\r\nBcc: a@b.dk").await;
    assert_eq!(refused.expect_err("refused").label(), "mail-address");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calendar_is_read_by_its_secret_until_it_is_withdrawn() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let until = house.now().today.plus_days(60);
    let face = submitted(&house, &cast, until).await;
    act(&house, &cast.board, &face, &dispense(until, &face.seen.hash)).await;
    let first = house.make_calendar(&cast.owner).await.expect("made");
    let second = house.make_calendar(&cast.owner).await.expect("made anew");
    assert_eq!(house.calendar(&first.0, None).await.expect("read"), None, "the first has been replaced");
    let text = house.calendar(&second.0, None).await.expect("read").expect("there").replace("\r\n ", "");
    assert!(text.contains("UID:2026-0001-step-0@eksempel.fundament\r\n"), "{text}");
    assert!(text.contains("DTSTART;VALUE=DATE:20261223\r\n"), "{text}");
    let board = house.make_calendar(&cast.board).await.expect("made");
    let text = house.calendar(&board.0, None).await.expect("read").expect("there");
    assert!(!text.contains("step-0"), "steps are the owner's: {text}");
    assert_eq!(house.calendar("gættet", None).await.expect("read"), None);
    house.drop_calendar(&cast.owner).await.expect("withdrawn");
    assert_eq!(house.calendar(&second.0, None).await.expect("read"), None);
    house.close_account(&cast.architect.actor(), &cast.board.account.id).await.expect("closed");
    assert_eq!(house.calendar(&board.0, None).await.expect("read"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_hears_of_an_emergency_grant_and_of_its_end_though_it_is_being_screened() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let (cast, post) = (Cast::of(&house).await, Kept::default());
    with_mail(&house, &cast).await;
    let manager = &cast.manager;
    let address = "it_manager@eksempel.example";
    house.set_mail(&manager.actor(), &manager.account.id, address).await.expect("set");
    let opening = opening(&house, &material_rule(&house));
    let face = house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
    tell(&house, &post).await;
    town.clock.pass(TO_MORNING);
    tell(&house, &post).await;
    post.taken();
    let grant = Command::GrantEmergency {
        reason: "Vagtordningen kan ikke arbejde uden systemet.".to_owned(),
        consequence: "Systemet lukkes, og vagten går over til papir.".to_owned(),
        until: house.now().today.plus_days(3),
        shown: face.seen.hash.clone(),
    };
    let face = act(&house, &cast.manager, &face, &grant).await;
    let told = async |days: i64, says: &str| {
        town.clock.pass(days * DAY);
        tell(&house, &post).await;
        let letters = post.taken();
        let told: Vec<String> =
            letters.iter().filter(|one| one.text.contains(says)).map(|one| one.address.clone()).collect();
        assert!(told.contains(&"executive_board@eksempel.example".to_owned()), "{says}: {letters:?}");
        told
    };
    // Another lead has no part in it.
    let lead = Joining {
        login: "lead".to_owned(),
        name: "Lene Leder".to_owned(),
        password: "et ganske langt kodeord".to_owned(),
        mail: Some("lead@eksempel.example".to_owned()),
        grants: vec![Grant { role: Role::BusinessAreaLead, unit: String::new() }],
        ..Joining::default()
    };
    house.add_account(&Actor::system(), &lead).await.expect("made");
    told(1, "Der er givet nøddispensation").await;
    let warned = told(1, "Uden direktionens stadfæstelse udløber nøddispensationen i morgen").await;
    assert!(warned.contains(&"lead@eksempel.example".to_owned()), "{warned:?}");
    explained(&house, &cast, face).await;
    let ended = told(4, "Afgørelsen er bortfaldet").await;
    assert!(ended.contains(&"it_manager@eksempel.example".to_owned()), "who granted it is told: {ended:?}");
    assert!(ended.contains(&"lead@eksempel.example".to_owned()), "who was warned is told: {ended:?}");
}
