//! Getting what the tests need from Debian, as root; else saying what is missing.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// Installs packages; `what` is what they are for people.
pub fn install(packages: &[&str], what: &str) -> Result<()> {
    if !is_root() {
        bail!("the tests need {what}: apt-get install {} (only root can do it for you)", packages.join(" "));
    }
    println!("== apt-get install {}", packages.join(" "));
    let install: Vec<&str> =
        ["install", "-y", "-q", "--no-install-recommends"].iter().chain(packages).copied().collect();
    for words in [&["update", "-q"][..], &install] {
        let status = Command::new("apt-get")
            .args(words)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null())
            .status()
            .with_context(|| format!("the tests need {what}, and there is no apt-get to fetch it with"))?;
        ensure!(status.success(), "apt-get {} failed", words.join(" "));
    }
    Ok(())
}

/// Whether we may.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Sees to Chromium and its driver.
pub fn browser() -> Result<()> {
    let there = |name: &str| {
        Command::new(name)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    if there("chromedriver") && there("chromium") {
        return Ok(());
    }
    install(&["chromium", "chromium-driver"], "Chromium and its driver")?;
    ensure!(there("chromedriver"), "chromium-driver was installed, but chromedriver does not start");
    Ok(())
}
