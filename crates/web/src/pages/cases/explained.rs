//! How a deviation was explained, on a case's page.

use decisions::Told;
use maud::{Markup, html};

use super::case_href;
use super::page::At;
use crate::shell;

impl At<'_> {
    /// The explanation of the round, and the one that the decision in force leans on when that is another.
    pub(super) fn explanation(&self) -> Markup {
        let (say, case) = (self.say, self.open.case());
        let in_force = case.leans_on.as_ref().filter(|_| !case.round.stands);
        html! {
            @if let Some(told) = &case.round.told { (self.told(told, ("forklaring", say.t("Forklaring", "Explanation")), case.premises_before())) }
            @if let Some(told) = in_force { (self.told(told, ("bag-afgoerelsen", say.t("Forklaringen bag den seneste afgørelse", "The explanation behind the latest decision")), 0)) }
        }
    }

    fn told(&self, told: &Told, (id, heading): (&str, &str), before: usize) -> Markup {
        let say = self.say;
        let explanation = &told.explanation;
        let item = |label: &str, text: &str| html! { @if !text.is_empty() { dt { (label) } dd .fu-prose { (text) } } };
        html! {
            section aria-labelledby=(id) {
                h2 id=(id) { (heading) }
                p .fu-quiet { (told.by) ", " (say.day(told.day)) }
                @if let Some(like) = &told.like { (shell::alert("warning", &html! { p { (say.t("Standardforklaring: teksten ligner sag", "Standard explanation: the text is like case")) " " a href=(case_href(&like.case)) { (like.case) } " (" (like.percent) " %)." } })) }
                dl .fu-facts {
                    (item(say.t("Type begrundelse", "Sort of ground"), explanation.kind.label().pick(say.0)))
                    (item(say.t("Hvordan afviges der", "How it departs"), &explanation.departs))
                    (item(say.t("Arbejdsgang", "Business process"), &explanation.context))
                    (item(say.t("Hvorfor netop her", "Why here"), &explanation.reason))
                    @for alternative in &explanation.alternatives {
                        dt { (say.t("Alternativ", "Alternative")) }
                        dd { (alternative.what) ": " (alternative.consequence) @if let Some(cost) = alternative.cost { " (" (cost.shown(say.0)) ")" } }
                    }
                    (item(say.t("I stedet", "Instead"), &explanation.instead))
                    (item(say.t("Opfylder formålet ved", "Meets the purpose by"), &explanation.purpose))
                    (self.proofs(explanation, before + explanation.premises.len()))
                    dt { (say.t("Risiko tilbage", "Remaining risk")) } dd { (explanation.risk.label().pick(say.0)) ": " (explanation.risk_text) " · " (say.t("bæres af", "borne by")) " " (explanation.risk_bearer) }
                    dt { (say.t("Varer længst til", "Stands at most until")) } dd { (say.day(explanation.until)) }
                    @for (place, premise) in explanation.premises.iter().enumerate() {
                        dt { (say.t("Forudsætning", "Premise")) }
                        dd { code { (premise.holds) } " " (premise.says) " " (self.truth(self.open.ground.as_ref().and_then(|ground| ground.watched.premises.get(before + place)))) }
                    }
                    (self.explained_plan(told))
                    @if let Some(case) = &explanation.reuses { dt { (say.t("Bygger på", "Builds on")) } dd { a href=(case_href(case)) { (case) } } }
                }
            }
        }
    }
}
