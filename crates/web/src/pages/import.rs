//! Import: a file, how its columns are named, what it would change, and then: taken in as one act that can be undone.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use facts::schema::REGISTERS;
use facts::{AttrId, KindId, Rank, schema};
use house::rights::{Action, is_personal, may, may_see_everybody};
use house::{Gone, House, HouseError, Much, OWN_REGISTER, Snapshot, UploadedFile};
use inbound::{Column, EstateFile, Import, Outcome, Says};
use kernel::Day;
use maud::{Markup, html};
use serde_json::{Map, Value as Json};
use store::{Changed, Difference, Intake, Upload};

use super::widgets::{Field, select};
use super::{capital, kind_title, object_href};
use crate::app::App;
use crate::form::{Fields, Posted, check_mark, is_from_here, too_large, unreadable};
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many changes, and so many rejected cells, are shown.
pub(super) const SHOWN: usize = 100;

/// `GET /import`
pub(crate) async fn form(State(app): State<Arc<App>>, signed: Signed) -> Markup {
    form_page(&app, &signed, None)
}

fn form_page(app: &App, signed: &Signed, wrong: Option<&Problem>) -> Markup {
    let say = signed.say();
    let mut kinds: Vec<(String, String, bool)> = schema()
        .kinds()
        .map(|kind| (schema().def(kind).name.to_owned(), kind_title(kind, say.0), schema().def(kind).name == "system"))
        .collect();
    kinds.sort_by_cached_key(|(_, title, _)| kernel::danish_sort_key(title));
    let head = Head { title: say.t("Import", "Import"), menu: "/import", above: &[] };
    let body = html! {
        h1 { (head.title) }
        p .lead { (say.t("Vælg en CSV-fil fra et af kommunens registre. Du ser først, hvad den ville ændre; intet gemmes, før du siger til.", "Choose a CSV file from one of the municipality's registers. You first see what it would change; nothing is saved until you say so.")) }
        p { a href="/import/koersler" { (say.t("Registre, der læses af sig selv, og tidligere kørsler", "Registers that are read by themselves, and earlier runs")) } }
        p { a href="/import/fil" { (say.t("Excel fra OS2kitos, komponentlister, certifikater og andre værktøjers filer", "Excel of OS2kitos, bills of materials, certificates and other tools' files")) } }
        @if may(&signed.0.grants, Action::JudgeIdentity) { p { a href="/import/samme" { (say.t("Samme objekt fra flere kilder", "The same object from several sources")) } } }
        @if let Some(problem) = wrong { (shell::alert("error", &html! { p { (say.text(&problem.text)) } })) }
        form method="post" action="/import" enctype="multipart/form-data" .fu-form {
            (shell::csrf(signed))
            (select("slags", say.t("Hvad handler filen om?", "What is the file about?"), &kinds))
            (Field { name: "kilde", label: say.t("Kilde", "Source"), hint: say.t("Registret, den kommer fra, for eksempel OS2kitos. Kolonnernes navne huskes pr. kilde.", "The register it comes from, such as OS2kitos. The columns' names are remembered per source."), required: true, ..Field::default() }.show())
            (registers(app, say))
            (Field { name: "dag", label: say.t("Udtrukket den", "Exported on"), kind: "date", hint: say.t("I dag, hvis du ikke skriver noget", "Today, if you write nothing"), ..Field::default() }.show())
            div .form-group-checkbox {
                input .form-checkbox type="checkbox" id="hele" name="hele" value="1";
                label for="hele" { (say.t("Filen er hele udtrækket: det, der ikke står i den, er væk fra kilden", "The file is all of the export: what does not stand in it is gone from the source")) }
            }
            div .form-group {
                label .form-label for="fil" { (say.t("Fil", "File")) }
                input .form-input #fil type="file" name="fil" accept=".csv,text/csv" required;
            }
            button .button .button-primary { (say.t("Se, hvad den ville ændre", "See what it would change")) }
        }
    };
    shell::page(app, signed, "/import", &head, &body)
}

