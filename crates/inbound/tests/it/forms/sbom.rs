//! Bills of materials of one system.

use super::{fact, is_refused, keys, notices, sbom};
use inbound::read_sbom;

const CYCLONEDX: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
  "metadata":{"timestamp":"2026-11-01T08:00:00Z","component":{"type":"application","name":"Omsorg"}},
  "components":[
    {"type":"library","group":"dk.eksempel","name":"brevbro","version":"8.4","purl":"pkg:maven/dk.eksempel/brevbro@8.4",
     "supplier":{"name":"Eksempelhuset"},"licenses":[{"license":{"id":"EUPL-1.2"}}],"hashes":[{"alg":"SHA-1","content":"ab"}]},
    {"type":"framework","name":"kerne","version":"2","publisher":"Kernehuset","licenses":[{"expression":"MIT OR BUSL-1.1"}],
     "components":[{"type":"library","name":"kugle","licenses":[{"license":{"name":"Kuglens vilkår"}},{"license":{"id":"MIT"}}]}]},
    {"type":"file","name":"LICENSE.txt"},
    {"type":"library","name":"kerne","version":"2","publisher":"Kernehuset","licenses":[{"expression":"MIT OR BUSL-1.1"}]}]}"#;

const SPDX: &str = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"omsorg","dataLicense":"CC0-1.0",
  "creationInfo":{"created":"2026-11-01T08:00:00Z","creators":["Tool: x"]},
  "packages":[
    {"SPDXID":"SPDXRef-Root","name":"omsorg","versionInfo":"4.1","licenseConcluded":"NOASSERTION"},
    {"SPDXID":"SPDXRef-1","name":"brevbro","versionInfo":"8.4","supplier":"Organization: Eksempelhuset (mail@example.dk)",
     "licenseConcluded":"NOASSERTION","licenseDeclared":"EUPL-1.2",
     "externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:maven/dk.eksempel/brevbro@8.4"}]},
    {"SPDXID":"SPDXRef-2","name":"kugle","supplier":"NOASSERTION","licenseConcluded":"SSPL-1.0","licenseDeclared":"MIT"}],
  "relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-Root"}]}"#;

const TAG_VALUE: &str = "# ours\nSPDXVersion: SPDX-2.3\nDocumentName: omsorg\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-Root\n
PackageName: omsorg\nSPDXID: SPDXRef-Root\nPackageVersion: 4.1\n\nPackageName: brevbro\nSPDXID: SPDXRef-1\nPackageVersion: 8.4
PackageSupplier: Organization: Eksempelhuset (mail@example.dk)\nPackageLicenseConcluded: EUPL-1.2
PackageComment: <text>to linjer\nPackageName: ikke en pakke\n</text>
ExternalRef: PACKAGE-MANAGER purl pkg:maven/dk.eksempel/brevbro@8.4\n";

const BREVBRO: &str = "S1:pkg:maven/dk.eksempel/brevbro@8.4";

