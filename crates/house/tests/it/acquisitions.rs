//! An acquisition in a house lived in: decided on today's findings, logged, and its winner a system whose cases go on.

mod back;

use std::collections::BTreeMap;
use std::sync::Arc;

use decisions::{
    Acquisition, AcquisitionCommand as C, AcquisitionPlan, FactSource, OfferGround, Party, Phase, PlanChange,
    PrincipleView, Rating, Relevance, Said, SoftwarePart, Statement, standing,
};
use facts::{Cell, Rank, Source, Value, schema};
use house::cases::Seat;
use house::notices::Errand;
use house::{House, HouseError, Joining, Supplying, Who};
use kernel::Role;
use store::{Actor, DeliveredRow, Delivery, Grant, Intake};

use super::Town;
use super::notices::{DAY, Kept, TO_MORNING, tell};

const PASSWORD: &str = "et ganske langt kodeord";

pub async fn who(house: &House, role: Role, unit: &str) -> Who {
    let login = format!("{}{unit}", role.word());
    let joining = Joining {
        login: login.clone(),
        name: format!("Navn {login}"),
        password: PASSWORD.to_owned(),
        grants: vec![Grant { role, unit: unit.to_owned() }],
        ..Joining::default()
    };
    house.add_account(&Actor::system(), &joining).await.expect("made");
    let secret = house.sign_in(&login, PASSWORD, "").await.expect("signed in");
    house.who_by_session(&secret.0).await.expect("read").expect("known")
}

pub fn plan(unit: Option<&str>) -> AcquisitionPlan {
    AcquisitionPlan {
        title: "Nyt omsorgssystem".to_owned(),
        purpose: String::new(),
        tasks: vec!["99.99".to_owned()],
        unit: unit.map(str::to_owned),
        owner: None,
        phase: Phase::Analysis,
    }
}

async fn does(house: &House, who: &Who, acquisition: &Acquisition, command: C) -> Acquisition {
    let at = (acquisition.id.0.as_str(), acquisition.version);
    let word = command.word();
    let done = house.act_on_acquisition(Seat::of(who), at, &command).await;
    done.unwrap_or_else(|error| panic!("{word}: {:?}", error.text()))
}

/// Goes through the check list of the phase.
async fn checked(house: &House, who: &Who, mut acquisition: Acquisition) -> Acquisition {
    for point in House::check_list(&house.now(), &acquisition) {
        if !acquisition.is_answered(&point.rule) {
            let (relevance, reason) = (Relevance::NotRelevant, "Vurderet sammen med arkitekten.".to_owned());
            let check = C::Check { rule: point.rule, relevance, rating: Rating::Green, reason };
            acquisition = does(house, who, &acquisition, check).await;
        }
    }
    acquisition
}

fn label(refused: Result<Acquisition, HouseError>) -> &'static str {
    refused.expect_err("refused").label()
}

/// With a winner that departs from something and has a new component, screened by both; it awaits the board.
pub async fn for_board(house: &House, it: &Who, area: &Who) -> (Acquisition, OfferGround) {
    let security = who(house, Role::Security, "").await;
    let acquisition = house.open_acquisition(Seat::of(area), &plan(None)).await.expect("opened");
    let acquisition = does(house, area, &acquisition, C::MakeSheet { questions: 0, packs: Vec::new() }).await;
    assert!(acquisition.sheet.as_ref().is_some_and(|(questions, packs)| *questions > 20 && packs.len() == 1));
    let acquisition = checked(house, area, acquisition).await;
    let acquisition = does(house, it, &acquisition, C::PassGate { phase: Phase::Tender }).await;
    let (supplier, product) = ("Nordsoft A/S".to_owned(), "Omsorg Ny".to_owned());
    let add = C::AddCandidate { candidate: String::new(), supplier, product };
    let acquisition = does(house, area, &acquisition, add).await;
    let statement = Statement {
        facts: BTreeMap::from([("access_control".to_owned(), Said::Text("local_accounts".to_owned()))]),
        parts: vec![SoftwarePart { name: "helt-ny".to_owned(), version: String::new(), licence: "MIT".to_owned() }],
        ..Statement::default()
    };
    let state = C::State { candidate: "T1".to_owned(), source: FactSource::Answers, statement };
    let acquisition = does(house, area, &acquisition, state).await;
    let facts = BTreeMap::from([("personal_data".to_owned(), Said::Text("sensitive".to_owned()))]);
    let acquisition = does(house, area, &acquisition, C::StateOwn { facts, answers: BTreeMap::new() }).await;
    let conclusion = "Vedligeholdt, ingen kendte sårbarheder.".to_owned();
    let assess = C::AssessPart { part: "helt-ny".to_owned(), conclusion };
    let acquisition = does(house, &security, &acquisition, assess).await;
    let acquisition = checked(house, area, acquisition).await;
    let acquisition = does(house, it, &acquisition, C::PassGate { phase: Phase::Offer }).await;
    let acquisition = checked(house, area, acquisition).await;
    let choose = C::Choose { candidate: "T1".to_owned(), reason: "Bedst til prisen i prøven.".to_owned() };
    let acquisition = does(house, it, &acquisition, choose).await;
    screened(house, it, area, acquisition).await
}

