//! Whatever is done to a row of entries is found, and where.

use proptest::prelude::*;

use super::*;

const TENANT: &str = "eksempel";

type Fields = (i64, [String; 3], Option<String>, Option<String>, String);

/// Entries bound to each other as the store binds them.
fn bound(fields: Vec<Fields>) -> Vec<Entry> {
    let mut previous = String::new();
    let mut entries = Vec::new();
    for (number, (at, [account, name, act], kind, key, detail)) in fields.into_iter().enumerate() {
        let seq = i64::try_from(number).expect("few") + 1;
        let mut entry = Entry { seq, at: Instant(at), account, name, act, kind, key, detail, hash: String::new() };
        entry.hash = hash_of(&previous, TENANT, &entry).to_string();
        previous.clone_from(&entry.hash);
        entries.push(entry);
    }
    entries
}

fn some_log() -> impl Strategy<Value = Vec<Entry>> {
    let text = || "[a-zæøå \"\\\\{}:+-]{0,12}";
    let optional = || proptest::option::of(text());
    let fields = (any::<i64>(), [text(), text(), text()], optional(), optional(), text());
    proptest::collection::vec(fields, 1..12).prop_map(bound)
}

/// Where it breaks; the length is known, as the tenant's revision tells it.
fn broken(entries: &[Entry], length: usize) -> Option<Broken> {
    let mut chain = Chain::new(TENANT);
    let held = entries.iter().try_for_each(|entry| chain.hold(entry));
    held.and_then(|()| chain.end(i64::try_from(length).ok())).err()
}

fn seq(place: usize) -> i64 {
    i64::try_from(place).expect("few") + 1
}

/// Flips one bit of a text; what is no text any more flips another.
fn flip(text: &mut String, bit: usize) {
    if text.is_empty() {
        text.push('x');
        return;
    }
    let mut bytes = text.clone().into_bytes();
    let place = bit / 7 % bytes.len();
    bytes[place] ^= 1 << (bit % 7);
    *text = String::from_utf8(bytes).unwrap_or_else(|_| format!("{text}x"));
}

fn change(entry: &mut Entry, field: usize, bit: usize) {
    match field {
        0 => entry.at.0 ^= 1 << (bit % 64),
        1 => flip(&mut entry.account, bit),
        2 => flip(&mut entry.name, bit),
        3 => flip(&mut entry.act, bit),
        4 => flip(entry.kind.get_or_insert_default(), bit),
        5 => flip(entry.key.get_or_insert_default(), bit),
        6 => flip(&mut entry.detail, bit),
        7 => flip(&mut entry.hash, bit),
        8 => entry.kind = if entry.kind.is_some() { None } else { Some(String::new()) },
        _ => entry.key = if entry.key.is_some() { None } else { Some(String::new()) },
    }
}

proptest! {
    #[test]
    fn an_untouched_chain_holds_from_any_place(log in some_log(), from in any::<prop::sample::Index>()) {
        prop_assert_eq!(broken(&log, log.len()), None);
        let from = from.index(log.len());
        let before = from.checked_sub(1).map_or("", |place| log[place].hash.as_str());
        let mut chain = Chain::after(TENANT, seq(from) - 1, before);
        prop_assert!(log[from..].iter().all(|entry| chain.hold(entry).is_ok()));
        prop_assert_eq!(chain.head(), &log[log.len() - 1].hash);
    }

    #[test]
    fn a_flipped_bit_of_any_field_is_found_where_it_is(log in some_log(), at in any::<prop::sample::Index>(), field in 0..10_usize, bit in any::<usize>()) {
        let (mut log, place) = (log.clone(), at.index(log.len()));
        change(&mut log[place], field, bit);
        prop_assert_eq!(broken(&log, log.len()), Some(Broken { seq: seq(place), what: Flaw::Hash }));
    }

    #[test]
    fn a_dropped_entry_is_found(log in some_log(), at in any::<prop::sample::Index>()) {
        let (length, place) = (log.len(), at.index(log.len()));
        let mut log = log;
        log.remove(place);
        prop_assert_eq!(broken(&log, length), Some(Broken { seq: seq(place), what: Flaw::Gap }));
        // Numbered anew, the gap is closed but not the chain; only at the end is there nothing to see but the length.
        log[place..].iter_mut().for_each(|entry| entry.seq -= 1);
        let what = if place + 1 == length { Flaw::Gap } else { Flaw::Hash };
        prop_assert_eq!(broken(&log, length), Some(Broken { seq: seq(place), what }));
    }

    #[test]
    fn swapped_entries_are_found(log in some_log(), at in any::<prop::sample::Index>()) {
        prop_assume!(log.len() > 1);
        let (mut log, place) = (log.clone(), at.index(log.len() - 1));
        log.swap(place, place + 1);
        prop_assert_eq!(broken(&log, log.len()), Some(Broken { seq: seq(place), what: Flaw::Gap }));
        (log[place].seq, log[place + 1].seq) = (seq(place), seq(place + 1));
        prop_assert_eq!(broken(&log, log.len()), Some(Broken { seq: seq(place), what: Flaw::Hash }));
    }

    #[test]
    fn an_entry_put_in_is_found(log in some_log(), at in any::<prop::sample::Index>()) {
        let (mut log, place) = (log.clone(), at.index(log.len()));
        let length = log.len();
        let mut more = log[place].clone();
        more.name.push('x');
        more.hash = hash_of(place.checked_sub(1).map_or("", |it| log[it].hash.as_str()), TENANT, &more).to_string();
        log.insert(place, more);
        // Told as the first that does not follow: its own hash is right.
        prop_assert_eq!(broken(&log, length), Some(Broken { seq: seq(place) + 1, what: Flaw::Gap }));
        log[place + 1..].iter_mut().for_each(|entry| entry.seq += 1);
        prop_assert_eq!(broken(&log, length + 1), Some(Broken { seq: seq(place) + 1, what: Flaw::Hash }));
    }

    #[test]
    fn a_chain_written_anew_is_found_by_a_checkpoint_at_or_after_the_change(log in some_log(), at in any::<prop::sample::Index>(), field in 0..7_usize, bit in any::<usize>()) {
        let (mut other, place) = (log.clone(), at.index(log.len()));
        change(&mut other[place], field, bit);
        let fields = other.into_iter().map(|it| (it.at.0, [it.account, it.name, it.act], it.kind, it.key, it.detail));
        let other = bound(fields.collect());
        prop_assert_eq!(broken(&other, log.len()), None);
        let marks: Vec<(i64, String)> = log.iter().map(|entry| (entry.seq, entry.hash.clone())).collect();
        let mut chain = Chain::new(TENANT).held_to(marks.clone());
        let held = other.iter().try_for_each(|entry| chain.hold(entry));
        prop_assert_eq!(held, Err(Broken { seq: seq(place), what: Flaw::Checkpoint }));
        // A tail cut off is found although nobody tells the length.
        let mut chain = Chain::new(TENANT).held_to(marks);
        prop_assert!(log[..place].iter().all(|entry| chain.hold(entry).is_ok()));
        prop_assert_eq!(chain.end(None), Err(Broken { seq: seq(place), what: Flaw::Gap }));
    }
}

#[test]
fn another_tenants_log_does_not_pass_for_ours() {
    let log = bound(vec![(0, ["a", "b", "c"].map(str::to_owned), None, None, "{}".to_owned())]);
    assert!(Chain::new(TENANT).hold(&log[0]).is_ok());
    assert!(Chain::new("anden").hold(&log[0]).is_err());
}
