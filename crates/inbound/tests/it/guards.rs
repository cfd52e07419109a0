//! What must never come in or leak out: CPR numbers, recovery codes, formulas, and files that eat all memory.

use std::io::{self, Read};

use facts::schema;
use inbound::{EstateFile, Outcome, import_folder};

use crate::{day, everything_shown, file, import, keys, rejected};

#[test]
fn a_cpr_number_in_any_cell_of_words_keeps_the_row_out_and_is_shown_nowhere() {
    for (name, text) in [
        ("people.csv", "key;name\n010190-1234;Ane\n"),
        ("people.csv", "key;name\nP1;Ane, 0101901234\n"),
        ("people.csv", "key;name;unit\nP1;Ane;010190 1234\n"),
        ("people.csv", "key;name;Bemærkning\nP1;Ane;født 010190-1234\n"),
        ("people.csv", "key;name;\nP1;Ane;010190-1234\n"),
        ("people.csv", "key;name;name\nP1;Ane;010190-1234\n"),
        ("systems.csv", "key;name;using_units\nS1;Sag;U1|010190-1234\n"),
        ("systems.csv", "key;name;kle_tasks\nS1;Sag;010190-1234\n"),
        ("systems.csv", "key;name;overlapping_systems\nS1;Sag;010190-1234\n"),
    ] {
        let import = import(&[(name, text)]);
        assert_eq!(file(&import, name).accepted, 0, "{text}");
        let found = rejected(&import);
        assert!(found.iter().any(|r| r.2.contains("010190-****") && r.3.contains("CPR-nummer")), "{text}: {found:?}");
        let shown = everything_shown(&import);
        assert!(!shown.contains("0190-1234") && !shown.contains("1901234") && !shown.contains("190 1234"), "{shown}");
        assert_eq!(import.estate.fact_count(), 0);
    }
}

#[test]
fn a_cpr_number_is_covered_wherever_a_cell_is_wrong_for_another_reason() {
    let import = import(&[
        (
            "devices.csv",
            "key;category;status;bought_on;price;registered;missing_updates\nD1;PC;010190-1234;010190-1234;010190-1234;010190-1234;010190-1234\n",
        ),
        ("010190-1234;x.csv", "x"),
        ("systems.csv", "010190-1234;key;010190-1235\n"),
    ]);
    assert_eq!(import.report.rejected.len(), 5);
    let shown = everything_shown(&import).replace("010190-1234;x.csv", "");
    assert!(!shown.contains("0190-1234") && !shown.contains("0190-1235"), "{shown}");
}

#[test]
fn long_numbers_that_are_no_cpr_numbers_come_in() {
    let import =
        import(&[("units.csv", "key;name;ean\nU1;Skolen;5790001010190\nU2;123456-010190-99999;0101901234567\n")]);
    assert_eq!(keys(&import, "unit"), ["U1", "U2"]);
}

#[test]
fn a_column_of_cpr_numbers_or_recovery_codes_is_not_read_and_the_rows_come_in() {
    let import = import(&[(
        "devices.csv",
        "key;category;CPR-nr.;BitLocker nøgle\nD1;PC;010190-1234;123456-654321\nD2;PC;ukendt;x\n",
    )]);
    assert_eq!(keys(&import, "device"), ["D1", "D2"]);
    let notices = &file(&import, "devices.csv").notices;
    assert!(
        notices[0].text.da.contains("CPR-numre") && notices[1].text.da.contains("gendannelseskoder"),
        "{notices:?}"
    );
    assert!(!everything_shown(&import).contains("1234"));
}

#[test]
fn a_file_whose_key_is_the_cpr_number_is_refused() {
    let import = import(&[
        ("people.csv", "CPR;name\n010190-1234;Ane\n"),
        ("sources.toml", "[files.\"people.csv\".columns]\nCPR = \"key\"\n"),
    ]);
    assert_eq!(file(&import, "people.csv").outcome, Outcome::Refused);
    assert_eq!(keys(&import, "person"), Vec::<String>::new());
}

