//! What may be written of acquisitions. Whoever acts is known by a token, as in cases.

use std::path::PathBuf;

use clap::Subcommand;
use kernel::Day;

use super::case::By;
use super::{Home, ListFormat, day};

#[derive(Subcommand, Debug)]
pub enum Acquisition {
    /// Vis anskaffelserne og deres fase.
    List {
        #[command(flatten)]
        home: Home,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Vis en anskaffelse: tilbuddene under hvert princip, og hvad næste fase mangler.
    Show {
        /// Anskaffelsens nummer, for eksempel A2026-0001.
        #[arg(value_name = "NUMMER")]
        number: String,
        #[command(flatten)]
        home: Home,
        /// Anskaffelsen, som den stod ved slutningen af den dag: det, der var sket til da, vurderet på det, der var kendt.
        #[arg(long, value_name = "DATO", value_parser = day)]
        as_of: Option<Day>,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Skriv kravarket ud, som CSV eller Excel efter filens navn.
    Sheet {
        /// Anskaffelsens nummer.
        #[arg(value_name = "NUMMER")]
        number: String,
        #[command(flatten)]
        home: Home,
        /// Kun det, leverandørerne skal se.
        #[arg(long)]
        tender: bool,
        /// Filen, der skrives (.csv eller .xlsx); ellers CSV på standard output.
        #[arg(long, value_name = "FIL")]
        output: Option<PathBuf>,
    },
    /// Opret en anskaffelse.
    Open {
        #[command(flatten)]
        by: By,
        /// Anskaffelsens titel.
        #[arg(long, value_name = "TITEL")]
        title: String,
        /// KLE-opgave, den skal løse; kan gentages.
        #[arg(long, value_name = "KLE")]
        task: Vec<String>,
        /// Hvad den skal bruges til.
        #[arg(long, value_name = "TEKST", default_value = "", hide_default_value = true)]
        purpose: String,
        /// Fagområdet, som enhedens nøgle; ellers hele kommunen.
        #[arg(long, value_name = "ENHED")]
        unit: Option<String>,
        /// Den kommende systemejer, som medarbejderens nøgle.
        #[arg(long, value_name = "MEDARBEJDER")]
        owner: Option<String>,
        /// Hvor langt den er, når den oprettes: idea eller analysis; ellers idea.
        #[arg(long, value_name = "FASE")]
        phase: Option<String>,
    },
    /// Ret en anskaffelses titel, formål, opgaver, fagområde eller kommende systemejer; det, der ikke nævnes, bliver stående.
    Revise {
        /// Anskaffelsens nummer.
        #[arg(value_name = "NUMMER")]
        number: String,
        #[command(flatten)]
        by: By,
        #[arg(long, value_name = "TITEL")]
        title: Option<String>,
        /// Hvad den skal bruges til.
        #[arg(long, value_name = "TEKST")]
        purpose: Option<String>,
        /// KLE-opgave; alle, den skal løse, nævnes.
        #[arg(long, value_name = "KLE")]
        task: Vec<String>,
        /// Fagområdet, som enhedens nøgle; tomt for hele kommunen.
        #[arg(long, value_name = "ENHED")]
        unit: Option<String>,
        /// Den kommende systemejer, som medarbejderens nøgle; tomt for ingen.
        #[arg(long, value_name = "MEDARBEJDER")]
        owner: Option<String>,
        /// Anskaffelsens version, som den blev set.
        #[arg(long, value_name = "VERSION")]
        seen: u32,
    },
    /// Gør noget i en anskaffelse: add-candidate, state-own, state, screen, pass-gate, choose, .. (se /api).
    Act {
        /// Anskaffelsens nummer.
        #[arg(value_name = "NUMMER")]
        number: String,
        /// Hvad der gøres.
        #[arg(value_name = "HANDLING")]
        verb: String,
        #[command(flatten)]
        by: By,
        /// Indholdet som JSON, i samme form som API'et tager det; - læser standard input.
        #[arg(long, value_name = "FIL")]
        json: Option<PathBuf>,
        /// Begrundelsen, når det er alt, der skal siges.
        #[arg(long, value_name = "TEKST", conflicts_with = "json")]
        reason: Option<String>,
        /// Anskaffelsens version, som den blev set (fundament acquisition show).
        #[arg(long, value_name = "VERSION")]
        seen: u32,
        /// Aftrykket af det, der blev set: princippets ved en screening, vinderens ved direktionens ord; de første 12 tegn er nok.
        #[arg(long, value_name = "AFTRYK")]
        shown: Option<String>,
    },
    /// Indlæs en leverandørs fil: det udfyldte kravark (CSV eller Excel) eller en komponentliste (CycloneDX JSON).
    Answers {
        /// Anskaffelsens nummer.
        #[arg(value_name = "NUMMER")]
        number: String,
        /// Tilbuddets nøgle, for eksempel T1.
        #[arg(value_name = "TILBUD")]
        candidate: String,
        /// Filen.
        #[arg(value_name = "FIL")]
        file: PathBuf,
        #[command(flatten)]
        by: By,
        /// Filen er en komponentliste.
        #[arg(long)]
        sbom: bool,
        /// Anskaffelsens version, som den blev set.
        #[arg(long, value_name = "VERSION")]
        seen: u32,
    },
}
