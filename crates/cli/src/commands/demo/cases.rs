//! The example's cases: played by its people through the gate and the domain, in every standing, over the year before the
//! example's day. Nothing is inserted past them.

use anyhow::{Context, Result};
use decisions::{
    Case, Command, Condition, Dispensation, Explanation, Ground, Opening, Outcome, Party, Phase, Plan, PlanStep,
    Premise, Proof, Rating, Recommendation, Relevance, Severity, StepType, Submission, Trigger, Truth, View, Watching,
};
use facts::schema;
use findings::Verdict;
use house::cases::{Play, Seat};
use house::{House, HouseError, Who};
use kernel::{Day, Kroner};
use principles::Strength;

use super::texts;

/// So many cases there are.
pub const CASES: usize = 120;
/// A batch holds at most so many objects.
const BATCH: usize = 40;

/// Who plays.
pub struct Players {
    pub architect: Who,
    pub manager: Who,
    pub area: Who,
    pub owner: Who,
    pub board: Who,
}

/// How far a case is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    Opened,
    HalfScreened,
    Screened,
    Explained,
    SentBack,
    Accepted,
    Late,
    Moved,
    Submitted,
    Dispensed,
    Unmet,
    Lapsed,
    Renewing,
    Refused,
    Emergency,
    Closed,
}

const ENDS: [Ends; 16] = [
    Ends::Dispensed,
    Ends::Accepted,
    Ends::Submitted,
    Ends::Opened,
    Ends::Explained,
    Ends::Lapsed,
    Ends::HalfScreened,
    Ends::Late,
    Ends::Refused,
    Ends::Screened,
    Ends::Unmet,
    Ends::Moved,
    Ends::Renewing,
    Ends::Closed,
    Ends::SentBack,
    Ends::Emergency,
];

/// Plays all cases up to that day. Gives how many events there were.
pub async fn play(house: &House, players: &Players, today: Day) -> Result<usize, HouseError> {
    let mut play = house.play().await?;
    let openings = openings(&play);
    // Numbers are given as the cases are opened, so the plays go by the day that each begins.
    let mut plays: Vec<(usize, Opening, Ends, Day)> = openings
        .into_iter()
        .enumerate()
        .map(|(number, opening)| {
            let ends = ENDS[number % ENDS.len()];
            let begins = today.plus_days(-age(ends, number));
            (number, opening, ends, begins)
        })
        .collect();
    plays.sort_by_key(|(number, _, _, begins)| (*begins, *number));
    for (number, opening, ends, begins) in plays {
        let mut scene = Scene { play: &mut play, players, number, day: begins, today };
        scene.run(&opening, ends)?;
    }
    play.finish().await
}

/// How many days before the example's day a case begins, so that it ends where it should.
fn age(ends: Ends, number: usize) -> i32 {
    let spread = i32::try_from(number * 7 % 23).unwrap_or(0);
    match ends {
        Ends::Opened | Ends::HalfScreened | Ends::Emergency => 6 + spread / 4,
        Ends::Screened | Ends::Explained | Ends::SentBack => 18 + spread,
        Ends::Submitted => 30 + spread,
        Ends::Accepted | Ends::Dispensed | Ends::Refused | Ends::Closed => 50 + spread,
        Ends::Moved => 110 + spread,
        Ends::Unmet => 100 + spread,
        Ends::Late => 190 + spread,
        Ends::Lapsed => 230 + spread,
        Ends::Renewing => 300 + spread,
    }
}

/// What deviates, spread over principles and kinds: one object each, every twelfth a batch with one cause.
fn openings(play: &Play<'_>) -> Vec<Opening> {
    let snapshot = play.snapshot();
    let mut groups: Vec<(String, String, Strength, facts::KindId, Vec<String>)> = Vec::new();
    for findings in snapshot.assessment.rules() {
        let pack = &snapshot.packs[findings.pack];
        let rule = &pack.rules[findings.rule];
        let principle = pack.principle_of(rule);
        if principle.strength == Strength::Aspiration || house::rights::is_personal(rule.kind) {
            continue;
        }
        let found = groups
            .iter_mut()
            .find(|(one, id, _, kind, _)| *one == pack.id && *id == principle.id && *kind == rule.kind);
        let group = match found {
            Some(group) => group,
            None => {
                let new = (pack.id.clone(), principle.id.clone(), principle.strength, rule.kind, Vec::new());
                groups.push(new);
                let last = groups.len() - 1;
                &mut groups[last]
            }
        };
        for (object, key) in snapshot.slots.keys(rule.kind).iter().enumerate() {
            let object = u32::try_from(object).unwrap_or(u32::MAX);
            if findings.verdict(object) == Verdict::Deviates && !group.4.iter().any(|known| **known == **key) {
                group.4.push(key.to_string());
            }
        }
    }
    groups.retain(|group| !group.4.is_empty());
    let mut openings = Vec::new();
    let mut round = 0;
    while openings.len() < CASES && round < CASES {
        for (pack, principle, _, kind, keys) in &mut groups {
            if openings.len() == CASES || keys.is_empty() {
                continue;
            }
            let batch = openings.len() % 12 == 5 && keys.len() > BATCH;
            let taken: Vec<String> = if batch { keys.drain(..BATCH).collect() } else { vec![keys.remove(0)] };
            openings.push(opening(snapshot, (pack, principle), *kind, taken));
        }
        round += 1;
    }
    openings
}

