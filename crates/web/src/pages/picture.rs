//! What breaks if this system goes: its integrations as a picture and as a table that says the same.

use std::collections::BTreeMap;

use facts::{Cell, Field, KindId, NamedFact, schema};
use house::Snapshot;
use maud::{Markup, html};

use super::object_href;
use crate::locale::Say;

/// More neighbours than this make no readable picture; the table has them all.
const MOST: usize = 24;
const ROW: usize = 44;
const WIDTH: usize = 900;

/// A neighbour, and which integrations join them.
struct Neighbour {
    object: u32,
    /// The neighbour gets data from us: it breaks.
    gets: Vec<u32>,
    /// We get data from it.
    gives: Vec<u32>,
}

/// The picture and its table, if the system has integrations at all.
pub(crate) fn section(snapshot: &Snapshot, system: u32, say: Say) -> Markup {
    let (Some(systems), Some(integrations)) = (schema().kind("system"), schema().kind("integration")) else {
        return html! {};
    };
    let neighbours = neighbours(snapshot, (systems, integrations), system);
    if neighbours.is_empty() {
        return html! {};
    }
    let breaking = neighbours.iter().filter(|one| !one.gets.is_empty()).count();
    html! {
        section aria-labelledby="afhaengigheder" {
            h2 #afhaengigheder { (say.t("Hvad går i stykker, hvis det her forsvinder?", "What breaks if this goes?")) }
            p { (say.count(breaking, ["system får data herfra", "systemer får data herfra"], ["system gets data from here", "systems get data from here"]))
                ", " (say.count(neighbours.len() - breaking, ["system leverer kun hertil.", "systemer leverer kun hertil."], ["system only delivers to here.", "systems only deliver to here."])) }
            @if neighbours.len() <= MOST { (drawing(snapshot, systems, system, &neighbours, say)) }
            (table(snapshot, (systems, integrations), &neighbours, say))
        }
    }
}

fn neighbours(snapshot: &Snapshot, (systems, integrations): (KindId, KindId), system: u32) -> Vec<Neighbour> {
    let slots = &snapshot.slots;
    let end = |name: &str, integration: u32| {
        let attribute = schema().attribute_id(integrations, name)?;
        slots
            .column(integrations, attribute)
            .target
            .get(integration as usize)
            .copied()
            .filter(|at| *at != facts::NOWHERE)
    };
    let in_use = schema().attribute_id(integrations, "in_use");
    let mut found: BTreeMap<u32, Neighbour> = BTreeMap::new();
    for integration in 0..slots.count(integrations) {
        let retired = in_use.is_some_and(|at| slots.cell(integrations, integration, at) == Cell::Bool(false));
        let (Some(from), Some(to)) = (end("from", integration), end("to", integration)) else { continue };
        if retired || from == to || (from != system && to != system) {
            continue;
        }
        let other = if from == system { to } else { from };
        let one = found.entry(other).or_insert(Neighbour { object: other, gets: Vec::new(), gives: Vec::new() });
        if from == system { one.gets.push(integration) } else { one.gives.push(integration) }
    }
    let mut all: Vec<Neighbour> = found.into_values().collect();
    all.sort_by_cached_key(|one| (one.gets.is_empty(), kernel::danish_sort_key(&slots.title(systems, one.object))));
    all
}

/// The system in the middle, those it gets from to the left, those that get from it to the right.
fn drawing(snapshot: &Snapshot, systems: KindId, system: u32, neighbours: &[Neighbour], say: Say) -> Markup {
    let left: Vec<&Neighbour> = neighbours.iter().filter(|one| one.gets.is_empty()).collect();
    let right: Vec<&Neighbour> = neighbours.iter().filter(|one| !one.gets.is_empty()).collect();
    let height = left.len().max(right.len()).max(1) * ROW + 20;
    let middle = height / 2;
    let y = |place: usize, count: usize| middle + place * ROW + ROW / 2 - count * ROW / 2;
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Billede af integrationer", "Picture of integrations")) {
            svg .fu-picture viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height) role="group" aria-label=(say.t("Integrationer; det samme står i tabellen nedenfor", "Integrations; the table below says the same")) {
                @for (place, one) in left.iter().enumerate() {
                    line .fu-line x1="270" y1=(y(place, left.len())) x2="330" y2=(middle) {}
                    (node(snapshot, systems, one.object, 10, y(place, left.len()), "fu-node"))
                }
                @for (place, one) in right.iter().enumerate() {
                    line .fu-line .fu-line-breaks x1="570" y1=(middle) x2="630" y2=(y(place, right.len())) {}
                    (node(snapshot, systems, one.object, 630, y(place, right.len()), "fu-node fu-node-breaks"))
                }
                (node(snapshot, systems, system, 320, middle, "fu-node fu-node-self"))
            }
        }
    }
}

fn node(snapshot: &Snapshot, systems: KindId, object: u32, x: usize, y: usize, class: &str) -> Markup {
    let key = &snapshot.slots.keys(systems)[object as usize];
    let name = snapshot.slots.name_of(systems, key);
    let short: String =
        if name.chars().count() > 30 { name.chars().take(29).chain(['…']).collect() } else { name.clone() };
    html! {
        a href=(object_href(systems, key)) {
            title { (name) }
            rect class=(class) x=(x) y=(y.saturating_sub(17)) width="260" height="34" rx="3" {}
            text x=(x + 10) y=(y + 5) { (short) }
        }
    }
}

fn table(snapshot: &Snapshot, (systems, integrations): (KindId, KindId), neighbours: &[Neighbour], say: Say) -> Markup {
    let slots = &snapshot.slots;
    let told = |all: &[u32]| {
        let one = |integration: &u32| {
            let title = slots.title(integrations, *integration);
            let interface = schema().attribute_id(integrations, "interface").map(|attribute| {
                slots.show(
                    NamedFact { kind: integrations, object: *integration, field: Field::Attribute(attribute) },
                    say.0,
                )
            });
            (
                object_href(integrations, &slots.keys(integrations)[*integration as usize]),
                title,
                interface.unwrap_or_default(),
            )
        };
        all.iter().map(one).collect::<Vec<_>>()
    };
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Integrationer", "Integrations")) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" { (say.t("System", "System")) }
                    th scope="col" { (say.t("Får data herfra", "Gets data from here")) }
                    th scope="col" { (say.t("Leverer data hertil", "Delivers data to here")) }
                } }
                tbody {
                    @for one in neighbours {
                        tr {
                            th scope="row" { a href=(object_href(systems, &slots.keys(systems)[one.object as usize])) { (slots.title(systems, one.object)) } }
                            @for side in [&one.gets, &one.gives] {
                                td { @for (href, title, interface) in told(side) { a href=(href) { (title) } " " span .fu-quiet { (interface) } br; } }
                            }
                        }
                    }
                }
            }
        }
    }
}
