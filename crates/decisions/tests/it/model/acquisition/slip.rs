//! The reference model of an acquisition: what lies in the folder, and what that lets people do.

use std::collections::{BTreeMap, BTreeSet};

use decisions::{
    Acquisition, AcquisitionCommand as C, AcquisitionEvent as E, AcquisitionRecorded, Hand, Party, Phase, Rating,
    Relevance,
};
use proptest::prelude::*;

use super::super::people::Person;
use super::{Offer, World, accounts, rules};

/// Who did something: the one who acted, and the one they acted for.
type Who = BTreeSet<String>;

/// One party's view of an offer.
struct View {
    who: Who,
    rating: Rating,
    shown: String,
}

/// An offer in the folder.
#[derive(Default)]
struct Paper {
    withdrawn: bool,
    it: Option<View>,
    area: Option<View>,
    /// Who screened, stated or chose it.
    hands: Vec<Who>,
}

/// A point of the check list that was gone through.
struct Checked {
    rule: String,
    later: bool,
    phase: Phase,
    who: Who,
}

/// The folder.
pub struct Slip {
    phase: Phase,
    over: bool,
    has_tasks: bool,
    has_sheet: bool,
    papers: BTreeMap<String, Paper>,
    /// Who said something of whatever is bought.
    own_hands: Vec<Who>,
    /// Who said why nothing is reused, and whether there was anything to see.
    no_reuse: Option<(Who, bool)>,
    checked: Vec<Checked>,
    assessed: Option<Who>,
    winner: Option<(String, Who)>,
    approved: Option<(String, Who)>,
    turned: Option<(String, String, Who)>,
    is_system: bool,
    conflicted: BTreeSet<String>,
}

impl Default for Slip {
    fn default() -> Self {
        Self {
            phase: Phase::Idea,
            over: false,
            has_tasks: false,
            has_sheet: false,
            papers: BTreeMap::new(),
            own_hands: Vec::new(),
            no_reuse: None,
            checked: Vec::new(),
            assessed: None,
            winner: None,
            approved: None,
            turned: None,
            is_system: false,
            conflicted: BTreeSet::new(),
        }
    }
}

fn who(hand: &Hand) -> Who {
    [Some(&hand.holder), hand.deputy_for.as_ref()].into_iter().flatten().map(|one| one.account.clone()).collect()
}

fn meet(one: &Who, other: &Who) -> bool {
    !one.is_disjoint(other)
}

impl Slip {
    /// Slip and acquisition say the same.
    pub fn agrees(&self, now: &Acquisition) -> Result<(), TestCaseError> {
        let live = self.papers.values().filter(|paper| !paper.withdrawn).count();
        prop_assert_eq!((now.phase, now.live().count()), (self.phase, live));
        let winner = self.winner.as_ref().map(|(key, _)| key);
        prop_assert_eq!(now.winner.as_ref().map(|(key, ..)| key), winner);
        prop_assert_eq!(
            (now.approved.is_some(), now.turned.is_some()),
            (self.approved.is_some(), self.turned.is_some())
        );
        prop_assert_eq!((now.system.is_some(), now.is_over()), (self.is_system, self.is_over()));
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.over || self.phase == Phase::InOperation
    }

    fn live(&self, key: &str) -> Option<&Paper> {
        self.papers.get(key).filter(|paper| !paper.withdrawn)
    }

    /// Both parties' views of the offer as it is.
    fn views(&self, key: &str, world: &World) -> (Option<&View>, Option<&View>) {
        let now = |view: &&View| view.shown == world.hash(key);
        let paper = self.live(key);
        (paper.and_then(|paper| paper.it.as_ref()).filter(now), paper.and_then(|paper| paper.area.as_ref()).filter(now))
    }

    /// Whether the choice is the board's: material, or the parties do not see it alike.
    fn is_for_board(&self, key: &str, world: &World) -> bool {
        let seen = matches!(world.offer(key), Offer::Minor | Offer::Material | Offer::Unanswered);
        let (it, area) = self.views(key, world);
        world.offer(key) == Offer::Material || (seen && it.zip(area).is_some_and(|(it, area)| it.rating != area.rating))
    }

    /// Whether the board has refused the winner as it is.
    fn is_turned_down(&self, world: &World) -> bool {
        let winner = self.winner.as_ref().map(|(key, _)| key);
        let turned = self.turned.as_ref();
        turned.is_some_and(|(key, shown, _)| Some(key) == winner && *shown == world.hash(key))
    }

