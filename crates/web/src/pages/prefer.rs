//! Which register's word counts, where sources disagree: chosen where the conflict is seen, for every object of the kind.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use facts::{Conflict, ConflictKind, Rank, schema};
use house::Snapshot;
use house::rights::{Action, may};
use maud::{Markup, html};

use super::saved::onward;
use super::{kind_of, object_href};
use crate::app::App;
use crate::form::Posted;
use crate::gate::{Signed, encoded};
use crate::problem::Problem;
use crate::shell;

/// `POST /forrang/{kind}/{attribute}`
pub(crate) async fn choose(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((kind, attribute)): Path<(String, String)>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let kind = kind_of(&kind)?;
    let attribute = schema().attribute_id(kind, &attribute).ok_or_else(Problem::not_found)?;
    let acted = app.house.prefer(&signed.0, (kind, attribute), fields.get("register")).await?;
    Ok(onward(acted, &object_href(kind, fields.get("noegle"))))
}

/// A button for each register that could go first, by the names of the sources it is known by, for those who may choose.
pub(crate) fn buttons(snapshot: &Snapshot, signed: &Signed, conflict: &Conflict) -> Markup {
    let registers = registers(snapshot, conflict);
    if registers.len() < 2 || !may(&signed.0.grants, Action::SetPrecedence) {
        return html! {};
    }
    let (say, def) = (signed.say(), schema().def(conflict.kind));
    let attribute = schema().attribute(conflict.kind, conflict.attribute);
    let key = &snapshot.slots.keys(conflict.kind)[conflict.object as usize];
    html! {
        form method="post" action={ "/forrang/" (def.name) "/" (encoded(attribute.name)) } {
            (shell::csrf(signed))
            input type="hidden" name="noegle" value=(key);
            span .fu-quiet { (say.t("Lad én af dem gælde først, her og for alle andre af samme slags: ", "Let one of them come first, here and for all others of the kind: ")) }
            @for (register, names) in &registers { button .fu-link name="register" value=(register) { (names.join(", ")) } " " }
        }
    }
}

/// The registers that disagree, each with the sources it told through.
fn registers(snapshot: &Snapshot, conflict: &Conflict) -> Vec<(String, Vec<String>)> {
    let ConflictKind::Disagreement { stated, .. } = &conflict.what else { return Vec::new() };
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for source in stated.iter().filter_map(|(source, _)| snapshot.slots.source(*source)) {
        if source.rank != Rank::Register || source.register.is_empty() {
            continue;
        }
        match found.iter_mut().find(|(register, _)| *register == *source.register) {
            Some((_, names)) => names.push(source.name.to_string()),
            None => found.push((source.register.to_string(), vec![source.name.to_string()])),
        }
    }
    found
}

/// What people call a register: the names of the sources it has told through; its own word when it has told nothing.
pub(crate) fn called(snapshot: &Snapshot, register: &str) -> String {
    let of = snapshot.slots.sources().filter(|source| source.rank == Rank::Register && *source.register == *register);
    let mut names: Vec<&str> = of.map(|source| &*source.name).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { register.to_owned() } else { names.join(", ") }
}
