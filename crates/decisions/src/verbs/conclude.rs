//! What a screening comes to, once both parties have seen the same ground.

use findings::Verdict;
use kernel::Text;

use crate::Refusal;
use crate::authority::Hand;
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;
use crate::face::Stage;
use crate::screening::Outcome;

use super::{same_ground, too_early};

impl Case {
    pub(crate) fn conclude(&self, hand: &Hand, outcome: Outcome, now: &Now<'_>) -> Result<Event, Refusal> {
        let (Some(it), Some(area)) = (&self.round.screening.it, &self.round.screening.area) else {
            return Err(Refusal::new(
                "case-screening-incomplete",
                "Både it og fagområdet skal have screenet, før screeningen kan afsluttes. Bed den part, der mangler, om at screene.",
                "Both IT and the business area must have screened before the screening can be concluded. Ask the party that is missing to screen.",
            ));
        };
        if self.face.stage != Stage::Screening {
            return Err(too_early(
                "Der er ingen screening i gang. Se på sagens side, hvem den venter på, eller screen den på ny.",
                "No screening is under way. See on the case's page whom it waits for, or screen it anew.",
            ));
        }
        if !it.by.shares(hand) && !area.by.shares(hand) {
            return Err(Refusal::new(
                "case-not-screener",
                "Kun en af de to, der har screenet, kan afslutte screeningen. Bed en af dem om det.",
                "Only one of the two who screened concludes the screening. Ask one of them.",
            ));
        }
        // Both must have seen what holds now.
        same_ground(&it.ground, now.ground)?;
        same_ground(&area.ground, now.ground)?;
        let differences: Vec<String> = self.round.screening.differences().into_iter().map(str::to_owned).collect();
        let titles: Vec<Text> = differences.iter().map(|rule| now.ground.title_of(rule)).collect();
        let named = |name: fn(&Text) -> &str| {
            titles.iter().map(|title| format!("\u{201d}{}\u{201d}", name(title))).collect::<Vec<_>>().join(", ")
        };
        if !differences.is_empty() && outcome != Outcome::Board {
            return Err(Refusal::new(
                "case-parties-differ",
                format!(
                    "It og fagområdet ser forskelligt på {}. Bliv enige, eller lad direktionen afgøre det.",
                    named(|title| &title.da)
                ),
                format!(
                    "IT and the business area differ on {}. Agree, or let the board decide.",
                    named(|title| &title.en)
                ),
            ));
        }
        let follows = matches!(now.ground.mark.verdict, Verdict::Follows | Verdict::NotApplicable);
        if outcome == Outcome::Follows && !follows {
            return Err(Refusal::new(
                "case-still-deviates",
                "Oplysningerne viser stadig en afvigelse. Ret de oplysninger, der er forkerte, eller forklar afvigelsen.",
                "The facts still show a deviation. Correct the facts that are wrong, or explain the deviation.",
            ));
        }
        let unknown = now.ground.mark.verdict == Verdict::NotAssessed && self.face.to_board;
        if outcome == Outcome::Explain && (now.ground.is_for_board() || self.board_has_decided || unknown) {
            return Err(Refusal::new(
                "case-for-board",
                "Afvigelsen er væsentlig, overskrider en rød linje eller har været for direktionen før. Kun direktionen kan tillade den; afslut screeningen med, at den skal afgøre det.",
                "The deviation is material, crosses a red line or has been before the board. Only the board can let it stand; conclude that it is to decide.",
            ));
        }
        Ok(Event::Concluded { outcome, differences })
    }
}
