//! Which objects are the same: what may be and waits for a person's word, and what was made one, with the way to part it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use facts::{Because, Joined, KindId, Proposal, schema};
use house::rights::{self, Action};
use house::{Judging, Snapshot};
use maud::{Markup, html};

use super::saved::onward;
use super::{capital, kind_of, kind_title, may_see, object_href};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

const ADDRESS: &str = "/import/samme";
/// So many are shown at once.
const SHOWN: usize = 50;

/// `GET /import/samme`
pub(crate) async fn show(State(app): State<Arc<App>>, signed: Signed) -> Markup {
    page(&app, &signed, None)
}

/// `POST /import/samme`
pub(crate) async fn judge(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let judging = Judging {
        kind: kind_of(fields.get("slags"))?,
        key: fields.get("noegle").to_owned(),
        other: fields.get("anden").to_owned(),
        same: fields.get("dom") == "samme",
        reason: fields.get("begrundelse").to_owned(),
    };
    let back = match fields.get("tilbage") {
        "objekt" => object_href(judging.kind, &judging.key),
        _ => ADDRESS.to_owned(),
    };
    match app.house.judge(&signed.0, &judging).await {
        Ok(acted) => Ok(onward(acted, &back)),
        Err(error) => {
            let problem = Problem::from(error);
            if problem.status.is_server_error() || problem.status == axum::http::StatusCode::FORBIDDEN {
                return Err(problem);
            }
            Ok((problem.status, page(&app, &signed, Some((&problem, &fields)))).into_response())
        }
    }
}

/// Those proposals that this reader may see both objects of.
pub(crate) fn proposed<'s>(snapshot: &'s Snapshot, signed: &Signed) -> Vec<&'s Proposal> {
    let seen = |kind: KindId, key: &str| {
        snapshot.slots.find(kind, key).is_some_and(|object| may_see(snapshot, signed, (kind, object)))
    };
    let all = snapshot.slots.proposals().iter();
    all.filter(|one| seen(one.kind, &one.key) && seen(one.kind, &one.other)).collect()
}

fn page(app: &App, signed: &Signed, wrong: Option<(&Problem, &Fields)>) -> Markup {
    let (say, snapshot) = (signed.say(), app.house.now());
    let proposed = proposed(&snapshot, signed);
    let above = [("/import".to_owned(), say.t("Import", "Import").to_owned())];
    let head = Head {
        title: say.t("Samme objekt fra flere kilder", "The same object from several sources"),
        menu: "/import",
        above: &above,
    };
    let body = html! {
        h1 { (head.title) }
        p .lead { (say.t("Objekter fra forskellige kilder samles, når de deler et entydigt kendetegn som CVR-nummer, eller arbejdsmail og navn. Ens navne er ikke nok: dem afgør du her. Det, hver kilde har sagt, bliver stående, og alt kan skilles ad igen.", "Objects of different sources are made one when they share an identifier such as a CVR number, or a work e-mail and the name. The same name is not enough: that is for you to decide here. What each source said stays, and everything can be parted again.")) }
        @if let Some((problem, _)) = wrong { (shell::told(problem, say)) }
        section aria-labelledby="forslag" {
            h2 #forslag { (say.t("Kan være det samme", "May be the same")) " (" (say.number(proposed.len() as u64)) ")" }
            @if proposed.is_empty() { p { (say.t("Der er ingen forslag.", "There are no proposals.")) } }
            @for (place, one) in proposed.iter().take(SHOWN).enumerate() { (proposal(&snapshot, signed, place, one)) }
            @if proposed.len() > SHOWN { p .fu-quiet { (say.t("De første er vist; resten kommer frem, efterhånden som disse er afgjort.", "The first are shown; the others appear as these are decided.")) } }
        }
        (by_hand(signed, wrong.map(|(_, fields)| fields)))
        (joined(&snapshot, signed))
    };
    shell::page(app, signed, ADDRESS, &head, &body)
}

fn proposal(snapshot: &Snapshot, signed: &Signed, place: usize, one: &Proposal) -> Markup {
    let (say, def) = (signed.say(), schema().def(one.kind));
    let title = |key: &str| {
        let object = snapshot.slots.find(one.kind, key);
        html! { a href=(object_href(one.kind, key)) { (object.and_then(|object| snapshot.slots.name(one.kind, object)).unwrap_or_else(|| key.to_owned())) } " " span .fu-quiet { "(" (key) ")" } }
    };
    let reason = format!("begrundelse-{place}");
    html! {
        form .fu-card method="post" action=(ADDRESS) {
            (shell::csrf(signed))
            input type="hidden" name="slags" value=(def.name);
            input type="hidden" name="noegle" value=(one.key);
            input type="hidden" name="anden" value=(one.other);
            p { strong { (capital(def.one.pick(say.0))) } ": " (title(&one.key)) (say.t(" og ", " and ")) (title(&one.other)) br;
                span .fu-quiet { (why(one.kind, one.because, say)) } }
            label .form-label for=(reason) { (say.t("Begrundelse", "Reason")) }
            input .form-input id=(reason) name="begrundelse" required maxlength="500";
            p {
                button .button .button-primary name="dom" value="samme" { (say.t("Det er samme objekt", "They are the same")) } " "
                button .button .button-secondary name="dom" value="adskilt" { (say.t("De er forskellige", "They are different")) }
            }
        }
    }
}

