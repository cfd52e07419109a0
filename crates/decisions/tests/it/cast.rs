//! The cast and a case to play with: people of Eksempel Kommune in their seats, and a ground that tests change by hand.

use decisions::{
    Alternative, Bearer, Case, CaseId, Command, Dispensation, Earlier, Event, Explanation, ExplanationKind, Ground,
    GroundMark, Hand, Held, Holder, Necessity, Now, Opened, Opening, Outcome, Party, Phase, Plan, PlanStep,
    PrincipleFacts, Proof, Rating, Recommendation, Recorded, Refusal, Relevance, Responsible, Severity, StepType,
    Submission, Trigger, Truth, View, Watched, decide, open,
};
use findings::Verdict;
use kernel::{Day, Instant, Kroner, Period, Role, Text};
use principles::Strength;

pub fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// The day that every play begins on.
pub fn first_day() -> Day {
    day("2026-05-04")
}

pub fn held(account: &str, roles: &[Role]) -> Held {
    Held::by(hand(account), roles.to_vec(), Responsible::NotNamed)
}

pub fn hand(account: &str) -> Hand {
    Hand { holder: Holder { account: account.to_owned(), name: format!("{account} Jensen") }, deputy_for: None }
}

pub fn architect() -> Held {
    held("arkitekt", &[Role::ItArchitect])
}
pub fn manager() -> Held {
    held("itchef", &[Role::ItManager])
}
pub fn area() -> Held {
    held("fagchef", &[Role::BusinessAreaLead])
}
pub fn owner() -> Held {
    held("ejer", &[Role::SystemOwner])
}
pub fn board() -> Held {
    held("direktør", &[Role::ExecutiveBoard])
}

pub fn ground(verdict: Verdict, material: bool, facts: &str) -> Ground {
    let strength = Strength::FollowOrExplain;
    Ground {
        mark: GroundMark {
            hash: format!("hash of {verdict:?} {facts}"),
            verdict,
            material,
            strength,
            digest: "principle 1".to_owned(),
            owners: vec!["P1".to_owned()],
            gone: Vec::new(),
        },
        principle: PrincipleFacts {
            pack: "pack".to_owned(),
            principle: "principle".to_owned(),
            title: Text { da: "Princip".to_owned(), en: "Principle".to_owned() },
            strength,
            longest: Period::of(12, 0),
            review: Period::of(6, 0),
            digest: "principle 1".to_owned(),
        },
        rules: vec!["rule-one".to_owned(), "rule-two".to_owned()],
        titles: Vec::new(),
        blamed: Vec::new(),
        watched: Watched::default(),
        unreadable: Vec::new(),
        processes: Vec::new(),
    }
}

pub fn views(rating: Rating) -> Vec<View> {
    ["rule-one", "rule-two"]
        .map(|rule| View {
            rule: rule.to_owned(),
            relevance: Relevance::Relevant,
            rating,
            reason: "set på kontrakten".to_owned(),
            evidence: String::new(),
        })
        .to_vec()
}

pub fn explanation() -> Explanation {
    Explanation {
        kind: ExplanationKind::CannotNow,
        departs: "Systemet har ikke flerfaktorlogin for alle brugere.".to_owned(),
        context: "Systemet bruges til at visitere borgere til hjemmepleje.".to_owned(),
        reason: "Leverandøren kan først levere det i næste udgave af systemet.".to_owned(),
        alternatives: vec![Alternative {
            what: "Skifte system nu".to_owned(),
            consequence: "Kontrakten skal købes ud, og brugerne oplæres på ny.".to_owned(),
            cost: Some(Kroner::from_oere(125_000_000)),
        }],
        instead: "Adgang gives kun fra kommunens eget net.".to_owned(),
        purpose: "Uvedkommende når ikke frem til login udefra.".to_owned(),
        shown_by: vec![Proof::Document("Netværksplan, sag 2026-014".to_owned())],
        risk: Severity::Medium,
        risk_text: "En gættet adgangskode giver adgang inde fra nettet.".to_owned(),
        risk_bearer: "fagchef Jensen".to_owned(),
        plan: Plan::Steps {
            steps: vec![PlanStep {
                person: None,
                what: "Opgradere til næste udgave".to_owned(),
                kind: StepType::Upgrade,
                owner: "ejer Jensen".to_owned(),
                due: first_day().plus_days(90),
                cost: None,
                expects: None,
            }],
        },
        until: first_day().plus_days(120),
        premises: Vec::new(),
        reuses: None,
    }
}

pub fn submission() -> Submission {
    Submission {
        recommendation: Recommendation::Grant,
        summary: "Systemet kan ikke undværes, før næste udgave er der.".to_owned(),
        necessity: Necessity::NoSupplier,
        consequence: Some(Kroner::from_oere(125_000_000)),
        risk: Severity::Medium,
        until: first_day().plus_days(180),
        conditions: Vec::new(),
    }
}

pub fn dispensation(until: Day) -> Dispensation {
    Dispensation {
        necessity: Necessity::NoSupplier,
        reason: "Borgerne ville ellers miste ydelsen.".to_owned(),
        until,
        review: until.min(first_day().plus_days(180)),
        conditions: Vec::new(),
        meeting: None,
    }
}

pub fn opening() -> Opening {
    Opening {
        pack: "pack".to_owned(),
        principle: "principle".to_owned(),
        kind: "system".to_owned(),
        keys: vec!["S0001".to_owned()],
        cause: String::new(),
        title: "Login uden flere faktorer".to_owned(),
        phase: Phase::InOperation,
        trigger: Trigger::Finding,
        split_from: None,
    }
}

