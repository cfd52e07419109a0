//! Much at once: an import that would end so much of what a source said that somebody should say first that it is right. It tells
//! whether objects would be gone, or facts of objects that stay, as when a file lacks columns.

use store::Difference;

use crate::HouseError;
use crate::refusal::refusal;
use crate::runs::{much_ended, much_lost};

/// What would be much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Much {
    /// Objects would be gone.
    Gone,
    /// Objects would stay, and facts of them end.
    Ended,
}

impl Much {
    /// What would be much of all that deliveries change; none when it is little. Objects go before facts.
    pub fn of(differences: &[Difference]) -> Option<Self> {
        if differences.iter().any(much_lost) {
            return Some(Self::Gone);
        }
        differences.iter().any(much_ended).then_some(Self::Ended)
    }

    pub(crate) fn refused_import(self) -> HouseError {
        match self {
            Self::Gone => refusal(
                "import-much-gone",
                "Meget ville forsvinde på én gang, så intet er gemt. Er filen udtrukket med et filter, eller er det en anden fil, så hent den rigtige. Er det rigtigt, så bekræft det (i API'et much_gone=true).",
                "Much would be gone at once, so nothing was saved. If the file was exported with a filter, or is another file, fetch the right one. If it is right, confirm it (much_gone=true in the API).",
            ),
            Self::Ended => refusal(
                "import-much-gone",
                "Mange oplysninger ville slutte på én gang, så intet er gemt: filen mangler kolonner eller celler, som kilden har udfyldt før. Hent udtrækket med alle kolonner, eller vælg, hvad kolonnerne er. Er det rigtigt, så bekræft det (i API'et much_gone=true).",
                "Many facts would end at once, so nothing was saved: the file lacks columns or cells that the source filled in before. Fetch the export with all its columns, or choose what the columns are. If it is right, confirm it (much_gone=true in the API).",
            ),
        }
    }

    pub(crate) fn refused_files(self) -> HouseError {
        match self {
            Self::Gone => refusal(
                "files-much-gone",
                "Meget ville forsvinde på én gang, så intet er gemt. Er filen udtrukket med et filter, eller er det en anden fil, så hent den rigtige. Er det rigtigt, så bekræft det (i API'et much_gone=true).",
                "Much would be gone at once, so nothing was saved. If the file was exported with a filter, or is another file, fetch the right one. If it is right, confirm it (much_gone=true in the API).",
            ),
            Self::Ended => refusal(
                "files-much-gone",
                "Mange oplysninger ville slutte på én gang, så intet er gemt: filerne mangler kolonner eller felter, som kilden har udfyldt før. Hent udtrækket med alle kolonner. Er det rigtigt, så bekræft det (i API'et much_gone=true).",
                "Many facts would end at once, so nothing was saved: the files lack columns or fields that the source filled in before. Fetch the export with all its columns. If it is right, confirm it (much_gone=true in the API).",
            ),
        }
    }
}