/// Screened by both as it stands now.
async fn screened(house: &House, it: &Who, area: &Who, mut acquisition: Acquisition) -> (Acquisition, OfferGround) {
    let offer = OfferGround::of(&House::assess_candidates(&house.now(), &acquisition)[0]);
    for (party, who) in [(Party::It, it), (Party::Area, area)] {
        for one in offer.principles.iter().filter(|one| one.is_to_be_seen()) {
            let (pack, principle) = one.id.clone();
            let (reason, shown) = ("Fælles login kommer i næste udgave.".to_owned(), one.hash.clone());
            let view = PrincipleView { pack, principle, party, rating: Rating::Yellow, reason, shown };
            acquisition = does(house, who, &acquisition, C::Screen { candidate: "T1".to_owned(), view }).await;
        }
    }
    (acquisition, offer)
}

/// The same in the solution phase.
async fn won(house: &House, it: &Who, area: &Who, board: &Who) -> Acquisition {
    let (acquisition, offer) = for_board(house, it, area).await;
    let reason = "Ingen leverandør kan andet i år.".to_owned();
    let acquisition = does(house, board, &acquisition, C::Approve { reason, meeting: None, shown: offer.hash }).await;
    does(house, it, &acquisition, C::PassGate { phase: Phase::Solution }).await
}

