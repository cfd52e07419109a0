//! What the hunt starts from: files that are written well, invented like the tests' and taken from Eksempel.

use std::io::{Cursor, Read};
use std::path::Path;

use testkit::{Cell, files, pack_files, repository, workbook};

use super::harm::{BETWEEN, split};

/// So many rows of each of Eksempel's files.
const ROWS: usize = 8;

pub const CYCLONEDX: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"timestamp":"2026-11-01T08:00:00Z","component":{"type":"application","name":"Omsorg"}},"components":[{"type":"library","group":"dk.eksempel","name":"brevbro","version":"8.4","purl":"pkg:maven/dk.eksempel/brevbro@8.4","supplier":{"name":"Eksempelhuset"},"licenses":[{"license":{"id":"EUPL-1.2"}}]},{"type":"framework","name":"kerne","version":"2","publisher":"Kernehuset","licenses":[{"expression":"(MIT OR Zlib) AND BUSL-1.1"}],"components":[{"name":"kugle","licenses":[{"license":{"name":"Kuglens vilkår"}}]}]}]}"#;
const SPDX: &str = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"omsorg","packages":[{"SPDXID":"SPDXRef-Root","name":"omsorg","versionInfo":"4.1","licenseConcluded":"NOASSERTION"},{"SPDXID":"SPDXRef-1","name":"brevbro","versionInfo":"8.4","supplier":"Organization: Eksempelhuset (mail@example.dk)","licenseConcluded":"NOASSERTION","licenseDeclared":"EUPL-1.2","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:maven/dk.eksempel/brevbro@8.4"}]}],"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-Root"}]}"#;
const TAG_VALUE: &str = "SPDXVersion: SPDX-2.3\nDocumentName: omsorg\nPackageName: omsorg\nSPDXID: SPDXRef-Root\nPackageVersion: 4.1\n\nPackageName: brevbro\nPackageSupplier: Organization: Eksempelhuset (mail@example.dk)\nPackageLicenseDeclared: EUPL-1.2\nPackageComment: <text>to\nlinjer</text>\nExternalRef: PACKAGE-MANAGER purl pkg:maven/dk.eksempel/brevbro@8.4\n";
const SCUBA: &str = r#"{"MetaData":{"Tool":"ScubaGear","TimestampZulu":"2026-11-20T00:00:00Z"},"Summary":{"AAD":{"Passes":3,"Failures":1}},"Results":{"AAD":[{"GroupName":"Legacy","Controls":[{"Control ID":"MS.AAD.1.1v1","Result":"Fail","Criticality":"Shall"},{"Control ID":"MS.AAD.1.2v1","Result":"Pass","Criticality":"Should"}]}],"EXO":[]}}"#;
const ROLES: &str = r#"[{"id":1,"name":"Omsorg","identifier":"S1","attestationResponsibleUuids":["u"],"systemOwnerUuid":"p1","userRoles":[{"name":"Læser","id":4}]},{"id":2,"name":"Skole","identifier":"S2"}]"#;
const KLE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<KLE-Emneplan><UdgivelsesDato>2026-08-01</UdgivelsesDato><Hovedgruppe><HovedgruppeNr>98</HovedgruppeNr><HovedgruppeTitel>Leg &amp; luft</HovedgruppeTitel><HovedgruppeAdministrativInfo><OprettetDato>1990-01-01</OprettetDato></HovedgruppeAdministrativInfo><Gruppe><GruppeNr>98.01</GruppeNr><GruppeTitel><![CDATA[Drager]]></GruppeTitel><Emne><EmneNr>98.01.02</EmneNr><EmneTitel>Haler p&#229; drager</EmneTitel><EmneAdministrativInfo><Historisk>2020-02-01+02:00</Historisk></EmneAdministrativInfo></Emne></Gruppe></Hovedgruppe></KLE-Emneplan>";
const PUBLICCODE: &str = "publiccodeYmlVersion: \"0.4\"\nname: 'x'\nurl: \"https://git.eksempel.example/x\"\nreleaseDate: 2026-01-01\nplatforms:\n  - web\nlegal:\n  license: MIT # note\nmaintenance:\n  type: internal\n  contacts:\n    - name: Ane\ndescription:\n  da:\n    longDescription: >\n      lang\n      tekst\n";
const REPOSITORY: [&str; 5] = [
    "README.md\n# Robotten\nKør den med make.",
    "requirements.txt\nrequests==2.31\n",
    ".github/workflows/test.yml\non: push\njobs:\n  test:\n    runs-on: x\n",
    "src/robot.py\npassword = \"hunter2hunter2\"\nAWS = 'AKIAABCDEFGHIJKLMNOP'\n",
    "main.tf\nresource \"x\" \"y\" {}\n",
];
pub const PLACES: &str =
    "[certificates.\"adgang.cer\"]\nsystem = \"S1\"\nname = \"Adgang\"\nowner = \"p1\"\nin_use = true\n";
