//! An acquisition from idea to system, on the town's own facts and under both packs.

mod back;
mod board;
mod stated;

use std::collections::BTreeMap;

use decisions::{
    Acquisition, AcquisitionCommand as C, AcquisitionEvent, AcquisitionId, AcquisitionNow, AcquisitionPlan,
    AcquisitionRecorded, Alike, Assessed, FactSource, Held, Novelty, OfferGround, Party, Phase, PlanChange, Point,
    PrincipleGround, PrincipleView, Rating, Refusal, Relevance, Said, SoftwarePart, Statement, decide_acquisition,
    open_acquisition, overlapping,
};
use facts::{Slots, schema};
use findings::Verdict;
use kernel::{Instant, Role};
use principles::Pack;

use super::cast::{architect, area, board, held, manager};

/// The town with its packs, and an acquisition in it.
struct Play {
    own: Slots,
    packs: Vec<Pack>,
    acquisition: Acquisition,
    history: Vec<AcquisitionRecorded>,
    /// What suppliers are asked.
    asked: Vec<String>,
}

impl Play {
    fn of(tasks: &[&str]) -> Self {
        let plan = AcquisitionPlan {
            title: "Nyt omsorgssystem".to_owned(),
            purpose: "Afløser et system, der udgår.".to_owned(),
            tasks: tasks.iter().map(|task| (*task).to_owned()).collect(),
            unit: None,
            owner: None,
            phase: Phase::Idea,
        };
        let event = open_acquisition(&architect(), &plan).expect("opened");
        let recorded =
            AcquisitionRecorded { by: architect().hand().clone(), at: Instant(0), day: testkit::today(), event };
        let acquisition = Acquisition::opened(&AcquisitionId("A2026-0001".to_owned()), &recorded).expect("opened");
        let own = testkit::eksempel().estate.slots(testkit::today());
        Self { own, packs: testkit::packs(), acquisition, history: vec![recorded], asked: Vec::new() }
    }

    fn assessed(&self) -> Vec<Assessed> {
        let packs: Vec<&Pack> = self.packs.iter().collect();
        let of = |one| Assessed::of(&self.acquisition, one, &self.own, (&packs, &self.asked));
        self.acquisition.live().map(of).collect()
    }

    fn overlapping(&self) -> Vec<Alike> {
        let system = schema().kind("system").expect("system");
        let found = overlapping(&self.own, &self.acquisition.plan.tasks);
        let alike = |object: u32| {
            let key = self.own.keys(system)[object as usize].to_string();
            Alike { name: self.own.name_of(system, &key), key }
        };
        found.into_iter().map(alike).collect()
    }

    fn does(&mut self, who: &Held, command: &C) -> Result<(), Refusal> {
        let offers: Vec<OfferGround> = self.assessed().iter().map(OfferGround::of).collect();
        let overlapping = self.overlapping();
        let points = self.points();
        let questions = vec![("os2-community-not-followed".to_owned(), vec!["yes".to_owned()])];
        let now = AcquisitionNow {
            day: testkit::today(),
            overlapping: &overlapping,
            offers: &offers,
            points: &points,
            questions: &questions,
            principles: &["kl-arkitektur/kl-p5-opgaver".to_owned()],
            asked: &["system.hosting", "system.supported_until", "kl-arkitektur/kl-p5-opgaver"].map(str::to_owned),
        };
        let event = decide_acquisition(&self.acquisition, command, who, &now)?;
        let recorded = AcquisitionRecorded { by: who.hand().clone(), at: Instant(0), day: testkit::today(), event };
        self.acquisition.apply(&recorded);
        self.history.push(recorded);
        Ok(())
    }

    fn done(&mut self, who: &Held, command: &C) {
        self.does(who, command).unwrap_or_else(|refusal| panic!("{}: {refusal:?}", command.word()));
    }

