//! Files of other tools' own forms: tried first, then taken in as one act that can be undone (strategy §2).
//!
//! Knows which object each form is about and when a delivery may be trusted; the readers are inbound's.

mod kept;
mod read;
mod systems;

use std::collections::BTreeMap;
use std::sync::Arc;

use facts::schema;
use inbound::kitos::SOURCE as KITOS;
use inbound::{Outcome, Report, Told};
use kernel::{Day, Text};
use store::{Difference, Intake};

pub use read::tell_scuba;
pub use systems::RoleSystems;

use crate::foresee::Foreseen;
use crate::import::Imported;
use crate::much::Much;
use crate::people::Who;
use crate::refusal::refusal;
use crate::{House, HouseError, Refusal};

/// Under what it is remembered which roles of OS2kitos are read.
const ROLES_OF: (&str, &str) = ("OS2kitos Excel", "system");

/// The forms that people bring as files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The Excel exports of OS2kitos.
    KitosExcel,
    /// The bill of materials of a system.
    Sbom,
    /// Certificates (X.509).
    Certificates,
    /// What ScubaGear or ScubaGoggles found of a platform.
    Scuba,
    /// KLE, the municipality's own copy.
    Kle,
    /// The systems of OS2rollekatalog.
    Roles,
}

impl Form {
    /// Every form, those that most municipalities have first.
    pub const ALL: [Self; 6] = [Self::KitosExcel, Self::Sbom, Self::Certificates, Self::Scuba, Self::Kle, Self::Roles];

    /// Its word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::KitosExcel => "kitos-excel",
            Self::Sbom => "sbom",
            Self::Certificates => "certificates",
            Self::Scuba => "scuba",
            Self::Kle => "kle",
            Self::Roles => "roles",
        }
    }

    /// The form of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.word() == word)
    }

    /// The kind of the object that its files are about; none where they name their own.
    pub const fn about(self) -> Option<&'static str> {
        match self {
            Self::Sbom | Self::Certificates => Some("system"),
            Self::Scuba => Some("platform"),
            Self::KitosExcel | Self::Kle | Self::Roles => None,
        }
    }

    /// How many files may come at once: lists that belong together, or one file and what explains it.
    pub const fn most_files(self) -> usize {
        match self {
            Self::KitosExcel => 10,
            Self::Certificates => 200,
            Self::Roles => 2,
            Self::Sbom | Self::Scuba | Self::Kle => 1,
        }
    }
}

/// A file as it was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BroughtFile {
    /// What it is called.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Files of a form, and what is said of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Their form.
    pub form: Form,
    /// The key of the object that they are about; empty where the form has none.
    pub about: String,
    /// The role of OS2kitos that is the system's owner; empty when it is not to be read.
    pub owner: String,
    /// The role of OS2kitos that is the system's manager; empty when it is not to be read.
    pub manager: String,
    /// When they were exported; today when nobody says.
    pub exported: Option<Day>,
    /// The files.
    pub files: Vec<BroughtFile>,
}

/// What files would change.
#[derive(Clone, Debug, PartialEq)]
pub struct TriedFiles {
    /// What became of each.
    pub report: Report,
    /// What they bring.
    pub intake: Intake,
    /// What each delivery would change.
    pub differences: Vec<Difference>,
    /// Why it cannot be taken in; none when it can.
    pub hindrance: Option<Text>,
    /// What would be so much that somebody should say that it is right.
    pub much: Option<Much>,
    /// What should be known of it.
    pub foreseen: Foreseen,
}

/// Whether much may be gone at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// Only a little.
    Little,
    /// Somebody says that it is right.
    Much,
}

/// What exports of lists are for the store: what a list does not name is gone, unless only a part of it is here.
pub fn intake_of_lists(told: &Told) -> Intake {
    let mut intake = Intake::of_source(&told.import.estate, &told.source, (&told.kinds, &told.unread), told.seen_at);
    intake.deliveries.iter_mut().for_each(|delivery| delivery.complete &= !told.partial.contains(&delivery.kind));
    intake
}

/// What a told file or list is for the store. What was passed over or could not be read has not gone, and an assessment of
/// last year was still made.
pub fn intake_of(told: &Told) -> Intake {
    let mut intake = Intake::of_source(&told.import.estate, &told.source, (&[], &told.unread), told.seen_at);
    let partly = told.import.report.files.iter().any(|file| file.outcome == Outcome::Refused);
    let repeated = schema().kind("setup_assessment").is_some_and(|kind| told.kinds.contains(&kind));
    intake.deliveries.iter_mut().for_each(|delivery| delivery.complete &= !partly && !repeated);
    intake
}

