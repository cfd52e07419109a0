//! The explanation form: the ten questions one by one, the plan, the premises, and earlier cases to learn from.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{Alternative, Command, Explanation, ExplanationKind, Plan, PlanStep, Premise, Severity, StepType};
use facts::{Cell, schema};
use house::Snapshot;
use house::rights::Action;
use maud::{Markup, html};

use super::super::people::{self, PersonField};
use super::super::widgets::{Area, Field, radios, select};
use super::proof;
use super::{Open, amount, case_href, chosen, day, done, seats};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many steps, alternatives and premises have a place in the form; more of them come once these are filled in.
const ROWS: usize = 3;
/// So many steps more can be added at once.
const MORE: usize = 5;
/// So many earlier cases are offered.
const EARLIER: usize = 5;

/// `GET /sager/{id}/forklaring`
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    let open = Open::of(&app, &signed, &id).await?;
    seats::check(&open, &signed, Action::ExplainCase)?;
    let fields = proposed(&open, signed.say());
    page(&app, &signed, &open, &fields, None).await
}

/// `POST /sager/{id}/forklaring`
pub(crate) async fn explain(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let result = match explanation(&app.house.now(), &fields) {
        Ok(explanation) => {
            let command = Command::Explain { explanation: Box::new(explanation), shown: fields.get("set").to_owned() };
            done(&app, &signed, &id, &fields, &command).await
        }
        Err(problem) => Err(problem),
    };
    match result {
        Ok(()) => Ok(Redirect::to(&case_href(&id)).into_response()),
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let open = Open::of(&app, &signed, &id).await?;
            let problem = problem.in_explanation_form(&fields);
            let fields = fields.refused(&problem, signed.say());
            let page = page(&app, &signed, &open, &fields, Some(&problem)).await?;
            Ok(problem.answered(page))
        }
    }
}

fn explanation(snapshot: &Snapshot, fields: &Fields) -> Result<Explanation, Problem> {
    let (text, line) = (|name: &str| fields.written(name), |name: &str| fields.get(name).to_owned());
    let mut alternatives = Vec::new();
    let mut steps = Vec::new();
    let mut premises = Vec::new();
    for row in 0..fields.rows() {
        let name = |field: &str| format!("{field}-{row}");
        if !line(&name("alternativ")).is_empty() {
            alternatives.push(Alternative {
                what: text(&name("alternativ")),
                consequence: text(&name("foelge")),
                cost: amount(fields, &name("pris"))?,
            });
        }
        if !line(&name("trin")).is_empty() {
            let expects = line(&name("sandt"));
            steps.push(PlanStep {
                what: text(&name("trin")),
                kind: chosen(fields, &name("trintype"), StepType::from_word)?,
                owner: line(&name("ansvar")),
                person: people::key_of(snapshot, &line(&name("person")))?,
                due: day(fields, &name("frist"))?,
                cost: amount(fields, &name("trinpris"))?,
                expects: (!expects.is_empty()).then_some(expects),
            });
        }
        if !line(&name("forudsaetning")).is_empty() {
            premises.push(Premise { holds: line(&name("forudsaetning")), says: text(&name("siger")) });
        }
    }
    let plan = if fields.get("vej") == "kan-ikke" {
        Plan::CannotFollow { why: text("hvorfor-ikke"), review: day(fields, "gennemsyn")? }
    } else {
        Plan::Steps { steps }
    };
    let reuses = line("laert-af");
    Ok(Explanation {
        kind: chosen(fields, "slags", ExplanationKind::from_word)?,
        departs: text("hvordan"),
        context: text("arbejdsgang"),
        reason: text("grund"),
        alternatives,
        instead: text("i-stedet"),
        purpose: text("formaal"),
        shown_by: proof::of_form(fields),
        risk: chosen(fields, "risiko", Severity::from_word)?,
        risk_text: text("risikotekst"),
        risk_bearer: line("baerer"),
        plan,
        until: day(fields, "til")?,
        premises,
        reuses: (!reuses.is_empty()).then_some(reuses),
    })
}

