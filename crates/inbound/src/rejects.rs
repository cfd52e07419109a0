//! The rejects file: what did not come in, as a CSV that opens rightly in a Danish Excel and runs nothing there.

use std::borrow::Cow;
use std::io::{self, Write};

use kernel::danish_count;

use crate::report::Report;

/// Writes the rejected cells: `fil;linje;kolonne;værdi;forventet`, UTF-8 with a byte-order mark.
///
/// # Errors
/// When the writer fails.
pub fn write_rejects(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(&mut *out);
    csv.write_record(["fil", "linje", "kolonne", "værdi", "forventet"])?;
    for rejected in &report.rejected {
        let line = rejected.line.to_string();
        let cells = [&rejected.file, &line, &rejected.column, &rejected.value, &rejected.expected.da];
        csv.write_record(cells.map(|cell| harmless(cell).into_owned()))?;
    }
    if report.rejected_not_shown > 0 {
        let more = format!("Yderligere {} afviste celler er ikke vist.", danish_count(report.rejected_not_shown));
        csv.write_record(["", "", "", "", &more])?;
    }
    csv.flush()
}

/// A cell that a spreadsheet would take for a formula starts with an apostrophe.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Rejected, text};

    fn written(values: &[&str], not_shown: u64) -> String {
        let rejected = values
            .iter()
            .map(|value| Rejected {
                file: "systems.csv".to_owned(),
                line: 3,
                column: "Navn".to_owned(),
                value: (*value).to_owned(),
                expected: text("Skriv \"ja\"; eller nej", "Write yes or no"),
            })
            .collect();
        let report = Report { files: Vec::new(), rejected, rejected_not_shown: not_shown };
        let mut out = Vec::new();
        write_rejects(&report, &mut out).expect("memory does not fail");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn the_file_opens_rightly_in_a_danish_excel() {
        let text = written(&["blåbær"], 0);
        assert!(text.starts_with("\u{feff}fil;linje;kolonne;værdi;forventet\r\n"), "{text}");
        assert!(text.ends_with("systems.csv;3;Navn;blåbær;\"Skriv \"\"ja\"\"; eller nej\"\r\n"), "{text}");
    }

    #[test]
    fn nothing_in_it_runs_as_a_formula() {
        for value in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert!(written(&[value], 0).contains(&format!(";'{value};")), "{value}");
        }
    }

    #[test]
    fn what_is_not_shown_is_counted_in_the_last_line() {
        assert!(written(&["x"], 1250).contains("Yderligere 1.250 afviste celler er ikke vist."));
    }
}
