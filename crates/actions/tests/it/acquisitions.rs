//! What an acquisition waits for, and whose turn it is.

use actions::{
    AcquisitionTask, Digest, Errand, Happening, Milestone, Notice, Sender, acquisition_tasks, milestones,
    newly_in_acquisition, took_part_in_acquisition,
};
use decisions::{
    Acquisition, AcquisitionEvent, AcquisitionId, AcquisitionPlan, AcquisitionRecorded, CaseId, Hand, Lack, Lacking,
    OfferGround, Party, Phase, PrincipleGround,
};
use kernel::{Instant, Lang, Role, Text};

use crate::{first, hand, holder};

fn recorded(event: AcquisitionEvent) -> AcquisitionRecorded {
    AcquisitionRecorded { by: hand("arkitekt"), at: Instant(0), day: first(), event }
}

/// An acquisition in a phase, with one offer that has won and departs from one principle.
fn acquisition(phase: Phase) -> (Acquisition, Vec<OfferGround>) {
    let plan = AcquisitionPlan {
        title: "Nyt omsorgssystem".to_owned(),
        purpose: String::new(),
        tasks: Vec::new(),
        unit: None,
        owner: None,
        phase: Phase::Idea,
    };
    let id = AcquisitionId("A2026-0001".to_owned());
    let mut acquisition = Acquisition::opened(&id, &recorded(AcquisitionEvent::Opened(plan))).expect("opened");
    let (candidate, supplier, product) = ("T1".to_owned(), "Nordsoft A/S".to_owned(), "Omsorg Ny".to_owned());
    let chosen = AcquisitionEvent::Chosen { candidate: candidate.clone(), reason: "Bedst i prøven.".to_owned() };
    acquisition.apply(&recorded(AcquisitionEvent::CandidateAdded { candidate, supplier, product }));
    acquisition.apply(&recorded(chosen));
    acquisition.phase = phase;
    let principle = PrincipleGround {
        id: ("pakke".to_owned(), "princip".to_owned()),
        title: Text { da: "Princip".to_owned(), en: "Principle".to_owned() },
        hash: "x".to_owned(),
        deviates: true,
        for_board: true,
        unanswered: false,
    };
    let (hash, new_parts) = ("h".to_owned(), Vec::new());
    (acquisition, vec![OfferGround { candidate: "T1".to_owned(), hash, principles: vec![principle], new_parts }])
}

fn tasks(phase: Phase, lacking: &[Lacking]) -> Vec<AcquisitionTask> {
    let (acquisition, offers) = acquisition(phase);
    let lack = |what: &Lacking| Lack { what: *what, text: Text { da: String::new(), en: String::new() } };
    acquisition_tasks(&acquisition, &lacking.iter().map(lack).collect::<Vec<_>>(), &offers)
}

/// Each errand with the roles that have it.
fn whose(phase: Phase, lacking: &[Lacking]) -> Vec<(Errand, Vec<Role>)> {
    let roles = |task: &AcquisitionTask| Role::ALL.into_iter().filter(|role| task.falls_to(&holder(*role))).collect();
    tasks(phase, lacking).iter().map(|task| (task.errand, roles(task))).collect()
}

const IT: [Role; 2] = [Role::ItArchitect, Role::ItManager];
const AREA: [Role; 3] = [Role::BusinessAreaLead, Role::SystemOwner, Role::UnitLead];

fn sorted(mut roles: Vec<Role>) -> Vec<Role> {
    roles.sort_unstable();
    roles
}

#[test]
fn whoever_can_bring_what_the_gate_lacks_has_it_as_a_task() {
    let buyers = sorted([&IT[..], &AREA].concat());
    let area = sorted(AREA.to_vec());
    let security = sorted([&IT[..], &[Role::Security]].concat());
    let (it, board) = (sorted(IT.to_vec()), vec![Role::ExecutiveBoard]);
    use Lacking as L;
    for (phase, lacking, expected) in [
        (Phase::Idea, vec![L::Tasks, L::Points], vec![(Errand::TellTasks, &buyers), (Errand::Check, &buyers)]),
        (
            Phase::Analysis,
            vec![L::Sheet, L::NoReuse],
            vec![(Errand::ExplainNoReuse, &buyers), (Errand::MakeSheet, &buyers)],
        ),
        (Phase::Analysis, vec![], vec![(Errand::PassGate(Phase::Tender), &it)]),
        (Phase::Tender, vec![L::Offers], vec![(Errand::AddOffers, &buyers)]),
        (Phase::Offer, vec![L::Winner], vec![(Errand::Choose, &it)]),
        (
            Phase::Offer,
            vec![L::Screening, L::Screening, L::Approval],
            vec![(Errand::Screen(Party::It), &it), (Errand::Screen(Party::Area), &area)],
        ),
        (Phase::Offer, vec![L::PartAssessment, L::Approval], vec![(Errand::AssessParts, &security)]),
        (Phase::Offer, vec![L::Approval], vec![(Errand::Approve, &board)]),
        (Phase::Offer, vec![L::BoardAnswer], vec![(Errand::AnswerBoard, &buyers)]),
        (Phase::Solution, vec![L::System], vec![(Errand::BecomeSystem, &it)]),
        (Phase::Solution, vec![L::WinnerGone], vec![(Errand::ReopenOffers, &it)]),
        (Phase::InOperation, vec![], vec![]),
    ] {
        let found: Vec<_> = whose(phase, &lacking).into_iter().map(|(errand, roles)| (errand, sorted(roles))).collect();
        let expected: Vec<_> = expected.into_iter().map(|(errand, roles)| (errand, roles.clone())).collect();
        assert_eq!(found, expected, "{phase:?}: {lacking:?}");
    }
}

