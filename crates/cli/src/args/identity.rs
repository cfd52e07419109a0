//! What may be written of objects that are one. Whoever says so is known by a token, as in cases.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::{Home, ListFormat};

#[derive(Subcommand, Debug)]
pub enum Identity {
    /// Vis, hvilke objekter der måske er det samme, og hvilke der er samlet til ét.
    List {
        #[command(flatten)]
        home: Home,
        /// Kun den slags: system, supplier, person, ..
        #[arg(long, value_name = "SLAGS")]
        kind: Option<String>,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Sig, at to objekter er det samme; de samles til ét.
    Join(Pair),
    /// Sig, at to objekter er forskellige; er de samlet, skilles de ad.
    Part(Pair),
}

/// Two objects, and who says what they are to each other.
#[derive(ClapArgs, Debug)]
pub struct Pair {
    /// Objekternes slags: system, supplier, person, ..
    #[arg(value_name = "SLAGS")]
    pub kind: String,
    /// Det ene objekts nøgle.
    #[arg(value_name = "NØGLE")]
    pub key: String,
    /// Det andets.
    #[arg(value_name = "NØGLE")]
    pub other: String,
    #[command(flatten)]
    pub home: Home,
    /// Filen med adgangsnøglen for den, der handler (fundament token make).
    #[arg(long, value_name = "FIL")]
    pub token_file: PathBuf,
    /// Begrundelsen.
    #[arg(long, value_name = "TEKST")]
    pub reason: String,
}
