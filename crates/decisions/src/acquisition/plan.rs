//! What is to be acquired, and what the municipality itself says of whatever it buys: written down, changed, and said once for all
//! offers.

use std::collections::BTreeMap;

use super::event::{AcquisitionEvent, AcquisitionPlan, PlanChange};
use super::said::Said;
use super::verbs::{Buyer, check_answers, check_facts, nothing_stated, too_early};
use super::{Acquisition, AcquisitionNow};
use crate::Refusal;
use crate::screening::Phase;

/// A plan as it is kept: with a title, and each task once.
fn tidied(plan: &AcquisitionPlan) -> Result<AcquisitionPlan, Refusal> {
    let mut plan = plan.clone();
    plan.title = kernel::one_line(&plan.title);
    if plan.title.chars().filter(|letter| letter.is_alphanumeric()).count() < 3 {
        return Err(Refusal::new(
            "acquisition-title-missing",
            "Giv anskaffelsen en titel, som andre kan kende den på.",
            "Give the acquisition a title by which others know it.",
        ));
    }
    if plan.purpose.trim().is_empty() {
        plan.purpose.clear();
    }
    plan.tasks = plan.tasks.iter().map(|task| task.trim().to_owned()).filter(|task| !task.is_empty()).collect();
    plan.tasks.sort_unstable();
    plan.tasks.dedup();
    if let Some(task) = plan.tasks.iter().find(|task| !is_kle_number(task)) {
        return Err(Refusal::new(
            "acquisition-task-form",
            format!("\"{task}\" er ikke et KLE-nummer. Skriv gruppe eller emne, for eksempel 27.36 eller 27.36.04."),
            format!("\"{task}\" is no KLE number. Write the group or the subject, such as 27.36 or 27.36.04."),
        ));
    }
    Ok(plan)
}

/// A group or a subject: 27.36 or 27.36.04. A main group says too little of what is bought.
fn is_kle_number(task: &str) -> bool {
    let parts: Vec<&str> = task.split('.').collect();
    (2..=3).contains(&parts.len())
        && parts.iter().all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
}

pub(super) fn open(_seat: &Buyer, plan: &AcquisitionPlan) -> Result<AcquisitionEvent, Refusal> {
    let plan = tidied(plan)?;
    if !matches!(plan.phase, Phase::Idea | Phase::Analysis) {
        return Err(too_early(
            "En anskaffelse begynder som idé eller analyse. Opret den i en af de faser.",
            "An acquisition begins as an idea or an analysis. Open it in one of those phases.",
        ));
    }
    Ok(AcquisitionEvent::Opened(plan))
}

/// Facts of the plan or of the single offer: these are not said of all of them.
const NOT_OWN: [&str; 6] = ["name", "supplier", "status", "kle_tasks", "business_area", "owner"];

impl Acquisition {
    pub(super) fn revise(&self, _seat: &Buyer, change: &PlanChange) -> Result<AcquisitionEvent, Refusal> {
        self.is_no_system_yet()?;
        let plan = tidied(&change.of(&self.plan))?;
        if plan == self.plan {
            return Err(Refusal::new(
                "acquisition-nothing-changed",
                "Der er ikke rettet noget. Ret titel, formål, opgaver, fagområde eller systemejer.",
                "Nothing was changed. Change the title, purpose, tasks, business area or owner.",
            ));
        }
        Ok(AcquisitionEvent::Revised(plan))
    }

    pub(super) fn state_own(
        &self,
        _seat: &Buyer,
        facts: &BTreeMap<String, Said>,
        answers: &BTreeMap<String, String>,
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        self.is_no_system_yet()?;
        if facts.is_empty() && answers.is_empty() {
            return Err(nothing_stated());
        }
        if let Some(name) = facts.keys().find(|name| NOT_OWN.contains(&name.as_str())) {
            return Err(Refusal::new(
                "acquisition-not-own",
                format!("{name} hører til anskaffelsens plan eller til det enkelte tilbud. Ret oplysningen dér."),
                format!("{name} belongs to the acquisition's plan or to the single offer. Change it there."),
            ));
        }
        check_facts(facts)?;
        check_answers(answers, now)?;
        Ok(AcquisitionEvent::OwnStated { facts: facts.clone(), answers: answers.clone() })
    }

    /// What is said of whatever is bought, or of the plan, is the system's own once it is one.
    fn is_no_system_yet(&self) -> Result<(), Refusal> {
        let Some((system, _)) = &self.system else { return Ok(()) };
        Err(Refusal::new(
            "acquisition-is-system",
            format!("Vinderen er allerede optaget som system {system}. Ret oplysningerne på systemet."),
            format!("The winner has already become the system {system}. Correct the facts of the system."),
        ))
    }
}
