//! What the board needs to decide a case, in the order it is read: what deviates, how both parties see it, the explanation with its
//! plan, the recommendation, and what was decided before, in this case and in others like it (strategy §3).

use decisions::{Case, Event, Explanation, Face, Plan, marks};
use findings::Verdict;
use house::cases::{CaseAlike, Precedent};
use maud::{Markup, html};

use super::super::rule::why;
use super::super::widgets::badge;
use super::proof;
use super::screen::views;
use super::{Open, case_href, may_see};
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;

/// So many comparable decisions are shown.
const COMPARED: usize = 3;

/// How much of what deviates is shown: so many rules, and so many objects of each.
#[derive(Clone, Copy)]
struct Depth {
    rules: usize,
    objects: usize,
}

/// Where several cases stand on a page.
const GLANCE: Depth = Depth { rules: 2, objects: 1 };
/// Where one case is decided.
const WHOLE: Depth = Depth { rules: usize::MAX, objects: 5 };

/// The latest decision of the board in each of the cases that are most like this one.
pub(crate) async fn precedents(
    app: &App,
    signed: &Signed,
    open: &Open,
) -> Result<Vec<(CaseAlike, Precedent)>, Problem> {
    let sees = |face: &Face| may_see(&open.snapshot, signed, face);
    Ok(app.house.precedents(&open.snapshot, (&open.case().face, COMPARED), sees).await?)
}

