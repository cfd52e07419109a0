//! Whether a licence is an open one: an SPDX expression weighed by lists of known licences. What is on no list is not known.

use kernel::Kleene;

/// Open licences by their SPDX ids, without `-only` and `-or-later`.
const OPEN: &[&str] = &[
    "0bsd",
    "afl-3.0",
    "agpl-1.0",
    "agpl-3.0",
    "apache-1.1",
    "apache-2.0",
    "artistic-1.0",
    "artistic-1.0-perl",
    "artistic-2.0",
    "blueoak-1.0.0",
    "bsd-1-clause",
    "bsd-2-clause",
    "bsd-2-clause-patent",
    "bsd-3-clause",
    "bsd-3-clause-clear",
    "bsd-4-clause",
    "bsl-1.0",
    "bzip2-1.0.6",
    "cc0-1.0",
    "cddl-1.0",
    "cddl-1.1",
    "cecill-2.1",
    "cpl-1.0",
    "curl",
    "ecl-2.0",
    "epl-1.0",
    "epl-2.0",
    "eupl-1.1",
    "eupl-1.2",
    "ftl",
    "gpl-1.0",
    "gpl-2.0",
    "gpl-2.0-with-classpath-exception",
    "gpl-3.0",
    "hpnd",
    "icu",
    "ijg",
    "isc",
    "lgpl-2.0",
    "lgpl-2.1",
    "lgpl-3.0",
    "libpng",
    "libpng-2.0",
    "mit",
    "mit-0",
    "mpl-1.1",
    "mpl-2.0",
    "mpl-2.0-no-copyleft-exception",
    "ms-pl",
    "ms-rl",
    "mulanpsl-2.0",
    "ncsa",
    "ofl-1.1",
    "openssl",
    "osl-3.0",
    "php-3.01",
    "postgresql",
    "psf-2.0",
    "python-2.0",
    "ruby",
    "tcl",
    "unicode-3.0",
    "unicode-dfs-2016",
    "unlicense",
    "upl-1.0",
    "vim",
    "w3c",
    "wtfpl",
    "x11",
    "zlib",
    "zpl-2.1",
];

/// Licences that show the code and yet forbid uses that an open licence allows.
const NOT_OPEN: &[&str] = &[
    "busl-1.1",
    "cc-by-nc-4.0",
    "cc-by-nc-nd-4.0",
    "cc-by-nc-sa-4.0",
    "cc-by-nd-4.0",
    "elastic-2.0",
    "polyform-noncommercial-1.0.0",
    "polyform-small-business-1.0.0",
    "sspl-1.0",
];

/// Deeper brackets than this are no licence.
const DEEPEST: usize = 20;

/// Whether the code may be used under an open licence; none when it cannot be told.
pub(super) fn is_open(expression: &str) -> Option<bool> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = &words[..];
    let open = either(&mut rest, 0)?;
    if !rest.is_empty() {
        return None;
    }
    match open {
        Kleene::True => Some(true),
        Kleene::False => Some(false),
        Kleene::Unknown => None,
    }
}

/// `A OR B`: a choice, of which one open licence is enough.
fn either(rest: &mut &[&str], depth: usize) -> Option<Kleene> {
    let mut open = both(rest, depth)?;
    while rest.first().is_some_and(|word| word.eq_ignore_ascii_case("or")) {
        *rest = &rest[1..];
        open = open.or(both(rest, depth)?);
    }
    Some(open)
}

/// `A AND B`: both hold.
fn both(rest: &mut &[&str], depth: usize) -> Option<Kleene> {
    let mut open = one(rest, depth)?;
    while rest.first().is_some_and(|word| word.eq_ignore_ascii_case("and")) {
        *rest = &rest[1..];
        open = open.and(one(rest, depth)?);
    }
    Some(open)
}

fn one(rest: &mut &[&str], depth: usize) -> Option<Kleene> {
    let (word, after) = rest.split_first()?;
    *rest = after;
    if *word == "(" {
        if depth == DEEPEST {
            return None;
        }
        let open = either(rest, depth + 1)?;
        let (end, after) = rest.split_first()?;
        *rest = after;
        return (*end == ")").then_some(open);
    }
    // An exception allows more than its licence, never less.
    if let [with, _, after @ ..] = *rest
        && with.eq_ignore_ascii_case("with")
    {
        *rest = after;
    }
    Some(known(word))
}

fn known(id: &str) -> Kleene {
    let id = id.trim_end_matches('+').to_lowercase();
    let id = id.strip_suffix("-or-later").or_else(|| id.strip_suffix("-only")).unwrap_or(&id);
    if OPEN.contains(&id) {
        Kleene::True
    } else if NOT_OPEN.contains(&id) {
        Kleene::False
    } else {
        Kleene::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_open_when_the_municipality_may_use_the_code_openly() {
        for (expression, open) in [
            ("MIT", Some(true)),
            ("AGPL-3.0-or-later", Some(true)),
            ("GPL-2.0+", Some(true)),
            ("(MIT OR Apache-2.0) AND Zlib", Some(true)),
            ("GPL-2.0-only WITH Classpath-exception-2.0", Some(true)),
            ("BUSL-1.1", Some(false)),
            ("BUSL-1.1 OR MIT", Some(true)),
            ("MIT AND SSPL-1.0", Some(false)),
            ("MIT AND LicenseRef-kunde", None),
            ("LicenseRef-kunde OR MIT", Some(true)),
            ("SSPL-1.0 AND LicenseRef-kunde", Some(false)),
            ("Leverandørens standardlicens", None),
            ("", None),
            ("MIT OR", None),
            ("(MIT", None),
            (")", None),
            ("MIT MIT", None),
        ] {
            assert_eq!(is_open(expression), open, "{expression}");
        }
        assert_eq!(is_open(&"(".repeat(100_000)), None);
    }
}
