//! What if: a changed strategy on the live estate, before anybody adopts it; and its adoption, with a name and a reason.

mod limits;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use facts::schema;
use findings::{Change, Verdict};
use house::rights::{Action, may};
use house::{House, HouseError, Snapshot};
use maud::{Markup, html};
use principles::diff::{Difference, diff, is_editorial};
use principles::{Pack, PackError, PackFile, amend};

use limits::Wrong;

use super::saved::onward;
use super::widgets::{Field, badge, counts};
use super::{object_href, rule_href};
use crate::app::App;
use crate::form::{Fields, Posted, check_mark, is_from_here, too_large, unreadable};
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many turned verdicts are shown a rule.
const SHOWN: usize = 20;

/// `GET /proev`
pub(crate) async fn form(State(app): State<Arc<App>>, signed: Signed) -> Markup {
    form_page(&app, &signed, (None, &[]), None)
}

/// The page; with what is wrong with the files that were chosen, within them, or in the values that were written, which are kept.
fn form_page(
    app: &App,
    signed: &Signed,
    (chosen, errors): (Option<&Problem>, &[PackError]),
    written: Option<(&Fields, &Wrong)>,
) -> Markup {
    let say = signed.say();
    let snapshot = app.house.now();
    let above = [("/strategi".to_owned(), say.t("Strategi", "Strategy").to_owned())];
    let head = Head { title: say.t("Hvad nu hvis?", "What if?"), menu: "/strategi", above: &above };
    let body = html! {
        h1 { (head.title) }
        p .lead { (say.t("Ret grænser og frister, eller vælg en ændret strategipakke, og se, hvad der ville skifte. Intet tages i brug her.", "Change limits and terms, or choose a changed strategy pack, and see what would turn. Nothing is adopted here.")) }
        @if written.is_some_and(|(_, wrong)| !wrong.is_empty()) {
            (shell::alert("error", &html! { p { (say.t("Nogle af værdierne kan ikke bruges. Ret de felter, der er markeret.", "Some of the values will not do. Correct the fields that are marked.")) } }))
        }
        @if let Some(problem) = chosen { (shell::alert("error", &html! { p { (say.text(&problem.text)) } })) }
        @if !errors.is_empty() {
            (shell::alert("error", &html! {
                p { (say.t("Pakken har fejl:", "The pack has errors:")) }
                ul { @for error in errors.iter().take(SHOWN) { li { (error.file) ":" (error.line) ":" (error.column) " " (say.text(&error.text)) } } }
            }))
        }
        @for pack in &snapshot.packs {
            section {
                h2 { (say.text(&pack.title)) }
                @let typed = written.filter(|(fields, _)| fields.get("pakke") == pack.id);
                details open[typed.is_some()] {
                    summary { (say.t("Grænser og frister", "Limits and terms")) }
                    form method="post" action="/proev" enctype="multipart/form-data" .fu-form {
                        (shell::csrf(signed))
                        input type="hidden" name="pakke" value=(pack.id);
                        @for parameter in &pack.parameters {
                            (limits::field(parameter, typed.map(|(fields, _)| fields), typed.and_then(|(_, wrong)| wrong.get(&parameter.name)), say))
                        }
                        button .button .button-primary { (say.t("Se, hvad der ville skifte", "See what would turn")) }
                    }
                }
            }
        }
        (super::strategy::not_adopted(app, signed))
        section {
            h2 { (say.t("En anden strategipakke", "Another strategy pack")) }
            form method="post" action="/proev" enctype="multipart/form-data" .fu-form {
                (shell::csrf(signed))
                div .form-group {
                    label .form-label for="filer" { (say.t("Pakkens filer (.toml), alle på én gang", "The pack's files (.toml), all at once")) }
                    input .form-input #filer type="file" name="filer" accept=".toml" multiple required;
                }
                button .button .button-primary { (say.t("Se, hvad der ville skifte", "See what would turn")) }
            }
        }
    };
    shell::page(app, signed, "/proev", &head, &body)
}

