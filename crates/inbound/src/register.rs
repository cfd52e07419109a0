//! A register that is read again and again through its API: what a run asks for, and what it gives.

use std::collections::BTreeMap;

use kernel::{Day, Text};

use crate::mirror::Mirror;
use crate::report::{shown, text};
use crate::talk::Talk;
use crate::telling::Told;

/// So many fields are named.
const MOST_NAMED: usize = 20;

/// What to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// Everything; what is no longer there is gone.
    Full {
        /// Whether much may be gone at once.
        much_may_be_gone: bool,
    },
    /// What changed since an earlier run.
    Changes {
        /// How far that run came, in the register's own words.
        since: String,
    },
}

/// What a whole run gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Gathered {
    /// All rows.
    pub mirror: Mirror,
    /// How far it came, in the register's own words; none when the register cannot be asked for changes.
    pub high_water: Option<String>,
    /// How many rows are gone since the earlier run, by list.
    pub gone: BTreeMap<String, usize>,
    /// The fields, as `list: path`, in which a CPR number was covered.
    pub covered: Vec<String>,
}

impl Gathered {
    /// What a run found, held up against what was there before.
    pub fn against(before: &Mirror, mirror: Mirror, high_water: Option<String>, mut covered: Vec<String>) -> Self {
        let mut gone = BTreeMap::new();
        for (list, rows) in before.lists() {
            let now = mirror.rows(list);
            let count = rows.keys().filter(|id| now.is_none_or(|rows| !rows.contains_key(*id))).count();
            if count > 0 {
                gone.insert(list.to_owned(), count);
            }
        }
        covered.sort();
        covered.dedup();
        Self { mirror, high_water, gone, covered }
    }

    /// What people should know of the run; nothing when there is nothing.
    pub fn notices(&self, source: &str) -> Vec<Text> {
        let mut notices = Vec::new();
        if !self.covered.is_empty() {
            let mut fields: Vec<String> = self.covered.iter().take(MOST_NAMED).map(|field| shown(field)).collect();
            if self.covered.len() > MOST_NAMED {
                fields.push(format!("(+{})", self.covered.len() - MOST_NAMED));
            }
            let fields = fields.join(", ");
            notices.push(text(
                format!("{source} har CPR-numre i felter, hvor de ikke hører hjemme. De er dækket til her; ret dem i {source}: {fields}."),
                format!("{source} has CPR numbers in fields where they do not belong. They are covered here; correct them in {source}: {fields}."),
            ));
        }
        for (list, count) in &self.gone {
            let (da, en) = called(list);
            notices.push(text(
                format!("{count} {da} er ikke længere i {source}."),
                format!("{count} {en} are no longer in {source}."),
            ));
        }
        notices
    }
}

/// What people call the rows of a register's list.
fn called(list: &str) -> (&str, &str) {
    match list {
        "it-systems" => ("it-systemer i kataloget", "IT systems of the catalogue"),
        "it-system-usages" => ("anvendelser af it-systemer", "usages of IT systems"),
        "it-contracts" => ("kontrakter", "contracts"),
        "it-interfaces" => ("snitflader", "interfaces"),
        "data-processing-registrations" => ("registreringer af databehandling", "processing registrations"),
        "organization-units" | "orgunits" | "org_units" => ("enheder", "units"),
        "organization-users" | "users" => ("brugere", "users"),
        "persons" | "employees" => ("medarbejdere", "members of staff"),
        "substitutes" => ("stedfortrædere", "substitutes"),
        "engagements" => ("ansættelser", "engagements"),
        "managers" => ("lederposter", "posts of managers"),
        "addresses" => ("adresser", "addresses"),
        "itusers" => ("it-konti", "IT accounts"),
        "groups" => ("grupper", "groups"),
        other => (other, other),
    }
}

/// A conversation that gathers.
pub trait Gathering: Talk + Send {
    /// What a run that came to its end gave; nothing while it has not.
    fn gathered(self: Box<Self>) -> Option<Gathered>;
}

/// What became of links that were to be written in a register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinksWritten {
    /// The objects that got one, by the register's identity.
    pub written: Vec<String>,
    /// How many had one already.
    pub there: usize,
    /// Those that the register refused, with the HTTP status.
    pub refused: Vec<(String, u16)>,
}

/// A conversation that writes links to our pages in a register.
pub trait Links: Talk + Send {
    /// How many objects have none, as far as is known before asking.
    fn missing(&self) -> usize;
    /// What became of it so far, also when it failed midway.
    fn written(self: Box<Self>) -> LinksWritten;
}

/// A register with its settings.
pub trait Register: Send + Sync {
    /// What people call it.
    fn source(&self) -> &str;
    /// Begins a run onto what was known before.
    fn begin(&self, run: Run, before: Mirror) -> Box<dyn Gathering>;
    /// The facts of what it told.
    fn read(&self, mirror: &Mirror, seen_at: Day) -> Told;
    /// Where a person corrects the object with that key, on the register's own page.
    fn link(&self, kind: &str, key: &str) -> Option<String>;
    /// Writes on the register's pages a link to ours at that address, where the settings say so.
    fn links(&self, _mirror: &Mirror, _public_address: &str) -> Option<Box<dyn Links>> {
        None
    }
}
