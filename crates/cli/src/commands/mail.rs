//! Where the house's letters go: a mail server, a file, or nowhere.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use house::House;
use house::notices::{Post, Sender};
use kernel::Lang;
use outbound::{MailError, MailFile, Smtp};

use crate::args::mail::Mail;
use crate::folder;
use crate::say::say;

/// The password of the mail server, when it is in no file.
const PASSWORD: &str = "FUNDAMENT_SMTP_PASSWORD";
/// How often it is looked whether it is time.
const LOOK: Duration = Duration::from_secs(60);
/// A house that is being read is ready shortly.
const SOON: Duration = Duration::from_secs(1);
/// The sender of letters that go nowhere.
const NOBODY: &str = "Fundament <fundament@eksempel.example>";

/// Who brings letters, and what stands in them.
#[derive(Clone)]
pub struct Letters {
    pub post: Arc<dyn Post>,
    pub address: Option<String>,
}

/// Tells everybody what is new, each morning; looks once a minute whether it is time.
pub async fn tell(house: Arc<House>, letters: Letters) {
    loop {
        // Before the estate is read nobody knows whom anything concerns.
        if house.now().revision < 0 {
            tokio::time::sleep(SOON).await;
            continue;
        }
        letters.tell(&house).await;
        tokio::time::sleep(LOOK).await;
    }
}

impl Letters {
    /// Tells everybody what is new, when it is time.
    pub async fn tell(&self, house: &House) {
        let municipality = house.name();
        let sender = Sender { municipality: &municipality, address: self.address.as_deref() };
        match house.tell(&*self.post, sender).await {
            Ok(Some(sent)) => tracing::info!(sent, "digests"),
            Ok(None) => {}
            Err(error) => tracing::error!(label = error.label(), %error, "digests failed; they are tried again"),
        }
    }
}

/// What the operator says of mail; none when nothing is said.
pub fn post(mail: &Mail, lang: Lang) -> Result<Option<Arc<dyn Post>>> {
    if let Some(file) = &mail.mail_file {
        return Ok(Some(to_file(file, mail.mail_from.as_deref(), lang)?));
    }
    let (Some(address), Some(from)) = (&mail.smtp, &mail.mail_from) else { return Ok(None) };
    let password = match &mail.smtp_password_file {
        Some(file) => {
            let text = folder::read_text(file, lang).with_context(|| file.display().to_string())?;
            Some(text.trim_end_matches(['\r', '\n']).to_owned())
        }
        None => std::env::var(PASSWORD).ok(),
    };
    let authority = match &mail.smtp_ca {
        Some(file) => Some(folder::read(file, lang).with_context(|| file.display().to_string())?),
        None => None,
    };
    let smtp = Smtp::at(address, password, authority.as_deref(), from).map_err(|error| told(&error, lang))?;
    Ok(Some(Arc::new(smtp)))
}

/// Letters that go to a file.
pub fn to_file(file: &Path, from: Option<&str>, lang: Lang) -> Result<Arc<dyn Post>> {
    Ok(Arc::new(MailFile::at(file, from.unwrap_or(NOBODY)).map_err(|error| told(&error, lang))?))
}

fn told(error: &MailError, lang: Lang) -> anyhow::Error {
    let text = match error {
        MailError::Server => say(
            lang,
            "--smtp: skriv smtps://bruger@vært eller smtp://bruger@vært:587, uden adgangskode",
            "--smtp: write smtps://user@host or smtp://user@host:587, without a password",
        ),
        MailError::From(_) => say(
            lang,
            "--mail-from: skriv fundament@kommune.dk eller \"Fundament <fundament@kommune.dk>\"",
            "--mail-from: write fundament@municipality.dk or \"Fundament <fundament@municipality.dk>\"",
        ),
        MailError::NoPassword => say(
            lang,
            "--smtp har en bruger: læg adgangskoden i --smtp-password-file eller i FUNDAMENT_SMTP_PASSWORD",
            "--smtp has a user: put the password in --smtp-password-file or in FUNDAMENT_SMTP_PASSWORD",
        ),
        MailError::Tls(_) | MailError::NoCertificate => say(
            lang,
            "--smtp-ca: certifikatet kan ikke læses; det skal være PEM",
            "--smtp-ca: the certificate cannot be read; it must be PEM",
        ),
    };
    anyhow!("{text}")
}
