//! The verbs of an acquisition: who may, what must hold, and the event that follows.

use std::collections::BTreeMap;

use facts::schema;

use super::event::{AcquisitionEvent, FactSource, PrincipleView, Statement};
use super::gate::{Lack, next_phase};
use super::reopen::winner_gone;
use super::said::Said;
use super::{Acquisition, AcquisitionNow, Candidate, same_name};
use crate::Refusal;
use crate::authority::{Hand, Held};
use crate::screening::{Party, Phase, Rating, Relevance};
use crate::verbs::needed;

/// Keeps acquisitions: IT's architect and manager, and those who lead or own in the business area.
pub(super) struct Buyer;
/// Passes gates and chooses: IT's architect and manager.
pub(super) struct Gatekeeper;
/// Sits on the executive board.
pub(super) struct Approver(pub(super) Hand);

fn no_seat(da: &str, en: &str) -> Refusal {
    Refusal::new(
        "acquisition-no-seat",
        format!("{da}. Bed en med den rolle om at gøre det."),
        format!("{en}. Ask somebody with that role to do it."),
    )
}

pub(super) fn buyer(held: &Held) -> Result<Buyer, Refusal> {
    let refusal = || {
        no_seat(
            "Kun it og fagområdets leder eller systemejer kan behandle anskaffelser",
            "Only IT and the business area's lead or system owner keep acquisitions",
        )
    };
    (held.is_it() || held.is_area()).then_some(Buyer).ok_or_else(refusal)
}

pub(super) fn gatekeeper(held: &Held) -> Result<Gatekeeper, Refusal> {
    let refusal = || {
        no_seat(
            "Kun en it-arkitekt eller it-chefen kan føre en anskaffelse gennem en faseovergang og vælge vinderen",
            "Only an IT architect or the IT manager takes an acquisition through a gate and chooses the winner",
        )
    };
    held.is_it().then_some(Gatekeeper).ok_or_else(refusal)
}

pub(super) fn approver(held: &Held) -> Result<Approver, Refusal> {
    let refusal = || {
        no_seat(
            "Kun direktionen kan godkende et valg med væsentlige afvigelser",
            "Only the executive board approves a choice with material deviations",
        )
    };
    held.is_board().then(|| Approver(held.hand().clone())).ok_or_else(refusal)
}

pub(super) fn reason(text: &str) -> Result<String, Refusal> {
    needed(
        text,
        "acquisition-reason-missing",
        "Skriv en begrundelse, som andre kan forstå anskaffelsen ud fra.",
        "Write a reason from which others can understand the acquisition.",
    )
}

pub(super) fn too_early(da: &str, en: &str) -> Refusal {
    Refusal::new("acquisition-wrong-phase", da, en)
}

pub(super) fn check_facts(facts: &BTreeMap<String, Said>) -> Result<(), Refusal> {
    let system = schema().kind("system");
    for (name, value) in facts {
        let def = system.and_then(|kind| Some(schema().attribute(kind, schema().attribute_id(kind, name)?)));
        if !def.is_some_and(|def| !def.is_derived() && value.value(def.value).is_some()) {
            return Err(Refusal::new(
                "acquisition-fact-unreadable",
                format!("{name} er ikke en oplysning om et system, eller værdien passer ikke til den. Ret den."),
                format!("{name} is no fact of a system, or the value does not fit it. Correct it."),
            ));
        }
    }
    Ok(())
}

pub(super) fn check_answers(answers: &BTreeMap<String, String>, now: &AcquisitionNow<'_>) -> Result<(), Refusal> {
    for (rule, word) in answers {
        let asked = now.questions.iter().find(|(code, _)| code == rule);
        if !asked.is_some_and(|(_, words)| words.contains(word)) {
            return Err(Refusal::new(
                "acquisition-no-such-question",
                format!(
                    "Strategien stiller ikke spørgsmålet {rule}, eller {word} er ikke et af svarene. Hent kravarket igen, og brug dets koder og svar."
                ),
                format!(
                    "The strategy does not ask {rule}, or {word} is not one of the answers. Fetch the sheet again, and use its codes and answers."
                ),
            ));
        }
    }
    Ok(())
}

