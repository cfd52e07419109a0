//! What may be written on the command line.

pub mod acquisition;
pub mod board;
pub mod case;
pub mod forms;
pub mod identity;
pub mod log;
pub mod mail;
pub mod operate;
pub mod register;
pub mod strategy;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use kernel::{Day, Lang};

/// Kommunens it-teknologistrategi, sat i drift.
#[derive(Parser, Debug)]
#[command(name = "fundament", version, disable_help_subcommand = true, after_help = EXIT_CODES)]
pub struct Args {
    /// Sproget i svarene: da eller en.
    #[arg(long, global = true, value_enum, default_value_t = LangArg::Da)]
    pub lang: LangArg,
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Afslutningskoder: 0 = i orden; 1 = der er fundet det, --fail-on spørger efter, eller fejl i pakke \
eller data; 2 = forkert kald eller filer, der ikke kan læses.\nExit codes: 0 = fine; 1 = found what --fail-on asks for, \
or errors in pack or data; 2 = wrong call or unreadable files.";

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangArg {
    Da,
    En,
}

impl From<LangArg> for Lang {
    fn from(arg: LangArg) -> Self {
        match arg {
            LangArg::Da => Self::Da,
            LangArg::En => Self::En,
        }
    }
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Prøv Eksempel Kommune: indlæst, vurderet og vist i browseren.
    Demo(Demo),
    /// Start serveren for kommunens egne data.
    Serve(Serve),
    /// Hold en kommunes data op mod en eller flere strategier.
    Assess(Assess),
    /// Kontrollér, vis og sammenlign strategipakker.
    #[command(subcommand)]
    Strategy(Strategy),
    /// Kontrollér og vis en mappe med kommunens data.
    #[command(subcommand)]
    Estate(Estate),
    /// Gem en mappe med kommunens data i databasen, og vurdér den.
    Import(Import),
    /// Gem en fil af en anden form: komponentliste, certifikater, opsætningsvurdering, KLE, rollekatalog, kodelager.
    #[command(subcommand)]
    ImportFile(forms::ImportFile),
    /// Fortryd en import.
    Undo(Undo),
    /// Skriv på hvert systems side i OS2kitos et link til systemets side her, hvor der ikke er ét.
    KitosLinks(register::Links),
    /// Vis, opret og behandl sager.
    #[command(subcommand)]
    Case(case::Case),
    /// Direktionens møder: vis dem, planlæg dem, sæt dagsorden, giv dem referat.
    #[command(subcommand)]
    Board(board::Board),
    /// Stedfortrædere: vis, udpeg og afslut.
    #[command(subcommand)]
    Deputy(board::Deputy),
    /// Vis, hvad der venter på én i sager og anskaffelser.
    Tasks(board::Tasks),
    /// Kalenderen med ens frister: lav dens adresse, eller træk den tilbage.
    #[command(subcommand)]
    Calendar(board::Calendar),
    /// Anskaffelser: tilbud vurderet efter strategien, kravark og svar.
    #[command(subcommand)]
    Acquisition(acquisition::Acquisition),
    /// Objekter, som flere kilder kender under hver sin nøgle: vis dem, saml dem, skil dem ad.
    #[command(subcommand)]
    Identity(identity::Identity),
    /// Vis, hvad fratrådte stadig står som ansvarlige for, og hvem der kan overtage det.
    Handover(Handover),
    /// Kontrollér, vis og udlevér loggen.
    #[command(subcommand)]
    Log(log::Log),
    /// Skriv en kontrolleret sikkerhedskopi, også mens serveren kører.
    Backup(operate::Backup),
    /// Genskab en database af en sikkerhedskopi.
    Restore(operate::Restore),
    /// Flyt databasen fra SQLite til PostgreSQL.
    Move(operate::Move),
    /// Undersøg, om installationen er i orden.
    Doctor(operate::Doctor),
    /// Opret, vis, ændr og luk brugere.
    #[command(subcommand)]
    User(operate::User),
    /// Lav, vis og tilbagekald adgangsnøgler.
    #[command(subcommand)]
    Token(operate::Token),
}

/// Of a command that founds a house where there is none.
const FOUNDED: &str =
    "Mappen med Fundaments egen database (SQLite) og loggens nøgle; den oprettes, hvis den ikke findes";

/// Where the house is.
#[derive(ClapArgs, Debug)]
#[group(required = true, multiple = true)]
pub struct Home {
    /// Mappen med Fundaments egen database (SQLite) og loggens nøgle.
    #[arg(long, value_name = "MAPPE")]
    pub data: Option<PathBuf>,
    /// PostgreSQL i stedet: postgres://bruger@vært/database; --data er så kun mappen med loggens nøgle og kontrolpunkter.
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
}

#[derive(ClapArgs, Debug)]
pub struct Handover {
    #[command(flatten)]
    pub home: Home,
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

impl Home {
    /// As it can be written again; a URL may hold a password and is not repeated.
    pub fn shown(&self) -> String {
        let data = self.data.as_ref().map(|data| format!("--data {}", data.display()));
        let url = self.database_url.as_ref().map(|_| "--database-url …".to_owned());
        data.into_iter().chain(url).collect::<Vec<_>>().join(" ")
    }
}

#[derive(ClapArgs, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(mut_arg("data", |data| data.help(FOUNDED)))]
pub struct Import {
    /// Registret, der hentes fra; ellers en mappe (--estate).
    #[command(subcommand)]
    pub from: Option<register::From>,
    #[command(flatten)]
    pub estate: Option<EstateArgs>,
    #[command(flatten)]
    pub home: Home,
    /// Mappen med en strategipakke, der tages i brug; kan gentages.
    #[arg(long, value_name = "MAPPE", num_args = 1..)]
    pub strategy: Vec<PathBuf>,
    /// Vis kun, hvad der ville ændre sig.
    #[arg(long)]
    pub dry_run: bool,
    /// Det er rigtigt, at meget forsvinder eller slutter på én gang.
    #[arg(long)]
    pub much_gone: bool,
    /// Navnet i loggen på den, der importerer.
    #[arg(long = "as", value_name = "NAVN", default_value = "kommandolinjen")]
    pub actor: String,
}

#[derive(ClapArgs, Debug)]
pub struct Undo {
    /// Handlingens nummer, som importen skrev det.
    #[arg(value_name = "NUMMER")]
    pub act: i64,
    /// Det er rigtigt, at meget forsvinder helt.
    #[arg(long)]
    pub much_gone: bool,
    #[command(flatten)]
    pub home: Home,
    /// Navnet i loggen på den, der fortryder.
    #[arg(long = "as", value_name = "NAVN", default_value = "kommandolinjen")]
    pub actor: String,
}

/// A file is read in memory: more than so many MB no server has to spare.
const LARGEST_UPLOAD_MB: usize = 4_096;

#[derive(ClapArgs, Debug)]
#[command(mut_arg("data", |data| data.help(FOUNDED)))]
pub struct Serve {
    #[command(flatten)]
    pub home: Home,
    /// Adressen, serveren lytter på.
    #[arg(long, value_name = "ADRESSE", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Kommunens navn; et andet end før bliver det nye (det kan også rettes under Administration).
    #[arg(long, value_name = "NAVN")]
    pub name: Option<String>,
    /// Brugerne når serveren over https (en proxy foran): så sendes cookies kun over https.
    #[arg(long)]
    pub https: bool,
    /// Lad brugerne logge ind med kommunens egne konti (OpenID Connect); se docs/drift/oidc.md.
    #[arg(long, value_name = "FIL")]
    pub oidc: Option<PathBuf>,
    /// Hent af sig selv fra kommunens registre (OS2kitos, OS2sofd, OS2mo, Entra ID); se docs/drift/registre.md.
    #[arg(long, value_name = "FIL")]
    pub registers: Option<PathBuf>,
    /// Det meste, en fil til import må fylde, i MB.
    #[arg(long, value_name = "MB", default_value_t = 64, value_parser = megabytes)]
    pub largest_upload_mb: usize,
    /// Kommunens logopsamling (syslog), som får en kopi af hver handling: tcp://vært:port eller udp://vært:port.
    #[arg(long, value_name = "ADRESSE")]
    pub syslog: Option<String>,
    /// Kommunens egne programmer, som får en underskrevet kopi af hver handling (webhooks); se docs/drift/webhooks.md.
    #[arg(long, value_name = "FIL")]
    pub webhooks: Option<PathBuf>,
    #[command(flatten)]
    pub mail: mail::Mail,
    #[command(flatten)]
    pub public: mail::Public,
}

/// A day of the years that facts may speak of (1900-2200): one before or after is a slip of the keyboard.
fn megabytes(written: &str) -> Result<usize, String> {
    let whole = written.parse().ok().filter(|megabytes| (1..=LARGEST_UPLOAD_MB).contains(megabytes));
    whole
        .ok_or_else(|| format!("skriv et helt antal MB fra 1 til {LARGEST_UPLOAD_MB}: med 0 kunne ingen fil tages ind"))
}

fn day(written: &str) -> Result<Day, String> {
    let wrong = || format!("skriv en dato mellem 1900 og 2200 som 2026-05-03 eller 3.5.2026 ('{written}' findes ikke)");
    Day::parse(written).ok().filter(|day| (1900..=2200).contains(&day.year())).ok_or_else(wrong)
}

#[derive(ClapArgs, Debug)]
pub struct Demo {
    /// Vis overblikket én gang og slut i stedet for at starte en server.
    #[arg(long)]
    pub once: bool,
    /// Adressen, serveren lytter på.
    #[arg(long, value_name = "ADRESSE", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Dagen, der vurderes på; ellers eksemplets egen dag.
    #[arg(long, value_parser = day)]
    pub today: Option<Day>,
    /// Filen (mbox) eller mappen (.eml), demoens mails skrives i; ellers en fil, der forsvinder med demoen.
    #[arg(long, value_name = "FIL")]
    pub mail_file: Option<PathBuf>,
    /// Lad tiden gå: skriv et antal dage og tryk Enter, så er det så mange dage senere i demoen.
    #[arg(long, conflicts_with = "once")]
    pub let_days_pass: bool,
}

#[derive(ClapArgs, Debug)]
pub struct EstateArgs {
    /// Mappen med kommunens data: én CSV-fil pr. slags (se docs/estate-folder.md).
    #[arg(long, value_name = "MAPPE")]
    pub estate: PathBuf,
    /// Dagen, der vurderes på; ellers i dag.
    #[arg(long, value_parser = day, value_name = "DATO")]
    pub today: Option<Day>,
    /// Skriv de afviste rækker i denne fil.
    #[arg(long, value_name = "FIL")]
    pub rejects: Option<PathBuf>,
}

#[derive(ClapArgs, Debug)]
pub struct Assess {
    #[command(flatten)]
    pub estate: EstateArgs,
    /// Mappen med en strategipakke; kan gentages.
    #[arg(long, value_name = "MAPPE", required = true, num_args = 1..)]
    pub strategy: Vec<PathBuf>,
    /// Kun dette afsnit af strategien.
    #[arg(long, value_name = "AFSNIT")]
    pub section: Option<String>,
    /// Kun denne regel.
    #[arg(long, value_name = "KODE")]
    pub rule: Option<String>,
    /// Kun dette objekt: nøglen, eller slags:nøgle.
    #[arg(long, value_name = "NØGLE")]
    pub object: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Slut med kode 1, hvis noget afviger (deviates), eller kun hvis afvigelsen er væsentlig (material).
    #[arg(long, value_enum)]
    pub fail_on: Option<FailOn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Csv,
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Text,
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Deviates,
    Material,
}

#[derive(Subcommand, Debug)]
pub enum Strategy {
    /// Kontrollér pakker: navne, typer, regler, der aldrig kan slå ud, og reglernes eksempler.
    Check {
        /// Mapper med pakker.
        #[arg(required = true, value_name = "MAPPE")]
        packs: Vec<PathBuf>,
    },
    /// Vis pakkers principper og regler.
    List {
        /// Mapper med pakker.
        #[arg(required = true, value_name = "MAPPE")]
        packs: Vec<PathBuf>,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Vis forskellen på to pakker, og hvad den betyder for kommunens data.
    Diff {
        /// Den gamle pakke.
        #[arg(value_name = "FØR")]
        before: PathBuf,
        /// Den nye pakke.
        #[arg(value_name = "EFTER")]
        after: PathBuf,
        /// Mappen med kommunens data: så vises også, hvilke vurderinger der skifter.
        #[arg(long, value_name = "MAPPE")]
        estate: Option<PathBuf>,
        #[arg(long, value_parser = day, value_name = "DATO")]
        today: Option<Day>,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Tag en strategi i brug, eller vis med --dry-run, hvad der ville skifte.
    Adopt(strategy::Adopt),
    /// Vis, hvilke strategier der er i brug, siden hvornår, af hvem og hvorfor, og hvilke der følger med programmet.
    Adopted(strategy::Adopted),
    /// Forklar én regel: princip, betingelser, oplysninger, eksempler.
    Explain {
        /// Reglens kode.
        #[arg(value_name = "KODE")]
        code: String,
        /// Mapper med pakker; ellers de indbyggede.
        #[arg(long, value_name = "MAPPE", num_args = 1..)]
        strategy: Vec<PathBuf>,
    },
}

#[derive(Subcommand, Debug)]
pub enum Estate {
    /// Indlæs en mappe og vis, hvad der blev taget ind, og hvad der blev afvist.
    Check(EstateArgs),
    /// Vis alt om ét objekt: hver oplysning med kilde og alder.
    Show {
        /// Objektets nøgle, eller slags:nøgle.
        #[arg(value_name = "NØGLE")]
        object: String,
        #[command(flatten)]
        estate: EstateArgs,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Vis, hvad der ikke passer sammen: kilder, der er uenige, og henvisninger, der ikke fører nogen steder hen.
    Conflicts {
        #[command(flatten)]
        estate: EstateArgs,
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
}
