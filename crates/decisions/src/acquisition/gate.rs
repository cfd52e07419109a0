//! The gates between the phases: what must be there before an acquisition goes on. Each lack has a permanent label, and says what to
//! do about it.

use kernel::Text;
use principles::Strength;

use super::reopen::winner_gone;
use super::{Acquisition, Alike, Assessed, Candidate, CheckedPoint, HeldView, Novelty, Point, same_name};
use crate::screening::{Party, Phase, Relevance};
use crate::verbs::sentence;

/// What a gate needs to know of one candidate's findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferGround {
    /// The candidate.
    pub candidate: String,
    /// The hash of everything that it departs from.
    pub hash: String,
    /// Each principle: pack, id, title, hash of its verdict, and whether it departs from it, to be decided about.
    pub principles: Vec<PrincipleGround>,
    /// The components that are new to the portfolio.
    pub new_parts: Vec<String>,
}

/// One principle under a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipleGround {
    /// Pack and principle.
    pub id: (String, String),
    /// Its title.
    pub title: Text,
    /// The hash of its verdict and facts.
    pub hash: String,
    /// Whether the candidate departs from it, and somebody must say something to that.
    pub deviates: bool,
    /// Whether only the board can let it stand, or go on without the answers.
    pub for_board: bool,
    /// Whether it cannot be assessed because the supplier has not answered, and somebody must say something to that.
    pub unanswered: bool,
}

impl PrincipleGround {
    /// Whether both parties must take a stand on it.
    pub fn is_to_be_seen(&self) -> bool {
        self.deviates || self.unanswered
    }
}

impl OfferGround {
    /// The ground that an assessed candidate gives.
    pub fn of(assessed: &Assessed) -> Self {
        let principles = assessed.stands.iter().map(|stand| PrincipleGround {
            id: (stand.pack.clone(), stand.principle.clone()),
            title: stand.title.clone(),
            hash: stand.hash.clone(),
            // An aspiration is shown, but no case is kept about it.
            deviates: stand.verdict == findings::Verdict::Deviates && stand.strength != Strength::Aspiration,
            for_board: stand.for_board,
            unanswered: !stand.unanswered.is_empty() && stand.strength != Strength::Aspiration,
        });
        let new = assessed.parts.iter().filter(|(_, novelty)| *novelty == Novelty::New);
        Self {
            candidate: assessed.candidate.clone(),
            hash: assessed.hash(),
            principles: principles.collect(),
            new_parts: new.map(|(name, _)| name.clone()).collect(),
        }
    }

    /// A principle by pack and id.
    pub fn principle(&self, (pack, principle): (&str, &str)) -> Option<&PrincipleGround> {
        self.principles.iter().find(|one| one.id.0 == pack && one.id.1 == principle)
    }

    /// Whether anything that it departs from, or that its supplier has not answered, is for the board.
    pub fn is_for_board(&self) -> bool {
        self.principles.iter().any(|one| one.is_to_be_seen() && one.for_board)
    }
}

/// What may lack before a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lacking {
    /// The KLE tasks.
    Tasks,
    /// The requirement sheet.
    Sheet,
    /// Why nothing is reused.
    NoReuse,
    /// Points of the check list.
    Points,
    /// Offers.
    Offers,
    /// The winner.
    Winner,
    /// A winner to go on with: the one there was is withdrawn, and the solution has begun.
    WinnerGone,
    /// The parties' stands on what the winner departs from.
    Screening,
    /// The supplier's answers about the winner, or the parties' stands on going on without them.
    Answers,
    /// The security assessment of a component that is new.
    PartAssessment,
    /// The board's word.
    Approval,
    /// What the board wanted different when it refused.
    BoardAnswer,
    /// The system that the winner becomes.
    System,
}

impl Lacking {
    /// The permanent label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tasks => "acquisition-no-task",
            Self::Sheet => "acquisition-no-sheet",
            Self::NoReuse => "acquisition-no-reuse-unexplained",
            Self::Points => "acquisition-points-unanswered",
            Self::Offers => "acquisition-no-candidate",
            Self::Winner => "acquisition-no-winner",
            Self::WinnerGone => "acquisition-winner-withdrawn",
            Self::Screening => "acquisition-deviation-not-screened",
            Self::Answers => "acquisition-supplier-unanswered",
            Self::PartAssessment => "acquisition-part-not-assessed",
            Self::Approval => "acquisition-for-board",
            Self::BoardAnswer => "acquisition-refused-by-board",
            Self::System => "acquisition-no-system",
        }
    }
}

