//! The project's chores: `cargo xtask test | tidy | generate | shots | eksempel | bench | soak | contract`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a developer's tool talks on the terminal")]

mod bench;
mod contract;
mod debian;
mod generate;
mod postgres;
mod problems;
mod soak;
mod test;
mod tidy;
mod town;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let root = root();
    let done = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["test"] => test::run(&root),
        ["tidy"] => tidy::run(&root),
        ["generate"] => generate::write(&root),
        ["shots"] => test::shots(&root),
        ["bench"] => bench::run(&root),
        ["bench", "web"] => bench::web(&root),
        ["bench", "registers"] => bench::registers(&root),
        ["bench", "cases"] => bench::cases(&root, 100_000),
        ["bench", "cases", count] => match count.parse() {
            Ok(count) => bench::cases(&root, count),
            Err(error) => Err(anyhow::anyhow!("bench cases {count}: {error}")),
        },
        ["soak", words @ ..] => soak::run(&root, words),
        ["contract"] => contract::run(&root),
        ["eksempel"] => town::generate(&root.join("samples/eksempel"), 1),
        ["eksempel", "--scale", scale, "--out", out] => match scale.parse() {
            Ok(scale) => town::generate(Path::new(out), scale),
            Err(error) => Err(anyhow::anyhow!("--scale {scale}: {error}")),
        },
        _ => Err(anyhow::anyhow!(
            "usage: cargo xtask test | tidy | generate | shots | bench [web | registers | cases [N]] | {} | contract | eksempel [--scale N --out DIR]",
            soak::USAGE
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