/// Which register the source counts as: what that owns goes before what others say.
fn registers(app: &App, say: Say) -> Markup {
    let now = app.house.now();
    let of_here = now.slots.sources().filter(|source| source.rank == Rank::Register).map(|source| &*source.register);
    let mut words: BTreeSet<&str> = of_here.collect();
    words.extend(REGISTERS.iter().map(|register| register.word));
    let mut known: Vec<(String, String, bool)> = words
        .into_iter()
        .map(|word| (word.to_owned(), say.text(&house::register_label(word)).to_owned(), false))
        .collect();
    known.sort_by_cached_key(|(_, label, _)| kernel::danish_sort_key(label));
    let by_name = say.t("Som sidst, ellers efter kildens navn", "As last time, else by the source's name");
    let own = say.t("Intet af dem, en kilde for sig", "None of them, a source by itself");
    let first = [("", by_name), (OWN_REGISTER, own)].map(|(word, label)| (word.to_owned(), label.to_owned(), false));
    html! {
        (select("register", say.t("Hvilket register er kilden?", "Which register is the source?"), &[first.to_vec(), known].concat()))
        p .fu-quiet { (say.t("Det register, der ejer en oplysning, går forud for andre kilder. En kilde, der intet register er, ejer ingen.", "The register that owns a fact goes before other sources. A source that is no register owns none.")) }
    }
}

/// `POST /import`
pub(crate) async fn upload(
    State(app): State<Arc<App>>,
    signed: Signed,
    headers: HeaderMap,
    multipart: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, Problem> {
    is_from_here(&headers)?;
    let multipart = multipart.map_err(|_| unreadable())?;
    let (fields, file) = read_parts(multipart).await?;
    check_mark(&signed.csrf(), fields.get("csrf"))?;
    match keep(&app.house, &signed, &fields, file).await {
        Ok(id) => Ok(Redirect::to(&format!("/import/{id}")).into_response()),
        Err(problem) => Ok((problem.status, form_page(&app, &signed, Some(&problem))).into_response()),
    }
}

/// A form's fields, and its file by name.
type Parts = (Fields, Option<(String, Vec<u8>)>);

async fn read_parts(mut multipart: Multipart) -> Result<Parts, Problem> {
    let (mut pairs, mut file) = (Vec::new(), None);
    while let Some(part) = multipart.next_field().await.map_err(|_| too_large())? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "fil" {
            let file_name = part.file_name().unwrap_or_default().to_owned();
            file = Some((file_name, part.bytes().await.map_err(|_| too_large())?.to_vec()));
        } else {
            pairs.push((name, part.text().await.map_err(|_| too_large())?));
        }
    }
    Ok((Fields::of(pairs), file))
}

async fn keep(
    house: &House,
    signed: &Signed,
    fields: &Fields,
    file: Option<(String, Vec<u8>)>,
) -> Result<String, Problem> {
    let bad = |label, da: &str, en: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, label, da, en);
    let kind = schema()
        .kind(fields.get("slags"))
        .ok_or_else(|| bad("import-kind", "Vælg, hvad filen handler om.", "Choose what the file is about."))?;
    let source = fields.get("kilde");
    if source.is_empty() || source.chars().count() > 100 {
        return Err(bad(
            "import-source",
            "Skriv, hvilket register filen kommer fra.",
            "Write which register the file comes from.",
        ));
    }
    let exported = match fields.get("dag") {
        "" => None,
        written => Some(
            Day::parse(written)
                .map_err(|_| bad("import-day", "Udtrukket den skal være en dato.", "Exported on must be a date."))?,
        ),
    };
    let exported = house::has_been(exported, house.now().today).map_err(HouseError::from)?;
    let Some((name, content)) = file.filter(|(_, content)| !content.is_empty()) else {
        return Err(bad("import-file", "Vælg en fil, der ikke er tom.", "Choose a file that is not empty."));
    };
    let register = fields.get("register").to_owned();
    house.register_of(source, kind, &register).await?;
    let (source, complete) = (source.to_owned(), fields.get("hele") == "1");
    let uploaded = UploadedFile { kind, name, source, register, exported, complete, content };
    Ok(house.keep_upload(&signed.0, uploaded).await?)
}

/// A file read as it would be taken in.
pub(super) struct Tried {
    upload: Upload,
    pub(super) kind: KindId,
    /// The register that its source counts as.
    register: String,
    columns: Option<Vec<Column>>,
    import: Import,
    pub(super) intake: Intake,
}