    fn refused(&mut self, who: &Held, command: &C) -> &'static str {
        self.does(who, command).expect_err("refused").label
    }

    fn add(&mut self, product: &str) {
        let (supplier, product) = ("Nordsoft A/S".to_owned(), product.to_owned());
        self.done(&area(), &C::AddCandidate { candidate: String::new(), supplier, product });
    }

    fn state(&mut self, candidate: &str, facts: &[(&str, Said)]) {
        let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let statement = Statement { facts, ..Statement::default() };
        self.done(&area(), &C::State { candidate: candidate.to_owned(), source: FactSource::Typed, statement });
    }

    fn points(&self) -> Vec<Point> {
        let packs: Vec<&Pack> = self.packs.iter().collect();
        decisions::points(&packs, self.acquisition.phase, testkit::today())
    }

    /// Goes through what the check list of the phase still asks.
    fn check(&mut self, relevance: Relevance) {
        for point in self.points() {
            if !self.acquisition.is_answered(&point.rule) {
                let reason = "Drøftet med leverandøren i markedsdialogen.".to_owned();
                let check = C::Check { rule: point.rule, relevance, rating: Rating::Green, reason };
                self.done(&area(), &check);
            }
        }
    }

    fn pass(&mut self, phase: Phase) {
        self.check(Relevance::Relevant);
        self.done(&architect(), &C::PassGate { phase });
    }

    /// On to the offers, with a candidate that keeps its own log-ins and holds sensitive data.
    fn at_offers() -> Self {
        let mut play = Self::of(&[]);
        play.acquisition.plan.tasks = vec!["99.99".to_owned()];
        play.pass(Phase::Analysis);
        play.done(&area(), &C::MakeSheet { questions: 40, packs: vec!["it-teknologi-2023 1".to_owned()] });
        play.pass(Phase::Tender);
        play.add("Omsorg Ny");
        play.pass(Phase::Offer);
        play.check(Relevance::Relevant);
        play.state(
            "T1",
            &[
                ("access_control", Said::Text("local_accounts".to_owned())),
                ("personal_data", Said::Text("sensitive".to_owned())),
            ],
        );
        play
    }

    fn views(&self, party: Party) -> Vec<C> {
        let offer = OfferGround::of(&self.assessed()[0]);
        let deviates = offer.principles.into_iter().filter(PrincipleGround::is_to_be_seen);
        deviates
            .map(|one| C::Screen {
                candidate: "T1".to_owned(),
                view: PrincipleView {
                    pack: one.id.0,
                    principle: one.id.1,
                    party,
                    rating: Rating::Yellow,
                    reason: "Leverandøren lover fælles login i næste udgave.".to_owned(),
                    shown: one.hash,
                },
            })
            .collect()
    }
}

#[test]
fn a_candidate_stands_as_a_system_in_use_would() {
    let mut play = Play::of(&["99.99"]);
    play.add("Omsorg Ny");
    let id = ("it-teknologi-2023", "faelles-adgang-og-rettigheder");
    let verdict = |play: &Play| play.assessed()[0].stand(id).expect("looked at").verdict;
    assert_eq!(verdict(&play), Verdict::NotAssessed, "nothing is known yet");
    play.state("T1", &[("access_control", Said::Text("local_accounts".to_owned()))]);
    assert_eq!(verdict(&play), Verdict::Deviates);
    let assessed = play.assessed();
    let stand = assessed[0].stand(id).expect("looked at");
    assert!(stand.blamed.iter().any(|one| one.rule == "access-by-local-accounts" && one.verdict == Verdict::Deviates));
    assert!(assessed[0].stands.iter().any(|stand| stand.pack == "kl-arkitektur" && stand.verdict == Verdict::Deviates));
}

#[test]
fn the_municipalitys_own_systems_overlap_with_a_candidate_but_candidates_do_not_with_each_other() {
    let own = testkit::eksempel().estate.slots(testkit::today());
    let (system, kle) = schema().path("system.kle_tasks").expect("tasks");
    let busy = (0..own.count(system)).find_map(|object| match own.cell(system, object, kle) {
        facts::Cell::List(items, 0) if !items.is_empty() => Some(own.symbols().text(items[0]).to_owned()),
        _ => None,
    });
    let busy = busy.expect("a task that is served");
    let mut play = Play::of(&[&busy]);
    play.add("Et");
    play.add("To");
    let of = |play: &Play| {
        let assessed = play.assessed();
        let id = ("it-teknologi-2023", "arkitektur-trimmet-landskab");
        assessed.iter().map(|one| one.stand(id).expect("looked at").verdict).collect::<Vec<_>>()
    };
    assert!(!play.overlapping().is_empty());
    assert_eq!(of(&play), [Verdict::Deviates, Verdict::Deviates]);
    // So do those of the group that the subject is in.
    let group = busy.rsplit_once('.').expect("a subject").0.to_owned();
    let of_subject = play.overlapping();
    play.acquisition.plan.tasks = vec![group];
    assert!(of_subject.iter().all(|system| play.overlapping().contains(system)));
    assert_eq!(of(&play), [Verdict::Deviates, Verdict::Deviates]);
    play.acquisition.plan.tasks = vec!["98.98".to_owned()];
    assert!(play.overlapping().is_empty());
    assert!(!of(&play).contains(&Verdict::Deviates));
}

