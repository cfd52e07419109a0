//! Commands: what people want done with a case. Each is decided against the case, the ground and the seat, and gives an event or a
//! refusal; deciding changes nothing.

use kernel::{Day, Text};
use serde::{Deserialize, Serialize};

use crate::authority::Held;
use crate::board::{Condition, Dispensation, Submission};
use crate::case::Case;
use crate::event::{Attachment, Event, Reviewed};
use crate::explanation::Explanation;
use crate::ground::{Ground, Watching};
use crate::likeness::Earlier;
use crate::screening::{Outcome, Party, Phase, View};
use crate::verbs::sentence;
use crate::{Detail, Refusal};

/// What is to be done with a case. `shown` is the hash of the ground that the person saw ([`crate::GroundMark::hash`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Take no part in the case.
    DeclareConflict {
        /// Why.
        reason: String,
    },
    /// Screen for a party.
    Screen {
        /// Which.
        party: Party,
        /// The ground that was seen.
        shown: String,
        /// The view of each rule that applies.
        views: Vec<View>,
    },
    /// Say what the screening comes to.
    Conclude {
        /// To what.
        outcome: Outcome,
    },
    /// Explain the deviation.
    Explain {
        /// How.
        explanation: Box<Explanation>,
        /// The ground that was seen.
        shown: String,
    },
    /// Send the explanation or the submission back.
    SendBack {
        /// What is to be mended.
        reason: String,
    },
    /// Take back the submission, or the accepted explanation and its plan.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Accept the explanation for a party.
    Accept {
        /// Which.
        party: Party,
        /// The ground that was seen.
        shown: String,
    },
    /// Put the case to the board.
    Submit {
        /// With this.
        submission: Submission,
        /// The ground that was seen.
        shown: String,
    },
    /// Give a dispensation.
    Dispense {
        /// Which.
        dispensation: Dispensation,
        /// The ground that was seen.
        shown: String,
    },
    /// Refuse one.
    Refuse {
        /// Why.
        reason: String,
        /// By when there must be a plan.
        plan_by: Day,
        /// The meeting, when at one.
        #[serde(default)]
        meeting: Option<String>,
        /// The ground that was seen.
        shown: String,
    },
    /// Grant for a fortnight at most.
    GrantEmergency {
        /// Why it cannot wait.
        reason: String,
        /// What follows if the board does not ratify.
        consequence: String,
        /// The last day.
        until: Day,
        /// The ground that was seen.
        shown: String,
    },
    /// Take a dispensation back.
    Revoke {
        /// Why.
        reason: String,
    },
    /// Show that a condition is met.
    MeetCondition {
        /// Its place, from 0.
        condition: usize,
        /// What shows it.
        evidence: String,
    },
    /// Say that a step is done.
    ClaimStep {
        /// Its place, from 0.
        step: usize,
        /// What shows it.
        evidence: String,
    },
    /// Give a step another day.
    RedateStep {
        /// Its place, from 0.
        step: usize,
        /// The day.
        due: Day,
        /// Why.
        reason: String,
    },
    /// Look at a decision again.
    Review {
        /// What it comes to.
        outcome: Reviewed,
        /// Why.
        note: String,
        /// When it is looked at next.
        next: Day,
        /// The ground that was seen.
        shown: String,
    },
    /// Write a note.
    Note {
        /// It.
        text: String,
        /// Whether it proposes how the principle ought to change: disagreement is no explanation (E4), and has its place there.
        #[serde(default)]
        about_principle: bool,
    },
    /// Add a file.
    Attach {
        /// It.
        attachment: Attachment,
    },
    /// Move some objects to a case of their own.
    Split {
        /// Their keys.
        keys: Vec<String>,
        /// That case's number.
        into: String,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Say how far what is screened has come.
    ReachPhase {
        /// How far.
        phase: Phase,
    },
    /// End the case.
    Cancel {
        /// Why.
        reason: String,
    },
}

/// Where whoever is to bear a risk belongs, as far as the facts and the seats say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Bearer {
    /// Nobody of that name is known.
    #[default]
    Unknown,
    /// In the business area that the objects belong to.
    InArea,
    /// In another part of the municipality only.
    Elsewhere {
        /// What that unit is called.
        unit: String,
    },
}

/// What a command is decided against, beside the case.
#[derive(Clone, Debug)]
pub struct Now<'a> {
    /// The municipality's day.
    pub day: Day,
    /// The ground as it is, with the command's own expressions watched ([`Command::watching`]).
    pub ground: &'a Ground,
    /// The explanations of other cases.
    pub earlier: &'a [Earlier],
    /// Where whoever the explanation names to bear the risk belongs.
    pub bearer: Bearer,
}

impl Now<'_> {
    /// Refuses an expression that cannot be watched, with `what` it was to do.
    pub(crate) fn watchable(&self, expression: &str, what: &Text, at: Option<String>) -> Result<(), Refusal> {
        let Some(error) = self.ground.unreadable.iter().find(|error| error.expression == expression) else {
            return Ok(());
        };
        let mut refusal = if error.is_settled() {
            Refusal::new(
                "case-expression-settled",
                "Et udtryk kommer ud på det samme, uanset hvad oplysningerne bliver. Så holder det ikke øje med noget. Ret det, og prøv igen.",
                "An expression comes out the same whatever the facts become. So it watches nothing. Correct it, and try again.",
            )
        } else {
            Refusal::new(
                "case-expression-unreadable",
                "Et udtryk kan ikke læses. Ret det, og prøv igen.",
                "An expression cannot be read. Correct it, and try again.",
            )
        };
        let told = |what: &str, why: &str| sentence(&format!("{what}: {why}"));
        let text = Text { da: told(&what.da, &error.text.da), en: told(&what.en, &error.text.en) };
        refusal.details.push(Detail { at, text });
        Err(refusal)
    }
}

