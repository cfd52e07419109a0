//! Files that are brought as a table of text and are something else: known by their first bytes, so that people are told what it is and
//! not which byte of it is no letter.

use kernel::Text;

use crate::report::text;

/// So many first bytes tell.
pub(crate) const FIRST: u64 = 8;

/// What is said of a kind of file.
type Told = fn() -> Text;

/// What each kind of file begins with, and what is said of it.
const KNOWN: [(&[u8], Told); 10] = [
    (b"PK\x03\x04", packed),
    (b"PK\x05\x06", packed),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", packed),
    (b"\x1f\x8b", packed),
    (b"%PDF-", pdf),
    (b"\x89PNG\r\n\x1a\n", picture),
    (b"\xff\xd8\xff", picture),
    (b"GIF87a", picture),
    (b"GIF89a", picture),
    (b"II*\0", picture),
];

/// Why a file that begins so is no table; none when it may be one.
pub(crate) fn why(first: &[u8]) -> Option<Text> {
    KNOWN.iter().find(|(begin, _)| first.starts_with(begin)).map(|(_, told)| told())
}

/// Excel's files are zip archives, the older ones an archive of Microsoft's own.
fn packed() -> Text {
    text(
        "Filen er en Excel-fil eller et zip-arkiv. Åbn den, gem arket som 'CSV UTF-8 (semikolonsepareret)', og prøv igen. Excel fra OS2kitos tages ind under 'Filer fra andre værktøjer'.",
        "The file is an Excel file or a zip archive. Open it, save the sheet as 'CSV UTF-8', and try again. Excel of OS2kitos is imported under 'Files from other tools'.",
    )
}

fn pdf() -> Text {
    text(
        "Filen er en PDF og ikke en tabel. Hent udtrækket som CSV, og prøv igen.",
        "The file is a PDF and no table. Get the export as CSV, and try again.",
    )
}

fn picture() -> Text {
    text(
        "Filen er et billede og ikke en tabel. Hent udtrækket som CSV, og prøv igen.",
        "The file is a picture and no table. Get the export as CSV, and try again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_table_is_called_what_it_is() {
        for (first, da, en) in [
            (&b"PK\x03\x04\x14\0\x06\0"[..], "Excel-fil eller et zip-arkiv", "Excel file or a zip archive"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel-fil", "Excel file"),
            (b"\x1f\x8b\x08", "zip-arkiv", "zip archive"),
            (b"%PDF-1.7", "en PDF", "a PDF"),
            (b"\x89PNG\r\n\x1a\n", "et billede", "a picture"),
            (b"\xff\xd8\xff\xe0", "et billede", "a picture"),
            (b"GIF89a\x01\0", "et billede", "a picture"),
        ] {
            let told = why(first).expect(da);
            assert!(told.da.contains(da) && told.en.contains(en), "{told:?}");
        }
    }

    #[test]
    fn what_may_be_a_table_is_left_to_its_reader() {
        for first in [&b""[..], b"PK;Navn", b"GIF;Navn", b"\xff\xfek\0e\0", b"\xef\xbb\xbfkey", b"%;Navn"] {
            assert_eq!(why(first), None, "{first:?}");
        }
    }
}
