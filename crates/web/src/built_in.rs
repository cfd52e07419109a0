//! The strategies that come with the program: whoever may adopt one chooses among those that are not in force, at the set-up and ever after.

use axum::http::StatusCode;
use kernel::Text;
use principles::{Pack, PackFile};

use crate::app::App;
use crate::problem::Problem;

/// One of them, as it is offered.
#[derive(Debug)]
pub(crate) struct BuiltIn {
    /// Its place among the settings' packs.
    place: usize,
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) hash: String,
    pub(crate) title: Text,
    pub(crate) principles: usize,
    pub(crate) rules: usize,
}

impl BuiltIn {
    /// Packs of the binary have been checked by its tests: one with errors is not offered.
    fn of((place, files): (usize, &Vec<PackFile>)) -> Option<Self> {
        let pack = Pack::parse(files).ok()?;
        let (principles, rules, hash) = (pack.principles.len(), pack.rules.len(), pack.hash.to_string());
        Some(Self { place, id: pack.id, version: pack.version, hash, title: pack.title, principles, rules })
    }
}

impl App {
    /// The strategies that come with the program, read once.
    pub(crate) fn built_in(&self) -> &[BuiltIn] {
        self.built_in.get_or_init(|| self.settings.packs.iter().enumerate().filter_map(BuiltIn::of).collect())
    }

    /// Those of them that are not in force in any version.
    pub(crate) fn not_adopted(&self) -> Vec<&BuiltIn> {
        let now = self.house.now();
        self.built_in().iter().filter(|one| now.packs.iter().all(|pack| pack.id != one.id)).collect()
    }

    /// The files of the one with that id.
    pub(crate) fn built_in_files(&self, id: &str) -> Result<&[PackFile], Problem> {
        let found = self.built_in().iter().find(|one| one.id == id);
        found.map(|one| self.settings.packs[one.place].as_slice()).ok_or_else(|| {
            let known: Vec<&str> = self.built_in().iter().map(|one| one.id.as_str()).collect();
            let known = known.join(", ");
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "pack-not-built-in",
                &format!("Programmet har ingen strategi med det id. Vælg en af dem, det har: {known}."),
                &format!("The program has no strategy with that id. Choose one of those that it has: {known}."),
            )
        })
    }
}
