//! Certificates (X.509) in PEM or DER: what each is for and when it expires (strategy §7: certificates and agreements in order).
//!
//! Private keys are not read: a file that holds one is passed over, and said so. Which system a certificate belongs to no
//! certificate says; the caller does.

use std::collections::HashMap;

use base64ct::{Base64, Encoding as _};
use kernel::{Day, Hasher, Text, nests_deeply};
use serde::Deserialize;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
use x509_cert::time::Time;

use crate::folder::EstateFile;
use crate::report::text;
use crate::telling::{Telling, Told};

/// A file of certificates is no larger than so many bytes.
const LARGEST: u64 = 1 << 20;
/// And holds no more certificates than this.
const MOST: usize = 100;

/// What the certificates of a file are, as the municipality says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// The key of the system they belong to.
    pub system: String,
    /// What people call them; otherwise the name they are issued to.
    pub name: Option<String>,
    /// The key of the person who answers for them.
    pub owner: Option<String>,
    /// Whether they are in use.
    pub in_use: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Places {
    certificates: HashMap<String, Placed>,
}

/// The systems of certificates by file name: `[certificates."adgang.cer"]` with `system`, and `name`, `owner`, `in_use` if wanted.
///
/// # Errors
/// What cannot be read, and where.
pub fn read_places(toml: &str) -> Result<HashMap<String, Placed>, Text> {
    if nests_deeply(toml) {
        return Err(text(
            "certificates.toml åbner flere parenteser, end den lukker. Luk hver { og [ igen.",
            "certificates.toml opens more brackets than it closes. Close each { and [ again.",
        ));
    }
    let places: Result<Places, toml::de::Error> = toml::from_str(toml);
    places.map(|places| places.certificates).map_err(|error| {
        let before = error.span().map_or(0, |span| span.start).min(toml.len());
        let line = toml.as_bytes()[..before].iter().filter(|byte| **byte == b'\n').count() + 1;
        text(
            format!(
                "certificates.toml, linje {line}: skriv [certificates.\"fil.cer\"] og derunder system = \"nøgle\"."
            ),
            format!("certificates.toml, line {line}: write [certificates.\"file.cer\"] and below it system = \"key\"."),
        )
    })
}

