//! `cargo xtask tidy`: what must hold of the project itself. Arrows between crates, sizes, links, finding docs, generated files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

/// Which rooms each room may know: the arrows of the house, nothing more.
const ARROWS: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("facts", &["kernel"]),
    ("principles", &["kernel", "facts"]),
    ("findings", &["kernel", "facts", "principles"]),
    ("decisions", &["kernel", "facts", "principles", "findings"]),
    ("actions", &["kernel", "facts", "principles", "findings", "decisions"]),
    ("reports", &["kernel", "facts", "principles", "findings", "decisions", "actions"]),
    ("render", &["kernel", "reports"]),
    ("inbound", &["kernel", "facts"]),
    ("seal", &["kernel"]),
    ("store", &["kernel", "facts"]),
    (
        "house",
        &["kernel", "facts", "principles", "findings", "decisions", "actions", "reports", "inbound", "seal", "store"],
    ),
    ("outbound", &["kernel", "inbound", "store", "house"]),
    (
        "web",
        &["kernel", "facts", "principles", "findings", "decisions", "actions", "reports", "inbound", "store", "house"],
    ),
    ("testkit", &["kernel", "facts", "principles", "inbound"]),
    (
        "cli",
        &[
            "kernel",
            "facts",
            "principles",
            "findings",
            "decisions",
            "actions",
            "reports",
            "render",
            "inbound",
            "seal",
            "store",
            "house",
            "outbound",
            "web",
        ],
    ),
];
/// A file longer than this is two files.
const LONGEST: usize = 500;

pub fn run(root: &Path) -> Result<()> {
    let mut wrong = Vec::new();
    arrows(root, &mut wrong)?;
    let mut files = Vec::new();
    collect(root, &mut files);
    for file in &files {
        sizes(root, file, &mut wrong);
        links(root, file, &mut wrong);
    }
    for (path, text) in crate::generate::files(root) {
        if fs::read_to_string(root.join(&path)).ok().as_deref() != Some(text.as_str()) {
            wrong.push(format!("{}: not what `cargo xtask generate` writes", path.display()));
        }
    }
    authority(root, &files, &mut wrong);
    finding_docs(root, &mut wrong);
    for line in &wrong {
        eprintln!("tidy: {line}");
    }
    ensure!(wrong.is_empty(), "{} things are not tidy", wrong.len());
    println!("== tidy: {} files", files.len());
    Ok(())
}

fn arrows(root: &Path, wrong: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(root.join("crates"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let manifest = fs::read_to_string(root.join("crates").join(&name).join("Cargo.toml"))?;
        let Some((_, may)) = ARROWS.iter().find(|(room, _)| *room == name) else {
            wrong.push(format!("crates/{name}: a room without arrows; add it to xtask/src/tidy.rs"));
            continue;
        };
        let own = manifest.split("[dev-dependencies]").next().unwrap_or_default();
        for (room, _) in ARROWS {
            if own.contains(&format!("\n{room}.workspace")) && !may.contains(room) {
                wrong.push(format!("crates/{name} knows {room}: the arrow points the wrong way"));
            }
        }
    }
    Ok(())
}

/// What somebody holds is found by the house's gate; nobody else makes a seat, but tests.
fn authority(root: &Path, files: &[PathBuf], wrong: &mut Vec<String>) {
    const MAKES: &str = "Held::by(";
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
        let shown = file.strip_prefix(root).unwrap_or(file).to_string_lossy().into_owned();
        let may = shown.contains("/tests/") || shown == "crates/house/src/cases/gate.rs" || shown.starts_with("xtask");
        if !may && fs::read_to_string(file).is_ok_and(|text| text.contains(MAKES)) {
            wrong.push(format!("{shown}: makes authority past the gate"));
        }
    }
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() && name != "target" && name != ".git" {
            collect(&path, files);
        } else if name.ends_with(".rs") || name.ends_with(".md") {
            files.push(path);
        }
    }
    files.sort();
}

fn sizes(root: &Path, file: &Path, wrong: &mut Vec<String>) {
    let text = fs::read_to_string(file).unwrap_or_default();
    let shown = file.strip_prefix(root).unwrap_or(file).display();
    if file.extension().is_some_and(|extension| extension == "rs") {
        let lines = text.lines().count();
        if lines > LONGEST {
            wrong.push(format!("{shown}: {lines} lines, more than {LONGEST}: split it"));
        }
        if !text.starts_with("//!") {
            wrong.push(format!("{shown}: opens without its reason (//!)"));
        }
    }
}

/// Links of documents that lead to files of the repository.
fn links(root: &Path, file: &Path, wrong: &mut Vec<String>) {
    if file.extension().is_none_or(|extension| extension != "md") {
        return;
    }
    let text = fs::read_to_string(file).unwrap_or_default();
    let shown = file.strip_prefix(root).unwrap_or(file).display();
    for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let target = target.split('#').next().unwrap_or_default();
        if target.is_empty() || target.contains("://") {
            continue;
        }
        if !file.parent().unwrap_or(root).join(target).exists() {
            wrong.push(format!("{shown}: the link {target} leads nowhere"));
        }
    }
}

/// One heading a finding code, and no heading without one.
fn finding_docs(root: &Path, wrong: &mut Vec<String>) {
    for name in crate::generate::pack_names(root) {
        let page = fs::read_to_string(root.join(format!("docs/findings/{name}.md"))).unwrap_or_default();
        let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let pack = testkit::pack(&name);
        for rule in &pack.rules {
            if headings.iter().filter(|heading| **heading == rule.code).count() != 1 {
                wrong.push(format!("docs/findings/{name}.md: {} has not exactly one heading", rule.code));
            }
        }
        for heading in headings.iter().filter(|heading| pack.rule(heading).is_none()) {
            wrong.push(format!("docs/findings/{name}.md: {heading} is no rule"));
        }
    }
    let known: Vec<String> = crate::generate::pack_names(root).iter().map(|name| format!("{name}.md")).collect();
    for entry in fs::read_dir(root.join("docs/findings")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !known.contains(&name) {
            wrong.push(format!("docs/findings/{name}: no pack has that name"));
        }
    }
}
