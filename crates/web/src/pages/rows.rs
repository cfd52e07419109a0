//! Lists made of rows in memory, such as tasks, acquisitions and accounts: searched, narrowed, sorted as Danes sort, cut into pages by
//! the last row's key, shown with the columns that were chosen, and given as files. Their whole state is in the address.
//!
//! Objects and cases have lists of their own, made for twenty thousand and more; of those this room has the addresses and the order.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use kernel::{Day, danish_sort_key};
use maud::{Markup, html};
use reports::table::{Cell, Table};

use super::cases::list::plain;
use super::unknown::{Unknown, is_order};
use super::widgets::{Field, select, sorted_head};
use crate::app::App;
use crate::form::Fields;
use crate::gate::encoded;
use crate::locale::Say;
use crate::problem::Problem;

/// So many rows on a page.
const PAGE: usize = 50;

/// A column: its word in the address, and what it is called.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
}

/// A word of an address. Lists are counted by words, so those that are always the same are not made anew for each row.
type Word<'a> = Cow<'a, str>;
/// What is read of a row.
type Read<'a, T, R> = Box<dyn Fn(&T) -> R + 'a>;
/// What a column reads of a row.
type Cells<'a, T> = Box<dyn Fn(&T, &str) -> Cell + 'a>;

/// What a row may be narrowed by: the words that it has, and what each is called.
pub(crate) struct Filter<'a, T> {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) words: Read<'a, T, Vec<Word<'a>>>,
    pub(crate) called: Box<dyn Fn(&str) -> String + 'a>,
    /// Whether there is such a word, though no row has it.
    pub(crate) known: Box<dyn Fn(&str) -> bool + 'a>,
}

/// How the rows of a list are read.
pub(crate) struct Rows<'a, T> {
    pub(crate) path: &'static str,
    /// What it is a list of.
    pub(crate) title: &'static str,
    pub(crate) columns: Vec<Column>,
    pub(crate) filters: Vec<Filter<'a, T>>,
    /// What else the page understands in the address, and keeps there.
    pub(crate) kept: &'static [(&'static str, &'static str)],
    pub(crate) key: Read<'a, T, String>,
    pub(crate) cell: Cells<'a, T>,
}

/// What an address asks of a list.
pub(crate) struct Asked {
    pub(crate) pairs: Vec<(String, String)>,
    fields: Fields,
}

/// The rows that match, in their order, and for each filter its words with how many rows each would give.
pub(crate) struct Found<T> {
    pub(crate) all: Vec<T>,
    counts: Vec<BTreeMap<String, usize>>,
}

/// One page of them.
pub(crate) struct Cut<'f, T> {
    pub(crate) rows: &'f [T],
    before: usize,
    total: usize,
    previous: Option<String>,
    next: Option<String>,
}

impl Asked {
    pub(crate) fn of(pairs: Vec<(String, String)>) -> Self {
        Self { fields: Fields::of(pairs.clone()), pairs }
    }

    fn sort(&self) -> (bool, &str) {
        let sort = self.fields.get("sorter");
        sort.strip_prefix('-').map_or((false, sort), |name| (true, name))
    }

    /// The row that a page begins after: its number, and its key, to the last blank.
    fn after(&self) -> Option<(usize, &str)> {
        let (number, key) = self.fields.raw("efter").split_once(' ')?;
        Some((number.parse().ok()?, key))
    }

    fn is_narrowed(&self, filters: impl Iterator<Item = &'static str>) -> bool {
        !self.fields.get("q").is_empty() || filters.into_iter().any(|name| !self.fields.get(name).is_empty())
    }
}

impl Unknown {
    /// The same with the place of the page, when it is no row's.
    pub(super) fn and_place(self, asked: &Asked, is_there: bool) -> Self {
        self.and((!is_there).then(|| ("efter", asked.fields.get("efter"))))
    }
}

/// The address of a list with something changed; another list begins at its first page.
pub(crate) fn address(path: &str, pairs: &[(String, String)], change: &[(&str, &str)]) -> String {
    let turns = change.iter().any(|(name, _)| *name == "efter");
    let kept = pairs.iter().filter(|(name, value)| {
        !value.is_empty() && !change.iter().any(|(changed, _)| changed == name) && (turns || name != "efter")
    });
    let mut query: Vec<String> = kept.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let changed = change.iter().filter(|(_, value)| !value.is_empty());
    query.extend(changed.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))));
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// The same list as files.
pub(crate) fn files(app: &App, path: &str, pairs: &[(String, String)], say: Say) -> Markup {
    let to = |ending: &str| address(&format!("{path}/eksport.{ending}"), pairs, &[]);
    html! {
        a href=(to("csv")) { (say.t("Hent som CSV", "Download as CSV")) }
        @if app.settings.workbook.is_some() { " · " a href=(to("xlsx")) { (say.t("Hent som Excel", "Download as Excel")) } }
    }
}

