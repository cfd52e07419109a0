//! One exported sheet: its titles, and cells by title.

use super::columns::Export;
use crate::workbook::{self, EXPORT};
use kernel::Text;

/// What the column with the addresses of those in a role ends with, after the role's name.
const ADDRESS: &str = " Email#";

/// A sheet whose list is known.
#[derive(Debug)]
pub(super) struct Sheet {
    pub export: Export,
    titles: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A row with its line in the sheet, from 1.
#[derive(Clone, Copy)]
pub(super) struct Row<'s> {
    sheet: &'s Sheet,
    pub line: u64,
    cells: &'s [String],
}

impl Sheet {
    /// Reads a workbook. None where its titles are no export's.
    pub fn read(bytes: &[u8]) -> Result<Option<Self>, Text> {
        let mut rows = workbook::rows(bytes, &EXPORT)?;
        if rows.is_empty() {
            return Ok(None);
        }
        // A key is one line.
        for cell in rows.iter_mut().flatten().filter(|cell| cell.contains(char::is_control)) {
            *cell = cell.replace(char::is_control, " ");
        }
        let titles: Vec<String> = rows.remove(0).into_iter().map(|title| title.trim().to_owned()).collect();
        Ok(Export::of(&titles).map(|export| Self { export, titles, rows }))
    }

    /// Whether the column is shown.
    pub fn has(&self, title: &str) -> bool {
        self.titles.iter().any(|known| known == title)
    }

    /// The rows in which anything stands.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let stands = |cells: &Vec<String>| cells.iter().any(|cell| !cell.trim().is_empty());
        self.rows.iter().enumerate().filter(move |(_, cells)| stands(cells)).map(|(place, cells)| Row {
            sheet: self,
            line: place as u64 + 2,
            cells,
        })
    }

    /// The titles that are no column of the list. A role is one when its addresses were exported too.
    pub fn unknown(&self) -> Vec<&str> {
        let role = |title: &str| {
            title.strip_suffix(ADDRESS).is_some_and(|role| self.has(role)) || self.has(&format!("{title}{ADDRESS}"))
        };
        let mut unknown: Vec<&str> = self.titles.iter().map(String::as_str).collect();
        unknown.retain(|title| !title.is_empty() && !self.export.has(title) && !role(title));
        unknown.dedup();
        unknown
    }

    /// The roles whose holders and addresses were exported.
    pub fn roles(&self) -> Vec<&str> {
        self.titles.iter().filter_map(|title| title.strip_suffix(ADDRESS)).filter(|role| self.has(role)).collect()
    }
}

impl<'s> Row<'s> {
    /// What stands in the column; none where it is empty or hidden.
    pub fn cell(&self, title: &str) -> Option<&'s str> {
        let place = self.sheet.titles.iter().position(|known| known == title)?;
        let cell = self.cells.get(place)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// The UUIDs in the column, in small letters.
    pub fn uuids(&self, title: &str) -> Vec<String> {
        let cell = self.cell(title).unwrap_or_default();
        let all = cell.split(',').map(|one| one.trim().to_ascii_lowercase());
        all.filter(|one| super::super::row::is_uuid(one)).collect()
    }

    /// The first who holds a role: name and address.
    pub fn holder(&self, role: &str) -> Option<(&'s str, &'s str)> {
        let first = |title: &str| self.cell(title)?.split(',').next().map(str::trim);
        first(role).zip(first(&format!("{role}{ADDRESS}"))).filter(|(_, address)| address.contains('@'))
    }
}