/// A supplier answers what suppliers are asked, never for the municipality; a bill of materials tells of components.
fn check_source(source: FactSource, statement: &Statement, now: &AcquisitionNow<'_>) -> Result<(), Refusal> {
    let is_asked = |code: &String| match source {
        FactSource::Typed => true,
        FactSource::Answers => now.asked.contains(code),
        FactSource::Sbom => false,
    };
    let facts = statement.facts.keys().map(|name| format!("system.{name}"));
    let said = facts.chain(statement.answers.keys().cloned()).chain(statement.principles.keys().cloned());
    let other: Vec<String> = said.filter(|code| !is_asked(code)).collect();
    if other.is_empty() {
        return Ok(());
    }
    let (names, source) = (other.join(", "), source.label());
    Err(Refusal::new(
        "acquisition-not-asked-of-supplier",
        format!(
            "{names} kan ikke komme fra kilden \u{201d}{}\u{201d}. Gem det som kommunens eget svar (state-own), eller skriv det ind (kilden typed).",
            source.da
        ),
        format!(
            "{names} cannot come from \"{}\". Save it as the municipality's own answer (state-own), or type it in (source typed).",
            source.en
        ),
    ))
}

fn check_principles(said: &BTreeMap<String, String>, now: &AcquisitionNow<'_>) -> Result<(), Refusal> {
    for (principle, words) in said {
        if !now.principles.contains(principle) {
            return Err(Refusal::new(
                "acquisition-no-such-principle",
                format!("Ingen strategi i brug har princippet {principle}. Hent kravarket igen, og brug dets koder."),
                format!(
                    "No strategy in force has the principle {principle}. Fetch the sheet again, and use its codes."
                ),
            ));
        }
        if words.trim().is_empty() {
            return Err(Refusal::new(
                "acquisition-words-missing",
                format!("Svaret om {principle} er tomt. Skriv det, eller udelad det."),
                format!("The answer about {principle} is empty. Write it, or leave it out."),
            ));
        }
    }
    Ok(())
}

pub(super) fn nothing_stated() -> Refusal {
    Refusal::new(
        "acquisition-nothing-stated",
        "Der er ingen oplysninger at gemme. Udfyld mindst én.",
        "There is nothing to save. Fill in at least one fact.",
    )
}

impl Acquisition {
    fn one(&self, key: &str) -> Result<&Candidate, Refusal> {
        let candidate = self.candidate(key).ok_or_else(|| {
            Refusal::new(
                "acquisition-no-such-candidate",
                format!("Tilbuddet {key} findes ikke i anskaffelsen. Vælg et af dem, der er."),
                format!("There is no offer {key} in the acquisition. Choose one of those there are."),
            )
        })?;
        if candidate.withdrawn.is_some() {
            return Err(Refusal::new(
                "acquisition-candidate-withdrawn",
                format!("Tilbuddet {key} er trukket tilbage. Tilføj det igen, hvis det skal med alligevel."),
                format!("The offer {key} has been withdrawn. Add it again if it is to take part after all."),
            ));
        }
        Ok(candidate)
    }

    pub(super) fn add_candidate(
        &self,
        _seat: &Buyer,
        key: &str,
        (supplier, product): (&str, &str),
    ) -> Result<AcquisitionEvent, Refusal> {
        if matches!(self.phase, Phase::Solution | Phase::InOperation) {
            return Err(too_early(
                "Vinderen er fundet. Gå tilbage til tilbuddene, hvis der skal flere til.",
                "The winner has been found. Go back to the offers if more are to be added.",
            ));
        }
        let (supplier, product) = (supplier.trim(), product.trim());
        if supplier.is_empty() || product.is_empty() {
            return Err(Refusal::new(
                "acquisition-candidate-nameless",
                "Skriv både leverandøren og det, løsningen hedder.",
                "Write both the supplier and what the solution is called.",
            ));
        }
        let candidate = match key.trim() {
            "" => format!("T{}", self.candidates.len() + 1),
            key => key.to_owned(),
        };
        if self.candidate(&candidate).is_some() {
            return Err(Refusal::new(
                "acquisition-candidate-exists",
                format!("Der er allerede et tilbud {candidate}. Vælg en anden nøgle."),
                format!("There is an offer {candidate} already. Choose another key."),
            ));
        }
        let (supplier, product) = (supplier.to_owned(), product.to_owned());
        Ok(AcquisitionEvent::CandidateAdded { candidate, supplier, product })
    }

    pub(super) fn say(
        &self,
        _seat: &Buyer,
        (key, source): (&str, FactSource),
        statement: &Statement,
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        self.one(key)?;
        if statement.is_empty() {
            return Err(nothing_stated());
        }
        check_facts(&statement.facts)?;
        check_answers(&statement.answers, now)?;
        check_principles(&statement.principles, now)?;
        check_source(source, statement, now)?;
        Ok(AcquisitionEvent::Stated { candidate: key.to_owned(), source, statement: statement.clone() })
    }