impl Fields {
    /// How many rows of steps and alternatives the form has: one more than are filled in.
    pub(super) fn rows(&self) -> usize {
        let filled = self
            .firsts()
            // A step's type is chosen from the start: it fills no row.
            .filter(|(name, value)| !value.trim().is_empty() && !name.starts_with("trintype-"))
            .filter_map(|(name, _)| name.rsplit_once('-').and_then(|(_, row)| row.parse::<usize>().ok()))
            .max();
        filled.map_or(ROWS, |row| (row + 2).clamp(ROWS, 40))
    }
}

/// What the form says at first: how the object departs, from the facts; and what was written before.
fn proposed(open: &Open, say: Say) -> Fields {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    // What the decision in force leans on is amended, not written anew.
    let told = open.case().round.told.as_ref().or(open.case().leans_on.as_ref());
    match told.map(|told| &told.explanation) {
        None => {
            put("hvordan", &departs(open, say));
            put("slags", ExplanationKind::CannotNow.word());
            put("risiko", Severity::Medium.word());
            put("vej", "trin");
        }
        Some(told) => {
            put("slags", told.kind.word());
            put("hvordan", &told.departs);
            put("arbejdsgang", &told.context);
            put("grund", &told.reason);
            put("i-stedet", &told.instead);
            put("formaal", &told.purpose);
            put("risiko", told.risk.word());
            put("risikotekst", &told.risk_text);
            put("baerer", &told.risk_bearer);
            put("til", &told.until.to_string());
            put("laert-af", told.reuses.as_deref().unwrap_or(""));
            for (row, alternative) in told.alternatives.iter().enumerate() {
                put(&format!("alternativ-{row}"), &alternative.what);
                put(&format!("foelge-{row}"), &alternative.consequence);
                put(&format!("pris-{row}"), &alternative.cost.map(|cost| cost.shown(say.0)).unwrap_or_default());
            }
            for (row, premise) in told.premises.iter().enumerate() {
                put(&format!("forudsaetning-{row}"), &premise.holds);
                put(&format!("siger-{row}"), &premise.says);
            }
            match &told.plan {
                Plan::CannotFollow { why, review } => {
                    put("vej", "kan-ikke");
                    put("hvorfor-ikke", why);
                    put("gennemsyn", &review.to_string());
                }
                Plan::Steps { steps } => {
                    put("vej", "trin");
                    for (row, step) in steps.iter().enumerate() {
                        put(&format!("trin-{row}"), &step.what);
                        put(&format!("trintype-{row}"), step.kind.word());
                        put(&format!("ansvar-{row}"), &step.owner);
                        let person = step.person.as_deref().map(|key| people::titled(&open.snapshot, key));
                        put(&format!("person-{row}"), &person.unwrap_or_default());
                        put(&format!("frist-{row}"), &step.due.to_string());
                        put(&format!("trinpris-{row}"), &step.cost.map(|cost| cost.shown(say.0)).unwrap_or_default());
                        put(&format!("sandt-{row}"), step.expects.as_deref().unwrap_or(""));
                    }
                }
            }
        }
    }
    pairs.extend(told.into_iter().flat_map(|told| proof::in_fields(&told.explanation)));
    Fields::of(pairs)
}

/// What the facts say of the first object today, as a premise would say it.
fn example(open: &Open) -> Option<String> {
    let (face, slots) = (&open.case().face, &open.snapshot.slots);
    let kind = schema().kind(&face.kind)?;
    let object = slots.find(kind, face.keys.first()?)?;
    schema().def(kind).attributes.iter().find_map(|attribute| {
        let id = schema().attribute_id(kind, attribute.name)?;
        match slots.cell(kind, object, id) {
            Cell::Bool(true) => Some(format!("{}.{}", face.kind, attribute.name)),
            Cell::Text(word) if attribute.value.words().is_some() => {
                Some(format!("{}.{} == \"{}\"", face.kind, attribute.name, slots.symbols().text(word)))
            }
            _ => None,
        }
    })
}

