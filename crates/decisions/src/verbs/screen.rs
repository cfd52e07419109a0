//! Screening for one of the two parties: two people, each with a view of every rule that applies (strategy §3).

use crate::Refusal;
use crate::authority::{AreaScreener, Hand, ItScreener};
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;
use crate::face::Stage;
use crate::screening::{Party, Rating, Relevance, View};

use super::{is_short, same_ground, same_hand, too_early};

impl Case {
    pub(crate) fn screen_for_it(
        &self,
        seat: &ItScreener,
        (shown, views): (&str, &[View]),
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        self.screen(Party::It, seat.hand(), (shown, views), now)
    }

    pub(crate) fn screen_for_area(
        &self,
        seat: &AreaScreener,
        (shown, views): (&str, &[View]),
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        self.screen(Party::Area, seat.hand(), (shown, views), now)
    }

    fn screen(
        &self,
        party: Party,
        hand: &Hand,
        (shown, views): (&str, &[View]),
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        if matches!(self.face.stage, Stage::Submitted | Stage::Followed) {
            return Err(too_early(
                "Sagen ligger hos direktionen eller er afsluttet og kan ikke screenes nu. Vent på direktionen, eller bed om at få sagen sendt tilbage.",
                "The case lies with the board or is over. It is not screened now: wait for the board, or ask to have the case sent back.",
            ));
        }
        same_ground(shown, now.ground)?;
        let other = match party {
            Party::It => Party::Area,
            Party::Area => Party::It,
        };
        let round_runs = matches!(self.face.stage, Stage::Screening | Stage::ToExplain | Stage::Explained);
        if round_runs && self.round.screening.side(other).is_some_and(|side| side.by.shares(hand)) {
            return Err(same_hand(
                "Du har selv screenet sagen for den anden part. En kollega skal screene for denne.",
                "You have screened the case for the other party yourself. A colleague must screen for this one.",
            ));
        }
        for rule in &now.ground.rules {
            if !views.iter().any(|view| view.rule == *rule) {
                return Err(Refusal::new(
                    "case-view-missing",
                    format!("Screeningen mangler en vurdering af {rule}. Tag stilling til alle regler."),
                    format!("The screening lacks a view of {rule}. Take a stand on every rule."),
                ));
            }
        }
        for (place, view) in views.iter().enumerate() {
            let twice = views[..place].iter().any(|other| other.rule == view.rule);
            if twice || !now.ground.rules.contains(&view.rule) {
                return Err(Refusal::new(
                    "case-view-unknown",
                    format!(
                        "{} er ikke en af sagens regler, eller den er vurderet to gange. Genindlæs siden.",
                        view.rule
                    ),
                    format!("{} is none of the case's rules, or is viewed twice. Reload the page.", view.rule),
                ));
            }
        }
        let silent = |view: &&View| {
            let speaks_for_itself = view.relevance == Relevance::Relevant && view.rating == Rating::Green;
            !speaks_for_itself && is_short(&view.reason)
        };
        if let Some(view) = views.iter().find(silent) {
            return Err(Refusal::new(
                "case-view-reason-missing",
                format!(
                    "Skriv ved {} en begrundelse, som andre kan forstå. Kun det grønne og relevante kan stå uden.",
                    view.rule
                ),
                format!(
                    "Write a reason at {} that others can understand: only green and relevant speaks for itself.",
                    view.rule
                ),
            ));
        }
        Ok(Event::Screened { party, ground: shown.to_owned(), views: views.to_vec() })
    }
}
