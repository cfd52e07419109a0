//! What people write is kept as it was written, to the last blank; what is too short is refused, and how long it must be is said.

use decisions::{
    AcquisitionCommand, AcquisitionId, AcquisitionNow, AcquisitionPlan, AcquisitionRecorded, Command, Event, Opening,
    Outcome, Phase, Submission, decide_acquisition, open, open_acquisition,
};
use findings::Verdict;
use kernel::Instant;
use serde_json::Value;

use super::cast::{Play, architect, board, dispensation, first_day, ground, manager, opening, owner, submission};

const PASTED: &str = "  Leverandøren skriver:\n\n\tNæste udgave kommer til maj. \n ";

/// A text of the last event.
fn said(play: &Play, pointer: &str) -> String {
    let event = serde_json::to_value(&play.history.last().expect("an event").event).expect("written");
    event.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {event}")).to_owned()
}

#[test]
fn what_is_pasted_into_a_case_comes_out_as_it_went_in() {
    let reason = || PASTED.to_owned();
    let until = first_day().plus_days(30);
    let mut play = Play::material();
    for command in [
        Command::Note { text: reason(), about_principle: false },
        Command::GrantEmergency {
            reason: reason(),
            consequence: reason(),
            until: first_day().plus_days(9),
            shown: play.shown(),
        },
    ] {
        play.does(&manager(), &command);
    }
    assert_eq!((said(&play, "/reason"), said(&play, "/consequence")), (reason(), reason()));
    let mut play = Play::material().screened(Outcome::Board).explained();
    play.does(&architect(), &Command::SendBack { reason: reason() });
    assert_eq!(said(&play, "/reason"), PASTED);
    let mut play = Play::material().screened(Outcome::Board).explained();
    let summary = Submission { summary: reason(), ..submission() };
    play.does(&architect(), &Command::Submit { submission: summary, shown: play.shown() });
    assert_eq!(said(&play, "/submission/summary"), PASTED);
    let mut given = dispensation(until);
    given.reason = reason();
    play.does(&board(), &Command::Dispense { dispensation: given, shown: play.shown() });
    assert_eq!(said(&play, "/dispensation/reason"), PASTED);
    play.does(&owner(), &Command::ClaimStep { step: 0, evidence: reason() });
    assert_eq!(said(&play, "/evidence"), PASTED);
    play.does(&board(), &Command::Revoke { reason: reason() });
    assert_eq!(said(&play, "/reason"), PASTED);
    play.does(&manager(), &Command::DeclareConflict { reason: reason() });
    assert_eq!(said(&play, "/reason"), PASTED);
    let batch = Opening { keys: vec!["S0001".to_owned(), "S0002".to_owned()], cause: reason(), ..opening() };
    let play = Play::opened_about(&batch, ground(Verdict::Deviates, false, "a"));
    assert_eq!(play.case.cause, PASTED);
}

#[test]
fn blanks_alone_are_no_reason_and_no_cause() {
    let mut play = Play::minor();
    assert_eq!(
        play.refused(&manager(), &Command::DeclareConflict { reason: " \n\t ".repeat(9) }),
        "case-reason-missing"
    );
    let blank = Opening { cause: " \n ".to_owned(), ..opening() };
    assert_eq!(Play::opened_about(&blank, ground(Verdict::Deviates, false, "a")).case.cause, "");
}

#[test]
fn a_title_that_is_too_short_is_told_how_long_it_must_be_and_one_so_long_is_taken() {
    let seat = architect().case_worker().expect("a case worker");
    let titled = |title: &str| {
        let opening = Opening { title: title.to_owned(), ..opening() };
        open(&seat, &opening, &ground(Verdict::Deviates, false, "a"), &[])
    };
    let refusal = titled("Ni tegn 99").expect_err("too short");
    assert_eq!(refusal.label, "case-title-missing");
    assert!(refusal.text.da.contains("mindst 10 bogstaver eller tal"), "{}", refusal.text.da);
    assert!(refusal.text.en.contains("10 letters or figures at least"), "{}", refusal.text.en);
    let Event::Opened(opened) = titled(" Ti tegn\n9999 ").expect("long enough") else { panic!("an opening") };
    assert_eq!(opened.opening.title, "Ti tegn 9999", "a title is one line");
}

#[test]
fn what_is_pasted_into_an_acquisition_comes_out_as_it_went_in() {
    let plan = AcquisitionPlan {
        title: " Nyt omsorgssystem ".to_owned(),
        purpose: PASTED.to_owned(),
        tasks: Vec::new(),
        unit: None,
        owner: None,
        phase: Phase::Idea,
    };
    let event = open_acquisition(&architect(), &plan).expect("opened");
    let recorded = AcquisitionRecorded { by: architect().hand().clone(), at: Instant(0), day: testkit::today(), event };
    let id = AcquisitionId("A2026-0001".to_owned());
    let acquisition = decisions::Acquisition::opened(&id, &recorded).expect("opened");
    assert_eq!((acquisition.plan.purpose.as_str(), acquisition.plan.title.as_str()), (PASTED, "Nyt omsorgssystem"));
    let now = AcquisitionNow {
        day: testkit::today(),
        overlapping: &[],
        offers: &[],
        points: &[],
        questions: &[],
        principles: &[],
        asked: &[],
    };
    for command in [
        AcquisitionCommand::ExplainNoReuse { reason: PASTED.to_owned() },
        AcquisitionCommand::DeclareConflict { reason: PASTED.to_owned() },
        AcquisitionCommand::Cancel { reason: PASTED.to_owned() },
    ] {
        let event = decide_acquisition(&acquisition, &command, &architect(), &now).expect("decided");
        let event = serde_json::to_value(event).expect("written");
        assert_eq!(event["reason"], PASTED, "{}", command.word());
    }
    assert!(
        decide_acquisition(&acquisition, &AcquisitionCommand::Cancel { reason: " \n ".repeat(9) }, &architect(), &now)
            .is_err()
    );
}
