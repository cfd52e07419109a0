//! `cargo xtask bench`: figures for docs/bench, from the release profile of the bench crate.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

pub fn run(root: &Path) -> Result<()> {
    let status = Command::new("cargo")
        .args(["run", "--release", "--locked", "--package", "fundament", "--example", "measure"])
        .current_dir(root)
        .status()?;
    ensure!(status.success(), "the benchmark failed");
    Ok(())
}
