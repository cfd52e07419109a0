//! What shows that something is done instead (E6): files of the case, facts that must stay true, and documents kept elsewhere.

use decisions::{Attachment, Explanation, Proof};
use maud::{Markup, html};

use super::super::widgets::Area;
use super::Open;
use super::page::At;
use crate::form::Fields;
use crate::locale::Say;

const FILES: &str = "bilag";
const FACTS: &str = "vist-oplysning";
pub(super) const DOCUMENTS: &str = "vist-dokument";

/// What the form points to.
pub(super) fn of_form(fields: &Fields) -> Vec<Proof> {
    let lines = |name| fields.get(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
    let files = fields.all(FILES).iter().filter(|sha256| !sha256.is_empty()).cloned().map(Proof::File);
    files.chain(lines(FACTS).map(Proof::Fact)).chain(lines(DOCUMENTS).map(Proof::Document)).collect()
}

/// The field that what is pointed to at a place came from.
pub(super) fn field_at(fields: &Fields, place: usize) -> Option<String> {
    let name = match of_form(fields).get(place)? {
        Proof::File(_) => FILES,
        Proof::Fact(_) => FACTS,
        Proof::Document(_) => DOCUMENTS,
    };
    Some(name.to_owned())
}

/// The form's fields as they were filled in for an explanation.
pub(super) fn in_fields(explanation: &Explanation) -> Vec<(String, String)> {
    let (mut files, mut facts, mut documents) = (Vec::new(), Vec::new(), Vec::new());
    for proof in &explanation.shown_by {
        match proof {
            Proof::File(sha256) => files.push((FILES.to_owned(), sha256.clone())),
            Proof::Fact(holds) => facts.push(holds.as_str()),
            Proof::Document(reference) => documents.push(reference.as_str()),
        }
    }
    let lines = [(FACTS.to_owned(), facts.join("\n")), (DOCUMENTS.to_owned(), documents.join("\n"))];
    files.into_iter().chain(lines).collect()
}

/// What an explanation points to, each by its name and with a link to what lies in the case.
pub(super) fn named(explanation: &Explanation, open: &Open) -> Vec<Markup> {
    let one = |proof: &Proof| match proof {
        Proof::File(sha256) => file(sha256, open),
        Proof::Document(reference) => html! { (reference) },
        Proof::Fact(holds) => html! { code { (holds) } },
    };
    explanation.shown_by.iter().map(one).collect()
}

fn file(sha256: &str, open: &Open) -> Markup {
    let file = open.case().attachments.iter().find(|file| file.sha256 == sha256);
    html! { a href={ (open.href()) "/bilag/" (sha256) } { (file.map_or(sha256, |file| file.name.as_str())) } }
}

/// The part of the form that asks for it.
pub(super) fn form(fields: &Fields, files: &[Attachment], say: Say) -> Markup {
    let area = |name: &str, label: &str, hint: &str| {
        Area { name, label, hint, value: fields.get(name), rows: 2, wrong: fields.wrong(name) }.show()
    };
    html! {
        fieldset .form-group {
            legend .form-label { (say.t("Hvad viser, at det bliver gjort?", "What shows that it is done?")) }
            p .form-hint { (say.t("Henvis til mindst ét: et bilag på sagen, en oplysning eller et dokument i et andet system.", "Point to at least one: a file of the case, a fact, or a document kept elsewhere.")) }
            @for file in files {
                @let id = format!("{FILES}-{}", &file.sha256[..file.sha256.len().min(12)]);
                div .form-group-checkbox {
                    input .form-checkbox type="checkbox" id=(id) name=(FILES) value=(file.sha256) checked[fields.all(FILES).contains(&file.sha256)];
                    label for=(id) { (say.t("Bilag", "File")) ": " (file.name) }
                }
            }
            @if files.is_empty() { p .fu-quiet { (say.t("Sagen har ingen bilag. Bilag lægges på fra sagens side.", "The case has no files. They are attached on the case's page.")) } }
            (area(FACTS, say.t("Oplysninger", "Facts"), say.t("Et udtryk i regelsproget pr. linje. Bliver det falsk, bortfalder afgørelsen", "One expression in the rule language a line. When it turns false, the decision ends")))
            (area(DOCUMENTS, say.t("Dokumenter i andre systemer", "Documents kept elsewhere"), say.t("Journalnummer eller adresse, ét pr. linje", "Journal number or address, one a line")))
        }
    }
}

impl At<'_> {
    /// What an explanation points to; `before` premises are watched before the facts among it.
    pub(super) fn proofs(&self, explanation: &Explanation, before: usize) -> Markup {
        let say = self.say;
        let mut watched = before;
        let mut shown = Vec::new();
        for proof in &explanation.shown_by {
            shown.push(match proof {
                Proof::File(sha256) => file(sha256, self.open),
                Proof::Document(reference) => html! { (reference) },
                Proof::Fact(holds) => {
                    let truth = self.open.ground.as_ref().and_then(|ground| ground.watched.premises.get(watched));
                    watched += 1;
                    html! { code { (holds) } " " (self.truth(truth)) }
                }
            });
        }
        html! { @for proof in &shown { dt { (say.t("Vises af", "Shown by")) } dd { (proof) } } }
    }
}
