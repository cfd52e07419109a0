//! The list of a kind: search, filters, sorting and chosen columns. Its whole state is in the address.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use facts::{AttrId, Field, KindId, NamedFact, Slots, ValueType, schema};
use findings::Verdict;
use house::Snapshot;
use house::rights::{Action, is_personal, may, may_see_everybody};
use maud::{Markup, html};
use reports::listing::{self, Among, Narrow, SortBy};

use super::as_of;
use super::unknown::{Unknown, is_order};
use super::widgets::{self, sorted_head};
use super::{kind_of, kind_title, may_see, object_href};
use crate::app::App;
use crate::form::Fields;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many objects on a page.
const PAGE: usize = 50;
/// So many columns when none were chosen.
const COLUMNS: usize = 5;
/// A facet has so many words to choose from: the most common; others are searched for.
const MOST_WORDS: usize = 40;
/// Words that are of one each, or together of fewer than this part of those found, are no help: every device has a user of its own.
const FEW: usize = 4;

/// What an address asks for.
pub(crate) struct Asked {
    pub(crate) kind: KindId,
    pub(crate) query: listing::Query,
    pub(crate) columns: Vec<AttrId>,
    fields: Fields,
}

impl Asked {
    pub(crate) fn of(kind: KindId, pairs: Vec<(String, String)>) -> Self {
        let fields = Fields::of(pairs);
        let sort = fields.get("sorter");
        let (descending, name) = sort.strip_prefix('-').map_or((false, sort), |name| (true, name));
        let sort = match name {
            "" | "key" => SortBy::Key,
            "deviates" => SortBy::Deviates,
            "not_assessed" => SortBy::NotAssessed,
            name => schema().attribute_id(kind, name).map_or(SortBy::Key, SortBy::Attribute),
        };
        let mut narrow = Vec::new();
        for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
            let words: Vec<String> = fields
                .all(attribute.name)
                .iter()
                .filter(|word| listing::can_be(attribute, word.trim()))
                .filter(|word| !word.is_empty())
                .cloned()
                .collect();
            if let (false, Ok(place)) = (words.is_empty(), u8::try_from(place)) {
                narrow.push(Narrow::Fact(AttrId(place), words));
            }
        }
        let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.word() == fields.get("dom"));
        if let Some(verdict) = verdict {
            let among = match (fields.get("regel"), fields.get("princip"), fields.get("afsnit")) {
                ("", "", "") => None,
                ("", "", section) => Some(Among::Section(section.to_owned())),
                ("", principle, _) => Some(Among::Principle(principle.to_owned())),
                (rule, ..) => Some(Among::Rule(rule.to_owned())),
            };
            narrow.push(Narrow::Verdict(verdict, among));
        }
        let after = fields.get("efter");
        let query = listing::Query {
            search: fields.get("q").to_owned(),
            sort,
            descending,
            narrow,
            after: (!after.is_empty()).then(|| after.to_owned()),
            limit: PAGE,
        };
        let chosen: Vec<AttrId> =
            fields.all("vis").iter().filter_map(|name| schema().attribute_id(kind, name)).collect();
        let columns = if chosen.is_empty() { default_columns(kind) } else { chosen };
        Self { kind, query, columns, fields }
    }

    /// The address of this list with one thing changed; the page is left, since it would be another.
    fn href(&self, path: &str, change: (&str, &str)) -> String {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut names: Vec<&str> = self.fields.firsts().map(|(name, _)| name).collect();
        names.sort_unstable();
        for name in names.into_iter().filter(|name| *name != change.0 && *name != "efter") {
            let values = self.fields.all(name).iter().filter(|value| !value.is_empty());
            pairs.extend(values.map(|value| (name.to_owned(), value.clone())));
        }
        if !change.1.is_empty() {
            pairs.push((change.0.to_owned(), change.1.to_owned()));
        }
        let query: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

/// What a kind is best known by: its name, then what is chosen among words or refers.
pub(crate) fn default_columns(kind: KindId) -> Vec<AttrId> {
    let attributes = schema().def(kind).attributes.iter().enumerate();
    let telling = attributes.filter(|(_, attribute)| {
        attribute.name == "name" || matches!(attribute.value, ValueType::Enum(_) | ValueType::Ref(_) | ValueType::Day)
    });
    telling.filter_map(|(place, _)| u8::try_from(place).ok().map(AttrId)).take(COLUMNS).collect()
}

/// `GET /objekter/{kind}`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(name): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let kind = kind_of(&name)?;
    let snapshot = app.house.now();
    let say = signed.say();
    let unknown = unknown(&snapshot, kind, &pairs);
    let only_today = as_of::only_today(&pairs, app.clock.today(), say)?;
    let asked = Asked::of(kind, pairs);
    let facts = (&snapshot.slots, &snapshot.assessment, &snapshot.packs()[..]);
    let personal = is_personal(kind);
    let mut all = snapshot.listing.matching(kind, facts, &asked.query);
    if personal {
        all.retain(|object| may_see(&snapshot, &signed, (kind, *object)));
    }
    let page = listing::cut(
        &all,
        snapshot.slots.keys(kind),
        &asked.query,
        snapshot.slots.find(kind, asked.query.after.as_deref().unwrap_or("")),
    );
    let place = asked.query.after.as_deref().filter(|_| page.before == 0).map(|key| ("efter", key));
    let unknown = unknown.and(place);
    // Who may see nobody is told so, whatever is searched for: a count would tell of those who are not seen.
    let seen = !personal || !all.is_empty() || may(&signed.0.grants, Action::ReadPeople);
    let path = format!("/objekter/{name}");
    let title = kind_title(kind, say.0);
    let menu = if name == "system" { "/objekter/system" } else { "/objekter" };
    let above = [("/objekter".to_owned(), say.t("Alt, hvad vi ved", "All that we know").to_owned())];
    let head = Head { title: &title, menu, above: if name == "system" { &[] } else { &above } };
    let body = html! {
        h1 { (title) }
        (unknown.notice(say))
        (only_today)
        @if personal { (reach(&signed)) }
        @if seen {
        (controls(&snapshot, &signed, &asked, &all, &path))
        p role="status" { (say.count(page.total, ["fundet", "fundet"], ["found", "found"]))
            @if !personal || may_see_everybody(&signed.0.grants) { " " (say.t("ud af", "out of")) " " (say.number(u64::from(snapshot.slots.count(kind)))) } ". "
            a href=(asked.href(&format!("{path}/eksport.csv"), ("efter", ""))) { (say.t("Hent som CSV", "Download as CSV")) }
            @if app.settings.workbook.is_some() { " · " a href=(asked.href(&format!("{path}/eksport.xlsx"), ("efter", ""))) { (say.t("Hent som Excel", "Download as Excel")) } }
            @if name == "system" { " · " a href="/sammenlign" { (say.t("Sammenlign to", "Compare two")) } " · " a href="/kle" { (say.t("Overlap pr. KLE-opgave", "Overlap per KLE task")) } }
        }
        @if page.total > 1 { (one_case(&snapshot, &signed, &asked)) }
        (table(&snapshot, &asked, &page.objects, &path, say))
        @if page.objects.is_empty() { p { (nobody(&snapshot, &signed, &asked)) } }
        (pages(&asked, &page, &path, say))
        }
    };
    Ok(shell::page(&app, &signed, &asked.href(&path, ("", "")), &head, &body))
}