/// What the first rule that is broken requires, in the rule language; none when it asks people.
fn requirement(open: &Open) -> Option<&str> {
    let deviates = |blamed: &&decisions::Blamed| blamed.verdict == findings::Verdict::Deviates;
    let broken = open.ground.as_ref()?.blamed.iter().find(deviates)?;
    let mut rules = open.snapshot.packs.iter().flat_map(|pack| &pack.rules);
    rules.find(|rule| rule.code == broken.rule)?.require_text.as_deref()
}

/// How the first object departs, in the rules' own sentences.
fn departs(open: &Open, say: Say) -> String {
    let snapshot = &open.snapshot;
    let packs = snapshot.packs();
    let Some(ground) = &open.ground else { return String::new() };
    let mut sentences: Vec<String> = Vec::new();
    for findings in snapshot.assessment.rules() {
        let rule = &packs[findings.pack].rules[findings.rule];
        let blamed = ground
            .blamed
            .iter()
            .find(|blamed| blamed.rule == rule.code && blamed.verdict == findings::Verdict::Deviates);
        let object = blamed.and_then(|blamed| snapshot.slots.find(rule.kind, &blamed.key));
        if let Some(object) = object {
            let template = match say.0 {
                kernel::Lang::Da => &rule.finding.da,
                kernel::Lang::En => &rule.finding.en,
            };
            sentences.push(template.fill(&snapshot.slots, object, say.0));
        }
    }
    sentences.join(" ")
}