/// `POST /proev`: the files are kept for a day, and the reader is sent to see what they would do.
pub(crate) async fn try_out(
    State(app): State<Arc<App>>,
    signed: Signed,
    headers: HeaderMap,
    multipart: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, Problem> {
    is_from_here(&headers)?;
    let mut multipart = multipart.map_err(|_| unreadable())?;
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = multipart.next_field().await.map_err(|_| too_large())? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let text = part.text().await.map_err(|_| too_large())?;
        match file {
            Some(file) => files.push(PackFile { name: file, text }),
            None => pairs.push((name, text)),
        }
    }
    let fields = Fields::of(pairs);
    check_mark(&signed.csrf(), fields.get("csrf"))?;
    let built_in = fields.get("indbygget");
    let files = if files.is_empty() && !built_in.is_empty() {
        app.built_in_files(built_in)?.to_vec()
    } else if files.is_empty() {
        match amended(&app.house, &fields).await {
            Ok(files) => files,
            Err(Refused::Values(wrong)) => return Ok(again(&app, &signed, (None, &[]), Some((&fields, &wrong)))),
            Err(Refused::Pack(error)) => {
                return Ok(again(&app, &signed, (None, &[error]), Some((&fields, &Wrong::new()))));
            }
        }
    } else {
        files
    };
    if let Some(problem) = not_a_pack(&files) {
        return Ok(again(&app, &signed, (Some(&problem), &[]), Some((&fields, &Wrong::new()))));
    }
    match Pack::parse(&files) {
        Ok(_) => {
            let id = app.house.keep_pack(&signed.0, &files).await?;
            Ok(Redirect::to(&format!("/proev/{id}")).into_response())
        }
        Err(errors) => Ok(again(&app, &signed, (None, &errors), Some((&fields, &Wrong::new())))),
    }
}

fn again(
    app: &App,
    signed: &Signed,
    wrong: (Option<&Problem>, &[PackError]),
    written: Option<(&Fields, &Wrong)>,
) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, form_page(app, signed, wrong, written)).into_response()
}

/// What is wrong with the choice of files, before anybody reads them: a browser sends a file without a name when none is chosen.
fn not_a_pack(files: &[PackFile]) -> Option<Problem> {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Some(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "pack-files",
            "Du har ikke valgt nogen filer. Vælg alle pakkens .toml-filer på én gang, også strategy.toml.",
            "You chose no files. Choose all the pack's .toml files at once, strategy.toml among them.",
        ));
    }
    if let Some(name) = names.iter().find(|name| !name.ends_with(".toml")) {
        return Some(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "pack-files",
            &format!("{name} er ikke en .toml-fil. Vælg pakkens .toml-filer selv; en zip-fil skal pakkes ud først."),
            &format!("{name} is no .toml file. Choose the pack's .toml files themselves; unpack a zip file first."),
        ));
    }
    if !names.contains(&"strategy.toml") {
        let names = names.join(", ");
        return Some(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "pack-files",
            &format!("Du valgte {names}, men ikke strategy.toml. Vælg alle pakkens .toml-filer på én gang."),
            &format!("You chose {names}, but not strategy.toml. Choose all the pack's .toml files at once."),
        ));
    }
    None
}

/// Why no pack came of what was written.
enum Refused {
    Values(Wrong),
    Pack(PackError),
}

/// The adopted pack with the form's values; its version says that it is another.
async fn amended(house: &House, fields: &Fields) -> Result<Vec<PackFile>, Refused> {
    let snapshot = house.now();
    let Some(pack) = snapshot.packs.iter().find(|pack| pack.id == fields.get("pakke")) else { return Ok(Vec::new()) };
    let changes = limits::changes(pack, fields).map_err(Refused::Values)?;
    let version = format!("{}+{}", pack.version.split('+').next().unwrap_or_default(), snapshot.today);
    let files = house.pack_files(&pack.id).await.unwrap_or_default();
    amend(&files, &changes, &version).map_err(Refused::Pack)
}

/// `GET /proev/{id}`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    page(&app, &signed, &id, (Fields::of(pairs).get("regel"), None)).await
}

