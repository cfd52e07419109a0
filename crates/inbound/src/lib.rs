//! Importers: an estate folder's bytes in, facts out (strategy §2: IT owns the overview of what the municipality has).
//!
//! Knows the schema and the folder's contract, but no rule, no clock and no disk: the caller opens the files and says
//! which day it is. What can be read comes in; what cannot is listed with its place and with what to write instead.

mod answers;
mod bounds;
mod cell;
mod certificates;
mod cpr;
mod encoding;
mod folder;
mod header;
mod json;
pub mod kitos;
mod kle;
mod lines;
mod mirror;
mod nearest;
mod no_table;
mod one;
pub mod organisation;
mod records;
mod register;
mod rejects;
mod report;
mod repository;
mod roles;
mod rows;
mod sbom;
mod scuba;
mod sources;
mod statements;
mod table;
mod talk;
mod telling;
mod workbook;

pub use answers::{Answering, Answers, read_answers};
pub use bounds::{LARGEST_FILE, too_large};
pub use certificates::{Placed, read_places, tell_certificates};
pub use encoding::Encoding;
pub use folder::{EstateFile, Import, Progress, import_folder};
pub use json::json_fault;
pub use kle::tell_kle;
pub use mirror::{Mirror, Rows as MirrorRows};
pub use one::{Column, Says, columns, import_one, read_fact};
pub use register::{Gathered, Gathering, Links, LinksWritten, Register, Run};
pub use rejects::write_rejects;
pub use report::{FileReport, Notice, Outcome, Rejected, Report, UnknownColumn, shown};
pub use repository::{Solution, tell_publiccode, tell_repository, tracked_paths};
pub use roles::{RoleSystem, SystemHere, read_role_systems, tell_roles};
pub use sbom::{Part, read_sbom, tell_sbom};
pub use scuba::tell_scuba;
pub use talk::{Answer, LARGEST_ANSWER, Next, Request, Talk};
pub use telling::Told;
