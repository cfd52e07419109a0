//! Rows: whole or not at all, each refusal with its place and with what to write instead.

use facts::Value;
use kernel::Kroner;

use crate::{day, file, import, import_bytes, keys, rejected, stated, value};

#[test]
fn a_folder_becomes_an_estate() {
    let import = import(&[(
        "systems.csv",
        "Nøgle;Navn;Livscyklus;Brugere;I brug siden;Anvendes af;Flerfaktorlogin;Kontrakt\n\
         S1;Sag og Dokument;i drift;1.250;3. maj 2019;U1|U2;ja;\n",
    )]);
    assert_eq!(import.report.rejected, []);
    assert_eq!(value(&import, "system.name", "S1"), Some(Value::text("Sag og Dokument")));
    assert_eq!(value(&import, "system.status", "S1"), Some(Value::text("in_operation")));
    assert_eq!(value(&import, "system.users", "S1"), Some(Value::Int(1250)));
    assert_eq!(value(&import, "system.in_use_since", "S1"), Some(Value::Day(day("2019-05-03"))));
    assert_eq!(value(&import, "system.using_units", "S1"), Some(Value::list(["U1", "U2"])));
    assert_eq!(value(&import, "system.mfa", "S1"), Some(Value::Bool(true)));
    assert_eq!(value(&import, "system.contract", "S1"), Some(Value::None), "an empty contract says there is none");
    assert_eq!(value(&import, "system.owner", "S1"), None);
    let system = file(&import, "systems.csv");
    assert_eq!((system.kind, system.accepted, system.rejected, system.separator), (Some("system"), 1, 0, Some(';')));
}

#[test]
fn empty_question_mark_and_dash_say_three_different_things() {
    let import = import(&[("people.csv", "key;name;hired_on;left_on;unit\nP1;Ane;;;-\nP2;Bo;?;?;\n")]);
    assert_eq!(value(&import, "person.hired_on", "P1"), None);
    assert_eq!(value(&import, "person.left_on", "P1"), Some(Value::None));
    assert_eq!(value(&import, "person.unit", "P1"), Some(Value::None));
    assert_eq!(value(&import, "person.left_on", "P2"), None);
}

#[test]
fn money_is_read_as_danes_write_it() {
    let import = import(&[("devices.csv", "key;category;price\nD1;PC;\"6.499,95 kr.\"\n")]);
    assert_eq!(value(&import, "device.price", "D1"), Some(Value::Money(Kroner::from_oere(649_995))));
}

#[test]
fn good_rows_come_in_and_a_row_with_bad_cells_stays_out_whole() {
    let import = import(&[(
        "devices.csv",
        "key;category;Status;bought_on;missing_updates\n\
         D1;PC;i drift;2024-01-01;0\n\
         D2;PC;i drfit;31.2.2024;-3\n\
         D3;PC;defekt;2024-01-02;1\n",
    )]);
    assert_eq!(keys(&import, "device"), ["D1", "D3"]);
    assert_eq!((file(&import, "devices.csv").accepted, file(&import, "devices.csv").rejected), (2, 1));
    let found = rejected(&import);
    assert_eq!(found.len(), 3, "every bad cell of the row is listed");
    assert_eq!((found[0].0, found[0].1, found[0].2), (3, "Status", "i drfit"));
    assert!(found[0].3.contains("i drift, på lager") && found[0].3.ends_with("Mente du 'i drift'?"), "{}", found[0].3);
    assert!(found[1].3.contains("kalenderen") && found[2].3.contains("negativt"));
    assert_eq!(import.report.rejected_rows(), 1);
    assert!(!import.report.is_clean());
}

#[test]
fn a_repeated_key_names_the_line_of_the_first() {
    let import = import(&[("devices.csv", "key;category\nD1;PC\nD2;PC\nD1;Tablet\n")]);
    assert_eq!(keys(&import, "device"), ["D1", "D2"]);
    assert_eq!(stated(&import, "device.category", "D1").len(), 1);
    let found = rejected(&import);
    assert_eq!((found.len(), found[0].0, found[0].1, found[0].2), (1, 4, "key", "D1"));
    assert!(found[0].3.contains("linje 2"), "{}", found[0].3);
}

#[test]
fn a_row_whose_namesake_was_rejected_comes_in() {
    let import = import(&[("devices.csv", "key;category;registered\nD1;PC;måske\nD1;PC;ja\n")]);
    assert_eq!((keys(&import, "device").len(), rejected(&import).len()), (1, 1));
}

#[test]
fn a_row_without_key_or_without_what_every_object_has_stays_out() {
    let import = import(&[("devices.csv", "key;category;status\n;PC;defekt\n?;PC;defekt\nD1;;defekt\nD2;-;defekt\n")]);
    assert_eq!(keys(&import, "device"), Vec::<String>::new());
    let found = rejected(&import);
    assert_eq!(
        found.iter().map(|r| (r.0, r.1)).collect::<Vec<_>>(),
        [(2, "key"), (3, "key"), (4, "category"), (5, "category")]
    );
    assert!(found[2].3.contains("'Kategori' skal være udfyldt: nøglen på: kategori"), "{}", found[2].3);
}

