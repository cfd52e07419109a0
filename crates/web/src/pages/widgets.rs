//! The small parts that several pages are made of: verdict badges, position bars, fields of forms.

use findings::{Tally, Verdict};
use maud::{Markup, html};

use crate::form::Fields;
use crate::locale::Say;

/// A verdict as a badge: colour, sign and word, so that colour is never the only bearer.
pub(crate) fn badge(verdict: Verdict, say: Say) -> Markup {
    let (class, sign) = match verdict {
        Verdict::Follows => ("fu-follows", "✓"),
        Verdict::Deviates => ("fu-deviates", "✕"),
        Verdict::NotAssessed => ("fu-unknown", "?"),
        Verdict::NotApplicable => ("fu-none", "–"),
    };
    html! { span class={ "fu-badge " (class) } { span aria-hidden="true" { (sign) } " " (verdict.label().pick(say.0)) } }
}

/// How many follow, deviate and are not assessed, as a bar with its numbers beside it.
pub(crate) fn bar(tally: Tally, say: Say) -> Markup {
    let whole = tally.applicable();
    if whole == 0 {
        return html! { span .fu-quiet { (say.t("ingen relevante", "none applicable")) } };
    }
    // Widths in thousandths of the bar; what is there at all is seen.
    let width = |part: u64| if part == 0 { 0 } else { (part * 1_000 / whole).max(8) };
    let (follows, deviates) = (width(tally.follows), width(tally.deviates));
    html! {
        svg .fu-bar-svg viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true" {
            rect .fu-fill-unknown x="0" y="0" width="1000" height="40" {}
            rect .fu-fill-follows x="0" y="0" width=(follows) height="40" {}
            rect .fu-fill-deviates x=(follows) y="0" width=(deviates.min(1_000 - follows)) height="40" {}
        }
    }
}

/// The three counts as text: `12 følger · 3 afviger · 4 ikke vurderet`.
pub(crate) fn counts(tally: Tally, say: Say) -> String {
    format!(
        "{} {} · {} {} · {} {}",
        say.number(tally.follows),
        Verdict::Follows.label().pick(say.0),
        say.number(tally.deviates),
        Verdict::Deviates.label().pick(say.0),
        say.number(tally.not_assessed),
        Verdict::NotAssessed.label().pick(say.0),
    )
}

/// One labelled text field of a form.
pub(crate) struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) hint: &'a str,
    pub(crate) value: &'a str,
    /// `text`, `password`, `date`, `email` ..
    pub(crate) kind: &'a str,
    pub(crate) required: bool,
    /// What the browser may fill in: `username`, `current-password` ..
    pub(crate) autocomplete: &'a str,
    /// The id of the list of suggestions; empty for none.
    pub(crate) list: &'a str,
    /// What is wrong with the value.
    pub(crate) wrong: Option<&'a str>,
}

impl Default for Field<'_> {
    fn default() -> Self {
        Self {
            name: "",
            label: "",
            hint: "",
            value: "",
            kind: "text",
            required: false,
            autocomplete: "off",
            list: "",
            wrong: None,
        }
    }
}

impl Field<'_> {
    /// The field with label and hint.
    pub(crate) fn show(&self) -> Markup {
        let id = format!("f-{}", self.name);
        let (hint, wrong) = (format!("{id}-hint"), format!("{id}-wrong"));
        let described: Vec<&str> =
            [(!self.hint.is_empty()).then_some(&*hint), self.wrong.map(|_| &*wrong)].into_iter().flatten().collect();
        html! {
            div .form-group .form-error[self.wrong.is_some()] {
                label .form-label for=(id) { (self.label) }
                @if !self.hint.is_empty() { span .form-hint id=(hint) { (self.hint) } }
                @if let Some(text) = self.wrong { span .form-error-message id=(wrong) { (text) } }
                input .form-input id=(id) name=(self.name) type=(self.kind) value=(self.value) required[self.required]
                    list=[(!self.list.is_empty()).then_some(self.list)] autocomplete=(self.autocomplete) aria-invalid=[self.wrong.map(|_| "true")] aria-describedby=[(!described.is_empty()).then(|| described.join(" "))];
            }
        }
    }
}

/// A choice among some values: value, label, whether it is chosen.
pub(crate) fn select(name: &str, label: &str, options: &[(String, String, bool)]) -> Markup {
    let id = format!("f-{name}");
    html! {
        div .form-group {
            label .form-label for=(id) { (label) }
            select .form-select id=(id) name=(name) {
                @for (value, text, chosen) in options { option value=(value) selected[*chosen] { (text) } }
            }
        }
    }
}

/// A heading cell whose link sorts by it.
pub(crate) fn sorted_head(label: &str, href: &str, state: Option<&str>) -> Markup {
    let arrow = match state {
        Some("ascending") => " ▲",
        Some(_) => " ▼",
        None => "",
    };
    html! {
        th scope="col" aria-sort=[state] { a href=(href) { (label) span aria-hidden="true" { (arrow) } } }
    }
}

/// A field for several lines.
pub(crate) struct Area<'a> {
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) hint: &'a str,
    pub(crate) value: &'a str,
    pub(crate) rows: u8,
    /// What is wrong with the value.
    pub(crate) wrong: Option<&'a str>,
}

impl Area<'_> {
    /// The field with label and hint.
    pub(crate) fn show(&self) -> Markup {
        let id = format!("f-{}", self.name);
        let (hint, wrong) = (format!("{id}-hint"), format!("{id}-wrong"));
        let described: Vec<&str> =
            [(!self.hint.is_empty()).then_some(&*hint), self.wrong.map(|_| &*wrong)].into_iter().flatten().collect();
        // The newline after the tag is eaten by browsers; without it they would eat one of the text's own.
        html! {
            div .form-group .form-error[self.wrong.is_some()] {
                label .form-label for=(id) { (self.label) }
                @if !self.hint.is_empty() { span .form-hint id=(hint) { (self.hint) } }
                @if let Some(text) = self.wrong { span .form-error-message id=(wrong) { (text) } }
                textarea .form-input id=(id) name=(self.name) rows=(self.rows) aria-invalid=[self.wrong.map(|_| "true")] aria-describedby=[(!described.is_empty()).then(|| described.join(" "))] { "\n" (self.value) }
            }
        }
    }
}

/// One of several: value, label; the one that the form has chosen.
pub(crate) fn radios(name: &str, legend: &str, options: &[(&str, &str)], fields: &Fields) -> Markup {
    radios_of(name, legend, options, (fields.get(name), fields.wrong(name)))
}

/// The same with the chosen one, and what is wrong with the choice.
pub(crate) fn radios_of(
    name: &str,
    legend: &str,
    options: &[(&str, &str)],
    (chosen, wrong): (&str, Option<&str>),
) -> Markup {
    html! {
        fieldset .form-group .form-error[wrong.is_some()] id={ "f-" (name) } aria-describedby=[wrong.map(|_| format!("f-{name}-wrong"))] {
            legend .form-label { (legend) }
            @if let Some(text) = wrong { span .form-error-message id={ "f-" (name) "-wrong" } { (text) } }
            @for (value, text) in options {
                @let id = format!("f-{name}-{value}");
                div .form-group-radio {
                    input .form-radio type="radio" id=(id) name=(name) value=(value) checked[*value == chosen];
                    label for=(id) { (text) }
                }
            }
        }
    }
}