/// Something that must be there before a gate is passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// What it is.
    pub what: Lacking,
    /// What lacks, and what to do.
    pub text: Text,
}

impl Lack {
    /// The permanent label.
    pub const fn label(&self) -> &'static str {
        self.what.label()
    }
}

fn lack(what: Lacking, da: impl Into<String>, en: impl Into<String>) -> Lack {
    Lack { what, text: Text { da: da.into(), en: en.into() } }
}

/// The phase after one; none after the last.
pub fn next_phase(phase: Phase) -> Option<Phase> {
    let place = Phase::ALL.iter().position(|one| *one == phase)?;
    Phase::ALL.get(place + 1).copied()
}

impl Acquisition {
    /// What lacks before the next gate. `overlapping` are the systems that serve the same tasks today, `points` the
    /// check list of the phase.
    pub fn lacks(&self, overlapping: &[Alike], points: &[Point], offers: &[OfferGround]) -> Vec<Lack> {
        let mut lacks = match next_phase(self.phase) {
            Some(Phase::Analysis) => self.lacks_for_analysis(),
            Some(Phase::Tender) => self.lacks_for_tender(overlapping),
            Some(Phase::Offer) => self.lacks_for_offer(),
            Some(Phase::Solution) => self.lacks_for_solution(offers),
            Some(Phase::InOperation) => self.lacks_for_operation(offers),
            Some(Phase::Idea) | None => return Vec::new(),
        };
        lacks.extend(self.lacks_on_check_list(points));
        lacks
    }

    /// How a point of the check list was seen last.
    pub fn last_checked(&self, rule: &str) -> Option<&CheckedPoint> {
        self.checked.iter().rev().find(|point| point.rule == rule)
    }

    /// Whether a point of the check list is answered. What was put off to a later phase is asked again there.
    pub fn is_answered(&self, rule: &str) -> bool {
        self.last_checked(rule).is_some_and(|seen| seen.relevance != Relevance::Later || seen.phase == self.phase)
    }

    fn lacks_on_check_list(&self, points: &[Point]) -> Option<Lack> {
        let open: Vec<&Point> = points.iter().filter(|point| !self.is_answered(&point.rule)).collect();
        let titles =
            |pick: fn(&Text) -> &String| open.iter().map(|point| pick(&point.title).clone()).collect::<Vec<_>>();
        let (da, en) = (some_of(&titles(|text| &text.da), "og flere"), some_of(&titles(|text| &text.en), "and more"));
        Some(match open.len() {
            0 => return None,
            1 => lack(
                Lacking::Points,
                format!(
                    "Et punkt på tjeklisten er ikke besvaret: {da}. Tag stilling til det, eller skriv, hvorfor det ikke er relevant."
                ),
                format!(
                    "A point of the check list is unanswered: {en}. Take a stand on it, or write why it is not relevant."
                ),
            ),
            count => lack(
                Lacking::Points,
                format!(
                    "{count} punkter på tjeklisten er ikke besvaret: {da}. Tag stilling til dem, eller skriv, hvorfor de ikke er relevante."
                ),
                format!(
                    "{count} points of the check list are unanswered: {en}. Take a stand on them, or write why they are not relevant."
                ),
            ),
        })
    }

    fn lacks_for_analysis(&self) -> Vec<Lack> {
        let mut lacks = Vec::new();
        if self.plan.tasks.is_empty() {
            lacks.push(lack(
                Lacking::Tasks,
                "Det er ikke sagt, hvilke KLE-opgaver anskaffelsen skal løse. Skriv dem, så det kan ses, hvad I har i forvejen.",
                "It has not been said which KLE tasks the acquisition is to serve. Write them, so that it can be seen what you have already.",
            ));
        }
        lacks
    }

