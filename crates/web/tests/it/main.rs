//! The faces as strangers, colleagues in each role, programs and attackers meet them.

mod acquisitions;
mod acts;
mod api;
mod as_of;
mod attacks;
mod cases;
mod doors;
mod elsewhere;
mod fake_provider;
mod files;
mod handover;
mod identity;
mod log;
mod markup;
mod portfolio;
mod precedence;
mod reach;
mod records;
mod rights;
mod runs;
mod sign_in;
mod town;
mod waiting;
mod what_if;
mod workbook;
mod writers;