/// The page; of one rule every verdict that turns, when it is named.
async fn page(
    app: &App,
    signed: &Signed,
    id: &str,
    (rule, wrong): (&str, Option<&Problem>),
) -> Result<Markup, Problem> {
    let say = signed.say();
    let files = app.house.kept_pack(&signed.0, id).await?;
    let pack = Pack::parse(&files).map_err(HouseError::Pack)?;
    let now = app.house.now();
    let before = now.packs.iter().find(|one| one.id == pack.id);
    let differences = before.map(|before| diff(before, &pack)).unwrap_or_default();
    let editorial = is_editorial(&differences);
    let (title, version) = (pack.title.clone(), pack.version.clone());
    let differences: Vec<Markup> = match before {
        Some(before) => differences.iter().map(|one| difference(before, &pack, one, say)).collect(),
        None => Vec::new(),
    };
    let (then, changes) = app.house.try_pack(pack).await?;
    let above = [
        ("/strategi".to_owned(), say.t("Strategi", "Strategy").to_owned()),
        ("/proev".to_owned(), say.t("Hvad nu hvis?", "What if?").to_owned()),
    ];
    let head = Head { title: say.t("Det ville skifte", "What would turn"), menu: "/strategi", above: &above };
    let (old, new) = (now.assessment.summary(&now.slots).verdicts, then.assessment.summary(&then.slots).verdicts);
    let body = html! {
        h1 { (head.title) }
        p .lead { (say.text(&title)) ", " (say.t("version ", "version ")) (version) }
        @if let Some(problem) = wrong { (shell::alert("error", &html! { p { (say.text(&problem.text)) } })) }
        dl .fu-facts { dt { (say.t("Nu", "Now")) } dd { (counts(old, say)) } dt { (say.t("Derefter", "Then")) } dd { (counts(new, say)) } }
        @if before.is_none() { p { (say.t("Pakken er ny.", "The pack is new.")) } }
        @else if differences.is_empty() { p { (say.t("Intet er ændret.", "Nothing has changed.")) } }
        @else if editorial { p { (say.t("Kun tekster er ændret: beslutninger står ved magt.", "Only texts differ: decisions carry over.")) } }
        @if !differences.is_empty() {
            details { summary { (say.t("Ændringer i pakken", "Changes in the pack")) " (" (differences.len()) ")" }
                ul { @for one in differences.iter().take(200) { li { (one) } } } }
        }
        h2 { (say.count(changes.len(), ["vurdering skifter", "vurderinger skifter"], ["verdict turns", "verdicts turn"])) }
        (turned((&now, &then), &changes, (id, rule), say))
        @if may(&signed.0.grants, Action::AdoptStrategy) && (before.is_none() || !differences.is_empty()) {
            section {
                h2 { (say.t("Tag den i brug", "Adopt it")) }
                form method="post" action={ "/ibrug/" (id) } .fu-form {
                    (shell::csrf(signed))
                    (Field { name: "grund", label: say.t("Hvorfor, og hvem har besluttet det?", "Why, and who decided it?"), hint: say.t("Står i loggen med dit navn", "Stands in the log with your name"), required: true, ..Field::default() }.show())
                    button .button .button-primary { (say.t("Tag i brug", "Adopt")) }
                }
            }
        }
    };
    Ok(shell::page(app, signed, &format!("/proev/{id}"), &head, &body))
}

