//! What may be written about registers that are read through their API.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use inbound::kitos::RoleHere;

use super::{FOUNDED, Home};

/// Registers that can be read by themselves.
#[derive(Subcommand, Debug)]
pub enum From {
    /// Hent kommunens systemer, kontrakter, snitflader og databehandleraftaler fra OS2kitos.
    Kitos(Run),
    /// Hent kommunens enheder og medarbejdere fra OS2sofd.
    Sofd(Run),
    /// Hent kommunens enheder og medarbejdere fra OS2mo.
    Mo(Run),
    /// Hent kommunens medarbejdere, og enheder efter grupper, fra Entra ID.
    Entra(Run),
    /// Læs kommunens systemer, kontrakter og databehandleraftaler fra OS2kitos' Excel-eksporter, når der ingen API-bruger er.
    KitosExcel(Excel),
}

/// Exports of OS2kitos.
#[derive(ClapArgs, Debug)]
#[command(mut_arg("data", |data| data.help(FOUNDED)))]
pub struct Excel {
    /// Eksporterne: hver liste én gang, i hvilken rækkefølge det skal være.
    #[arg(value_name = "FIL", required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub home: Home,
    /// En rolle i OS2kitos og hvad den er her: "Systemejer=owner" eller "Systemansvarlig=manager"; kan gentages.
    #[arg(long, value_name = "ROLLE=HER", value_parser = role)]
    pub role: Vec<(String, RoleHere)>,
    /// Tro på eksporterne, også når meget forsvinder eller slutter på én gang.
    #[arg(long)]
    pub much_gone: bool,
    /// Vis kun, hvad der ville ændre sig.
    #[arg(long)]
    pub dry_run: bool,
    /// Navnet i loggen på den, der importerer.
    #[arg(long = "as", value_name = "NAVN", default_value = "kommandolinjen")]
    pub actor: String,
}

fn role(written: &str) -> Result<(String, RoleHere), String> {
    let here = match written.rsplit_once('=') {
        Some((name, "owner")) => Some((name, RoleHere::Owner)),
        Some((name, "manager")) => Some((name, RoleHere::Manager)),
        _ => None,
    };
    here.map(|(name, here)| (name.trim().to_owned(), here))
        .ok_or_else(|| "skriv rollens navn i OS2kitos, = og owner eller manager: \"Systemejer=owner\"".to_owned())
}

/// One run.
#[derive(ClapArgs, Debug)]
#[command(mut_arg("data", |data| data.help(FOUNDED)))]
pub struct Run {
    /// Filen med adresser og brugere til registrene; se docs/drift/registre.md.
    #[arg(long, value_name = "FIL")]
    pub registers: PathBuf,
    #[command(flatten)]
    pub home: Home,
    /// Hent alt, også det uændrede: det, der ikke længere er i registret, forsvinder.
    #[arg(long)]
    pub full: bool,
    /// Tro på registret, også når meget er forsvundet på én gang.
    #[arg(long)]
    pub much_gone: bool,
    /// Vis kun, hvad der ville ændre sig.
    #[arg(long)]
    pub dry_run: bool,
    /// Navnet i loggen på den, der importerer.
    #[arg(long = "as", value_name = "NAVN", default_value = "kommandolinjen")]
    pub actor: String,
}

/// Links in a register.
#[derive(ClapArgs, Debug)]
pub struct Links {
    /// Filen med adresser og brugere til registrene; write_links = true i afsnittet kitos tillader at skrive.
    #[arg(long, value_name = "FIL")]
    pub registers: PathBuf,
    #[command(flatten)]
    pub home: Home,
    /// Adressen, links skal føre til, med https foran.
    #[arg(long, value_name = "ADRESSE", value_parser = super::mail::address)]
    pub public_url: String,
    /// Vis kun, hvor mange der mangler.
    #[arg(long)]
    pub dry_run: bool,
    /// Navnet i loggen på den, der skriver.
    #[arg(long = "as", value_name = "NAVN", default_value = "kommandolinjen")]
    pub actor: String,
}
