//! Mail addresses, and what brings letters. Why a letter was not sent is told without the address: that text is logged.

use std::future::Future;
use std::pin::Pin;

use actions::Letter;
use serde_json::json;
use store::Actor;

use crate::record::Record;
use crate::refusal::refusal;
use crate::{House, HouseError};

/// No address is longer (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;

/// Why a letter was not sent, without anybody's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// For good: trying again today changes nothing.
    Refused(String),
    /// This letter not now.
    Later(String),
    /// Nobody answers: no letter now.
    Unreachable(String),
}

/// What a bringer of letters promises: it was taken over, or why not.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), NotSent>> + Send + 'a>>;

/// Brings letters to people.
pub trait Post: Send + Sync {
    /// Hands over one letter.
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a>;
}

/// An address as it is kept; an empty one is none.
///
/// # Errors
/// `mail-address` when it cannot be one.
pub(crate) fn mail_address(written: &str) -> Result<Option<String>, HouseError> {
    let written = written.trim();
    if written.is_empty() {
        return Ok(None);
    }
    let good =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && !"<>()[],;:\\\"@".contains(c));
    let parts = written.rsplit_once('@').filter(|(name, host)| good(name) && good(host));
    let host = |host: &str| host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty());
    if written.len() > LONGEST || !parts.is_some_and(|(_, name)| host(name)) {
        return Err(refusal(
            "mail-address",
            "Mailadressen kan ikke bruges. Skriv den som navn@kommune.dk, uden mellemrum.",
            "The mail address cannot be used. Write it as name@municipality.dk, without spaces.",
        ));
    }
    Ok(Some(written.to_owned()))
}

impl House {
    /// Says where somebody is told by mail; an empty address tells them nothing. The address does not go into the log.
    ///
    /// # Errors
    /// When it cannot be an address, there is no such account, or it is not as it was seen.
    pub async fn set_mail<'a>(
        &self,
        actor: &Actor,
        account: impl Into<Record<'a>>,
        written: &str,
    ) -> Result<(), HouseError> {
        let account = account.into();
        let mail = mail_address(written)?;
        let detail = json!({ "told": mail.is_some() });
        let act = account.act("account", self.act(actor, "set-mail", None, detail));
        Ok(self.store.set_mail(&self.tenant, &act, account.id, mail.as_deref()).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::mail_address;

    #[test]
    fn only_what_a_mail_server_takes_is_an_address() {
        for (written, kept) in [
            ("ane@kommune.dk", Some("ane@kommune.dk")),
            (" ane.friis+it@it.kommune.dk ", Some("ane.friis+it@it.kommune.dk")),
            ("", None),
        ] {
            assert_eq!(mail_address(written).expect(written).as_deref(), kept);
        }
        for written in [
            "ane",
            "ane@",
            "@kommune.dk",
            "ane@kommune",
            "a b@kommune.dk",
            "a@b@kommune.dk",
            "å@kommune.dk",
            "ane@kommune.dk\r\nBcc: alle@kommune.dk",
            "Ane <ane@kommune.dk>",
            "ane@kommune..dk",
            "ane,bo@kommune.dk",
        ] {
            assert!(mail_address(written).is_err(), "{written:?}");
        }
        assert!(mail_address(&format!("{}@kommune.dk", "a".repeat(250))).is_err());
    }
}