/// The columns that can be chosen.
pub(crate) fn chooser(columns: &[Column], shown: &[Column], say: Say) -> Markup {
    html! {
        details {
            summary { (say.t("Kolonner", "Columns")) }
            fieldset .fu-columns {
                legend .sr-only { (say.t("Kolonner", "Columns")) }
                @for column in columns {
                    div .form-group-checkbox {
                        input .form-checkbox type="checkbox" id={ "vis-" (column.name) } name="vis" value=(column.name) checked[shown.iter().any(|one| one.name == column.name)];
                        label for={ "vis-" (column.name) } { (column.label) }
                    }
                }
            }
        }
    }
}

impl<T> Rows<'_, T> {
    /// What the address asks for that this list does not know.
    pub(crate) fn unknown(&self, asked: &Asked) -> Unknown {
        let column = |name: &str| self.columns.iter().any(|column| column.name == name);
        Unknown::of(&asked.pairs, |name, value| match name {
            "q" | "efter" => true,
            "sorter" => is_order(value, column),
            "vis" => column(value),
            name if self.kept.contains(&(name, value)) => true,
            name => self.filters.iter().any(|filter| filter.name == name && (filter.known)(value)),
        })
    }

    /// The columns that are shown: those chosen, else all.
    fn shown(&self, asked: &Asked) -> Vec<Column> {
        let chosen = asked.fields.all("vis");
        let some: Vec<Column> =
            self.columns.iter().filter(|column| chosen.iter().any(|one| one == column.name)).copied().collect();
        if some.is_empty() { self.columns.clone() } else { some }
    }

    /// The rows that match, in the order that is asked for, else as they come.
    pub(crate) fn find(&self, rows: Vec<T>, asked: &Asked, say: Say) -> Found<T> {
        let words: Vec<String> = asked.fields.get("q").split_whitespace().map(danish_sort_key).collect();
        let wanted: Vec<&str> = self.filters.iter().map(|filter| asked.fields.get(filter.name)).collect();
        let is_wanted = |place: usize| !wanted[place].is_empty() && (self.filters[place].known)(wanted[place]);
        let mut counts: Vec<BTreeMap<String, usize>> = vec![BTreeMap::new(); self.filters.len()];
        let mut all = Vec::new();
        for row in rows {
            if !words.is_empty() {
                let text = self.text(&row, say);
                if !words.iter().all(|word| text.contains(word)) {
                    continue;
                }
            }
            let has: Vec<Vec<Word<'_>>> = self.filters.iter().map(|filter| (filter.words)(&row)).collect();
            let misses = |place: usize| is_wanted(place) && !has[place].iter().any(|word| word == wanted[place]);
            let missed: Vec<usize> = (0..has.len()).filter(|place| misses(*place)).collect();
            // A filter counts what its own other words would give: those rows that every other filter lets through.
            for (place, words) in has.iter().enumerate().filter(|(place, _)| missed.iter().all(|one| one == place)) {
                for word in words {
                    match counts[place].get_mut(word.as_ref()) {
                        Some(count) => *count += 1,
                        None => drop(counts[place].insert(word.clone().into_owned(), 1)),
                    }
                }
            }
            if missed.is_empty() {
                all.push(row);
            }
        }
        // What was chosen is still seen to be, though nothing has it.
        for (place, word) in wanted.iter().enumerate().filter(|(place, _)| is_wanted(*place)) {
            counts[place].entry((*word).to_owned()).or_default();
        }
        self.sort(&mut all, asked, say);
        Found { all, counts }
    }

    fn text(&self, row: &T, say: Say) -> String {
        let cells = self.columns.iter().map(|column| plain(&(self.cell)(row, column.name), say.0));
        danish_sort_key(&cells.collect::<Vec<_>>().join("\n"))
    }

    /// What is empty stands last, either way round.
    fn sort(&self, all: &mut [T], asked: &Asked, say: Say) {
        let (down, name) = asked.sort();
        if !self.columns.iter().any(|column| column.name == name) {
            return;
        }
        let value = |row: &T| match (self.cell)(row, name) {
            Cell::Empty => None,
            Cell::Whole(number) => Some((number, String::new())),
            Cell::Amount(amount) => Some((amount.oere(), String::new())),
            Cell::Day(day) => Some((i64::from(day.days()), String::new())),
            cell => Some((0, danish_sort_key(&plain(&cell, say.0)))),
        };
        all.sort_by_cached_key(|row| Placed { value: value(row), down });
    }

    /// The page that is asked for; whether its place is there is told beside it.
    pub(crate) fn cut<'f>(&self, found: &'f Found<T>, asked: &Asked) -> (Cut<'f, T>, bool) {
        let (all, after) = (&found.all, asked.after());
        let before = after.map_or(0, |(number, key)| {
            // Whatever was done meanwhile is no row any more: then the page begins where it stood.
            all.iter()
                .position(|row| (self.key)(row) == key)
                .map_or_else(|| number.saturating_sub(1).min(all.len()), |place| place + 1)
        });
        let cursor = |place: usize| format!("{} {}", place + 1, (self.key)(&all[place]));
        let end = all.len().min(before + PAGE);
        let previous = (before > 0).then(|| match before.checked_sub(PAGE + 1) {
            Some(place) => cursor(place),
            None => String::new(),
        });
        let next = (end < all.len()).then(|| cursor(end - 1));
        let is_there = after.is_some() || asked.fields.get("efter").is_empty();
        (Cut { rows: &all[before..end], before, total: all.len(), previous, next }, is_there)
    }

    /// Search, filters and columns, as a form.
    pub(crate) fn controls(&self, found: &Found<T>, asked: &Asked, say: Say) -> Markup {
        let narrowed = asked.is_narrowed(self.filters.iter().map(|filter| filter.name));
        let options = |filter: &Filter<'_, T>, counts: &BTreeMap<String, usize>| {
            let chosen = asked.fields.get(filter.name);
            let mut words: Vec<(String, &String, usize)> =
                counts.iter().map(|(word, count)| ((filter.called)(word), word, *count)).collect();
            words.sort_by_cached_key(|(label, ..)| danish_sort_key(label));
            let any = (String::new(), say.t("alle", "all").to_owned(), false);
            let told = |(label, word, count): (String, &String, usize)| {
                (word.clone(), format!("{label} ({})", say.number(count as u64)), word == chosen)
            };
            [any].into_iter().chain(words.into_iter().map(told)).collect::<Vec<_>>()
        };
        html! {
            form .fu-controls method="get" action=(self.path) role="search" {
                div .fu-row {
                    (Field { name: "q", label: say.t("Søg", "Search"), value: asked.fields.get("q"), kind: "search", ..Field::default() }.show())
                    @for (filter, counts) in self.filters.iter().zip(&found.counts) {
                        @if counts.len() > 1 || !asked.fields.get(filter.name).is_empty() { (select(filter.name, filter.label, &options(filter, counts))) }
                    }
                    button .button .button-primary { (say.t("Vis", "Show")) }
                    @if narrowed { a href=(self.path) { (say.t("Ryd alt", "Clear all")) } }
                }
                @for (name, value) in self.kept { @if asked.fields.get(name) == *value { input type="hidden" name=(name) value=(value); } }
                @if !asked.fields.get("sorter").is_empty() { input type="hidden" name="sorter" value=(asked.fields.get("sorter")); }
                (chooser(&self.columns, &self.shown(asked), say))
            }
        }
    }

    /// The rows of a page as a table, with its way to the pages before and after.
    pub(crate) fn table(&self, cut: &Cut<'_, T>, asked: &Asked, show: &dyn Fn(&T, &str) -> Markup, say: Say) -> Markup {
        let (down, by) = asked.sort();
        let href = |change: &[(&str, &str)]| address(self.path, &asked.pairs, change);
        let head = |column: &Column| {
            let state = (column.name == by).then_some(if down { "descending" } else { "ascending" });
            let next = if state == Some("ascending") { format!("-{by}") } else { column.name.to_owned() };
            sorted_head(column.label, &href(&[("sorter", &next)]), state)
        };
        let columns = self.shown(asked);
        html! {
            div .fu-scroll tabindex="0" role="region" aria-label=(self.title) {
                table .table .table--compact .fu-list {
                    thead { tr { @for column in &columns { (head(column)) } } }
                    tbody { @for row in cut.rows {
                        tr { @for (place, column) in columns.iter().enumerate() {
                            @if place == 0 { th scope="row" { (show(row, column.name)) } } @else { td { (show(row, column.name)) } }
                        } }
                    } }
                }
            }
            @if cut.total > 0 {
                nav .fu-pages aria-label=(say.t("Sider", "Pages")) {
                    @if let Some(previous) = &cut.previous { a rel="prev" href=(href(&[("efter", previous)])) { (say.t("Forrige", "Previous")) } }
                    span { (say.number(cut.before as u64 + 1)) "–" (say.number((cut.before + cut.rows.len()) as u64)) " " (say.t("af", "of")) " " (say.number(cut.total as u64)) }
                    @if let Some(next) = &cut.next { a rel="next" href=(href(&[("efter", next)])) { (say.t("Næste", "Next")) } }
                }
            } @else if asked.is_narrowed(self.filters.iter().map(|filter| filter.name)) {
                p { (say.t("Ingen svarer til søgningen. Ret den, eller ryd filtrene.", "None match the search. Change it, or clear the filters.")) }
            }
        }
    }

    /// All that match, with the columns that are shown, for a file: on which nobody could be told what was not understood.
    ///
    /// # Errors
    /// `narrowing` when the address asks for what this list does not know.
    pub(crate) fn file(&self, found: &Found<T>, asked: &Asked, today: Day) -> Result<Table, Problem> {
        self.unknown(asked).refused()?;
        let columns = self.shown(asked);
        let row = |row: &T| columns.iter().map(|column| (self.cell)(row, column.name)).collect();
        Ok(Table {
            title: self.title.to_owned(),
            made_on: today,
            columns: columns.iter().map(|column| column.label.to_owned()).collect(),
            rows: found.all.iter().map(row).collect(),
        })
    }
}