    fn lacks_for_tender(&self, overlapping: &[Alike]) -> Vec<Lack> {
        let mut lacks = self.lacks_for_analysis();
        if self.sheet.is_none() {
            lacks.push(lack(
                Lacking::Sheet,
                "Kravarket er ikke dannet. Dan det, så leverandørerne bliver spurgt om det, strategien kræver.",
                "The requirement sheet has not been made. Make it, so that suppliers are asked for what the strategy demands.",
            ));
        }
        let seen = self.no_reuse.as_ref().map_or(&[][..], |(_, _, systems)| systems);
        if overlapping.iter().any(|system| !seen.contains(&system.key)) {
            let titles: Vec<String> = overlapping.iter().map(Alike::title).collect();
            lacks.push(lack(
                Lacking::NoReuse,
                format!(
                    "Kommunen har allerede systemer, der løser samme opgave ({}). Forklar, hvorfor ingen af dem kan genbruges.",
                    some_of(&titles, "og flere")
                ),
                format!(
                    "The municipality already has systems that serve the same task ({}). Explain why none of them can be reused.",
                    some_of(&titles, "and more")
                ),
            ));
        }
        lacks
    }

    fn lacks_for_offer(&self) -> Vec<Lack> {
        if self.live().next().is_some() {
            return Vec::new();
        }
        vec![lack(
            Lacking::Offers,
            "Der er ingen tilbud. Tilføj mindst ét, før fasen tilbud begynder.",
            "There are no offers. Add at least one before the offer phase begins.",
        )]
    }

    pub(super) fn lacks_for_solution(&self, offers: &[OfferGround]) -> Vec<Lack> {
        let chosen = self.chosen();
        let offer = chosen.and_then(|winner| offers.iter().find(|offer| offer.candidate == winner.key));
        let (Some(winner), Some(offer)) = (chosen, offer) else {
            if self.is_without_winner() {
                return vec![Lack { what: Lacking::WinnerGone, text: winner_gone().text }];
            }
            if self.live().next().is_none() {
                return vec![no_offers()];
            }
            return vec![lack(
                Lacking::Winner,
                "Der er ikke valgt et tilbud. Vælg vinderen, før løsningen sættes i gang.",
                "No offer has been chosen. Choose the winner before the solution is begun.",
            )];
        };
        let mut lacks = Vec::new();
        for principle in offer.principles.iter().filter(|one| one.deviates && !screened(winner, one)) {
            lacks.push(lack(
                Lacking::Screening,
                format!(
                    "Vinderen afviger fra \u{201d}{}\u{201d}. Både it og fagområdet skal tage stilling til det på de oplysninger, der er nu.",
                    principle.title.da
                ),
                format!(
                    "The winner departs from \"{}\". Both IT and the business area must take a stand on it, on the facts as they are now.",
                    principle.title.en
                ),
            ));
        }
        for principle in offer.principles.iter().filter(|one| one.unanswered && !screened(winner, one)) {
            lacks.push(lack(
                Lacking::Answers,
                format!(
                    "Leverandøren har ikke svaret på det, som \u{201d}{}\u{201d} skal vurderes på. Få svaret, eller lad både it og fagområdet tage stilling til at gå videre uden.",
                    principle.title.da
                ),
                format!(
                    "The supplier has not answered what \"{}\" is assessed on. Get the answer, or let both IT and the business area take a stand on going on without it.",
                    principle.title.en
                ),
            ));
        }
        for part in offer.new_parts.iter().filter(|part| !self.is_assessed(part)) {
            lacks.push(lack(
                Lacking::PartAssessment,
                format!("Komponenten {part} er ny i porteføljen og skal sikkerhedsvurderes, før den tages i brug."),
                format!(
                    "The component {part} is new to the portfolio and must have its security assessment before use."
                ),
            ));
        }
        if let Some(turned) = self.turned_down(offers) {
            lacks.push(lack(
                Lacking::BoardAnswer,
                format!(
                    "Direktionen har afslået valget. Det skal være anderledes: {} Få det på plads, og læg valget frem igen, eller vælg et andet tilbud.",
                    sentence(&turned.different)
                ),
                format!(
                    "The board has refused the choice. This must be different: {} Put it right and put the choice forward again, or choose another offer.",
                    sentence(&turned.different)
                ),
            ));
        } else if self.approved.as_ref().is_none_or(|(shown, ..)| *shown != offer.hash) {
            lacks.extend(self.lacks_approval(offer));
        }
        lacks
    }