impl Command {
    /// What the ground must be asked about for this command: the new expressions in it, else what the case watches already.
    pub fn watching(&self, case: &Case) -> Watching {
        let mut watching = case.face.watching.clone();
        let conditions = |conditions: &[Condition]| {
            conditions.iter().map(|condition| condition.holds.clone().unwrap_or_default()).collect()
        };
        match self {
            Self::Explain { explanation, .. } => {
                watching.premises = explanation.must_hold().map(str::to_owned).collect();
                let steps = explanation.plan.steps().iter();
                watching.steps = steps.map(|step| step.expects.clone().unwrap_or_default()).collect();
            }
            Self::Submit { submission, .. } => watching.conditions = conditions(&submission.conditions),
            Self::Dispense { dispensation, .. } => watching.conditions = conditions(&dispensation.conditions),
            _ => {}
        }
        watching
    }

    /// The command's word, for routes and the log.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::DeclareConflict { .. } => "declare-conflict",
            Self::Screen { .. } => "screen",
            Self::Conclude { .. } => "conclude",
            Self::Explain { .. } => "explain",
            Self::SendBack { .. } => "send-back",
            Self::Withdraw { .. } => "withdraw",
            Self::Accept { .. } => "accept",
            Self::Submit { .. } => "submit",
            Self::Dispense { .. } => "dispense",
            Self::Refuse { .. } => "refuse",
            Self::GrantEmergency { .. } => "grant-emergency",
            Self::Revoke { .. } => "revoke",
            Self::MeetCondition { .. } => "meet-condition",
            Self::ClaimStep { .. } => "claim-step",
            Self::RedateStep { .. } => "redate-step",
            Self::Review { .. } => "review",
            Self::Note { .. } => "note",
            Self::Attach { .. } => "attach",
            Self::Split { .. } => "split",
            Self::ReachPhase { .. } => "reach-phase",
            Self::Cancel { .. } => "cancel",
        }
    }
}

/// Decides a command: the event that follows from it, or why not.
///
/// # Errors
/// A [`Refusal`] with its label, the reason and the next step.
pub fn decide(case: &Case, command: &Command, held: &Held, now: &Now<'_>) -> Result<Event, Refusal> {
    if case.face.is_over() && !matches!(command, Command::Note { .. } | Command::Attach { .. }) {
        return Err(Refusal::new(
            "case-over",
            "Sagen er afsluttet. Opret en ny, hvis der stadig er noget at tage stilling til.",
            "The case is over. Open a new one if there is still something to decide.",
        ));
    }
    match command {
        Command::DeclareConflict { reason } => case.declare_conflict(held, reason),
        Command::Screen { party: Party::It, shown, views } => {
            case.screen_for_it(&held.it_screener(case)?, (shown, views), now)
        }
        Command::Screen { party: Party::Area, shown, views } => {
            case.screen_for_area(&held.area_screener(case)?, (shown, views), now)
        }
        Command::Conclude { outcome } => {
            let as_it = held.it_screener(case).map(|seat| seat.hand().clone());
            let hand = as_it.or_else(|_| held.area_screener(case).map(|seat| seat.hand().clone()))?;
            case.conclude(&hand, *outcome, now)
        }
        Command::Explain { explanation, shown } => case.explain(&held.explainer(case)?, (explanation, shown), now),
        Command::SendBack { reason } => case.send_back(held, reason),
        Command::Withdraw { reason } => case.withdraw(held, reason),
        Command::Accept { party: Party::It, shown } => {
            case.accept(Party::It, held.it_screener(case)?.hand(), shown, now)
        }
        Command::Accept { party: Party::Area, shown } => {
            case.accept(Party::Area, held.area_screener(case)?.hand(), shown, now)
        }
        Command::Submit { submission, shown } => case.submit(&held.it_screener(case)?, (submission, shown), now),
        Command::Dispense { dispensation, shown } => case.dispense(&held.board_seat(case)?, (dispensation, shown), now),
        Command::Refuse { reason, plan_by, meeting, shown } => {
            case.refuse(&held.board_seat(case)?, (reason, *plan_by, meeting.as_deref()), shown, now)
        }
        Command::GrantEmergency { reason, consequence, until, shown } => {
            case.grant_emergency(&held.emergency_seat(case)?, (reason, consequence, *until), shown, now)
        }
        Command::Revoke { reason } => case.revoke(&held.board_seat(case)?, reason, now),
        Command::MeetCondition { condition, evidence } => {
            case.meet_condition(&held.explainer(case)?, *condition, evidence)
        }
        Command::ClaimStep { step, evidence } => case.claim_step(&held.step_keeper(case, *step)?, *step, evidence),
        Command::RedateStep { step, due, reason } => {
            case.redate_step(&held.explainer(case)?, (*step, *due, reason), now)
        }
        Command::Review { outcome, note, next, shown } => case.review(held, (*outcome, note, *next), shown, now),
        Command::Note { text, about_principle } => case.note(&held.case_worker_of(case)?, text, *about_principle),
        Command::Attach { attachment } => case.attach(&held.case_worker_of(case)?, attachment),
        Command::Split { keys, into, reason } => case.split(&held.case_worker_of(case)?, (keys, into, reason), now),
        Command::ReachPhase { phase } => case.reach_phase(&held.case_worker_of(case)?, *phase),
        Command::Cancel { reason } => case.cancel(&held.it_screener(case)?, reason),
    }
}