/// A row's place in an order.
#[derive(PartialEq, Eq)]
struct Placed {
    value: Option<(i64, String)>,
    down: bool,
}

impl Ord for Placed {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.value, &other.value) {
            (Some(one), Some(two)) if self.down => two.cmp(one),
            (Some(one), Some(two)) => one.cmp(two),
            (one, two) => one.is_none().cmp(&two.is_none()),
        }
    }
}

impl PartialOrd for Placed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of numbers whose keys end in a blank.
    fn numbers() -> Rows<'static, usize> {
        Rows {
            path: "/tal",
            title: "Tal",
            columns: vec![Column { name: "tal", label: "Tal" }],
            filters: Vec::new(),
            kept: &[],
            key: Box::new(|number| format!("{number} ")),
            cell: Box::new(|number, _| Cell::Whole(i64::try_from(*number).unwrap_or(0))),
        }
    }

    /// The page that a place leads to, as an address brings it, and the place of the next.
    fn page(all: Vec<usize>, place: Option<&str>) -> (Vec<usize>, Option<String>, bool) {
        let list = numbers();
        let pairs = place.map(|place| ("efter".to_owned(), place.to_owned())).into_iter().collect();
        let asked = Asked::of(pairs);
        let found = list.find(all, &asked, Say(kernel::Lang::Da));
        let (cut, is_there) = list.cut(&found, &asked);
        (cut.rows.to_vec(), cut.next, is_there)
    }

    #[test]
    fn every_row_is_on_one_page_also_where_keys_end_in_a_blank() {
        let (mut seen, mut place) = (Vec::new(), None);
        loop {
            let (rows, next, is_there) = page((0..120).collect(), place.as_deref());
            assert!(is_there && rows.len() <= PAGE);
            seen.extend(rows);
            place = next;
            if place.is_none() {
                break;
            }
        }
        assert_eq!(seen, (0..120).collect::<Vec<_>>());
    }

    #[test]
    fn a_page_begins_where_it_stood_though_the_row_before_it_is_done_meanwhile() {
        let (rows, next, _) = page((0..120).collect(), None);
        let last = *rows.last().expect("rows");
        let left = (0..120).filter(|number| *number != last).collect();
        let (rows, _, is_there) = page(left, next.as_deref());
        assert_eq!((rows[0], is_there), (last + 1, true));
        assert!(!page((0..120).collect(), Some("hest")).2, "no place of this list");
    }
}
