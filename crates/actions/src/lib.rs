//! Actions: what each must do and know about cases and acquisitions (strategy §3, §8), as pure functions of what is known of them and
//! a day: whose turn it is, how high a late plan has climbed, what happened since somebody was last told, and which deadlines are near.
//!
//! Knows no account, mail server or page. Who holds which seat over a case is asked by the house's gate, and comes in as
//! [`decisions::Held`].

mod acquisition;
mod calendar;
mod deadline;
mod digest;
mod milestone;
mod notice;
mod seat;
mod task;
mod words;

pub use acquisition::{AcquisitionTask, Errand, acquisition_tasks, newly_in_acquisition};
pub use calendar::{Entry, calendar};
pub use deadline::{Deadline, Limit, ahead, concerned_by_end, deadlines};
pub use digest::{Digest, Letter, Sender};
pub use milestone::{AcquisitionNotice, Milestone, milestones, took_part_in_acquisition};
pub use notice::{Happening, Notice, Seen, notices, took_part};
pub use seat::{Owner, Reach, Seat};
pub use task::{CaseTask, Duty, newly, tasks};