/// A difference between the packs, in the reader's words.
fn difference(before: &Pack, after: &Pack, one: &Difference, say: Say) -> Markup {
    let both = [after, before];
    let (label, values) = match one.what {
        "parameter" => {
            let of = |pack: &Pack| pack.parameters.iter().find(|parameter| parameter.name == one.subject).cloned();
            let label = both.into_iter().find_map(of).map(|parameter| say.text(&parameter.text).to_owned());
            (label, [before, after].map(|pack| of(pack).map(|parameter| limits::told(&parameter.value, say))))
        }
        "rule" => {
            let label =
                both.into_iter().find_map(|pack| pack.rule(&one.subject)).map(|rule| say.text(&rule.title).to_owned());
            (label, [one.before.clone(), one.after.clone()])
        }
        _ => {
            let of = |pack: &Pack| pack.principles.iter().find(|principle| principle.id == one.subject).cloned();
            let label = both.into_iter().find_map(of).map(|principle| say.text(&principle.title).to_owned());
            (label, [one.before.clone(), one.after.clone()])
        }
    };
    let part = match one.part {
        "value" => None,
        "added" => Some(say.t("ny", "new")),
        "removed" => Some(say.t("fjernet", "removed")),
        "kind" => Some(say.t("slags", "kind")),
        "when" => Some(say.t("hvornår den gælder", "when it applies")),
        "require" => Some(say.t("krav", "requirement")),
        "weight" => Some(say.t("vægt", "weight")),
        "max_age" => Some(say.t("oplysningers højeste alder", "highest age of facts")),
        "answers" => Some(say.t("svar", "answers")),
        "principle" => Some(say.t("princip", "principle")),
        "strength" => Some(say.t("styrke", "strength")),
        "section" => Some(say.t("afsnit", "section")),
        "supplier" => Some(say.t("spørgsmål til leverandører", "question to suppliers")),
        "longest_dispensation, review" => {
            Some(say.t("længste dispensation og gennemgang", "longest dispensation and review"))
        }
        "text" => Some(say.t("tekst", "text")),
        other => Some(other),
    };
    let [old, new] = values.map(|value| value.unwrap_or_else(|| "–".to_owned()));
    html! {
        strong { (label.as_deref().unwrap_or(&one.subject)) } @if let Some(part) = part { " · " (part) }
        @if !matches!(one.part, "added" | "removed") || one.what == "parameter" { ": " del { (old) } " → " ins { (new) } }
    }
}

/// What turns, rule by rule; all of it for the rule that is named.
fn turned((now, then): (&Snapshot, &Snapshot), changes: &[Change], (id, named): (&str, &str), say: Say) -> Markup {
    let mut by_rule: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    changes.iter().for_each(|change| by_rule.entry(&change.rule).or_default().push(change));
    let find = |code: &str| {
        [then, now]
            .into_iter()
            .find_map(|side| side.packs.iter().find_map(|pack| pack.rule(code).map(|rule| (pack, rule))))
    };
    let one =
        |verdict: Option<Verdict>| html! { @match verdict { Some(verdict) => (badge(verdict, say)), None => "–" } };
    html! {
        @for (code, all) in by_rule {
            @let shown = if code == named { all.len() } else { SHOWN };
            details id={ "r-" (code) } open[code == named] {
                summary { @if let Some((_, rule)) = find(code) { (say.text(&rule.title)) } @else { (code) } " (" (say.number(all.len() as u64)) ")" }
                @if let Some((pack, _)) = find(code) { p { a href=(rule_href(&pack.id, code)) { (say.t("Se reglen, som den er nu", "See the rule as it is now")) } } }
                ul { @for change in all.iter().take(shown) {
                    li { a href=(object_href(change.kind, &change.key)) { (now.slots.name_of(change.kind, &change.key)) } " " (one(change.before)) " → " (one(change.after)) }
                } }
                @if all.len() > shown {
                    p { a href={ "/proev/" (id) "?regel=" (encoded(code)) "#r-" (code) } { (say.t("Se alle ", "See all ")) (say.number(all.len() as u64)) " " (schema().def(all[0].kind).many.pick(say.0)) } }
                }
            }
        }
    }
}

/// `POST /ibrug/{id}`
pub(crate) async fn adopt(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let files = app.house.kept_pack(&signed.0, &id).await?;
    match app.house.adopt(&signed.0.actor(), &files, fields.get("grund")).await {
        Ok(acted) => Ok(onward(acted, "/strategi")),
        Err(error) => {
            let problem = Problem::from(error);
            Ok((problem.status, page(&app, &signed, &id, ("", Some(&problem))).await?).into_response())
        }
    }
}
