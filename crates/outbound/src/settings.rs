//! The operator's settings for the identity provider: a TOML file, refused with where and what next.

use house::GroupRole;
use kernel::Role;
use serde::Deserialize;
use store::Grant;

use crate::fetch::is_on_this_machine;
use crate::toml_error::toml_error;

/// How the house signs people in elsewhere. The client's secret lies in a file of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The provider's address, exactly as its own document and tokens write it.
    pub issuer: String,
    /// What the provider calls Fundament.
    pub client_id: String,
    /// The file with the secret; a relative path counts from the settings' own folder.
    pub client_secret_file: String,
    /// The address that browsers reach Fundament by.
    pub public_address: String,
    /// What is asked for besides `openid`.
    #[serde(default = "usual_scopes")]
    pub scopes: Vec<String>,
    /// The claim that holds the groups.
    #[serde(default = "usual_groups")]
    pub groups_claim: String,
    /// The claim that people read as a name.
    #[serde(default = "usual_name")]
    pub name_claim: String,
    /// The claim that is their user name.
    #[serde(default = "usual_login")]
    pub login_claim: String,
    /// What the button says.
    #[serde(default = "usual_label")]
    pub label: String,
    /// Which group gives which role.
    #[serde(default)]
    pub role: Vec<RoleRow>,
}

/// One `[[role]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRow {
    /// The group, as the provider writes it: Entra writes its object id.
    pub group: String,
    /// The role's word.
    pub role: String,
    /// The unit's key; the whole municipality when left out.
    #[serde(default)]
    pub unit: String,
}

/// What is wrong with the file, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// It is not TOML, or a field is missing or unknown.
    #[error("{0}")]
    Toml(String),
    /// A field holds what cannot be used.
    #[error("{field}: {why}")]
    Field {
        /// Where.
        field: String,
        /// Why, and what next.
        why: String,
    },
}

impl Settings {
    /// Reads the file's text.
    ///
    /// # Errors
    /// With the line or field that is wrong.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let mut settings: Self = toml::from_str(text).map_err(|error| SettingsError::Toml(toml_error(text, &error)))?;
        for (field, address) in [("issuer", &settings.issuer), ("public_address", &settings.public_address)] {
            if !address.starts_with("https://") && !is_on_this_machine(address) {
                return Err(wrong(field, format!("{address:?} skal begynde med https://")));
            }
        }
        if settings.client_id.trim().is_empty() {
            return Err(wrong("client_id", "skriv det id, udbyderen har givet Fundament".to_owned()));
        }
        settings.public_address = settings.public_address.trim_end_matches('/').to_owned();
        if settings.roles()?.is_empty() {
            return Err(wrong(
                "role",
                "skriv mindst én [[role]] med group og role; ellers kan ingen logge ind".to_owned(),
            ));
        }
        Ok(settings)
    }

    /// Which group gives which role.
    ///
    /// # Errors
    /// When a role is unknown or a group empty.
    pub fn roles(&self) -> Result<Vec<GroupRole>, SettingsError> {
        let rows = self.role.iter().enumerate().map(|(number, row)| {
            let field = format!("[[role]] nr. {}", number + 1);
            let Some(role) = Role::from_word(&row.role) else {
                let known: Vec<&str> = Role::ALL.iter().map(|role| role.word()).collect();
                return Err(wrong(
                    &field,
                    format!("rollen {:?} findes ikke; vælg en af {}", row.role, known.join(", ")),
                ));
            };
            if row.group.trim().is_empty() {
                return Err(wrong(&field, "group er tom; skriv gruppens navn eller id hos udbyderen".to_owned()));
            }
            Ok(GroupRole { group: row.group.clone(), grant: Grant { role, unit: row.unit.clone() } })
        });
        rows.collect()
    }
}

fn wrong(field: &str, why: String) -> SettingsError {
    SettingsError::Field { field: field.to_owned(), why }
}

fn usual_scopes() -> Vec<String> {
    ["profile", "email"].map(str::to_owned).to_vec()
}

fn usual_groups() -> String {
    "groups".to_owned()
}

fn usual_name() -> String {
    "name".to_owned()
}

fn usual_login() -> String {
    "preferred_username".to_owned()
}

fn usual_label() -> String {
    "Log ind med kommunens konto".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        issuer = "https://login.example/t/v2.0"
        client_id = "fundament"
        client_secret_file = "secret"
        public_address = "https://fundament.example/"
        [[role]]
        group = "G1"
        role = "it_architect"
        [[role]]
        group = "G2"
        role = "unit_lead"
        unit = "U12"
    "#;

    #[test]
    fn a_good_file_is_read_and_the_rest_is_as_usual() {
        let settings = Settings::parse(GOOD).expect("good");
        assert_eq!(settings.public_address, "https://fundament.example");
        assert_eq!((settings.groups_claim.as_str(), settings.login_claim.as_str()), ("groups", "preferred_username"));
        assert_eq!(settings.roles().expect("roles")[1].grant.unit, "U12");
    }

    #[test]
    fn what_is_wrong_is_told_with_where() {
        for (from, to, told) in [
            (
                "\"it_architect\"",
                "\"arkitekt\"",
                "[[role]] nr. 1: rollen \"arkitekt\" findes ikke; vælg en af it_architect",
            ),
            ("https://login.example", "http://login.example", "issuer: "),
            ("\"G2\"", "\"\"", "[[role]] nr. 2: group er tom"),
            ("client_id =", "client =", "linje 3 (client): unknown field `client`"),
        ] {
            let error = Settings::parse(&GOOD.replace(from, to)).expect_err(to).to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
