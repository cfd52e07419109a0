//! Decisions: what people say to what deviates (strategy §3, følg-eller-forklar). Cases are decided by commands and remembered
//! as events; where a case stands is computed from its events and a day, and never stored.
//!
//! Knows facts, principles and findings, to see what a decision rests on; knows no account, clock, table or page.

mod acquisition;
mod amended;
mod authority;
mod board;
mod case;
mod checks;
mod command;
mod event;
mod explanation;
mod face;
mod ground;
mod likeness;
mod premise;
mod refusal;
mod screening;
mod standing;
mod step;
mod told;
mod verbs;

pub use acquisition::{
    Acquisition, AcquisitionCommand, AcquisitionEvent, AcquisitionFace, AcquisitionId, AcquisitionNow, AcquisitionPlan,
    AcquisitionRecorded, Alike, Assessed, Candidate, CheckedPoint, Conflicted, FactSource, HeldView, Lack, Lacking,
    Novelty, OfferGround, OwnWords, PlanChange, Point, PrincipleGround, PrincipleView, Reopened, Said, SoftwarePart,
    Stand, StatedAnswer, StatedFact, Statement, Turned, decide_acquisition, next_phase, open_acquisition, overlapping,
    points,
};
pub use authority::{
    AreaScreener, BoardSeat, CaseWorker, EmergencySeat, Explainer, Hand, Held, Holder, ItScreener, Responsible,
};
pub use board::{Condition, Dispensation, EMERGENCY_DAYS, Necessity, Recommendation, Submission};
pub use case::{Case, Decided, Round, Told};
pub use checks::{Check, LOOK_AGAIN_MONTHS, Level, check};
pub use command::{Bearer, Command, Now, decide};
pub use event::{Attachment, Carried, Event, Opened, Opening, Recorded, Reviewed, Trigger, Withdrawn};
pub use explanation::{Alternative, Explanation, ExplanationKind, Plan, PlanStep, Proof, Severity, StepType};
pub use face::{CaseId, ConditionMark, Face, InForce, Means, PlanMark, Stage};
pub use ground::{Blamed, Ground, GroundMark, InForce as PrincipleInForce, PrincipleFacts, Watched, Watching};
pub use likeness::{Earlier, Likeness, likest};
pub use premise::{Premise, PremiseError, Premises, Truth};
pub use refusal::{Detail, Refusal};
pub use screening::{Outcome, Party, Phase, Rating, Relevance, Screening, Side, View};
pub use standing::{
    Mark, Rung, Stale, Standing, Stood, Waiting, is_before_board, is_followed, marks, may_come_before_board, plan_late,
    rung, standing, waiting,
};
pub use step::Step;
pub use verbs::open;
