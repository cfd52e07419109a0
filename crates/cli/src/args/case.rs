//! What may be written about cases.

use std::path::PathBuf;

use clap::Subcommand;

use super::Home;

#[derive(Subcommand, Debug)]
pub enum Case {
    /// Skriv handleplanerne som OSCAL POA&M (JSON), som andre risikoværktøjer kan læse.
    ExportOscal {
        #[command(flatten)]
        home: Home,
        /// Kun denne sags plan, også når den er afsluttet.
        #[arg(long, value_name = "SAG")]
        case: Option<String>,
        /// Filen, der skrives; ellers standard output.
        #[arg(long, value_name = "FIL")]
        out: Option<PathBuf>,
    },
}