pub(super) async fn try_file(app: &App, signed: &Signed, id: &str) -> Result<Tried, Problem> {
    let (store, tenant) = (app.house.store(), app.house.tenant());
    let upload = store.upload(tenant, &signed.0.account.id, id).await?;
    let kind = super::kind_of(&upload.kind)?;
    let columns = store.mapping(tenant, &upload.source, &upload.kind).await?;
    let register = app.house.register_of(&upload.source, kind, &upload.register).await?;
    let says = Says { source: upload.source.clone(), register: register.clone(), exported: upload.exported, columns };
    let snapshot = app.house.now();
    let work = tokio::task::spawn_blocking(move || {
        let file = EstateFile::from_bytes(upload.file.clone(), upload.content.as_slice());
        let columns = inbound::columns(&file, kind, &says);
        let import = inbound::import_one(&file, kind, &says, snapshot.slots.keys(kind), snapshot.today);
        let mut intake = Intake::of(&import.estate);
        intake.deliveries.iter_mut().for_each(|delivery| delivery.complete = upload.complete);
        Tried { upload, kind, register, columns, import, intake }
    });
    let mut tried = work.await.map_err(|_| HouseError::BrokenOff)?;
    app.house.end_former_registers(&mut tried.intake).await?;
    Ok(tried)
}

/// `GET /import/{id}`
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    let tried = try_file(&app, &signed, &id).await?;
    shown(&app, &signed, &id, &tried).await
}

/// What a file would change, and the way to take it in.
async fn shown(app: &App, signed: &Signed, id: &str, tried: &Tried) -> Result<Markup, Problem> {
    let say = signed.say();
    let snapshot = app.house.now();
    let differences = app.house.try_import(&tried.intake).await?;
    let much = Much::of(&differences);
    let told = app.house.foresee(&tried.intake, &differences);
    let effects = app.house.effects(&tried.intake, SHOWN).await?;
    let above = [("/import".to_owned(), say.t("Import", "Import").to_owned())];
    let head =
        Head { title: say.t("Sådan ville det blive", "This is how it would be"), menu: "/import", above: &above };
    let refused = tried.import.report.files.iter().any(|file| file.outcome == Outcome::Refused);
    let base = format!("/import/{id}");
    let body = html! {
        h1 { (head.title) }
        p { (tried.upload.file) " · " (kind_title(tried.kind, say.0)) " · " (tried.upload.source) " · " (counts_as(tried, say)) }
        @if tried.register == tried.upload.source { p .fu-quiet { (say.t("Kilden ejer ingen oplysninger: hvor et register siger noget andet, gælder registret.", "The source owns no facts: where a register says otherwise, the register counts.")) } }
        @for file in &tried.import.report.files {
            @for notice in &file.notices { (shell::alert(if refused { "error" } else { "warning" }, &html! { p { (say.text(&notice.text)) } })) }
        }
        p { strong { (say.count(usize::try_from(tried.import.report.accepted_rows()).unwrap_or(0), ["række kan tages ind", "rækker kan tages ind"], ["row can be taken in", "rows can be taken in"])) }
            ", " (say.count(usize::try_from(tried.import.report.rejected_rows()).unwrap_or(0), ["række afvises", "rækker afvises"], ["row is rejected", "rows are rejected"])) "." }
        (super::foreseen::foreseen(signed, &told))
        @for difference in &differences { (changes(&snapshot, tried.kind, difference, say)) }
        @if !is_personal(tried.kind) || may_see_everybody(&signed.0.grants) { (super::effects::all_of_them(&effects, &differences, &base, say)) @for one in &effects { (super::effects::would_count(&snapshot, one, say)) } }
        @if !refused && tried.import.report.accepted_rows() > 0 {
            form method="post" action={ (base) "/gem" } {
                (shell::csrf(signed))
                @if let Some(much) = much { (super::foreseen::much(much, say)) }
                button .button .button-primary { (say.t("Tag det ind", "Take it in")) }
            }
        }
        (rejected(tried, &base, say))
        @if refused && tried.columns.is_some() { p { (say.t("Vælg herunder, hvad kolonnerne er, og prøv igen.", "Choose below what the columns are, and try again.")) } }
        @if let Some(columns) = &tried.columns { (mapping(signed, tried.kind, columns, &base, say)) }
    };
    Ok(shell::page(app, signed, &base, &head, &body))
}

/// What the source's word weighs.
fn counts_as(tried: &Tried, say: Say) -> String {
    if tried.register == tried.upload.source {
        return say.t("en kilde for sig", "a source by itself").to_owned();
    }
    format!(
        "{} {}",
        say.t("tæller som registret", "counts as the register"),
        say.text(&house::register_label(&tried.register))
    )
}

