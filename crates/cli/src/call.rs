//! What is said of a call that cannot be understood, and of help that is asked for, in the user's language: clap itself speaks English.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error, Parser};
use kernel::Lang;

use crate::args::Args;
use crate::commands::BAD_INPUT;
use crate::output;

/// What was written, understood; or the end of the program, when that has been told.
pub fn understood(words: &[OsString]) -> Result<Args, ExitCode> {
    Args::try_parse_from(words).map_err(|error| tell(&error, words))
}

/// Whether the user wants English, as far as that can be read in what was not understood.
fn lang(words: &[OsString]) -> Lang {
    let words: Vec<_> = words.iter().filter_map(|word| word.to_str()).collect();
    let english = words.windows(2).any(|pair| pair == ["--lang", "en"]) || words.contains(&"--lang=en");
    if english { Lang::En } else { Lang::Da }
}

fn tell(error: &Error, words: &[OsString]) -> ExitCode {
    let text = error.render().to_string();
    let told = match (lang(words), error.kind()) {
        (Lang::En, _) => text,
        (Lang::Da, kind) if is_help(kind) => headed(&text),
        (Lang::Da, _) => wrong(error, words),
    };
    if error.use_stderr() {
        output::aside(told.trim_end());
        return ExitCode::from(BAD_INPUT);
    }
    output::answer(&told);
    ExitCode::SUCCESS
}

fn is_help(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// What clap writes around our own words in a help text. Each stands at the beginning of a line or in brackets of its own.
const AROUND: [(&str, &str); 10] = [
    ("Usage:", "Brug:"),
    ("Commands:", "Kommandoer:"),
    ("Arguments:", "Argumenter:"),
    ("Options:", "Valg:"),
    ("Possible values:", "Muligheder:"),
    ("[possible values:", "[muligheder:"),
    ("[default:", "[ellers:"),
    ("[aliases:", "[også:"),
    ("Print help", "Vis hjælp"),
    ("Print version", "Vis version"),
];

fn headed(help: &str) -> String {
    let words = AROUND.iter().fold(help.to_owned(), |text, (english, danish)| text.replace(english, danish));
    let words =
        words.replace("[OPTIONS]", "[VALG]").replace("<COMMAND>", "<KOMMANDO>").replace("[COMMAND]", "[KOMMANDO]");
    words
        .replace(" (see more with '--help')", " (mere med '--help')")
        .replace(" (see a summary with '-h')", " (kort med '-h')")
}

/// What is wrong, what may have been meant, and how the command is written.
fn wrong(error: &Error, words: &[OsString]) -> String {
    let mut told = format!("fejl: {}\n", sentence(error));
    for meant in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue] {
        if let Some(near) = said(error, meant) {
            let _ = writeln!(told, "Mente du {}?", near.replace(", ", " eller "));
        }
    }
    if let Some(possible) = said(error, ContextKind::ValidValue).filter(|possible| !possible.is_empty()) {
        let _ = writeln!(told, "Muligheder: {possible}.");
    }
    let _ = write!(told, "\n{}\n\nSe mere med '--help'.", headed(&usage(words)));
    told
}

fn sentence(error: &Error) -> String {
    let argument = said(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = said(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => format!("{argument} kendes ikke."),
        ErrorKind::InvalidSubcommand => {
            format!("kommandoen {} findes ikke.", said(error, ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingSubcommand => "der mangler en kommando.".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("der mangler {argument}."),
        ErrorKind::InvalidValue if value.is_empty() || value == "''" => format!("{argument} mangler en værdi."),
        ErrorKind::InvalidValue => format!("{value} kan ikke bruges til {argument}."),
        ErrorKind::ValueValidation => format!("{value} kan ikke bruges til {argument}: {}.", why(error)),
        ErrorKind::ArgumentConflict => match said(error, ContextKind::PriorArg) {
            Some(prior) if prior != argument => format!("{argument} kan ikke bruges sammen med {prior}."),
            _ => format!("{argument} må kun stå én gang."),
        },
        ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} har for få eller for mange værdier.")
        }
        ErrorKind::InvalidUtf8 => "der står noget, der ikke er UTF-8-tekst.".to_owned(),
        _ => format!("kaldet kan ikke forstås. {argument}").trim_end().to_owned(),
    }
}

/// Why a value was refused: our own words, or what the standard library meant by its own.
fn why(error: &Error) -> String {
    let Some(source) = std::error::Error::source(error) else { return "værdien har en anden form".to_owned() };
    if source.is::<std::net::AddrParseError>() {
        return "skriv en adresse og en port som 127.0.0.1:8080".to_owned();
    }
    if source.is::<std::num::ParseIntError>() {
        return "skriv et helt tal".to_owned();
    }
    source.to_string().trim_end_matches('.').to_owned()
}

/// What clap knows of the error, each word in quotation marks.
fn said(error: &Error, kind: ContextKind) -> Option<String> {
    let quoted = |word: &str| format!("'{word}'");
    match error.get(kind)? {
        ContextValue::String(word) => Some(quoted(word)),
        ContextValue::Strings(words) => Some(words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ")),
        ContextValue::StyledStr(word) => Some(word.to_string()),
        _ => None,
    }
}

/// How the command that was meant is written.
fn usage(words: &[OsString]) -> String {
    let mut meant = Args::command();
    meant.build();
    for word in words.iter().skip(1).filter_map(|word| word.to_str()) {
        match meant.find_subcommand(word).cloned() {
            Some(next) => meant = next,
            None if word.starts_with('-') => {}
            None => break,
        }
    }
    meant.render_usage().to_string()
}
