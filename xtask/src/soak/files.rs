//! Hostile files: a gigabyte of each form, and the largest that is let in at all, given to the command line one at a time. It must
//! refuse each in plain Danish, or read it, and never need much memory.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use zip::write::SimpleFileOptions;

use super::hunt::MOST_MEMORY;

const GIGABYTE: u64 = 1 << 30;
/// A little below the most bytes of one file.
const LET_IN: u64 = (64 << 20) - 4_096;
/// What is refused may take so long.
const LONGEST: Duration = Duration::from_secs(120);

/// A file: its name, its content, and what the command line is told to do with it.
struct Hostile {
    what: &'static str,
    file: &'static str,
    content: Content,
    words: &'static [&'static str],
    /// A part of what it must say; nothing when it may read the file.
    says: &'static str,
}

enum Content {
    /// A start, then the same again and again. `#` stands for a number that rises.
    Text(u64, &'static str, &'static str),
    /// A workbook whose part of that name is so large, packed or as it is.
    Workbook(&'static str, u64, &'static str, bool),
}
use Content::{Text, Workbook};

const TOO_LARGE: &str = "fylder over 64 MB";
const SBOM: &[&str] = &["import-file", "sbom", "{}", "--system", "S0009"];
const ROLES: &[&str] = &["import-file", "roles", "{}"];
const SCUBA: &[&str] = &["import-file", "scuba", "{}", "--platform", "M365"];
const KLE: &[&str] = &["import-file", "kle", "{}"];
const CERTIFICATES: &[&str] = &["import-file", "certificates", "{}", "--system", "S0009"];
const PUBLICCODE: &[&str] = &["import-file", "publiccode", "{}", "--automation", "AU00"];
const REPOSITORY: &[&str] = &["import-file", "repository", "{dir}", "--automation", "AU00"];
const EXCEL: &[&str] = &["import", "kitos-excel", "{}"];
const ESTATE: &[&str] = &["import", "--estate", "{dir}"];
const STRATEGY: &[&str] = &["import", "--estate", "samples/eksempel", "--strategy", "{dir}"];
const REGISTERS: &[&str] = &["import", "kitos", "--registers", "{}"];

