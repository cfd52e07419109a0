//! `cargo xtask bench`: figures for docs/bench: our own, then the same rules in other engines (bench/peers, outside the workspace).

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

pub fn run(root: &Path) -> Result<()> {
    cargo(root, &["run", "--release", "--locked", "--package", "fundament", "--example", "measure"])?;
    cargo(root, &["run", "--release", "--locked", "--manifest-path", "bench/peers/Cargo.toml"])
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<()> {
    let status = Command::new("cargo").args(arguments).current_dir(root).status()?;
    ensure!(status.success(), "cargo {} failed", arguments.join(" "));
    Ok(())
}
