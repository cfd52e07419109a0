//! Supplying one fact, or the answer to one question: a form each, with a last day.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use facts::{AttrId, EmptyCell, Field, KindId, NamedFact, Plain, Value, ValueType, schema};
use house::{Answering, House, Snapshot, Supplying, USUAL_MONTHS};
use kernel::Day;
use maud::{Markup, html};
use principles::{Body, Question, Rule};

use super::saved::onward;
use super::widgets::Field as Input;
use super::{object_href, object_of};
use crate::app::App;
use crate::changed::explained;
use crate::form::{Fields, Posted};
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// A reference to a kind with more objects than this is written, not chosen.
const MOST_CHOICES: u32 = 300;
/// Of those who share a name, so many are told.
const MOST_NAMED: usize = 12;

/// Which fact of which object.
struct Place {
    kind: KindId,
    object: u32,
    key: String,
    attribute: AttrId,
}

fn place(
    snapshot: &Snapshot,
    signed: &Signed,
    (kind, key, attribute): &(String, String, String),
) -> Result<Place, Problem> {
    let (kind, object) = object_of(snapshot, signed, kind, key)?;
    let attribute = schema().attribute_id(kind, attribute).ok_or_else(Problem::not_found)?;
    let key = snapshot.own_key(kind, key).to_owned();
    Ok(Place { kind, object, key, attribute })
}

/// `GET /objekter/{kind}/{key}/oplys/{attribute}`
pub(crate) async fn fact_form(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(path): Path<(String, String, String)>,
) -> Result<Markup, Problem> {
    let snapshot = app.house.now();
    let place = place(&snapshot, &signed, &path)?;
    app.house.check_may_supply(&signed.0, (place.kind, &place.key))?;
    House::check_is_supplied(place.kind, place.attribute)?;
    let version = app.house.version(&snapshot, (place.kind, place.object)).await?;
    Ok(fact_page(&app, &signed, &snapshot, &place, &Shown { version, written: None, wrong: None }))
}

/// `POST /objekter/{kind}/{key}/oplys/{attribute}`
pub(crate) async fn fact(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(path): Path<(String, String, String)>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let snapshot = app.house.now();
    let place = place(&snapshot, &signed, &path)?;
    let version: i64 = fields.get("version").parse().unwrap_or(0);
    let result = match read(&snapshot, &place, &fields) {
        Ok((value, valid_until)) => {
            let supplying = Supplying {
                kind: place.kind,
                key: place.key.clone(),
                attribute: place.attribute,
                value,
                valid_until,
                seen_version: version,
            };
            match app.house.supply(&signed.0, &supplying).await {
                Ok(acted) => Ok(acted),
                Err(error) => Err(explained(&app, error).await),
            }
        }
        Err(problem) => Err(problem),
    };
    match result {
        Ok(acted) => Ok(onward(acted, &object_href(place.kind, &place.key))),
        // What somebody may not, and what is gone, is no matter of the form.
        Err(problem)
            if matches!(problem.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)
                || schema().attribute(place.kind, place.attribute).is_derived()
                || problem.status.is_server_error() =>
        {
            Err(problem)
        }
        Err(problem) => {
            // Somebody else was faster: the form is shown with the version of now, so that it can be sent again.
            let version = app.house.version(&snapshot, (place.kind, place.object)).await?;
            let shown = Shown { version, written: Some(&fields), wrong: Some(&problem) };
            Ok((problem.status, fact_page(&app, &signed, &app.house.now(), &place, &shown)).into_response())
        }
    }
}

fn read(snapshot: &Snapshot, place: &Place, fields: &Fields) -> Result<(Value, Option<Day>), Problem> {
    let attribute = schema().attribute(place.kind, place.attribute);
    let written = if fields.get("ingen") == "1" {
        "-".to_owned()
    } else {
        let written = fields.all("vaerdi").iter().flat_map(|item| match attribute.value {
            ValueType::RefList(_) => item.split('|').collect(),
            _ => vec![item.as_str()],
        });
        let keys = written.map(|item| key_of(snapshot, attribute.value, item.trim()));
        keys.collect::<Result<Vec<String>, Problem>>()?.join("|")
    };
    let value = inbound::read_fact(place.kind, place.attribute, &written)
        .map_err(|expected| Problem::of_text(StatusCode::UNPROCESSABLE_ENTITY, "fact-value", expected))?;
    let Some(value) = value.filter(|_| !written.is_empty()) else {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "fact-empty", "Skriv en værdi.", "Write a value."));
    };
    Ok((value, last_day(fields)?))
}

