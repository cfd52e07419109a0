//! One HTTP request, bounded: no redirects, ten seconds, one megabyte, TLS unless both ends are this machine.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::Url;
use reqwest::redirect::Policy;

/// So long may a whole request take,
const LONGEST: Duration = Duration::from_secs(10);
/// and so long the connection.
const LONGEST_CONNECT: Duration = Duration::from_secs(5);
/// No answer may hold more bytes. Entra's keys are some twenty thousand.
const LARGEST: usize = 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The other end cannot be reached, or broke off.
    #[error("no answer: {0}")]
    Http(#[from] reqwest::Error),
    /// The answer is longer than anything a provider has to say.
    #[error("the answer is longer than {LARGEST} bytes")]
    TooLarge,
    /// The provider's document names an address without TLS.
    #[error("{0} is not https")]
    NotHttps(String),
}

/// The client.
#[derive(Clone, Debug)]
pub(crate) struct Fetch {
    client: reqwest::Client,
    on_this_machine: bool,
}

impl Fetch {
    /// A client for one issuer. An issuer on this machine, as in tests, is asked without TLS and without a proxy.
    pub(crate) fn new(issuer: &str) -> Result<Self, FetchError> {
        let on_this_machine = is_on_this_machine(issuer);
        Ok(Self { client: client(on_this_machine, LONGEST, LONGEST_CONNECT)?, on_this_machine })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let address = request.uri().to_string();
        let near = self.on_this_machine && is_on_this_machine(&address);
        if !near && !address.starts_with("https://") {
            return Err(FetchError::NotHttps(address));
        }
        let (parts, body) = request.into_parts();
        let asked = self.client.request(parts.method, address).headers(parts.headers).body(body);
        let mut response = asked.send().await?;
        let mut told = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if told.len() + chunk.len() > LARGEST {
                return Err(FetchError::TooLarge);
            }
            told.extend_from_slice(&chunk);
        }
        let mut answer = HttpResponse::new(told);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for Fetch {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

/// A client that follows no redirect and waits no longer than that for an answer and for a connection. It asks over TLS, but
/// for the other end on this machine, as in tests: that is asked without TLS and without a proxy.
pub(crate) fn client(
    on_this_machine: bool,
    longest: Duration,
    longest_connect: Duration,
) -> Result<reqwest::Client, FetchError> {
    // Another part of the process may have chosen already; it can only have been the same.
    rustls::crypto::ring::default_provider().install_default().ok();
    let mut builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .timeout(longest)
        .connect_timeout(longest_connect)
        .https_only(!on_this_machine)
        .user_agent(concat!("Fundament/", env!("CARGO_PKG_VERSION")));
    if on_this_machine {
        builder = builder.no_proxy();
    }
    Ok(builder.build()?)
}

/// Whether the address is plain HTTP to this machine.
pub(crate) fn is_on_this_machine(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"))
}

#[cfg(test)]
mod tests {
    use super::is_on_this_machine;

    #[test]
    fn only_this_machine_is_asked_without_tls() {
        for (address, here) in [
            ("http://127.0.0.1:8080/realms/a", true),
            ("http://localhost/a", true),
            ("https://127.0.0.1/", false),
            ("http://127.0.0.1.evil.example/", false),
            ("http://localhost@evil.example/", false),
            ("http://login.example/", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(is_on_this_machine(address), here, "{address}");
        }
    }
}
