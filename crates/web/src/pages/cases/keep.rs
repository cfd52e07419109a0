//! What is kept in a case and what is seldom needed: notes, phases, conflicts of interest, splitting, an emergency grant, closing.

use decisions::{Phase, Stage, Standing};
use facts::schema;
use house::rights::Action;
use maud::{Markup, html};

use super::super::kind_title;
use super::super::widgets::{Area, Field, select};
use super::page::At;

impl At<'_> {
    /// Notes, phases, and what is seldom needed.
    pub(super) fn keep(&self, standing: Standing) -> Markup {
        let say = self.say;
        if !self.may(Action::KeepCase) && !self.may(Action::GrantEmergency) && !self.may(Action::DecideCase) {
            return html! {};
        }
        let over = self.face.is_over();
        let phases: Vec<(String, String, bool)> = Phase::ALL
            .iter()
            .map(|phase| (phase.word().to_owned(), phase.label().pick(say.0).to_owned(), *phase == self.face.phase))
            .collect();
        html! {
            section aria-labelledby="andet" {
                h2 #andet { (say.t("Andet", "Other")) }
                @if self.may(Action::KeepCase) {
                    details { summary { (say.t("Skriv et notat", "Write a note")) } (self.form("notat", &Area { name: "tekst", label: say.t("Notat", "Note"), hint: "", value: self.value("tekst"), rows: 4, wrong: None }.show(), say.t("Gem notatet", "Save the note"))) }
                    details { summary { (say.t("Foreslå, at princippet ændres", "Propose to change the principle")) } (self.form("notat", &html! {
                        input type="hidden" name="om" value="princippet";
                        (Area { name: "tekst", label: say.t("Hvordan bør princippet ændres, og hvorfor?", "How ought the principle to change, and why?"), hint: say.t("Forslaget vises ved princippet under Strategi. Det ændrer ikke noget i sagen.", "The proposal is shown with the principle under Strategy. It changes nothing in the case."), value: self.value("tekst"), rows: 4, wrong: None }.show())
                    }, say.t("Send forslaget", "Send the proposal"))) }
                }
                @if !over {
                    @if self.may(Action::KeepCase) { details { summary { (say.t("Skift fase", "Set the phase")) } (self.form("fase", &select("fase", say.t("Fase", "Phase"), &phases), say.t("Gem fasen", "Save the phase"))) } }
                    details { summary { (say.t("Meld dig inhabil", "Declare a conflict of interest")) } (self.form("inhabil", &self.reason(say.t("Hvorfor?", "Why?")), say.t("Meld mig inhabil", "Declare"))) }
                    @if self.may(Action::KeepCase) && self.face.keys.len() > 1 && !matches!(standing, Standing::Dispensed { .. }) { (self.split()) }
                    @if self.may(Action::GrantEmergency) && !self.open.case().revoked && !matches!(standing, Standing::Dispensed { .. } | Standing::NoLongerNeeded) {
                        details open[self.wrong("til").is_some()] { summary { (say.t("Giv nøddispensation", "Grant an emergency dispensation")) } (self.form("noed", &html! {
                            (self.reason(say.t("Hvorfor kan det ikke vente?", "Why can it not wait?")))
                            (Area { name: "foelge", label: say.t("Hvad sker der, hvis direktionen siger nej bagefter?", "What happens if the board says no afterwards?"), hint: "", value: self.value("foelge"), rows: 2, wrong: None }.show())
                            (Field { name: "til", label: say.t("Til og med, højst 14 dage", "Until, 14 days at most"), kind: "date", value: self.value("til"), wrong: self.wrong("til"), ..Field::default() }.show())
                        }, say.t("Giv nøddispensation", "Grant"))) }
                    }
                    @if self.can_close() {
                        details { summary { (say.t("Luk sagen", "Close the case")) } (self.form("luk", &self.reason(say.t("Hvorfor lukkes sagen uden afgørelse?", "Why was there no case?")), say.t("Luk sagen", "Close the case"))) }
                    }
                }
            }
        }
    }

    /// IT closes what the board has had no word in, and what nothing lets stand.
    fn can_close(&self) -> bool {
        let face = self.face;
        let untouched = face.in_force.is_none() && face.refused.is_none() && face.emergencies == 0;
        untouched && face.stage != Stage::Submitted && self.may(Action::SubmitCase)
    }

    fn split(&self) -> Markup {
        let say = self.say;
        let title = schema().kind(&self.face.kind).map(|kind| kind_title(kind, say.0)).unwrap_or_default();
        html! {
            details { summary { (say.t("Del sagen", "Split the case")) } (self.form("del", &html! {
                p .form-hint { (say.t("Den nye sag begynder forfra: hvad der er afgjort her, gælder ikke for den.", "The new case begins anew: what was decided here does not count for it.")) }
                (self.reason(say.t("Hvorfor skal de have deres egen sag?", "Why are they to have a case of their own?")))
                fieldset .form-group { legend .form-label { (title) " " (say.t("til en ny sag", "to a new case")) }
                    div .fu-columns { @for key in &self.face.keys {
                        div .form-group-checkbox { input .form-checkbox type="checkbox" id={ "n-" (key) } name="noegle" value=(key); label for={ "n-" (key) } { (key) } }
                    } }
                }
            }, say.t("Del sagen", "Split"))) }
        }
    }
}