const HOSTILE: &[Hostile] = &[
    // A gigabyte.
    Hostile {
        what: "JSON: a bill of materials without end",
        file: "s.json",
        content: Text(GIGABYTE, "{\"bomFormat\":\"CycloneDX\",\"components\":[", "{\"name\":\"a1\"},"),
        words: SBOM,
        says: TOO_LARGE,
    },
    Hostile {
        what: "JSON: nothing but brackets",
        file: "s.json",
        content: Text(GIGABYTE, "", "["),
        words: ROLES,
        says: TOO_LARGE,
    },
    Hostile {
        what: "JSON: one text without end",
        file: "s.json",
        content: Text(GIGABYTE, "{\"Results\":\"", "a"),
        words: SCUBA,
        says: TOO_LARGE,
    },
    Hostile {
        what: "SPDX tag-value",
        file: "s.spdx",
        content: Text(GIGABYTE, "SPDXVersion: SPDX-2.3\n", "PackageName: a1\n"),
        words: SBOM,
        says: TOO_LARGE,
    },
    Hostile {
        what: "XML: subjects without end",
        file: "k.xml",
        content: Text(GIGABYTE, "<KLE-Emneplan>", "<Emne><EmneNr>98.01.02</EmneNr></Emne>"),
        words: KLE,
        says: TOO_LARGE,
    },
    Hostile {
        what: "PEM without end",
        file: "c.pem",
        content: Text(GIGABYTE, "-----BEGIN CERTIFICATE-----\n", "MIIBMIIBMIIBMIIB\n"),
        words: CERTIFICATES,
        says: "certifikat",
    },
    Hostile {
        what: "DER without end",
        file: "c.der",
        content: Text(GIGABYTE, "0", "0"),
        words: CERTIFICATES,
        says: "certifikat",
    },
    Hostile {
        what: "publiccode.yml",
        file: "publiccode.yml",
        content: Text(GIGABYTE, "publiccodeYmlVersion: \"0.4\"\n", "a1: b\n"),
        words: PUBLICCODE,
        says: "MB",
    },
    Hostile {
        what: "a checkout's README.md",
        file: "README.md",
        content: Text(GIGABYTE, "# x\n", "tekst \n"),
        words: REPOSITORY,
        says: "",
    },
    Hostile {
        what: "CSV: rows without end",
        file: "systems.csv",
        content: Text(GIGABYTE, "key;name\n", "S1;a\n"),
        words: ESTATE,
        says: TOO_LARGE,
    },
    Hostile {
        what: "CSV: one line",
        file: "systems.csv",
        content: Text(GIGABYTE, "key;name\n", "a"),
        words: ESTATE,
        says: TOO_LARGE,
    },
    Hostile {
        what: "CSV: a header without end",
        file: "systems.csv",
        content: Text(GIGABYTE, "", "key;"),
        words: ESTATE,
        says: TOO_LARGE,
    },
    Hostile {
        what: "CSV: quotes that do not close",
        file: "systems.csv",
        content: Text(GIGABYTE, "key;name\n", "S1;\"\n"),
        words: ESTATE,
        says: TOO_LARGE,
    },
    Hostile {
        what: "sources.toml",
        file: "sources.toml",
        content: Text(GIGABYTE, "", "a1 = 1\n"),
        words: ESTATE,
        says: "sources.toml",
    },
    Hostile {
        what: "statements.csv",
        file: "statements.csv",
        content: Text(GIGABYTE, "kind;key;fact;value;given_by;given_on\n", "system;S0;name;a;b1;2026-01-01\n"),
        words: ESTATE,
        says: TOO_LARGE,
    },
    Hostile {
        what: "XLSX: a gigabyte packed",
        file: "k.xlsx",
        content: Workbook("xl/sharedStrings.xml", GIGABYTE, "<si><t>a</t></si>", true),
        words: EXCEL,
        says: "for stor",
    },
    Hostile {
        what: "XLSX: a gigabyte as it is",
        file: "k.xlsx",
        content: Workbook("xl/worksheets/sheet1.xml", GIGABYTE, "<row/>", false),
        words: EXCEL,
        says: TOO_LARGE,
    },
    Hostile {
        what: "a strategy's TOML",
        file: "strategy.toml",
        content: Text(GIGABYTE, "", "a1 = 1\n"),
        words: STRATEGY,
        says: TOO_LARGE,
    },
    Hostile {
        what: "the registers' TOML",
        file: "registre.toml",
        content: Text(GIGABYTE, "", "a1 = 1\n"),
        words: REGISTERS,
        says: TOO_LARGE,
    },
    // The largest that are let in.
    Hostile {
        what: "64 MB of JSON: components",
        file: "s.json",
        content: Text(LET_IN, "{\"bomFormat\":\"CycloneDX\",\"components\":[", "{\"name\":\"a#\"},"),
        words: SBOM,
        says: "500.000",
    },
    Hostile {
        what: "64 MB of JSON: empty lists",
        file: "s.json",
        content: Text(LET_IN, "{\"bomFormat\":\"CycloneDX\",\"components\":[", "[],"),
        words: SBOM,
        says: "kan ikke læses",
    },
    Hostile {
        what: "64 MB of JSON: brackets",
        file: "s.json",
        content: Text(LET_IN, "", "["),
        words: ROLES,
        says: "kan ikke læses",
    },
    Hostile {
        what: "64 MB of JSON: numbers",
        file: "s.json",
        content: Text(LET_IN, "[", "1,"),
        words: ROLES,
        says: "kan ikke læses",
    },
    Hostile {
        what: "64 MB of SPDX tag-value",
        file: "s.spdx",
        content: Text(LET_IN, "SPDXVersion: SPDX-2.3\n", "PackageName: a#\n"),
        words: SBOM,
        says: "",
    },
    Hostile {
        what: "64 MB of XML: elements inside each other",
        file: "k.xml",
        content: Text(LET_IN, "", "<a>"),
        words: KLE,
        says: "ikke en hel KLE",
    },
    Hostile {
        what: "64 MB of XML: subjects",
        file: "k.xml",
        content: Text(LET_IN, "<KLE-Emneplan>", "<Emne><EmneNr>98.01.02</EmneNr></Emne>"),
        words: KLE,
        says: "KLE",
    },
    Hostile {
        what: "64 MB of CSV: the shortest rows",
        file: "suppliers.csv",
        content: Text(LET_IN, "key;name\n", "#;a\n"),
        words: ESTATE,
        says: "4 millioner",
    },
    Hostile {
        what: "64 MB of CSV: rows that are all wrong",
        file: "systems.csv",
        content: Text(LET_IN, "key;name;mfa\n", "#;a;x\n"),
        words: ESTATE,
        says: "",
    },
    Hostile {
        what: "64 MB of CSV: quotes that do not close",
        file: "systems.csv",
        content: Text(LET_IN, "key;name\n", "S#;\"\n"),
        words: ESTATE,
        says: "",
    },
    Hostile {
        what: "64 MB of statements",
        file: "statements.csv",
        content: Text(LET_IN, "kind;key;fact;value;given_by;given_on\n", "system;S0;name;a;b#;2026-01-01\n"),
        words: ESTATE,
        says: "",
    },
    Hostile {
        what: "64 MB of workbook: shared texts",
        file: "k.xlsx",
        content: Workbook("xl/sharedStrings.xml", LET_IN - 8_192, "<si/>", true),
        words: EXCEL,
        says: "Excel",
    },
    Hostile {
        what: "64 MB of workbook: cells",
        file: "k.xlsx",
        content: Workbook("xl/worksheets/sheet1.xml", LET_IN - 8_192, "<c r=\"A1\"><v>1</v></c>", true),
        words: EXCEL,
        says: "",
    },
    Hostile {
        what: "64 MB of a strategy's TOML",
        file: "strategy.toml",
        content: Text(LET_IN, "", "a# = 1\n"),
        words: STRATEGY,
        says: "strategy.toml",
    },
    Hostile {
        what: "64 MB of the registers' TOML",
        file: "registre.toml",
        content: Text(LET_IN, "", "a# = 1\n"),
        words: REGISTERS,
        says: "registre.toml",
    },
];