#[test]
fn an_acquisition_given_up_waits_for_nobody() {
    let (mut given_up, offers) = acquisition(Phase::Tender);
    given_up.apply(&recorded(AcquisitionEvent::Cancelled { reason: "Budgettet faldt bort.".to_owned() }));
    assert!(acquisition_tasks(&given_up, &[], &offers).is_empty());
}

#[test]
fn a_mail_tells_what_is_new_in_an_acquisition_and_where_to_do_it() {
    let (before, now) =
        (tasks(Phase::Offer, &[Lacking::Winner]), tasks(Phase::Offer, &[Lacking::Winner, Lacking::Points]));
    let new: Vec<AcquisitionTask> = newly_in_acquisition(&before, &now).cloned().collect();
    assert_eq!(new.iter().map(|task| task.errand).collect::<Vec<_>>(), [Errand::Check]);
    let digest = Digest { acquisitions: new, waiting: 2, ..Digest::default() };
    assert!(!digest.is_empty());
    let sender = Sender { municipality: "Eksempel Kommune", address: Some("https://fundament.example") };
    let letter = digest.letter(("Ane Friis", "ane@eksempel.example"), Lang::Da, first(), sender);
    let line =
        "* Gennemgå tjeklisten\n  A2026-0001 Nyt omsorgssystem\n  https://fundament.example/anskaffelser/A2026-0001\n";
    assert!(letter.text.contains(line), "{}", letter.text);
    assert!(letter.html.contains("href=\"https://fundament.example/anskaffelser/A2026-0001\""), "{}", letter.html);
}

#[test]
fn what_happened_in_an_acquisition_is_told_with_who_did_it_and_what_is_only_noted_is_not() {
    let (acquisition, _) = acquisition(Phase::Offer);
    let event = |account: &str, event| AcquisitionRecorded { by: hand(account), ..recorded(event) };
    let (reason, shown) = ("Risikoen er for stor.".to_owned(), "h".to_owned());
    let different = "Borgerdata skal blive i EU".to_owned();
    let since = [
        event("omraade", AcquisitionEvent::SheetMade { questions: 40, packs: Vec::new() }),
        event("itchef", AcquisitionEvent::Chosen { candidate: "T1".to_owned(), reason: reason.clone() }),
        event("direktion", AcquisitionEvent::Refused { reason, different: different.clone(), meeting: None, shown }),
        event("omraade", AcquisitionEvent::BoardAnswered { answer: "Leverandøren driver det i Danmark.".to_owned() }),
    ];
    let told = milestones(&acquisition, &since);
    let what: Vec<&Milestone> = told.iter().map(|notice| &notice.what).collect();
    let chosen = Milestone::Chosen("Omsorg Ny, Nordsoft A/S".to_owned());
    assert_eq!(what, [&chosen, &Milestone::Refused(different), &Milestone::PutForward]);
    let part: Vec<&str> = took_part_in_acquisition(&since).into_iter().collect();
    assert_eq!(part, ["direktion", "itchef", "omraade"]);
    let digest = Digest { milestones: told, ..Digest::default() };
    assert!(!digest.is_empty());
    let sender = Sender { municipality: "Eksempel Kommune", address: Some("https://fundament.example") };
    let letter = digest.letter(("Ane Friis", "ane@eksempel.example"), Lang::Da, first(), sender);
    let line = format!(
        "* Direktionen har afslået valget; det skal være anderledes: Borgerdata skal blive i EU ({})\n  A2026-0001 Nyt omsorgssystem\n",
        hand("direktion").holder.name
    );
    assert!(letter.text.contains("Det er sket\n") && letter.text.contains(&line), "{}", letter.text);
}

#[test]
fn a_mail_says_for_whom_a_deputy_acted() {
    let (acquisition, _) = acquisition(Phase::Offer);
    let principal = hand("direktion").holder;
    let name = principal.name.clone();
    let by = Hand { deputy_for: Some(principal), ..hand("vikar") };
    let event = AcquisitionEvent::Approved { reason: "Nødvendigt.".to_owned(), meeting: None, shown: "h".to_owned() };
    let since = [AcquisitionRecorded { by: by.clone(), ..recorded(event) }];
    let case = Notice {
        case: CaseId("2026-0001".to_owned()),
        title: "Rettigheder i Løn".to_owned(),
        what: Happening::Revoked,
        by: Some(by),
    };
    let digest = Digest { milestones: milestones(&acquisition, &since), notices: vec![case], ..Digest::default() };
    let sender = Sender { municipality: "Eksempel Kommune", address: None };
    for (lang, words) in [(Lang::Da, "som stedfortræder for"), (Lang::En, "standing in for")] {
        let letter = digest.letter(("Ane Friis", "ane@eksempel.example"), lang, first(), sender);
        let told = format!("({} {words} {name})", hand("vikar").holder.name);
        assert_eq!(letter.text.matches(&told).count(), 2, "{}", letter.text);
    }
}
