//! The faces as strangers, colleagues in each role, programs and attackers meet them.

mod api;
mod attacks;
mod rights;
mod sign_in;
mod town;
mod workbook;
