//! Cases in a house lived in: from a finding to a dispensation, its end, and what the house sees by itself.

use decisions::{
    Alternative, Command, Condition, Dispensation, Explanation, ExplanationKind, Face, Necessity, Opening, Outcome,
    Party, Phase, Plan, PlanStep, Proof, Rating, Recommendation, Relevance, Severity, Standing, StepType, Submission,
    Trigger, View, standing,
};
use findings::Verdict;
use house::cases::{AttachedFile, Seat};
use house::{House, HouseError, Joining, Supplying, Who};
use kernel::{Day, Role};
use store::{Actor, Grant};

use super::Town;

const PASSWORD: &str = "et ganske langt kodeord";

/// Somebody with a role on the whole municipality.
pub async fn who(house: &House, role: Role) -> Who {
    named(house, role.word(), role).await
}

/// The same by that sign-in name.
pub async fn named(house: &House, login: &str, role: Role) -> Who {
    let joining = Joining {
        login: login.to_owned(),
        name: format!("Navn {login}"),
        password: PASSWORD.to_owned(),
        grants: vec![Grant { role, unit: String::new() }],
        ..Joining::default()
    };
    house.add_account(&Actor::system(), &joining).await.expect("made");
    let secret = house.sign_in(login, PASSWORD, "").await.expect("signed in");
    house.who_by_session(&secret.0).await.expect("read").expect("known")
}

pub struct Cast {
    pub architect: Who,
    pub manager: Who,
    pub area: Who,
    pub owner: Who,
    pub board: Who,
}

impl Cast {
    pub async fn of(house: &House) -> Self {
        Self {
            architect: who(house, Role::ItArchitect).await,
            manager: who(house, Role::ItManager).await,
            area: who(house, Role::BusinessAreaLead).await,
            owner: who(house, Role::SystemOwner).await,
            board: who(house, Role::ExecutiveBoard).await,
        }
    }
}

/// A system that deviates from the principle of that rule, as an opening.
pub fn opening(house: &House, rule: &str) -> Opening {
    let now = house.now();
    let packs = now.packs();
    let finding = now
        .assessment
        .findings()
        .find(|finding| finding.verdict == Verdict::Deviates && finding.rule(&packs).code == rule);
    let finding = finding.expect("one deviates");
    let rule = finding.rule(&packs);
    let principle = packs[0].principle_of(rule);
    Opening {
        pack: packs[0].id.clone(),
        principle: principle.id.clone(),
        kind: facts::schema().def(rule.kind).name.to_owned(),
        keys: vec![now.slots.keys(rule.kind)[finding.object as usize].to_string()],
        cause: String::new(),
        title: "Systemet følger ikke princippet".to_owned(),
        phase: Phase::InOperation,
        trigger: Trigger::Finding,
        split_from: None,
    }
}

pub fn explanation(today: Day) -> Explanation {
    Explanation {
        kind: ExplanationKind::CannotNow,
        departs: "Systemet har ikke det, som princippet kræver.".to_owned(),
        context: "Systemet bruges hver dag af visitationen.".to_owned(),
        reason: "Leverandøren kan først levere det i næste udgave.".to_owned(),
        alternatives: vec![Alternative {
            what: "Skifte system nu".to_owned(),
            consequence: "Kontrakten skal købes ud.".to_owned(),
            cost: None,
        }],
        instead: "Adgang gives kun fra kommunens eget net.".to_owned(),
        purpose: "Uvedkommende når ikke frem til systemet.".to_owned(),
        risk: Severity::Medium,
        risk_text: "Misbrug inde fra nettet opdages senere.".to_owned(),
        shown_by: vec![Proof::Document("Netværksplan, sag 2026-014".to_owned())],
        risk_bearer: "Finn Fagchef".to_owned(),
        plan: Plan::Steps {
            steps: vec![PlanStep {
                person: None,
                what: "Opgradere".to_owned(),
                kind: StepType::Upgrade,
                owner: "Systemejeren".to_owned(),
                due: today.plus_days(30),
                cost: None,
                expects: None,
            }],
        },
        until: today.plus_days(60),
        premises: Vec::new(),
        reuses: None,
    }
}

