//! The labels that refusals carry, read from the sources: each with its Danish and English sentence.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The rooms that refuse people and programs.
const ROOMS: [&str; 5] = ["decisions", "house", "outbound", "store", "web"];

/// The page of all labels.
pub fn page(root: &Path) -> String {
    let mut page = String::from(
        "# The labels of refusals\n\nGenerated from the sources by `cargo xtask generate`; do not edit. A label is permanent; its sentences may be worded anew. In `application/problem+json`\n\
         it is the member `label` and the end of `type`; on the command line it stands before the sentence. `…` stands for what the case at hand fills in.\n\n\
         | label | Danish | English |\n|---|---|---|\n",
    );
    let mut labels: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for room in ROOMS {
        sources(&root.join("crates").join(room).join("src"), &mut |text, beside| {
            let helpers: Vec<_> = beside.iter().flat_map(|text| helpers(text)).collect();
            for (label, da, en) in told(&text, &helpers) {
                let all = labels.entry(label).or_default();
                if !all.contains(&(da.clone(), en.clone())) {
                    all.push((da, en));
                }
            }
        });
    }
    for (label, mut all) in labels {
        all.sort();
        if all.len() > 1 {
            all.retain(|(da, _)| da != "…");
        }
        let cell = |of: fn(&(String, String)) -> &String| all.iter().map(of).cloned().collect::<Vec<_>>().join("<br>");
        let _ = writeln!(page, "| `{label}` | {} | {} |", cell(|one| &one.0), cell(|one| &one.1));
    }
    page
}

