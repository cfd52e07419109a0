//! What the house tells people of cases and acquisitions: their tasks, one mail a day at most, and a calendar of deadlines. What is told is computed
//! in `actions`; here it is found out whom it concerns.

mod calendar;
mod digest;
mod mail;
mod news;
mod reader;
mod tasks;

pub use actions::{AcquisitionTask, Errand, Letter, Sender};
pub use digest::DIGEST;
pub use mail::{NotSent, Post, Sending};
pub use tasks::MyTask;

pub(crate) use mail::mail_address;
