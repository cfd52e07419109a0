//! Certificates, alone and in a folder.

use super::{AUTHORITY, LEAF, OF_A_PERSON, certificates, der, fact, file, is_refused, keys, notices, today};
use inbound::{Placed, read_places, tell_certificates};

#[test]
fn a_certificate_tells_what_it_is_for_and_when_it_expires() {
    let told = certificates(LEAF);
    let keys = keys(&told, "certificate");
    let [key] = &keys[..] else { panic!("one: {keys:?}") };
    let of = |what: &str| fact(&told, &format!("certificate.{what}"), key).unwrap_or_default();
    assert_eq!(
        ["name", "system", "key_usage", "valid_from", "expires_on", "serial"].map(of),
        ["PROD_Omsorg_0", "S1", "digitalSignature, nonRepudiation, clientAuth", "2026-11-25", "2027-12-05", "5A:0C:01"]
    );
    assert!(of("subject").contains("O=Eksempel Kommune") && of("issuer").contains("Eksempel CA"), "{}", of("subject"));
    assert_eq!(of("in_use"), "");
}

#[test]
fn a_chain_tells_of_the_certificate_and_not_of_its_issuers() {
    let chain = [b"Bag Attributes\n", LEAF, AUTHORITY].concat();
    let told = certificates(&chain);
    assert_eq!(keys(&told, "certificate").len(), 1);
    assert!(notices(&told).contains("CA"));
    assert!(keys(&certificates(AUTHORITY), "certificate").is_empty());
}

#[test]
fn der_says_what_pem_says() {
    let der = der();
    assert_eq!(keys(&certificates(&der), "certificate"), keys(&certificates(LEAF), "certificate"));
    assert!(is_refused(&certificates(b"\x00\x01")));
    assert!(is_refused(&certificates(&der[..der.len() - 1])), "what was known of it is not gone");
}

#[test]
fn one_certificate_that_cannot_be_read_refuses_its_file() {
    let broken = b"-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n";
    assert!(is_refused(&certificates(&[LEAF, broken].concat())));
}

#[test]
fn a_private_key_in_der_and_an_archive_are_called_what_they_are() {
    for (der, says) in [
        // PKCS#8, PKCS#1 and SEC 1, a key under a password, and PKCS#12, each cut short.
        (&b"\x30\x82\x04\xbe\x02\x01\x00\x30\x0d\x06\x09"[..], "privat nøgle"),
        (b"\x30\x82\x04\xa4\x02\x01\x00\x02\x82\x01\x01\x00", "privat nøgle"),
        (b"\x30\x77\x02\x01\x01\x04\x20\x01\x02", "privat nøgle"),
        (b"\x30\x82\x05\x0e\x30\x03\x06\x01\x2a\x04\x82\x04\xc8", "privat nøgle"),
        (b"\x30\x82\x09\xb1\x02\x01\x03\x30\x82\x09\x77", "PKCS#12"),
        (b"\x30\x80\x02\x01\x03\x30\x80\x06\x09", "PKCS#12"),
        (b"\x30\x82", "er ikke et certifikat"),
        (b"\x30\x03\x02\x01\x07", "er ikke et certifikat"),
    ] {
        let told = certificates(der);
        assert!(is_refused(&told) && notices(&told).contains(says), "{says}: {}", notices(&told));
    }
}

#[test]
fn a_file_with_a_private_key_is_passed_over() {
    for sort in ["PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"] {
        let key = format!("-----BEGIN {sort}-----\nMIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8\n-----END {sort}-----\n");
        let told = certificates(&[key.as_bytes(), LEAF].concat());
        assert!(is_refused(&told) && notices(&told).contains("privat nøgle"), "{sort}");
        assert!(!format!("{:?}", told.import.report).contains("MIIBVQ"));
    }
}

#[test]
fn a_certificate_that_names_a_cpr_number_does_not_come_in() {
    let told = certificates(OF_A_PERSON);
    assert!(keys(&told, "certificate").is_empty());
    assert!(told.import.report.rejected.iter().all(|fault| !fault.value.contains("1234")));
    assert_eq!(told.import.report.rejected_rows(), 1);
}

#[test]
fn a_folder_says_where_each_file_belongs() {
    let toml = "[certificates.\"a.pem\"]\nsystem = \"S9\"\nname = \"Omsorg, drift\"\nowner = \"P1\"\nin_use = true\n";
    let places = read_places(toml).expect("read");
    let place = |name: &str| places.get(name).cloned();
    let files = [file("a.pem", LEAF), file("b.pem", LEAF)];
    let told = tell_certificates(&files, "Certifikater", &place, today());
    let keys = keys(&told, "certificate");
    assert!(keys.len() == 1 && keys[0].starts_with("S9:"), "{keys:?}");
    assert_eq!(fact(&told, "certificate.name", &keys[0]).as_deref(), Some("Omsorg, drift"));
    assert_eq!(fact(&told, "certificate.in_use", &keys[0]).as_deref(), Some("true"));
    assert!(notices(&told).contains("certificates.toml"));
    assert_eq!(place("b.pem"), None::<Placed>);
    assert!(read_places("[certificates.\"a.pem\"]\nsytem = \"S9\"\n").expect_err("refused").da.contains("linje"));
}

#[test]
fn a_large_or_broken_file_is_refused() {
    assert!(is_refused(&certificates(&vec![b'x'; (1 << 20) + 1])));
    assert!(is_refused(&certificates(&LEAF[..LEAF.len() / 2])));
    assert!(is_refused(&certificates(b"")));
    assert!(is_refused(&certificates(&LEAF.repeat(101))));
}
