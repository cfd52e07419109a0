//! The house's only way out: a courier for each receiver that is told of acts, the mail server, and the question to a
//! municipality's identity provider who somebody is (OpenID Connect).
//!
//! Knows no page and no table. Requests go to the addresses that the operator's settings and the provider's own document
//! name, never where an answer redirects to, for a bounded time and for a bounded answer.

mod asker;
mod fetch;
mod mail;
mod mail_file;
mod provider;
mod settings;
mod syslog;
mod toml_error;
mod vouched;
mod webhook;

pub use asker::HttpAsker;
pub use fetch::FetchError;
pub use mail::{MailError, Smtp, mail_from};
pub use mail_file::MailFile;
pub use provider::OpenId;
pub use settings::{Settings, SettingsError};
pub use syslog::{Syslog, SyslogError};
pub use toml_error::toml_error;
pub use webhook::{Webhook, WebhookError, WebhookSettings, Webhooks};