fn opening(
    snapshot: &house::Snapshot,
    (pack, principle): (&str, &str),
    kind: facts::KindId,
    keys: Vec<String>,
) -> Opening {
    let title_of = snapshot.packs.iter().find(|one| one.id == pack);
    let named = title_of.and_then(|pack| pack.principles.iter().find(|one| one.id == principle));
    let principle_title = named.map_or(principle, |principle| principle.title.da.as_str());
    let about = match keys.as_slice() {
        [key] => {
            snapshot.slots.find(kind, key).map_or_else(|| key.clone(), |object| snapshot.slots.title(kind, object))
        }
        many => format!("{} {}", many.len(), schema().def(kind).many.da),
    };
    let cause = if keys.len() > 1 { texts::CAUSE.to_owned() } else { String::new() };
    Opening {
        pack: pack.to_owned(),
        principle: principle.to_owned(),
        kind: schema().def(kind).name.to_owned(),
        keys,
        cause,
        title: format!("{about}: {principle_title}"),
        phase: Phase::InOperation,
        trigger: Trigger::Finding,
        split_from: None,
    }
}

/// What the facts say of an explanation: what it leans on, and what shows that its plan is done.
struct Watched {
    premise: Option<Premise>,
    expects: Option<String>,
}

/// One case being played.
struct Scene<'s, 'h> {
    play: &'s mut Play<'h>,
    players: &'s Players,
    number: usize,
    day: Day,
    today: Day,
}

impl Scene<'_, '_> {
    fn run(&mut self, opening: &Opening, ends: Ends) -> Result<(), HouseError> {
        let watched = self.watched(opening);
        let mut case = self.play.open(Seat::of(&self.players.architect), self.day, opening)?;
        let Some(ground) = self.play.ground(opening, &Watching::default()) else { return Ok(()) };
        match ends {
            Ends::Opened => return Ok(()),
            Ends::Closed => {
                let reason = "Åbnet ved en fejl: afvigelsen er med i en anden sag.".to_owned();
                return self.by(|players| &players.architect, &mut case, &Command::Cancel { reason });
            }
            Ends::Emergency if ground.mark.strength != Strength::RedLine => {
                return self.emergency(&mut case, &ground);
            }
            Ends::HalfScreened => return self.screen(&mut case, Party::It, &ground),
            _ => {}
        }
        let board = !matches!(ends, Ends::Accepted | Ends::Late | Ends::Moved | Ends::Screened | Ends::Explained)
            || ground.is_for_board();
        let watched = Watched { premise: watched, expects: self.remedy(opening, &ground) };
        self.round(&mut case, &ground, board, (ends, &watched))?;
        match ends {
            Ends::SentBack => {
                let reason =
                    "Det fremgår ikke, hvad det koster at skifte nu. Regn det ud, og send sagen igen.".to_owned();
                self.by(|players| &players.architect, &mut case, &Command::SendBack { reason })
            }
            Ends::Screened | Ends::Explained | Ends::HalfScreened => Ok(()),
            Ends::Accepted | Ends::Late | Ends::Moved if !board => self.accept(&mut case, &ground, ends),
            _ => self.before_the_board(&mut case, &ground, ends, &watched),
        }
    }

    fn by(&mut self, who: impl Fn(&Players) -> &Who, case: &mut Case, command: &Command) -> Result<(), HouseError> {
        self.play.act(Seat::of(who(self.players)), self.day, case, command)
    }

    fn pass(&mut self, days: i32) {
        self.day = self.day.plus_days(days).min(self.today);
    }

    /// A premise that holds today, for those kinds that have a fitting fact.
    fn watched(&self, opening: &Opening) -> Option<Premise> {
        let (holds, says) =
            texts::PREMISES.iter().find(|(kind, ..)| *kind == opening.kind).map(|(_, holds, says)| (*holds, *says))?;
        let watching = Watching { premises: vec![holds.to_owned()], ..Watching::default() };
        let ground = self.play.ground(opening, &watching)?;
        let premise = Premise { holds: holds.to_owned(), says: says.to_owned() };
        (ground.watched.premises == [Truth::Holds]).then_some(premise)
    }

