//! Letters by SMTP (RFC 5321): TLS from the first byte, or STARTTLS that must succeed; plain only to this machine. The password
//! never travels unencrypted, and no address gets into a reason, since reasons are logged.

use std::time::Duration;

use house::notices::{Letter, NotSent, Post, Sending};
use lettre::address::AddressError;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use reqwest::Url;

/// A server that takes longer over one letter is not there.
const PATIENCE: Duration = Duration::from_secs(30);
/// Answers that concern us and every letter, not its receiver: who we are is not accepted (RFC 4954), or the server closes.
const ABOUT_US: [u16; 6] = [421, 454, 530, 534, 535, 538];

/// A mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    patience: Duration,
}

/// Why letters cannot be sent that way.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The address is none.
    #[error("write smtps://user@host:465 or smtp://user@host:587")]
    Server,
    /// The sender is none.
    #[error("write the sender as fundament@municipality.dk or \"Fundament <fundament@municipality.dk>\"")]
    From(#[from] AddressError),
    /// The certificate or the server's name cannot be used.
    #[error("the certificate or the name of the server cannot be used: {0}")]
    Tls(#[from] lettre::transport::smtp::Error),
    /// What should be a certificate is none.
    #[error("the file holds no certificate in PEM")]
    NoCertificate,
    /// A user without a password.
    #[error("the address has a user, but there is no password")]
    NoPassword,
}

/// A sender as it is written: with or without a name.
///
/// # Errors
/// [`MailError::From`] when it is none.
pub fn mail_from(written: &str) -> Result<Mailbox, MailError> {
    Ok(written.parse()?)
}

impl Smtp {
    /// A server at `smtps://user@host:port` (TLS) or `smtp://user@host:port` (STARTTLS; plain on this machine). `authority` is a
    /// certificate in PEM that is trusted besides the world's.
    ///
    /// # Errors
    /// [`MailError`] with what to write instead.
    pub fn at(
        address: &str,
        password: Option<String>,
        authority: Option<&[u8]>,
        from: &str,
    ) -> Result<Self, MailError> {
        let url = Url::parse(address).map_err(|_| MailError::Server)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(MailError::Server)?;
        let here = matches!(host, "127.0.0.1" | "[::1]" | "localhost");
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.password().is_none();
        if authority.is_some_and(|pem| !String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----")) {
            return Err(MailError::NoCertificate);
        }
        let tls = |host: &str| {
            let parameters = TlsParameters::builder(host.to_owned());
            match authority {
                Some(pem) => parameters.add_root_certificate(Certificate::from_pem(pem)?).build(),
                None => parameters.build(),
            }
        };
        let (tls, usual) = match url.scheme() {
            "smtps" if bare => (Tls::Wrapper(tls(host)?), 465),
            "smtp" if bare && here => (Tls::None, 25),
            "smtp" if bare => (Tls::Required(tls(host)?), 587),
            _ => return Err(MailError::Server),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host.trim_matches(['[', ']']))
            .port(url.port().unwrap_or(usual))
            .tls(tls)
            .timeout(Some(PATIENCE));
        if !url.username().is_empty() {
            let user = percent_decoded(url.username()).ok_or(MailError::Server)?;
            builder = builder.credentials(Credentials::new(user, password.ok_or(MailError::NoPassword)?));
        }
        Ok(Self { transport: builder.build(), from: mail_from(from)?, patience: PATIENCE })
    }

    /// The same with another patience.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }
}

impl Post for Smtp {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            let message = message(letter, &self.from).map_err(NotSent::Refused)?;
            match tokio::time::timeout(self.patience, self.transport.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(why(&error)),
                Err(_) => Err(NotSent::Unreachable("the mail server does not answer".to_owned())),
            }
        })
    }
}

/// The server's own words often repeat the address: only its number is kept.
fn why(error: &lettre::transport::smtp::Error) -> NotSent {
    let Some(code) = error.status() else {
        let what = match () {
            () if error.is_timeout() => "the mail server does not answer",
            () if error.is_tls() => "TLS with the mail server failed",
            () if error.is_client() => "the mail server cannot do what is asked (STARTTLS, sign-in)",
            () => "the mail server cannot be reached",
        };
        return NotSent::Unreachable(what.to_owned());
    };
    let code = u16::from(code);
    let told = format!("the mail server answered {code}");
    match code {
        code if ABOUT_US.contains(&code) => NotSent::Unreachable(told),
        500.. => NotSent::Refused(told),
        _ => NotSent::Later(told),
    }
}

/// A letter as a message, plain text with HTML beside it.
pub(crate) fn message(letter: &Letter, from: &Mailbox) -> Result<Message, String> {
    let unusable = |_| "the receiver's address cannot be used".to_owned();
    let address: Address = letter.address.parse().map_err(unusable)?;
    let name: String = letter.name.chars().filter(|letter| !letter.is_control()).collect();
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(Some(name), address))
        .subject(letter.subject.clone())
        .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())))
        .header(AutoSubmitted)
        .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
        .map_err(|_| "the letter cannot be written as a mail".to_owned())
}

/// No person wrote it, so no out-of-office assistant answers it (RFC 3834).
#[derive(Clone, Copy, Debug)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let pair = [rest.next()?, rest.next()?];
            u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}