async fn page(
    app: &App,
    signed: &Signed,
    open: &Open,
    fields: &Fields,
    wrong: Option<&Problem>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let href = open.href();
    let face = &open.case().face;
    let above = [("/sager".to_owned(), say.t("Sager", "Cases").to_owned()), (href.clone(), face.id.0.clone())];
    let head = Head { title: say.t("Forklar afvigelsen", "Explain the deviation"), menu: "/sager", above: &above };
    let area = |name: &str, label: &str, hint: &str, rows: u8| {
        Area { name, label, hint, value: fields.raw(name), rows, wrong: fields.wrong(name) }.show()
    };
    let field = |name: &str, label: &str, hint: &str, kind: &str| {
        Field { name, label, hint, kind, value: fields.get(name), wrong: fields.wrong(name), ..Field::default() }.show()
    };
    let kinds: Vec<(&str, &str)> =
        ExplanationKind::ALL.iter().map(|kind| (kind.word(), kind.label().pick(say.0))).collect();
    let risks: Vec<(&str, &str)> = Severity::ALL.iter().map(|risk| (risk.word(), risk.label().pick(say.0))).collect();
    let longest = open
        .principle()
        .map(|(_, principle)| (app.clock.today().plus(principle.longest_dispensation), principle.longest_dispensation));
    // Something that is so today, in words the rule language has.
    let example = example(open);
    let suggestions = people::suggestions(app, &open.snapshot).await?;
    let body = html! {
        h1 { (head.title) }
        p .lead { (super::title(&open.snapshot, face, say)) }
        @if let Some(problem) = wrong { (shell::told(problem, say)) }
        @if let Some(why) = &open.case().round.sent_back { p { (say.t("Skal rettes", "To be mended")) ": " (why) } }
        (earlier(app, signed, open))
        form method="post" action={ (href) "/forklaring" } .fu-form {
            (shell::csrf(signed))
            input type="hidden" name="version" value=(face.version);
            input type="hidden" name="set" value=(open.shown());
            h2 { (say.t("Hvordan og hvorfor", "How and why")) }
            (area("hvordan", say.t("Hvordan afviges der fra princippet?", "How does it depart from the principle?"), say.t("Forslaget bygger på oplysningerne. Ret det til.", "The proposal is made from the facts. Amend it."), 4))
            (area("arbejdsgang", say.t("Hvilken arbejdsgang drejer det sig om?", "Which business process is it about?"), say.t("Hvem bruger det til hvad, og hvad er særligt?", "Who uses it for what, and what is special?"), 3))
            (radios("slags", say.t("Hvilken type begrundelse er det?", "What sort of ground is it?"), &kinds, fields))
            (area("grund", say.t("Hvorfor gælder det netop her?", "Why does it hold here?"), say.t("Ikke en standardforklaring: hvad er grunden for dette system eller udstyr?", "No standard explanation: what is the reason for this system or equipment?"), 4))
            h2 { (say.t("Hvad er overvejet i stedet?", "What else was considered?")) }
            @for row in 0..fields.rows() { (alternative(fields, row, say)) }
            h2 { (say.t("Hvad gøres i stedet, og hvad er tilbage?", "What is done instead, and what remains?")) }
            (area("i-stedet", say.t("Hvad gør I i stedet?", "What do you do instead?"), "", 3))
            (area("formaal", say.t("Hvordan opfylder det princippets formål?", "How does it meet the principle's purpose?"), "", 3))
            (proof::form(fields, &open.case().attachments, say))
            (radios("risiko", say.t("Hvor stor er risikoen, der er tilbage?", "How large is the remaining risk?"), &risks, fields))
            (area("risikotekst", say.t("Hvad består den i?", "What does it consist in?"), "", 2))
            (field("baerer", say.t("Hvem i fagområdet bærer den?", "Who in the business area bears it?"), say.t("For- og efternavn, gerne titel", "First name and surname, and perhaps the title"), "text"))
            h2 { (say.t("Hvordan vil I opnå at følge princippet?", "How do you come to follow the principle?")) }
            (radios("vej", say.t("Vejen", "The way"), &[("trin", say.t("Ved disse trin", "By these steps")), ("kan-ikke", say.t("Det kan ikke lade sig gøre", "It cannot be done"))], fields))
            @if let Some(requires) = requirement(open) {
                p { (say.t("Planen er færdig, når oplysningerne viser, at princippet følges. Reglen kræver", "The plan is done when the facts show that the principle is followed. The rule requires")) ": " code { (requires) } }
            }
            (suggestions)
            @for row in 0..fields.rows() { (step(fields, row, say)) }
            details {
                summary { (say.t("Tilføj flere trin", "Add more steps")) }
                @for row in fields.rows()..fields.rows() + MORE { (step(fields, row, say)) }
            }
            details open[fields.get("vej") == "kan-ikke" || fields.wrong("hvorfor-ikke").or(fields.wrong("gennemsyn")).is_some()] {
                summary { (say.t("Hvis det ikke kan lade sig gøre", "If it cannot be done")) }
                (area("hvorfor-ikke", say.t("Hvorfor ikke?", "Why not?"), "", 3))
                (field("gennemsyn", say.t("Hvornår ses der på det igen?", "When is it looked at again?"), "", "date"))
            }
            (field("til", say.t("Hvor længe skal afvigelsen højst vare?", "How long is the deviation to stand at most?"), &longest.map(|(day, period)| format!("{} {} ({})", say.t("Senest", "No later than"), say.day(day), period.long(say.0))).unwrap_or_default(), "date"))
            h2 { (say.t("Hvilke forudsætninger hviler afgørelsen på?", "What does it rest on?")) }
            p { (say.t("En forudsætning er et udtryk i strategiens regelsprog, som skal blive ved med at være sandt. Bliver det falsk, bortfalder afgørelsen af sig selv.", "A premise is an expression in the strategy's rule language that must stay true. When it turns false, the decision ends by itself.")) @if let Some(example) = &example { " " (say.t("For eksempel", "For instance")) ": " code { (example) } } }
            @for row in 0..fields.rows() { (premise(fields, row, say)) }
            (field("laert-af", say.t("Bygger den på en tidligere sag?", "Does it build on an earlier case?"), say.t("Sagens nummer. Det vises for dem, der beslutter.", "The case's number. It is shown to those who decide."), "text"))
            (super::act::seat_choice(signed, seats::first(open, signed, Action::ExplainCase).as_deref()))
            div .fu-row { button .button .button-primary { (say.t("Indsend forklaringen", "Submit the explanation")) } a href=(href) { (say.t("Fortryd", "Cancel")) } }
        }
    };
    Ok(shell::page(app, signed, &format!("{href}/forklaring"), &head, &body))
}