/// The key of the object that people wrote the key, the name or the title of; what nobody has is left for the house to refuse.
fn key_of(snapshot: &Snapshot, value: ValueType, written: &str) -> Result<String, Problem> {
    let slots = &snapshot.slots;
    let Some(kind) = value.target().and_then(|name| schema().kind(name)).filter(|_| !written.is_empty()) else {
        return Ok(written.to_owned());
    };
    let titled = written.strip_suffix(')').and_then(|title| title.rsplit_once(" (")).map(|(_, key)| key);
    let key = |object: u32| slots.keys(kind)[object as usize].to_string();
    if let Some(object) = [Some(written), titled].into_iter().flatten().find_map(|key| slots.find(kind, key)) {
        return Ok(key(object));
    }
    let wanted = kernel::danish_sort_key(written);
    let is_named =
        |object: &u32| slots.name(kind, *object).is_some_and(|name| kernel::danish_sort_key(&name) == wanted);
    let named: Vec<u32> = (0..slots.count(kind)).filter(is_named).collect();
    match named[..] {
        [] => Ok(written.to_owned()),
        [one] => Ok(key(one)),
        _ => {
            let titles: Vec<String> = named.iter().take(MOST_NAMED).map(|object| slots.title(kind, *object)).collect();
            let more = if named.len() > MOST_NAMED { " …" } else { "" };
            let titles = titles.join(", ");
            Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "fact-target-several",
                &format!("Flere hedder {written}. Skriv nøglen på den rette: {titles}{more}"),
                &format!("Several are called {written}. Write the key of the right one: {titles}{more}"),
            ))
        }
    }
}

fn last_day(fields: &Fields) -> Result<Option<Day>, Problem> {
    match fields.get("gyldig") {
        "" => Ok(None),
        written => Day::parse(written).map(Some).map_err(|_| {
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "valid-until",
                "Gyldig til skal være en dato, for eksempel 3. maj 2027.",
                "Valid until must be a date, such as 2027-05-03.",
            )
        }),
    }
}

/// What a form shows: the version that was seen, what was written, what was wrong.
struct Shown<'a> {
    version: i64,
    written: Option<&'a Fields>,
    wrong: Option<&'a Problem>,
}

/// What was wrong, and what others have changed when they were faster.
fn wrong(app: &App, snapshot: &Snapshot, problem: &Problem, say: Say) -> Markup {
    let body = html! {
        p { (say.text(&problem.text)) }
        @if let Some(changed) = &problem.changed { (changed.sentences(snapshot, &*app.clock, say)) }
    };
    shell::alert("error", &body)
}

fn fact_page(app: &App, signed: &Signed, snapshot: &Snapshot, place: &Place, shown: &Shown<'_>) -> Markup {
    let say = signed.say();
    let attribute = schema().attribute(place.kind, place.attribute);
    let href = object_href(place.kind, &place.key);
    let title = format!("{}: {}", say.t("Oplys", "Supply"), attribute.label.pick(say.0));
    let object = snapshot.slots.title(place.kind, place.object);
    let above = [(href.clone(), object.clone())];
    let head = Head { title: &title, menu: "/opgaver", above: &above };
    let named = NamedFact { kind: place.kind, object: place.object, field: Field::Attribute(place.attribute) };
    let action = format!("{href}/oplys/{}", attribute.name);
    let usual = snapshot.today.plus_months(USUAL_MONTHS).to_string();
    let body = html! {
        h1 { (title) }
        p .lead { (object) }
        @if let Some(problem) = shown.wrong { (wrong(app, snapshot, problem, say)) }
        @let item = reports::fact_item(&snapshot.slots, named);
        p { (say.t("Nu: ", "Now: ")) strong { (snapshot.slots.show(named, say.0)) }
            @if let Some(source) = &item.source { " (" (source) @if let Some(day) = item.seen_at { ", " (say.day(day)) } ")" } }
        form method="post" action=(action) .fu-form {
            (shell::csrf(signed))
            input type="hidden" name="version" value=(shown.version);
            (value_field(snapshot, place, named, shown.written, say))
            @if attribute.empty == EmptyCell::None {
                div .form-group-checkbox {
                    input .form-checkbox type="checkbox" id="ingen" name="ingen" value="1";
                    label for="ingen" { (say.t("Der er ingen", "There is none")) }
                }
            }
            (Input { name: "gyldig", label: say.t("Gyldig til", "Valid until"), kind: "date", hint: say.t("Derefter bliver du bedt om at se på det igen", "After that you are asked to look at it again"), value: shown.written.map_or(&usual, |fields| fields.get("gyldig")), ..Input::default() }.show())
            p .fu-quiet { (say.t("Det bliver gemt i dit navn: ", "It is kept in your name: ")) (signed.0.account.name) }
            div .fu-row { button .button .button-primary { (say.t("Gem", "Save")) } a href=(href) { (say.t("Fortryd", "Cancel")) } }
        }
    };
    shell::page(app, signed, &action, &head, &body)
}