pub async fn act(house: &House, who: &Who, face: &Face, command: &Command) -> Face {
    house
        .act_on_case(Seat::of(who), &face.id.0, face.version, command)
        .await
        .unwrap_or_else(|error| panic!("{error:?}"))
}

async fn label(house: &House, who: &Who, face: &Face, command: &Command) -> &'static str {
    house.act_on_case(Seat::of(who), &face.id.0, face.version, command).await.expect_err("refused").label()
}

fn views(rules: &[String]) -> Vec<View> {
    let view = |rule: &String| View {
        rule: rule.clone(),
        relevance: Relevance::Relevant,
        rating: Rating::Red,
        reason: "set i registeret".to_owned(),
        evidence: String::new(),
    };
    rules.iter().map(view).collect()
}

/// Screened by both and explained.
pub async fn explained(house: &House, cast: &Cast, face: Face) -> Face {
    explained_as(house, cast, face, None).await
}

/// The same in the words of an earlier case.
pub async fn explained_as(house: &House, cast: &Cast, face: Face, reuses: Option<String>) -> Face {
    let mut explanation = Explanation { reuses, ..explanation(house.now().today) };
    // No two are word for word the same.
    explanation.reason.push_str(&format!(" Det gælder {}.", face.keys.join(" og ")));
    explained_in(house, cast, face, explanation).await
}

/// The same in those words.
pub async fn explained_in(house: &House, cast: &Cast, mut face: Face, explanation: Explanation) -> Face {
    let ground = house.ground_of(&face).expect("in force");
    let shown = ground.mark.hash.clone();
    for (who, party) in [(&cast.architect, Party::It), (&cast.area, Party::Area)] {
        face =
            act(house, who, &face, &Command::Screen { party, shown: shown.clone(), views: views(&ground.rules) }).await;
    }
    let outcome = if ground.is_for_board() { Outcome::Board } else { Outcome::Explain };
    face = act(house, &cast.architect, &face, &Command::Conclude { outcome }).await;
    let explanation = Box::new(explanation);
    act(house, &cast.owner, &face, &Command::Explain { explanation, shown }).await
}

pub fn submission(until: Day) -> Submission {
    Submission {
        recommendation: Recommendation::Grant,
        summary: "Systemet kan ikke undværes, før næste udgave er der.".to_owned(),
        necessity: Necessity::NoSupplier,
        consequence: None,
        risk: Severity::Medium,
        until,
        conditions: Vec::new(),
    }
}

pub fn dispense(until: Day, shown: &str) -> Command {
    Command::Dispense {
        dispensation: Dispensation {
            necessity: Necessity::NoSupplier,
            reason: "Borgerne ville ellers miste ydelsen.".to_owned(),
            until,
            review: until,
            conditions: vec![Condition { text: "Adgangen logges.".to_owned(), due: None, holds: None }],
            meeting: None,
        },
        shown: shown.to_owned(),
    }
}

