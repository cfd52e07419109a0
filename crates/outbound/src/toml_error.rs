//! What is wrong with a settings file, told once: the line, the setting, and what its reader says of it.

/// A sentence for the operator.
pub fn toml_error(text: &str, error: &toml::de::Error) -> String {
    format!("{}: {}", place(text, error.span().map_or(0, |span| span.start)), error.message())
}

/// The line and the name before its `=`; never what stands after it, which may be a password.
fn place(text: &str, start: usize) -> String {
    let before = text.get(..start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let from = before.rfind('\n').map_or(0, |end| end + 1);
    let written = text[from..].lines().next().unwrap_or_default();
    match written.split_once('=') {
        Some((name, _)) if !name.trim().is_empty() => format!("linje {line} ({})", name.trim()),
        _ => format!("linje {line}"),
    }
}