fn value_field(snapshot: &Snapshot, place: &Place, named: NamedFact, written: Option<&Fields>, say: Say) -> Markup {
    let attribute = schema().attribute(place.kind, place.attribute);
    let label = attribute.label.pick(say.0);
    let now: Vec<String> = match (written, snapshot.slots.plain(named)) {
        (Some(fields), _) => fields.all("vaerdi").to_vec(),
        (None, Plain::Bool(yes)) => vec![if yes { "ja" } else { "nej" }.to_owned()],
        (None, plain @ Plain::Number(_)) => vec![readable(&plain, (snapshot, named), say)],
        (None, Plain::Text(text)) => vec![text],
        (None, Plain::List(items)) => items,
        (None, Plain::Nothing(_) | Plain::Range { .. }) => Vec::new(),
    };
    let first = now.first().map_or("", String::as_str);
    let is = |word: &str| now.iter().any(|one| one == word);
    let text = |hint: &str, kind: &str, value: &str| {
        Input { name: "vaerdi", label, hint, kind, value, ..Input::default() }.show()
    };
    match attribute.value {
        ValueType::Bool => choices(label, "radio", &[("ja", say.t("ja", "yes")), ("nej", say.t("nej", "no"))], &is),
        ValueType::Enum(words) => {
            let options: Vec<(&str, &str)> = words.iter().map(|word| (word.word, word.label.pick(say.0))).collect();
            choices(label, "radio", &options, &is)
        }
        ValueType::EnumList(words) => {
            let options: Vec<(&str, &str)> = words.iter().map(|word| (word.word, word.label.pick(say.0))).collect();
            choices(label, "checkbox", &options, &is)
        }
        ValueType::Day => text("", "date", first),
        ValueType::Int => text(say.t("Et helt tal", "A whole number"), "text", first),
        ValueType::Money => {
            text(say.t("Et beløb, for eksempel 1.250.000 kr.", "An amount, such as DKK 1,250,000"), "text", first)
        }
        ValueType::Text => text("", "text", first),
        ValueType::TextList => text(say.t("Flere adskilles med |", "Separate several by |"), "text", &now.join("|")),
        ValueType::RefList(_) => {
            text(say.t("Nøgler; flere adskilles med |", "Keys; separate several by |"), "text", &now.join("|"))
        }
        ValueType::Ref(target) => {
            match schema().kind(target).filter(|kind| snapshot.slots.count(*kind) <= MOST_CHOICES) {
                Some(kind) => {
                    let mut options: Vec<(String, String, bool)> = (0..snapshot.slots.count(kind))
                        .map(|object| {
                            let key = snapshot.slots.keys(kind)[object as usize].to_string();
                            let chosen = is(&key);
                            (key, snapshot.slots.title(kind, object), chosen)
                        })
                        .collect();
                    options.sort_by_cached_key(|(_, title, _)| kernel::danish_sort_key(title));
                    options.insert(0, (String::new(), say.t("vælg", "choose").to_owned(), false));
                    super::widgets::select("vaerdi", label, &options)
                }
                None => text(say.t("Navnet eller nøglen", "The name or the key"), "text", first),
            }
        }
    }
}

/// A value as people write it and as it is read again: `1,250` is one and a quarter to a Dane, so whole numbers have no comma.
pub(super) fn readable(plain: &Plain, (snapshot, named): (&Snapshot, NamedFact), say: Say) -> String {
    let Field::Attribute(attribute) = named.field else { return snapshot.slots.show(named, say.0) };
    match (plain, say.0) {
        (Plain::Number(number), kernel::Lang::En)
            if schema().attribute(named.kind, attribute).value == ValueType::Int =>
        {
            number.to_string()
        }
        _ => snapshot.slots.show(named, say.0),
    }
}

fn choices(label: &str, kind: &str, options: &[(&str, &str)], is: &dyn Fn(&str) -> bool) -> Markup {
    html! {
        fieldset .form-group {
            legend .form-label { (label) }
            @for (word, text) in options {
                div class={ "form-group-" (kind) } {
                    input class={ "form-" (kind) } type=(kind) id={ "v-" (word) } name="vaerdi" value=(word) checked[is(word)];
                    label for={ "v-" (word) } { (text) }
                }
            }
        }
    }
}