#[test]
fn a_field_that_is_null_says_nothing_and_xml_is_called_xml() {
    let none =
        r#"{"bomFormat":"CycloneDX","components":[{"name":"a","version":"1","licenses":null,"components":null}]}"#;
    assert_eq!(keys(&sbom(none.as_bytes()), "component"), ["S1:a@1"]);
    let none = r#"{"spdxVersion":"SPDX-2.3","documentDescribes":null,"relationships":null,"packages":[{"name":"a","externalRefs":null,"SPDXID":null}]}"#;
    assert_eq!(keys(&sbom(none.as_bytes()), "component"), ["S1:a"]);
    let xml = sbom(b"<?xml version=\"1.0\"?><bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"/>");
    assert!(is_refused(&xml) && notices(&xml).contains("Filen er XML"), "{}", notices(&xml));
}

#[test]
fn a_cyclonedx_file_tells_of_each_component_once_with_supplier_and_licence() {
    let told = sbom(CYCLONEDX.as_bytes());
    assert_eq!(keys(&told, "component"), [BREVBRO, "S1:kerne@2", "S1:kugle"]);
    let told = |path: &str, key: &str| fact(&told, path, key);
    assert_eq!(told("component.vendor", BREVBRO).as_deref(), Some("Eksempelhuset"));
    assert_eq!(told("component.system", BREVBRO).as_deref(), Some("S1"));
    assert_eq!(told("component.open_source", BREVBRO).as_deref(), Some("true"));
    assert_eq!(told("component.licence", "S1:kerne@2").as_deref(), Some("MIT OR BUSL-1.1"));
    assert_eq!(told("component.vendor", "S1:kerne@2").as_deref(), Some("Kernehuset"));
    assert_eq!(told("component.licence", "S1:kugle").as_deref(), Some("Kuglens vilkår AND MIT"));
    assert_eq!(told("component.open_source", "S1:kugle"), None);
    assert_eq!(told("system.sbom_on", "S1").as_deref(), Some("2026-11-25"));
}

#[test]
fn spdx_in_both_forms_tells_of_the_packages_and_not_of_what_it_describes() {
    let json = sbom(SPDX.as_bytes());
    assert_eq!(keys(&json, "component"), [BREVBRO, "S1:kugle"]);
    assert_eq!(fact(&json, "component.open_source", "S1:kugle").as_deref(), Some("false"));
    let wrapped = sbom(format!("{{\"sbom\":{SPDX}}}").as_bytes());
    assert_eq!(keys(&wrapped, "component"), keys(&json, "component"));
    let text = sbom(TAG_VALUE.as_bytes());
    assert_eq!(keys(&text, "component"), [BREVBRO]);
    for told in [json, wrapped, text] {
        assert_eq!(fact(&told, "component.licence", BREVBRO).as_deref(), Some("EUPL-1.2"));
        assert_eq!(fact(&told, "component.vendor", BREVBRO).as_deref(), Some("Eksempelhuset"));
        assert_eq!(fact(&told, "component.version", BREVBRO).as_deref(), Some("8.4"));
    }
}

#[test]
fn an_offer_may_bring_either_form() {
    let names =
        |bytes: &str| read_sbom(bytes.as_bytes()).expect("read").into_iter().map(|part| part.name).collect::<Vec<_>>();
    assert_eq!(names(CYCLONEDX), ["brevbro", "kerne", "kugle"]);
    assert_eq!(names(SPDX), ["brevbro", "kugle"]);
    let twice = r#"{"bomFormat":"CycloneDX","components":[{"name":"a","purl":"pkg:x/a?os=1"},{"name":"a","purl":"pkg:x/a?os=2"}]}"#;
    assert_eq!(names(twice), ["a"]);
}

#[test]
fn what_is_no_bill_of_materials_is_refused_with_its_place() {
    for (bytes, why) in [
        ("{\n  \"bomFormat\": }", "linje 2"),
        (r#"{"bomFormat":"andet","components":[]}"#, "CycloneDX"),
        (r#"{"bomFormat":"CycloneDX"}"#, "tom"),
        (r#"{"spdxVersion":"SPDX-2.3"}"#, "tom"),
        ("SPDXVersion: SPDX-2.3\n", "tom"),
    ] {
        assert!(read_sbom(bytes.as_bytes()).expect_err(bytes).da.contains(why), "{bytes}");
        let told = sbom(bytes.as_bytes());
        assert!(is_refused(&told) && notices(&told).contains(why), "{bytes}");
    }
    let many: Vec<String> = (0..5_001).map(|n| format!("{{\"name\":\"n{n}\"}}")).collect();
    let many = format!("{{\"bomFormat\":\"CycloneDX\",\"components\":[{}]}}", many.join(","));
    assert!(notices(&sbom(many.as_bytes())).contains("5.000"));
}
