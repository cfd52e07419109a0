//! `cargo xtask test`: everything that must hold, ending with what tests skipped and a line that counts the tests.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

pub fn run(root: &Path) -> Result<()> {
    step(root, "fmt", &["fmt", "--all", "--check"])?;
    crate::tidy::run(root)?;
    step(root, "clippy", &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
    step(root, "doc", &["doc", "--workspace", "--no-deps", "--locked", "--quiet"])?;
    crate::debian::browser()?;
    let postgres = crate::postgres::Server::start()?;
    let skips = root.join("target/skips.txt");
    let (passed, failed) = tests(root, &postgres.url(), &skips)?;
    drop(postgres);
    for skip in told(&skips)? {
        println!("SKIPPED {skip}");
    }
    println!("{passed} passed, {failed} failed");
    ensure!(failed == 0 && passed > 0, "{failed} tests failed");
    Ok(())
}

/// Pictures of every page, for a person to look at.
pub fn shots(root: &Path) -> Result<()> {
    crate::debian::browser()?;
    let dir = root.join("target/shots");
    let mut command = Command::new("cargo");
    command.args(["test", "--locked", "-p", "fundament", "--test", "browser", "every_page"]).current_dir(root);
    let status = command.env("FUNDAMENT_SHOTS", &dir).status()?;
    println!("{}", dir.display());
    ensure!(status.success(), "the pages have faults; the pictures are there all the same");
    Ok(())
}

fn step(root: &Path, name: &str, words: &[&str]) -> Result<()> {
    println!("== cargo {}", words.join(" "));
    let mut command = Command::new("cargo");
    command.args(words).current_dir(root);
    if name == "doc" {
        command.env("RUSTDOCFLAGS", "-D warnings");
    }
    ensure!(command.status().with_context(|| name.to_owned())?.success(), "{name} failed");
    Ok(())
}

/// What the tests say was not made, by name; nothing when all of it was.
fn told(skips: &Path) -> Result<Vec<String>> {
    let text = match fs::read_to_string(skips) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.with_context(|| skips.display().to_string())?,
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines.dedup();
    Ok(lines)
}

/// Runs the tests, passing their output on, and counts what the runners' closing lines say.
fn tests(root: &Path, postgres: &str, skips: &Path) -> Result<(u64, u64)> {
    println!("== cargo test");
    if let Err(error) = fs::remove_file(skips) {
        ensure!(error.kind() == ErrorKind::NotFound, "{}: {error}", skips.display());
    }
    let mut child = Command::new("cargo")
        .args(["test", "--workspace", "--locked", "--no-fail-fast", "--lib", "--bins", "--tests"])
        .current_dir(root)
        .env(crate::postgres::VARIABLE, postgres)
        .env(testkit::SKIPS, skips)
        .stdout(Stdio::piped())
        .spawn()?;
    let (mut passed, mut failed) = (0, 0);
    let output = child.stdout.take().context("the tests' output")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some(counts) = line.strip_prefix("test result: ") {
            passed += number_before(counts, " passed");
            failed += number_before(counts, " failed");
        }
        println!("{line}");
    }
    let status = child.wait()?;
    ensure!(status.success() || failed > 0, "the tests did not run to their end");
    Ok((passed, failed))
}

fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split(word).next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{number_before, told};

    #[test]
    fn a_closing_line_is_counted() {
        let line = "FAILED. 34 passed; 1 failed; 0 ignored; 0 measured";
        assert_eq!((number_before(line, " passed"), number_before(line, " failed")), (34, 1));
    }
    #[test]
    fn a_skip_that_a_test_tells_is_told_once_and_none_is_no_fault() {
        let file = std::env::temp_dir().join(format!("fundament-skips-{}", std::process::id()));
        assert_eq!(told(&file).expect("none"), Vec::<String>::new());
        std::fs::write(&file, "b: why\na: æøå\nb: why\n").expect("written");
        assert_eq!(told(&file).expect("read"), ["a: æøå", "b: why"]);
        std::fs::remove_file(&file).expect("removed");
    }
}