fn question_of<'s>(snapshot: &'s Snapshot, kind: KindId, code: &str) -> Result<(&'s Rule, &'s Question), Problem> {
    let rule = snapshot.packs.iter().find_map(|pack| pack.rule(code)).filter(|rule| rule.kind == kind);
    match rule.map(|rule| (rule, &rule.body)) {
        Some((rule, Body::Ask(question))) => Ok((rule, question)),
        _ => Err(Problem::not_found()),
    }
}

/// `GET /objekter/{kind}/{key}/svar/{rule}`
pub(crate) async fn answer_form(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((kind, key, code)): Path<(String, String, String)>,
) -> Result<Markup, Problem> {
    let snapshot = app.house.now();
    let object = object_of(&snapshot, &signed, &kind, &key)?;
    let (_, question) = question_of(&snapshot, object.0, &code)?;
    app.house.check_may_answer(&signed.0, (object.0, &key), question)?;
    let version = app.house.version(&snapshot, object).await?;
    answer_page(&app, &signed, &snapshot, (object, &code), &Shown { version, written: None, wrong: None })
}

/// `POST /objekter/{kind}/{key}/svar/{rule}`
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((kind, key, code)): Path<(String, String, String)>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let snapshot = app.house.now();
    let object = object_of(&snapshot, &signed, &kind, &key)?;
    question_of(&snapshot, object.0, &code)?;
    let nothing = || {
        let (da, en) = ("Vælg et af svarene.", "Choose one of the answers.");
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "answer-missing", da, en)
    };
    let chosen = (!fields.get("vaerdi").is_empty()).then_some(()).ok_or_else(nothing);
    let result = match chosen.and_then(|()| last_day(&fields)) {
        Ok(valid_until) => {
            let answering = Answering {
                kind: object.0,
                key: key.clone(),
                rule: code.clone(),
                word: fields.get("vaerdi").to_owned(),
                valid_until,
                seen_version: fields.get("version").parse().unwrap_or(0),
            };
            match app.house.answer(&signed.0, &answering).await {
                Ok(acted) => Ok(acted),
                Err(error) => Err(explained(&app, error).await),
            }
        }
        Err(problem) => Err(problem),
    };
    match result {
        Ok(acted) => Ok(onward(acted, &object_href(object.0, &key))),
        Err(problem) if problem.status == StatusCode::FORBIDDEN || problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let version = app.house.version(&snapshot, object).await?;
            let shown = Shown { version, written: Some(&fields), wrong: Some(&problem) };
            let page = answer_page(&app, &signed, &snapshot, (object, &code), &shown)?;
            Ok((problem.status, page).into_response())
        }
    }
}

fn answer_page(
    app: &App,
    signed: &Signed,
    snapshot: &Snapshot,
    ((kind, object), code): ((KindId, u32), &str),
    shown: &Shown<'_>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let (rule, question) = question_of(snapshot, kind, code)?;
    let href = object_href(kind, &snapshot.slots.keys(kind)[object as usize]);
    let title = snapshot.slots.title(kind, object);
    let above = [(href.clone(), title.clone())];
    let head = Head { title: say.text(&rule.title), menu: "/opgaver", above: &above };
    let action = format!("{href}/svar/{}", encoded(code));
    let given = snapshot.slots.answer(code, kind, object);
    let is = |word: &str| match shown.written {
        Some(fields) => fields.get("vaerdi") == word,
        None => given.is_some_and(|answer| *answer.word == *word),
    };
    let options: Vec<(&str, &str)> =
        question.choices.iter().map(|choice| (choice.word.as_str(), say.text(&choice.text))).collect();
    let usual = snapshot.today.plus(question.valid).to_string();
    let body = html! {
        h1 { (head.title) }
        p .lead { (title) }
        @if let Some(problem) = shown.wrong { (wrong(app, snapshot, problem, say)) }
        @if let Some(answer) = given {
            p { (say.t("Besvaret ", "Answered ")) (say.day(answer.on)) (say.t(" af ", " by ")) (answer.by) "." }
        }
        form method="post" action=(action) .fu-form {
            (shell::csrf(signed))
            input type="hidden" name="version" value=(shown.version);
            (choices(say.text(&question.text), "radio", &options, &is))
            (Input { name: "gyldig", label: say.t("Gyldig til", "Valid until"), kind: "date", hint: say.t("Højst så længe, som strategien tillader", "At most as long as the strategy allows"), value: shown.written.map_or(&usual, |fields| fields.get("gyldig")), ..Input::default() }.show())
            p .fu-quiet { (say.t("Det bliver gemt i dit navn: ", "It is kept in your name: ")) (signed.0.account.name) }
            div .fu-row { button .button .button-primary { (say.t("Gem", "Save")) } a href=(href) { (say.t("Fortryd", "Cancel")) } }
        }
    };
    Ok(shell::page(app, signed, &action, &head, &body))
}