/// A rule whose deviation is for the board.
pub fn material_rule(house: &House) -> String {
    let now = house.now();
    let packs = now.packs();
    let system = facts::schema().kind("system").expect("systems");
    let heavy = now.assessment.findings().find(|finding| {
        let rule = finding.rule(&packs);
        finding.verdict == Verdict::Deviates
            && rule.kind == system
            && finding.rule_findings().is_material(rule, finding.object)
            && packs[0].principle_of(rule).strength == principles::Strength::FollowOrExplain
    });
    heavy.expect("a material deviation").rule(&packs).code.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deviation_is_dispensed_until_a_day_and_no_verdict_ever_changes_by_it() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let verdicts = |house: &House| house.now().assessment.findings().map(|finding| finding.verdict).collect::<Vec<_>>();
    let before = verdicts(&house);
    let opening = opening(&house, &material_rule(&house));
    let face = house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
    assert_eq!(face.id.0, "2026-0001");
    let again = house.open_case(Seat::of(&cast.architect), &opening).await.expect_err("there is one");
    assert_eq!(again.label(), "case-exists");
    let face = explained(&house, &cast, face).await;
    let today = house.now().today;
    let shown = face.seen.hash.clone();
    let until = today.plus_days(60);
    assert_eq!(label(&house, &cast.board, &face, &dispense(until, &shown)).await, "case-wrong-stage");
    let submit = Command::Submit { submission: submission(until), shown: shown.clone() };
    let face = act(&house, &cast.architect, &face, &submit).await;
    assert_eq!(label(&house, &cast.owner, &face, &dispense(until, &shown)).await, "case-no-seat");
    let stale = house.act_on_case(Seat::of(&cast.board), &face.id.0, face.version - 1, &dispense(until, &shown)).await;
    match stale.expect_err("the board has not seen the submission") {
        HouseError::Refused(refusal) => {
            assert_eq!(refusal.label, "case-changed");
            assert_eq!(refusal.details.len(), 1, "{:?}", refusal.details);
            assert!(refusal.details[0].text.da.contains("indstillede sagen"), "{:?}", refusal.details);
        }
        other => panic!("{other:?}"),
    }
    let face = act(&house, &cast.board, &face, &dispense(until, &shown)).await;
    assert_eq!(standing(&face, until), Standing::Dispensed { until });
    assert_eq!(standing(&face, until.plus_days(1)), Standing::Lapsed { since: until.plus_days(1) });
    assert_eq!(verdicts(&house), before, "findings never read decisions");
    // Another process reads the same from the log, and the chain holds.
    let other = town.house().await;
    assert_eq!(other.docket().face("2026-0001").as_deref(), Some(&face));
    let view = other.case("2026-0001").await.expect("read").expect("there");
    assert_eq!(view.case.face, face);
    assert_eq!(
        view.refused.iter().map(|refused| refused.label.as_str()).collect::<Vec<_>>(),
        ["case-wrong-stage", "case-no-seat", "case-changed"]
    );
    // The very words they were told, and what others had done.
    let late = &view.refused[2];
    assert!(late.told.as_ref().is_some_and(|told| told.da.starts_with("En anden har gjort noget")), "{late:?}");
    assert!(late.details[0].text.da.contains("indstillede sagen"), "{late:?}");
    assert_eq!((late.act.as_str(), view.refused[1].details.len()), ("case-dispense", 0));
    assert_eq!(other.store().verify_log(other.tenant()).await.expect("read"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fact_that_makes_it_follow_closes_the_case_and_one_that_turns_it_back_reopens_it() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let opening = opening(&house, "rights-concept-missing");
    let face = house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
    let (system, attribute) = facts::schema().path("system.rights_concept").expect("in the schema");
    let say = async |yes: bool| {
        let key = opening.keys[0].clone();
        let seen_version = house.store().version(house.tenant(), system, &key).await.expect("read");
        let value = facts::Value::Bool(yes);
        let supplying = Supplying { kind: system, key, attribute, value, valid_until: None, seen_version };
        house.supply(&cast.owner, &supplying).await.expect("supplied");
        house.refresh().await.expect("refreshed");
        house.docket().face(&face.id.0).expect("there")
    };
    let ground = house.ground_of(&face).expect("in force");
    let only = ground.blamed.iter().all(|blamed| blamed.rule == "rights-concept-missing");
    let after = say(true).await;
    if only {
        assert_eq!(standing(&after, house.now().today), Standing::NoLongerNeeded);
        let back = say(false).await;
        assert_eq!((standing(&back, house.now().today), back.relapses), (Standing::Open, 1));
    } else {
        assert_ne!(after.seen.hash, face.seen.hash, "the ground is seen to have changed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_premise_that_no_fact_can_turn_is_no_premise() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let opening = opening(&house, &material_rule(&house));
    let face = house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
    let face = explained(&house, &cast, face).await;
    for (holds, expected) in [
        ("system.name == system.name", "case-expression-settled"),
        ("system.mfa || !system.mfa", "case-expression-settled"),
        ("1 == 1", "case-expression-settled"),
        ("system.navn == 'Løn'", "case-expression-unreadable"),
        ("system.name == 'Intet har det navn'", "case-premise-not-true"),
    ] {
        let mut leaning = explanation(house.now().today);
        leaning.premises = vec![decisions::Premise { holds: holds.to_owned(), says: "det er sådan".to_owned() }];
        let explain = Command::Explain { explanation: Box::new(leaning), shown: face.seen.hash.clone() };
        assert_eq!(label(&house, &cast.owner, &face, &explain).await, expected, "{holds}");
    }
    let learned = Explanation { reuses: Some("9999-1234".to_owned()), ..explanation(house.now().today) };
    let explain = Command::Explain { explanation: Box::new(learned), shown: face.seen.hash.clone() };
    assert_eq!(label(&house, &cast.owner, &face, &explain).await, "case-reuses-unknown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_taken_in_by_what_they_are_and_come_back_as_they_were() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let mut opening = opening(&house, "rights-concept-missing");
    opening.title = "Uden\r\nrettighedskoncept \u{2028} endnu\n".to_owned();
    let face = house.open_case(Seat::of(&cast.owner), &opening).await.expect("opened");
    assert_eq!(face.title, "Uden rettighedskoncept endnu", "a title is one line");
    let file = |name: &str, content: &[u8]| AttachedFile { name: name.to_owned(), content: content.to_vec() };
    let seat = Seat::of(&cast.owner);
    let at = (face.id.0.as_str(), face.version);
    for (name, content, expected) in [
        ("virus.exe", &b"MZ"[..], "case-file-kind"),
        ("side.html", b"<script>alert(1)</script>", "case-file-kind"),
        ("notat.pdf", b"<script>", "case-file-kind"),
        ("tom.txt", b"", "case-file-size"),
    ] {
        let refused = house.attach_to_case(seat, at, file(name, content)).await.expect_err("refused");
        assert_eq!(refused.label(), expected, "{name}");
    }
    let text = "Aftale med leverandøren 🙂 <b>ikke fed</b>\u{202e}".as_bytes();
    let face = house.attach_to_case(seat, at, file("C:\\Users\\mig\\af\u{202e}tale\n.txt", text)).await.expect("added");
    let view = house.case(&face.id.0).await.expect("read").expect("there");
    let attachment = &view.case.attachments[0];
    assert_eq!((attachment.name.as_str(), attachment.media_type.as_str()), ("aftale .txt", "text/plain"));
    let content = house.store().attachment(house.tenant(), &face.id.0, &attachment.sha256).await.expect("read");
    assert_eq!(content.as_deref(), Some(text));
    assert_eq!(kernel::Hasher::of(text).to_string(), attachment.sha256);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deputy_acts_in_the_seat_of_another_for_a_period_and_both_names_stand() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let today = house.now().today;
    let deputy = who(&house, Role::UnitLead).await;
    let opening = opening(&house, &material_rule(&house));
    let face = house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
    let emergency = Command::GrantEmergency {
        reason: "Vagten kan ikke arbejde uden systemet.".to_owned(),
        consequence: "Systemet lukkes, og vagten bruger papir.".to_owned(),
        until: today.plus_days(7),
        shown: face.seen.hash.clone(),
    };
    let seat = Seat { who: &deputy, acting_for: Some(&cast.manager.account.id) };
    let refused = house.act_on_case(seat, &face.id.0, face.version, &emergency).await.expect_err("no deputy");
    assert_eq!(refused.label(), "not-deputy");
    house.appoint_deputy(&cast.manager, &deputy.account.id, (today, today.plus_days(3))).await.expect("appointed");
    let secret = house.sign_in(Role::UnitLead.word(), PASSWORD, "").await.expect("signed in");
    let deputy = house.who_by_session(&secret.0).await.expect("read").expect("known");
    let seat = Seat { who: &deputy, acting_for: Some(&cast.manager.account.id) };
    let face = house.act_on_case(seat, &face.id.0, face.version, &emergency).await.expect("granted");
    let view = house.case(&face.id.0).await.expect("read").expect("there");
    let by = &view.events.last().expect("an event").recorded.by;
    assert_eq!(by.holder.name, "Navn unit_lead");
    assert_eq!(by.deputy_for.as_ref().map(|principal| principal.name.as_str()), Some("Navn it_manager"));
    town.clock.pass(4 * 86_400);
    let secret = house.sign_in(Role::UnitLead.word(), PASSWORD, "").await.expect("signed in");
    let late = house.who_by_session(&secret.0).await.expect("read").expect("known");
    assert!(late.stands_in_for.is_empty(), "the period is over");
}