    pub(super) fn withdraw(&self, _seat: &Buyer, key: &str, why: &str) -> Result<AcquisitionEvent, Refusal> {
        self.one(key)?;
        if self.system.is_some() {
            return Err(too_early(
                "Vinderen er allerede et af kommunens systemer. Følg op på systemet selv.",
                "The winner is one of the municipality's systems already. Follow up on the system itself.",
            ));
        }
        Ok(AcquisitionEvent::Withdrawn { candidate: key.to_owned(), reason: reason(why)? })
    }

    pub(super) fn explain_no_reuse(
        &self,
        _seat: &Buyer,
        why: &str,
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        let reason = needed(
            why,
            "acquisition-reason-missing",
            "Skriv, hvorfor ingen af de systemer, I har, kan løse opgaven.",
            "Write why none of the systems you have can serve the task.",
        )?;
        Ok(AcquisitionEvent::NoReuse { reason, systems: now.overlapping.iter().map(|one| one.key.clone()).collect() })
    }

    pub(super) fn make_sheet(
        &self,
        _seat: &Buyer,
        questions: usize,
        packs: &[String],
    ) -> Result<AcquisitionEvent, Refusal> {
        if questions == 0 {
            return Err(Refusal::new(
                "acquisition-no-strategy",
                "Der er ingen strategi i brug, som spørger til systemer. Tag en i brug først.",
                "No strategy in force asks about systems. Adopt one first.",
            ));
        }
        Ok(AcquisitionEvent::SheetMade { questions, packs: packs.to_vec() })
    }

    pub(super) fn check(
        &self,
        _seat: &Buyer,
        rule: &str,
        (relevance, rating, why): (Relevance, Rating, &str),
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        if !now.points.iter().any(|point| point.rule == rule) {
            return Err(Refusal::new(
                "acquisition-no-such-point",
                format!("{rule} er ikke et punkt på tjeklisten i denne fase. Genindlæs siden."),
                format!("{rule} is no point of the check list in this phase. Reload the page."),
            ));
        }
        let speaks_for_itself = relevance == Relevance::Relevant && rating == Rating::Green;
        let reason = if speaks_for_itself { why.to_owned() } else { reason(why)? };
        Ok(AcquisitionEvent::Checked { rule: rule.to_owned(), relevance, rating, reason })
    }

    pub(super) fn screen(
        &self,
        held: &Held,
        key: &str,
        view: &PrincipleView,
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        let may = match view.party {
            Party::It => held.is_it(),
            Party::Area => held.is_area(),
        };
        if !may {
            return Err(no_seat(
                "It-arkitekten eller it-chefen screener på vegne af it, og fagområdets leder eller systemejer på vegne af fagområdet",
                "The IT architect or IT manager screens for IT, and the business area's lead or system owner for the area",
            ));
        }
        let candidate = self.one(key)?;
        let id = (view.pack.as_str(), view.principle.as_str());
        let offer = now.offers.iter().find(|offer| offer.candidate == key);
        let Some(principle) = offer.and_then(|offer| offer.principle(id)).filter(|one| one.is_to_be_seen()) else {
            return Err(Refusal::new(
                "acquisition-nothing-deviates",
                "Tilbuddet afviger ikke fra princippet, og leverandøren mangler ikke at svare. Der er ikke noget at tage stilling til; gå videre med de andre principper.",
                "The offer does not depart from the principle, and the supplier owes no answer. There is nothing to take a stand on; go on with the other principles.",
            ));
        };
        if principle.hash != view.shown {
            return Err(facts_changed());
        }
        let other = match view.party {
            Party::It => Party::Area,
            Party::Area => Party::It,
        };
        let theirs = candidate.view(id, other).filter(|held| held.view.shown == view.shown);
        if theirs.is_some_and(|theirs| theirs.by.shares(held.hand())) {
            return Err(Refusal::new(
                "acquisition-same-hand",
                "Du har selv screenet princippet for den anden part. En kollega skal screene for denne.",
                "You have screened the principle for the other party yourself. A colleague must screen for this one.",
            ));
        }
        let view = PrincipleView { reason: reason(&view.reason)?, ..view.clone() };
        Ok(AcquisitionEvent::Screened { candidate: key.to_owned(), view })
    }

