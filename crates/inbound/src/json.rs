//! Files of JSON: read into the few fields that are wanted, and refused before they can fill the memory.

use kernel::Text;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

use crate::bounds::{LARGEST_FILE, too_large};
use crate::report::text;

/// A file with more objects, or more lists, than this is none that anybody's tool wrote of one system. Each costs some hundred bytes at most.
const MOST_OBJECTS: usize = 500_000;

/// The fields of `T` in a JSON file of that form. A mark at its start is passed over.
///
/// # Errors
/// Where it cannot be read; what it says there is not repeated.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8], form: &str) -> Result<T, Text> {
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(too_large());
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    // A list may stand for an object whose fields all have defaults.
    let many = |sign: u8| bytes.iter().filter(|byte| **byte == sign).count() > MOST_OBJECTS;
    if many(b'{') || many(b'[') {
        return Err(text(
            "Filen har over 500.000 elementer. Udtræk mindre ad gangen, og prøv igen.",
            "The file has more than 500,000 elements. Export less at a time, and try again.",
        ));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let (da, en) = wrong(&error);
        text(
            format!("Filen kan ikke læses som {form}: linje {line}, tegn {column}{da}. Udtræk den igen i det format."),
            format!(
                "The file cannot be read as {form}: line {line}, column {column}{en}. Export it again in that format."
            ),
        )
    })
}

/// A field that is null says no more than one that is not there.
pub(crate) fn or_nothing<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// What is wrong there: the field that is missing, or that something else was expected. What stands there is not repeated.
fn wrong(error: &serde_json::Error) -> (String, String) {
    let told = error.to_string();
    let missing = told.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match (error.classify(), missing) {
        (_, Some(field)) => (format!(" (feltet {field} mangler)"), format!(" (the field {field} is missing)")),
        (Category::Eof, _) => (" (filen slutter for tidligt)".to_owned(), " (the file ends too early)".to_owned()),
        (Category::Data, _) => {
            (" (der skulle stå noget andet)".to_owned(), " (something else should stand there)".to_owned())
        }
        (Category::Syntax | Category::Io, _) => (" (det er ikke JSON)".to_owned(), " (it is no JSON)".to_owned()),
    }
}

/// Whether a file is a list and not an object. Trying one after the other would keep the whole file in the memory meanwhile.
pub(crate) fn is_list(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    bytes.trim_ascii_start().first() == Some(&b'[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_would_fill_the_memory_is_refused_unread() {
        let many = format!("[{}{{}}]", "{},".repeat(MOST_OBJECTS));
        assert!(read::<Vec<serde::de::IgnoredAny>>(many.as_bytes(), "x").expect_err("refused").da.contains("500.000"));
        let lists = format!("[{}[]]", "[],".repeat(MOST_OBJECTS));
        assert!(read::<Vec<serde::de::IgnoredAny>>(lists.as_bytes(), "x").expect_err("refused").da.contains("500.000"));
        let large = vec![b' '; LARGEST_FILE as usize + 1];
        assert!(read::<u8>(&large, "x").expect_err("refused").da.contains("64 MB"));
        let deep = "[".repeat(100_000);
        assert!(read::<serde::de::IgnoredAny>(deep.as_bytes(), "x").is_err());
        assert_eq!(read::<u8>("\u{feff}7".as_bytes(), "x"), Ok(7));
        for (written, list) in [("\u{feff} \n[", true), (" {\"a\":[]}", false), ("", false)] {
            assert_eq!(is_list(written.as_bytes()), list, "{written}");
        }
    }

    #[test]
    fn an_error_says_where_and_what_and_repeats_nothing() {
        #[derive(serde::Deserialize)]
        struct One {
            #[serde(rename = "name")]
            _name: String,
        }
        for (written, says) in [
            ("[\n{}]", "linje 2, tegn 2 (feltet name mangler)"),
            ("[{\"name\": 7}]", "linje 1, tegn 11 (der skulle stå noget andet)"),
            ("[\n{\"name\": \"hest\"", "(filen slutter for tidligt)"),
            ("[hest]", "linje 1, tegn 2 (det er ikke JSON)"),
        ] {
            let why = read::<Vec<One>>(written.as_bytes(), "x").err().expect("refused").da;
            assert!(why.contains(says) && !why.contains("hest"), "{why}");
        }
    }
}