/// How many are new, changed, as before, gone.
pub(super) fn counts(difference: &Difference, say: Say) -> Markup {
    html! {
        @if let Some(newer) = difference.newer {
            (shell::alert("warning", &html! { p {
                (say.t("Kilden har før leveret noget nyere, fra den ", "The source has delivered something newer before, of ")) (say.day(newer))
                (say.t(". Det ældre træder i stedet for det nyere.", ". What is older takes the place of what is newer."))
            } }))
        }
        @if let Some(ended) = house::ended_told(difference) { (shell::alert("warning", &html! { p { (say.text(&ended)) } })) }
        ul .fu-counts {
            @for (count, one, many, en) in [
                (difference.added.len(), "ny i kilden", "nye i kilden", "new in the source"),
                (difference.changed.len(), "ændret", "ændrede", "changed"),
                (difference.same, "uændret", "uændrede", "as before"),
                (difference.gone.len(), "væk fra kilden", "væk fra kilden", "gone from the source"),
            ] {
                li { strong { (say.number(count as u64)) } " " (say.t(if count == 1 { one } else { many }, en)) }
            }
        }
    }
}

pub(super) fn changes(snapshot: &Snapshot, kind: KindId, difference: &Difference, say: Say) -> Markup {
    html! {
        (counts(difference, say))
        @if !difference.changed.is_empty() {
            details open { summary { (say.t("Ændrede", "Changed")) }
                ul { @for changed in difference.changed.iter().take(SHOWN) { li { a href=(object_href(kind, &changed.key)) { (changed.key) } ul { @for line in lines(snapshot, kind, changed, say) { li { (line) } } } } } }
                (more(difference.changed.len(), say))
            }
        }
        @for (title, keys) in [(say.t("Nye i kilden", "New in the source"), &difference.added), (say.t("Væk fra kilden", "Gone from the source"), &difference.gone)] {
            @if !keys.is_empty() {
                details { summary { (title) } p { (keys.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ")) } (more(keys.len(), say)) }
            }
        }
    }
}

pub(super) fn more(count: usize, say: Say) -> Markup {
    html! { @if count > SHOWN { p { (say.t("og ", "and ")) (say.number((count - SHOWN) as u64)) (say.t(" flere", " more")) } } }
}

/// Attribute by attribute, what it was and what it becomes.
fn lines(snapshot: &Snapshot, kind: KindId, changed: &Changed, say: Say) -> Vec<String> {
    let read = |text: &str| serde_json::from_str::<Map<String, Json>>(text).unwrap_or_default();
    let (before, after) = (read(&changed.before), read(&changed.after));
    let mut found = Vec::new();
    for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
        let (was, is) = (before.get(attribute.name), after.get(attribute.name));
        if was != is {
            let id = AttrId(u8::try_from(place).unwrap_or(u8::MAX));
            let shown = |value: Option<&Json>| {
                value.map_or_else(
                    || say.t("ukendt", "unknown").to_owned(),
                    |value| super::told::value(snapshot, say, (kind, id), value),
                )
            };
            found.push(format!("{}: {} → {}", attribute.label.pick(say.0), shown(was), shown(is)));
        }
    }
    found
}

fn rejected(tried: &Tried, base: &str, say: Say) -> Markup {
    let all = &tried.import.report.rejected;
    html! {
        @if !all.is_empty() {
            section {
                h2 { (say.t("Afvist", "Rejected")) }
                p { a href={ (base) "/afviste.csv" } { (say.t("Hent de afviste rækker", "Download the rejected rows")) } }
                div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Afvist", "Rejected")) {
                    table .table .table--compact {
                        thead { tr { th scope="col" .fu-num { (say.t("Linje", "Line")) } th scope="col" { (say.t("Kolonne", "Column")) } th scope="col" { (say.t("Der står", "It says")) } th scope="col" { (say.t("Der skulle stå", "It should say")) } } }
                        tbody { @for one in all.iter().take(SHOWN) { tr { td .fu-num { (one.line) } td { (one.column) } td { (one.value) } td { (say.text(&one.expected)) } } } }
                    }
                }
                (more(all.len(), say))
            }
        }
    }
}

fn mapping(signed: &Signed, kind: KindId, columns: &[Column], base: &str, say: Say) -> Markup {
    let attributes = schema().def(kind).attributes.iter().filter(|attribute| !attribute.is_derived());
    let mut options: Vec<(&str, &str)> =
        attributes.map(|attribute| (attribute.name, attribute.label.pick(say.0))).collect();
    options.sort_by_cached_key(|(_, label)| kernel::danish_sort_key(label));
    options.insert(0, ("key", say.t("Nøgle", "Key")));
    let unread = columns.iter().filter(|column| column.holds.is_none()).count();
    html! {
        section {
            h2 { (say.t("Kolonner", "Columns")) }
            p { (say.count(unread, ["kolonne læses ikke.", "kolonner læses ikke."], ["column is not read.", "columns are not read."])) " " (say.t("Valgene huskes for kilden.", "The choices are remembered for the source.")) }
            details open[unread > 0] {
                summary { (say.t("Vælg, hvad hver kolonne er", "Choose what each column is")) }
                form method="post" action={ (base) "/kolonner" } .fu-form {
                    (shell::csrf(signed))
                    @for (place, column) in columns.iter().enumerate() {
                        div .form-group {
                            label .form-label for={ "k-" (place) } { (column.header) }
                            input type="hidden" name="hoved" value=(column.header);
                            select .form-select id={ "k-" (place) } name="holder" {
                                option value="" { (say.t("læses ikke", "is not read")) }
                                @for (name, label) in &options { option value=(name) selected[column.holds == Some(*name)] { (label) } }
                            }
                        }
                    }
                    button .button .button-secondary { (say.t("Gem valgene, og prøv igen", "Save the choices, and try again")) }
                }
            }
        }
    }
}

/// `POST /import/{id}/kolonner`
pub(crate) async fn map(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let upload = app.house.store().upload(app.house.tenant(), &signed.0.account.id, &id).await?;
    let pairs = fields.all("hoved").iter().cloned().zip(fields.all("holder").iter().cloned());
    app.house.remember_mapping(&signed.0, (&upload.source, &upload.kind, None), &pairs.collect()).await?;
    Ok(Redirect::to(&format!("/import/{id}")).into_response())
}

/// `POST /import/{id}/gem`
pub(crate) async fn apply(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let say = signed.say();
    let tried = try_file(&app, &signed, &id).await?;
    let gone = if fields.get("meget") == "1" { Gone::Much } else { Gone::Little };
    let taken = app.house.import_whole(&signed.0.actor(), (&tried.intake, &tried.import.report), gone).await;
    let imported = match taken {
        Ok(imported) => imported,
        // What the reader is asked about it stands on the page.
        Err(HouseError::Refused(refusal)) if refusal.label == "import-much-gone" => {
            let page = shown(&app, &signed, &id, &tried).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    // It is in; a file that cannot be put away now is forgotten within a day.
    if let Err(error) = app.house.store().drop_upload(app.house.tenant(), &id).await {
        tracing::warn!(label = error.label(), %error, "an upload that was taken in is still kept");
    }
    let above = [("/import".to_owned(), say.t("Import", "Import").to_owned())];
    let head = Head { title: say.t("Importeret", "Imported"), menu: "/import", above: &above };
    let snapshot = app.house.now();
    let body = html! {
        h1 { (head.title) }
        (shell::alert("success", &html! {
            p { (say.t("Gemt som handling ", "Saved as act ")) (imported.act) ". " (turned(imported.turned, say)) }
        }))
        @for difference in &imported.differences { (changes(&snapshot, tried.kind, difference, say)) }
        div .fu-row {
            a href={ "/objekter/" (tried.upload.kind) } { (say.t("Se listen", "See the list")) }
            a href="/import" { (say.t("Importér en fil til", "Import another file")) }
            (super::undo::link(imported.act, say))
        }
    };
    Ok(shell::page(&app, &signed, "/import", &head, &body).into_response())
}

pub(super) fn turned(turned: Option<usize>, say: Say) -> String {
    match turned {
        Some(turned) => capital(&say.count(
            turned,
            ["vurdering skiftede.", "vurderinger skiftede."],
            ["verdict turned.", "verdicts turned."],
        )),
        None => say.t("Vurderingerne regnes om.", "The verdicts are being worked out again.").to_owned(),
    }
}

/// `GET /import/{id}/afviste.csv`: the rejected rows, to be corrected and imported again.
pub(crate) async fn rejects(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let tried = try_file(&app, &signed, &id).await?;
    let mut bytes = Vec::new();
    inbound::write_rejects(&tried.import.report, &mut bytes).map_err(|_| Problem::from(HouseError::BrokenOff))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"afviste.csv\""),
    ];
    Ok((headers, bytes).into_response())
}
