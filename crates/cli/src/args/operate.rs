//! What whoever runs the house may write: backup, restore, move, doctor, accounts and tokens.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::Home;

#[derive(ClapArgs, Debug)]
pub struct Backup {
    /// Filen, kopien skrives i.
    #[arg(value_name = "FIL")]
    pub file: PathBuf,
    #[command(flatten)]
    pub home: Home,
    /// Erstat filen, hvis den findes.
    #[arg(long)]
    pub force: bool,
}

#[derive(ClapArgs, Debug)]
#[command(mut_arg("data", |data| data.help("Mappen, databasen genskabes i; den oprettes, hvis den ikke findes, og må ikke have en database")))]
pub struct Restore {
    /// Sikkerhedskopien, som fundament backup skrev den.
    #[arg(value_name = "FIL")]
    pub file: PathBuf,
    #[command(flatten)]
    pub home: Home,
    /// Navnet i loggen på den, der genskaber.
    #[arg(long = "as", value_name = "NAVN", default_value = "kommandolinjen")]
    pub actor: String,
}

#[derive(ClapArgs, Debug)]
pub struct Move {
    /// Mappen med Fundaments egen database (SQLite).
    #[arg(long, value_name = "MAPPE")]
    pub data: PathBuf,
    /// Den tomme database i PostgreSQL: postgres://bruger@vært/database.
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// Navnet i loggen på den, der flytter.
    #[arg(long = "as", value_name = "NAVN", default_value = "kommandolinjen")]
    pub actor: String,
}

#[derive(ClapArgs, Debug)]
pub struct Doctor {
    #[command(flatten)]
    pub home: Home,
    #[arg(long, value_enum, default_value_t = DoctorFormat::Text)]
    pub format: DoctorFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DoctorFormat {
    Text,
    Json,
}

/// Where the house is, and in whose name it is changed.
#[derive(ClapArgs, Debug)]
pub struct Keeper {
    #[command(flatten)]
    pub home: Home,
    /// Navnet i loggen på den, der handler.
    #[arg(long = "as", value_name = "NAVN", default_value = "kommandolinjen")]
    pub actor: String,
}

#[derive(Subcommand, Debug)]
pub enum User {
    /// Opret en bruger; adgangskoden læses fra standard input eller --password-file.
    Add {
        /// Brugernavnet, der logges ind med.
        #[arg(value_name = "BRUGERNAVN")]
        login: String,
        /// Navnet, andre ser.
        #[arg(long, value_name = "NAVN")]
        name: String,
        /// En rolle i hele kommunen, eller rolle@enhed; kan gentages.
        #[arg(long = "role", value_name = "ROLLE[@ENHED]", required = true)]
        roles: Vec<String>,
        /// Personens nøgle i kommunens data.
        #[arg(long, value_name = "NØGLE")]
        person: Option<String>,
        /// Mailadressen, den daglige mail om sager sendes til.
        #[arg(long, value_name = "MAIL")]
        mail: Option<String>,
        /// Filen med adgangskoden; ellers standard input.
        #[arg(long, value_name = "FIL")]
        password_file: Option<PathBuf>,
        #[command(flatten)]
        keeper: Keeper,
    },
    /// Vis brugerne med deres roller.
    List(Home),
    /// Giv en bruger præcis disse roller.
    Roles {
        #[arg(value_name = "BRUGERNAVN")]
        login: String,
        /// En rolle i hele kommunen, eller rolle@enhed; kan gentages.
        #[arg(long = "role", value_name = "ROLLE[@ENHED]", required = true)]
        roles: Vec<String>,
        #[command(flatten)]
        keeper: Keeper,
    },
    /// Sæt en brugers mailadresse; uden adresse sendes ingen mail.
    Mail {
        #[arg(value_name = "BRUGERNAVN")]
        login: String,
        /// Adressen; udelades den, fjernes den gamle.
        #[arg(value_name = "MAIL")]
        mail: Option<String>,
        #[command(flatten)]
        keeper: Keeper,
    },
    /// Luk en bruger for altid; sessioner og adgangsnøgler ophører.
    Close {
        #[arg(value_name = "BRUGERNAVN")]
        login: String,
        #[command(flatten)]
        keeper: Keeper,
    },
    /// Giv en bruger en ny adgangskode, læst fra standard input eller --password-file.
    Password {
        #[arg(value_name = "BRUGERNAVN")]
        login: String,
        /// Filen med adgangskoden; ellers standard input.
        #[arg(long, value_name = "FIL")]
        password_file: Option<PathBuf>,
        #[command(flatten)]
        keeper: Keeper,
    },
}

#[derive(Subcommand, Debug)]
pub enum Token {
    /// Lav en adgangsnøgle med højst brugerens rettigheder; den vises kun denne ene gang.
    Make {
        #[arg(value_name = "BRUGERNAVN")]
        login: String,
        /// Hvad nøglen er til.
        #[arg(long, value_name = "NAVN")]
        name: String,
        #[arg(long, value_enum, default_value_t = Scope::Read)]
        scope: Scope,
        /// Hvor mange dage den gælder, højst 366.
        #[arg(long, value_name = "DAGE", default_value_t = 90)]
        days: i64,
        #[command(flatten)]
        keeper: Keeper,
    },
    /// Vis adgangsnøglerne, uden hemmeligheder.
    List(Home),
    /// Træk en adgangsnøgle tilbage.
    Revoke {
        /// Nøglens id, som token list viser det.
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        keeper: Keeper,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scope {
    Read,
    Write,
    Accounts,
}

impl Scope {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Accounts => "accounts",
        }
    }
}