/// All of them, or those whose description holds that word.
pub fn run(root: &Path, dir: &Path, only: Option<&str>) -> Result<()> {
    let built = Command::new("cargo")
        // With an example, as `bench` builds it: otherwise everything is built again with other features.
        .args(["build", "--release", "--locked", "--package", "fundament", "--bins", "--example", "registers"])
        .current_dir(root)
        .status()?;
    ensure!(built.success(), "the binary could not be built");
    let place = Place { root, binary: root.join("target/release/fundament"), data: dir.join("data") };
    if !place.data.exists() {
        let (done, said, _) = place.run(&["import", "--estate", "samples/eksempel"].map(str::to_owned))?;
        ensure!(done, "Eksempel could not be taken in: {said}");
    }
    println!("== soak: hostile files, each by itself");
    let mut wrong = 0;
    for hostile in HOSTILE.iter().filter(|one| only.is_none_or(|word| one.what.contains(word))) {
        let folder = dir.join("hostile");
        fs::create_dir_all(&folder)?;
        let judged = place.judge(hostile, &folder);
        fs::remove_dir_all(&folder)?;
        let (good, line) = judged?;
        println!("  {} {}: {line}", if good { "ok" } else { "WRONG" }, hostile.what);
        wrong += usize::from(!good);
    }
    ensure!(wrong == 0, "{wrong} hostile files were not dealt with");
    Ok(())
}

struct Place<'r> {
    root: &'r Path,
    binary: PathBuf,
    data: PathBuf,
}

