//! What may be written about mail: where letters go, who writes them, and where their links lead.

use std::path::PathBuf;

use clap::Args as ClapArgs;

#[derive(ClapArgs, Debug, Default)]
pub struct Mail {
    /// Mailserveren til den daglige mail om sager: smtps://bruger@vært (TLS) eller smtp://bruger@vært:587 (STARTTLS).
    #[arg(long, value_name = "ADRESSE", requires = "mail_from", conflicts_with = "mail_file")]
    pub smtp: Option<String>,
    /// Filen med adgangskoden til mailserveren; ellers miljøvariablen FUNDAMENT_SMTP_PASSWORD.
    #[arg(long, value_name = "FIL", requires = "smtp")]
    pub smtp_password_file: Option<PathBuf>,
    /// Et certifikat (PEM), der skal stoles på ud over de almindelige, når mailserveren har kommunens eget.
    #[arg(long, value_name = "FIL", requires = "smtp")]
    pub smtp_ca: Option<PathBuf>,
    /// Afsenderen: fundament@kommune.dk eller "Fundament <fundament@kommune.dk>".
    #[arg(long, value_name = "MAIL")]
    pub mail_from: Option<String>,
    /// Skriv mails i denne fil (mbox) eller mappe (.eml) i stedet for at sende dem.
    #[arg(long, value_name = "FIL")]
    pub mail_file: Option<PathBuf>,
}

/// Where browsers reach the house.
#[derive(ClapArgs, Debug, Default)]
pub struct Public {
    /// Adressen, brugerne når Fundament på, til links i mails og kalendere, begyndende med https.
    #[arg(long, value_name = "ADRESSE", value_parser = address)]
    pub public_url: Option<String>,
}

/// An address without its last slash; links in mails lead nowhere unencrypted but on this machine.
pub fn address(written: &str) -> Result<String, String> {
    let here = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
        .iter()
        .any(|start| written.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])));
    let host = written.split_once("://").map_or("", |(_, rest)| rest);
    let plain = !host.is_empty() && !written.contains(|c: char| c.is_whitespace() || "?#@\"<>".contains(c));
    if plain && (here || written.starts_with("https://")) {
        return Ok(written.trim_end_matches('/').to_owned());
    }
    Err("skriv adressen som https://fundament.kommune.dk".to_owned())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn links_lead_to_https_or_this_machine() {
        for (written, kept) in [
            ("https://fundament.kommune.dk/", "https://fundament.kommune.dk"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(address(written).as_deref(), Ok(kept));
        }
        for written in [
            "",
            "fundament.kommune.dk",
            "http://fundament.kommune.dk",
            "http://localhost.evil.example",
            "https://",
            "https://a b",
        ] {
            assert!(address(written).is_err(), "{written}");
        }
    }
}