    /// Whether the winner may be bought.
    fn is_settled(&self, world: &World) -> bool {
        let Some((key, _)) = &self.winner else { return false };
        let by_two = match self.views(key, world) {
            (Some(it), Some(area)) => !meet(&it.who, &area.who),
            _ => false,
        };
        let screened = match world.offer(key) {
            Offer::Follows => true,
            Offer::New => self.assessed.is_some(),
            Offer::Minor | Offer::Material | Offer::Unanswered => by_two,
        };
        let approved = self.approved.as_ref().is_some_and(|(shown, _)| *shown == world.hash(key));
        screened && !self.is_turned_down(world) && (approved || !self.is_for_board(key, world))
    }

    fn is_checked(&self) -> bool {
        let answered = |rule: &&str| {
            let last = self.checked.iter().rev().find(|one| one.rule == **rule);
            last.is_some_and(|one| !one.later || one.phase == self.phase)
        };
        rules(self.phase).iter().all(answered)
    }

    /// Whether there is all that the next gate asks for.
    fn passes(&self, to: Phase, world: &World) -> bool {
        let reuse_said = !world.overlaps || self.no_reuse.as_ref().is_some_and(|(_, seen)| *seen);
        self.is_checked()
            && match (self.phase, to) {
                (Phase::Idea, Phase::Analysis) => self.has_tasks,
                (Phase::Analysis, Phase::Tender) => self.has_tasks && self.has_sheet && reuse_said,
                (Phase::Tender, Phase::Offer) => self.papers.values().any(|paper| !paper.withdrawn),
                (Phase::Offer, Phase::Solution) => self.is_settled(world),
                (Phase::Solution, Phase::InOperation) => self.is_system,
                _ => false,
            }
    }

    /// Whether that member of the board can say something of the winner as it was shown.
    fn decides(&self, shown: &str, acts: &Who, world: &World) -> bool {
        let Some((key, _)) = &self.winner else { return false };
        let hands = self.own_hands.iter().chain(self.papers.get(key).into_iter().flat_map(|paper| &paper.hands));
        shown == world.hash(key) && !hands.into_iter().any(|one| meet(one, acts)) && !self.is_turned_down(world)
    }

    /// Whether the command is done. No command is left out: another one does not build.
    pub fn lets(&self, command: &C, person: &Person, world: &World) -> bool {
        let acts = accounts(&person.held);
        if self.is_over() {
            return false;
        }
        if let C::DeclareConflict { .. } = command {
            return !self.conflicted.contains(&person.held.hand().holder.account);
        }
        let buys = person.it || person.area;
        !meet(&self.conflicted, &acts)
            && match command {
                C::DeclareConflict { .. } => false,
                C::Revise { change } => {
                    let tasks = change.tasks.as_ref().is_some_and(|tasks| !tasks.is_empty());
                    buys && !self.is_system && tasks != self.has_tasks
                }
                C::StateOwn { .. } => buys && !self.is_system,
                C::AddCandidate { candidate, .. } => {
                    buys && self.phase != Phase::Solution && !self.papers.contains_key(candidate)
                }
                C::State { candidate, .. } => buys && self.live(candidate).is_some(),
                C::Withdraw { candidate, .. } => buys && self.live(candidate).is_some() && !self.is_system,
                C::ExplainNoReuse { .. } | C::MakeSheet { .. } => buys,
                C::Check { rule, .. } => buys && rules(self.phase).contains(&rule.as_str()),
                C::Screen { candidate, view } => {
                    let (may, theirs) = match (view.party, self.views(candidate, world)) {
                        (Party::It, (_, area)) => (person.it, area),
                        (Party::Area, (it, _)) => (person.area, it),
                    };
                    may && self.live(candidate).is_some()
                        && matches!(world.offer(candidate), Offer::Minor | Offer::Material | Offer::Unanswered)
                        && view.shown == world.hash(candidate)
                        && !theirs.is_some_and(|theirs| meet(&theirs.who, &acts))
                }
                C::AssessPart { .. } => {
                    let live = self.papers.iter().filter(|(_, paper)| !paper.withdrawn);
                    (person.it || person.security) && live.into_iter().any(|(key, _)| world.offer(key) == Offer::New)
                }
                C::PassGate { phase } => person.it && self.passes(*phase, world),
                C::Choose { candidate, .. } => {
                    person.it && self.live(candidate).is_some() && self.phase == Phase::Offer
                }
                C::ReopenOffers { .. } => person.it && self.phase == Phase::Solution && !self.is_system,
                C::Approve { shown, .. } => person.board && self.decides(shown, &acts, world),
                C::Refuse { shown, .. } => {
                    let winner = self.winner.as_ref().map(|(key, _)| key);
                    person.board
                        && self.phase == Phase::Offer
                        && self.decides(shown, &acts, world)
                        && winner.is_some_and(|key| self.is_for_board(key, world))
                }
                C::AnswerBoard { .. } => buys && self.is_turned_down(world),
                C::BecomeSystem { .. } => {
                    person.it && self.phase == Phase::Solution && !self.is_system && self.is_settled(world)
                }
                C::Cancel { .. } => person.it,
            }
    }

