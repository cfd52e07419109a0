//! Cases lived in: the docket in memory, commands decided on today's ground and written with their entry, and what the house
//! itself sees after each assessment (strategy §3).

pub(crate) mod act;
mod alike;
mod bearer;
mod board;
mod docket;
pub(crate) mod document;
mod file;
mod gate;
mod meeting;
mod observe;
mod play;
mod poam;
pub(crate) mod read;
pub(crate) mod retain;

pub use act::{AttachedFile, LARGEST_FILE, wrong_size};
pub use alike::{CaseAlike, Precedent};
pub use board::Principal;
pub use docket::Docket;
pub use document::case_document;
pub(crate) use gate::held_over;
pub use gate::{Seat, seats};
pub use meeting::{
    Decided, Decision, Decisions, MOST_DECISIONS, OfAcquisition, OfCase, PRINT, Wanted, is_acquisition, whole,
};
pub use play::Play;
pub(crate) use read::view;
pub use read::{CaseEvent, CaseView, RefusedTry, known_label, label};
pub use retain::Due;

use decisions::Command;

use crate::rights::Action;

/// The action that a command needs, for the matrix and the routes; the domain asks for the seat itself.
pub const fn action_of(command: &Command) -> Action {
    match command {
        Command::DeclareConflict { .. } => Action::DeclareConflict,
        Command::Note { .. } | Command::Attach { .. } | Command::Split { .. } | Command::ReachPhase { .. } => {
            Action::KeepCase
        }
        Command::Screen { .. } | Command::Conclude { .. } | Command::Accept { .. } | Command::Cancel { .. } => {
            Action::ScreenCase
        }
        Command::Explain { .. } | Command::MeetCondition { .. } | Command::RedateStep { .. } => Action::ExplainCase,
        Command::ClaimStep { .. } => Action::ClaimStep,
        Command::SendBack { .. } | Command::Withdraw { .. } => Action::SendCaseBack,
        Command::Submit { .. } => Action::SubmitCase,
        Command::Dispense { .. } | Command::Refuse { .. } | Command::Revoke { .. } => Action::DecideCase,
        Command::GrantEmergency { .. } => Action::GrantEmergency,
        Command::Review { .. } => Action::ReviewCase,
    }
}
