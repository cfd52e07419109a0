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

/// What is wrong with JSON that somebody wrote for us: where, which field, and what may stand there. What stands there is not repeated.
pub fn json_fault(error: &serde_json::Error) -> Text {
    let (da, en) = fault(&error.to_string()).unwrap_or_else(|| match error.classify() {
        Category::Eof => ("teksten slutter for tidligt".to_owned(), "the text ends too early".to_owned()),
        Category::Data => {
            let (da, en) = ("en værdi har ikke den form, der kræves", "a value has not the shape that is required");
            (da.to_owned(), en.to_owned())
        }
        Category::Syntax | Category::Io => ("det er ikke JSON".to_owned(), "it is no JSON".to_owned()),
    });
    // What was read from a value and not from a text has no place.
    match (error.line(), error.column()) {
        (0, _) => text(format!("{da}."), format!("{en}.")),
        (line, column) => {
            text(format!("linje {line}, tegn {column}: {da}."), format!("line {line}, column {column}: {en}."))
        }
    }
}

/// So much of a name that is not known is told again.
const RETOLD: usize = 60;

/// What serde tells of fields and types, in words of ours.
fn fault(told: &str) -> Option<(String, String)> {
    let mut named = told.split('`').skip(1).step_by(2);
    if told.starts_with("missing field ") {
        let field = named.next()?;
        return Some((format!("feltet {field} mangler"), format!("the field {field} is missing")));
    }
    if told.starts_with("unknown field ") {
        let field: String = named.next()?.chars().filter(|sign| !sign.is_control()).take(RETOLD).collect();
        let known: Vec<&str> = named.collect();
        let (da, en) = if known.is_empty() {
            (" Der er ingen felter".to_owned(), " There are no fields".to_owned())
        } else {
            (format!(" Felterne er {}", known.join(", ")), format!(" The fields are {}", known.join(", ")))
        };
        return Some((format!("feltet {field} kendes ikke.{da}"), format!("the field {field} is not known.{en}")));
    }
    if told.starts_with("unknown variant ") {
        let known: Vec<&str> = named.skip(1).collect();
        let known = known.join(", ");
        return Some((
            format!("et ord er ikke blandt dem, der kan stå her: {known}"),
            format!("a word is none of those that may stand here: {known}"),
        ));
    }
    let expected = told.strip_prefix("invalid type: ")?.split(", expected ").nth(1)?;
    let expected = expected.split(" at line ").next()?;
    let (da, en) = match expected {
        "a string" => ("en tekst", "a text"),
        "a boolean" => ("true eller false", "true or false"),
        "a sequence" => ("en liste", "a list"),
        "a map" => ("et objekt", "an object"),
        _ if expected.starts_with("struct ") => ("et objekt", "an object"),
        _ if expected.starts_with(['u', 'i']) && expected[1..].parse::<u8>().is_ok() => {
            ("et helt tal", "a whole number")
        }
        _ => return None,
    };
    Some((format!("her skal stå {da}"), format!("{en} should stand here")))
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
    fn what_is_wrong_with_json_written_by_hand_is_told_in_both_languages() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        enum Colour {
            LightGreen,
        }
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct One {
            #[serde(rename = "name")]
            _name: String,
            #[serde(default, rename = "size")]
            _size: u32,
            #[serde(default, rename = "colour")]
            _colour: Option<Colour>,
            #[serde(default, rename = "day")]
            _day: Option<kernel::Day>,
        }
        for (written, da) in [
            ("{}", "linje 1, tegn 2: feltet name mangler."),
            ("{\"hat\": 1}", "linje 1, tegn 6: feltet hat kendes ikke. Felterne er name, size, colour, day."),
            ("{\"name\": 7}", "linje 1, tegn 10: her skal stå en tekst."),
            ("{\"name\": \"a\", \"size\": \"hest\"}", "linje 1, tegn 28: her skal stå et helt tal."),
            (
                "{\"name\": \"a\", \"colour\": \"hest\"}",
                "linje 1, tegn 30: et ord er ikke blandt dem, der kan stå her: light_green.",
            ),
            ("{\"name\": \"a\", \"day\": \"hest\"}", "linje 1, tegn 28: en værdi har ikke den form, der kræves."),
            ("[7]", "linje 1, tegn 2: her skal stå en tekst."),
            ("{\"name\"", "linje 1, tegn 7: teksten slutter for tidligt."),
            ("hest", "linje 1, tegn 1: det er ikke JSON."),
        ] {
            let fault = json_fault(&serde_json::from_str::<One>(written).expect_err("refused"));
            assert_eq!(fault.da, da, "{written}");
            assert!(!fault.en.contains("hest") && fault.en.starts_with("line 1, column"), "{}", fault.en);
        }
        let unplaced = serde_json::from_value::<One>(serde_json::json!({ "name": true })).expect_err("refused");
        assert_eq!(json_fault(&unplaced).en, "a text should stand here.");
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