    /// What holds when the last step of the plan is done: what the first rule that is broken requires.
    fn remedy(&self, opening: &Opening, ground: &Ground) -> Option<String> {
        let broken = ground.blamed.iter().find(|blamed| blamed.verdict == Verdict::Deviates)?;
        let expects = self.play.requirement(&broken.rule)?;
        let watching = Watching { steps: vec![expects.clone()], ..Watching::default() };
        self.play.ground(opening, &watching)?.unreadable.is_empty().then_some(expects)
    }

    fn screen(&mut self, case: &mut Case, party: Party, ground: &Ground) -> Result<(), HouseError> {
        let deviates = |rule: &String| ground.blamed.iter().any(|blamed| blamed.rule == *rule);
        let views = ground.rules.iter().map(|rule| View {
            rule: rule.clone(),
            relevance: Relevance::Relevant,
            rating: if deviates(rule) { Rating::Red } else { Rating::Green },
            reason: if deviates(rule) { texts::pick(texts::SEEN, self.number).to_owned() } else { String::new() },
            evidence: String::new(),
        });
        let command = Command::Screen { party, shown: ground.mark.hash.clone(), views: views.collect() };
        match party {
            Party::It => self.by(|players| &players.architect, case, &command),
            Party::Area => self.by(|players| &players.area, case, &command),
        }
    }

    /// Screened by both, concluded, and explained.
    fn round(
        &mut self,
        case: &mut Case,
        ground: &Ground,
        board: bool,
        (ends, watched): (Ends, &Watched),
    ) -> Result<(), HouseError> {
        self.screen(case, Party::It, ground)?;
        self.pass(3);
        self.screen(case, Party::Area, ground)?;
        self.pass(1);
        let outcome = if board { Outcome::Board } else { Outcome::Explain };
        self.by(|players| &players.architect, case, &Command::Conclude { outcome })?;
        if ends == Ends::Screened {
            return Ok(());
        }
        self.pass(4);
        let explanation = Box::new(self.explanation(case, ground, ends, watched));
        let shown = ground.mark.hash.clone();
        self.by(|players| &players.owner, case, &Command::Explain { explanation, shown })?;
        self.pass(2);
        Ok(())
    }

    /// The number of what is told in this round of the case.
    fn told_in(&self, case: &Case) -> usize {
        self.number + CASES * case.decided.len()
    }

    fn explanation(&self, case: &Case, ground: &Ground, ends: Ends, watched: &Watched) -> Explanation {
        let told = texts::told(self.told_in(case), &case.face.title);
        let longest = self.day.plus(ground.principle.longest);
        let until = self.day.plus_days(330).min(longest);
        let half = self.day.plus_days((until.days() - self.day.days()) / 2);
        let first = match ends {
            // The plan's day passes before the example's day.
            Ends::Late | Ends::Moved => self.day.plus_days(60).min(half),
            _ => half.min(self.day.plus_months(6)),
        };
        Explanation {
            kind: told.kind,
            departs: told.departs,
            context: told.context,
            reason: told.reason,
            alternatives: vec![told.alternative],
            instead: told.instead,
            purpose: told.purpose,
            shown_by: vec![Proof::Document(texts::document(self.told_in(case)))],
            risk: told.risk,
            risk_text: told.risk_text,
            risk_bearer: self.players.area.account.name.clone(),
            plan: Plan::Steps {
                steps: vec![
                    step(
                        texts::pick(texts::FIRST_STEPS, self.told_in(case)),
                        StepType::Contract,
                        &self.players.owner,
                        (first, None),
                    ),
                    step(
                        texts::pick(texts::LAST_STEPS, self.told_in(case)),
                        StepType::Upgrade,
                        &self.players.owner,
                        (until, watched.expects.clone()),
                    ),
                ],
            },
            until,
            premises: watched.premise.iter().cloned().collect(),
            reuses: None,
        }
    }

    fn accept(&mut self, case: &mut Case, ground: &Ground, ends: Ends) -> Result<(), HouseError> {
        let shown = ground.mark.hash.clone();
        self.by(|players| &players.architect, case, &Command::Accept { party: Party::It, shown: shown.clone() })?;
        self.by(|players| &players.area, case, &Command::Accept { party: Party::Area, shown })?;
        if ends == Ends::Moved {
            self.pass(50);
            let due = self.today.plus_days(40).min(case.face.in_force.as_ref().map_or(self.today, |one| one.until));
            let reason = "Leverandøren har flyttet leverancen til næste kvartal.".to_owned();
            self.by(|players| &players.owner, case, &Command::RedateStep { step: 0, due, reason })?;
        }
        Ok(())
    }