/// What the address asks for that this list does not know. Whether a place is there is seen when the list is cut.
pub(super) fn unknown(snapshot: &Snapshot, kind: KindId, pairs: &[(String, String)]) -> Unknown {
    let packs = &snapshot.packs;
    let is_attribute = |name: &str| schema().attribute_id(kind, name).is_some();
    Unknown::of(pairs, |name, value| match name {
        "q" | "efter" | "dag" => true,
        "sorter" => is_order(value, |name| matches!(name, "key" | "deviates" | "not_assessed") || is_attribute(name)),
        "vis" => is_attribute(value),
        "dom" => Verdict::ALL.into_iter().any(|verdict| verdict.word() == value),
        "regel" => packs.iter().any(|pack| pack.rule(value).is_some()),
        "princip" => packs.iter().any(|pack| pack.principles.iter().any(|one| one.id == value)),
        "afsnit" => packs.iter().any(|pack| pack.sections.iter().any(|one| one.id == value)),
        name => schema()
            .attribute_id(kind, name)
            .is_some_and(|attribute| listing::can_be(schema().attribute(kind, attribute), value)),
    })
}

/// A link to one case for what a list of deviations from a rule or a principle has.
fn one_case(snapshot: &Snapshot, signed: &Signed, asked: &Asked) -> Markup {
    let (fields, rule) = (&asked.fields, asked.fields.get("regel"));
    if fields.get("dom") != Verdict::Deviates.word() {
        return html! {};
    }
    let found = snapshot.packs.iter().find_map(|pack| match (rule, fields.get("princip")) {
        ("", "") => None,
        ("", id) => pack.principles.iter().find(|one| one.id == id).map(|one| (pack, one)),
        (code, _) => pack.rule(code).map(|rule| (pack, pack.principle_of(rule))),
    });
    let told = |name: &&str| !matches!(*name, "dom" | "dag" | "princip" | "sorter" | "efter" | "vis");
    let names: std::collections::BTreeSet<&str> = fields.firsts().map(|(name, _)| name).filter(told).collect();
    let all = names.into_iter().flat_map(|name| fields.all(name).iter().map(move |value| (name, value)));
    let rest: String = all.map(|(name, value)| format!("&{}={}", encoded(name), encoded(value))).collect();
    html! { @if let Some(about) = found { (super::cases::batch::link(signed, about, asked.kind, &rest)) } }
}

