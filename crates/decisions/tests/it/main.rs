//! Cases played through the domain: who may what, when, on which ground, and where the case then stands.

mod acquisition;
mod again;
mod cast;
mod conflict;
mod estate;
mod flow;
mod guards;
mod kept;
mod model;
mod questions;
mod split;
mod time;
mod written;