    fn before_the_board(
        &mut self,
        case: &mut Case,
        ground: &Ground,
        ends: Ends,
        watched: &Watched,
    ) -> Result<(), HouseError> {
        self.submit(case, ground, ends)?;
        match ends {
            Ends::Submitted => return Ok(()),
            Ends::Refused => {
                self.pass(14);
                let plan_by = self.day.plus_days(60);
                let reason = texts::pick(texts::REFUSALS, self.number).to_owned();
                let shown = ground.mark.hash.clone();
                let refuse = Command::Refuse { reason, plan_by, meeting: None, shown };
                return self.by(|players| &players.board, case, &refuse);
            }
            _ => {}
        }
        self.pass(14);
        self.dispense(case, ground, ends)?;
        if ends == Ends::Renewing {
            for _ in 0..2 {
                // A month before the end the next round begins; of a dispensation that is shorter than that, at once.
                let until = case.face.in_force.as_ref().map_or(self.today, |in_force| in_force.until);
                self.day = until.plus_days(-30).min(self.today.plus_days(-26)).max(case.face.changed);
                self.round(case, ground, true, (ends, watched))?;
                self.submit(case, ground, ends)?;
                if case.face.dispensations < 2 {
                    self.pass(10);
                    self.dispense(case, ground, ends)?;
                }
            }
        }
        Ok(())
    }

    fn submit(&mut self, case: &mut Case, ground: &Ground, ends: Ends) -> Result<(), HouseError> {
        let kroner = 40_000 + 17_500 * i64::try_from(self.number % 37).unwrap_or(0);
        let refuse = ends == Ends::Refused;
        let submission = Submission {
            recommendation: if refuse { Recommendation::Refuse } else { Recommendation::Grant },
            summary: texts::summary(self.told_in(case), refuse),
            necessity: texts::pick(texts::NECESSITIES, self.number),
            consequence: Some(Kroner::from_kroner(kroner)),
            risk: if self.number.is_multiple_of(5) { Severity::High } else { Severity::Medium },
            until: self.until(ground, ends),
            conditions: Vec::new(),
        };
        let shown = ground.mark.hash.clone();
        self.by(|players| &players.architect, case, &Command::Submit { submission, shown })
    }

    /// When a dispensation of this case ends.
    fn until(&self, ground: &Ground, ends: Ends) -> Day {
        let longest = self.day.plus(ground.principle.longest);
        let length = match ends {
            Ends::Lapsed => 120,
            Ends::Renewing => 110,
            Ends::Dispensed => 90 + i32::try_from(self.number % 7).unwrap_or(0) * 30,
            _ => 240,
        };
        self.day.plus_days(length).min(longest)
    }

    fn dispense(&mut self, case: &mut Case, ground: &Ground, ends: Ends) -> Result<(), HouseError> {
        let until = self.until(ground, ends);
        let review = self.day.plus_days(((until.days() - self.day.days()) / 2).max(1));
        let conditions = match ends {
            Ends::Unmet | Ends::Dispensed => vec![Condition {
                text: texts::pick(texts::CONDITIONS, self.number).to_owned(),
                due: Some(self.day.plus_days(45)),
                holds: None,
            }],
            _ => Vec::new(),
        };
        let dispensation = Dispensation {
            necessity: texts::pick(texts::NECESSITIES, self.number),
            reason: texts::pick(texts::GRANTS, self.number).to_owned(),
            until,
            review,
            conditions,
            meeting: None,
        };
        let shown = ground.mark.hash.clone();
        self.by(|players| &players.board, case, &Command::Dispense { dispensation, shown })
    }

    fn emergency(&mut self, case: &mut Case, ground: &Ground) -> Result<(), HouseError> {
        self.pass(1);
        let command = Command::GrantEmergency {
            reason: "Vagtcentralen kan ikke arbejde, hvis systemet lukkes i weekenden.".to_owned(),
            consequence: "Siger direktionen nej, lukkes systemet samme dag, og vagten går over til papir.".to_owned(),
            until: self.day.plus_days(14),
            shown: ground.mark.hash.clone(),
        };
        self.by(|players| &players.manager, case, &command)
    }
}

fn step(what: &str, kind: StepType, owner: &Who, (due, expects): (Day, Option<String>)) -> PlanStep {
    let (owner, person) = (owner.account.name.clone(), owner.account.person.clone());
    PlanStep { what: what.to_owned(), kind, owner, person, due, cost: None, expects }
}

/// The players, signed in as themselves.
pub async fn players(house: &House, password: &str) -> Result<Players> {
    let who = |login: &'static str| who(house, login, password);
    let (architect, manager, area, owner, board) =
        tokio::try_join!(who("arkitekt"), who("itchef"), who("fagchef"), who("sagsejer"), who("direktion"))?;
    Ok(Players { architect, manager, area, owner, board })
}

/// Somebody of the cast, signed in.
pub async fn who(house: &House, login: &str, password: &str) -> Result<Who> {
    let secret = house.sign_in(login, password, "").await?;
    house.who_by_session(&secret.0).await?.with_context(|| login.to_owned())
}
