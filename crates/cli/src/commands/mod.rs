//! One file a command. A command reads, asks the rooms, and writes to standard output.

mod accounts;
mod acquisition;
mod adopt;
mod assess;
mod backup;
mod before;
mod board;
mod calendar;
mod case;
mod conflicts;
mod demo;
mod doctor;
mod estate;
mod explain;
mod exports;
mod handover;
mod home;
mod identity;
mod import;
mod import_file;
mod keys;
mod links;
mod log;
mod mail;
mod oidc;
mod partial;
mod poam;
mod registers;
mod relocate;
mod retention;
mod serve;
mod show;
mod strategy;
mod tokens;
mod webhooks;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use facts::Slots;
use inbound::Import;
use kernel::{Day, Lang};

use crate::args::{Args, Command, Estate, EstateArgs, Strategy};
use crate::thrift;
use crate::{folder, output};

/// Wrong call, or files that cannot be read.
pub const BAD_INPUT: u8 = 2;
/// What was asked about was found, or pack or data have errors.
const FOUND: u8 = 1;

/// Runs a command.
pub fn run(args: Args) -> Result<ExitCode> {
    if matches!(args.command, Command::Demo(_) | Command::Serve(_)) {
        thrift::be_thrifty();
    }
    let lang: Lang = args.lang.into();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let code = match args.command {
        Command::Demo(demo) => demo::run(&demo, lang, &mut out),
        Command::Serve(args) => serve::run(&args, lang, &mut out),
        Command::Assess(assess) => assess::run(&assess, lang, &mut out),
        Command::Strategy(Strategy::Check { packs }) => strategy::check(&packs, lang, &mut out),
        Command::Strategy(Strategy::List { packs, format }) => strategy::list(&packs, format, lang, &mut out),
        Command::Strategy(Strategy::Diff { before, after, estate, today, format }) => {
            strategy::diff(&before, &after, estate.as_deref().map(|dir| (dir, today)), format, lang, &mut out)
        }
        Command::Strategy(Strategy::Adopt(args)) => adopt::run(&args, lang, &mut out),
        Command::Strategy(Strategy::Adopted(args)) => adopt::list(&args, lang, &mut out),
        Command::Strategy(Strategy::Explain { code, strategy }) => explain::run(&code, &strategy, lang, &mut out),
        Command::Estate(Estate::Check(estate)) => estate::check(&estate, lang, &mut out),
        Command::Estate(Estate::Show { object, estate, format }) => show::run(&object, &estate, format, lang, &mut out),
        Command::Import(args) => import::run(&args, lang, &mut out),
        Command::ImportFile(args) => import_file::run(&args, lang, &mut out),
        Command::KitosLinks(args) => links::kitos(&args, lang, &mut out),
        Command::Undo(args) => import::undo(&args, lang, &mut out),
        Command::Log(log) => log::run(&log, lang, &mut out),
        Command::Acquisition(args) => acquisition::run(&args, lang, &mut out),
        Command::Board(args) => board::run(&args, lang, &mut out),
        Command::Deputy(args) => board::deputy(&args, lang, &mut out),
        Command::Tasks(args) => board::tasks(&args, lang, &mut out),
        Command::Calendar(args) => calendar::run(&args, lang, &mut out),
        Command::Identity(args) => identity::run(&args, lang, &mut out),
        Command::Handover(args) => handover::run(&args, lang, &mut out),
        Command::Case(args) => case::run(&args, lang, &mut out),
        Command::Backup(args) => backup::backup(&args, lang, &mut out),
        Command::Restore(args) => backup::restore(&args, lang, &mut out),
        Command::Move(args) => relocate::run(&args, lang, &mut out),
        Command::Doctor(args) => doctor::run(&args, lang, &mut out),
        Command::User(user) => accounts::run(&user, lang, &mut out),
        Command::Token(token) => tokens::run(&token, lang, &mut out),
        Command::Estate(Estate::Conflicts { estate, format }) => conflicts::run(&estate, format, lang, &mut out),
    }?;
    out.flush()?;
    Ok(ExitCode::from(code))
}

/// Reads the estate folder that a command was given; what was rejected is told on standard error.
fn read(args: &EstateArgs, lang: Lang) -> Result<(Import, Day)> {
    let today = match args.today {
        Some(day) => day,
        None => folder::today()?,
    };
    let import = folder::estate(&args.estate, today, lang)?;
    if let Some(path) = &args.rejects {
        let mut bytes = Vec::new();
        inbound::write_rejects(&import.report, &mut bytes)?;
        std::fs::write(path, bytes).with_context(|| path.display().to_string())?;
    }
    Ok((import, today))
}

/// Files that could not be read at all: what is in them is not unknown but unheard, and an answer without it would mislead.
fn unread(import: &Import, lang: Lang) -> Result<()> {
    let refused = import.report.files.iter().filter(|file| file.outcome == inbound::Outcome::Refused);
    let lines: Vec<String> = refused
        .map(|file| {
            let why: Vec<&str> = file.notices.iter().map(|notice| notice.text.get(lang)).collect();
            format!("{}: {}", file.name, why.join(" "))
        })
        .collect();
    if lines.is_empty() { Ok(()) } else { bail!("{}", lines.join("\n")) }
}

/// The same, as slots, with a line on standard error when something was rejected.
fn slots(args: &EstateArgs, lang: Lang) -> Result<Slots> {
    let (import, today) = read(args, lang)?;
    output::note_rejects(&import.report, lang);
    unread(&import, lang)?;
    Ok(import.estate.unified().slots(today))
}