#[test]
fn a_further_source_may_leave_out_what_is_already_known() {
    let import = import(&[
        ("devices.intune.csv", "key;os\nD1;Windows 11\nD9;Windows 10\n"),
        ("devices.csv", "key;category\nD1;PC\n"),
    ]);
    assert_eq!(value(&import, "device.os", "D1"), Some(Value::text("Windows 11")));
    let found = rejected(&import);
    assert_eq!((found.len(), found[0].0, found[0].1), (1, 3, "Kategori"));
    assert!(file(&import, "devices.intune.csv").notices[0].text.da.contains("'Kategori' mangler"));
}

#[test]
fn a_row_with_too_few_or_too_many_cells_stays_out() {
    let import = import(&[("devices.csv", "key;category;os\nD1;PC\nD2;PC;a;b\nD3;PC;a;;\n;;\n")]);
    assert_eq!(keys(&import, "device"), ["D3"], "empty cells too many carry nothing, an empty row is no row");
    let found = rejected(&import);
    assert_eq!(found.iter().map(|r| (r.0, r.1)).collect::<Vec<_>>(), [(2, ""), (3, "")]);
    assert!(found[0].3.contains("2 celler") && found[1].3.contains("4 celler"));
}

#[test]
fn references_are_kept_as_keys_even_when_they_lead_nowhere() {
    let import = import(&[("people.csv", "key;name;unit\nP1;Ane;U404\n")]);
    assert_eq!(value(&import, "person.unit", "P1"), Some(Value::text("U404")));
}

#[test]
fn quoted_cells_with_line_breaks_keep_the_line_numbers_right() {
    let import = import(&[("devices.csv", "key;category;os\r\nD1;PC;\"a\r\n\"\"b\"\";c\"\r\nD2;PC;x;y\r\n")]);
    assert_eq!(value(&import, "device.os", "D1"), Some(Value::text("a\n\"b\";c")));
    assert_eq!(rejected(&import)[0].0, 4);
}

#[test]
fn a_derived_attribute_in_a_file_is_passed_over_with_a_notice() {
    let import = import(&[("categories.csv", "key;name;Udstyr i drift\nPC;Pc;77\n")]);
    assert_eq!(value(&import, "category.devices_in_operation", "PC"), None);
    assert_eq!(file(&import, "categories.csv").accepted, 1);
    assert!(file(&import, "categories.csv").notices[0].text.da.contains("regner den selv ud"));
}

#[test]
fn unknown_columns_cost_nothing_and_are_told_once() {
    let import = import(&[("devices.csv", "key;category;Statuss;Hylde\nD1;PC;x;7\nD2;PC;y;8\n")]);
    let devices = file(&import, "devices.csv");
    assert_eq!(devices.accepted, 2);
    let unknown: Vec<_> = devices.unknown_columns.iter().map(|u| (&*u.header, u.nearest.as_deref())).collect();
    assert_eq!(unknown, [("Statuss", Some("status")), ("Hylde", None)]);
}

#[test]
fn broken_bytes_cost_their_line_only() {
    let import = import_bytes(&[(
        "devices.csv",
        b"key;category;os\nD1;PC;bl\xc3\xa5\nD2;PC;b\xff\nD3;PC;b\0\nD4;PC;gr\xc3\xb8n\nD5;PC;r\xc3\xb8d\n",
    )]);
    assert_eq!(keys(&import, "device"), ["D1", "D4", "D5"]);
    let found = rejected(&import);
    assert_eq!((found[0].0, found[1].0), (3, 4));
    assert!(found[0].3.contains("Byte 8 på linjen (0xFF) er ikke et tegn i UTF-8"), "{}", found[0].3);
    assert!(found[1].3.contains("Byte 8 på linjen er nul"), "{}", found[1].3);
}

#[test]
fn bytes_that_windows_1252_does_not_define_cost_their_line_only() {
    let import = import_bytes(&[("devices.csv", b"n\xf8gle;category;os\nD1;PC;bl\xe5\nD2;PC;\x81\n")]);
    assert_eq!(value(&import, "device.os", "D1"), Some(Value::text("blå")));
    assert_eq!(rejected(&import)[0].0, 3);
    assert!(rejected(&import)[0].3.contains("0x81"));
}

#[test]
fn a_key_that_no_page_can_have_and_a_text_without_end_are_refused() {
    let (key, long) = ("k".repeat(5_000), "n".repeat(200_000));
    let rows = [(".", "a", "b"), ("..", "a", "b"), (&key, "a", "b"), ("\"a\nb\"", "a", "b")];
    let mut csv = "key;name;licence;status\n".to_owned();
    for (key, name, licence) in rows.into_iter().chain([("S1", &*long, "b"), ("S2", "a", &*long), ("S3", "a", "b")]) {
        csv.push_str(&format!("{key};{name};{licence};in_operation\n"));
    }
    let import = import(&[("systems.csv", &csv)]);
    assert_eq!(keys(&import, "system"), ["S3"], "{:?}", rejected(&import));
    let told = |column: &str| {
        rejected(&import).iter().filter(|one| one.1 == column).map(|one| one.3.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told("key").len(), 4, "{:?}", told("key"));
    assert!(told("key")[0].contains("adresse") && told("key")[2].contains("højst 200 tegn"), "{:?}", told("key"));
    assert_eq!(told("name"), ["Teksten er på 200.000 tegn. Skriv højst 500."]);
    assert_eq!(told("licence"), ["Teksten er på 200.000 tegn. Skriv højst 10.000."]);
}
