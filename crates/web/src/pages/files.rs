//! Files of other tools: choose a form, bring the files, see what they would change, and take them in as one act that can be undone.

use std::sync::Arc;

use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use facts::schema;
use house::rights::{is_personal, may_see_everybody};
use house::{Brought, BroughtFile, Form, Gone, HouseError, RunReport, TriedFiles};
use inbound::Outcome;
use kernel::Day;
use maud::{Markup, html};
use store::Difference;

use super::foreseen::foreseen;
use super::form_words::{accepts, explained, title};
use super::import::{changes, counts, turned};
use super::kind_title;
use super::runs::rejected;
use super::widgets::{Field, select};
use crate::app::App;
use crate::form::{Fields, Posted, check_mark, is_from_here, too_large, unreadable};
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /import/fil`, `?form=WORD` for the fields of that form
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(mut pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let form = pairs.iter().find(|(name, _)| name == "form").and_then(|(_, word)| Form::from_word(word));
    let Some(form) = form else { return Ok(forms(&app, &signed)) };
    if form == Form::KitosExcel {
        let [owner, manager] = app.house.remembered_roles().await?;
        pairs.extend([("ejer".to_owned(), owner), ("ansvarlig".to_owned(), manager)]);
    }
    Ok(form_page(&app, &signed, form, &Fields::of(pairs), None))
}

/// The forms to choose among.
fn forms(app: &App, signed: &Signed) -> Markup {
    let say = signed.say();
    let above = [("/import".to_owned(), say.t("Import", "Import").to_owned())];
    let head =
        Head { title: say.t("Filer fra andre værktøjer", "Files from other tools"), menu: "/import", above: &above };
    let body = html! {
        h1 { (head.title) }
        p .lead { (say.t("Vælg, hvad det er for en fil. Du ser først, hvad den ville ændre; intet gemmes, før du siger til.", "Choose what kind of file it is. You first see what it would change; nothing is saved until you say so.")) }
        @for form in Form::ALL {
            article .fu-register {
                h2 { a href={ "/import/fil?form=" (form.word()) } { (title(form, say)) } }
                p { (explained(form, say)) }
            }
        }
    };
    shell::page(app, signed, "/import/fil", &head, &body)
}

fn form_page(app: &App, signed: &Signed, form: Form, given: &Fields, wrong: Option<&Problem>) -> Markup {
    let say = signed.say();
    let head = Head { title: title(form, say), menu: "/import", above: &above(say) };
    let megabytes = largest(app, say.t(",", "."));
    let several = form.most_files() > 1;
    let body = html! {
        h1 { (head.title) }
        p .lead { (explained(form, say)) }
        @if let Some(problem) = wrong { (shell::alert("error", &html! { p { (say.text(&problem.text)) } })) }
        form method="post" action="/import/fil" enctype="multipart/form-data" .fu-form {
            (shell::csrf(signed))
            input type="hidden" name="form" value=(form.word());
            @if let Some(kind) = form.about() { (about(app, kind, given.get("om"), say)) }
            @if form == Form::KitosExcel {
                (Field { name: "ejer", label: say.t("Rollen, der er systemejer", "The role that is system owner"), hint: say.t("Som kolonnen hedder i eksporten, for eksempel Systemejer. Tom: roller læses ikke.", "As the column is called in the export, such as Systemejer. Empty: roles are not read."), value: given.get("ejer"), ..Field::default() }.show())
                (Field { name: "ansvarlig", label: say.t("Rollen, der er systemansvarlig", "The role that is system manager"), value: given.get("ansvarlig"), ..Field::default() }.show())
            }
            (Field { name: "dag", label: say.t("Udtrukket den", "Exported on"), kind: "date", hint: say.t("I dag, hvis du ikke skriver noget", "Today, if you write nothing"), value: given.get("dag"), ..Field::default() }.show())
            div .form-group {
                label .form-label for="fil" { @if several { (say.t("Filer, alle på én gang", "Files, all at once")) } @else { (say.t("Fil", "File")) } }
                span .form-hint #fil-hint { (say.t("Højst ", "At most ")) (megabytes) " MB" @if several { (say.t(" i alt", " in all")) } }
                input .form-input #fil type="file" name="fil" accept=(accepts(form)) multiple[several] required aria-describedby="fil-hint";
            }
            button .button .button-primary { (say.t("Se, hvad der ville ændre sig", "See what would change")) }
        }
    };
    shell::page(app, signed, "/import/fil", &head, &body)
}

/// In megabytes, what may be sent at once.
fn largest(app: &App, comma: &str) -> String {
    let tenths = app.settings.largest_upload * 10 / (1024 * 1024);
    if tenths >= 10 { (tenths / 10).to_string() } else { format!("0{comma}{tenths}") }
}

fn above(say: Say) -> [(String, String); 2] {
    [
        ("/import".to_owned(), say.t("Import", "Import").to_owned()),
        ("/import/fil".to_owned(), say.t("Filer fra andre værktøjer", "Files from other tools").to_owned()),
    ]
}

/// The objects of a kind, by name.
fn about(app: &App, kind: &str, chosen: &str, say: Say) -> Markup {
    let Some(id) = schema().kind(kind) else { return html! {} };
    let now = app.house.now();
    let mut options: Vec<(String, String, bool)> = now
        .slots
        .keys(id)
        .iter()
        .map(|key| (key.to_string(), format!("{} ({key})", now.slots.name_of(id, key)), **key == *chosen))
        .collect();
    options.sort_by_cached_key(|(_, title, _)| kernel::danish_sort_key(title));
    options.insert(0, (String::new(), say.t("Vælg", "Choose").to_owned(), chosen.is_empty()));
    select("om", &super::capital(schema().def(id).one.get(say.0)), &options)
}

/// `POST /import/fil`: the files are kept for a day, and the reader is sent to see what they would do.
pub(crate) async fn upload(
    State(app): State<Arc<App>>,
    signed: Signed,
    headers: HeaderMap,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    is_from_here(&headers)?;
    let multipart = multipart.map_err(|_| unreadable())?;
    let (fields, files) = read_parts(multipart).await.map_err(|problem| match problem.status {
        StatusCode::PAYLOAD_TOO_LARGE => too_large_here(&app),
        _ => problem,
    })?;
    check_mark(&signed.csrf(), fields.get("csrf"))?;
    let form = Form::from_word(fields.get("form")).ok_or_else(Problem::not_found)?;
    let tried = match brought(form, &fields, files).map(Arc::new) {
        Ok(brought) => {
            app.house.try_files(Arc::clone(&brought)).await.map(|tried| (brought, tried)).map_err(Into::into)
        }
        Err(problem) => Err(problem),
    };
    match tried {
        // What cannot be taken in is not kept: it may be a private key.
        Ok((brought, tried)) if tried.hindrance.is_some() => {
            let page = shown(&app, &signed, &brought, &tried, None);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Ok((brought, _)) => {
            let id = app.house.keep_brought(&signed.0, &brought).await?;
            Ok(Redirect::to(&format!("/import/fil/{id}")).into_response())
        }
        Err(problem) if problem.status.is_client_error() => {
            Ok((problem.status, form_page(&app, &signed, form, &fields, Some(&problem))).into_response())
        }
        Err(problem) => Err(problem),
    }
}

fn too_large_here(app: &App) -> Problem {
    let (da, en) = (largest(app, ","), largest(app, "."));
    Problem {
        text: kernel::Text {
            da: format!("Det sendte er over {da} MB. Send mindre ad gangen, eller bed it-drift om at hæve grænsen."),
            en: format!("What was sent is over {en} MB. Send less at a time, or ask IT operations to raise the limit."),
        },
        ..too_large()
    }
}

/// A form's fields, and its files.
pub(crate) async fn read_parts(mut multipart: Multipart) -> Result<(Fields, Vec<BroughtFile>), Problem> {
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = multipart.next_field().await.map_err(|error| broken(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(inbound::shown) {
            Some(file) => {
                let content = part.bytes().await.map_err(|error| broken(&error))?.to_vec();
                // A browser sends a field of no files as one without name and bytes.
                if !content.is_empty() {
                    files.push(BroughtFile { name: file, content });
                }
            }
            None => pairs.push((name, part.text().await.map_err(|error| broken(&error))?)),
        }
    }
    Ok((Fields::of(pairs), files))
}

fn broken(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { unreadable() }
}

fn brought(form: Form, fields: &Fields, files: Vec<BroughtFile>) -> Result<Brought, Problem> {
    let bad = |label, da: &str, en: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, label, da, en);
    if files.is_empty() {
        return Err(bad("import-file", "Vælg en fil, der ikke er tom.", "Choose a file that is not empty."));
    }
    let exported = match fields.get("dag") {
        "" => None,
        written => Some(
            Day::parse(written)
                .map_err(|_| bad("import-day", "Udtrukket den skal være en dato.", "Exported on must be a date."))?,
        ),
    };
    let of = |name: &str| fields.get(name).to_owned();
    Ok(Brought { form, about: of("om"), owner: of("ejer"), manager: of("ansvarlig"), exported, files })
}

/// `GET /import/fil/{id}`
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    let brought = Arc::new(app.house.kept_brought(&signed.0, &id).await?);
    let tried = app.house.try_files(Arc::clone(&brought)).await?;
    Ok(shown(&app, &signed, &brought, &tried, Some(&id)))
}

/// What files would change, and the way to take them in when they are kept under that id.
fn shown(app: &App, signed: &Signed, brought: &Brought, tried: &TriedFiles, kept: Option<&str>) -> Markup {
    let say = signed.say();
    let title_of = match &tried.hindrance {
        None => say.t("Sådan ville det blive", "This is how it would be"),
        Some(_) => say.t("Det kan ikke tages ind", "It cannot be taken in"),
    };
    let head = Head { title: title_of, menu: "/import", above: &above(say) };
    let base = kept.map_or_else(|| "/import/fil".to_owned(), |id| format!("/import/fil/{id}"));
    let names: Vec<&str> = brought.files.iter().map(|file| &*file.name).collect();
    let report = &tried.report;
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let body = html! {
        h1 { (head.title) }
        p { (title(brought.form, say)) " · " (names.join(", ")) @if !brought.about.is_empty() { " · " (brought.about) } }
        @if let Some(why) = &tried.hindrance { (shell::alert("error", &html! { p { (say.text(why)) } })) }
        p { strong { (say.count(number(report.accepted_rows()), ["objekt kan tages ind", "objekter kan tages ind"], ["object can be taken in", "objects can be taken in"])) }
            ", " (say.count(number(report.rejected_rows()), ["afvises", "afvises"], ["is rejected", "are rejected"])) "." }
        (strange(tried, say))
        (foreseen(signed, &tried.foreseen))
        @if tried.hindrance.is_none() { (differences(app, signed, &tried.differences)) }
        @if kept.is_some() && tried.hindrance.is_none() {
            form method="post" action={ (base) "/gem" } .fu-form {
                (shell::csrf(signed))
                @if let Some(much) = tried.much { (super::foreseen::much(much, say)) }
                button .button .button-primary { (say.t("Tag det ind", "Take it in")) }
            }
        }
        p { a href={ "/import/fil?form=" (brought.form.word()) } { (say.t("Vælg en anden fil", "Choose another file")) } }
        @if kept.is_some() && report.rejected_rows() > 0 { p { a href={ (base) "/afviste.csv" } { (say.t("Hent de afviste rækker", "Download the rejected rows")) } } }
        (rejected(&RunReport::of(report), say))
    };
    shell::page(app, signed, &base, &head, &body)
}

/// What the readers say of each file.
fn strange(tried: &TriedFiles, say: Say) -> Markup {
    html! {
        @for file in tried.report.files.iter().filter(|file| !file.notices.is_empty()) {
            (shell::alert(if file.outcome == Outcome::Refused { "error" } else { "warning" }, &html! {
                p { strong { (file.name) } }
                @for notice in &file.notices { p { (say.text(&notice.text)) } }
            }))
        }
    }
}

/// What would change or has changed, kind by kind; of members of staff only the numbers, for those who may not see them.
fn differences(app: &App, signed: &Signed, differences: &[Difference]) -> Markup {
    let (say, snapshot) = (signed.say(), app.house.now());
    html! {
        @for difference in differences {
            @if let Some(kind) = schema().kind(difference.kind) {
                section {
                    h2 { (kind_title(kind, say.0)) }
                    @if is_personal(kind) && !may_see_everybody(&signed.0.grants) { (counts(difference, say)) }
                    @else { (changes(&snapshot, kind, difference, say)) }
                }
            }
        }
    }
}

/// `POST /import/fil/{id}/gem`
pub(crate) async fn apply(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let say = signed.say();
    let brought = Arc::new(app.house.kept_brought(&signed.0, &id).await?);
    let gone = if fields.get("meget") == "1" { Gone::Much } else { Gone::Little };
    let imported = match app.house.import_files(&signed.0, Arc::clone(&brought), gone).await {
        Ok((_, imported)) => imported,
        // Something is otherwise than when it was looked at: it is shown anew.
        Err(HouseError::Refused(_)) => {
            let tried = app.house.try_files(Arc::clone(&brought)).await?;
            let page = shown(&app, &signed, &brought, &tried, Some(&id));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    // It is in; files that cannot be put away now are forgotten within a day.
    if let Err(error) = app.house.store().drop_upload(app.house.tenant(), &id).await {
        tracing::warn!(label = error.label(), %error, "files that were taken in are still kept");
    }
    let head = Head { title: say.t("Importeret", "Imported"), menu: "/import", above: &above(say) };
    let body = html! {
        h1 { (head.title) }
        (shell::alert("success", &html! {
            p { (say.t("Gemt som ", "Saved as ")) a href={ "/import/koersler/" (imported.act) } { (say.t("handling ", "act ")) (imported.act) } ". " (turned(imported.turned, say)) }
        }))
        (differences(&app, &signed, &imported.differences))
        div .fu-row {
            a href="/import/fil" { (say.t("Importér en fil til", "Import another file")) }
            (super::undo::link(imported.act, say))
        }
    };
    Ok(shell::page(&app, &signed, "/import/fil", &head, &body).into_response())
}

/// `GET /import/fil/{id}/afviste.csv`: the rejected rows, to be corrected and brought again.
pub(crate) async fn rejects(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let brought = Arc::new(app.house.kept_brought(&signed.0, &id).await?);
    let tried = app.house.try_files(brought).await?;
    let mut bytes = Vec::new();
    inbound::write_rejects(&tried.report, &mut bytes).map_err(|_| Problem::from(HouseError::BrokenOff))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"afviste.csv\""),
    ];
    Ok((headers, bytes).into_response())
}
