//! A CPR number is pushed through every form: it is in no fact, no key and no message.

use inbound::{RoleSystem, SystemHere, Told, tell_kle, tell_roles, tell_scuba};

use super::{OF_A_PERSON, certificates, publiccode, repository, sbom, today};
use crate::everything_shown;

const NUMBER: &str = "010190-1234";

fn roles(bytes: &[u8]) -> Told {
    tell_roles("itsystem.json", bytes, &|one: &RoleSystem| SystemHere::Known(one.identifier.clone()), today())
}

fn scuba(bytes: &[u8]) -> Told {
    tell_scuba("ScubaResults.json", bytes, "M365", today())
}

fn kle(bytes: &[u8]) -> Told {
    tell_kle("kle.xml", bytes, today())
}

fn holds(text: &str) -> bool {
    text.contains(NUMBER) || text.contains("0101901234") || text.contains("010190 1234")
}

#[test]
fn a_cpr_number_comes_in_through_no_form() {
    type Form = fn(&[u8]) -> Told;
    let cyclonedx = |field: &str| format!(r#"{{"bomFormat":"CycloneDX","components":[{{"name":"a",{field}}}]}}"#);
    let cases: Vec<(Form, String)> = vec![
        (sbom, r#"{"bomFormat":"CycloneDX","components":[{"name":"af 010190-1234"}]}"#.to_owned()),
        (sbom, cyclonedx(r#""version":"0101901234""#)),
        (sbom, cyclonedx(r#""publisher":"Ane 010190-1234""#)),
        (sbom, cyclonedx(r#""purl":"pkg:npm/a@010190-1234""#)),
        (sbom, cyclonedx(r#""licenses":[{"license":{"name":"til 010190 1234"}}]"#)),
        (sbom, r#"{"spdxVersion":"SPDX-2.3","packages":[{"name":"a","supplier":"Person: 010190-1234 ()"}]}"#.to_owned()),
        (sbom, "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageVersion: 010190-1234\n".to_owned()),
        (sbom, "{\"bomFormat\": 010190-1234".to_owned()),
        (roles, r#"[{"id":1,"name":"x","identifier":"010190-1234","attestationResponsibleUuids":["010190-1234"]}]"#.to_owned()),
        (scuba, r#"{"MetaData":{"Tool":"ScubaGear","TimestampZulu":"2026-11-20T00:00:00Z","DisplayName":"010190-1234"},
            "Results":{"010190-1234":[{"Controls":[{"Result":"Fail","Criticality":"Shall","Details":"Ane 010190-1234"}]}]}}"#.to_owned()),
        (scuba, r#"[{"PolicyId":"MS.010190-1234.1","RequirementMet":true,"Criticality":"Shall"}]"#.to_owned()),
        (kle, "<K><Emne><EmneNr>01.01.90</EmneNr><EmneTitel>Sag 010190-1234</EmneTitel></Emne></K>".to_owned()),
        (kle, "<K><Emne><EmneNr>010190-1234</EmneNr><EmneTitel>Sag</EmneTitel></Emne></K>".to_owned()),
        (publiccode, "publiccodeYmlVersion: 0.4\nname: Ane 010190-1234\n".to_owned()),
        (publiccode, "publiccodeYmlVersion: 0.4\nname: x\nlegal:\n  license: 0101901234\n".to_owned()),
        (certificates, String::from_utf8_lossy(OF_A_PERSON).into_owned()),
    ];
    for (form, bytes) in cases {
        let told = form(bytes.as_bytes());
        let stated = format!("{:?}", told.import.estate);
        assert!(!holds(&stated), "{bytes}");
        let shown = everything_shown(&told.import);
        assert!(!holds(&shown), "{bytes}: {shown}");
        assert!(told.import.report.rejected_rows() > 0 || told.import.estate.fact_count() == 0, "{bytes}");
    }
}

#[test]
fn a_cpr_number_as_the_object_asked_for_comes_in_no_further() {
    let bill = br#"{"bomFormat":"CycloneDX","components":[{"name":"a"}]}"#;
    let told = inbound::tell_sbom("x.json", bill, NUMBER, today());
    assert_eq!(told.import.estate.fact_count(), 0);
    let told = repository(&[("publiccode.yml", b"publiccodeYmlVersion: 0.4\nname: 010190-1234\n")]);
    assert_eq!(told.import.estate.fact_count(), 0);
    let told = repository(&[("010190-1234/.env", b""), ("a.txt", b"010190-1234")]);
    assert!(!holds(&everything_shown(&told.import)));
}