/// Everything, where the case is decided by itself.
pub(crate) fn whole(app: &App, signed: &Signed, open: &Open, alike: &[(CaseAlike, Precedent)]) -> Markup {
    let say = signed.say();
    html! {
        (flags(app, open, say))
        (emergency(open, say))
        section aria-labelledby="afviger" { h2 #afviger { (say.t("Hvad afviger?", "What deviates?")) } (departs(open, WHOLE, say)) }
        section aria-labelledby="parterne" { h2 #parterne { (say.t("Sådan ser it og fagområdet på det", "How IT and the business area see it")) } (parties(open, say)) }
        section aria-labelledby="forklaring" { h2 #forklaring { (say.t("Forklaring", "Explanation")) } (explanation(open, say)) }
        section aria-labelledby="indstilling" { h2 #indstilling { (say.t("Indstilling", "Recommendation")) } (recommendation(open, say)) (before(open.case(), say)) }
        @if !alike.is_empty() { section aria-labelledby="lignende" { h2 #lignende { (say.t("Sammenlignelige afgørelser", "Comparable decisions")) } (similar(open, alike, say)) } }
    }
}

/// Where several cases stand on a page: what deviates and what is recommended are seen at once, the rest opens.
pub(crate) fn glance(app: &App, signed: &Signed, open: &Open, alike: &[(CaseAlike, Precedent)]) -> Markup {
    let say = signed.say();
    html! {
        (flags(app, open, say))
        (emergency(open, say))
        (departs(open, GLANCE, say))
        (recommendation(open, say))
        details { summary { (say.t("Screening, forklaring og plan", "Screening, explanation and plan")) } (parties(open, say)) (explanation(open, say)) }
        (before(open.case(), say))
        @if !alike.is_empty() { p { strong { (say.t("Sammenlignelige afgørelser", "Comparable decisions")) ":" } } (similar(open, alike, say)) }
    }
}

fn flags(app: &App, open: &Open, say: Say) -> Markup {
    let marks = marks(&open.case().face, app.clock.today());
    html! {
        @if !marks.is_empty() { p { strong { (marks.iter().map(|mark| mark.told(say.0)).collect::<Vec<_>>().join(" · ")) } } }
    }
}

/// The rules that the case's objects deviate from, then those that cannot be assessed: each in its own sentence, with the facts.
fn departs(open: &Open, depth: Depth, say: Say) -> Markup {
    let Some(ground) = &open.ground else {
        return html! { p { (say.t("Princippet er ikke længere i kraft.", "The principle is no longer in force.")) } };
    };
    let mut rules: Vec<(&str, Verdict)> = Vec::new();
    for verdict in [Verdict::Deviates, Verdict::NotAssessed] {
        for one in ground.blamed.iter().filter(|one| one.verdict == verdict) {
            if !rules.iter().any(|(rule, _)| *rule == one.rule) {
                rules.push((&one.rule, verdict));
            }
        }
    }
    html! {
        @if rules.is_empty() { p { (say.t("Intet afviger efter oplysningerne i dag.", "Nothing deviates by the facts of today.")) } }
        ul .fu-findings {
            @for (rule, verdict) in rules.iter().take(depth.rules) { li { (departure(open, (rule, *verdict), depth.objects, say)) } }
            @if rules.len() > depth.rules { li .fu-quiet { (say.t("og", "and")) " " (say.count(rules.len() - depth.rules, ["regel mere", "regler mere"], ["more rule", "more rules"])) } }
        }
    }
}

fn departure(open: &Open, (code, verdict): (&str, Verdict), most: usize, say: Say) -> Markup {
    let snapshot = &open.snapshot;
    let packs = snapshot.packs();
    let found =
        snapshot.assessment.rules().iter().find(|findings| packs[findings.pack].rules[findings.rule].code == code);
    let Some(findings) = found else { return html! {} };
    let blamed = open.ground.iter().flat_map(|ground| &ground.blamed);
    let keys: Vec<&str> =
        blamed.filter(|one| one.rule == code && one.verdict == verdict).map(|one| one.key.as_str()).collect();
    let objects: Vec<u32> = keys.iter().filter_map(|key| snapshot.slots.find(findings.kind, key)).collect();
    let alone = open.case().face.keys.len() == 1;
    html! {
        strong { (say.text(&packs[findings.pack].rules[findings.rule].title)) } " " (badge(verdict, say))
        @for object in objects.iter().take(most) {
            @let finding = snapshot.assessment.finding(findings, *object);
            br; @if !alone { (snapshot.slots.title(findings.kind, *object)) ": " } (why(snapshot, &finding, say))
        }
        @if objects.len() > most { br; span .fu-quiet { (say.t("og", "and")) " " (say.number((objects.len() - most) as u64)) " " (say.t("flere", "more")) } }
    }
}

fn parties(open: &Open, say: Say) -> Markup {
    let differences = open.case().round.screening.differences();
    html! {
        @if !differences.is_empty() { p { strong { (say.t("De er uenige om: ", "They differ on: ")) (open.rules_told(&differences, say)) "." } } }
        @match views(open, say) {
            Some(table) => (table),
            None => p { (say.t("Sagen er ikke screenet.", "The case has not been screened.")) },
        }
    }
}

fn explanation(open: &Open, say: Say) -> Markup {
    let Some(told) = &open.case().round.told else {
        return html! { p { (say.t("Afvigelsen er ikke forklaret.", "The deviation has not been explained.")) } };
    };
    let explanation = &told.explanation;
    html! {
        p .fu-quiet { (told.by) ", " (say.day(told.day)) }
        dl .fu-facts {
            dt { (say.t("Type begrundelse", "Sort of ground")) } dd { (explanation.kind.label().pick(say.0)) }
            dt { (say.t("Hvorfor netop her", "Why here")) } dd .fu-prose { (explanation.reason) }
            @for one in &explanation.alternatives {
                dt { (say.t("Alternativ", "Alternative")) }
                dd { (one.what) ": " (one.consequence) @if let Some(cost) = one.cost { " · " (cost.shown(say.0)) } }
            }
            @if !explanation.instead.is_empty() { dt { (say.t("Gøres i stedet", "Done instead")) } dd .fu-prose { (explanation.instead) } }
            @if !explanation.purpose.is_empty() { dt { (say.t("Opfylder formålet ved", "Meets the purpose by")) } dd .fu-prose { (explanation.purpose) } }
            @for shown in proof::named(explanation, open) { dt { (say.t("Vises af", "Shown by")) } dd { (shown) } }
            dt { (say.t("Risiko tilbage", "Remaining risk")) } dd { (explanation.risk.label().pick(say.0)) ": " (explanation.risk_text) " · " (say.t("bæres af", "borne by")) " " (explanation.risk_bearer) }
            dt { (say.t("Varer længst til", "Stands at most until")) } dd { (say.day(explanation.until)) }
            @for warning in &told.warnings { dt { (say.t("Bemærk", "Note")) } dd { (warning.name().get(say.0)) ": " (say.text(&warning.text)) } }
        }
        (way(explanation, say))
    }
}

/// The way back to following: the plan's steps, or why there are none.
fn way(explanation: &Explanation, say: Say) -> Markup {
    match &explanation.plan {
        Plan::CannotFollow { why, review } => html! {
            p { strong { (say.t("Kan ikke bringes til at følge princippet: ", "Cannot come to follow the principle: ")) } (why) " · " (say.t("gennemgås", "reviewed")) " " (say.day(*review)) }
        },
        Plan::Steps { steps } => html! {
            div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Plan", "Plan")) {
                table .table .table--compact {
                    thead { tr { th scope="col" .fu-wide-col { (say.t("Plan: hvad gøres", "Plan: what is done")) } th scope="col" { (say.t("Af", "By")) } th scope="col" { (say.t("Senest", "Due")) } th scope="col" { (say.t("Pris", "Cost")) } } }
                    tbody { @for step in steps { tr {
                        th scope="row" { (step.what) }
                        td { (step.owner) } td { (say.day(step.due)) } td { @match step.cost { Some(cost) => (cost.shown(say.0)), None => "–" } }
                    } } }
                }
            }
        },
    }
}

fn recommendation(open: &Open, say: Say) -> Markup {
    let Some((submission, by)) = &open.case().round.submitted else { return html! {} };
    let grants = submission.recommendation == decisions::Recommendation::Grant;
    html! {
        dl .fu-facts {
            dt { (say.t("Indstilling", "Recommendation")) }
            dd { strong { (super::super::capital(submission.recommendation.label().pick(say.0))) @if grants { " " (say.t("til og med", "until")) " " (say.day(submission.until)) } } " · " (by) }
            @if !grants { dt { (say.t("Gives der alligevel dispensation", "If it is granted all the same")) } dd { (say.t("til og med", "until")) " " (say.day(submission.until)) } }
            dt { (say.t("Kort fremstilling", "Summary")) } dd .fu-prose { (submission.summary) }
            dt { (say.t("Nødvendighed", "Necessity")) } dd { (submission.necessity.label().pick(say.0)) }
            dt { (say.t("Konsekvens i kroner", "Consequence in kroner")) } dd { @match submission.consequence { Some(amount) => (amount.shown(say.0)), None => (say.t("ikke opgjort", "not stated")) } }
            dt { (say.t("Risiko ved at give dispensation", "Risk of granting")) } dd { (submission.risk.label().pick(say.0)) }
            @for condition in &submission.conditions { dt { (say.t("Foreslået vilkår", "Proposed condition")) } dd { (condition.text) @if let Some(due) = condition.due { " · " (say.t("senest", "by")) " " (say.day(due)) } } }
        }
    }
}

/// Why the IT manager granted it when there was no time, which the board is to ratify or not.
fn emergency(open: &Open, say: Say) -> Markup {
    if open.case().face.emergencies == 0 {
        return html! {};
    }
    let granted = open.view.events.iter().rev().find_map(|one| match &one.recorded.event {
        Event::GrantedInEmergency { reason, consequence, until, .. } => {
            Some((&one.recorded.by, reason, consequence, *until))
        }
        _ => None,
    });
    html! {
        @if let Some((name, reason, consequence, until)) = granted {
            p { strong { (say.t("Nøddispensation til og med ", "Emergency dispensation until ")) (say.day(until)) } " · " (name) }
            dl .fu-facts {
                dt { (say.t("Begrundelse", "Reason")) } dd .fu-prose { (reason) }
                dt { (say.t("Hvis den ikke godkendes", "If it is not ratified")) } dd .fu-prose { (consequence) }
            }
        }
    }
}

fn before(case: &Case, say: Say) -> Markup {
    html! {
        @if !case.decided.is_empty() {
            p { strong { (say.t("Direktionen har før afgjort sagen:", "The board has decided the case before:")) } }
            ul { @for one in case.decided.iter().rev() {
                li { (say.day(one.day)) ": " @match &one.dispensation {
                    Some(dispensation) => { (say.t("dispensation til", "dispensation until")) " " (say.day(dispensation.until)) " – " (dispensation.reason) },
                    None => { (say.t("afslag", "refused")) " – " (one.refusal.as_deref().unwrap_or_default()) },
                } }
            } }
        }
    }
}

fn similar(open: &Open, alike: &[(CaseAlike, Precedent)], say: Say) -> Markup {
    html! {
        ul { @for (alike, one) in alike {
            @let face = &alike.face;
            li { a href=(case_href(&face.id.0)) { (face.id) " " (super::title(&open.snapshot, face, say)) } (shared(alike, say)) br;
                (say.day(one.day)) ": "
                @match one.until {
                    Some(until) => { (say.t("dispensation til", "dispensation until")) " " (say.day(until)) },
                    None => (say.t("afslag", "refused")),
                }
                " – " (one.reason) }
        } }
    }
}

/// What their objects have in common, in brackets.
pub(crate) fn shared(alike: &CaseAlike, say: Say) -> Markup {
    html! { @if let Some(told) = alike.told() { span .fu-quiet { " (" (say.text(&told)) ")" } } }
}
