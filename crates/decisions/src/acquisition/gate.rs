//! The gates between the phases: what must be there before an acquisition goes on. Each lack has a permanent label, and says what to
//! do about it.

use kernel::Text;
use principles::Strength;

use super::{Acquisition, Assessed, Candidate, Novelty, same_name};
use crate::screening::{Party, Phase};

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
    /// Whether only the board can let it stand.
    pub for_board: bool,
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

    /// Whether anything that it departs from is for the board.
    pub fn is_for_board(&self) -> bool {
        self.principles.iter().any(|one| one.deviates && one.for_board)
    }
}

/// Something that must be there before a gate is passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Permanent.
    pub label: &'static str,
    /// What lacks, and what to do.
    pub text: Text,
}

fn lack(label: &'static str, da: impl Into<String>, en: impl Into<String>) -> Lack {
    Lack { label, text: Text { da: da.into(), en: en.into() } }
}

/// The phase after one; none after the last.
pub fn next_phase(phase: Phase) -> Option<Phase> {
    let place = Phase::ALL.iter().position(|one| *one == phase)?;
    Phase::ALL.get(place + 1).copied()
}

impl Acquisition {
    /// What lacks before the next gate. `overlapping` are the keys of the systems that serve the same tasks today.
    pub fn lacks(&self, overlapping: &[String], offers: &[OfferGround]) -> Vec<Lack> {
        match next_phase(self.phase) {
            Some(Phase::Analysis) => self.lacks_for_analysis(),
            Some(Phase::Tender) => self.lacks_for_tender(overlapping),
            Some(Phase::Offer) => self.lacks_for_offer(),
            Some(Phase::Solution) => self.lacks_for_solution(offers),
            Some(Phase::InOperation) => self.lacks_for_operation(),
            Some(Phase::Idea) | None => Vec::new(),
        }
    }

    fn lacks_for_analysis(&self) -> Vec<Lack> {
        let mut lacks = Vec::new();
        if self.plan.tasks.is_empty() {
            lacks.push(lack(
                "acquisition-no-task",
                "Det er ikke sagt, hvilke KLE-opgaver anskaffelsen skal løse. Skriv dem, så det kan ses, hvad I har i forvejen.",
                "It has not been said which KLE tasks the acquisition is to serve. Write them, so that it can be seen what you have already.",
            ));
        }
        lacks
    }

    fn lacks_for_tender(&self, overlapping: &[String]) -> Vec<Lack> {
        let mut lacks = self.lacks_for_analysis();
        if self.sheet.is_none() {
            lacks.push(lack(
                "acquisition-no-sheet",
                "Kravarket er ikke dannet. Dan det, så leverandørerne bliver spurgt om det, strategien kræver.",
                "The requirement sheet has not been made. Make it, so that suppliers are asked for what the strategy demands.",
            ));
        }
        let seen = self.no_reuse.as_ref().map_or(&[][..], |(_, _, systems)| systems);
        if overlapping.iter().any(|system| !seen.contains(system)) {
            lacks.push(lack(
                "acquisition-no-reuse-unexplained",
                format!(
                    "Kommunen har allerede systemer, der løser samme opgave ({}). Forklar, hvorfor ingen af dem kan genbruges.",
                    some_of(overlapping, "og flere")
                ),
                format!(
                    "The municipality already has systems that serve the same task ({}). Explain why none of them can be reused.",
                    some_of(overlapping, "and more")
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
            "acquisition-no-candidate",
            "Der er ingen tilbud. Tilføj mindst ét, før fasen tilbud begynder.",
            "There are no offers. Add at least one before the offer phase begins.",
        )]
    }

    fn lacks_for_solution(&self, offers: &[OfferGround]) -> Vec<Lack> {
        let chosen = self.chosen();
        let offer = chosen.and_then(|winner| offers.iter().find(|offer| offer.candidate == winner.key));
        let (Some(winner), Some(offer)) = (chosen, offer) else {
            return vec![lack(
                "acquisition-no-winner",
                "Der er ikke valgt et tilbud. Vælg vinderen, før løsningen sættes i gang.",
                "No offer has been chosen. Choose the winner before the solution is begun.",
            )];
        };
        let mut lacks = Vec::new();
        for principle in offer.principles.iter().filter(|one| one.deviates && !screened(winner, one)) {
            lacks.push(lack(
                "acquisition-deviation-not-screened",
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
        for part in offer.new_parts.iter().filter(|part| !self.is_assessed(part)) {
            lacks.push(lack(
                "acquisition-part-not-assessed",
                format!("Komponenten {part} er ny i porteføljen og skal sikkerhedsvurderes, før den tages i brug."),
                format!(
                    "The component {part} is new to the portfolio and must have its security assessment before use."
                ),
            ));
        }
        if offer.is_for_board() && self.approved.as_ref().is_none_or(|(shown, ..)| *shown != offer.hash) {
            lacks.push(lack(
                "acquisition-for-board",
                "Vinderens afvigelser er væsentlige. Kun direktionen kan tillade dem. Bed den om at godkende valget.",
                "The winner's deviations are material. Only the board can let them stand; ask it to approve the choice.",
            ));
        }
        lacks
    }

    fn lacks_for_operation(&self) -> Vec<Lack> {
        if self.system.is_some() {
            return Vec::new();
        }
        vec![lack(
            "acquisition-no-system",
            "Vinderen er ikke oprettet blandt kommunens systemer. Opret den som system, før den går i drift.",
            "The winner has not become one of the municipality's systems. Make it a system before it goes into operation.",
        )]
    }

    /// Whether a component had its extra security assessment.
    pub fn is_assessed(&self, part: &str) -> bool {
        self.assessed_parts.iter().any(|(name, ..)| same_name(name, part))
    }
}

/// Whether both parties, two people, have seen the principle as it stands now.
fn screened(winner: &Candidate, principle: &PrincipleGround) -> bool {
    let id = (principle.id.0.as_str(), principle.id.1.as_str());
    let (Some(it), Some(area)) = (winner.view(id, Party::It), winner.view(id, Party::Area)) else { return false };
    it.view.shown == principle.hash && area.view.shown == principle.hash && !it.by.shares(&area.by)
}

fn some_of(keys: &[String], more: &str) -> String {
    let shown = keys.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
    if keys.len() > 5 { format!("{shown} {more}") } else { shown }
}