    pub(super) fn assess_part(
        &self,
        held: &Held,
        part: &str,
        conclusion: &str,
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        if !held.is_it() && !held.is_security() {
            return Err(no_seat(
                "Kun informationssikkerhed, it-arkitekten eller it-chefen kan sikkerhedsvurdere komponenter",
                "Only information security, the IT architect or the IT manager assesses components",
            ));
        }
        let new = now.offers.iter().flat_map(|offer| &offer.new_parts).find(|name| same_name(name, part));
        let Some(part) = new else {
            return Err(Refusal::new(
                "acquisition-part-not-new",
                "Ingen af tilbuddene har en ny komponent med det navn. Vælg en fra listen.",
                "None of the offers has a new component of that name. Choose one from the list.",
            ));
        };
        let conclusion = needed(
            conclusion,
            "acquisition-reason-missing",
            "Skriv, hvad sikkerhedsvurderingen kom frem til.",
            "Write what the security assessment concluded.",
        )?;
        Ok(AcquisitionEvent::PartAssessed { part: part.clone(), conclusion })
    }

    pub(super) fn pass_gate(
        &self,
        _seat: &Gatekeeper,
        phase: Phase,
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        if next_phase(self.phase) != Some(phase) {
            return Err(too_early(
                "Faserne tages én ad gangen. Gå til den næste fase først.",
                "Phases are taken one at a time. Go to the next phase first.",
            ));
        }
        nothing_lacks(self.lacks(now.overlapping, now.points, now.offers))?;
        Ok(AcquisitionEvent::GatePassed { phase })
    }

    pub(super) fn choose(&self, _seat: &Gatekeeper, key: &str, why: &str) -> Result<AcquisitionEvent, Refusal> {
        self.one(key)?;
        if self.phase != Phase::Offer {
            return Err(too_early(
                "Vinderen vælges i fasen tilbud. Er løsningen i gang, så gå tilbage til tilbuddene først.",
                "The winner is chosen in the offer phase. Once the solution is under way, go back to the offers first.",
            ));
        }
        Ok(AcquisitionEvent::Chosen { candidate: key.to_owned(), reason: reason(why)? })
    }

    pub(super) fn become_system(
        &self,
        seat: &Gatekeeper,
        system: &str,
        cases: &[String],
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        self.may_become_system(seat)?;
        // What was stated after the gate counts too.
        nothing_lacks(self.lacks_for_solution(now.offers))?;
        Ok(AcquisitionEvent::BecameSystem { system: system.to_owned(), cases: cases.to_vec() })
    }

    pub(super) fn may_become_system(&self, _seat: &Gatekeeper) -> Result<(), Refusal> {
        if self.phase != Phase::Solution {
            return Err(too_early(
                "Vinderen oprettes som system i fasen løsning. Gennemfør faseovergangen først.",
                "The winner becomes a system in the solution phase. Pass the gate first.",
            ));
        }
        if let Some((system, _)) = &self.system {
            return Err(Refusal::new(
                "acquisition-is-system",
                format!("Vinderen er allerede optaget som system {system}. Følg op på systemet selv."),
                format!("The winner has already become the system {system}. Follow up on the system itself."),
            ));
        }
        Ok(())
    }

    pub(super) fn cancel(&self, _seat: &Gatekeeper, why: &str) -> Result<AcquisitionEvent, Refusal> {
        Ok(AcquisitionEvent::Cancelled { reason: reason(why)? })
    }

    /// Whether its winner can become a system now, before anything of it is written.
    ///
    /// # Errors
    /// When they may not, the phase is another, or it has become one already.
    pub fn check_become_system(&self, held: &Held) -> Result<&Candidate, Refusal> {
        self.free_of_conflict(held)?;
        self.may_become_system(&gatekeeper(held)?)?;
        self.chosen().ok_or_else(winner_gone)
    }
}

/// Refuses with what lacks, when anything does.
fn nothing_lacks(lacks: Vec<Lack>) -> Result<(), Refusal> {
    let Some(first) = lacks.first() else { return Ok(()) };
    let mut refusal = Refusal::new(first.label(), first.text.da.clone(), first.text.en.clone());
    if lacks.len() > 1 {
        refusal.text.da =
            format!("Der mangler {} ting før faseovergangen. Få dem på plads, og prøv igen.", lacks.len());
        refusal.text.en = format!("The gate lacks {} things. Finish them, and try again.", lacks.len());
        refusal.details = lacks.into_iter().map(|lack| lack.text.into()).collect();
    }
    Err(refusal)
}

pub(super) fn facts_changed() -> Refusal {
    Refusal::new(
        "acquisition-facts-changed",
        "Oplysningerne om tilbuddet er ændret, siden du så dem. Se dem igen, før du tager stilling.",
        "The facts of the offer have changed since you saw them. Look at them again before you take a stand.",
    )
}
