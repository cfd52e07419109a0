//! Pages of lists that are worked out whole. A cursor holds the order's key of the last item that was given, so that what comes or goes
//! in between moves nobody's place: the next page begins after that key, whether its item is still there or not.

use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::Parameters;
use crate::problem::Problem;

/// The parameters that every such list has.
pub(crate) const PAGED: [&str; 2] = ["after", "limit"];

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// How many there are in all.
    pub(crate) total: u64,
    /// Give it as `after` for the next page; null on the last.
    pub(crate) next: Option<String>,
}

impl<T> Page<T> {
    /// The page that is asked for of all of them, in the order of their keys. Of those that share a key, the cursor counts how many were given.
    pub(crate) fn of<K>(mut all: Vec<T>, asked: &Parameters, key: impl Fn(&T) -> K) -> Result<Self, Problem>
    where
        K: Ord + Serialize + DeserializeOwned,
    {
        let (after, limit) = (place_of::<(K, usize)>(asked.get("after"))?, asked.limit()?);
        all.sort_by_cached_key(&key);
        let first = |all: &[T], wanted: &K| all.partition_point(|one| key(one) < *wanted);
        let start = after.map_or(0, |(after, given)| {
            let first = first(&all, &after);
            first + all[first..].iter().take(given).take_while(|one| key(one) == after).count()
        });
        let end = start.saturating_add(limit).min(all.len());
        let next = (start < end && end < all.len()).then(|| {
            let last = key(&all[end - 1]);
            let given = end - first(&all, &last);
            written(&(last, given))
        });
        let total = all.len() as u64;
        let items = all.drain(start..end).collect();
        Ok(Self { items, total, next })
    }

    /// The same page with its items told as programs read them.
    pub(crate) fn told<U>(self, tell: impl FnMut(T) -> U) -> Page<U> {
        let Self { items, total, next } = self;
        Page { items: items.into_iter().map(tell).collect(), total, next }
    }

    /// The same where telling may fail.
    pub(crate) fn try_told<U, E>(self, tell: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let Self { items, total, next } = self;
        Ok(Page { items: items.into_iter().map(tell).collect::<Result<_, _>>()?, total, next })
    }
}

/// A place that no earlier answer gave, or that is no longer there: to begin again in silence would give everything twice.
pub(crate) fn no_such_place() -> Problem {
    Problem::bad(
        "cursor",
        "after skal være next fra et tidligere svar, og stedet skal stadig findes. Begynd forfra uden after.",
        "after must be next of an earlier answer, and the place must still be there. Begin again without after.",
    )
}

/// Digits, so that no letter of a key needs care in an address.
fn written(key: &impl Serialize) -> String {
    serde_json::to_vec(key).unwrap_or_default().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn place_of<K: DeserializeOwned>(cursor: &str) -> Result<Option<K>, Problem> {
    if cursor.is_empty() {
        return Ok(None);
    }
    let bytes: Option<Vec<u8>> = (cursor.is_ascii() && cursor.len().is_multiple_of(2))
        .then(|| (0..cursor.len()).step_by(2).map(|at| u8::from_str_radix(&cursor[at..at + 2], 16).ok()).collect())
        .flatten();
    let key = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    key.map(Some).ok_or_else(no_such_place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(after: &str) -> Parameters {
        let pairs = [("after", after), ("limit", "2")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        Parameters::of(pairs.to_vec(), &|name| PAGED.contains(&name)).expect("known")
    }

    fn page(all: &[&str], after: &str) -> (Vec<String>, Option<String>) {
        let all = all.iter().map(|one| (*one).to_owned()).collect();
        let page = Page::of(all, &asked(after), |one: &String| one.clone()).expect("a page");
        (page.items, page.next)
    }

    #[test]
    fn what_comes_or_goes_in_between_moves_nobodys_place() {
        let (items, next) = page(&["b", "d", "f", "ø \"1\""], "");
        let next = next.expect("more");
        assert_eq!(items, ["b", "d"]);
        assert_eq!(page(&["a", "b", "c", "d", "f", "ø \"1\""], &next).0, ["f", "ø \"1\""], "two came");
        assert_eq!(page(&["b", "e", "f"], &next).0, ["e", "f"], "the last one that was given went");
        assert_eq!(page(&["b", "d"], &next), (Vec::new(), None), "nothing is left");
        assert_eq!(page(&["b", "d"], "").1, None, "the last page is whole");
    }

    #[test]
    fn those_that_share_a_key_are_given_once_each() {
        let all = ["a", "b", "b", "b", "b", "c"];
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let (items, next) = page(&all, &after);
            seen.extend(items);
            let Some(next) = next else { break };
            after = next;
        }
        assert_eq!(seen, all);
    }

    #[test]
    fn a_place_that_no_answer_gave_is_refused() {
        for wrong in ["1", "zz", "ø", "+1", "7b", "31"] {
            let problem = Page::of(vec!["a".to_owned()], &asked(wrong), |one: &String| one.clone()).expect_err(wrong);
            assert_eq!(problem.label, "cursor", "{wrong}");
        }
    }
}