/// Of whom one sees the personal registers, when it is not of everybody; and who sees more.
fn reach(signed: &Signed) -> Markup {
    let (say, grants) = (signed.say(), &signed.0.grants);
    if may_see_everybody(grants) {
        return html! {};
    }
    let roles: Vec<&str> = kernel::Role::ALL
        .iter()
        .filter(|role| Action::ReadPeople.allows(**role))
        .map(|role| role.label().pick(say.0))
        .collect();
    html! {
        @if may(grants, Action::ReadPeople) {
            p { (say.t("Du ser medarbejderne i de enheder, du har en rolle for.", "You see the staff of the units that you hold a role on.")) }
        } @else {
            (shell::alert("info", &html! { p {
                (say.t("Du har ikke ret til at se oplysninger om andre medarbejdere. Det har: ", "You may not see facts about other staff. Those who may: ")) (roles.join(", "))
                (say.t(". Spørg din administrator om en rolle.", ". Ask your administrator for a role."))
            } }))
        }
    }
}

fn controls(snapshot: &Snapshot, signed: &Signed, asked: &Asked, found: &[u32], path: &str) -> Markup {
    let (kind, say) = (asked.kind, signed.say());
    let narrowed = !asked.query.narrow.is_empty();
    html! {
        form .fu-controls method="get" action=(path) role="search" {
            div .fu-row {
                div .form-group {
                    label .form-label for="q" { (say.t("Søg", "Search")) }
                    input .form-input id="q" name="q" type="search" value=(asked.query.search);
                }
                button .button .button-primary { (say.t("Vis", "Show")) }
                @if narrowed || !asked.query.search.is_empty() { a href=(path) { (say.t("Ryd alt", "Clear all")) } }
            }
            @for name in ["regel", "princip", "afsnit", "sorter"] {
                @if !asked.fields.get(name).is_empty() { input type="hidden" name=(name) value=(asked.fields.get(name)); }
            }
            details open[narrowed] {
                summary { (say.t("Filtre", "Filters")) }
                div .fu-filters {
                    (widgets::select("dom", say.t("Vurdering", "Verdict"), &verdicts(asked, say)))
                    @for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
                        @if let Some((label, options)) = options((snapshot, signed), asked, found, (place, attribute)) {
                            (widgets::select(attribute.name, &label, &options))
                        }
                    }
                }
            }
            details {
                summary { (say.t("Kolonner", "Columns")) }
                fieldset .fu-columns {
                    legend .sr-only { (say.t("Kolonner", "Columns")) }
                    @for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
                        @let shown = asked.columns.iter().any(|column| usize::from(column.0) == place);
                        div .form-group-checkbox {
                            input .form-checkbox type="checkbox" id={ "vis-" (attribute.name) } name="vis" value=(attribute.name) checked[shown];
                            label for={ "vis-" (attribute.name) } { (attribute.label.pick(say.0)) }
                        }
                    }
                }
            }
        }
    }
}

