//! What may be written of the strategies in force, and of adopting another.

use clap::Args as ClapArgs;

use super::operate::Keeper;
use super::{Home, ListFormat};

#[derive(ClapArgs, Debug)]
pub struct Adopt {
    /// Strategien: id'et på en, der følger med programmet (it-teknologi-2023), eller mappen med en strategipakke.
    #[arg(value_name = "STRATEGI")]
    pub pack: String,
    /// Hvorfor den tages i brug, og hvem der har besluttet det; står i loggen.
    #[arg(long, value_name = "TEKST", required_unless_present = "dry_run")]
    pub reason: Option<String>,
    /// Vis kun, hvad der ville skifte.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub keeper: Keeper,
}

#[derive(ClapArgs, Debug)]
pub struct Adopted {
    #[command(flatten)]
    pub home: Home,
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}
