//! Where a register answers: one host over TLS, and no other, whatever its answers say.

use serde::Deserialize;

/// The address of an API, `https://host[:port][/path]`. Without TLS only on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Address(String);

impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let trimmed = written.trim().trim_end_matches('/');
        let refuse = || {
            format!(
                "'{written}': skriv adressen som https://vært/sti, uden bruger, '?' og '#' / write the address as https://host/path, without user, '?' and '#'"
            )
        };
        let (scheme, rest) = trimmed.split_once("://").ok_or_else(refuse)?;
        let host = rest.split('/').next().unwrap_or_default();
        let name = host.split(':').next().unwrap_or_default();
        let safe = scheme == "https" || scheme == "http" && matches!(name, "localhost" | "127.0.0.1");
        let plain =
            trimmed.chars().all(|sign| sign.is_ascii_graphic() && !matches!(sign, '@' | '?' | '#' | '\\' | '"'));
        if safe && plain && !name.is_empty() { Ok(Self(trimmed.to_owned())) } else { Err(refuse()) }
    }
}

impl Address {
    /// The address itself, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of that path below it; the path begins with `/`.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// Whether a whole address lies on the same host.
    pub(super) fn holds(&self, url: &str) -> bool {
        let from = self.0.find("://").map_or(0, |at| at + 3);
        let end = self.0[from..].find('/').map_or(self.0.len(), |at| from + at);
        let rest = url.strip_prefix(&self.0[..end]);
        rest.is_some_and(|rest| rest.starts_with('/'))
            && url.chars().all(|sign| sign.is_ascii_graphic() && sign != '\\')
    }
}

/// A text as it may stand in a query or a form.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            for half in [byte >> 4, byte & 15] {
                escaped.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_tls_or_lies_on_this_machine() {
        for good in
            ["https://sofd.example", "https://mo.example:8443/sti/", "http://localhost:5000", "http://127.0.0.1"]
        {
            assert!(Address::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in [
            "",
            "sofd.example",
            "https://",
            "http://sofd.example",
            "http://localhost.evil.example",
            "https://a@b.example",
            "https://a.example?x=1",
            "https://a.example/#x",
            "ftp://a.example",
            "https://a b.example",
        ] {
            assert!(Address::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_the_same_host_is_followed() {
        let address = Address::try_from("https://graph.example/v1.0".to_owned()).expect("an address");
        assert!(address.holds("https://graph.example/v1.0/users?$skiptoken=a"));
        for other in [
            "https://graph.example.evil.example/v1.0",
            "https://graph.example@evil.example/",
            "https://graph.example:8443/v1.0",
            "http://graph.example/v1.0",
            "https://graph.example\\evil.example/",
            "//graph.example/",
            "/v1.0/users",
            "https://graph.example/a b",
            "",
        ] {
            assert!(!address.holds(other), "{other}");
        }
    }

    #[test]
    fn what_stands_in_a_form_is_escaped() {
        assert_eq!(escaped("a b&c=d/ø~"), "a%20b%26c%3Dd%2F%C3%B8~");
    }
}
