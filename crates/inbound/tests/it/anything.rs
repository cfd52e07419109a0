//! Arbitrary input: nothing panics, everything is accounted for, and what was written well is read back.

use facts::{Value, schema};
use kernel::Day;
use proptest::prelude::*;

use crate::{everything_shown, file, import, import_bytes, keys, value};

/// Bytes that look enough like CSV to get past the header.
fn near_csv() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b";".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\"\"".to_vec()),
        Just(b"|".to_vec()),
        Just(b"010190-1234".to_vec()),
        Just("på lager".as_bytes().to_vec()),
        Just(b"2026-05-03".to_vec()),
        Just(b"-".to_vec()),
        Just(b"D1;PC".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn cell() -> impl Strategy<Value = String> {
    "[a-zæøåA-ZÆØÅ;\",|\n =+@']{0,12}"
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), name in ".{0,12}") {
        let files = [("devices.csv", &*bytes), ("sources.toml", &*bytes), ("statements.csv", &*bytes), (&*name, &*bytes)];
        everything_shown(&import_bytes(&files));
    }

    #[test]
    fn bytes_that_look_like_rows_never_panic_and_leak_no_cpr_number(body in near_csv()) {
        let with = |head: &str| [head.as_bytes(), &body].concat();
        let devices = with("key;category;status;bought_on;price;user;missing_updates\nD0;PC;;;;;\n");
        let statements = with("kind;key;fact;value;given_by;given_on;valid_until\ndevice;D0;status;");
        let systems = with("key;name;kle_tasks;using_units\n");
        let import = import_bytes(&[("devices.csv", &devices), ("statements.csv", &statements), ("systems.csv", &systems)]);
        prop_assert!(value(&import, "device.category", "D0").is_some() || file(&import, "devices.csv").accepted == 0);
        for (kind, name) in [("device", "devices.csv"), ("system", "systems.csv")] {
            prop_assert_eq!(keys(&import, kind).len() as u64, file(&import, name).accepted);
            prop_assert!(keys(&import, kind).iter().all(|key| key != "010190-1234"));
        }
        prop_assert!(!everything_shown(&import).split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|w| w == "010190-1234"));
    }

    #[test]
    fn what_is_written_well_is_read_back(
        rows in proptest::collection::vec((cell(), any::<bool>(), 0_i64..10_000_000, 0_i32..60_000, 0_usize..6), 1..20),
        separator in prop_oneof![Just(';'), Just(','), Just('\t')],
        windows in any::<bool>(),
    ) {
        let words = ["planned", "pilot", "phasing_in", "in_operation", "phasing_out", "retired"];
        let end = if windows { "\r\n" } else { "\n" };
        let mut text = ["key", "name", "mfa", "users", "in_use_since", "status"].join(&separator.to_string()) + end;
        for (place, (name, mfa, users, days, word)) in rows.iter().enumerate() {
            let name = quoted(&format!("N{name}."));
            let day = Day::from_days(*days).to_string();
            let mfa = if *mfa { "ja" } else { "nej" };
            let cells = [format!("S{place}"), name, mfa.to_owned(), users.to_string(), day, words[*word].to_owned()];
            text += &(cells.join(&separator.to_string()) + end);
        }
        let import = import(&[("systems.csv", &text)]);
        prop_assert_eq!(&import.report.rejected, &[]);
        prop_assert_eq!(import.report.accepted_rows(), rows.len() as u64);
        for (place, (name, mfa, users, days, word)) in rows.iter().enumerate() {
            let of = |attribute: &str| value(&import, &format!("system.{attribute}"), &format!("S{place}"));
            prop_assert_eq!(of("name"), Some(Value::text(format!("N{name}."))));
            prop_assert_eq!(of("mfa"), Some(Value::Bool(*mfa)));
            prop_assert_eq!(of("users"), Some(Value::Int(*users)));
            prop_assert_eq!(of("in_use_since"), Some(Value::Day(Day::from_days(*days))));
            prop_assert_eq!(of("status"), Some(Value::text(words[*word])));
        }
    }
}

#[test]
fn every_kind_can_be_delivered_with_the_header_its_schema_gives() {
    for kind in schema().kinds() {
        let def = schema().def(kind);
        for turn in 0..3 {
            let stated = def.attributes.iter().filter(|a| !a.is_derived());
            let stated = stated.map(|a| [a.name, a.label.da, a.label.en][turn]);
            let header = std::iter::once("key").chain(stated).map(quoted).collect::<Vec<_>>().join(";");
            let name = format!("{}.csv", def.file);
            let import = import(&[(&name, &format!("{header}\n"))]);
            let report = file(&import, &name);
            assert!(report.unknown_columns.is_empty(), "{name}: {report:?}");
            let told: Vec<&str> = report.notices.iter().map(|notice| &*notice.text.en).collect();
            assert_eq!(told, ["There are no rows under the header in the file."], "{name}");
            assert!(import.estate.is_delivered(kind));
        }
    }
}
