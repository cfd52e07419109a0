//! What may be written to take in a file of a form of its own.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use kernel::Day;

use super::{FOUNDED, Home, day};

#[derive(Subcommand, Debug)]
pub enum ImportFile {
    /// Komponentliste (SBOM) for ét it-system: CycloneDX JSON eller SPDX (JSON eller tag-value).
    Sbom {
        /// Filen.
        #[arg(value_name = "FIL")]
        file: PathBuf,
        /// Nøglen på it-systemet.
        #[arg(long, value_name = "NØGLE")]
        system: String,
        #[command(flatten)]
        how: How,
    },
    /// Certifikater (X.509 i PEM eller DER): filer, eller en mappe med certificates.toml. Private nøgler læses ikke.
    Certificates {
        /// Filerne, eller mappen.
        #[arg(value_name = "STI", required = true)]
        paths: Vec<PathBuf>,
        /// Nøglen på it-systemet, når mappen ikke har en certificates.toml.
        #[arg(long, value_name = "NØGLE")]
        system: Option<String>,
        #[command(flatten)]
        how: How,
    },
    /// Opsætningsvurdering af Microsoft 365 eller Google Workspace: ScubaResults.json fra ScubaGear eller ScubaGoggles.
    Scuba {
        /// Filen.
        #[arg(value_name = "FIL")]
        file: PathBuf,
        /// Nøglen på platformen.
        #[arg(long, value_name = "NØGLE")]
        platform: String,
        #[command(flatten)]
        how: How,
    },
    /// KLE: kommunens egen kopi af KL's emneplan (XML).
    Kle {
        /// Filen.
        #[arg(value_name = "FIL")]
        file: PathBuf,
        #[command(flatten)]
        how: How,
    },
    /// OS2rollekatalogs it-systemer (svaret fra /api/v2/itsystem): rollestyring og attestering.
    Roles {
        /// Filen.
        #[arg(value_name = "FIL")]
        file: PathBuf,
        /// Fil (TOML) med afsnittet systems: rollekatalogets identifier eller id = it-systemets nøgle.
        #[arg(long, value_name = "FIL")]
        systems: Option<PathBuf>,
        #[command(flatten)]
        how: How,
    },
    /// Et kodelagers vaner, set i en udtjekket kopi.
    Repository {
        /// Mappen.
        #[arg(value_name = "MAPPE")]
        folder: PathBuf,
        /// Nøglen på automatiseringen.
        #[arg(long, value_name = "NØGLE")]
        automation: String,
        /// Dagen for den seneste ændring: git log -1 --format=%cs
        #[arg(long, value_parser = day, value_name = "DATO")]
        last_commit: Option<Day>,
        #[command(flatten)]
        how: How,
    },
    /// En publiccode.yml alene.
    Publiccode {
        /// Filen.
        #[arg(value_name = "FIL")]
        file: PathBuf,
        /// Nøglen på automatiseringen.
        #[arg(long, value_name = "NØGLE")]
        automation: String,
        #[command(flatten)]
        how: How,
    },
}

impl ImportFile {
    /// What all forms have in common.
    pub fn how(&self) -> &How {
        match self {
            Self::Sbom { how, .. }
            | Self::Certificates { how, .. }
            | Self::Scuba { how, .. }
            | Self::Kle { how, .. }
            | Self::Roles { how, .. }
            | Self::Repository { how, .. }
            | Self::Publiccode { how, .. } => how,
        }
    }
}

#[derive(ClapArgs, Debug)]
#[command(mut_arg("data", |data| data.help(FOUNDED)))]
pub struct How {
    #[command(flatten)]
    pub home: Home,
    /// Dagen, filen er udtrukket; ellers i dag.
    #[arg(long, value_parser = day, value_name = "DATO")]
    pub exported: Option<Day>,
    /// Det er rigtigt, at meget forsvinder eller slutter på én gang.
    #[arg(long)]
    pub much_gone: bool,
    /// Vis kun, hvad der ville ændre sig.
    #[arg(long)]
    pub dry_run: bool,
    /// Navnet i loggen på den, der importerer.
    #[arg(long = "as", value_name = "NAVN", default_value = "kommandolinjen")]
    pub actor: String,
}