/// Why two keys are, or may be, one object's.
pub(crate) fn why(kind: KindId, because: Because, say: Say) -> String {
    match because {
        Because::Person => say.t("samlet af en medarbejder", "joined by a member of staff").to_owned(),
        Because::Name => say.t("samme navn", "the same name").to_owned(),
        Because::Identifier(attribute) => {
            let label = schema().attribute(kind, attribute).label.pick(say.0);
            format!("{} {}", say.t("fælles:", "shared:"), label)
        }
    }
}

/// Two keys that nobody proposed.
fn by_hand(signed: &Signed, written: Option<&Fields>) -> Markup {
    let say = signed.say();
    let value = |name: &str| written.map_or("", |fields| fields.get(name)).to_owned();
    let chosen = Some(value("slags")).filter(|chosen| !chosen.is_empty()).unwrap_or_else(|| "system".to_owned());
    let mut kinds: Vec<KindId> = schema().kinds().collect();
    kinds.sort_by_cached_key(|kind| kernel::danish_sort_key(&kind_title(*kind, say.0)));
    html! {
        section aria-labelledby="selv" {
            h2 #selv { (say.t("Saml to, der ikke er foreslået", "Join two that are not proposed")) }
            form method="post" action=(ADDRESS) {
                (shell::csrf(signed))
                label .form-label for="slags" { (say.t("Slags", "Kind")) }
                select .form-select #slags name="slags" { @for kind in kinds {
                    option value=(schema().def(kind).name) selected[chosen == schema().def(kind).name] { (kind_title(kind, say.0)) }
                } }
                label .form-label for="noegle" { (say.t("Nøgle", "Key")) }
                input .form-input #noegle name="noegle" required value=(value("noegle"));
                label .form-label for="anden" { (say.t("Den anden nøgle", "The other key")) }
                input .form-input #anden name="anden" required value=(value("anden"));
                label .form-label for="begrundelse" { (say.t("Begrundelse", "Reason")) }
                input .form-input #begrundelse name="begrundelse" required maxlength="500" value=(value("begrundelse"));
                p { button .button .button-secondary name="dom" value="samme" { (say.t("Det er samme objekt", "They are the same")) } }
            }
        }
    }
}

/// What was made one, by kind, and the latest of each.
fn joined(snapshot: &Snapshot, signed: &Signed) -> Markup {
    let say = signed.say();
    let seen = |one: &&Joined| may_see(snapshot, signed, (one.kind, one.object));
    html! {
        section aria-labelledby="samlet" {
            h2 #samlet { (say.t("Samlede objekter", "Joined objects")) }
            @if snapshot.slots.joined().is_empty() { p { (say.t("Intet objekt har mere end én nøgle.", "No object has more than one key.")) } }
            @for kind in schema().kinds() {
                @let of: Vec<&Joined> = snapshot.slots.joined().iter().filter(|one| one.kind == kind).filter(seen).collect();
                @if !of.is_empty() {
                    details {
                        summary { (capital(schema().def(kind).many.pick(say.0))) " (" (say.number(of.len() as u64)) ")" }
                        ul { @for one in of.iter().take(SHOWN) {
                            @let key = &snapshot.slots.keys(kind)[one.object as usize];
                            li { a href=(object_href(kind, key)) { (snapshot.slots.name(kind, one.object).unwrap_or_else(|| key.to_string())) } " " span .fu-quiet { (key) " = " (one.key) ", " (why(kind, one.because, say)) } }
                        } }
                        @if of.len() > SHOWN { p .fu-quiet { (say.t("De første er vist. Hvert objekts side viser dets nøgler.", "The first are shown. Each object's page shows its keys.")) } }
                    }
                }
            }
        }
    }
}

/// The other keys of an object, each with the way to part it for those who may.
pub(super) fn keys(snapshot: &Snapshot, signed: &Signed, (kind, object): (KindId, u32)) -> Markup {
    let (say, others) = (signed.say(), snapshot.slots.joined_to(kind, object));
    if others.is_empty() {
        return html! {};
    }
    let key = &snapshot.slots.keys(kind)[object as usize];
    let may = rights::may(&signed.0.grants, Action::JudgeIdentity);
    html! {
        section aria-labelledby="noegler" {
            h2 #noegler { (say.t("Kendt under flere nøgler", "Known by several keys")) }
            p { (say.t("Vises her som ", "Shown here as ")) strong { (key) } ". " (say.t("Kilderne kender det også som:", "The sources know it as well as:")) }
            ul { @for (place, one) in others.iter().enumerate() {
                li { (one.key) " " span .fu-quiet { "(" (why(kind, one.because, say)) ")" }
                    @if may {
                        details { summary { (say.t("Skil ad", "Part")) }
                            form method="post" action=(ADDRESS) {
                                (shell::csrf(signed))
                                input type="hidden" name="slags" value=(schema().def(kind).name);
                                input type="hidden" name="noegle" value=(key);
                                input type="hidden" name="anden" value=(one.key);
                                input type="hidden" name="tilbage" value="objekt";
                                @let reason = format!("skil-{place}");
                                label .form-label for=(reason) { (say.t("Begrundelse", "Reason")) }
                                input .form-input id=(reason) name="begrundelse" required maxlength="500";
                                p { button .button .button-secondary name="dom" value="adskilt" { (say.t("De er forskellige", "They are different")) } }
                            }
                        }
                    }
                }
            } }
        }
    }
}
