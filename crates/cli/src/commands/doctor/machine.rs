//! What doctor asks the machine: who may read the files, how much room the disk has, whether the time zone is known.

use std::path::Path;

use anyhow::Result;
use kernel::Clock;

use super::super::backup::size;
use super::Check;
use crate::clock::SystemClock;
use kernel::Lang;

/// With less room than this the next import may fail.
const SCARCE: u64 = 100_000_000;
/// With less than this, and less than thrice the database, it is time to act.
const LITTLE: u64 = 1_000_000_000;

/// Nobody but the owner and its group reads what lies in the data folder.
#[cfg(unix)]
pub fn rights(folder: &Path) -> Result<Check> {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| -> Result<u32> { Ok(std::fs::metadata(path)?.permissions().mode() & 0o777) };
    let next = (
        "Kør som ejeren: chmod 700 på mappen og chmod 600 på filerne i den.",
        "Run as the owner: chmod 700 on the folder and chmod 600 on the files in it.",
    );
    let open_folder = mode(folder)? & 0o007 != 0;
    let mut open = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && mode(&path)? & 0o007 != 0 {
            open.push(path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default());
        }
    }
    open.sort();
    let files = open.join(", ");
    Ok(match (open_folder, open.is_empty()) {
        (false, true) => Check::ok("rights", "kun ejeren kan læse mappen", "only the owner can read the folder"),
        (true, false) => Check::fault(
            "rights",
            (format!("alle på maskinen kan læse {files}"), format!("everybody on the machine can read {files}")),
            next,
        ),
        (true, true) => Check::warning(
            "rights",
            (
                "mappen er åben for alle, filerne er ikke".to_owned(),
                "the folder is open to all, its files are not".to_owned(),
            ),
            next,
        ),
        (false, false) => Check::warning(
            "rights",
            (format!("kun mappen skærmer {files}"), format!("only the folder screens {files}")),
            next,
        ),
    })
}

#[cfg(not(unix))]
pub fn rights(_: &Path) -> Result<Check> {
    Ok(Check::ok("rights", "undersøges ikke på dette system", "not checked on this system"))
}

/// There is room for the next imports, and for the database to be written anew.
#[cfg(unix)]
pub fn room(folder: &Path, database: u64) -> Result<Check> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(judged(disk.f_bavail.saturating_mul(disk.f_frsize), database))
}

#[cfg(not(unix))]
pub fn room(_: &Path, _: u64) -> Result<Check> {
    Ok(Check::ok("room", "undersøges ikke på dette system", "not checked on this system"))
}

/// A database server's disk is not this machine's: how much the database fills is told.
pub fn room_elsewhere(database: u64) -> Check {
    let filled = |lang| size(database, lang);
    Check::ok(
        "room",
        format!("databasen fylder {}; pladsen på databaseserveren ses ikke herfra", filled(Lang::Da)),
        format!("the database fills {}; the room on the database server is not seen from here", filled(Lang::En)),
    )
}

fn judged(free: u64, database: u64) -> Check {
    let found = (
        format!("{} ledig, databasen fylder {}", size(free, Lang::Da), size(database, Lang::Da)),
        format!("{} free, the database fills {}", size(free, Lang::En), size(database, Lang::En)),
    );
    let next = ("Gør plads på disken, eller flyt mappen.", "Make room on the disk, or move the folder.");
    if free < SCARCE.max(database) {
        return Check::fault("room", found, next);
    }
    if free < LITTLE.max(database.saturating_mul(3)) {
        return Check::warning("room", found, next);
    }
    Check::ok("room", found.0, found.1)
}

/// Days begin at midnight in Denmark.
pub fn zone() -> Check {
    match SystemClock::new() {
        Ok(clock) => {
            let today = clock.today();
            Check::ok(
                "zone",
                format!("Europe/Copenhagen, i dag er {today}"),
                format!("Europe/Copenhagen, today is {today}"),
            )
        }
        Err(error) => Check::fault(
            "zone",
            (format!("tidszonen findes ikke: {error}"), format!("the time zone is not known: {error}")),
            ("Installér pakken tzdata.", "Install the package tzdata."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::super::State;
    use super::judged;

    #[test]
    fn what_is_large_is_told_in_gigabytes() {
        let found = judged(22_449_700_000, 141_000_000).found;
        assert_eq!(found.get(Lang::Da), "22,4 GB ledig, databasen fylder 141,0 MB");
        assert_eq!(found.get(Lang::En), "22.4 GB free, the database fills 141.0 MB");
    }

    #[test]
    fn room_is_judged_by_what_the_database_needs_to_be_written_anew() {
        for (free, database, state) in [
            (50_000_000, 1_000_000, State::Fault),
            (500_000_000, 1_000_000, State::Warning),
            (2_000_000_000, 1_000_000, State::Ok),
            (2_000_000_000, 900_000_000, State::Warning),
            (2_000_000_000, 3_000_000_000, State::Fault),
        ] {
            assert_eq!(judged(free, database).state, state, "{free} {database}");
        }
    }
}