#[test]
fn nobody_goes_to_tender_without_a_sheet_and_without_saying_why_nothing_is_reused() {
    let own = testkit::eksempel().estate.slots(testkit::today());
    let (system, kle) = schema().path("system.kle_tasks").expect("tasks");
    let task = (0..own.count(system)).find_map(|object| match own.cell(system, object, kle) {
        facts::Cell::List(items, 0) if !items.is_empty() => Some(own.symbols().text(items[0]).to_owned()),
        _ => None,
    });
    let mut play = Play::of(&[]);
    assert_eq!(play.refused(&architect(), &C::PassGate { phase: Phase::Analysis }), "acquisition-no-task");
    assert_eq!(play.refused(&architect(), &C::PassGate { phase: Phase::Tender }), "acquisition-wrong-phase");
    play.acquisition.plan.tasks = vec![task.expect("a task")];
    play.pass(Phase::Analysis);
    play.check(Relevance::Relevant);
    let refusal = play.does(&architect(), &C::PassGate { phase: Phase::Tender }).expect_err("lacks two things");
    assert_eq!((refusal.label, refusal.details.len()), ("acquisition-no-sheet", 2));
    play.done(&area(), &C::MakeSheet { questions: 40, packs: Vec::new() });
    let tender = C::PassGate { phase: Phase::Tender };
    assert_eq!(play.refused(&architect(), &tender), "acquisition-no-reuse-unexplained");
    assert_eq!(play.refused(&area(), &C::ExplainNoReuse { reason: "nej".to_owned() }), "acquisition-reason-missing");
    let reason = "Det gamle system udgår, og leverandøren lukker det.".to_owned();
    play.done(&area(), &C::ExplainNoReuse { reason });
    assert_eq!(play.refused(&area(), &tender), "acquisition-no-seat");
    play.done(&architect(), &tender);
    assert_eq!(play.refused(&architect(), &C::PassGate { phase: Phase::Offer }), "acquisition-no-candidate");
}

#[test]
fn no_gate_is_passed_while_a_point_of_the_check_list_is_unanswered() {
    let mut play = Play::of(&["99.99"]);
    let (analysis, tender) = (C::PassGate { phase: Phase::Analysis }, C::PassGate { phase: Phase::Tender });
    let refusal = play.does(&architect(), &analysis).expect_err("nothing is answered");
    assert_eq!(refusal.label, "acquisition-points-unanswered");
    assert!(refusal.text.da.contains("skriv, hvorfor") && refusal.text.da.contains(&play.points()[0].title.da));
    let answer = |play: &mut Play, relevance, rating, reason: &str| {
        let (rule, reason) = (play.points()[0].rule.clone(), reason.to_owned());
        play.does(&area(), &C::Check { rule, relevance, rating, reason })
    };
    // That a point is not relevant is an answer when the reason is given.
    let bare = answer(&mut play, Relevance::NotRelevant, Rating::Green, "");
    assert_eq!(bare.expect_err("without a reason").label, "acquisition-reason-missing");
    play.check(Relevance::NotRelevant);
    play.done(&architect(), &analysis);
    // What is put off is asked again in the next phase, and what is red is an answer.
    play.done(&area(), &C::MakeSheet { questions: 40, packs: Vec::new() });
    play.check(Relevance::Later);
    play.done(&architect(), &tender);
    let count = |play: &Play| play.points().iter().filter(|one| !play.acquisition.is_answered(&one.rule)).count();
    let put_off = count(&play);
    assert!(put_off > 1);
    answer(&mut play, Relevance::Relevant, Rating::Red, "Løsningen kan ikke levere data i et åbent format.")
        .expect("red");
    play.check(Relevance::Relevant);
    assert_eq!(count(&play), 0);
}

