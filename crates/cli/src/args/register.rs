//! What may be written about registers that are read through their API.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::Home;

/// Registers that can be read by themselves.
#[derive(Subcommand, Debug)]
pub enum From {
    /// Hent kommunens systemer, kontrakter, snitflader og databehandleraftaler fra OS2kitos.
    Kitos(Run),
}

impl From {
    /// What people call it.
    pub const fn source(&self) -> &'static str {
        match self {
            Self::Kitos(_) => inbound::kitos::SOURCE,
        }
    }

    /// How it is to be read.
    pub const fn run(&self) -> &Run {
        match self {
            Self::Kitos(run) => run,
        }
    }
}

/// One run.
#[derive(ClapArgs, Debug)]
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
