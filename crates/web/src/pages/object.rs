//! One object: how it stands and why, every fact with source and age, what sources disagree on, what is missing, what it is
//! bound to, and what has happened to it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use facts::{AttrId, Cell, ConflictKind, Field, KindId, NamedFact, schema};
use findings::{Finding, Verdict};
use house::Snapshot;
use house::rights::{Saying, may_say};
use kernel::Day;
use maud::{Markup, html};
use principles::Body;
use store::{LogEntry, Stated};

use super::as_of;
use super::rule::why;
use super::widgets::badge;
use super::{capital, kind_title, may_see, object_href, object_of, picture, rule_href};
use crate::api::objects::as_json;
use crate::app::App;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many of a relation's members are named.
const MEMBERS: usize = 30;
/// So many acts are shown.
const ACTS: i64 = 20;

/// `GET /objekter/{kind}/{key}`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((kind_name, key)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    if let Some(day) = as_of::asked(&pairs)?.filter(|day| *day != app.clock.today()) {
        return Ok(as_of::show(&app, &signed, (&kind_name, &key), day).await?.into_response());
    }
    let say = signed.say();
    let snapshot = app.house.now();
    let (kind, object) = object_of(&snapshot, &signed, &kind_name, &key)?;
    let (store, tenant) = (app.house.store(), app.house.tenant());
    // A key that leads to an object which has another leads to its page.
    let own = &*snapshot.slots.keys(kind)[object as usize];
    if own != key {
        return Ok(Redirect::temporary(&object_href(kind, own)).into_response());
    }
    let stated = app.house.stated(&snapshot, (kind, object), None).await?;
    let since = store.standing(tenant, &kind_name, &key).await?;
    let acts = app.house.acts_on(&snapshot, (kind, object), ACTS).await?;
    let href = object_href(kind, &key);
    let above = [(format!("/objekter/{kind_name}"), kind_title(kind, say.0))];
    let title = snapshot.slots.title(kind, object);
    let menu = if kind_name == "system" { "/objekter/system" } else { "/objekter" };
    let head = Head { title: &title, menu, above: &above };
    let conflicts = snapshot.slots.conflicts().iter().filter(|one| (one.kind, one.object) == (kind, object)).collect();
    let cases = cases_about(&app, &snapshot, (kind, object));
    let bought = bought_in(&app, &snapshot, (kind, object)).await?;
    let at = At {
        app: Some(&app),
        snapshot: &snapshot,
        signed: &signed,
        kind,
        object,
        href: &href,
        say,
        then: None,
        conflicts,
        cases,
    };
    let body = html! {
        h1 { (title) }
        p .fu-quiet { (capital(schema().def(kind).one.pick(say.0)))
            @for face in &bought { " · " (say.t("anskaffet i", "acquired in")) " " a href={ "/anskaffelser/" (encoded(&face.id.0)) } { (face.id) } }
        }
        (as_of::form(&href, None, snapshot.today, say))
        (at.findings(&since))
        @if kind_name == "system" { (picture::section(&snapshot, object, say)) }
        (at.facts(&stated))
        (super::identity::keys(&snapshot, &signed, (kind, object)))
        (at.relations())
        (at.acts(&acts, &*app.clock))
    };
    Ok(shell::page(&app, &signed, &href, &head, &body).into_response())
}

/// An object and who looks at it.
pub(super) struct At<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) signed: &'a Signed,
    pub(super) kind: KindId,
    pub(super) object: u32,
    pub(super) href: &'a str,
    pub(super) say: Say,
    /// The day gone by that is looked back at; nothing can be said of it any more.
    pub(super) then: Option<Day>,
    /// Where registers are known; not on a page of a day gone by.
    pub(super) app: Option<&'a App>,
    /// What does not fit about this object: looked up once, since the estate's list is long.
    pub(super) conflicts: Vec<&'a facts::Conflict>,
    /// The cases about this object, with what its findings are decided by.
    pub(super) cases: Vec<Arc<decisions::Face>>,
}

