//! The ten questions that an explanation answers (E1-E10): what stops it, and what its reader is told.

use decisions::{
    Attachment, Bearer, Command, Earlier, Explanation, ExplanationKind, Outcome, Plan, Premise, Proof, Standing, Truth,
    standing,
};

use super::cast::{Play, day, explanation, owner};

#[test]
fn what_an_explanation_lacks_is_named_question_by_question() {
    let mut play = Play::material().screened(Outcome::Board);
    let empty = Explanation {
        kind: ExplanationKind::AgainstPrinciple,
        departs: String::new(),
        context: String::new(),
        reason: "for dyrt".to_owned(),
        alternatives: Vec::new(),
        instead: String::new(),
        purpose: String::new(),
        shown_by: Vec::new(),
        risk_text: String::new(),
        risk_bearer: String::new(),
        plan: Plan::Steps { steps: Vec::new() },
        until: day("2030-01-01"),
        ..explanation()
    };
    let command = Command::Explain { explanation: Box::new(empty), shown: play.shown() };
    let refusal = play.act(&owner(), &command).expect_err("refused");
    let named: Vec<&str> = refusal.details.iter().filter_map(|detail| detail.text.da.split(':').next()).collect();
    assert_eq!(named, ["E1", "E3", "E4", "E5", "E6", "E6", "E6", "E7", "E7", "E8", "E9", "Forudsætninger"]);
}

/// The questions that block, or the warnings that go with what was written down.
fn blocked(play: &mut Play, said: Explanation) -> Vec<String> {
    let command = Command::Explain { explanation: Box::new(said), shown: play.shown() };
    match play.act(&owner(), &command) {
        Ok(()) => Vec::new(),
        Err(refusal) => {
            refusal.details.iter().filter_map(|detail| detail.text.da.split(':').next()).map(str::to_owned).collect()
        }
    }
}

#[test]
fn what_is_done_instead_is_shown_by_a_file_of_the_case_a_fact_or_a_document() {
    let mut play = Play::minor().screened(Outcome::Explain);
    let by = |proof: &[Proof]| Explanation { shown_by: proof.to_vec(), ..explanation() };
    let file = Attachment {
        name: "netplan.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 3,
        sha256: format!("{:064}", 7),
    };
    let by_file = by(&[Proof::File(file.sha256.clone())]);
    for nothing in [&[][..], &[Proof::Document("nr. 1".to_owned())], &[Proof::Fact(" ".to_owned())]] {
        assert_eq!(blocked(&mut play, by(nothing)), ["E6"]);
    }
    assert_eq!(blocked(&mut play, by_file.clone()), ["E6"], "the file is not in the case");
    play.does(&owner(), &Command::Attach { attachment: file });
    assert_eq!(blocked(&mut play, by_file), [""; 0]);
    assert_eq!(blocked(&mut play, by(&[Proof::Document("Sag 26-117".to_owned())])), [""; 0]);
}

#[test]
fn a_fact_that_shows_what_is_done_instead_is_watched_like_a_premise() {
    let mut play = Play::minor().screened(Outcome::Explain);
    let said = Explanation { shown_by: vec![Proof::Fact("system.is_hosted".to_owned())], ..explanation() };
    let command = Command::Explain { explanation: Box::new(said), shown: play.shown() };
    assert_eq!(command.watching(&play.case).premises, ["system.is_hosted"]);
    play.ground.watched.premises = vec![Truth::Unknown];
    assert_eq!(play.refused(&owner(), &command), "case-premise-not-true");
    play.ground.watched.premises = vec![Truth::Holds];
    play.does(&owner(), &command);
    let told = play.case.round.told.as_ref().expect("explained");
    assert_eq!(told.warnings, [], "a machine can see it");
    let mut play = play.accepted();
    play.ground.watched.premises = vec![Truth::Broken];
    assert!(play.observe());
    assert_eq!(standing(&play.case.face, play.day), Standing::Lapsed { since: play.day });
}

#[test]
fn the_one_who_bears_the_risk_is_named_in_full() {
    let mut play = Play::minor().screened(Outcome::Explain);
    for nobody in ["", "XY", "Fagchefen", "F. Holm", "1234 5678"] {
        let said = Explanation { risk_bearer: nobody.to_owned(), ..explanation() };
        assert_eq!(blocked(&mut play, said), ["E7"], "{nobody}");
    }
    let said = Explanation { risk_bearer: "Lone B. Holm".to_owned(), ..explanation() };
    assert_eq!(blocked(&mut play, said), [""; 0]);
}

#[test]
fn the_reader_is_told_when_the_objects_own_business_process_is_not_named() {
    let mut play = Play::minor().screened(Outcome::Explain);
    play.ground.processes = vec!["Visitation til hjemmepleje".to_owned()];
    play.does(&owner(), &play.explain());
    let warned = |play: &Play| {
        let told = play.case.round.told.as_ref().expect("explained");
        told.warnings.iter().any(|check| check.question == "E2" && check.text.da.contains("Visitation til hjemmepleje"))
    };
    assert!(warned(&play));
    let named = "Det bærer visitation til hjemmepleje, hvor borgernes behov vurderes.".to_owned();
    let said = Explanation { context: named, ..explanation() };
    play.does(&owner(), &Command::Explain { explanation: Box::new(said), shown: play.shown() });
    assert!(!warned(&play));
}

