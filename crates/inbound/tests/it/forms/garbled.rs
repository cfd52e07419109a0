//! Files cut short, overwritten or made up: no reader panics, and what is refused leaves nothing behind. With
//! `PROPTEST_CASES=1000000` a hunt of some hours.

use inbound::{RoleSystem, SystemHere, read_sbom, tell_kle, tell_roles, tell_scuba, tracked_paths};
use proptest::prelude::*;

use super::{AUTHORITY, LEAF, certificates, der, publiccode, repository, sbom, today};

const WELL_WRITTEN: [&[u8]; 9] = [
    LEAF,
    AUTHORITY,
    br#"{"bomFormat":"CycloneDX","components":[{"name":"a","purl":"pkg:npm/a@1","licenses":[{"expression":"(MIT OR Zlib) AND X"}],"components":[{"name":"b"}]}]}"#,
    br#"{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"1","name":"a","licenseDeclared":"MIT","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/a@1"}]}]}"#,
    b"SPDXVersion: SPDX-2.3\nPackageName: a\nPackageLicenseDeclared: MIT\nExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1\nPackageComment: <text>a\n</text>\n",
    br#"{"MetaData":{"Tool":"ScubaGear","TimestampZulu":"2026-11-20T00:00:00Z"},"Results":{"AAD":[{"Controls":[{"Result":"Fail","Criticality":"Shall"}]}]}}"#,
    br#"[{"id":1,"name":"x","identifier":"S1","attestationResponsibleUuids":["u"]}]"#,
    "<K><Hovedgruppe><HovedgruppeNr>98</HovedgruppeNr><HovedgruppeTitel>L&#230;g &amp; x</HovedgruppeTitel><HovedgruppeAdministrativInfo><Historisk>2020-01-01</Historisk></HovedgruppeAdministrativInfo></Hovedgruppe></K>".as_bytes(),
    b"publiccodeYmlVersion: \"0.4\"\nname: 'x'\nurl: \"y\"\nlegal:\n  license: MIT\n",
];

/// Through every reader, whatever it is. Gives how many facts were told.
fn through_all(bytes: &[u8]) -> usize {
    let find = |one: &RoleSystem| SystemHere::Known(one.identifier.clone());
    let told = [
        sbom(bytes),
        certificates(bytes),
        publiccode(bytes),
        repository(&[("requirements.txt", bytes), ("publiccode.yml", bytes), ("a", bytes)]),
        tell_scuba("x", bytes, "M365", today()),
        tell_roles("x", bytes, &find, today()),
        tell_kle("x", bytes, today()),
    ];
    let _ = (read_sbom(bytes), tracked_paths(bytes), inbound::read_places(&String::from_utf8_lossy(bytes)));
    told.iter().map(|told| told.import.estate.fact_count()).sum()
}

/// An index of two files.
fn index() -> Vec<u8> {
    let entry = |path: &[u8]| [&[0; 24][..], &0o100_644_u32.to_be_bytes(), &[7; 32], &[0, 6], path, &[0; 4]].concat();
    [b"DIRC\0\0\0\x02\0\0\0\x02", &entry(b"READ.m")[..], &entry(b"READ.n")].concat()
}

#[test]
fn each_well_written_file_is_told_by_its_reader() {
    for bytes in WELL_WRITTEN {
        assert!(through_all(bytes) > 0, "{}", String::from_utf8_lossy(bytes));
    }
    assert!(through_all(&der()) > 0);
    assert_eq!(tracked_paths(&index()), Ok(vec!["READ.m".to_owned(), "READ.n".to_owned()]));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_cut_short_or_overwritten_never_panics(
        which in 0_usize..11, cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(),
        bytes in proptest::collection::vec(any::<u8>(), 0..4), whole in any::<bool>(),
    ) {
        let mut file = match which {
            9 => der(),
            10 => index(),
            _ => WELL_WRITTEN[which].to_vec(),
        };
        let place = at.index(file.len());
        file.splice(place..(place + bytes.len()).min(file.len()), bytes);
        if !whole {
            file.truncate(cut.index(file.len().max(1)));
        }
        through_all(&file);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        through_all(&bytes);
    }
}