/// The acquisitions whose winner the object is.
async fn bought_in(
    app: &App,
    snapshot: &Snapshot,
    (kind, object): (KindId, u32),
) -> Result<Vec<decisions::AcquisitionFace>, Problem> {
    if schema().def(kind).name != "system" {
        return Ok(Vec::new());
    }
    let mut faces = app.house.acquisitions().await?;
    let keys: Vec<_> = snapshot.slots.keys_of(kind, object).collect();
    faces.retain(|face| face.system.as_deref().is_some_and(|system| keys.iter().any(|key| &***key == system)));
    Ok(faces)
}

/// The cases about an object under any principle in force.
fn cases_about(app: &App, snapshot: &Snapshot, (kind, object): (KindId, u32)) -> Vec<Arc<decisions::Face>> {
    let docket = app.house.docket();
    let principles = snapshot.packs.iter().flat_map(|pack| pack.principles.iter().map(move |one| (&pack.id, &one.id)));
    let name = schema().def(kind).name;
    let about = |(pack, principle): (&String, &String)| {
        let keys = snapshot.slots.keys_of(kind, object);
        let mut cases: Vec<_> = keys.flat_map(|key| docket.about((pack, principle), (name, key))).collect();
        cases.sort_by(|one, other| one.id.0.cmp(&other.id.0));
        cases.dedup_by(|one, other| one.id == other.id);
        cases
    };
    principles.flat_map(about).collect()
}

