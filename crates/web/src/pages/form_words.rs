//! What the forms of other tools' files are called, and what each brings.

use house::Form;

use crate::locale::Say;

/// What people call the form.
pub(crate) fn title(form: Form, say: Say) -> &'static str {
    match form {
        Form::KitosExcel => say.t("Excel-eksporter fra OS2kitos", "Excel exports of OS2kitos"),
        Form::Sbom => say.t("Komponentliste (SBOM)", "Bill of materials (SBOM)"),
        Form::Certificates => say.t("Certifikater", "Certificates"),
        Form::Scuba => {
            say.t("Opsætning af Microsoft 365 eller Google Workspace", "Set-up of Microsoft 365 or Google Workspace")
        }
        Form::Kle => say.t("KLE-emneplan", "KLE classification"),
        Form::Roles => say.t("OS2rollekatalog", "OS2rollekatalog"),
    }
}

/// What to bring, and what comes of it.
pub(crate) fn explained(form: Form, say: Say) -> &'static str {
    match form {
        Form::KitosExcel => say.t(
            "Listerne IT Systemer, IT Kontrakter, Databehandling og Leverandørsoverblik, eksporteret med alle kolonner og uden filter. Tag dem med på én gang: de erstatter det, eksporterne sagde sidst.",
            "The lists IT Systemer, IT Kontrakter, Databehandling and Leverandørsoverblik, exported with all columns and without a filter. Bring them at once: they take the place of what the exports said last.",
        ),
        Form::Sbom => say.t(
            "CycloneDX (JSON) eller SPDX (JSON eller tag-value) for ét it-system: dets komponenter med version, leverandør og licens. Listen erstatter systemets forrige.",
            "CycloneDX (JSON) or SPDX (JSON or tag-value) for one IT system: its components with version, supplier and licence. The list takes the place of the system's former one.",
        ),
        Form::Certificates => say.t(
            "X.509 i PEM eller DER: hvad hvert certifikat er til, og hvornår det udløber. Vælg it-systemet, eller tag filen certificates.toml med, der siger, hvilket system hvert certifikat hører til. Filerne erstatter dem, der sidst blev bragt på samme måde. Filer med private nøgler læses ikke.",
            "X.509 in PEM or DER: what each certificate is for, and when it expires. Choose the IT system, or bring the file certificates.toml, which says which system each certificate belongs to. The files take the place of those last brought in the same way. Files with private keys are not read.",
        ),
        Form::Scuba => say.t(
            "ScubaResults.json fra ScubaGear eller ScubaGoggles: hvor mange krav opsætningen opfylder. Tidligere vurderinger bliver stående.",
            "ScubaResults.json of ScubaGear or ScubaGoggles: how many requirements the set-up meets. Earlier assessments remain.",
        ),
        Form::Kle => say.t(
            "Kommunens egen kopi af KL's emneplan som XML: numre, titler og hvad der er udgået.",
            "The municipality's own copy of KL's classification as XML: numbers, titles, and what has gone out.",
        ),
        Form::Roles => say.t(
            "Svaret fra /api/v2/itsystem som JSON: hvilke it-systemers roller der styres, og om nogen attesterer dem. Tag en TOML-fil med afsnittet systems med, hvis systemerne hedder noget andet der.",
            "The answer of /api/v2/itsystem as JSON: which IT systems' roles are managed, and whether somebody attests them. Bring a TOML file with the section systems if the systems are called otherwise there.",
        ),
    }
}

/// The endings of such files.
pub(crate) const fn accepts(form: Form) -> &'static str {
    match form {
        Form::KitosExcel => ".xlsx",
        Form::Sbom => ".json,.spdx",
        Form::Certificates => ".pem,.cer,.crt,.cert,.der,.toml",
        Form::Scuba => ".json",
        Form::Kle => ".xml",
        Form::Roles => ".json,.toml",
    }
}