pub const ROLE_SYSTEMS: &str = "[systems]\n\"Omsorg\" = \"S1\"\n\"7\" = \"S2\"\n";
pub const ANSWERS: &str = "Kode;Princip;Spørgsmål;Svarmuligheder;Svar\r\nsystem.mfa;P;S;ja / nej;Ja\r\nsystem.hosting;P;\"S;\"\"x\"\"\";x;SaaS\r\nsystem.licence;P;S;x;MIT\r\nrule-asks;P;S;x;nej\r\nsystem.supported_until;P;S;x;2027-01-01\r\n";

/// Which file of Eksempel or which form.
pub fn bills() -> Vec<Vec<u8>> {
    [CYCLONEDX, SPDX, TAG_VALUE].map(|text| text.as_bytes().to_vec()).to_vec()
}

pub fn one(text: &str) -> Vec<Vec<u8>> {
    vec![text.as_bytes().to_vec()]
}

pub fn scuba() -> Vec<Vec<u8>> {
    one(SCUBA)
}

pub fn roles() -> Vec<Vec<u8>> {
    one(ROLES)
}

pub fn kle() -> Vec<Vec<u8>> {
    one(KLE)
}

pub fn publiccode() -> Vec<Vec<u8>> {
    one(PUBLICCODE)
}

/// A checkout: a file a part, its path first.
pub fn checkout() -> Vec<Vec<u8>> {
    vec![REPOSITORY.map(str::as_bytes).join(BETWEEN)]
}

/// Git's index of two files.
pub fn index() -> Vec<Vec<u8>> {
    let entry = |path: &[u8]| [&[0; 24][..], &0o100_644_u32.to_be_bytes(), &[7; 32], &[0, 6], path, &[0; 4]].concat();
    vec![[b"DIRC\0\0\0\x02\0\0\0\x02", &entry(b"READ.m")[..], &entry(b"READ.n")].concat()]
}

/// Certificates in PEM, as the importer's tests have them.
pub fn certificates(root: &Path) -> Vec<Vec<u8>> {
    let files = files(&root.join("crates/inbound/tests/it/certificates"), &[".pem"]);
    files.into_iter().map(|(_, bytes)| bytes).collect()
}

/// The first rows of each file of Eksempel, after the file's name.
pub fn estate() -> Vec<Vec<u8>> {
    let files = files(&repository("samples/eksempel"), &[".csv", "sources.toml"]);
    let short = |(name, bytes): (String, Vec<u8>)| {
        let rows = if name == "sources.toml" { usize::MAX } else { ROWS };
        let rows: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').take(rows).collect();
        [name.as_bytes(), b"\n", &rows.concat()].concat()
    };
    files.into_iter().map(short).collect()
}

/// A strategy pack, a file a part.
pub fn pack() -> Vec<Vec<u8>> {
    let files = pack_files("kl-arkitektur");
    vec![
        files.iter().map(|file| format!("{}\n{}", file.name, file.text).into_bytes()).collect::<Vec<_>>().join(BETWEEN),
    ]
}

/// A register's exported list, and a requirement sheet, as workbooks.
pub fn workbooks() -> Vec<Vec<u8>> {
    let cells = |row: &[&str]| row.iter().map(|cell| Cell::from(*cell)).collect::<Vec<_>>();
    let id = testkit::kitos::uuid(31);
    let list = vec![
        cells(&["IT-System (UUID)", "IT System", "Livscyklus", "Leverandør", "Systemejer", "Systemejer Email#"]),
        cells(&[&id, "Journalen", "I drift", "Ørn A/S", "Åse Ømand", "aase@proevelund.example"]),
    ];
    let mut sheet = vec![cells(&["Kode", "Svar"]), cells(&["system.mfa", "ja"]), cells(&["system.licence", "MIT"])];
    sheet.push(vec![Cell::from("system.supported_until"), Cell::Day(46_145)]);
    sheet.push(vec![Cell::from("system.users"), Cell::Number(1_234.0)]);
    vec![workbook(&list), workbook(&sheet)]
}

/// The same, unpacked: a part of the archive a part, its path first.
pub fn unpacked() -> Vec<Vec<u8>> {
    let parts = |bytes: Vec<u8>| {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
        let part = |place: usize| {
            let mut file = archive.by_index(place).expect("a part");
            let mut bytes = [file.name().as_bytes(), b"\n"].concat();
            file.read_to_end(&mut bytes).expect("read");
            bytes
        };
        (0..6).map(part).collect::<Vec<_>>().join(BETWEEN)
    };
    workbooks().into_iter().map(parts).collect()
}

/// The parts of a file that is several, each as its first line and the rest.
pub fn parts(whole: &[u8]) -> Vec<(String, Vec<u8>)> {
    let named = |part: Vec<u8>| {
        let head = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let name = String::from_utf8_lossy(&part[..head]).into_owned();
        (name, part[(head + 1).min(part.len())..].to_vec())
    };
    split(whole).into_iter().map(named).collect()
}
