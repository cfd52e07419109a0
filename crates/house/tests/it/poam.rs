//! Plans as OSCAL: what stands in the document, that it is the same again, and that NIST's own rules accept it where compliance-trestle is
//! installed (`pip install compliance-trestle`; another place than the path is named in `FUNDAMENT_TRESTLE`).

use std::path::Path;
use std::process::Command as Program;

use decisions::{Command, standing};
use house::cases::Seat;
use house::{House, HouseError};
use serde_json::Value;

use super::Town;
use super::cases::{Cast, act, dispense, explained, material_rule, opening, submission};

const VARIABLE: &str = "FUNDAMENT_TRESTLE";

/// What trestle says of a document; none when it is not there.
fn trestle(document: &Value) -> Option<Result<(), String>> {
    let program = std::env::var(VARIABLE).unwrap_or_else(|_| "trestle".to_owned());
    let dir = tempfile::TempDir::new().expect("a folder");
    let run = |words: &[&str], at: &Path| Program::new(&program).args(words).current_dir(at).output();
    if run(&["init", "--local"], dir.path()).is_err() {
        return None;
    }
    let folder = dir.path().join("plan-of-action-and-milestones/plans");
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("plan-of-action-and-milestones.json");
    std::fs::write(&file, document.to_string()).expect("written");
    let name = file.to_string_lossy().into_owned();
    let output = run(&["validate", "-f", &name], dir.path()).expect("it ran before");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Some(if output.status.success() && !said.contains("INVALID") { Ok(()) } else { Err(said) })
}

async fn exported(house: &House, only: Option<&str>) -> Value {
    house.poam(only).await.expect("exported")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_is_one_item_one_risk_and_a_milestone_a_step_and_the_same_again() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    assert!(matches!(house.poam(None).await, Err(HouseError::Refused(refusal)) if refusal.label == "case-no-plan"));
    let face =
        house.open_case(Seat::of(&cast.architect), &opening(&house, &material_rule(&house))).await.expect("opened");
    let face = explained(&house, &cast, face).await;
    let status = |document: &Value| document["plan-of-action-and-milestones"]["risks"][0]["status"].clone();
    assert_eq!(status(&exported(&house, None).await), "deviation-requested");
    let until = house.now().today.plus_days(60);
    let submit = Command::Submit { submission: submission(until), shown: face.seen.hash.clone() };
    let face = act(&house, &cast.architect, &face, &submit).await;
    let face = act(&house, &cast.board, &face, &dispense(until, &face.seen.hash)).await;
    let document = exported(&house, None).await;
    assert_eq!(document, exported(&house, None).await, "the same state, the same document");
    assert_eq!(document, exported(&town.house().await, None).await, "and so says another process");
    let plan = &document["plan-of-action-and-milestones"];
    let (risk, item) = (&plan["risks"][0], &plan["poam-items"][0]);
    assert_eq!(status(&document), "deviation-approved");
    assert_eq!(item["related-risks"][0]["risk-uuid"], risk["uuid"]);
    assert_eq!(risk["deadline"], format!("{until}T12:00:00Z"));
    let task = &risk["remediations"][0]["tasks"][0];
    assert_eq!((&risk["remediations"][0]["lifecycle"], &task["title"]), (&"planned".into(), &"Opgradere".into()));
    assert_eq!(task["timing"]["on-date"]["date"], "2026-12-23T12:00:00Z");
    // A step that is moved keeps its name, and tells from where.
    let due = house.now().today.plus_days(40);
    let moved = Command::RedateStep { step: 0, due, reason: "Leverandøren er forsinket.".to_owned() };
    let face = act(&house, &cast.owner, &face, &moved).await;
    let later = exported(&house, Some(&face.id.0)).await;
    let other = &later["plan-of-action-and-milestones"]["risks"][0]["remediations"][0]["tasks"][0];
    assert_eq!(
        (&other["uuid"], &other["timing"]["on-date"]["date"]),
        (&task["uuid"], &format!("{due}T12:00:00Z").into())
    );
    assert!(other["props"].as_array().expect("props").iter().any(|prop| prop["value"] == "2026-12-23"), "{other}");
    match trestle(&later) {
        Some(valid) => assert_eq!(valid, Ok(())),
        None => testkit::skipped("compliance-trestle is not installed; the document was not held against NIST's rules"),
    }
    town.clock.pass(61 * 86_400);
    house.refresh().await.expect("refreshed");
    assert_eq!(status(&exported(&house, None).await), "open", "{:?}", standing(&face, house.now().today));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_of_a_case_that_is_over_is_told_only_when_asked_for_and_is_closed() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let opening = opening(&house, &material_rule(&house));
    let face = house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
    let face = explained(&house, &cast, face).await;
    let cancel = Command::Cancel { reason: "Systemet er taget ud af drift.".to_owned() };
    let face = act(&house, &cast.architect, &face, &cancel).await;
    assert!(house.poam(None).await.is_err(), "nothing lives");
    let document = exported(&house, Some(&face.id.0)).await;
    assert_eq!(document["plan-of-action-and-milestones"]["risks"][0]["status"], "closed");
}
