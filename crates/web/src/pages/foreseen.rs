//! What should be known of an import before it is taken in: references that lead nowhere yet, days ahead, and much that would end.

use facts::{KindId, schema};
use house::rights::{is_personal, may_see_everybody};
use house::{Foreseen, Loose, Much};
use maud::{Markup, html};

use super::{capital, kind_title};
use crate::gate::Signed;
use crate::locale::Say;
use crate::shell;

/// So many references are shown.
const SHOWN: usize = 100;

/// What should be known; of members of staff only the numbers, for those who may not see them.
pub(super) fn foreseen(signed: &Signed, foreseen: &Foreseen) -> Markup {
    let say = signed.say();
    let everybody = may_see_everybody(&signed.0.grants);
    let seen: Vec<&Loose> = foreseen.loose.iter().filter(|one| everybody || !is_of_staff(one)).take(SHOWN).collect();
    let several = seen.iter().any(|one| one.kind != seen[0].kind);
    let label = |one: &Loose| schema().attribute(one.kind, one.attribute).label.pick(say.0);
    html! {
        @for text in foreseen.told() { (shell::alert("warning", &html! { p { (say.text(&text)) } })) }
        @if !seen.is_empty() {
            details {
                summary { (say.t("Henvisninger, der ikke fører til noget", "References that lead nowhere")) }
                div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Henvisninger, der ikke fører til noget", "References that lead nowhere")) {
                    table .table .table--compact {
                        thead { tr {
                            @if several { th scope="col" { (say.t("Slags", "Kind")) } }
                            th scope="col" { (say.t("Rækkens nøgle", "The row's key")) } th scope="col" { (say.t("Oplysning", "Fact")) } th scope="col" { (say.t("Henviser til", "Refers to")) }
                        } }
                        tbody { @for one in &seen { tr {
                            @if several { td { (kind_title(one.kind, say.0)) } }
                            td { (one.key) } td { (label(one)) } td { @if let Some(target) = target(one) { (capital(schema().def(target).one.get(say.0))) " " } code { (one.to) } }
                        } } }
                    }
                }
                @if foreseen.loose_count > seen.len() { p { (say.t("og ", "and ")) (say.number((foreseen.loose_count - seen.len()) as u64)) (say.t(" flere", " more")) } }
            }
        }
    }
}

fn target(one: &Loose) -> Option<KindId> {
    schema().attribute(one.kind, one.attribute).value.target().and_then(|name| schema().kind(name))
}

pub(crate) fn is_of_staff(one: &Loose) -> bool {
    is_personal(one.kind) || target(one).is_some_and(is_personal)
}

/// Asks whether it is right that much would be gone, or end.
pub(super) fn much(much: Much, say: Say) -> Markup {
    let (why, right) = match much {
        Much::Gone => (
            say.t(
                "Meget ville forsvinde. Er filen udtrukket med et filter, eller er det en anden fil, så hent den rigtige.",
                "Much would be gone. If the file was exported with a filter, or is another file, fetch the right one.",
            ),
            say.t("Det er rigtigt, at så meget er væk", "It is right that so much is gone"),
        ),
        Much::Ended => (
            say.t(
                "Mange oplysninger ville slutte, fordi filen mangler kolonner eller celler, som kilden har udfyldt før. Hent udtrækket med alle kolonner.",
                "Many facts would end, since the file lacks columns or cells that the source filled in before. Fetch the export with all its columns.",
            ),
            say.t("Det er rigtigt, at så mange oplysninger slutter", "It is right that so many facts end"),
        ),
    };
    html! {
        (shell::alert("warning", &html! { p { (why) } }))
        div .form-group-checkbox {
            input .form-checkbox type="checkbox" id="meget" name="meget" value="1" required;
            label for="meget" { (right) }
        }
    }
}
