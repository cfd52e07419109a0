//! What may be written of cases. Whoever acts is known by a token, as a program is: a name alone decides nothing.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use kernel::Day;

use super::board::Token;
use super::operate::Keeper;
use super::{Home, ListFormat, day};

#[derive(Subcommand, Debug)]
pub enum Case {
    /// Vis sagerne og deres stilling i dag.
    List(List),
    /// Vis en sag med grundlag og forløb.
    Show {
        /// Sagens nummer, for eksempel 2026-0042.
        #[arg(value_name = "NUMMER")]
        number: String,
        #[command(flatten)]
        home: Home,
        /// Stillingen den dag i stedet for i dag, efter det, der er sket til nu.
        #[arg(long, value_name = "DATO", value_parser = day)]
        on: Option<Day>,
        /// Sagen, som den stod ved slutningen af den dag: det, der var sket til da, og stillingen den dag.
        #[arg(long, value_name = "DATO", value_parser = day, conflicts_with = "on")]
        as_of: Option<Day>,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Vis lignende sager om samme princip, de mest lignende først, med direktionens seneste afgørelse i hver.
    Alike {
        /// Sagens nummer, for eksempel 2026-0042.
        #[arg(value_name = "NUMMER")]
        number: String,
        #[command(flatten)]
        home: Home,
        /// Højst så mange.
        #[arg(long, value_name = "ANTAL", default_value_t = 5)]
        limit: usize,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Opret en sag om en afvigelse.
    Open {
        #[command(flatten)]
        by: By,
        /// Princippets id.
        #[arg(long, value_name = "PRINCIP")]
        principle: String,
        /// Strategiens id, når flere har princippet.
        #[arg(long, value_name = "STRATEGI")]
        pack: Option<String>,
        /// Objekternes slags: system, device, ..
        #[arg(long, value_name = "SLAGS")]
        kind: String,
        /// Objektets nøgle; kan gentages, når en fælles årsag ligger bag.
        #[arg(long, value_name = "NØGLE", required = true)]
        key: Vec<String>,
        /// Sagens titel.
        #[arg(long, value_name = "TITEL")]
        title: String,
        /// Den fælles årsag.
        #[arg(long, value_name = "ÅRSAG", default_value = "")]
        cause: String,
        /// Hvor langt det, sagen handler om, er nået: idea, analysis, tender, offer, solution; ellers in_operation.
        #[arg(long, value_name = "FASE")]
        phase: Option<String>,
    },
    /// Skriv handleplanerne som OSCAL POA&M (JSON), som andre risikoværktøjer kan læse.
    ExportOscal {
        #[command(flatten)]
        home: Home,
        /// Kun denne sags plan, også når sagen er afsluttet.
        #[arg(long, value_name = "NUMMER")]
        case: Option<String>,
        /// Filen, der skrives; ellers standard output.
        #[arg(long, value_name = "FIL")]
        out: Option<PathBuf>,
    },
    /// Vis de lukkede sager, hvis bilag har ligget længe nok, og slet bilagene med --remove; loggen beholder deres aftryk.
    Retention {
        #[command(flatten)]
        keeper: Keeper,
        /// Så mange år gemmes bilag, efter sagen er lukket; ellers som det er sat under Administration.
        #[arg(long, value_name = "ÅR", value_parser = clap::value_parser!(u16).range(1..=100))]
        years: Option<u16>,
        /// Slet dem nu; det kan ikke fortrydes.
        #[arg(long)]
        remove: bool,
    },
    /// Læg en fil på en sag.
    Attach {
        /// Sagens nummer.
        #[arg(value_name = "NUMMER")]
        number: String,
        /// Filen.
        #[arg(value_name = "FIL")]
        file: PathBuf,
        #[command(flatten)]
        by: By,
        /// Sagens version, som den blev set (fundament case show).
        #[arg(long, value_name = "VERSION")]
        seen: u32,
    },
    /// Hent en fil, der er lagt på en sag.
    File {
        /// Sagens nummer.
        #[arg(value_name = "NUMMER")]
        number: String,
        /// Filens navn eller aftryk (fundament case show); de første 12 tegn af aftrykket er nok.
        #[arg(value_name = "BILAG")]
        file: String,
        #[command(flatten)]
        token: Token,
        /// Filen, der skrives.
        #[arg(long, value_name = "FIL")]
        out: PathBuf,
        /// Erstat filen, hvis den findes.
        #[arg(long)]
        force: bool,
    },
    /// Gør noget i en sag: screen, conclude, explain, accept, submit, dispense, refuse, .. (se /api).
    Act {
        /// Sagens nummer.
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
        /// Sagens version, som den blev set (fundament case show).
        #[arg(long, value_name = "VERSION")]
        seen: u32,
        /// Grundlagets aftryk, som det blev set; de første 12 tegn er nok.
        #[arg(long, value_name = "AFTRYK")]
        shown: Option<String>,
    },
}

/// Which cases are asked for, and in which order.
#[derive(ClapArgs, Debug)]
pub struct List {
    #[command(flatten)]
    pub home: Home,
    /// Kun dem med den stilling: open, in_screening, explained, awaiting_board, dispensed, refused, overdue, lapsed, no_longer_needed.
    #[arg(long, value_name = "STILLING")]
    pub standing: Option<String>,
    /// Kun dem om det princip.
    #[arg(long, value_name = "PRINCIP")]
    pub principle: Option<String>,
    /// Kun dem om objekter af den slags: system, device, ..
    #[arg(long, value_name = "SLAGS")]
    pub kind: Option<String>,
    /// Kun dem i den fase: idea, analysis, tender, offer, solution, in_operation.
    #[arg(long, value_name = "FASE")]
    pub phase: Option<String>,
    /// Kun dem, hvis afgørelse skal gennemgås.
    #[arg(long)]
    pub stale: bool,
    /// Rækkefølgen: number, title, day eller changed; med - foran (--sort=-changed) vendes den.
    #[arg(long, value_name = "RÆKKEFØLGE", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Søg i nummer, titel og nøgler.
    #[arg(long, value_name = "TEKST")]
    pub search: Option<String>,
    /// Stillingen den dag i stedet for i dag, efter det, der er sket til nu: hvad er udløbet til jul?
    #[arg(long, value_name = "DATO", value_parser = day)]
    pub on: Option<Day>,
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Where the house is, and who acts.
#[derive(ClapArgs, Debug)]
pub struct By {
    #[command(flatten)]
    pub home: Home,
    /// Filen med adgangsnøglen for den, der handler (fundament token make).
    #[arg(long, value_name = "FIL")]
    pub token_file: PathBuf,
    /// Kontoen, der handles for, når man er stedfortræder.
    #[arg(long = "for", value_name = "BRUGERNAVN")]
    pub acting_for: Option<String>,
}
