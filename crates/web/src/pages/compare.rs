//! Two systems side by side: each fact, where they differ, and how each stands.

use std::sync::Arc;

use axum::extract::{Query, State};
use facts::{AttrId, Field, KindId, NamedFact, schema};
use findings::Verdict;
use house::Snapshot;
use maud::{Markup, html};

use super::unknown::Unknown;
use super::widgets::{badge, counts};
use super::{object_href, rule_href};
use crate::app::App;
use crate::form::Fields;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /sammenlign?a=..&b=..`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let snapshot = app.house.now();
    let systems = super::kind_of("system")?;
    let unknown =
        Unknown::of(&pairs, |name, value| matches!(name, "a" | "b") && snapshot.slots.find(systems, value).is_some());
    let fields = Fields::of(pairs);
    let chosen = |name: &str| snapshot.slots.find(systems, fields.get(name));
    let above = [("/objekter/system".to_owned(), say.t("Systemer", "Systems").to_owned())];
    let head =
        Head { title: say.t("Sammenlign to systemer", "Compare two systems"), menu: "/objekter/system", above: &above };
    let both = chosen("a").zip(chosen("b"));
    let body = html! {
        h1 { (head.title) }
        (unknown.notice(say))
        @if snapshot.slots.count(systems) < 2 {
            p { (say.t("Der skal være to systemer at sammenligne, og der er ", "It takes two systems to compare, and there is ")) (few(snapshot.slots.count(systems), say)) ". " (super::list::import(&signed)) }
        }
        form .fu-controls method="get" action="/sammenlign" {
            div .fu-row {
                (picker(&snapshot, systems, "a", say.t("Det ene", "The one"), chosen("a")))
                (picker(&snapshot, systems, "b", say.t("Det andet", "The other"), chosen("b")))
                button .button .button-primary { (say.t("Sammenlign", "Compare")) }
            }
        }
        @if let Some((a, b)) = both { (table(&snapshot, systems, (a, b), say)) }
    };
    Ok(shell::page(&app, &signed, "/sammenlign", &head, &body))
}

fn few(count: u32, say: Say) -> &'static str {
    if count == 0 { say.t("ingen endnu", "none yet") } else { say.t("kun ét", "only one") }
}

fn picker(snapshot: &Snapshot, kind: KindId, name: &str, label: &str, chosen: Option<u32>) -> Markup {
    let mut options: Vec<(String, String, bool)> = (0..snapshot.slots.count(kind))
        .map(|object| {
            let key = snapshot.slots.keys(kind)[object as usize].to_string();
            (key, snapshot.slots.title(kind, object), chosen == Some(object))
        })
        .collect();
    options.sort_by_cached_key(|(_, title, _)| kernel::danish_sort_key(title));
    super::widgets::select(name, label, &options)
}

fn table(snapshot: &Snapshot, kind: KindId, (a, b): (u32, u32), say: Say) -> Markup {
    let slots = &snapshot.slots;
    let shown = |object: u32, place: usize| {
        let attribute = AttrId(u8::try_from(place).unwrap_or(u8::MAX));
        slots.show(NamedFact { kind, object, field: Field::Attribute(attribute) }, say.0)
    };
    let tallies = snapshot.listing.tallies(kind, slots, &snapshot.assessment);
    let packs = snapshot.packs();
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Sammenligning", "Comparison")) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" { (say.t("Oplysning", "Fact")) }
                    @for object in [a, b] { th scope="col" { a href=(object_href(kind, &slots.keys(kind)[object as usize])) { (slots.title(kind, object)) } } }
                } }
                tbody {
                    tr { th scope="row" { (say.t("Vurderinger", "Verdicts")) } @for object in [a, b] { td { (counts(tallies[object as usize], say)) } } }
                    @for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
                        @let (one, other) = (shown(a, place), shown(b, place));
                        tr class=[(one != other).then_some("fu-differs")] {
                            th scope="row" { (attribute.label.pick(say.0)) @if one != other { span .sr-only { (say.t(" (forskellige)", " (different)")) } } }
                            td { (one) } td { (other) }
                        }
                    }
                }
            }
        }
        h2 { (say.t("Regler, hvor de står forskelligt", "Rules under which they stand differently")) }
        ul .fu-findings {
            @for findings in snapshot.assessment.rules().iter().filter(|findings| findings.kind == kind && findings.verdict(a) != findings.verdict(b)) {
                @let pack = packs[findings.pack];
                @let rule = &pack.rules[findings.rule];
                @let either: [Verdict; 2] = [findings.verdict(a), findings.verdict(b)];
                li { a href=(rule_href(&pack.id, &rule.code)) { (say.text(&rule.title)) } ": " (badge(either[0], say)) " / " (badge(either[1], say)) }
            }
        }
    }
}
