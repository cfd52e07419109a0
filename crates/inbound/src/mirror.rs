//! What a register has, as it told it: its own rows, by list and identity. A run changes the mirror whole or not at all; the
//! facts are read from the mirror and from nothing else, so what a row says does not depend on which run brought it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

/// The rows of one list, by the register's identity of them.
pub type Rows = BTreeMap<String, Value>;

/// All rows of a register. A copy shares the lists until one of the two is changed: a large register is not held twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mirror {
    lists: BTreeMap<String, Arc<Rows>>,
}

impl Mirror {
    /// The rows of a list; none when it was never told.
    pub fn rows(&self, list: &str) -> Option<&Rows> {
        self.lists.get(list).map(|rows| &**rows)
    }

    /// The rows of a list, to be changed; the list is told from now on.
    pub fn rows_mut(&mut self, list: &str) -> &mut Rows {
        Arc::make_mut(self.lists.entry(list.to_owned()).or_default())
    }

    /// One row.
    pub fn row(&self, list: &str, id: &str) -> Option<&Value> {
        self.lists.get(list)?.get(id)
    }

    /// The lists and their rows.
    pub fn lists(&self) -> impl Iterator<Item = (&str, &Rows)> {
        self.lists.iter().map(|(list, rows)| (&**list, &**rows))
    }

    /// The number of rows of all lists.
    pub fn len(&self) -> usize {
        self.lists.values().map(|rows| rows.len()).sum()
    }

    /// Whether no row was ever told.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
