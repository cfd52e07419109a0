//! Titles and standings, as people read them.

use decisions::{Face, Standing};
use facts::schema;
use house::Snapshot;
use kernel::{Lang, Text};
use maud::{Markup, html};

use crate::locale::Say;
use crate::pages::kind_title;

/// A case's title in the reader's language. Most titles are proposed by the form, from what the case is about and its principle, in
/// the language of whoever opened it; what people wrote themselves stands as they wrote it.
pub(crate) fn title(snapshot: &Snapshot, face: &Face, say: Say) -> String {
    let kinds =
        schema().kind(&face.kind).map(|kind| [Lang::Da, Lang::En].map(|lang| kind_title(kind, lang).to_lowercase()));
    let principle = super::principle(snapshot, &face.pack, &face.principle).map(|(_, principle)| &principle.title);
    let proposed = principle.and_then(|principle| proposed(&face.title, principle, kinds.as_ref(), say));
    proposed.unwrap_or_else(|| face.title.clone())
}

/// A title that ends with its principle's, as the form proposed it or as the house calls a part that is split off.
fn proposed(title: &str, principle: &Text, kinds: Option<&[String; 2]>, say: Say) -> Option<String> {
    let (about, rest) =
        [&principle.da, &principle.en].into_iter().find_map(|known| title.rsplit_once(&format!(": {known}")))?;
    let from = rest.strip_prefix(" (fra ");
    if from.is_none() && !rest.is_empty() {
        return None;
    }
    // Several objects are proposed as a number of their kind.
    let several = kinds.and_then(|[da, en]| {
        let count = [da, en].into_iter().find_map(|kinds| about.strip_suffix(kinds.as_str()))?.strip_suffix(' ')?;
        let is_number =
            !count.is_empty() && count.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ','));
        is_number.then(|| format!("{count} {}", say.t(da, en)))
    });
    let about = several.unwrap_or_else(|| about.to_owned());
    let from = from.map_or_else(String::new, |case| format!(" ({} {case}", say.t("fra", "from")));
    Some(format!("{about}: {}{from}", say.text(principle)))
}

/// Where a case stands, with its day: sign, word and colour, so that colour is never the only bearer.
pub(crate) fn standing_badge(standing: Standing, say: Say) -> Markup {
    let (class, sign) = match standing {
        Standing::NoLongerNeeded => ("fu-none", "–"),
        Standing::Explained { .. } | Standing::Dispensed { .. } => ("fu-follows", "✓"),
        Standing::Refused { .. } | Standing::Overdue { .. } | Standing::Lapsed { .. } => ("fu-deviates", "!"),
        Standing::Open | Standing::InScreening | Standing::AwaitingBoard => ("fu-unknown", "…"),
    };
    html! {
        span class={ "fu-badge " (class) } { span aria-hidden="true" { (sign) } " " (standing.label().pick(say.0)) }
        @if let Some(text) = standing_day(standing, say) { " " span .fu-quiet { (text) } }
    }
}

fn standing_day(standing: Standing, say: Say) -> Option<String> {
    let word = match standing {
        Standing::Explained { .. } => say.t("bragt i orden senest", "follows by"),
        Standing::Dispensed { .. } => say.t("til", "until"),
        Standing::Refused { .. } => say.t("plan senest", "plan by"),
        Standing::Overdue { .. } | Standing::Lapsed { .. } => say.t("fra", "since"),
        Standing::Open | Standing::InScreening | Standing::AwaitingBoard | Standing::NoLongerNeeded => return None,
    };
    standing.day().map(|day| format!("{word} {}", say.day(day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposed_title_is_read_in_both_languages_and_a_persons_own_words_stand() {
        let principle = Text { da: "Drift er hybrid".to_owned(), en: "Operation is hybrid".to_owned() };
        let kinds = ["systemer".to_owned(), "systems".to_owned()];
        let read = |title: &str, lang| proposed(title, &principle, Some(&kinds), Say(lang));
        for (danish, english) in [
            ("Omsorg (S0009): Drift er hybrid", "Omsorg (S0009): Operation is hybrid"),
            ("1.200 systemer: Drift er hybrid", "1.200 systems: Operation is hybrid"),
            ("Nye systemer: Drift er hybrid (fra 2026-0012)", "Nye systemer: Operation is hybrid (from 2026-0012)"),
        ] {
            assert_eq!(read(danish, Lang::En).as_deref(), Some(english));
            assert_eq!(read(danish, Lang::Da).as_deref(), Some(danish));
        }
        assert_eq!(
            read("3 systems: Operation is hybrid", Lang::Da).as_deref(),
            Some("3 systemer: Drift er hybrid"),
            "opened in English"
        );
        for own in ["Omsorg skal blive", "Drift er hybrid", "Omsorg: Drift er hybrid, men ikke her"] {
            assert_eq!(read(own, Lang::En), None, "{own}");
        }
    }
}
