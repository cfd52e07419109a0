//! Who may do what in a case: asked of the house's gate, over the case's own objects, as the act itself asks. A form is offered only to
//! those whose act would not be refused for want of a seat; everybody else reads who may.

use decisions::{Case, Held, Means, Party, Refusal, Stage, Waiting};
use facts::schema;
use house::cases::seats;
use house::rights::{Action, may};

use super::Open;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;

/// So many of those who answer for the objects are named.
const NAMED: usize = 3;

/// Whether one seat does it, or why not.
fn in_seat(held: &Held, case: &Case, action: Action) -> Result<(), Refusal> {
    let it = || held.it_screener(case).map(|_| ());
    let either = || it().or_else(|_| held.area_screener(case).map(|_| ()));
    let board = || held.board_seat(case).map(|_| ());
    match action {
        Action::ScreenCase => either(),
        Action::ExplainCase => held.explainer(case).map(|_| ()),
        Action::SubmitCase => it(),
        Action::DecideCase => board(),
        Action::GrantEmergency => held.emergency_seat(case).map(|_| ()),
        Action::SendCaseBack if case.face.stage == Stage::Submitted => board(),
        Action::SendCaseBack => either(),
        Action::ReviewCase => it().or_else(|_| board()),
        Action::KeepCase => held.case_worker_of(case).map(|_| ()),
        _ => Ok(()),
    }
}

/// Whether it is done in any of the seats; the refusal is the reader's own. Whoever the gate gives no seat at all is refused as it refuses them.
fn in_any(
    all: &[Held],
    at_gate: impl FnOnce() -> house::Refusal,
    does: impl Fn(&Held) -> Result<(), Refusal>,
) -> Result<(), Problem> {
    let Some((own, lent)) = all.split_first() else { return Err(at_gate().into()) };
    match does(own) {
        Err(refusal) if !lent.iter().any(|held| does(held).is_ok()) => Err(house::Refusal::from(refusal).into()),
        _ => Ok(()),
    }
}

/// What the gate tells whoever it gives no seat.
fn at_gate(signed: &Signed, action: Action) -> house::Refusal {
    signed.0.may(action).err().unwrap_or_else(|| house::refused(action))
}

fn held(open: &Open, signed: &Signed, action: Action) -> Vec<Held> {
    let face = &open.case().face;
    schema().kind(&face.kind).map_or_else(Vec::new, |kind| seats(&signed.0, &open.snapshot, action, (kind, &face.keys)))
}

/// Whether the reader may do it in this case, as themselves or for somebody.
///
/// # Errors
/// Who may instead.
pub(super) fn check(open: &Open, signed: &Signed, action: Action) -> Result<(), Problem> {
    in_any(&held(open, signed, action), || at_gate(signed, action), |one| in_seat(one, open.case(), action))
}

/// For whom the reader begins to do it: nobody when they may themselves, else the first whose seat does it.
pub(super) fn first(open: &Open, signed: &Signed, action: Action) -> Option<String> {
    first_of(&held(open, signed, action), |one| in_seat(one, open.case(), action).is_ok())
}

/// The same for what is done for a party.
pub(super) fn first_for(open: &Open, signed: &Signed, party: Party) -> Option<String> {
    first_of(&held(open, signed, Action::ScreenCase), |one| for_a_party(one, open.case(), party).is_ok())
}

/// The account for whom the first seat that does it is held; none when it is the reader's own, or none does.
pub(crate) fn first_of(all: &[Held], does: impl Fn(&Held) -> bool) -> Option<String> {
    let seat = all.iter().find(|held| does(held))?;
    seat.hand().deputy_for.as_ref().map(|principal| principal.account.clone())
}

fn for_a_party(held: &Held, case: &Case, party: Party) -> Result<(), Refusal> {
    match party {
        Party::It => held.it_screener(case).map(|_| ()),
        Party::Area => held.area_screener(case).map(|_| ()),
    }
}