/// The errands that wait for somebody.
async fn errands(house: &House, who: &Who) -> Vec<Errand> {
    house.acquisition_tasks(who).await.expect("read").into_iter().map(|mine| mine.task.errand).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_must_act_next_has_it_among_their_tasks() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let (it, area) = (who(&house, Role::ItArchitect, "").await, who(&house, Role::BusinessAreaLead, "").await);
    let board = who(&house, Role::ExecutiveBoard, "").await;
    let begun = house.open_acquisition(Seat::of(&area), &plan(None)).await.expect("opened");
    assert!(errands(&house, &area).await.contains(&Errand::MakeSheet));
    assert_eq!(errands(&house, &board).await, []);
    // What somebody has just done is no task any more, and what is given up waits for nobody.
    let begun = does(&house, &area, &begun, C::MakeSheet { questions: 0, packs: Vec::new() }).await;
    assert!(!errands(&house, &area).await.contains(&Errand::MakeSheet));
    does(&house, &it, &begun, C::Cancel { reason: "Budgettet faldt bort.".to_owned() }).await;
    assert_eq!(errands(&house, &area).await, []);
    let (acquisition, offer) = for_board(&house, &it, &area).await;
    assert_eq!((errands(&house, &board).await, errands(&house, &it).await), (vec![Errand::Approve], vec![]));
    assert_eq!(house.acquisitions_for_board().await.expect("read"), ["A2026-0002"]);
    // Another process on the same database sees it the same way.
    let beside = town.house().await;
    beside.refresh().await.expect("read");
    assert_eq!(errands(&beside, &board).await, [Errand::Approve]);
    let reason = "Ingen leverandør kan andet i år.".to_owned();
    does(&house, &board, &acquisition, C::Approve { reason, meeting: None, shown: offer.hash }).await;
    for house in [&house, &beside] {
        let (board, it) = (errands(house, &board).await, errands(house, &it).await);
        assert_eq!((board, it), (vec![], vec![Errand::PassGate(Phase::Solution)]));
        assert!(house.acquisitions_for_board().await.expect("read").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mail_tells_whoever_had_a_part_what_others_did_in_an_acquisition_and_once() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let (it, area) = (who(&house, Role::ItArchitect, "").await, who(&house, Role::BusinessAreaLead, "").await);
    let (board, apart) = (who(&house, Role::ExecutiveBoard, "").await, who(&house, Role::UnitLead, "").await);
    for who in [&it, &area, &board, &apart] {
        let address = format!("{}@eksempel.example", who.account.login);
        house.set_mail(&who.actor(), &who.account.id, &address).await.expect("set");
    }
    let post = Kept::default();
    let (acquisition, offer) = for_board(&house, &it, &area).await;
    tell(&house, &post).await;
    town.clock.pass(TO_MORNING);
    tell(&house, &post).await;
    post.taken();
    let refuse = C::Refuse {
        reason: "Risikoen er for stor.".to_owned(),
        different: "Fælles login skal med fra start".to_owned(),
        meeting: None,
        shown: offer.hash,
    };
    let acquisition = does(&house, &board, &acquisition, refuse).await;
    assert_eq!(errands(&house, &area).await, [Errand::AnswerBoard]);
    town.clock.pass(DAY);
    tell(&house, &post).await;
    let told = "Direktionen har afslået valget; det skal være anderledes: Fælles login skal med fra start (Navn executive_board)";
    let letters = post.taken();
    let told_to: Vec<&str> =
        letters.iter().filter(|one| one.text.contains(told)).map(|one| one.address.as_str()).collect();
    assert_eq!(told_to, ["business_area_lead@eksempel.example", "it_architect@eksempel.example"], "{letters:?}");
    // Given up, it waits for nobody; that it was is told all the same, but not to who did it.
    does(&house, &it, &acquisition, C::Cancel { reason: "Budgettet faldt bort.".to_owned() }).await;
    town.clock.pass(DAY);
    tell(&house, &post).await;
    let letters = post.taken();
    let addresses: Vec<&str> = letters.iter().map(|letter| letter.address.as_str()).collect();
    assert_eq!(addresses, ["business_area_lead@eksempel.example", "executive_board@eksempel.example"], "{letters:?}");
    assert!(letters.iter().all(|letter| letter.text.contains("Anskaffelsen er opgivet (Navn it_architect)")));
    town.clock.pass(DAY);
    assert_eq!(tell(&house, &post).await, Some(0), "told once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_winner_becomes_a_system_and_its_cases_go_on() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let system = schema().kind("system").expect("system");
    let before = house.now().slots.count(system);
    let (it, area) = (who(&house, Role::ItArchitect, "").await, who(&house, Role::BusinessAreaLead, "").await);
    let board = who(&house, Role::ExecutiveBoard, "").await;
    let acquisition = won(&house, &it, &area, &board).await;
    assert_eq!(house.now().slots.count(system), before, "nothing of it is in the estate until it has won");
    let become_system = |key: &str| C::BecomeSystem { system: key.to_owned(), cases: Vec::new() };
    let at = (acquisition.id.0.as_str(), acquisition.version);
    let taken = house.now().slots.keys(system)[0].to_string();
    assert_eq!(
        label(house.act_on_acquisition(Seat::of(&it), at, &become_system(&taken)).await),
        "acquisition-key-taken"
    );
    assert_eq!(label(house.act_on_acquisition(Seat::of(&it), at, &become_system("a/b")).await), "acquisition-key");
    assert_eq!(label(house.act_on_acquisition(Seat::of(&area), at, &become_system("S9")).await), "acquisition-no-seat");
    let own = C::StateOwn {
        facts: BTreeMap::from([("criticality".to_owned(), Said::Text("high".to_owned()))]),
        answers: BTreeMap::new(),
    };
    let acquisition = does(&house, &area, &acquisition, own).await;
    // What was said after the gate is screened and approved again.
    let (acquisition, offer) = screened(&house, &it, &area, acquisition).await;
    let reason = "Stadig den eneste mulighed.".to_owned();
    let approve = C::Approve { reason, meeting: None, shown: offer.hash };
    let acquisition = does(&house, &board, &acquisition, approve).await;
    let acquisition = does(&house, &it, &acquisition, become_system("S9999")).await;
    let (key, cases) = acquisition.system.clone().expect("a system");
    assert_eq!((key.as_str(), cases.is_empty()), ("S9999", false));
    let now = house.now();
    let object = now.slots.find(system, "S9999").expect("in the estate");
    let fact = |name: &str| match now.slots.cell(system, object, schema().attribute_id(system, name).expect(name)) {
        Cell::Text(symbol) => now.slots.symbols().text(symbol).to_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!([fact("status"), fact("name"), fact("access_control")], ["planned", "Omsorg Ny", "local_accounts"]);
    assert_eq!(fact("criticality"), "high", "said once for all offers");
    let component = schema().kind("component").expect("component");
    assert!(now.slots.find(component, "S9999.1").is_some());
    let case = house.case(&cases[0]).await.expect("read").expect("a case").case;
    assert_eq!(case.face.version, 2, "opened on the very facts that were taken in: nothing to observe since");
    let log = house
        .store()
        .log(house.tenant(), i64::MAX, i64::try_from(2 * cases.len() + 2).expect("few"))
        .await
        .expect("read");
    let mut acts: Vec<&str> = log.iter().map(|entry| entry.act.as_str()).collect();
    acts.reverse();
    let opened = ["case-open", "case-note"].repeat(cases.len());
    assert_eq!(acts, [&["import"][..], &opened, &["acquisition-become-system"]].concat());
    assert_eq!((case.face.keys.as_slice(), case.face.phase), (&["S9999".to_owned()][..], Phase::Solution));
    let entries = house.store().case_entries(house.tenant(), &cases[0]).await.expect("read");
    let noted = entries.iter().find(|entry| entry.act == "case-note").expect("a note");
    assert!(noted.detail.contains("A2026-0001") && noted.detail.contains("Fælles login kommer i næste udgave."));
    let title = PlanChange { title: Some("Et andet navn".to_owned()), ..PlanChange::default() };
    let late = C::Revise { change: title };
    let at = (acquisition.id.0.as_str(), acquisition.version);
    assert_eq!(label(house.act_on_acquisition(Seat::of(&area), at, &late).await), "acquisition-is-system");
    let acquisition = checked(&house, &area, acquisition).await;
    // What is known of it before it is in use decides nothing: its cases wait.
    let (_, mfa) = schema().path("system.mfa").expect("a fact");
    let seen_version = house.store().version(house.tenant(), system, "S9999").await.expect("read");
    let supplying = Supplying {
        kind: system,
        key: "S9999".to_owned(),
        attribute: mfa,
        value: Value::Bool(true),
        valid_until: None,
        seen_version,
    };
    house.supply(&it, &supplying).await.expect("supplied");
    house.refresh().await.expect("refreshed");
    let standings = async || {
        let mut words = Vec::new();
        for id in &cases {
            let view = house.case(id).await.expect("read").expect("a case");
            words.push((
                standing(&view.case.face, testkit::today()).word(),
                view.case.face.relapses,
                view.case.face.phase,
            ));
        }
        words
    };
    assert_eq!(standings().await, vec![("open", 0, Phase::Solution); cases.len()]);
    let acquisition = does(&house, &it, &acquisition, C::PassGate { phase: Phase::InOperation }).await;
    assert!(acquisition.is_over());
    house.refresh().await.expect("refreshed");
    assert_eq!(standings().await, vec![("open", 0, Phase::InOperation); cases.len()]);
    let slots = &house.now().slots;
    let (_, status) = schema().path("system.status").expect("a status");
    let Cell::Text(word) = slots.cell(system, slots.find(system, "S9999").expect("there"), status) else {
        panic!("known")
    };
    assert_eq!(slots.symbols().text(word), "in_operation");
    // The register that comes to know it has the word from then on.
    let (kind, status) = schema().path("system.status").expect("a status");
    let source = Source { name: Arc::from("OS2kitos"), register: Arc::from("kitos"), rank: Rank::Register };
    let row = DeliveredRow { key: "S9999".to_owned(), facts: vec![(status, Value::text("retired"))] };
    let (seen_at, rows) = (testkit::today(), vec![row]);
    let delivery = Delivery { source, kind, seen_at, complete: false, spared: Vec::new(), rows };
    let intake = Intake { deliveries: vec![delivery], facts: Vec::new(), answers: Vec::new() };
    house.import(&it.actor(), &intake).await.expect("imported");
    let slots = &house.now().slots;
    let Cell::Text(word) = slots.cell(system, slots.find(system, "S9999").expect("there"), status) else {
        panic!("known")
    };
    assert_eq!(slots.symbols().text(word), "retired");
    let face = &house.acquisitions().await.expect("read")[0];
    assert_eq!((face.system.as_deref(), face.version), (Some("S9999"), acquisition.version));
    assert_eq!(house.store().verify_log(house.tenant()).await.expect("read"), None);
}

/// The act by which the winner was last taken in.
async fn taken_in(house: &House) -> i64 {
    let log = house.store().log(house.tenant(), i64::MAX, 200).await.expect("read");
    log.iter().find(|entry| entry.act == "import").expect("an import").seq
}

/// A register that knows a system of that key, too.
fn known_to_register(key: &str) -> Intake {
    let (system, name) = schema().path("system.name").expect("a name");
    let source = Source { name: Arc::from("OS2kitos"), register: Arc::from("kitos"), rank: Rank::Register };
    let row = DeliveredRow { key: key.to_owned(), facts: vec![(name, Value::text("Omsorg Ny"))] };
    let (seen_at, rows) = (testkit::today(), vec![row]);
    let delivery = Delivery { source, kind: system, seen_at, complete: false, spared: Vec::new(), rows };
    Intake { deliveries: vec![delivery], facts: Vec::new(), answers: Vec::new() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undone_import_leaves_no_acquisition_pointing_at_a_system_that_is_gone() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let system = schema().kind("system").expect("system");
    let (it, area) = (who(&house, Role::ItArchitect, "").await, who(&house, Role::BusinessAreaLead, "").await);
    let board = who(&house, Role::ExecutiveBoard, "").await;
    let mut acquisition = won(&house, &it, &area, &board).await;
    let settle = || C::BecomeSystem { system: "S9999".to_owned(), cases: Vec::new() };
    let read = async || house.acquisition("A2026-0001").await.expect("read").expect("there").acquisition;
    // In the solution phase, and when it had gone into operation.
    for goes_on in [false, true] {
        acquisition = does(&house, &it, &acquisition, settle()).await;
        let act = taken_in(&house).await;
        if goes_on {
            acquisition = checked(&house, &area, acquisition).await;
            acquisition = does(&house, &it, &acquisition, C::PassGate { phase: Phase::InOperation }).await;
            assert!(acquisition.is_over());
        }
        house.undo(&it.actor(), act).await.expect("undone");
        assert!(house.now().slots.find(system, "S9999").is_none());
        acquisition = read().await;
        assert_eq!((acquisition.phase, &acquisition.system), (Phase::Solution, &None), "it can be settled again");
        assert_eq!(house.acquisitions().await.expect("read")[0].system, None);
        assert!(errands(&house, &it).await.contains(&Errand::BecomeSystem));
        let log = house.store().log(house.tenant(), i64::MAX, 2).await.expect("read");
        assert!(log.iter().any(|entry| entry.act == "acquisition-undo-system" && entry.name == it.account.name));
    }
    // What a register knows as well stays, whichever import is undone first.
    acquisition = does(&house, &it, &acquisition, settle()).await;
    let settled = taken_in(&house).await;
    let beside = house.import(&it.actor(), &known_to_register("S9999")).await.expect("imported").act;
    house.undo(&it.actor(), settled).await.expect("undone");
    assert!(house.now().slots.find(system, "S9999").is_some());
    assert_eq!(read().await.system, acquisition.system);
    house.undo(&it.actor(), beside).await.expect("undone");
    assert_eq!(read().await.system, None);
    assert_eq!(house.store().verify_log(house.tenant()).await.expect("read"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_late_is_told_what_others_did_and_a_refusal_is_logged() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let (it, area) = (who(&house, Role::ItArchitect, "").await, who(&house, Role::BusinessAreaLead, "").await);
    let acquisition = house.open_acquisition(Seat::of(&it), &plan(None)).await.expect("opened");
    does(&house, &it, &acquisition, C::MakeSheet { questions: 0, packs: Vec::new() }).await;
    let late = C::MakeSheet { questions: 0, packs: Vec::new() };
    let at = (acquisition.id.0.as_str(), acquisition.version);
    let refused = house.act_on_acquisition(Seat::of(&area), at, &late).await.expect_err("late");
    let HouseError::Refused(refusal) = refused else { panic!("{refused:?}") };
    assert_eq!((refusal.label, refusal.details.len()), ("acquisition-changed", 1));
    assert!(refusal.details[0].text.da.contains("dannede kravarket"), "{:?}", refusal.details);
    let gate = C::PassGate { phase: Phase::Tender };
    assert_eq!(label(house.act_on_acquisition(Seat::of(&area), (at.0, 2), &gate).await), "acquisition-no-seat");
    let view = house.acquisition(at.0).await.expect("read").expect("there");
    assert_eq!((view.events.len(), view.refused.len()), (2, 2));
    let [late, no_seat] = &view.refused[..] else { panic!("two") };
    assert_eq!((late.label.as_str(), no_seat.label.as_str()), ("acquisition-changed", "acquisition-no-seat"));
    assert!(late.details[0].text.da.contains("dannede kravarket"), "{late:?}");
    assert!(no_seat.told.is_some(), "{no_seat:?}");
    assert_eq!(label(house.act_on_acquisition(Seat::of(&it), ("A1999-0001", 1), &gate).await), "not-found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_on_another_unit_has_no_part_in_it() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let unit = schema().kind("unit").expect("unit");
    let now = house.now();
    let all: Vec<String> = now.slots.keys(unit).iter().map(ToString::to_string).collect();
    let apart = |one: &String, other: &String| {
        let object = now.slots.find(unit, other).expect("a unit");
        one != other && !house::covers(&now, one, (unit, object))
    };
    let (mine, theirs) =
        all.iter().find_map(|one| Some((one, all.iter().find(|other| apart(one, other))?))).expect("two");
    let lead = who(&house, Role::BusinessAreaLead, mine).await;
    house.open_acquisition(Seat::of(&lead), &plan(Some(mine))).await.expect("on their own");
    // Nor can one be brought where it is not theirs, or out of there.
    let own = house.acquisition("A2026-0001").await.expect("read").expect("there").acquisition;
    for unit in [theirs.as_str(), ""] {
        let change = PlanChange { unit: Some(unit.to_owned()), ..PlanChange::default() };
        let at = (own.id.0.as_str(), own.version);
        let refused = house.act_on_acquisition(Seat::of(&lead), at, &C::Revise { change }).await;
        assert_eq!(label(refused), "acquisition-no-seat", "{unit}");
    }
    let title = PlanChange { title: Some("Nyt plejesystem".to_owned()), ..PlanChange::default() };
    does(&house, &lead, &own, C::Revise { change: title }).await;
    assert_eq!(house.acquisitions().await.expect("read")[0].title, "Nyt plejesystem");
    for unit in [Some(theirs.as_str()), None] {
        let refused = house.open_acquisition(Seat::of(&lead), &plan(unit)).await;
        assert_eq!(refused.expect_err("refused").label(), "acquisition-no-seat", "{unit:?}");
    }
    let unknown = house.open_acquisition(Seat::of(&lead), &plan(Some("findes-ikke"))).await;
    assert!(unknown.is_err());
}