#[test]
fn a_row_of_letters_or_one_word_again_and_again_is_no_explanation() {
    let mut play = Play::material().screened(Outcome::Board);
    for nothing in [
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "blah blah blah BLAH blah, blah; blah blah",
        "xxxxxxxxxxxxxxx yyyyyyyyyyyyyyy",
    ] {
        let said = Explanation { reason: nothing.to_owned(), instead: nothing.to_owned(), ..explanation() };
        let command = Command::Explain { explanation: Box::new(said), shown: play.shown() };
        let refusal = play.act(&owner(), &command).expect_err(nothing);
        let named: Vec<&str> = refusal.details.iter().filter_map(|detail| detail.text.da.split(':').next()).collect();
        assert_eq!(named, ["E3", "E6"], "{nothing}");
    }
}

#[test]
fn nothing_costs_less_than_nothing() {
    let mut play = Play::material().screened(Outcome::Board);
    let mut said = explanation();
    let below = Some(kernel::Kroner::from_kroner(-500_000));
    said.alternatives.iter_mut().for_each(|alternative| alternative.cost = below);
    if let Plan::Steps { steps } = &mut said.plan {
        steps.iter_mut().for_each(|step| step.cost = below);
    }
    let command = Command::Explain { explanation: Box::new(said), shown: play.shown() };
    let refusal = play.act(&owner(), &command).expect_err("refused");
    let named: Vec<&str> = refusal.details.iter().filter_map(|detail| detail.text.da.split(':').next()).collect();
    assert_eq!(named, ["E5", "E8"]);
}

#[test]
fn a_copied_explanation_is_refused_and_a_near_copy_marked() {
    let mut play = Play::minor().screened(Outcome::Explain);
    play.earlier = vec![Earlier { case: "2025-0007".to_owned(), words: explanation().own_words() }];
    assert_eq!(play.refused(&owner(), &play.explain()), "case-explanation-incomplete");
    let mut near = explanation();
    near.purpose = "Uvedkommende når ikke frem til login udefra nettet.".to_owned();
    play.does(&owner(), &Command::Explain { explanation: Box::new(near), shown: play.shown() });
    let told = play.case.round.told.as_ref().expect("explained");
    assert_eq!(told.like.as_ref().map(|like| like.case.as_str()), Some("2025-0007"));
    assert!(told.warnings.iter().any(|check| check.question == "E3"));
}

#[test]
fn each_thing_that_an_explanation_lacks_points_to_where_it_stands() {
    let mut play = Play::material().screened(Outcome::Board);
    let mut said = explanation();
    said.purpose = String::new();
    said.shown_by = vec![Proof::Document("Sag 26-117".to_owned()), Proof::Document("referat".to_owned())];
    said.alternatives[0].consequence = " ".to_owned();
    let Plan::Steps { steps } = &mut said.plan else { panic!("steps") };
    steps[0].due = day("2020-01-01");
    let written = serde_json::to_value(&said).expect("as it is sent");
    let command = Command::Explain { explanation: Box::new(said), shown: play.shown() };
    let refusal = play.act(&owner(), &command).expect_err("refused");
    let at: Vec<&str> = refusal.details.iter().filter_map(|detail| detail.at.as_deref()).collect();
    assert_eq!(at, ["/alternatives/0/consequence", "/purpose", "/shown_by/1", "/plan/steps/0/due"]);
    assert!(at.iter().all(|at| written.pointer(at).is_some()), "{written}");
}

#[test]
fn a_premise_that_does_not_hold_is_pointed_to() {
    let mut play = Play::minor().screened(Outcome::Explain);
    let premise = Premise { holds: "system.is_hosted".to_owned(), says: String::new() };
    let said = Explanation {
        premises: vec![premise.clone(), premise],
        shown_by: vec![Proof::Fact("system.is_hosted".to_owned())],
        ..explanation()
    };
    let command = Command::Explain { explanation: Box::new(said), shown: play.shown() };
    play.ground.watched.premises = vec![Truth::Holds, Truth::Unknown, Truth::Broken];
    let refusal = play.act(&owner(), &command).expect_err("refused");
    assert_eq!(refusal.label, "case-premise-not-true");
    let at: Vec<&str> = refusal.details.iter().filter_map(|detail| detail.at.as_deref()).collect();
    assert_eq!(at, ["/premises/1/holds", "/shown_by/0"]);
}

#[test]
fn a_risk_is_borne_in_the_business_area() {
    let mut play = Play::minor().screened(Outcome::Explain);
    play.bearer = Bearer::Elsewhere { unit: "Økonomi".to_owned() };
    assert_eq!(blocked(&mut play, explanation()), ["E7"]);
    play.bearer = Bearer::Unknown;
    assert_eq!(blocked(&mut play, explanation()), [""; 0]);
    let told = play.case.round.told.as_ref().expect("explained");
    assert!(told.warnings.iter().any(|check| check.question == "E7"), "{:?}", told.warnings);
}
