//! One row of statements: its cells by what they hold, and what is wrong with them.

use kernel::{Day, Text};

use crate::cell::read_day;
use crate::header::Heading;
use crate::records::Record;
use crate::report::Fault;

/// One row with its faults so far.
pub(super) struct Row<'r> {
    pub record: &'r Record,
    pub headings: &'r [Heading],
    pub places: [Option<usize>; 7],
    pub faults: &'r mut Vec<Fault>,
}

impl<'r> Row<'r> {
    /// A column's cell, trimmed; empty when the file has no such column.
    pub fn cell(&self, target: usize) -> &'r str {
        self.places[target].map_or("", |place| self.record.cell(place).trim())
    }

    /// Says what is wrong with a column's cell.
    pub fn fault(&mut self, target: usize, expected: Text) {
        let header = self.places[target].map_or("", |place| &self.headings[place].shown);
        self.faults.push(Fault::cell(header, self.cell(target), expected));
    }

    /// The day in a column's cell; when it is none, that is a fault.
    pub fn day(&mut self, target: usize) -> Option<Day> {
        read_day(self.cell(target)).map_err(|expected| self.fault(target, expected)).ok()
    }
}