#[test]
fn a_winner_is_screened_by_two_and_approved_by_the_board_where_it_is_material() {
    let mut play = Play::at_offers();
    let solution = C::PassGate { phase: Phase::Solution };
    assert_eq!(play.refused(&architect(), &solution), "acquisition-no-winner");
    let reason = "Billigst og bedst til den mobile hjemmepleje.".to_owned();
    play.done(&manager(), &C::Choose { candidate: "T1".to_owned(), reason });
    assert_eq!(play.refused(&architect(), &solution), "acquisition-deviation-not-screened");
    let both = held("begge", &[Role::ItArchitect, Role::BusinessAreaLead]);
    for command in play.views(Party::It) {
        play.done(&both, &command);
    }
    for command in play.views(Party::Area) {
        assert_eq!(play.refused(&both, &command), "acquisition-same-hand");
        assert_eq!(play.refused(&manager(), &command), "acquisition-no-seat");
        play.done(&area(), &command);
    }
    assert_eq!(play.refused(&architect(), &solution), "acquisition-for-board");
    let shown = OfferGround::of(&play.assessed()[0]).hash;
    let reason = "Ingen leverandør kan andet i år.".to_owned();
    let approve = C::Approve { reason, meeting: None, shown };
    assert_eq!(play.refused(&manager(), &approve), "acquisition-no-seat");
    play.done(&board(), &approve);
    // What was decided on other facts does not count.
    play.state(
        "T1",
        &[("hosting_country", Said::Text("Indien".to_owned())), ("hosting", Said::Text("saas".to_owned()))],
    );
    assert_eq!(play.refused(&board(), &approve), "acquisition-facts-changed");
    assert_eq!(play.refused(&architect(), &solution), "acquisition-deviation-not-screened");
    for (party, who) in [(Party::It, manager()), (Party::Area, area())] {
        for command in play.views(party) {
            play.done(&who, &command);
        }
    }
    assert_eq!(play.refused(&architect(), &solution), "acquisition-for-board");
    let shown = OfferGround::of(&play.assessed()[0]).hash;
    play.done(&board(), &C::Approve { reason: "Vilkår om drift i EU.".to_owned(), meeting: None, shown });
    play.done(&architect(), &solution);
    assert_eq!(play.refused(&architect(), &C::PassGate { phase: Phase::InOperation }), "acquisition-no-system");
    play.done(&architect(), &C::BecomeSystem { system: "S9999".to_owned(), cases: Vec::new() });
    play.pass(Phase::InOperation);
    assert_eq!(
        play.refused(&architect(), &C::Cancel { reason: "for sent at fortryde".to_owned() }),
        "acquisition-over"
    );
}

#[test]
fn a_new_component_has_its_security_assessment_before_the_solution() {
    let mut play = Play::at_offers();
    let part = |name: &str| SoftwarePart { name: name.to_owned(), version: "1".to_owned(), licence: "MIT".to_owned() };
    let component = schema().kind("component").expect("component");
    let known = play.own.name(component, 0).expect("a known component");
    let statement = Statement { parts: vec![part(&known.to_uppercase()), part("helt-ny")], ..Statement::default() };
    play.done(&area(), &C::State { candidate: "T1".to_owned(), source: FactSource::Sbom, statement });
    let parts = play.assessed()[0].parts.clone();
    assert_eq!(parts.iter().map(|(_, novelty)| *novelty).collect::<Vec<_>>(), [Novelty::Known, Novelty::New]);
    let rule = |play: &Play| {
        let assessed = play.assessed();
        let stand = assessed[0].stand(("it-teknologi-2023", "sikkerhed-myndigheder")).expect("looked at");
        stand.blamed.iter().any(|one| one.rule == "new-component-not-assessed" && one.verdict == Verdict::Deviates)
    };
    assert!(rule(&play));
    let assess = |name: &str| C::AssessPart {
        part: name.to_owned(),
        conclusion: "Vedligeholdt, ingen kendte sårbarheder.".to_owned(),
    };
    assert_eq!(play.refused(&area(), &assess("helt-ny")), "acquisition-no-seat");
    let security = held("sikkerhed", &[Role::Security]);
    assert_eq!(play.refused(&security, &assess(&known)), "acquisition-part-not-new");
    play.done(&security, &assess("Helt-Ny"));
    assert!(!rule(&play) && play.acquisition.is_assessed("helt-ny"));
}

