//! What only a real browser can say: people's walks through the pages, and whether everybody can use them (WCAG 2.1 AA).

mod access;
mod buying;
mod driver;
mod pages;
mod walks;