/// What can be chosen: a value, what it is called, and whether it is chosen.
type Choices = Vec<(String, String, bool)>;

fn verdicts(asked: &Asked, say: Say) -> Choices {
    let mut options = vec![(String::new(), say.t("alle", "all").to_owned(), false)];
    for verdict in Verdict::ALL {
        let chosen = asked.fields.get("dom") == verdict.word();
        options.push((verdict.word().to_owned(), verdict.label().pick(say.0).to_owned(), chosen));
    }
    options
}

/// The words of an attribute that can be chosen from, each with how many it would give, under what the choice is called: of those found,
/// and where one of them has been chosen, of those that would be found without that choice. Of many units, suppliers or owners the most
/// common are there, when they are of more than a few of those.
fn options(
    (snapshot, signed): (&Snapshot, &Signed),
    asked: &Asked,
    found: &[u32],
    (place, attribute): (usize, &facts::Attribute),
) -> Option<(String, Choices)> {
    let say = signed.say();
    let choosable = matches!(
        attribute.value,
        ValueType::Bool | ValueType::Enum(_) | ValueType::EnumList(_) | ValueType::Ref(_) | ValueType::RefList(_)
    );
    let id = AttrId(u8::try_from(place).ok()?);
    if !choosable {
        return None;
    }
    let chosen = asked.fields.all(attribute.name);
    let narrows = asked.query.narrow.iter().any(|narrow| matches!(narrow, Narrow::Fact(by, _) if *by == id));
    let mut others = Vec::new();
    if narrows {
        let facts = (&snapshot.slots, &snapshot.assessment, &snapshot.packs()[..]);
        others = snapshot.listing.but_for(asked.kind, facts, &asked.query, id);
        if is_personal(asked.kind) {
            others.retain(|object| may_see(snapshot, signed, (asked.kind, *object)));
        }
    }
    let found = if narrows { &others[..] } else { found };
    let (mut counts, all) = listing::commonest(&snapshot.slots, (asked.kind, id), found, (MOST_WORDS, chosen));
    let told = counts.iter().filter(|(word, _)| !matches!(word.as_str(), "?" | "-")).map(|(_, count)| count);
    let rare = all > MOST_WORDS && told.sum::<usize>() < (found.len() / FEW).max(2 * MOST_WORDS);
    if chosen.is_empty() && (counts.len() < 2 || rare) {
        return None;
    }
    // What was chosen stays, also where nothing has it.
    for word in chosen.iter().map(|word| word.trim()).filter(|word| narrows && listing::can_be(attribute, word)) {
        counts.entry(word.to_owned()).or_default();
    }
    let title = attribute.label.pick(say.0);
    let title = if all > MOST_WORDS {
        let (most, all) = (say.number(MOST_WORDS as u64), say.number(all as u64));
        format!("{title} ({} {most} {} {all})", say.t("de", "the"), say.t("hyppigste af", "most common of"))
    } else {
        title.to_owned()
    };
    let mut words: Vec<(String, String, usize)> =
        counts.into_iter().map(|(word, count)| (label(&snapshot.slots, attribute, &word, say), word, count)).collect();
    words.sort_by_cached_key(|(label, word, _)| (matches!(word.as_str(), "?" | "-"), kernel::danish_sort_key(label)));
    let mut options = vec![(String::new(), say.t("alle", "all").to_owned(), false)];
    for (label, word, count) in words {
        let is_chosen = chosen.contains(&word);
        options.push((word, format!("{label} ({})", say.number(count as u64)), is_chosen));
    }
    Some((title, options))
}

pub(super) fn label(slots: &Slots, attribute: &facts::Attribute, word: &str, say: Say) -> String {
    match word {
        "?" => return say.t("ukendt", "unknown").to_owned(),
        "-" => return say.t("ingen", "none").to_owned(),
        "true" => return say.t("ja", "yes").to_owned(),
        "false" => return say.t("nej", "no").to_owned(),
        _ => {}
    }
    if let Some(known) = attribute.value.words().and_then(|words| words.iter().find(|one| one.word == word)) {
        return known.label.pick(say.0).to_owned();
    }
    let target = attribute.value.target().and_then(|name| schema().kind(name));
    target.map_or_else(|| word.to_owned(), |kind| slots.name_of(kind, word))
}