#[test]
fn what_does_not_fit_is_refused_with_a_label() {
    let mut play = Play::of(&["99.99"]);
    play.add("Et");
    let state = |facts: BTreeMap<String, Said>| C::State {
        candidate: "T1".to_owned(),
        source: FactSource::Typed,
        statement: Statement { facts, ..Statement::default() },
    };
    let one = |name: &str, value: Said| BTreeMap::from([(name.to_owned(), value)]);
    assert_eq!(play.refused(&area(), &state(BTreeMap::new())), "acquisition-nothing-stated");
    for facts in [one("hosting", Said::Text("månen".to_owned())), one("findes_ikke", Said::Bool(true))] {
        assert_eq!(play.refused(&area(), &state(facts)), "acquisition-fact-unreadable");
    }
    let overlap = one("overlapping_systems", Said::List(Vec::new()));
    assert_eq!(play.refused(&area(), &state(overlap)), "acquisition-fact-unreadable", "derived facts are not stated");
    let withdraw = C::Withdraw { candidate: "T1".to_owned(), reason: "Leverandøren trak sit tilbud.".to_owned() };
    play.done(&area(), &withdraw);
    assert_eq!(play.refused(&area(), &withdraw), "acquisition-candidate-withdrawn");
    let unknown = C::Withdraw { candidate: "T7".to_owned(), reason: "Leverandøren trak sit tilbud.".to_owned() };
    assert_eq!(play.refused(&area(), &unknown), "acquisition-no-such-candidate");
    let check = |rule: &str, rating| C::Check {
        rule: rule.to_owned(),
        relevance: Relevance::Relevant,
        rating,
        reason: String::new(),
    };
    assert_eq!(play.refused(&area(), &check("ukendt", Rating::Green)), "acquisition-no-such-point");
    let known = play.points()[0].rule.clone();
    let known = known.as_str();
    assert_eq!(play.refused(&area(), &check(known, Rating::Red)), "acquisition-reason-missing");
    play.done(&area(), &check(known, Rating::Green));
    assert_eq!(play.refused(&board(), &check(known, Rating::Green)), "acquisition-no-seat");
}

#[test]
fn a_history_written_and_read_again_gives_the_same_acquisition() {
    let mut play = Play::at_offers();
    let statement = Statement {
        answers: BTreeMap::new(),
        parts: vec![SoftwarePart { name: "zlib".to_owned(), version: String::new(), licence: String::new() }],
        file: "svar.xlsx".to_owned(),
        facts: BTreeMap::from([("supported_until".to_owned(), Said::Nothing(None))]),
        principles: BTreeMap::from([("kl-arkitektur/kl-p5-opgaver".to_owned(), "Hændelser\nsendes.".to_owned())]),
    };
    play.done(&area(), &C::State { candidate: "T1".to_owned(), source: FactSource::Answers, statement });
    play.done(&manager(), &C::Choose { candidate: "T1".to_owned(), reason: "Bedst i prøven.".to_owned() });
    for command in play.views(Party::Area) {
        play.done(&area(), &command);
    }
    let read: Vec<AcquisitionRecorded> = play
        .history
        .iter()
        .map(|recorded| serde_json::from_str(&serde_json::to_string(recorded).expect("written")).expect("read"))
        .collect();
    assert_eq!(read, play.history);
    // The helper changed the tasks by hand; the log never saw that.
    play.acquisition.plan.tasks.clear();
    assert_eq!(Acquisition::replay(&play.acquisition.id, &read), Some(play.acquisition));
    assert!(matches!(read[0].event, AcquisitionEvent::Opened(_)));
}

#[test]
fn the_check_list_grows_with_the_phases() {
    let packs = testkit::packs();
    let packs: Vec<&Pack> = packs.iter().collect();
    let count = |phase| decisions::points(&packs, phase, testkit::today()).len();
    let (idea, analysis, tender) = (count(Phase::Idea), count(Phase::Analysis), count(Phase::Tender));
    assert!(0 < idea && idea < analysis && analysis < tender, "{idea} {analysis} {tender}");
    let points = decisions::points(&packs, Phase::Tender, testkit::today());
    assert!(points.iter().any(|point| point.rule == "ar-2-3-lock-in-not-addressed" && point.pack == "kl-arkitektur"));
}