/// Whether the reader may screen for a party.
///
/// # Errors
/// Who may instead.
pub(super) fn check_party(open: &Open, signed: &Signed, party: Party) -> Result<(), Problem> {
    let action = Action::ScreenCase;
    in_any(&held(open, signed, action), || at_gate(signed, action), |one| for_a_party(one, open.case(), party))
}

/// The same as a yes or no, for those whose roles have a part in such acts at all.
pub(super) fn is_theirs(open: &Open, signed: &Signed, action: Action) -> bool {
    let who = &signed.0;
    let has_role =
        may(&who.grants, action) || (action.is_lent() && who.stands_in_for.iter().any(|one| may(&one.grants, action)));
    has_role && check(open, signed, action).is_ok()
}

/// Who may do what is waited for, in a line, when the reader may not.
pub(super) fn who_may(open: &Open, signed: &Signed, waiting: Waiting, say: Say) -> Option<String> {
    let (is_theirs, who) = match waiting {
        Waiting::Screen(party) | Waiting::Accept(party) => {
            (check_party(open, signed, party).is_ok(), for_party(open, party, say))
        }
        Waiting::Conclude => (
            is_theirs(open, signed, Action::ScreenCase),
            say.t(
                "en it-arkitekt, it-chefen, fagområdets leder eller systemejeren",
                "an IT architect, the IT manager, the business area's lead or the system owner",
            )
            .to_owned(),
        ),
        Waiting::Explain | Waiting::Plan => (
            is_theirs(open, signed, Action::ExplainCase),
            answering(
                open,
                say.t(
                    "den, der er ansvarlig for objektet, eller fagområdets leder",
                    "whoever answers for the object, or the business area's lead",
                ),
                say,
            ),
        ),
        Waiting::Submit => (is_theirs(open, signed, Action::SubmitCase), for_party(open, Party::It, say)),
        Waiting::Board => {
            (is_theirs(open, signed, Action::DecideCase), say.t("direktionen", "the executive board").to_owned())
        }
        Waiting::Review => {
            let in_force = open.case().face.in_force.as_ref();
            let face = &open.case().face;
            let by_board = in_force.is_some_and(|one| one.means != Means::Explanation) || face.escalated.is_some();
            let who = if by_board {
                say.t("direktionen", "the executive board").to_owned()
            } else {
                for_party(open, Party::It, say)
            };
            let asked = if by_board { Action::DecideCase } else { Action::SubmitCase };
            (is_theirs(open, signed, asked), who)
        }
        Waiting::Nobody => return None,
    };
    (!is_theirs).then(|| format!("{} {who}.", say.t("Det gør", "This is done by")))
}

fn for_party(open: &Open, party: Party, say: Say) -> String {
    match party {
        Party::It => say.t("en it-arkitekt eller it-chefen", "an IT architect or the IT manager").to_owned(),
        Party::Area => answering(
            open,
            say.t("fagområdets leder eller systemejeren", "the business area's lead or the system owner"),
            say,
        ),
    }
}

/// A role, and those who answer for the objects by name.
fn answering(open: &Open, role: &str, say: Say) -> String {
    let owners = open.ground.as_ref().map_or(&[][..], |ground| &ground.mark.owners);
    let Some(people) = schema().kind("person").filter(|_| !owners.is_empty()) else { return role.to_owned() };
    let names: Vec<String> = owners.iter().take(NAMED).map(|key| open.snapshot.slots.name_of(people, key)).collect();
    let more = match owners.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" {} {}", say.t("og", "and"), say.count(more, ["til", "til"], ["more", "more"])),
    };
    format!("{role} ({} {}{more})", say.t("ansvarlig:", "answers for it:"), names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_given_no_seat_at_all_is_offered_nothing() {
        let refused = in_any(&[], || house::refused(Action::KeepCase), |_| Ok(()));
        assert_eq!(refused.expect_err("no seat").label, "not-allowed");
        let house = Held::house();
        assert!(in_any(std::slice::from_ref(&house), || house::refused(Action::KeepCase), |_| Ok(())).is_ok());
        assert_eq!(first_of(&[house], |_| true), None, "one's own");
    }
}