    /// Writes down what happened.
    pub fn write_down(&mut self, recorded: &AcquisitionRecorded, world: &World) {
        let by = who(&recorded.by);
        self.without_own_approval(&recorded.event, &by);
        match &recorded.event {
            E::Opened(_) => {}
            E::Revised(plan) => self.has_tasks = !plan.tasks.is_empty(),
            E::OwnStated { .. } => self.own_hands.push(by),
            E::CandidateAdded { candidate, .. } => {
                self.papers.insert(candidate.clone(), Paper::default());
            }
            E::Stated { candidate, .. } => self.hold(candidate).hands.push(by),
            E::Withdrawn { candidate, .. } => {
                self.hold(candidate).withdrawn = true;
                if self.winner.take_if(|(key, _)| key == candidate).is_some() {
                    self.approved = None;
                }
            }
            E::NoReuse { .. } => self.no_reuse = Some((by, world.overlaps)),
            E::SheetMade { .. } => self.has_sheet = true,
            E::Checked { rule, relevance, .. } => {
                let phase = self.phase;
                self.checked.retain(|one| one.rule != *rule || one.phase != phase);
                let later = *relevance == Relevance::Later;
                self.checked.push(Checked { rule: rule.clone(), later, phase, who: by });
            }
            E::Screened { candidate, view } => {
                let seen = View { who: by.clone(), rating: view.rating, shown: view.shown.clone() };
                let paper = self.hold(candidate);
                paper.hands.push(by);
                let (own, other) = match view.party {
                    Party::It => (&mut paper.it, &paper.area),
                    Party::Area => (&mut paper.area, &paper.it),
                };
                let alike = |other: &View| other.shown != seen.shown || other.rating == seen.rating;
                let differ = other.as_ref().is_some_and(|other| !alike(other));
                *own = Some(seen);
                // The board has not seen that they differ.
                if differ && self.winner.as_ref().is_some_and(|(key, _)| key == candidate) {
                    self.approved = None;
                }
            }
            E::PartAssessed { .. } => self.assessed = Some(by),
            E::GatePassed { phase } => self.phase = *phase,
            E::Chosen { candidate, .. } => {
                self.hold(candidate).hands.push(by.clone());
                (self.winner, self.approved) = (Some((candidate.clone(), by)), None);
            }
            E::OffersReopened { .. } => {
                (self.phase, self.winner, self.approved) = (Phase::Offer, None, None);
                self.checked.retain(|one| one.phase <= Phase::Offer);
            }
            E::ConflictDeclared { .. } => {
                let account = recorded.by.holder.account.clone();
                if !self.is_system {
                    self.without(&account);
                }
                self.conflicted.insert(account);
            }
            E::Approved { shown, .. } => self.approved = Some((shown.clone(), by)),
            E::Refused { shown, .. } => {
                let key = self.winner.as_ref().map(|(key, _)| key.clone()).expect("a winner");
                (self.approved, self.turned) = (None, Some((key, shown.clone(), by)));
            }
            E::BoardAnswered { .. } => self.turned = None,
            E::BecameSystem { .. } => self.is_system = true,
            E::SystemUndone { .. } => {
                (self.is_system, self.phase) = (false, Phase::Solution);
                let all = self.conflicted.clone();
                all.iter().for_each(|account| self.without(account));
            }
            E::Cancelled { .. } => self.over = true,
        }
    }

    /// Whoever has a part in the winner has not approved it, also when the part comes afterwards.
    fn without_own_approval(&mut self, event: &E, by: &Who) {
        let winner = self.winner.as_ref().map(|(key, _)| key);
        let has_part = match event {
            E::OwnStated { .. } => true,
            E::Stated { candidate, .. } | E::Screened { candidate, .. } => Some(candidate) == winner,
            _ => false,
        };
        self.approved.take_if(|(_, who)| has_part && meet(who, by));
    }

    fn hold(&mut self, key: &str) -> &mut Paper {
        self.papers.get_mut(key).expect("an offer")
    }

    /// What somebody judged, or others for them, falls as far as it has led to nothing yet.
    fn without(&mut self, account: &str) {
        let own = |who: &Who| who.contains(account);
        for paper in self.papers.values_mut() {
            paper.it.take_if(|view| own(&view.who));
            paper.area.take_if(|view| own(&view.who));
        }
        let phase = self.phase;
        self.checked.retain(|one| one.phase < phase || !own(&one.who));
        self.assessed.take_if(|who| own(who));
        self.approved.take_if(|(_, who)| own(who));
        self.turned.take_if(|(.., who)| own(who));
        if phase == Phase::Offer && self.winner.take_if(|(_, who)| own(who)).is_some() {
            self.approved = None;
        }
        if phase < Phase::Tender {
            self.no_reuse.take_if(|(who, _)| own(who));
        }
    }
}
