//! What a municipality says of its KITOS: where it is, who it is there, and what its option lists mean. Options are known by
//! their UUID, since their names are the municipality's to edit.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::row::is_uuid;
use crate::organisation::Address;

/// The settings file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KitosSettings {
    /// The address of the API: `https://kitos.dk`.
    pub base: String,
    /// The address of the pages that people see, when not `/ui` of the API's.
    #[serde(default)]
    pub pages: Option<String>,
    /// The municipality's CVR number.
    pub cvr: String,
    /// The API user's e-mail.
    pub email: String,
    /// The file with the API user's password, beside the settings.
    pub password_file: String,
    /// Rows a page, 1 to 250.
    #[serde(default = "page_size")]
    pub page_size: usize,
    /// What a role is here: `owner`, `manager` or `contract_responsible`.
    #[serde(default)]
    pub roles: BTreeMap<String, RoleHere>,
    /// What a criticality level is here: `low`, `medium`, `high` or `critical`.
    #[serde(default)]
    pub criticality: BTreeMap<String, Criticality>,
    /// What a technical system type says of hosting: `saas`, `paas`, `iaas` or `supplier_server`.
    #[serde(default)]
    pub technical_types: BTreeMap<String, Hosting>,
    /// How many months a notice period option is.
    #[serde(default)]
    pub notice_months: BTreeMap<String, u16>,
    /// Whether a link to our page is written on a system's KITOS page.
    #[serde(default)]
    pub write_links: bool,
}

const fn page_size() -> usize {
    250
}

/// What a role of KITOS is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleHere {
    /// The system's owner.
    Owner,
    /// The system's manager.
    Manager,
    /// Who is responsible for a contract.
    ContractResponsible,
}

/// A criticality level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criticality {
    /// `low`
    Low,
    /// `medium`
    Medium,
    /// `high`
    High,
    /// `critical`
    Critical,
}

impl Criticality {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What a technical system type says of hosting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hosting {
    /// `saas`
    Saas,
    /// `paas`
    Paas,
    /// `iaas`
    Iaas,
    /// `supplier_server`
    SupplierServer,
}

impl Hosting {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Saas => "saas",
            Self::Paas => "paas",
            Self::Iaas => "iaas",
            Self::SupplierServer => "supplier_server",
        }
    }
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum KitosSettingsError {
    /// Not TOML, or not these settings.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A value will not do.
    #[error("{name}: {da}")]
    Value {
        /// Which.
        name: String,
        /// What to write instead.
        da: &'static str,
    },
}

impl KitosSettings {
    /// Reads the settings.
    ///
    /// # Errors
    /// What is wrong, and what to write instead.
    pub fn parse(text: &str) -> Result<Self, KitosSettingsError> {
        toml::from_str::<Self>(text)?.checked()
    }

    /// The settings, when their values will do.
    ///
    /// # Errors
    /// Which will not, and what to write instead.
    pub fn checked(self) -> Result<Self, KitosSettingsError> {
        let mut settings = self;
        settings.base = settings.base.trim_end_matches('/').to_owned();
        let wrong = |name: &str, da| Err(KitosSettingsError::Value { name: name.to_owned(), da });
        if Address::try_from(settings.base.clone()).is_err() {
            return wrong("base", "skriv adressen med https://");
        }
        if settings.pages.as_ref().is_some_and(|pages| Address::try_from(pages.clone()).is_err()) {
            return wrong("pages", "skriv adressen med https://");
        }
        if settings.cvr.len() != 8 || !settings.cvr.bytes().all(|byte| byte.is_ascii_digit()) {
            return wrong("cvr", "skriv kommunens CVR-nummer, otte cifre");
        }
        if settings.email.trim().is_empty() {
            return wrong("email", "skriv API-brugerens e-mail");
        }
        if !(1..=250).contains(&settings.page_size) {
            return wrong("page_size", "skriv et tal fra 1 til 250");
        }
        let options = settings.roles.keys().chain(settings.criticality.keys());
        for uuid in options.chain(settings.technical_types.keys()).chain(settings.notice_months.keys()) {
            if !is_uuid(uuid) {
                return wrong(
                    uuid,
                    "er ikke et UUID; se valgmulighedernes UUID'er i OS2kitos eller i en kørsels rapport",
                );
            }
        }
        settings.roles = lower(settings.roles);
        settings.criticality = lower(settings.criticality);
        settings.technical_types = lower(settings.technical_types);
        settings.notice_months = lower(settings.notice_months);
        Ok(settings)
    }

    pub(super) fn page_base(&self) -> String {
        self.pages
            .as_deref()
            .map_or_else(|| format!("{}/ui", self.base), |pages| pages.trim_end_matches('/').to_owned())
    }
}

/// UUIDs are compared in small letters, as the rows are kept.
fn lower<T>(options: BTreeMap<String, T>) -> BTreeMap<String, T> {
    options.into_iter().map(|(uuid, here)| (uuid.to_ascii_lowercase(), here)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "base = \"https://kitos.example/\"\ncvr = \"11111111\"\nemail = \"a@b\"\npassword_file = \"p\"\n";

    #[test]
    fn settings_that_will_not_do_say_what_to_write() {
        let good = KitosSettings::parse(GOOD).expect("good");
        assert_eq!(
            (&*good.base, good.page_size, good.page_base()),
            ("https://kitos.example", 250, "https://kitos.example/ui".to_owned())
        );
        for (text, says) in [
            (GOOD.replace("https", "http"), "base: skriv adressen med https://"),
            (
                GOOD.replace("https://kitos.example", "http://localhost.evil.example"),
                "base: skriv adressen med https://",
            ),
            (format!("{GOOD}pages = \"javascript:alert(1)\"\n"), "pages: skriv adressen med https://"),
            (GOOD.replace("11111111", "1111"), "otte cifre"),
            (GOOD.replace("email = \"a@b\"", "email = \"\""), "API-brugerens"),
            (format!("{GOOD}[roles]\nSystemejer = \"owner\"\n"), "Systemejer: er ikke et UUID"),
            (format!("{GOOD}hest = 1\n"), "unknown field"),
            (format!("{GOOD}page_size = 0\n"), "fra 1 til 250"),
        ] {
            let told = KitosSettings::parse(&text).expect_err(says).to_string();
            assert!(told.contains(says), "{told}");
        }
    }
}
