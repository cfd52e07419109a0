//! What may be written of the board's meetings, of deputies and of what waits for somebody. Whoever acts is known by a token.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use kernel::Day;

use super::case::By;
use super::mail::Public;
use super::{Home, ListFormat, day};

/// Where the house is, and whose token it is.
#[derive(ClapArgs, Debug)]
pub struct Token {
    #[command(flatten)]
    pub home: Home,
    /// Filen med adgangsnøglen for den, der handler (fundament token make).
    #[arg(long, value_name = "FIL")]
    pub token_file: PathBuf,
}

#[derive(Subcommand, Debug)]
pub enum Board {
    /// Vis direktionens møder med dagsorden og referat.
    List {
        #[command(flatten)]
        home: Home,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Vis, hvad der ligger hos direktionen: sager med indstilling og lignende afgørelser, anskaffelser, og afgørelser at holde øje med.
    Show {
        #[command(flatten)]
        home: Home,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Planlæg et møde.
    Plan {
        /// Mødets dag.
        #[arg(value_name = "DATO", value_parser = day)]
        on: Day,
        /// Mødets titel.
        #[arg(value_name = "TITEL")]
        title: String,
        #[command(flatten)]
        token: Token,
    },
    /// Sæt et mødes dagsorden: sagers og anskaffelsers numre i rækkefølge.
    Agenda {
        /// Mødets nummer (fundament board list).
        #[arg(value_name = "MØDE")]
        meeting: String,
        /// Numrene i rækkefølge; ingen tømmer dagsordenen.
        #[arg(value_name = "NUMMER")]
        cases: Vec<String>,
        #[command(flatten)]
        token: Token,
    },
    /// Giv et møde referatets nummer.
    Minutes {
        /// Mødets nummer (fundament board list).
        #[arg(value_name = "MØDE")]
        meeting: String,
        /// Referatets nummer.
        #[arg(value_name = "REFERAT")]
        minutes: String,
        #[command(flatten)]
        token: Token,
    },
    /// Afgør flere af dagsordenens sager og anskaffelser på én gang; hver står eller falder for sig.
    Decide {
        /// Mødets nummer (fundament board list).
        #[arg(value_name = "MØDE")]
        meeting: String,
        /// Afgørelserne som JSON, i samme form som API'et tager dem (se /api); - læser standard input.
        #[arg(long, value_name = "FIL")]
        file: PathBuf,
        #[command(flatten)]
        by: By,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
}

#[derive(Subcommand, Debug)]
pub enum Deputy {
    /// Vis, hvem der er stedfortræder for hvem.
    List {
        #[command(flatten)]
        home: Home,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Udpeg en stedfortræder for den, adgangsnøglen tilhører.
    Appoint {
        /// Stedfortræderens brugernavn.
        #[arg(value_name = "BRUGERNAVN")]
        login: String,
        /// Første dag.
        #[arg(long, value_name = "DATO", value_parser = day)]
        from: Day,
        /// Sidste dag.
        #[arg(long, value_name = "DATO", value_parser = day)]
        until: Day,
        #[command(flatten)]
        token: Token,
    },
    /// Afslut en stedfortræders periode.
    End {
        /// Nummeret (fundament deputy list).
        #[arg(value_name = "NUMMER")]
        number: i64,
        #[command(flatten)]
        token: Token,
    },
}

/// The address by which a calendar program reads somebody's deadlines.
#[derive(Subcommand, Debug)]
pub enum Calendar {
    /// Lav en adresse, et kalenderprogram kan hente ens frister på; en tidligere holder op med at virke.
    Make {
        #[command(flatten)]
        token: Token,
        #[command(flatten)]
        public: Public,
    },
    /// Træk adressen tilbage.
    Withdraw {
        #[command(flatten)]
        token: Token,
    },
}

/// What waits for somebody.
#[derive(ClapArgs, Debug)]
pub struct Tasks {
    #[command(flatten)]
    pub token: Token,
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}
