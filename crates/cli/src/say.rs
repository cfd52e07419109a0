//! Choosing between Danish and English, and the colours of a terminal.

use std::io::IsTerminal;

use kernel::Lang;

/// One of two sentences.
pub fn say<'t>(lang: Lang, da: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Da => da,
        Lang::En => en,
    }
}

/// A count with its noun in the right number: `1 række`, `2 rækker`.
pub fn plural(lang: Lang, count: u64, da: [&str; 2], en: [&str; 2]) -> String {
    let words = match lang {
        Lang::Da => da,
        Lang::En => en,
    };
    format!("{} {}", number(lang, count), if count == 1 { words[0] } else { words[1] })
}

/// A count with the thousands mark of the language.
pub fn number(lang: Lang, count: u64) -> String {
    kernel::count(count, lang)
}

/// Whether to use colours: only when a person looks on, and has not asked to be spared (no-color.org).
#[derive(Clone, Copy, Debug)]
pub struct Paint(bool);

impl Paint {
    /// For standard output.
    pub fn for_stdout() -> Self {
        Self(std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none())
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    pub fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    pub fn green(self, text: &str) -> String {
        self.with("32", text)
    }

    pub fn red(self, text: &str) -> String {
        self.with("31", text)
    }

    pub fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }
}
