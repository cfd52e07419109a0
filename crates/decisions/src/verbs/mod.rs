//! One verb a file: who may, what must hold, and the event that follows.

mod accept;
mod cancel;
mod conclude;
mod dispense;
mod emergency;
mod explain;
mod follow_up;
mod keep;
mod observe;
mod open;
mod refuse;
mod review;
mod revoke;
mod screen;
mod send_back;
mod split;
mod submit;
mod withdraw;

pub use open::open;

use kernel::Day;

use crate::Refusal;
use crate::case::Case;
use crate::ground::Ground;
use crate::premise::Truth;

/// Reasons shorter than this say nothing.
const SHORTEST: usize = 10;

/// A text that people must write; it is kept as they wrote it, to the last blank.
pub(crate) fn needed(text: &str, label: &'static str, da: &str, en: &str) -> Result<String, Refusal> {
    if is_short(text) {
        return Err(Refusal::new(label, da, en));
    }
    Ok(text.to_owned())
}

/// Whether a text is too short to be understood by others.
fn is_short(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST
}

/// What somebody wrote, closed as a sentence.
pub(crate) fn sentence(written: &str) -> String {
    let written = written.trim_end();
    if written.ends_with(['.', '!', '?']) { written.to_owned() } else { format!("{written}.") }
}

fn reason(text: &str) -> Result<String, Refusal> {
    needed(
        text,
        "case-reason-missing",
        "Skriv en begrundelse, som andre kan forstå sagen ud fra.",
        "Write a reason from which others can understand the case.",
    )
}

/// The ground must be the one that was shown (optimistic lock on what is decided about, not only on the case).
fn same_ground(shown: &str, ground: &Ground) -> Result<(), Refusal> {
    if shown != ground.mark.hash {
        return Err(Refusal::new(
            "case-facts-changed",
            "Oplysningerne er ændret, siden du så dem. Se dem igen, før du beslutter.",
            "The facts have changed since you saw them. Look at them again before you decide.",
        ));
    }
    Ok(())
}

/// What the decision in force leans on must hold as the facts are, not only when it was written.
fn old_premises_hold(case: &Case, ground: &Ground) -> Result<(), Refusal> {
    premises_hold((case, ground), |place| place < case.premises_in_force())
}

/// What the explanation under way leans on must hold as the facts are.
fn new_premises_hold(case: &Case, ground: &Ground) -> Result<(), Refusal> {
    premises_hold((case, ground), |place| case.round.stands || place >= case.premises_in_force())
}

fn premises_hold((case, ground): (&Case, &Ground), which: impl Fn(usize) -> bool) -> Result<(), Refusal> {
    let premises = case.face.watching.premises.iter().zip(&ground.watched.premises).enumerate();
    let broken =
        premises.filter(|(place, _)| which(*place)).map(|(_, one)| one).find(|(_, truth)| **truth == Truth::Broken);
    let Some((premise, _)) = broken else { return Ok(()) };
    Err(Refusal::new(
        "case-premise-broken",
        format!("Forudsætningen \"{premise}\" holder ikke længere. Send forklaringen tilbage, og få den rettet."),
        format!("The premise \"{premise}\" no longer holds. Send the explanation back to have it amended."),
    ))
}

fn later(day: Day, today: Day) -> Result<(), Refusal> {
    if day <= today {
        return Err(Refusal::new(
            "case-day-past",
            format!("Datoen {} skal ligge efter i dag. Vælg en senere dato.", day.long(kernel::Lang::Da)),
            format!("The date {} must fall after today. Choose a later date.", day.long(kernel::Lang::En)),
        ));
    }
    Ok(())
}

fn same_hand(da: &str, en: &str) -> Refusal {
    Refusal::new("case-same-hand", da, en)
}

fn too_early(da: &str, en: &str) -> Refusal {
    Refusal::new("case-wrong-stage", da, en)
}

fn not_there() -> Refusal {
    Refusal::new(
        "case-no-such-item",
        "Det trin eller vilkår findes ikke i sagen. Genindlæs siden, og prøv igen.",
        "There is no such step or condition in the case. Reload the page, and try again.",
    )
}