/// A case under play: its history, its day and its ground.
pub struct Play {
    pub id: CaseId,
    pub case: Case,
    pub history: Vec<Recorded>,
    pub day: Day,
    pub ground: Ground,
    pub earlier: Vec<Earlier>,
    pub bearer: Bearer,
}

impl Play {
    pub fn opened(ground: Ground) -> Self {
        Self::opened_about(&opening(), ground)
    }

    pub fn opened_about(opening: &Opening, ground: Ground) -> Self {
        let seat = architect().case_worker().expect("a case worker");
        let event = open(&seat, opening, &ground, &[]).expect("opens");
        let id = CaseId("2026-0001".to_owned());
        let by = architect().hand().clone();
        let recorded = Recorded { by, at: Instant(0), day: first_day(), event };
        let case = Case::opened(&id, &recorded).expect("an opening");
        Self {
            id,
            case,
            history: vec![recorded],
            day: first_day(),
            ground,
            earlier: Vec::new(),
            bearer: Bearer::InArea,
        }
    }

    /// So many systems with one cause: S0001 and on.
    pub fn batch(size: usize, ground: Ground) -> Self {
        let mut opening = opening();
        opening.keys = (1..=size).map(|number| format!("S{number:04}")).collect();
        opening.cause = "Samme leverandør kan ikke levere før næste udgave.".to_owned();
        Self::opened_about(&opening, ground)
    }

    /// The case that an object was split off to, opened as the house does and read back from the log.
    pub fn split_off(&self, key: &str) -> Self {
        let opening = Opening { keys: vec![key.to_owned()], ..opening() };
        let carried = Some(Box::new(self.case.carried()));
        let event = Event::Opened(Opened { opening, carried, ground: self.ground.mark.clone() });
        let text = serde_json::to_string(&event).expect("written");
        let event = serde_json::from_str(&text).expect("read again");
        let recorded = Recorded { by: architect().hand().clone(), at: Instant(0), day: self.day, event };
        let id = CaseId("2026-0002".to_owned());
        let case = Case::opened(&id, &recorded).expect("an opening");
        let (ground, earlier) = (self.ground.clone(), Vec::new());
        Self { id, case, history: vec![recorded], day: self.day, ground, earlier, bearer: self.bearer.clone() }
    }

    pub fn minor() -> Self {
        Self::opened(ground(Verdict::Deviates, false, "a"))
    }

    pub fn material() -> Self {
        Self::opened(ground(Verdict::Deviates, true, "a"))
    }

    pub fn shown(&self) -> String {
        self.ground.mark.hash.clone()
    }

    pub fn remember(&mut self, held: &Held, event: Event) {
        let recorded = Recorded { by: held.hand().clone(), at: Instant(0), day: self.day, event };
        self.case.apply(&recorded);
        self.history.push(recorded);
    }

    pub fn act(&mut self, held: &Held, command: &Command) -> Result<(), Refusal> {
        let now = Now { day: self.day, ground: &self.ground, earlier: &self.earlier, bearer: self.bearer.clone() };
        let event = decide(&self.case, command, held, &now)?;
        self.remember(held, event);
        Ok(())
    }

    #[track_caller]
    pub fn does(&mut self, held: &Held, command: &Command) {
        if let Err(refusal) = self.act(held, command) {
            panic!("{}: {:?}", refusal.label, refusal);
        }
    }

    #[track_caller]
    pub fn refused(&mut self, held: &Held, command: &Command) -> &'static str {
        self.act(held, command).expect_err("refused").label
    }

    /// The house looks again: whatever is new is remembered.
    pub fn observe(&mut self) -> bool {
        // A real ground answers about everything the case watches.
        let watching = self.case.face.watching.clone();
        self.ground.watched.steps.resize(watching.steps.len(), Truth::Unknown);
        self.ground.watched.conditions.resize(watching.conditions.len(), Truth::Unknown);
        self.ground.watched.premises.resize(watching.premises.len(), Truth::Holds);
        match self.case.face.observe(Some(&self.ground)) {
            Some(event) => {
                self.remember(&Held::house(), event);
                true
            }
            None => false,
        }
    }

    pub fn screen(&self, party: Party, rating: Rating) -> Command {
        Command::Screen { party, shown: self.shown(), views: views(rating) }
    }

    pub fn explain(&self) -> Command {
        Command::Explain { explanation: Box::new(explanation()), shown: self.shown() }
    }

    pub fn accept(&self, party: Party) -> Command {
        Command::Accept { party, shown: self.shown() }
    }

    pub fn submit(&self) -> Command {
        Command::Submit { submission: submission(), shown: self.shown() }
    }

    pub fn dispense(&self, until: Day) -> Command {
        Command::Dispense { dispensation: dispensation(until), shown: self.shown() }
    }

    /// Both screen, and the screening is concluded.
    pub fn screened(mut self, outcome: Outcome) -> Self {
        self.does(&architect(), &self.screen(Party::It, Rating::Red));
        self.does(&area(), &self.screen(Party::Area, Rating::Red));
        self.does(&architect(), &Command::Conclude { outcome });
        self
    }

    pub fn explained(mut self) -> Self {
        self.does(&owner(), &self.explain());
        self
    }

    pub fn accepted(mut self) -> Self {
        self.does(&architect(), &self.accept(Party::It));
        self.does(&area(), &self.accept(Party::Area));
        self
    }

    pub fn submitted(mut self) -> Self {
        self.does(&architect(), &self.submit());
        self
    }

    pub fn dispensed(mut self, until: Day) -> Self {
        self.does(&board(), &self.dispense(until));
        self
    }
}
