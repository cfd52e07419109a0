//! How deep a text opens without closing: parsers that call themselves for each level need a stack for all of them.

/// Deeper than anybody writes, and shallow enough for the smallest stack that we read on.
const DEEPEST: usize = 200;

/// Whether more braces and brackets are open at once than anybody writes. Also those within quotes count, since in a broken text
/// nobody can say what is quoted. The TOML parser's own guard does not hold for tables that are never closed.
pub fn nests_deeply(text: &str) -> bool {
    let mut open = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'{' | b'[' => open += 1,
            b'}' | b']' => open = open.saturating_sub(1),
            _ => {}
        }
        open > DEEPEST
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_and_not_closed_is_counted() {
        assert!(!nests_deeply(&"[[section]]\ntitle = { da = \"a\" }\n".repeat(10_000)));
        assert!(!nests_deeply(&"{".repeat(DEEPEST)));
        assert!(nests_deeply(&"a = {\n".repeat(DEEPEST + 1)));
        assert!(nests_deeply(&"[".repeat(DEEPEST + 1)));
    }
}