impl House {
    /// Whether a register was read through its API here: its exports would say the same again under other keys.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_read_by_api(&self, source: &str) -> Result<bool, HouseError> {
        Ok(self.register_states().await?.iter().any(|state| state.source == source && state.run_at.is_some()))
    }

    /// What files would change, without changing it.
    ///
    /// # Errors
    /// When they are too many or too few, when what they are about is not there, and when the store fails.
    pub async fn try_files(&self, brought: Arc<Brought>) -> Result<TriedFiles, HouseError> {
        let (now, form, several) = (self.now(), brought.form, brought.files.len() > 1);
        if form == Form::KitosExcel && self.is_read_by_api(KITOS).await? {
            return Err(by_api());
        }
        let reading = tokio::task::spawn_blocking(move || read::read(&now, &brought));
        let told = reading.await.map_err(|_| HouseError::BrokenOff)??;
        let intake = match form {
            Form::KitosExcel => intake_of_lists(&told),
            _ => intake_of(&told),
        };
        let differences = self.try_import(&intake).await?;
        Ok(TriedFiles {
            hindrance: hindrance(several, &told.import.report, &intake),
            much: Much::of(&differences),
            foreseen: self.foresee(&intake, &differences),
            report: told.import.report,
            intake,
            differences,
        })
    }

    /// Takes files in as one act, and has it assessed.
    ///
    /// # Errors
    /// As [`House::try_files`]; `files-unreadable` when nothing of them can be taken in, `files-much-gone` when much would be
    /// gone and nobody said that it is right.
    pub async fn import_files(
        &self,
        who: &Who,
        brought: Arc<Brought>,
        gone: Gone,
    ) -> Result<(TriedFiles, Imported), HouseError> {
        let tried = self.try_files(Arc::clone(&brought)).await?;
        if let Some(text) = tried.hindrance {
            return Err(Refusal { label: "files-unreadable", text, details: Vec::new() }.into());
        }
        if let Some(much) = tried.much.filter(|_| gone == Gone::Little) {
            return Err(much.refused_files());
        }
        let imported = self.import_told(&who.actor(), &tried.intake, Some(&tried.report)).await?;
        if brought.form == Form::KitosExcel {
            self.remember_roles(who, &brought).await?;
        }
        Ok((tried, imported))
    }

    /// The roles of OS2kitos that were last read as the system's owner and manager; empty for none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remembered_roles(&self) -> Result<[String; 2], HouseError> {
        let roles = self.store.mapping(&self.tenant, ROLES_OF.0, ROLES_OF.1).await?;
        let of = |attribute: &str| roles.iter().find(|(_, is)| *is == attribute).map(|(role, _)| role.clone());
        Ok(["owner", "manager"].map(|attribute| of(attribute).unwrap_or_default()))
    }

    async fn remember_roles(&self, who: &Who, brought: &Brought) -> Result<(), HouseError> {
        let roles = [brought.owner.trim().to_owned(), brought.manager.trim().to_owned()];
        if roles == self.remembered_roles().await? {
            return Ok(());
        }
        let columns: BTreeMap<String, String> = roles
            .into_iter()
            .zip(["owner", "manager"])
            .filter(|(role, _)| !role.is_empty())
            .map(|(role, attribute)| (role, attribute.to_owned()))
            .collect();
        self.remember_mapping(who, (ROLES_OF.0, ROLES_OF.1, None), &columns).await
    }
}

/// Exports replace what the register said before, and what cannot be read may be a private key: one such stops them all.
fn hindrance(several: bool, report: &Report, intake: &Intake) -> Option<Text> {
    let refused = report.files.iter().any(|file| file.outcome == Outcome::Refused);
    let text = |da: &str, en: &str| Text { da: da.to_owned(), en: en.to_owned() };
    if several && refused {
        return Some(text(
            "En af filerne kan ikke læses, så ingen af dem kan tages ind. Ret den, eller lad den ude, og prøv igen.",
            "One of the files cannot be read, so none can be taken in. Mend it or leave it out, and try again.",
        ));
    }
    (refused || intake.deliveries.is_empty()).then(|| {
        text(
            "Intet i filen kan tages ind. Se, hvad der er galt, og prøv igen.",
            "Nothing of the file can be taken in. See what is wrong, and try again.",
        )
    })
}

fn by_api() -> HouseError {
    refusal(
        "kitos-by-api",
        "OS2kitos læses allerede gennem sit API. Eksporter ville sige det samme igen under andre nøgler. Hent ændringer på siden med registre i stedet.",
        "OS2kitos is already read through its API. Exports would say the same again under other keys. Fetch changes on the page of registers instead.",
    )
}