#[test]
fn a_plan_is_changed_in_what_is_named_and_in_nothing_else() {
    let mut play = Play::of(&["99.99"]);
    let revise = |change: PlanChange| C::Revise { change };
    let some = |text: &str| Some(text.to_owned());
    let title = PlanChange { title: some("Nyt plejesystem "), ..PlanChange::default() };
    play.done(&area(), &revise(title.clone()));
    assert_eq!(play.refused(&area(), &revise(title)), "acquisition-nothing-changed");
    let plan = &play.acquisition.plan;
    assert_eq!((plan.title.as_str(), &plan.tasks[..]), ("Nyt plejesystem", &["99.99".to_owned()][..]));
    let tasks = PlanChange {
        tasks: Some(vec!["27.36".to_owned(), " 27.36".to_owned()]),
        unit: some("E1"),
        ..PlanChange::default()
    };
    play.done(&architect(), &revise(tasks));
    assert_eq!(
        (&play.acquisition.plan.tasks[..], play.acquisition.plan.unit.as_deref()),
        (&["27.36".to_owned()][..], Some("E1"))
    );
    play.done(&area(), &revise(PlanChange { unit: some(""), ..PlanChange::default() }));
    assert_eq!((play.acquisition.plan.unit.as_deref(), play.acquisition.phase), (None, Phase::Idea));
    for wrong in ["omsorg", "91", "27.3", "27.36.04.G01", "27.36."] {
        let wrong = PlanChange { tasks: Some(vec![wrong.to_owned()]), ..PlanChange::default() };
        assert_eq!(play.refused(&area(), &revise(wrong)), "acquisition-task-form");
    }
    let short = PlanChange { title: some("–"), ..PlanChange::default() };
    assert_eq!(play.refused(&area(), &revise(short.clone())), "acquisition-title-missing");
    assert_eq!(play.refused(&board(), &revise(short)), "acquisition-no-seat");
    play.done(&architect(), &C::Cancel { reason: "Budgettet faldt bort.".to_owned() });
    let again = PlanChange { title: some("Noget andet"), ..PlanChange::default() };
    assert_eq!(play.refused(&area(), &revise(again)), "acquisition-over");
    assert_eq!(Acquisition::replay(&play.acquisition.id, &play.history).as_ref(), Some(&play.acquisition));
}

#[test]
fn what_the_municipality_says_once_holds_of_every_offer_that_says_nothing_else() {
    let mut play = Play::of(&["99.99"]);
    play.add("Et");
    play.add("To");
    let own = |facts: &[(&str, Said)]| C::StateOwn {
        facts: facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        answers: BTreeMap::from([("os2-community-not-followed".to_owned(), "yes".to_owned())]),
    };
    let sensitive = [("personal_data", Said::Text("sensitive".to_owned()))];
    play.done(&area(), &own(&sensitive));
    play.state("T2", &[("personal_data", Said::Text("none".to_owned()))]);
    // An offer that comes later has it too.
    play.add("Tre");
    let (system, fact) = schema().path("system.personal_data").expect("personal data");
    let said = play.assessed().into_iter().map(|one| match one.slots.cell(system, one.system, fact) {
        facts::Cell::Text(symbol) => one.slots.symbols().text(symbol).to_owned(),
        other => format!("{other:?}"),
    });
    assert_eq!(said.collect::<Vec<_>>(), ["sensitive", "none", "sensitive"]);
    let answers = |key: &str| {
        let candidate = play.acquisition.candidate(key).expect("an offer");
        play.acquisition.answers_of(candidate).map(|answer| answer.word.clone()).collect::<Vec<_>>()
    };
    assert_eq!((answers("T1"), answers("T3")), (vec!["yes".to_owned()], vec!["yes".to_owned()]));
    let (owner, wrong) = ([("owner", Said::Text("M1".to_owned()))], [("mfa", Said::Text("ja".to_owned()))]);
    assert_eq!(play.refused(&area(), &own(&owner)), "acquisition-not-own");
    assert_eq!(play.refused(&area(), &own(&wrong)), "acquisition-fact-unreadable");
    let empty = C::StateOwn { facts: BTreeMap::new(), answers: BTreeMap::new() };
    assert_eq!(play.refused(&area(), &empty), "acquisition-nothing-stated");
    assert_eq!(play.refused(&board(), &own(&sensitive)), "acquisition-no-seat");
}
