//! Where in the explanation form each thing is that was refused: the domain points into the explanation, people fill in fields.

use crate::form::Fields;
use crate::problem::Problem;

use super::proof;

impl Problem {
    /// The same with each detail at the field of the explanation form that it is about.
    pub(super) fn in_explanation_form(mut self, fields: &Fields) -> Self {
        for detail in &mut self.details {
            detail.at = detail.at.as_deref().and_then(|at| field_of(at, fields));
        }
        self
    }
}

/// The field that a pointer into the explanation (RFC 6901) leads to.
fn field_of(at: &str, fields: &Fields) -> Option<String> {
    let parts: Vec<&str> = at.split('/').skip(1).collect();
    // Rows that nothing was written in are passed over when the form is read.
    let row = |filled: &str, place: &str| {
        let mut rows = (0..fields.rows()).filter(|row| !fields.get(&format!("{filled}-{row}")).is_empty());
        rows.nth(place.parse().ok()?)
    };
    let name = match parts[..] {
        ["kind"] => "slags",
        ["departs"] => "hvordan",
        ["context"] => "arbejdsgang",
        ["reason"] => "grund",
        ["alternatives"] => "alternativ-0",
        ["instead"] => "i-stedet",
        ["purpose"] => "formaal",
        ["shown_by"] => proof::DOCUMENTS,
        ["shown_by", place] => return proof::field_at(fields, place.parse().ok()?),
        ["risk"] => "risiko",
        ["risk_text"] => "risikotekst",
        ["risk_bearer"] => "baerer",
        ["plan", "why"] => "hvorfor-ikke",
        ["plan", "review"] => "gennemsyn",
        ["plan", "steps"] => "trin-0",
        ["until"] => "til",
        ["premises"] => "forudsaetning-0",
        ["alternatives", place, field] => {
            let name = match field {
                "what" => "alternativ",
                "consequence" => "foelge",
                _ => "pris",
            };
            return Some(format!("{name}-{}", row("alternativ", place)?));
        }
        ["plan", "steps", place, field] => {
            let name = match field {
                "owner" => "ansvar",
                "due" => "frist",
                "cost" => "trinpris",
                "expects" => "sandt",
                _ => "trin",
            };
            return Some(format!("{name}-{}", row("trin", place)?));
        }
        ["premises", place, _] => return Some(format!("forudsaetning-{}", row("forudsaetning", place)?)),
        _ => return None,
    };
    Some(name.to_owned())
}
