//! Reports as files for other programs: plain data in, bytes out. The only room that sees the engines which write such files;
//! nothing outside it depends on which they are.
//!
//! Knows no estate, no rights and no page: what is in a table may be shown to whoever asked for it.

mod xlsx;

pub use xlsx::workbook;