/// Each source with those beside it in its folder.
fn sources(folder: &Path, act: &mut dyn FnMut(String, &[String])) {
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut texts = Vec::new();
    for path in paths {
        if path.is_dir() {
            sources(&path, act);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && let Ok(text) = fs::read_to_string(&path)
        {
            texts.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
        }
    }
    texts.iter().for_each(|text| act(text.clone(), &texts));
}

/// The functions of a source that refuse under one label with the two sentences that they are given: how they are called, and the label.
fn helpers(source: &str) -> Vec<(String, String)> {
    let given = "(da: &str, en: &str) -> Refusal {";
    let mut found = Vec::new();
    for (place, _) in source.match_indices(given) {
        let name = source[..place].rsplit("fn ").next().unwrap_or_default();
        let body = source[place + given.len()..].trim_start();
        let label = body.strip_prefix("Refusal::new(\"").and_then(|rest| rest.split_once("\", da, en)"));
        if let Some((label, _)) = label.filter(|(label, _)| is_label(label)) {
            found.push((format!("{name}("), label.to_owned()));
        }
    }
    found
}

/// Each label with its two sentences. Where the sentences are made elsewhere, there are dots.
fn told(source: &str, helpers: &[(String, String)]) -> Vec<(String, String, String)> {
    let literals = literals(source);
    let mut found = Vec::new();
    let mut lists_labels = false;
    for (place, (label, before)) in literals.iter().enumerate() {
        // A function that gives nothing but labels, until the next function.
        if before.contains("fn ") {
            lists_labels = before.contains("fn label(self) -> &'static str");
        }
        let helper = helpers.iter().find(|(call, _)| before.trim_end().ends_with(call.as_str()));
        if let (Some((_, refused)), Some((en, _))) = (helper, literals.get(place + 1)) {
            found.push((refused.clone(), shown(label), shown(en)));
            continue;
        }
        if !is_label(label) {
            continue;
        }
        let mut after = literals[place + 1..].iter().take(MOST_BETWEEN);
        let danish = after.next().filter(|(da, before)| is_sentence(da) && begins_text(before));
        // What the Danish sentence is filled in with may hold texts of its own.
        let english = danish.and_then(|_| after.find(|(en, _)| is_sentence(en)));
        match danish.zip(english) {
            Some(((da, _), (en, _))) if is_call(before) || !before.ends_with("=> ") => {
                found.push((label.clone(), shown(da), shown(en)));
            }
            _ if is_call(before) || lists_labels => found.push((label.clone(), "…".to_owned(), "…".to_owned())),
            _ => {}
        }
    }
    found
}

/// So many texts may stand between a label and its English sentence.
const MOST_BETWEEN: usize = 5;

/// Between a label and its sentence there is nothing but a comma and the beginning of a text that is filled in.
fn begins_text(between: &str) -> bool {
    let rest = between.trim_start();
    rest.strip_prefix(',').is_some_and(|rest| {
        rest.chars().all(|char| char.is_whitespace() || char.is_ascii_lowercase() || "&!(_".contains(char))
    })
}

/// Whether what stands before a label calls what refuses.
fn is_call(before: &str) -> bool {
    let before = before.trim_end();
    let status = |call: &str| {
        before.rsplit_once(call).is_some_and(|(_, rest)| {
            rest.ends_with(',')
                && !rest.contains(';')
                && rest.trim_start().starts_with(|char: char| char.is_alphabetic())
        })
    };
    ["Refusal::new(", "refusal(", "Problem::bad(", "Self::bad("].iter().any(|call| before.ends_with(call))
        || ["Problem::new(", "Problem::of_text(", "Self::new(", "Self::of_text("].iter().any(|call| status(call))
}

fn is_label(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn is_sentence(text: &str) -> bool {
    text.len() > 3 && text.ends_with(['.', '?', '}']) && text.contains([' ', '.'])
}

/// A sentence as it stands in a table: what is filled in as dots.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        shown.push_str(before);
        shown.push('…');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    shown.push_str(rest);
    shown.replace('|', "\\|")
}

/// The string literals of a source, each with what stands between it and the one before.
fn literals(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut between = String::new();
    let mut chars = source.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|next| *next != '\n').is_some() {},
            '\'' => {
                // A character in quotes, which may be a quotation mark; a lifetime is none.
                let mut ahead = chars.clone();
                let first = ahead.next();
                let second = ahead.next();
                if first == Some('\\') || second == Some('\'') {
                    let escaped = chars.next() == Some('\\');
                    if escaped {
                        chars.next();
                    }
                    while chars.next_if(|next| *next != '\'').is_some() {}
                    chars.next();
                }
                between.push('\'');
            }
            '"' => {
                let mut text = String::new();
                while let Some(inner) = chars.next() {
                    match inner {
                        '"' => break,
                        '\\' => match chars.next() {
                            Some('n') => text.push('\n'),
                            // `\u{201d}`
                            Some('u') => {
                                let code: String = chars.by_ref().skip(1).take_while(|next| *next != '}').collect();
                                text.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                            }
                            // A line that goes on below.
                            Some('\n') => while chars.next_if(|next| next.is_whitespace()).is_some() {},
                            Some(other) => text.push(other),
                            None => {}
                        },
                        other => text.push(other),
                    }
                }
                found.push((text, std::mem::take(&mut between)));
            }
            other => between.push(other),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{helpers, page, told};

    #[test]
    fn a_label_is_read_with_its_sentences_and_nothing_else_is() {
        let source = r#"
            // "not-this", "Nej tak.", "No thanks."
            let mark = '"';
            Refusal::new(
                "file-written",
                &format!("Filen {name} kunne ikke skrives. \
                          Prøv \"igen\"."),
                &format!("The file {name} could not be written. Try \"again\"."),
            );
            Refusal::new("too-late", format!("For sent: {}.", day(1, 2)), format!("Too late: {}.", day(1, 2)));
            field("name", say("Feltets navn", "The field's name"));
            Problem::new(StatusCode::GONE, "much-gone", &format!("Borte: {}.", all.join(", ")), &format!("Gone: {}.", all.join(", ")));
            fn early(da: &str, en: &str) -> Refusal { Refusal::new("wrong-stage", da, en) }
            fn label(self) -> &'static str { match self { Self::One => "no-sheet", Self::Two => "no-winner" } }
            fn word(self) -> &'static str { match self { Self::One => "saas" } }
            Refusal::new("plain", "Kort \u{201d}x\u{201d}.", "Short.");
        "#;
        let expected = [
            (
                "file-written",
                "Filen … kunne ikke skrives. Prøv \"igen\".",
                "The file … could not be written. Try \"again\".",
            ),
            ("too-late", "For sent: ….", "Too late: …."),
            ("much-gone", "Borte: ….", "Gone: …."),
            ("wrong-stage", "…", "…"),
            ("no-sheet", "…", "…"),
            ("no-winner", "…", "…"),
            ("plain", "Kort ”x”.", "Short."),
        ];
        let told = told(source, &helpers(source));
        let told: Vec<_> = told.iter().map(|(label, da, en)| (label.as_str(), da.as_str(), en.as_str())).collect();
        assert_eq!(told, expected);
    }

    /// Words that tell somebody to do something.
    const DO: &str = "afslut arbejd bed begynd bliv brug dan del find forklar få gem gennemfør genindlæs giv gør gå hent indstil kontakt \
        kontrollér lad læg læs opgiv oplys opret prøv ret screen se send skriv slet slå søg sæt tag tilføj udfyld \
        udpeg vent vis vælg bring følg";

    /// Whether a sentence tells what to do next: a clause of it begins so, or its last sentence says what must be done.
    fn has_next_step(sentence: &str) -> bool {
        let clauses = sentence.split(['.', ';', ':', ',', '?']).map(str::to_lowercase);
        let first = |clause: &String| {
            let mut words = clause.split_whitespace().skip_while(|word| ["og", "eller", "så"].contains(word));
            words.next().is_some_and(|word| DO.split(' ').any(|known| known == word))
        };
        let mut sentences = sentence.rsplit(". ");
        let last = sentences.next().unwrap_or_default();
        clauses.clone().any(|clause| first(&clause)) || (sentences.next().is_some() && last.contains(" skal "))
    }

    #[test]
    fn whoever_is_refused_in_a_case_an_acquisition_a_meeting_or_a_deputy_is_told_what_to_do_next() {
        assert!(!has_next_step("Der er ingen afvigelse at dispensere fra."));
        assert!(!has_next_step("Filen ligger allerede på sagen, og den skal ikke lægges der igen."));
        assert!(has_next_step("Du har selv screenet sagen. En kollega skal forklare den."));
        let page = page(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
        let (mut met, mut silent) = (0, Vec::new());
        for row in page.lines().filter_map(|line| line.strip_prefix("| `")) {
            let (label, rest) = row.split_once("` | ").expect("a label");
            let is_ours = ["case-", "acquisition-", "meeting-", "deputy-", "not-deputy", "if-match", "form-version"];
            if !is_ours.iter().any(|begin| label.starts_with(begin)) {
                continue;
            }
            let danish = rest.split(" | ").next().expect("a sentence");
            for sentence in danish.split("<br>").filter(|sentence| *sentence != "…") {
                met += 1;
                if !has_next_step(sentence) {
                    silent.push(format!("{label}: {sentence}"));
                }
            }
        }
        assert!(met > 120, "{met}");
        assert!(silent.is_empty(), "no next step:\n{}", silent.join("\n"));
    }

    #[test]
    fn a_function_that_refuses_under_one_label_is_read_where_it_is_called() {
        let source = r#"
            pub(super) fn too_early(da: &str, en: &str) -> Refusal {
                Refusal::new("wrong-stage", da, en)
            }
            return Err(too_early("For tidligt. Vent.", "Too early. Wait."));
        "#;
        let told = told(source, &helpers(source));
        assert!(told.contains(&(
            "wrong-stage".to_owned(),
            "For tidligt. Vent.".to_owned(),
            "Too early. Wait.".to_owned()
        )));
    }
}
