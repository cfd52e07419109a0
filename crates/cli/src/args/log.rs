//! What may be written after `fundament log`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use kernel::{Day, Instant};

use super::operate::Keeper;
use super::{Home, ListFormat};

#[derive(Subcommand, Debug)]
pub enum Log {
    /// Regn hele kæden efter, hold den op mod alle kontrolpunkter og sagerne op mod den; eller kontrollér en logpakke med --bundle.
    Verify(Verify),
    /// Skriv loggen som en underskrevet logpakke, andre kan kontrollere; eller én sag til aktindsigt med --case.
    Export(Export),
    /// Vis loggen, det seneste først.
    Show(Show),
    /// Vis den offentlige nøgle, loggen underskrives med. Den første laves, hvis loggen aldrig har haft en.
    Key(LogKey),
    /// Skriv det, lister og overblik læser om sager og anskaffelser, på ny efter loggen, hvor det ikke passer med den.
    Mend(Keeper),
}

#[derive(ClapArgs, Debug)]
pub struct LogKey {
    #[command(flatten)]
    pub keeper: Keeper,
    /// Skift nøglen ud med en ny, eller begynd en ny, når den er tabt; det, den gamle har underskrevet, gælder stadig.
    #[arg(long)]
    pub renew: bool,
}

#[derive(ClapArgs, Debug)]
pub struct Verify {
    /// Mappen med databasen, loggens nøgle og kontrolpunkterne.
    #[arg(long, value_name = "MAPPE", required_unless_present_any = ["database_url", "bundle"])]
    pub data: Option<PathBuf>,
    /// PostgreSQL: postgres://bruger@vært/database.
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// Et kontrolpunkt, der er gemt et andet sted; kan gentages.
    #[arg(long, value_name = "FIL")]
    pub checkpoint: Vec<PathBuf>,
    /// Kontrollér en logpakke i stedet, uden database.
    #[arg(long, value_name = "FIL", conflicts_with_all = ["data", "database_url", "checkpoint"])]
    pub bundle: Option<PathBuf>,
    /// Den offentlige nøgle, der skal være underskrevet med (64 cifre, som log key viser den); kan gentages.
    #[arg(long, value_name = "NØGLE")]
    pub key: Vec<String>,
}

#[derive(ClapArgs, Debug)]
pub struct Export {
    #[command(flatten)]
    pub home: Home,
    /// Filen, der skrives.
    #[arg(long, value_name = "FIL")]
    pub to: PathBuf,
    /// Fra og med denne handling.
    #[arg(long, value_name = "NUMMER", default_value_t = 1)]
    pub from: i64,
    /// Til og med denne handling.
    #[arg(long, value_name = "NUMMER", default_value_t = i64::MAX, hide_default_value = true)]
    pub until: i64,
    /// Aktindsigt: kun denne sag eller anskaffelse, som en fil, mennesker kan læse (HTML, eller ren tekst når filen hedder .txt).
    #[arg(long, value_name = "NUMMER", conflicts_with_all = ["from", "until"])]
    pub case: Option<String>,
    /// Skjul navne: hver person bliver til Person 1, Person 2 …
    #[arg(long, requires = "case")]
    pub mask_names: bool,
    /// Erstat filen, hvis den findes.
    #[arg(long)]
    pub force: bool,
}

#[derive(ClapArgs, Debug)]
pub struct Show {
    #[command(flatten)]
    pub home: Home,
    /// Loggen, som den var: en dag (til dens slutning) eller et tidspunkt som 2026-11-23T10:00:00Z.
    #[arg(long, value_name = "DAG", value_parser = moment)]
    pub as_of: Option<Moment>,
    /// Kun handlinger på denne slags objekter.
    #[arg(long, value_name = "SLAGS")]
    pub kind: Option<String>,
    /// Kun handlinger på objektet med denne nøgle.
    #[arg(long, value_name = "NØGLE", requires = "kind")]
    pub key: Option<String>,
    /// Kun denne handling.
    #[arg(long, value_name = "HANDLING")]
    pub act: Option<String>,
    /// Kun handlinger af denne bruger: brugernavn eller id; system er Fundament selv, cli er kommandolinjen.
    #[arg(long, value_name = "BRUGER")]
    pub account: Option<String>,
    /// Kun handlinger fra og med den dag.
    #[arg(long, value_name = "DATO", value_parser = super::day)]
    pub from: Option<Day>,
    /// Kun handlinger til og med den dag.
    #[arg(long, visible_alias = "to", value_name = "DATO", value_parser = super::day, conflicts_with = "as_of")]
    pub until: Option<Day>,
    /// Højst så mange handlinger; 0 er alle.
    #[arg(long, value_name = "ANTAL", default_value_t = 100)]
    pub limit: i64,
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// A time that somebody asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The whole of a day.
    Day(Day),
    /// Up to and with an instant.
    Instant(Instant),
}

fn moment(written: &str) -> Result<Moment, String> {
    if let Ok(at) = written.parse::<jiff::Timestamp>() {
        return Ok(Moment::Instant(Instant(at.as_microsecond())));
    }
    super::day(written).map(Moment::Day).map_err(|why| format!("{why}, eller et tidspunkt som 2026-05-03T10:00:00Z"))
}