impl Place<'_> {
    /// Whether the file is dealt with, and how.
    fn judge(&self, hostile: &Hostile, folder: &Path) -> Result<(bool, String)> {
        let file = folder.join(hostile.file);
        write(&hostile.content, &file).with_context(|| file.display().to_string())?;
        let size = fs::metadata(&file)?.len();
        let (file, folder) = (file.to_string_lossy(), folder.to_string_lossy());
        let words = hostile.words.iter().map(|word| word.replace("{}", &file).replace("{dir}", &folder));
        let began = Instant::now();
        let (done, said, memory) = self.run(&words.chain(["--dry-run".to_owned()]).collect::<Vec<_>>())?;
        let took = began.elapsed();
        let said = said.replace(&*folder, "");
        let shown = said.lines().find(|line| !hostile.says.is_empty() && line.contains(hostile.says));
        let refused = hostile.says.is_empty() || (!done && shown.is_some());
        let calm = !said.contains("panicked") && took < LONGEST && memory < MOST_MEMORY;
        let shown = shown.or(said.lines().last()).unwrap_or("nothing was said");
        let shown: String = shown.chars().take(160).collect();
        let how = if done { "read" } else { "refused" };
        let (size, memory) = (size >> 20, memory >> 20);
        Ok((
            refused && calm,
            format!("{size} MB, {how} in {:.1} s, {memory} MB of memory: {shown}", took.as_secs_f64()),
        ))
    }

    /// Whether the command did what it was told, all that it said, and the most memory it had.
    fn run(&self, words: &[String]) -> Result<(bool, String, u64)> {
        let said = self.data.with_extension("said");
        let out = File::create(&said)?;
        let mut child = Command::new(&self.binary)
            .args(words)
            .arg("--data")
            .arg(&self.data)
            .current_dir(self.root)
            .stdin(Stdio::null())
            .stderr(out.try_clone()?)
            .stdout(out)
            .spawn()?;
        let (began, mut memory) = (Instant::now(), 0);
        let status = loop {
            // The mark only rises; what is read last before the end is the most but for the last moment.
            memory = super::peak(&child.id().to_string()).unwrap_or(0).max(memory);
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if began.elapsed() > LONGEST || memory > 8 * MOST_MEMORY {
                child.kill()?;
                break child.wait()?;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        Ok((status.success(), String::from_utf8_lossy(&fs::read(&said)?).into_owned(), memory))
    }
}

fn write(content: &Content, path: &Path) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    match content {
        Text(size, start, again) => {
            out.write_all(start.as_bytes())?;
            repeat(&mut out, *size - start.len() as u64, again)?;
        }
        Workbook(part, size, again, packed) => {
            let parts = super::samples::unpacked();
            let method = if *packed { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
            let how = SimpleFileOptions::default().compression_method(method);
            let mut archive = zip::ZipWriter::new(&mut out);
            for (name, body) in parts.iter().take(1).flat_map(|whole| super::samples::parts(whole)) {
                archive.start_file(&name, how)?;
                if name == *part {
                    archive.write_all(
                        b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
                    )?;
                    repeat(&mut archive, *size, again)?;
                } else {
                    archive.write_all(&body)?;
                }
            }
            if *part == "xl/sharedStrings.xml" {
                archive.start_file(*part, how)?;
                archive.write_all(b"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">")?;
                repeat(&mut archive, *size, again)?;
                archive.write_all(b"</sst>")?;
            }
            archive.finish()?;
        }
    }
    out.flush()?;
    Ok(())
}

/// The same again and again, with a number that rises where it has one, to about so many bytes.
fn repeat(out: &mut impl Write, size: u64, again: &str) -> Result<()> {
    let (mut left, mut number) = (size, 0_u64);
    let same = if again.contains('#') { String::new() } else { again.repeat((1 << 20) / again.len() + 1) };
    while left > 0 {
        if !same.is_empty() {
            let end = left.min(same.len() as u64) as usize;
            out.write_all(&same.as_bytes()[..end])?;
            left -= end as u64;
            continue;
        }
        let mut block = String::with_capacity(1 << 20);
        while block.len() < 1 << 20 && (block.len() as u64) < left {
            let (before, after) = again.split_once('#').unwrap_or((again, ""));
            block.extend([before, &number.to_string(), after]);
            number += 1;
        }
        out.write_all(block.as_bytes())?;
        left = left.saturating_sub(block.len() as u64);
    }
    Ok(())
}
