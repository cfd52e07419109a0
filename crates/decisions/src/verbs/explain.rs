//! Explaining a deviation, once it has been screened by both (E10).

use kernel::Text;

use crate::authority::Explainer;
use crate::case::Case;
use crate::checks::{Level, check};
use crate::command::Now;
use crate::event::Event;
use crate::explanation::Explanation;
use crate::face::Stage;
use crate::premise::Truth;
use crate::{Detail, Refusal};

use super::{same_ground, too_early};

impl Case {
    pub(crate) fn explain(
        &self,
        _seat: &Explainer,
        (explanation, shown): (&Explanation, &str),
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        if !matches!(self.face.stage, Stage::ToExplain | Stage::Explained) {
            // E10: how it was decided, and by whom together.
            return Err(too_early(
                "Sagen skal være screenet af både it og fagområdet og screeningen afsluttet, før den forklares (E10). Se på sagens side, hvem den venter på.",
                "The case must be screened by both IT and the business area, and the screening concluded, before it is explained (E10). See on the case's page whom it waits for.",
            ));
        }
        same_ground(shown, now.ground)?;
        self.premises_hold(explanation, now)?;
        let (found, like) = check(explanation, self, now);
        let (blocking, warnings): (Vec<_>, Vec<_>) = found.into_iter().partition(|check| check.level == Level::Block);
        if !blocking.is_empty() {
            let mut refusal = Refusal::new(
                "case-explanation-incomplete",
                "Forklaringen kan ikke indsendes endnu. Ret det, der er nævnt, og indsend den igen.",
                "The explanation cannot be submitted yet. Mend what is named, and submit it again.",
            );
            let told = |check: crate::checks::Check| Detail {
                text: Text {
                    da: format!("{}: {}", check.name().da, check.text.da),
                    en: format!("{}: {}", check.name().en, check.text.en),
                },
                at: Some(check.at).filter(|at| !at.is_empty()),
            };
            refusal.details = blocking.into_iter().map(told).collect();
            return Err(refusal);
        }
        Ok(Event::Explained {
            explanation: Box::new(explanation.clone()),
            ground: now.ground.mark.clone(),
            warnings,
            like,
        })
    }

    /// `now.ground` was made with this explanation's own expressions watched.
    fn premises_hold(&self, explanation: &Explanation, now: &Now<'_>) -> Result<(), Refusal> {
        let steps = explanation.plan.steps().iter().enumerate();
        let steps =
            steps.filter_map(|(place, step)| Some((step.expects.as_deref()?, format!("/plan/steps/{place}/expects"))));
        let must_hold: Vec<(&str, String)> = explanation.must_hold_at().collect();
        for (expression, at) in must_hold.iter().cloned().chain(steps) {
            let what = Text {
                da: format!("Udtrykket \"{expression}\" kan ikke bruges"),
                en: format!("The expression \"{expression}\" cannot be used"),
            };
            now.watchable(expression, &what, Some(at))?;
        }
        let untrue =
            must_hold.into_iter().zip(&now.ground.watched.premises).filter(|(_, truth)| **truth != Truth::Holds);
        let told = |((holds, at), _): ((&str, String), &Truth)| Detail {
            at: Some(at),
            text: Text {
                da: format!("Efter oplysningerne i dag gælder \"{holds}\" ikke."),
                en: format!("By today's facts \"{holds}\" does not hold."),
            },
        };
        let details: Vec<Detail> = untrue.map(told).collect();
        if details.is_empty() {
            return Ok(());
        }
        let refusal = Refusal::new(
            "case-premise-not-true",
            "Det, afgørelsen skal hvile på, holder ikke efter oplysningerne i dag. Ret det, der er nævnt, eller oplysningerne.",
            "What the decision is to rest on does not hold by today's facts. Amend what is named, or the facts.",
        );
        Err(Refusal { details, ..refusal })
    }
}