#[test]
fn a_rejected_formula_cannot_run_from_the_rejects_file() {
    let import = import(&[("devices.csv", "key;category;registered\nD1;PC;=HYPERLINK(1)\n")]);
    let shown = everything_shown(&import);
    assert!(shown.contains(";'=HYPERLINK(1);"), "{shown}");
}

#[test]
fn a_line_without_end_is_passed_over_with_its_number() {
    let open = || -> io::Result<Box<dyn Read>> {
        let head = &b"key;category\nD1;PC\nD2;"[..];
        Ok(Box::new(head.chain(io::repeat(b'x').take(8 << 20)).chain(&b"\nD3;PC\n"[..])))
    };
    let import = import_folder(&[EstateFile::new("devices.csv", open)], day("2026-11-23"), &mut |_| {});
    assert_eq!(keys(&import, "device"), ["D1", "D3"]);
    assert_eq!(rejected(&import)[0].0, 3);
    assert!(rejected(&import)[0].3.contains("1 MiB"));
}

#[test]
fn a_file_that_is_too_large_is_refused_before_its_rows_are_read() {
    for (mark, size, outcome) in
        [("", 0, Outcome::Read), ("", 64 << 20, Outcome::Refused), ("\u{feff}", 64 << 20, Outcome::Refused)]
    {
        let open = || -> io::Result<Box<dyn Read>> {
            let head = io::Cursor::new(format!("{mark}key;category\nD1;PC\n"));
            Ok(Box::new(head.chain(io::repeat(b'\n').take(size))))
        };
        let import = import_folder(&[EstateFile::new("devices.csv", open)], day("2026-11-23"), &mut |_| {});
        let report = file(&import, "devices.csv");
        assert_eq!((report.outcome, report.accepted), (outcome, u64::from(outcome == Outcome::Read)));
        assert_eq!(
            report.notices.iter().any(|notice| notice.text.da.contains("over 64 MB")),
            outcome == Outcome::Refused
        );
    }
}

#[test]
fn an_open_quote_does_not_swallow_the_file() {
    let mut text = "key;category;os\nD0;PC;\"åben\n".to_owned();
    (1..=1_000).for_each(|n| text.push_str(&format!("D{n};PC;x\n")));
    let import = import(&[("devices.csv", &text)]);
    assert_eq!(keys(&import, "device").len(), 1_000);
    assert_eq!(rejected(&import).len(), 1);
    assert_eq!(rejected(&import)[0].0, 2);
    assert!(rejected(&import)[0].3.contains("citationstegn"));
}

#[test]
fn a_long_cell_is_shown_in_short() {
    let text = format!("key;category;registered\nD1;PC;{}\n", "æ".repeat(100_000));
    let import = import(&[("devices.csv", &text)]);
    assert!(rejected(&import)[0].2.chars().count() <= 121);
}

#[test]
fn a_hundred_thousand_rejected_rows_are_kept_and_the_rest_counted() {
    let mut text = "key;category\n".to_owned();
    (0..100_007).for_each(|_| text.push_str(";PC\n"));
    let import = import(&[("devices.csv", &text)]);
    assert_eq!(import.report.rejected.len(), 100_000);
    assert_eq!((import.report.rejected_not_shown, import.report.rejected_rows()), (7, 100_007));
    assert!(everything_shown(&import).contains("Yderligere 7 afviste"));
    assert_eq!(import.estate.keys(schema().kind("device").expect("device")).len(), 0);
}

#[test]
fn tables_that_are_opened_and_never_closed_are_refused_and_do_not_end_the_process() {
    let open = "a = { b = \"x\",\n".repeat(20_000);
    let import = import(&[("sources.toml", &open), ("units.csv", "key;name\nU1;Skolen\n")]);
    assert_eq!(file(&import, "sources.toml").outcome, Outcome::Refused);
    assert!(file(&import, "sources.toml").notices[0].text.da.contains("Luk hver { og [ igen"));
    assert_eq!(keys(&import, "unit"), ["U1"]);
    assert!(inbound::read_places(&open).is_err() && inbound::read_role_systems(&open).is_err());
}
