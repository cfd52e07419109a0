//! A processing agreement with a data processor, and the oversight of it (GDPR art. 28; strategy §4).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, day, done, refer, text, yes_no};

/// The schema of this noun.
pub const PROCESSING_AGREEMENT: KindDef = KindDef {
    name: "processing_agreement",
    file: "processing_agreements",
    one: Text::new("databehandleraftale", "processing agreement"),
    many: Text::new("databehandleraftaler", "processing agreements"),
    register: "kitos",
    responsible: Responsible::Path(&["system", "owner"]),
    steward: Role::Security,
    attributes: &[
        refer("system", "System", "System", "system").required().inverse("processing_agreements"),
        refer("processor", "Databehandler", "Processor", "supplier"),
        day("concluded_on", "Indgået", "Concluded on"),
        done("oversight_on", "Seneste tilsyn", "Last oversight"),
        count("oversight_months", "Tilsynsinterval (måneder)", "Oversight interval (months)"),
        yes_no("third_country", "Overførsel til tredjeland", "Third-country transfer"),
        text("transfer_basis", "Overførselsgrundlag", "Transfer basis").empty_is_none(),
        yes_no("sub_processors_known", "Underdatabehandlere kendt", "Sub-processors known"),
    ],
};