    /// The board's word: on what is material, and on what the parties do not see alike.
    fn lacks_approval(&self, offer: &OfferGround) -> Option<Lack> {
        let differences = self.differences(offer);
        let titles =
            |pick: fn(&Text) -> &String| differences.iter().map(|one| pick(&one.title).clone()).collect::<Vec<_>>();
        let departs = offer.principles.iter().any(|one| one.deviates && one.for_board);
        Some(if offer.is_for_board() && !departs {
            lack(
                Lacking::Approval,
                "Leverandøren har ikke svaret på noget, der kan være væsentligt. Kun direktionen kan lade valget gå videre uden svar. Få svarene, eller bed den om at godkende valget.",
                "The supplier has not answered what may be material. Only the board can let the choice go on without; get the answers, or ask it to approve the choice.",
            )
        } else if departs {
            lack(
                Lacking::Approval,
                "Vinderens afvigelser er væsentlige. Kun direktionen kan tillade dem. Bed den om at godkende valget.",
                "The winner's deviations are material. Only the board can let them stand; ask it to approve the choice.",
            )
        } else if differences.is_empty() {
            return None;
        } else {
            lack(
                Lacking::Approval,
                format!(
                    "It og fagområdet ser forskelligt på {}. Bliv enige, eller bed direktionen om at godkende valget.",
                    some_of(&titles(|text| &text.da), "og flere")
                ),
                format!(
                    "IT and the business area differ on {}. Agree, or ask the board to approve the choice.",
                    some_of(&titles(|text| &text.en), "and more")
                ),
            )
        })
    }

    /// The principles that the parties do not see alike, as the winner stands now.
    pub fn differences<'o>(&self, offer: &'o OfferGround) -> Vec<&'o PrincipleGround> {
        let Some(winner) = self.chosen().filter(|winner| winner.key == offer.candidate) else { return Vec::new() };
        let differ = |one: &&PrincipleGround| {
            let rating = |party| view(winner, one, party).map(|held| held.view.rating);
            let both = rating(Party::It).zip(rating(Party::Area));
            one.is_to_be_seen() && both.is_some_and(|(it, area)| it != area)
        };
        offer.principles.iter().filter(differ).collect()
    }

    /// Whether the choice of the winner is the board's: it departs materially, or the parties do not see it alike.
    pub fn is_for_board(&self, offer: &OfferGround) -> bool {
        offer.is_for_board() || !self.differences(offer).is_empty()
    }

    /// What is so of the winner when the solution begins must be so still when it becomes a system.
    fn lacks_for_operation(&self, offers: &[OfferGround]) -> Vec<Lack> {
        if self.system.is_some() {
            return Vec::new();
        }
        let mut lacks = self.lacks_for_solution(offers);
        if self.is_without_winner() {
            return lacks;
        }
        lacks.push(lack(
            Lacking::System,
            "Vinderen er ikke oprettet blandt kommunens systemer. Opret den som system, før den går i drift.",
            "The winner has not become one of the municipality's systems. Make it a system before it goes into operation.",
        ));
        lacks
    }

    /// Whether a party has yet to take a stand on something that the winner departs from, or that its supplier has not answered.
    pub fn is_to_be_screened(&self, party: Party, offers: &[OfferGround]) -> bool {
        let Some(winner) = self.chosen() else { return false };
        let offer = offers.iter().find(|offer| offer.candidate == winner.key);
        let mut seen = offer.into_iter().flat_map(|offer| &offer.principles).filter(|one| one.is_to_be_seen());
        seen.any(|one| view(winner, one, party).is_none())
    }

    /// Whether a component had its extra security assessment.
    pub fn is_assessed(&self, part: &str) -> bool {
        self.assessed_parts.iter().any(|(name, ..)| same_name(name, part))
    }
}

/// A party's view of a principle as it stands now.
fn view<'c>(winner: &'c Candidate, principle: &PrincipleGround, party: Party) -> Option<&'c HeldView> {
    let id = (principle.id.0.as_str(), principle.id.1.as_str());
    winner.view(id, party).filter(|held| held.view.shown == principle.hash)
}

/// Whether both parties, two people, have seen the principle as it stands now.
fn screened(winner: &Candidate, principle: &PrincipleGround) -> bool {
    let (Some(it), Some(area)) = (view(winner, principle, Party::It), view(winner, principle, Party::Area)) else {
        return false;
    };
    !it.by.shares(&area.by)
}

/// All offers are out again.
fn no_offers() -> Lack {
    lack(
        Lacking::Offers,
        "Alle tilbud er trukket tilbage. Tilføj et, eller opgiv anskaffelsen.",
        "All offers have been withdrawn. Add one, or give the acquisition up.",
    )
}

fn some_of(named: &[String], more: &str) -> String {
    let shown = named.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
    if named.len() > 5 { format!("{shown} {more}") } else { shown }
}
