//! The plan on a case's page: its steps, who does each, and what they may do with it.

use decisions::{Plan, Step, Told};
use house::rights::Action;
use maud::{Markup, html};

use super::page::At;

impl At<'_> {
    pub(super) fn plan(&self) -> Markup {
        let say = self.say;
        let steps = &self.open.case().steps;
        html! {
            @if !steps.is_empty() {
                section aria-labelledby="plan" {
                    h2 #plan { @if self.open.case().has_other_plan() { (say.t("Planen bag den seneste afgørelse", "The plan behind the latest decision")) } @else { (say.t("Plan", "Plan")) } }
                    p .fu-quiet { (say.t("Planen er færdig, når oplysningerne viser, at princippet følges.", "The plan is done when the facts show that the principle is followed.")) }
                    @for (place, step) in steps.iter().enumerate() {
                        div .fu-card {
                            p { strong { (say.t("Trin", "Step")) " " (place + 1) } ": " (step.planned.what) " · " (step.planned.kind.label().pick(say.0)) }
                            p { (say.t("senest", "by")) " " (say.day(step.mark.due)) " · " (self.doer(step))
                                @if let Some(cost) = step.planned.cost { " · " (cost.shown(say.0)) }
                                @if step.mark.moved > 0 { " · " (say.t("først", "first")) " " (say.day(step.mark.first_due)) ", " (say.count(step.mark.moved as usize, ["gang flyttet", "gange flyttet"], ["move", "moves"])) } }
                            @if let Some(expects) = &step.planned.expects { p { code { (expects) } " " (self.seen(self.open.ground.as_ref().and_then(|ground| ground.watched.steps.get(place)), step.mark.due)) } }
                            @if let Some(evidence) = &step.evidence { p { (say.t("Meldt udført", "Reported done")) ": " (evidence) } }
                            @if !step.mark.is_done() { (self.follow_up(place, step)) }
                        }
                    }
                }
            }
        }
    }

    /// What an explanation says of following again: that it cannot, or the plan that will be when it is decided.
    pub(super) fn explained_plan(&self, told: &Told) -> Markup {
        let say = self.say;
        html! {
            @match &told.explanation.plan {
                Plan::CannotFollow { why, review } => { dt { (say.t("Kan ikke følges", "Cannot follow")) } dd { (why) " · " (say.t("gennemgås", "reviewed")) " " (say.day(*review)) } },
                Plan::Steps { steps } if self.open.case().has_other_plan() && self.open.case().round.told.as_ref() == Some(told) => {
                    @for (place, step) in steps.iter().enumerate() { dt { (say.t("Nyt trin", "New step")) " " (place + 1) } dd { (step.what) " · " (step.owner) " · " (say.t("senest", "by")) " " (say.day(step.due)) } }
                },
                Plan::Steps { .. } => {},
            }
        }
    }

    /// Who does it: by name, and the person whose task it is when the plan names one.
    fn doer(&self, step: &Step) -> Markup {
        let snapshot = &self.open.snapshot;
        let known = step.planned.person.as_deref().zip(facts::schema().kind("person"));
        html! {
            (step.planned.owner)
            @if let Some((key, people)) = known { " (" (self.say.t("opgave for", "task of")) " " (snapshot.slots.name_of(people, key)) ")" }
        }
    }

    /// What they may do with a step that is not done: report it, and whoever explains may move it.
    fn follow_up(&self, place: usize, step: &Step) -> Markup {
        let say = self.say;
        let explains = self.may(Action::ExplainCase);
        let who = &self.signed.0;
        let own = |person: Option<&str>| person.is_some() && person == step.planned.person.as_deref();
        let is_theirs =
            own(who.account.person.as_deref()) || who.stands_in_for.iter().any(|one| own(one.person.as_deref()));
        html! {
            @if explains || is_theirs {
                @if step.mark.is_open() { (self.shows("trin", place, say.t("Hvad dokumenterer, at trinnet er udført?", "Show that it is done"))) }
            }
            @if explains {
                details { summary { (say.t("Flyt fristen", "Move the deadline")) } (self.form("flyt", &html! {
                    input type="hidden" name="nr" value=(place);
                    div .form-group { label .form-label for={ "dag-" (place) } { (say.t("Ny frist", "New deadline")) } input .form-input id={ "dag-" (place) } name="dag" type="date"; }
                    div .form-group { label .form-label for={ "hvorfor-" (place) } { (say.t("Hvorfor?", "Why?")) } input .form-input id={ "hvorfor-" (place) } name="begrundelse" type="text"; }
                }, say.t("Flyt", "Move"))) }
            }
        }
    }
}
