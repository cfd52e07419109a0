//! A bundle as it came, and every way to come by a false one.

use kernel::chain::hash_of;
use proptest::prelude::*;

use super::*;

const TENANT: &str = "eksempel";

fn key() -> Key {
    Key::of(&[7; 32])
}

fn log(length: i64) -> Vec<Entry> {
    let mut previous = String::new();
    let entry = |seq: i64| {
        let mut entry = Entry {
            seq,
            at: Instant(1_795_424_400_000_000 + seq),
            account: "ane".to_owned(),
            name: "Ane \"Æ\" Friis".to_owned(),
            act: "sign-in".to_owned(),
            kind: (seq % 2 == 0).then(|| "case".to_owned()),
            key: (seq % 2 == 0).then(|| seq.to_string()),
            detail: r#"{"why":"æøå\n\u0001"}"#.to_owned(),
            hash: String::new(),
        };
        entry.hash = hash_of(&previous, TENANT, &entry).to_string();
        previous.clone_from(&entry.hash);
        entry
    };
    (1..=length).map(entry).collect()
}

/// The entries from one place on, as a bundle.
fn bundle(log: &[Entry], from: usize, key: &Key) -> Vec<u8> {
    let mut out = Vec::new();
    let before = from.checked_sub(1).map_or((0, ""), |place| (log[place].seq, log[place].hash.as_str()));
    let mut writer = Writer::begin(&mut out, (key, &[]), TENANT, before).expect("begins");
    log[from..].iter().for_each(|entry| writer.add(entry).expect("fits"));
    writer.finish().expect("signed");
    out
}

fn first_wrong(bytes: &[u8]) -> Option<(u64, Wrong)> {
    match verify(bytes) {
        Ok(_) => None,
        Err(BundleError::Wrong { line, wrong }) => Some((line, wrong)),
        Err(BundleError::Io(error)) => panic!("{error}"),
    }
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

#[test]
fn a_bundle_holds_from_any_place_and_says_whose_it_is() {
    let log = log(5);
    for from in 0..5 {
        let held = verify(bundle(&log, from, &key()).as_slice()).expect("holds");
        let first = i64::try_from(from).expect("few") + 1;
        assert_eq!(
            (held.first, held.last, held.entries, held.hash.as_str()),
            (first, 5, 6 - first, log[4].hash.as_str())
        );
        assert_eq!((held.tenant.as_str(), held.key), (TENANT, key().public()));
    }
}

#[test]
fn no_bundle_is_made_of_a_broken_chain() {
    let mut log = log(3);
    log[1].name.push('x');
    let key = key();
    let mut writer = Writer::begin(Vec::new(), (&key, &[]), TENANT, (0, "")).expect("begins");
    writer.add(&log[0]).expect("fits");
    assert!(matches!(writer.add(&log[1]), Err(WriteError::Broken(Broken { seq: 2, what: Flaw::Hash }))));
}

#[test]
fn each_way_to_come_by_a_false_bundle_is_told_with_its_line() {
    let log = log(4);
    let whole = lines(&bundle(&log, 0, &key()));
    let joined = |lines: &[&Vec<u8>]| lines.iter().flat_map(|line| line.iter().copied()).collect::<Vec<u8>>();
    let [head, one, two, three, four, foot] = [0, 1, 2, 3, 4, 5].map(|place| &whole[place]);
    let stranger = lines(&bundle(&log, 0, &Key::of(&[9; 32])));
    let short = lines(&bundle(&log[..3], 0, &key()));
    let cases: Vec<(Vec<u8>, (u64, Wrong))> = vec![
        (Vec::new(), (1, Wrong::Empty)),
        (b"\n".to_vec(), (1, Wrong::Head)),
        (b"PK\x03\x04".to_vec(), (1, Wrong::Head)),
        (joined(&[one, two, foot]), (1, Wrong::Head)),
        (joined(&[head]), (2, Wrong::Cut)),
        (joined(&[head, one, two]), (4, Wrong::Cut)),
        (joined(&[head, one, two, three, four]), (6, Wrong::Cut)),
        (joined(&[head, one, three, four, foot]), (3, Wrong::Chain(Flaw::Gap))),
        (joined(&[head, two, one, three, four, foot]), (2, Wrong::Chain(Flaw::Gap))),
        (joined(&[head, one, one, two, three, four, foot]), (3, Wrong::Chain(Flaw::Gap))),
        (joined(&[head, one, two, three, foot]), (5, Wrong::Foot)),
        (joined(&[head, foot]), (2, Wrong::Foot)),
        (joined(&[head, one, two, three, four, foot, one]), (7, Wrong::Below)),
        (joined(&[head, one, two, three, four, foot, &b" ".to_vec()]), (7, Wrong::Below)),
        // Somebody else's foot, or our own of a shorter log.
        (joined(&[head, one, two, three, four, &stranger[5]]), (6, Wrong::Signature)),
        (joined(&[&stranger[0], one, two, three, four, foot]), (6, Wrong::Signature)),
        (joined(&[head, one, two, three, four, &short[4]]), (6, Wrong::Foot)),
    ];
    for (bytes, wanted) in cases {
        assert_eq!(first_wrong(&bytes), Some(wanted), "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_bundle_of_nothing_holds_nothing_and_says_so() {
    let held = verify(bundle(&log(3), 3, &key()).as_slice()).expect("holds");
    assert_eq!((held.first, held.last, held.entries), (4, 3, 0));
}

proptest! {
    #[test]
    fn any_flipped_bit_is_found(from in 0..3_usize, at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let mut bytes = bundle(&log(4), from, &key());
        let place = at.index(bytes.len());
        bytes[place] ^= 1 << bit;
        let line = bytes[..place].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        let (told, _) = first_wrong(&bytes).expect("found");
        // What the head says of the chain is first seen at the first entry, of the key at the signature.
        prop_assert!(told >= line && (line == 1 || told <= line + 1), "{told} {line}");
    }

    #[test]
    fn a_bundle_cut_anywhere_is_found(at in any::<prop::sample::Index>()) {
        let bytes = bundle(&log(4), 0, &key());
        let cut = &bytes[..at.index(bytes.len())];
        prop_assert!(first_wrong(cut).is_some());
    }
}

#[test]
fn a_bundle_names_the_keys_before_and_its_signature_is_over_them() {
    let (log, day) = (log(2), |text: &str| kernel::Day::parse(text).expect("a day"));
    let old = Former { key: Key::of(&[8; 32]).public(), from: day("2026-01-01"), until: day("2026-11-23") };
    let mut out = Vec::new();
    let key = key();
    let mut writer = Writer::begin(&mut out, (&key, &[old]), TENANT, (0, "")).expect("begins");
    log.iter().for_each(|entry| writer.add(entry).expect("fits"));
    writer.finish().expect("signed");
    assert_eq!(verify(out.as_slice()).expect("holds").former, [old]);
    let later = String::from_utf8(out).expect("UTF-8").replace("2026-11-23", "2026-11-24");
    assert_eq!(first_wrong(later.as_bytes()), Some((4, Wrong::Signature)));
}