impl At<'_> {
    /// Where a person corrects what that source says: on the register's own page, by its own key.
    fn correct_at(&self, source: &str, words: &[&Stated]) -> Option<String> {
        let key = &words.iter().find(|one| one.source == source)?.key;
        self.app?.house.correct_at(source, schema().def(self.kind).name, key)
    }

    fn may(&self, saying: Saying) -> bool {
        let who = &self.signed.0;
        self.then.is_none()
            && may_say(&who.grants, who.account.person.as_deref(), self.snapshot, (self.kind, self.object), saying)
    }

    /// The address of an object on the same day.
    fn to(&self, kind: KindId, object: u32) -> String {
        let href = object_href(kind, &self.snapshot.slots.keys(kind)[object as usize]);
        self.then.map_or(href.clone(), |day| as_of::href(&href, day))
    }

    pub(super) fn findings(&self, since: &[(String, String, Day)]) -> Markup {
        let say = self.say;
        let rules = self.snapshot.assessment.rules().iter().filter(|findings| findings.kind == self.kind);
        let all: Vec<Finding<'_>> =
            rules.map(|findings| self.snapshot.assessment.finding(findings, self.object)).collect();
        let of = |verdict: Verdict| all.iter().filter(|finding| finding.verdict == verdict).collect::<Vec<_>>();
        let (deviates, unknown) = (of(Verdict::Deviates), of(Verdict::NotAssessed));
        html! {
            section aria-labelledby="vurderinger" {
                h2 #vurderinger { (say.t("Sådan står det", "How it stands")) }
                @if self.snapshot.packs.is_empty() { p { (say.t("Ingen strategi er i brug, så intet er vurderet. ", "No strategy is in force, so nothing has been assessed. ")) a href="/strategi" { (say.t("Se strategien", "See the strategy")) } } }
                @else if all.is_empty() { p { (say.t("Ingen regler i strategien handler om denne slags.", "No rule of the strategy is about this kind.")) } }
                (self.group(Verdict::Deviates, &deviates, since, true))
                (self.group(Verdict::NotAssessed, &unknown, since, deviates.is_empty()))
                (self.group(Verdict::Follows, &of(Verdict::Follows), since, false))
                (self.group(Verdict::NotApplicable, &of(Verdict::NotApplicable), since, false))
            }
        }
    }

    fn group(
        &self,
        verdict: Verdict,
        findings: &[&Finding<'_>],
        since: &[(String, String, Day)],
        open: bool,
    ) -> Markup {
        let say = self.say;
        html! {
            @if !findings.is_empty() {
                details open[open] {
                    summary { (badge(verdict, say)) " " (say.count(findings.len(), ["regel", "regler"], ["rule", "rules"])) }
                    ul .fu-findings { @for finding in findings { (self.finding(finding, since)) } }
                }
            }
        }
    }

    fn finding(&self, finding: &Finding<'_>, since: &[(String, String, Day)]) -> Markup {
        let say = self.say;
        let packs = self.snapshot.packs();
        let rule = finding.rule(&packs);
        let pack = packs[finding.rule_findings().pack];
        let stands = since.iter().find(|(code, verdict, _)| *code == rule.code && verdict == finding.verdict.word());
        let days = stands.map(|(_, _, day)| (self.snapshot.today.days() - day.days(), *day));
        html! {
            li {
                a href=(rule_href(&pack.id, &rule.code)) { (say.text(&rule.title)) }
                " " span .fu-quiet { (super::section_sign(&pack.principle_of(rule).section)) }
                @if let Some((age, day)) = days { @if age > 0 { " " span .fu-quiet title=(say.day(day)) { "(" (say.t("i ", "for ")) (say.age(age)) ")" } } }
                div { (why(self.snapshot, finding, say)) }
                @if finding.verdict == Verdict::Deviates { div { strong { (say.t("Gør: ", "Do: ")) } (say.text(&rule.remedy)) } }
                (self.case((pack, rule), finding.verdict))
                @if finding.verdict == Verdict::NotAssessed { (self.missing(finding)) }
                @if let Body::Ask(question) = &rule.body {
                    @if finding.verdict != Verdict::NotApplicable && self.may(Saying::Answer(question.who)) && (finding.verdict != Verdict::NotAssessed || finding.missing().is_empty()) {
                        div { a href={ (self.href) "/svar/" (encoded(&rule.code)) } { (say.t("Besvar spørgsmålet", "Answer the question")) } }
                    }
                }
            }
        }
    }

    /// What people say to a deviation: the case about it, or the way to open one.
    fn case(&self, (pack, rule): (&principles::Pack, &principles::Rule), verdict: Verdict) -> Markup {
        let say = self.say;
        let principle = pack.principle_of(rule);
        let of = |face: &&Arc<decisions::Face>| face.pack == pack.id && face.principle == principle.id;
        let case = self.cases.iter().rfind(of);
        let live = case
            .is_some_and(|face| decisions::standing(face, self.snapshot.today) != decisions::Standing::NoLongerNeeded);
        let deviates = verdict == Verdict::Deviates;
        let may_open = self.then.is_none()
            && deviates
            && principle.strength != principles::Strength::Aspiration
            && house::rights::may(&self.signed.0.grants, house::rights::Action::KeepCase);
        html! {
            // A case goes on where the principle does not apply yet, as to what was bought and is not in use.
            @if let Some(face) = case.filter(|_| live || deviates) {
                div { a href=(super::cases::case_href(&face.id.0)) { (say.t("Sag", "Case")) " " (face.id) } " "
                    (super::cases::standing_badge(decisions::standing(face, self.snapshot.today), say)) }
            }
            @if may_open && !live {
                div { a href={ "/sager/ny?strategi=" (encoded(&pack.id)) "&princip=" (encoded(&principle.id)) "&slags=" (schema().def(self.kind).name) "&noegle=" (encoded(&self.snapshot.slots.keys(self.kind)[self.object as usize])) } { (say.t("Opret en sag om det", "Open a case about it")) } }
            }
        }
    }

    /// What is missing for a verdict, each with the way to supply it.
    fn missing(&self, finding: &Finding<'_>) -> Markup {
        let say = self.say;
        let missing = finding.missing();
        let most = reports::FACTS_ON_PAGE;
        let shown = missing.iter().take(most);
        let links: Vec<(String, String)> =
            shown.filter_map(|fact| self.supply_link(self.snapshot.slots.named(*fact))).collect();
        let more = reports::and_more(missing.len().saturating_sub(most), say.0);
        html! {
            @if !links.is_empty() {
                ul { @for (href, label) in links { li { a href=(href) { (say.t("Oplys: ", "Supply: ")) (label) } } } @if let Some(more) = more { li { (more) } } }
            }
        }
    }

    /// The way to supply a fact, if it can be supplied and this reader may.
    fn supply_link(&self, fact: NamedFact) -> Option<(String, String)> {
        let Field::Attribute(attribute) = fact.field else { return None };
        let def = schema().attribute(fact.kind, attribute);
        let who = &self.signed.0;
        let object = (fact.kind, fact.object);
        let person = who.account.person.as_deref();
        if self.then.is_some() || def.is_derived() || !may_say(&who.grants, person, self.snapshot, object, Saying::Fact)
        {
            return None;
        }
        let key = &self.snapshot.slots.keys(fact.kind)[fact.object as usize];
        let own = (fact.kind, fact.object) == (self.kind, self.object);
        let label = def.label.pick(self.say.0);
        let label = if own {
            label.to_owned()
        } else {
            format!("{label} · {}", self.snapshot.slots.title(fact.kind, fact.object))
        };
        Some((format!("{}/oplys/{}", object_href(fact.kind, key), def.name), label))
    }

    pub(super) fn facts(&self, stated: &[Stated]) -> Markup {
        let say = self.say;
        html! {
            section aria-labelledby="oplysninger" {
                h2 #oplysninger { (say.t("Oplysninger", "Facts")) }
                div .fu-scroll tabindex="0" role="region" aria-labelledby="oplysninger" {
                    table .table .table--compact {
                        thead { tr {
                            th scope="col" { (say.t("Oplysning", "Fact")) }
                            th scope="col" { (say.t("Værdi", "Value")) }
                            th scope="col" { (say.t("Kilde", "Source")) }
                            th scope="col" { (say.t("Set", "Seen")) }
                            th scope="col" { span .sr-only { (say.t("Ret", "Correct")) } }
                        } }
                        tbody {
                            @for place in 0..schema().def(self.kind).attributes.len() {
                                @if let Ok(place) = u8::try_from(place) { (self.fact(AttrId(place), stated)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn fact(&self, attribute: AttrId, stated: &[Stated]) -> Markup {
        let say = self.say;
        let slots = &self.snapshot.slots;
        let def = schema().attribute(self.kind, attribute);
        let named = NamedFact { kind: self.kind, object: self.object, field: Field::Attribute(attribute) };
        let item = reports::fact_item(slots, named);
        let cell = slots.cell(self.kind, self.object, attribute);
        let words: Vec<&Stated> = stated.iter().filter(|one| one.attribute == attribute).collect();
        let until = words.iter().find(|one| Some(&one.source) == item.source.as_ref()).and_then(|one| one.valid_until);
        html! {
            tr class=[matches!(cell, Cell::Missing | Cell::Expired).then_some("fu-missing")] {
                th scope="row" { (def.label.pick(say.0)) }
                td {
                    @match &cell {
                        Cell::Missing => span .fu-quiet { (say.t("ukendt", "unknown")) },
                        Cell::Expired => span .fu-quiet { (say.t("udløbet", "expired")) },
                        _ => (self.value(attribute, named)),
                    }
                    (self.disagreement(attribute, &words))
                }
                td {
                    @if def.is_derived() { span .fu-quiet { (say.t("beregnet", "computed")) } }
                    @else if let Some(source) = item.source.as_deref() {
                        (source)
                        @if let Some(page) = self.correct_at(source, &words) { br; a href=(page) rel="noreferrer" { (say.t("Ret i ", "Correct in ")) (source) } }
                    }
                }
                td {
                    @if let (Some(day), false) = (item.seen_at, def.is_derived()) { span title=(say.day(day)) { (say.age(self.snapshot.today.days() - day.days())) } }
                    @if let Some(until) = until { br; span .fu-quiet { (say.t("gyldig til ", "valid until ")) (say.day(until)) } }
                }
                td { @if let Some((href, label)) = self.supply_link(named) {
                    a href=(href) { @if matches!(cell, Cell::Missing | Cell::Expired) { (say.t("Oplys", "Supply")) } @else { (say.t("Ret", "Correct")) } span .sr-only { ": " (label) } }
                } }
            }
        }
    }

    /// A value; a reference leads to its object.
    fn value(&self, attribute: AttrId, named: NamedFact) -> Markup {
        let slots = &self.snapshot.slots;
        let text = slots.show(named, self.say.0);
        let column = slots.column(self.kind, attribute);
        let target = schema().attribute(self.kind, attribute).value;
        if let facts::ValueType::Ref(target) = target
            && let Some(kind) = schema().kind(target)
            && let Some(place) = column.target.get(self.object as usize).filter(|place| **place != facts::NOWHERE)
            && may_see(self.snapshot, self.signed, (kind, *place))
        {
            return html! { a href=(self.to(kind, *place)) { (text) } };
        }
        if text.starts_with("https://") && !text.contains(char::is_whitespace) {
            return html! { a href=(text) rel="noreferrer" { (text) } };
        }
        html! { (text) }
    }

    /// Where sources disagree, what each says; where a reference leads nowhere, that it does.
    fn disagreement(&self, attribute: AttrId, words: &[&Stated]) -> Markup {
        let say = self.say;
        let here = |conflict: &&facts::Conflict| conflict.attribute == attribute;
        let conflicts: Vec<&facts::Conflict> = self.conflicts.iter().copied().filter(here).collect();
        html! {
            @for conflict in conflicts {
                div .fu-conflict {
                    @match &conflict.what {
                        ConflictKind::Disagreement { tie, .. } => {
                            strong { @if *tie { (say.t("Kilderne er uenige, og ingen af dem går forud:", "The sources disagree, and none comes first:")) } @else { (say.t("Kilderne er uenige:", "The sources disagree:")) } }
                            ul { @for word in words { li { (word.source) ": " (super::told::value(self.snapshot, say, (self.kind, attribute), &as_json(&word.value))) " (" (say.day(word.seen_at)) ")" } } }
                            (super::prefer::buttons(self.snapshot, self.signed, conflict))
                        }
                        ConflictKind::Dangling { key } => { (say.t("Henviser til ", "Refers to ")) code { (key) } (say.t(", som ikke findes.", ", which does not exist.")) }
                        ConflictKind::NotYet { day } => { (say.day(*day)) (say.t(" er ikke kommet endnu, så oplysningen tæller ikke.", " has not come yet, so the fact does not count.")) }
                        ConflictKind::Cycle => { (say.t("Henviser i ring til sig selv.", "Refers back to itself.")) }
                    }
                }
            }
        }
    }

    pub(super) fn relations(&self) -> Markup {
        let say = self.say;
        let slots = &self.snapshot.slots;
        html! {
            @for (place, relation) in schema().relations(self.kind).iter().enumerate() {
                @let place = u8::try_from(place).unwrap_or(u8::MAX);
                @let members: Vec<u32> = slots.relation(self.kind, place).of(self.object).iter().copied().filter(|member| may_see(self.snapshot, self.signed, (relation.from, *member))).collect();
                @if !members.is_empty() {
                    section {
                        h2 { (kind_title(relation.from, say.0)) " " span .fu-quiet { "(" (schema().attribute(relation.from, relation.via).label.pick(say.0)) ")" } }
                        ul .fu-columns-list {
                            @for member in members.iter().take(MEMBERS) {
                                li { a href=(self.to(relation.from, *member)) { (slots.title(relation.from, *member)) } }
                            }
                        }
                        @if members.len() > MEMBERS {
                            @let key = &slots.keys(self.kind)[self.object as usize];
                            p { a href={ "/objekter/" (schema().def(relation.from).name) "?" (schema().attribute(relation.from, relation.via).name) "=" (encoded(key)) } { (say.t("Alle ", "All ")) (say.number(members.len() as u64)) } }
                        }
                    }
                }
            }
        }
    }

    fn acts(&self, acts: &[LogEntry], clock: &dyn kernel::Clock) -> Markup {
        let say = self.say;
        html! {
            @if !acts.is_empty() {
                section {
                    h2 { (say.t("Hvad der er sket", "What has happened")) }
                    ul { @for act in acts { li { (say.instant(act.at, clock)) ": " (act.name) " – " (super::log::act_label(&act.act, say)) " " (super::told::told(act, self.snapshot, say)) } } }
                }
            }
        }
    }
}
