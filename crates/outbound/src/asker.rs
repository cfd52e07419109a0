//! Asks a register's API: one request at a time, no redirects, a minute at most, an answer of bounded size, TLS unless the
//! register is on this machine.

use std::time::Duration;

use house::{Asker, Asking};
use inbound::{Answer, LARGEST_ANSWER, Request};

use crate::FetchError;
use crate::fetch::{client, is_on_this_machine};

/// So long may a whole request take,
const LONGEST: Duration = Duration::from_secs(60);
/// and so long the connection.
const LONGEST_CONNECT: Duration = Duration::from_secs(10);
/// Between two requests the register has peace for so long.
const PEACE: Duration = Duration::from_millis(100);

/// The client.
#[derive(Clone, Debug)]
pub struct HttpAsker {
    client: reqwest::Client,
    on_this_machine: bool,
}

impl HttpAsker {
    /// A client for the register at that address.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(base: &str) -> Result<Self, FetchError> {
        let on_this_machine = is_on_this_machine(base);
        Ok(Self { client: client(on_this_machine, LONGEST, LONGEST_CONNECT)?, on_this_machine })
    }

    async fn answer(&self, request: &Request) -> Result<Answer, String> {
        if !self.on_this_machine {
            tokio::time::sleep(PEACE).await;
        }
        let method = if request.method == "POST" { reqwest::Method::POST } else { reqwest::Method::GET };
        let mut asked = self.client.request(method, &request.url);
        for (name, value) in &request.headers {
            asked = asked.header(*name, value);
        }
        if let Some(body) = &request.body {
            asked = asked.body(body.clone());
        }
        let mut response = asked.send().await.map_err(why)?;
        let status = response.status().as_u16();
        let retry_after =
            response.headers().get("retry-after").and_then(|after| after.to_str().ok()?.trim().parse().ok());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(why)? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(format!("> {} MB", LARGEST_ANSWER / 1024 / 1024));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer::Got { status, retry_after, body })
    }
}

/// Without the address: its query may hold names.
fn why(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(deeper) = cause {
        told = deeper.to_string();
        cause = deeper.source();
    }
    told
}

impl Asker for HttpAsker {
    fn ask<'a>(&'a self, request: &'a Request) -> Asking<'a> {
        Box::pin(async move { self.answer(request).await.unwrap_or_else(Answer::Nothing) })
    }
}
