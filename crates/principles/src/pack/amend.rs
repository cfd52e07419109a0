//! A pack with other values for its parameters: the files as they are, but for those values and the version.

use kernel::{Text, nests_deeply};
use toml_edit::{DocumentMut, Item, Value};

use super::{PackError, PackFile};

/// The same files with new values and a new version. A value is written as on a form: `90`, `P1Y`, `true`, `DK|SE`.
///
/// # Errors
/// When no file has such a parameter, or a value is not of its type. Whether it is within bounds is for [`super::Pack::parse`].
pub fn amend(files: &[PackFile], changes: &[(String, String)], version: &str) -> Result<Vec<PackFile>, PackError> {
    let mut amended: Vec<(String, DocumentMut)> = Vec::new();
    for file in files {
        if nests_deeply(&file.text) {
            return Err(refused(&file.name, "{ ["));
        }
        let document = file.text.parse::<DocumentMut>().map_err(|error| refused(&file.name, &error.to_string()))?;
        amended.push((file.name.clone(), document));
    }
    for (name, written) in changes {
        let place = amended.iter_mut().find_map(|(file, document)| {
            let parameters = document.get_mut("parameters")?.as_table_like_mut()?;
            let value = parameters.get_mut(name)?.as_table_like_mut()?.get_mut("value")?;
            Some((file.clone(), value))
        });
        let Some((file, value)) = place else { return Err(refused("", &format!("p.{name}"))) };
        replace(value, written).ok_or_else(|| refused(&file, &format!("p.{name} = {written}")))?;
    }
    for (_, document) in &mut amended {
        if document.contains_key("version") && document.contains_key("id") {
            document["version"] = toml_edit::value(version);
        }
    }
    Ok(amended.into_iter().map(|(name, document)| PackFile { name, text: document.to_string() }).collect())
}

/// Puts a value of the same type in; the blanks and comments around it stay.
fn replace(item: &mut Item, written: &str) -> Option<()> {
    let old = item.as_value()?;
    let mut new = match old {
        Value::Integer(_) => Value::from(written.replace('.', "").parse::<i64>().ok()?),
        Value::Boolean(_) => Value::from(match written {
            "true" | "ja" | "yes" => true,
            "false" | "nej" | "no" => false,
            _ => return None,
        }),
        Value::String(_) => Value::from(written),
        Value::Array(_) => written.split('|').map(str::trim).filter(|part| !part.is_empty()).collect(),
        Value::Datetime(_) => Value::from(written.parse::<toml_edit::Datetime>().ok()?),
        Value::Float(_) | Value::InlineTable(_) => return None,
    };
    *new.decor_mut() = old.decor().clone();
    *item = Item::Value(new);
    Some(())
}

fn refused(file: &str, what: &str) -> PackError {
    PackError {
        file: file.to_owned(),
        line: 1,
        column: 1,
        label: "parameter-value",
        text: Text {
            da: format!("'{what}' kan ikke sættes. Skriv en værdi af samme type som før."),
            en: format!("'{what}' cannot be set. Write a value of the same type as before."),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRATEGY: &str = "id = \"a\"\nversion = \"1.0\" # by the board\n";
    const CHAPTER: &str = "[parameters.days]\nvalue = 30 # a month\nmin = 1\n\n[parameters.lands]\nvalue = [\"DK\"]\n";

    fn files() -> Vec<PackFile> {
        let file = |name: &str, text: &str| PackFile { name: name.to_owned(), text: text.to_owned() };
        let other = CHAPTER.replace("days", "hours").replace("lands", "towns");
        vec![file("strategy.toml", STRATEGY), file("04.toml", CHAPTER), file("05.toml", &other)]
    }

    fn change(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn only_the_value_and_the_version_are_new() {
        let amended = amend(&files(), &change("days", "45"), "1.1").expect("amended");
        assert_eq!(amended[1].text, CHAPTER.replace("30", "45"));
        assert!(amended[0].text.starts_with("id = \"a\"\nversion = \"1.1\""));
        let amended = amend(&files(), &change("lands", "DK|SE"), "1.1").expect("amended");
        assert!(amended[1].text.contains("value = [\"DK\", \"SE\"]"), "{}", amended[1].text);
    }

    #[test]
    fn a_value_of_another_type_or_an_unknown_parameter_is_refused() {
        assert!(amend(&files(), &change("days", "mange"), "1.1").is_err());
        assert!(amend(&files(), &change("weeks", "4"), "1.1").is_err());
    }
}