fn table(snapshot: &Snapshot, asked: &Asked, objects: &[u32], path: &str, say: Say) -> Markup {
    let kind = asked.kind;
    let tallies = snapshot.listing.tallies(kind, &snapshot.slots, &snapshot.assessment);
    let state = |by: SortBy| {
        (asked.query.sort == by).then_some(if asked.query.descending { "descending" } else { "ascending" })
    };
    let sort_href = |by: SortBy, name: &str, first_down: bool| {
        let down = if asked.query.sort == by { !asked.query.descending } else { first_down };
        asked.href(path, ("sorter", &format!("{}{name}", if down { "-" } else { "" })))
    };
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(kind_title(kind, say.0)) {
            table .table .table--compact .fu-list {
                thead { tr {
                    (sorted_head(say.t("Nøgle", "Key"), &sort_href(SortBy::Key, "key", false), state(SortBy::Key)))
                    @for column in &asked.columns {
                        @let attribute = schema().attribute(kind, *column);
                        @let by = SortBy::Attribute(*column);
                        (sorted_head(attribute.label.pick(say.0), &sort_href(by, attribute.name, false), state(by)))
                    }
                    (sorted_head(say.t("Afviger", "Deviates"), &sort_href(SortBy::Deviates, "deviates", true), state(SortBy::Deviates)))
                    (sorted_head(say.t("Ikke vurderet", "Not assessed"), &sort_href(SortBy::NotAssessed, "not_assessed", true), state(SortBy::NotAssessed)))
                } }
                tbody {
                    @for object in objects {
                        @let key = &snapshot.slots.keys(kind)[*object as usize];
                        @let tally = tallies[*object as usize];
                        tr {
                            th scope="row" { a href=(object_href(kind, key)) { (key) } }
                            @for column in &asked.columns {
                                td { (snapshot.slots.show_short(NamedFact { kind, object: *object, field: Field::Attribute(*column) }, say.0)) }
                            }
                            td .fu-num { (say.number(tally.deviates)) }
                            td .fu-num { (say.number(tally.not_assessed)) }
                        }
                    }
                }
            }
        }
    }
}

/// Why a list is empty: nothing matches, nobody may be seen, or there is nothing yet.
fn nobody(snapshot: &Snapshot, signed: &Signed, asked: &Asked) -> Markup {
    let (say, kind) = (signed.say(), asked.kind);
    if !asked.query.narrow.is_empty() || !asked.query.search.is_empty() {
        return html! { (say.t("Ingen svarer til søgningen. Ret den, eller ryd filtrene.", "None match the search. Change it, or clear the filters.")) };
    }
    if is_personal(kind) && !may_see_everybody(&signed.0.grants) || snapshot.slots.count(kind) > 0 {
        return html! { (say.t("Der er ingen, du kan se.", "There are none that you may see.")) };
    }
    html! { (say.t("Der er ingen endnu. ", "There are none yet. ")) (import(signed)) }
}

/// The way to what is not there yet: for who may not import it, whom to ask.
pub(super) fn import(signed: &Signed) -> Markup {
    let say = signed.say();
    html! {
        @if may(&signed.0.grants, Action::Import) {
            a href="/import" { (say.t("Hent dem ind under Import", "Bring them in under Import")) } "."
        } @else {
            (say.t("De kommer, når nogen med ret til det importerer dem.", "They come when somebody who may imports them."))
        }
    }
}

fn pages(asked: &Asked, page: &listing::Page, path: &str, say: Say) -> Markup {
    let to = |key: &str| {
        let href = asked.href(path, ("efter", ""));
        if key.is_empty() {
            return href;
        }
        format!("{href}{}efter={}", if href.contains('?') { "&" } else { "?" }, encoded(key))
    };
    html! {
        @if page.total > 0 {
            nav .fu-pages aria-label=(say.t("Sider", "Pages")) {
                @if let Some(previous) = &page.previous { a rel="prev" href=(to(previous)) { (say.t("Forrige", "Previous")) } }
                span { (say.number(page.before as u64 + 1)) "–" (say.number((page.before + page.objects.len()) as u64)) " " (say.t("af", "of")) " " (say.number(page.total as u64)) }
                @if let Some(next) = &page.next { a rel="next" href=(to(next)) { (say.t("Næste", "Next")) } }
            }
        }
    }
}
