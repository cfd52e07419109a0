//! `publiccode.yml`: what a public repository says of itself. Read are its name, its address and its licence, each on a line
//! of its own; the rest of YAML is passed over.

use kernel::Text;

use crate::report::text;
use crate::telling::Object;

/// The largest file that is read.
pub(super) const LARGEST: u64 = 1 << 20;

/// What it says, as far as it concerns us.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PublicCode {
    name: Option<String>,
    url: Option<String>,
    licence: Option<String>,
}

/// Whether a path of a repository is the file; it stands at the top.
pub(super) fn is_one(path: &str) -> bool {
    matches!(path, "publiccode.yml" | "publiccode.yaml")
}

impl PublicCode {
    /// Reads the file.
    pub fn read(bytes: &[u8]) -> Result<Self, Text> {
        if bytes.len() as u64 > LARGEST {
            return Err(unreadable());
        }
        let Ok(written) = std::str::from_utf8(bytes) else { return Err(unreadable()) };
        let mut said = Self::default();
        let mut version = false;
        let mut under = "";
        for line in written.trim_start_matches('\u{feff}').lines() {
            let Some((name, value)) = line.split_once(':') else { continue };
            let inside = name.starts_with([' ', '\t']);
            let name = name.trim();
            if !inside {
                under = name;
            }
            match (inside, under, name) {
                (false, _, "publiccodeYmlVersion" | "publiccode-yaml-version") => version = true,
                (false, _, "name") => said.name = scalar(value),
                (false, _, "url") => said.url = scalar(value),
                (true, "legal", "license") => said.licence = scalar(value),
                _ => {}
            }
        }
        if version { Ok(said) } else { Err(unreadable()) }
    }

    /// Puts it into the object.
    pub fn tell(&self, object: &mut Object) {
        object.text("name", self.name.as_deref());
        object.text("repository", self.url.as_deref());
        object.text("licence", self.licence.as_deref());
    }
}

/// A value on the key's own line: plain or quoted; none when it is of another shape.
fn scalar(value: &str) -> Option<String> {
    let value = value.trim();
    let read = match value.chars().next()? {
        quote @ ('"' | '\'') => {
            let rest = &value[1..];
            let end = rest.find(quote)?;
            rest[..end].to_owned()
        }
        '|' | '>' | '&' | '*' | '!' | '{' | '[' | '#' => return None,
        _ => value.split(" #").next().unwrap_or_default().trim().to_owned(),
    };
    Some(read).filter(|read| !read.is_empty() && read.len() <= 500)
}

/// It cannot be read.
pub(super) fn unreadable() -> Text {
    text(
        "Filen er ikke en publiccode.yml (publiccodeYmlVersion mangler, eller filen er ikke UTF-8).",
        "The file is no publiccode.yml (publiccodeYmlVersion is missing, or it is not UTF-8).",
    )
}
