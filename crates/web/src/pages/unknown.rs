//! What an address asks for that its page does not know: a misspelt order, a page that is gone. The rest is shown as asked, and the
//! reader is told which word was passed over, so that nobody takes the whole list for the part.

use maud::{Markup, html};

use crate::locale::Say;
use crate::problem::Problem;
use crate::shell;

/// So many words are told, and so much of each.
const TOLD: usize = 5;
const LONGEST: usize = 60;

/// The words of an address that its page passed over.
pub(crate) struct Unknown(Vec<String>);

impl Unknown {
    /// Those of which the page knows neither name nor value. What is left empty in a form asks for nothing.
    pub(super) fn of(pairs: &[(String, String)], known: impl Fn(&str, &str) -> bool) -> Self {
        let wrong = pairs.iter().filter(|(name, value)| !value.trim().is_empty() && !known(name, value.trim()));
        Self(wrong.map(|(name, value)| format!("{name}={value}")).collect())
    }

    /// The same with one more, when it could not be done.
    pub(super) fn and(mut self, passed_over: Option<(&str, &str)>) -> Self {
        self.0.extend(passed_over.map(|(name, value)| format!("{name}={value}")));
        self
    }

    /// A file has no room for a notice: it would be taken for the part that was asked for.
    ///
    /// # Errors
    /// `narrowing` when something was not understood.
    pub(super) fn refused(&self) -> Result<(), Problem> {
        if self.0.is_empty() {
            return Ok(());
        }
        let words = self.0.iter().take(TOLD).map(|word| short(word)).collect::<Vec<_>>().join(", ");
        Err(Problem::bad(
            "narrowing",
            &format!("Listen forstår ikke dette i adressen: {words}. Ret det, eller slet det, og hent filen igen."),
            &format!(
                "The list does not understand this in the address: {words}. Correct or delete it, and download the file again."
            ),
        ))
    }

    /// What the reader is told; nothing when all was understood.
    pub(super) fn notice(&self, say: Say) -> Markup {
        if self.0.is_empty() {
            return html! {};
        }
        shell::alert(
            "warning",
            &html! { p {
                (say.t("Siden forstod ikke dette i adressen: ", "The page did not understand this in the address: "))
                @for (place, word) in self.0.iter().take(TOLD).enumerate() { @if place > 0 { ", " } code { (short(word)) } }
                (say.t(". Resten er vist, som du bad om.", ". The rest is shown as you asked."))
            } },
        )
    }
}

fn short(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect()
}

/// Whether an order is one of these, turned round or not.
pub(super) fn is_order(value: &str, known: impl Fn(&str) -> bool) -> bool {
    known(value.strip_prefix('-').unwrap_or(value))
}

/// Whether a place in a list is a number.
pub(super) fn is_number(value: &str) -> bool {
    value.parse::<i64>().is_ok_and(|number| number >= 0)
}
