//! HTTP: pages for people, the API for programs, and the gate before both.
//!
//! Knows no SQL and no rule: it asks the house, and writes what it says. Pages are plain forms and links; nothing needs
//! JavaScript, so none is sent.

mod api;
mod app;
mod assets;
mod attempts;
mod built_in;
mod changed;
mod elsewhere;
mod form;
mod gate;
mod headers;
mod locale;
mod pages;
mod problem;
mod refused;
mod routes;
mod shell;

pub use api::doc::openapi;
pub use app::{App, LogKeys, Settings, WorkbookWriter};
pub use gate::Need;
pub use pages::access::{NamesAre, access_page, access_to_case};
pub use pages::log::{act_name, known_act};
pub use routes::{Route, api_routes, router, routes};
