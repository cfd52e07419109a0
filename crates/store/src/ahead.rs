//! Asking ahead: the database answers the next question while we work on the last answer.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Sends the question, does the work, and then waits for the answer.
pub(crate) async fn asked_ahead<A, W>(question: impl Future<Output = A>, work: impl FnOnce() -> W) -> (A, W) {
    let mut question = pin!(question);
    let asked = poll_fn(|context| Poll::Ready(question.as_mut().poll(context))).await;
    let worked = work();
    match asked {
        Poll::Ready(answer) => (answer, worked),
        Poll::Pending => (question.await, worked),
    }
}
