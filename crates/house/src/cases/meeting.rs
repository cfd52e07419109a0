//! Decisions in one go at a meeting of the board (strategy §3): each case and acquisition of the agenda stands or falls by itself, and each is told
//! what became of it. They are written the same way by pages, programs and the command line.

use decisions::{AcquisitionCommand, Assessed, Command, Dispensation};
use kernel::Day;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use store::{ACQUISITION, CASE, StoreError};

use super::Seat;
use crate::refusal::refusal;
use crate::tried::MEETING;
use crate::{House, HouseError};

/// So many are decided in one go at most: no agenda is longer.
pub const MOST_DECISIONS: usize = 200;

/// So many of a hash's first signs are enough to name it.
pub const PRINT: usize = 12;

/// A hash written out.
const WHOLE: usize = 64;

/// The whole hash, where its first signs were given; else what was given, which is then refused.
pub fn whole(given: &str, hash: &str) -> String {
    if given.len() >= PRINT && hash.starts_with(given) { hash.to_owned() } else { given.to_owned() }
}

/// What is decided about a case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case", deny_unknown_fields)]
pub enum OfCase {
    /// A dispensation is given.
    Dispense {
        /// The dispensation; the meeting is filled in.
        dispensation: Dispensation,
        /// The ground that was seen.
        shown: String,
    },
    /// It is refused.
    Refuse {
        /// Why.
        reason: String,
        /// When there must be a plan.
        plan_by: Day,
        /// The ground that was seen.
        shown: String,
    },
}

/// What is decided about an acquisition whose choice awaits the board.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case", deny_unknown_fields)]
pub enum OfAcquisition {
    /// The winner may depart from principles as it does.
    Approve {
        /// Why.
        reason: String,
        /// The winner's hash that was seen.
        shown: String,
    },
    /// It is refused.
    Refuse {
        /// Why.
        reason: String,
        /// What must be different.
        different: String,
        /// The winner's hash that was seen.
        shown: String,
    },
}

/// A decision about either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// About a case.
    Case(OfCase),
    /// About an acquisition.
    Acquisition(OfAcquisition),
}

/// One decision of those that a meeting takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Entry")]
pub struct Wanted {
    /// The case's or acquisition's number.
    pub number: String,
    /// How many of its events were seen.
    pub seen: u32,
    /// What is decided.
    pub decision: Decision,
}

/// The decisions of a meeting, as a program or a file has them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Each of them.
    pub decisions: Vec<Wanted>,
    /// The account for whom one stands in.
    #[serde(default)]
    pub acting_for: Option<String>,
}

/// What became of one: the version after it, or why not.
#[derive(Debug)]
pub struct Decided {
    /// The case's or acquisition's number.
    pub number: String,
    /// The number of its events after the decision.
    pub outcome: Result<u32, HouseError>,
}

#[derive(Deserialize)]
struct Entry {
    number: String,
    version: u32,
    #[serde(flatten)]
    decision: Map<String, Json>,
}

impl TryFrom<Entry> for Wanted {
    type Error = serde_json::Error;

    fn try_from(entry: Entry) -> Result<Self, serde_json::Error> {
        let Entry { number, version, decision } = entry;
        let decision = Json::Object(decision);
        let decision = if is_acquisition(&number) {
            Decision::Acquisition(serde_json::from_value(decision)?)
        } else {
            Decision::Case(serde_json::from_value(decision)?)
        };
        Ok(Self { number, seen: version, decision })
    }
}

/// Whether a number is an acquisition's, as `A2026-0001` is; a case's is `2026-0001`.
pub fn is_acquisition(number: &str) -> bool {
    number.starts_with('A')
}

impl House {
    /// Decides several cases and acquisitions of a meeting's agenda, in that order.
    ///
    /// # Errors
    /// When there is no such meeting, or they are too many. What one decision is refused for stands in its own answer.
    pub async fn decide_in_one_go(
        &self,
        seat: Seat<'_>,
        meeting: &str,
        wanted: &[Wanted],
    ) -> Result<Vec<Decided>, HouseError> {
        let decided = self.all_decided(seat, meeting, wanted).await;
        self.logged(seat, (MEETING, Some(meeting)), "decide", decided).await
    }