fn row_field(fields: &Fields, name: &str, label: &str, hint: &str, kind: &str) -> Markup {
    Field { name, label, hint, kind, value: fields.get(name), wrong: fields.wrong(name), ..Field::default() }.show()
}

fn alternative(fields: &Fields, row: usize, say: Say) -> Markup {
    html! {
        fieldset .fu-card {
            legend { (say.t("Alternativ", "Alternative")) " " (row + 1) }
            (row_field(fields, &format!("alternativ-{row}"), say.t("Hvad?", "What?"), "", "text"))
            (row_field(fields, &format!("foelge-{row}"), say.t("Hvad ville det føre til?", "What would it lead to?"), "", "text"))
            (row_field(fields, &format!("pris-{row}"), say.t("Hvad ville det koste?", "What would it cost?"), say.t("for eksempel 1.250.000 kr.", "such as DKK 1,250,000"), "text"))
        }
    }
}

fn step(fields: &Fields, row: usize, say: Say) -> Markup {
    let name = format!("trintype-{row}");
    let kinds: Vec<(String, String, bool)> = StepType::ALL
        .iter()
        .map(|kind| (kind.word().to_owned(), kind.label().pick(say.0).to_owned(), fields.get(&name) == kind.word()))
        .collect();
    html! {
        fieldset .fu-card {
            legend { (say.t("Trin", "Step")) " " (row + 1) }
            (row_field(fields, &format!("trin-{row}"), say.t("Hvad gøres?", "What is done?"), "", "text"))
            div .fu-row {
                (select(&name, say.t("Type", "Type"), &kinds))
                (row_field(fields, &format!("frist-{row}"), say.t("Frist", "Due"), "", "date"))
                (row_field(fields, &format!("ansvar-{row}"), say.t("Hvem gør det?", "Who does it?"), "", "text"))
                (row_field(fields, &format!("trinpris-{row}"), say.t("Pris", "Cost"), "", "text"))
            }
            (doer(fields, row, say))
            (row_field(fields, &format!("sandt-{row}"), say.t("Hvad gælder, når trinnet er gjort?", "What is then true?"), say.t("Kan udelades. Et udtryk i regelsproget, som viser, at trinnet er gjort", "May be left out. An expression in the rule language that shows that the step is done"), "text"))
        }
    }
}

fn doer(fields: &Fields, row: usize, say: Say) -> Markup {
    let name = format!("person-{row}");
    PersonField {
        name: &name,
        label: say.t("Hvem skal have opgaven i Fundament?", "Who is to have the task in Fundament?"),
        hint: say.t(
            "Kan udelades. Søg på navn; listen viser dem, der har en konto. Ellers får den, der er ansvarlig for objektet, opgaven",
            "May be left out. Search by name; the list shows those who have an account. Otherwise whoever answers for the object has the task",
        ),
        value: fields.get(&name),
    }
    .show()
}

fn premise(fields: &Fields, row: usize, say: Say) -> Markup {
    html! {
        div .fu-row {
            (row_field(fields, &format!("forudsaetning-{row}"), &format!("{} {}", say.t("Forudsætning", "Premise"), row + 1), "", "text"))
            (row_field(fields, &format!("siger-{row}"), say.t("Med ord", "In words"), "", "text"))
        }
    }
}

/// Earlier cases under the same principle, those about the same supplier or product first: to learn from, not to copy.
fn earlier(app: &App, signed: &Signed, open: &Open) -> Markup {
    let say = signed.say();
    let sees = |face: &decisions::Face| super::may_see(&open.snapshot, signed, face);
    let mut found = app.house.cases_alike(&open.snapshot, &open.case().face, sees);
    found.truncate(EARLIER);
    html! {
        @if !found.is_empty() {
            details {
                summary { (say.t("Lignende sager at lære af", "Similar cases to learn from")) " (" (found.len()) ")" }
                ul { @for one in &found {
                    @let face = &one.face;
                    li { a href=(case_href(&face.id.0)) { (face.id) } " " (super::title(&open.snapshot, face, say)) " "
                        (super::standing_badge(decisions::standing(face, app.clock.today()), say)) (super::brief::shared(one, say)) }
                } }
            }
        }
    }
}