/// What files of certificates tell; `place` knows where those of a file belong.
pub fn tell_certificates(
    files: &[EstateFile<'_>],
    source: &str,
    place: &dyn Fn(&str) -> Option<Placed>,
    seen_at: Day,
) -> Told {
    let mut telling = Telling::of(source, "certificates", seen_at);
    for file in files {
        let name = file.name();
        telling.part(name, &["certificate"]);
        match place(name) {
            None => telling.refuse(text(
                "Filen står ikke i certificates.toml. Skriv dér, hvilket it-system certifikatet hører til.",
                "The file is not in certificates.toml. Write there which IT system the certificate belongs to.",
            )),
            Some(placed) => match file.read(LARGEST).map_err(|_| unreadable()).and_then(|bytes| read(&bytes)) {
                Err(why) => telling.refuse(why),
                Ok(read) => read.iter().for_each(|(der, one)| take(&mut telling, der, one, &placed)),
            },
        }
    }
    telling.done()
}

/// The certificates of a file, all of them or none: of one that cannot be read nobody knows which it was.
fn read(bytes: &[u8]) -> Result<Vec<(Vec<u8>, Certificate)>, Text> {
    let mut read = Vec::new();
    for der in blocks(bytes)? {
        let certificate = Certificate::from_der(&der).map_err(|_| other(&der).unwrap_or_else(unreadable))?;
        read.push((der, certificate));
    }
    Ok(read)
}

/// The content of a DER value with that tag at the start, as far as it is there, and what follows it.
fn inside(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (length, rest) = der.strip_prefix(&[tag])?.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        // A length without end, as some write PKCS#12.
        0x80 => (rest.len(), rest),
        long => {
            let (digits, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
            (digits.iter().fold(0_usize, |sum, digit| (sum << 8) | usize::from(*digit)), rest)
        }
    };
    Some(rest.split_at(length.min(rest.len())))
}

/// What it is that is no certificate, when it may hold a private key: PKCS#1, PKCS#8 and SEC 1 begin with the version 0 or 1,
/// PKCS#12 (.pfx) with 3, and a key under a password with its algorithm.
fn other(der: &[u8]) -> Option<Text> {
    const SEQUENCE: u8 = 0x30;
    let (content, _) = inside(der, SEQUENCE)?;
    if let Some((version, after)) = inside(content, 0x02) {
        return match (version, after.first()) {
            ([3], Some(&SEQUENCE)) => Some(text(
                "Filen er et PKCS#12-arkiv (.pfx eller .p12), der kan indeholde en privat nøgle, og er ikke læst. Udtræk certifikatet alene som .pem eller .cer.",
                "The file is a PKCS#12 archive (.pfx or .p12), which may hold a private key, and was not read. Export the certificate by itself as .pem or .cer.",
            )),
            ([0 | 1], Some(0x02 | 0x04 | &SEQUENCE)) => Some(private_key()),
            _ => None,
        };
    }
    let (algorithm, after) = inside(content, SEQUENCE)?;
    (algorithm.first() == Some(&0x06) && after.first() == Some(&0x04)).then(private_key)
}

fn private_key() -> Text {
    text(
        "Filen indeholder en privat nøgle og er ikke læst. Læg certifikatet alene i en fil for sig.",
        "The file holds a private key and was not read. Put the certificate by itself in a file of its own.",
    )
}

/// The blocks of a file, each as DER.
fn blocks(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Text> {
    let written = String::from_utf8_lossy(bytes);
    if !written.contains("-----BEGIN ") {
        return if bytes.first() == Some(&0x30) { Ok(vec![bytes.to_vec()]) } else { Err(unreadable()) };
    }
    if written.lines().any(|line| line.trim().starts_with("-----BEGIN ") && line.contains("PRIVATE KEY")) {
        return Err(private_key());
    }
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in written.lines().map(str::trim) {
        if matches!(line, "-----BEGIN CERTIFICATE-----" | "-----BEGIN X509 CERTIFICATE-----") {
            open = Some(String::new());
        } else if line.starts_with("-----END ") {
            if let Some(block) = open.take() {
                blocks.push(Base64::decode_vec(&block).map_err(|_| unreadable())?);
            }
        } else if let Some(block) = &mut open {
            block.extend(line.chars().filter(|sign| !sign.is_whitespace()));
        }
    }
    match blocks.len() {
        1..=MOST if open.is_none() => Ok(blocks),
        _ => Err(unreadable()),
    }
}

fn take(telling: &mut Telling, der: &[u8], certificate: &Certificate, placed: &Placed) {
    telling.next();
    let tbs = certificate.tbs_certificate();
    // The issuers above it, which a chain brings along, are renewed by others.
    if tbs.get_extension::<BasicConstraints>().is_ok_and(|found| found.is_some_and(|(_, basic)| basic.ca)) {
        telling.note(
            "En udsteders certifikat (CA) er sprunget over.",
            "A certificate of an issuing authority (CA) was passed over.",
        );
        return;
    }
    let subject = tbs.subject().to_string();
    let common = tbs.subject().common_name().ok().flatten().map(|name| name.value().into_owned());
    let mut object = telling.object("certificate", &format!("{}:{}", placed.system, Hasher::of(der).short()));
    object.text("name", placed.name.as_deref().or(common.as_deref()).or(Some(&subject)));
    object.refer("system", Some(&placed.system));
    object.refer("owner", placed.owner.as_deref());
    object.yes_no("in_use", placed.in_use);
    object.text("key_usage", Some(&usage(certificate)));
    object.text("subject", Some(&subject));
    object.text("issuer", Some(&tbs.issuer().to_string()));
    object.text("serial", Some(&tbs.serial_number().to_string()));
    object.day("valid_from", day(&tbs.validity().not_before));
    match day(&tbs.validity().not_after) {
        // RFC 5280 4.1.2.5: the last second of the year 9999 is no end.
        Some(day) if day.year() == 9999 => {}
        expires => object.day("expires_on", expires),
    }
    telling.take(object);
}

fn day(time: &Time) -> Option<Day> {
    let at = time.to_date_time();
    let part = |part: u8| i8::try_from(part).ok();
    Day::new(i16::try_from(at.year()).ok()?, part(at.month())?, part(at.day())?)
}

/// Key usage, then extended key usage, as the standard names them.
fn usage(certificate: &Certificate) -> String {
    let tbs = certificate.tbs_certificate();
    let mut words: Vec<String> = Vec::new();
    if let Ok(Some((_, usage))) = tbs.get_extension::<KeyUsage>() {
        let named = [
            (usage.digital_signature(), "digitalSignature"),
            (usage.non_repudiation(), "nonRepudiation"),
            (usage.key_encipherment(), "keyEncipherment"),
            (usage.data_encipherment(), "dataEncipherment"),
            (usage.key_agreement(), "keyAgreement"),
            (usage.key_cert_sign(), "keyCertSign"),
            (usage.crl_sign(), "cRLSign"),
        ];
        words.extend(named.into_iter().filter(|(holds, _)| *holds).map(|(_, name)| name.to_owned()));
    }
    if let Ok(Some((_, extended))) = tbs.get_extension::<ExtendedKeyUsage>() {
        words.extend(extended.0.iter().take(20).map(|id| match id.to_string().as_str() {
            "1.3.6.1.5.5.7.3.1" => "serverAuth".to_owned(),
            "1.3.6.1.5.5.7.3.2" => "clientAuth".to_owned(),
            "1.3.6.1.5.5.7.3.3" => "codeSigning".to_owned(),
            "1.3.6.1.5.5.7.3.4" => "emailProtection".to_owned(),
            "1.3.6.1.5.5.7.3.8" => "timeStamping".to_owned(),
            other => other.to_owned(),
        }));
    }
    words.join(", ")
}

fn unreadable() -> Text {
    text(
        "Filen er ikke et certifikat i PEM eller DER. Udtræk det som .pem eller .cer uden nøgle.",
        "The file is no certificate in PEM or DER. Export it as .pem or .cer without the key.",
    )
}
