//! Registers that are read through their API: the file that says where they are, and `fundament import kitos`, `sofd`, `mo` and `entra`.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use house::{Connected, House, HouseError, Synced, Wanted};
use inbound::Register;
use inbound::kitos::{KitosRegister, KitosSettings};
use inbound::organisation::{
    ENTRA, EntraRegister, EntraSettings, MO, MoRegister, MoSettings, SOFD, SofdRegister, SofdSettings,
};
use kernel::Lang;
use outbound::{HttpAsker, toml_error};
use serde::Deserialize;

use super::home;
use super::import::{turned, write_difference};
use crate::args::register::{From, Run};
use crate::folder;
use crate::say::{plural, say};

/// How often the server looks whether a register is due.
const LOOK: std::time::Duration = std::time::Duration::from_secs(30);

/// The file: a table for each register.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Registers {
    kitos: Option<KitosSettings>,
    sofd: Option<SofdSettings>,
    mo: Option<MoSettings>,
    entra: Option<EntraSettings>,
}

/// The registers of that file, each with somebody who can ask it.
pub fn read(file: &Path) -> Result<Vec<Connected>> {
    let shown = file.display();
    let text = folder::read_settings(file, Lang::Da)
        .with_context(|| format!("{shown} kan ikke læses; giv --registers en TOML-fil (se docs/drift/registre.md)"))?;
    let next = || format!("{shown}: ret filen (se docs/drift/registre.md)");
    let registers: Registers =
        toml::from_str(&text).map_err(|error| anyhow!(toml_error(&text, &error))).with_context(next)?;
    let mut connected = Vec::new();
    let mut connect = |address: &str, register: Box<dyn Register>| -> Result<()> {
        let asker = Arc::new(HttpAsker::new(address).with_context(next)?);
        connected.push(Connected { register, asker });
        Ok(())
    };
    // Units and people first: the systems refer to them.
    if let Some(settings) = registers.sofd {
        let (url, key) = (settings.url.clone(), secret(file, &settings.key_file)?);
        connect(url.as_str(), Box::new(SofdRegister::new(settings, key)))?;
    }
    if let Some(settings) = registers.mo {
        let (url, key) = (settings.url.clone(), secret(file, &settings.secret_file)?);
        connect(url.as_str(), Box::new(MoRegister::new(settings, key)))?;
    }
    if let Some(settings) = registers.entra {
        let (url, key) = (settings.url.clone(), secret(file, &settings.secret_file)?);
        connect(url.as_str(), Box::new(EntraRegister::new(settings, key)))?;
    }
    if let Some(settings) = registers.kitos {
        let settings = settings.checked().with_context(next)?;
        let (base, password) = (settings.base.clone(), secret(file, &settings.password_file)?);
        connect(&base, Box::new(KitosRegister::new(settings, password)))?;
    }
    if connected.is_empty() {
        bail!("{shown}: filen nævner intet register; skriv et afsnit som [kitos] (se docs/drift/registre.md)");
    }
    Ok(connected)
}

/// A secret that lies in a file of its own beside the settings.
pub fn secret(settings: &Path, name: &str) -> Result<String> {
    let file = settings.parent().unwrap_or(Path::new(".")).join(name);
    let shown = file.display();
    let secret =
        folder::read_text(&file, Lang::Da).with_context(|| format!("{shown} kan ikke læses; læg hemmeligheden der"))?;
    let secret = secret.trim();
    if secret.is_empty() {
        bail!("{shown}: filen er tom; læg hemmeligheden i den");
    }
    Ok(secret.to_owned())
}

/// Reads one register, or its exports.
pub fn run(from: &From, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    match from {
        From::Kitos(args) => sync(inbound::kitos::SOURCE, args, lang, out),
        From::Sofd(args) => sync(SOFD, args, lang, out),
        From::Mo(args) => sync(MO, args, lang, out),
        From::Entra(args) => sync(ENTRA, args, lang, out),
        From::KitosExcel(args) => super::exports::kitos(args, lang, out),
    }
}

fn sync(source: &str, args: &Run, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let registers = read(&args.registers)?;
    home::wait(async {
        let house = home::open(&args.home, say(lang, "Kommunen", "The municipality"), lang).await?;
        house.connect(registers);
        let wanted = Wanted { full: args.full, much_may_be_gone: args.much_gone, dry: args.dry_run };
        let synced = house.sync(&home::actor(&args.actor), source, wanted).await;
        let synced = synced.map_err(|error| home::told_of(&args.home, &error, lang))?;
        tell(source, &synced, lang, out)?;
        match synced.act {
            Some(act) => {
                let saved = say(lang, "Gemt som handling", "Saved as act");
                writeln!(out, "{saved} {act}. {}.", turned(synced.turned, lang))?;
                let undo = say(lang, "Fortryd med: fundament undo", "Undo it by: fundament undo");
                writeln!(out, "{undo} {act} {}", args.home.shown())?;
            }
            None if args.dry_run => {
                writeln!(out, "{}", say(lang, "Prøve: intet er gemt.", "Dry run: nothing was saved."))?;
            }
            None => writeln!(out, "{}", say(lang, "Intet nyt.", "Nothing new."))?,
        }
        house.store().close().await;
        Ok(0)
    })
}

fn tell(source: &str, synced: &Synced, lang: Lang, out: &mut dyn Write) -> Result<()> {
    for difference in &synced.differences {
        if let Some(kind) = facts::schema().kind(difference.kind) {
            write_difference((kind, source), difference, lang, out)?;
        }
    }
    for notice in &synced.report.notices {
        writeln!(out, "{}", notice.get(lang))?;
    }
    for rejected in &synced.report.rejected {
        let (file, line, column) = (&rejected.file, rejected.line, &rejected.column);
        let word = say(lang, "afvist", "rejected");
        writeln!(out, "{word}: {file} {line} {column}: '{}'. {}", rejected.value, rejected.expected.get(lang))?;
    }
    let more = synced.report.rejected_rows.saturating_sub(synced.report.rejected.len() as u64);
    if more > 0 {
        let rows = plural(
            lang,
            more,
            ["række til er afvist", "rækker til er afvist"],
            ["more row was rejected", "more rows were rejected"],
        );
        writeln!(out, "{rows}")?;
    }
    Ok(())
}

/// Reads what is due, for as long as the server runs. A failure is told once a try, and the page of the register shows it.
pub async fn keep_read(house: Arc<House>) {
    loop {
        match house.sync_due().await {
            Ok(done) => done.iter().for_each(|(source, synced)| told(source, synced)),
            Err(error) => tracing::error!(label = error.label(), %error, "the registers cannot be looked at"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn told(source: &str, synced: &Result<Synced, HouseError>) {
    match synced {
        Ok(synced) => {
            let rejected = synced.report.rejected_rows;
            tracing::info!(source, full = synced.report.full, act = synced.act, rejected, "a register is read");
        }
        Err(error) => {
            let why = error.text();
            tracing::warn!(
                source,
                label = error.label(),
                why = why.en,
                "a register could not be read; it is tried again"
            );
        }
    }
}