    async fn all_decided(&self, seat: Seat<'_>, meeting: &str, wanted: &[Wanted]) -> Result<Vec<Decided>, HouseError> {
        if wanted.len() > MOST_DECISIONS {
            return Err(refusal(
                "meeting-too-many",
                "Et møde kan højst afgøre 200 ad gangen. Send dem ad flere omgange.",
                "A meeting decides 200 at a time at most. Send them in several goes.",
            ));
        }
        if !self.meetings().await?.iter().any(|one| one.id == meeting) {
            return Err(StoreError::Unknown { what: "meeting", key: meeting.to_owned() }.into());
        }
        let agenda = self.agenda(meeting).await?;
        let mut decided = Vec::with_capacity(wanted.len());
        for one in wanted {
            let outcome = if agenda.contains(&one.number) {
                self.decide_at(seat, meeting, one).await
            } else {
                self.off_agenda(seat, one).await
            };
            decided.push(Decided { number: one.number.clone(), outcome });
        }
        Ok(decided)
    }

    async fn decide_at(&self, seat: Seat<'_>, meeting: &str, one: &Wanted) -> Result<u32, HouseError> {
        let (number, held) = (one.number.as_str(), Some(meeting.to_owned()));
        match one.decision.clone() {
            Decision::Case(decision) => {
                let command = match decision {
                    OfCase::Dispense { mut dispensation, shown } => {
                        dispensation.meeting = held;
                        let shown = self.whole_ground(number, &shown);
                        Command::Dispense { dispensation, shown }
                    }
                    OfCase::Refuse { reason, plan_by, shown } => {
                        let shown = self.whole_ground(number, &shown);
                        Command::Refuse { reason, plan_by, meeting: held, shown }
                    }
                };
                Ok(self.act_on_case(seat, number, one.seen, &command).await?.version)
            }
            Decision::Acquisition(decision) => {
                let command = match decision {
                    OfAcquisition::Approve { reason, shown } => {
                        let shown = self.whole_winner(number, &shown).await?;
                        AcquisitionCommand::Approve { reason, meeting: held, shown }
                    }
                    OfAcquisition::Refuse { reason, different, shown } => {
                        let shown = self.whole_winner(number, &shown).await?;
                        AcquisitionCommand::Refuse { reason, different, meeting: held, shown }
                    }
                };
                Ok(self.act_on_acquisition(seat, (number, one.seen), &command).await?.version)
            }
        }
    }

    /// The hash of a case's ground as it is, where its first signs were seen.
    fn whole_ground(&self, number: &str, shown: &str) -> String {
        let face = self.docket().face(number);
        let ground = face.and_then(|face| self.ground_of(&face)).map(|ground| ground.mark.hash);
        whole(shown, &ground.unwrap_or_default())
    }

    /// The same of an acquisition's winner. Its offers are not assessed for nothing.
    async fn whole_winner(&self, number: &str, shown: &str) -> Result<String, HouseError> {
        if !(PRINT..WHOLE).contains(&shown.len()) {
            return Ok(shown.to_owned());
        }
        let Some(view) = self.acquisition(number).await? else { return Ok(shown.to_owned()) };
        let assessed = Self::assess_candidates(&self.now(), &view.acquisition);
        let winner = view.acquisition.chosen().map(|winner| winner.key.as_str());
        let hash = assessed.iter().find(|one| Some(one.candidate.as_str()) == winner).map(Assessed::hash);
        Ok(whole(shown, &hash.unwrap_or_default()))
    }

    /// The minutes tell of what the agenda had: nothing else is decided there.
    async fn off_agenda(&self, seat: Seat<'_>, one: &Wanted) -> Result<u32, HouseError> {
        let number = &one.number;
        let (kind, command) = match &one.decision {
            Decision::Case(OfCase::Dispense { .. }) => (CASE, "dispense"),
            Decision::Case(OfCase::Refuse { .. }) => (CASE, "refuse"),
            Decision::Acquisition(OfAcquisition::Approve { .. }) => (ACQUISITION, "approve"),
            Decision::Acquisition(OfAcquisition::Refuse { .. }) => (ACQUISITION, "refuse"),
        };
        let error = refusal(
            "meeting-not-on-agenda",
            &format!("{number} står ikke på mødets dagsorden. Sæt den på dagsordenen, eller afgør den for sig."),
            &format!("{number} is not on the meeting's agenda. Put it there, or decide it by itself."),
        );
        if let HouseError::Refused(refusal) = &error {
            self.refused_if_there(seat, (kind, Some(number)), command, refusal).await?;
        }
        Err(error)
    }
}
