//! A decision by an authority that binds or concerns us, such as the schools' data protection case (strategy §4, §5).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const AUTHORITY_DECISION: KindDef = KindDef {
    name: "authority_decision",
    file: "authority_decisions",
    one: Text::new("myndighedsafgørelse", "authority decision"),
    many: Text::new("myndighedsafgørelser", "authority decisions"),
    register: "security",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::Security,
    attributes: &[
        text("name", "Navn", "Name").required(),
        text("authority", "Myndighed", "Authority"),
        text("journal_number", "Journalnummer", "Journal number"),
        done("decided_on", "Afgjort", "Decided on"),
        one_of(
            "instrument",
            "Reaktion",
            "Instrument",
            &[
                word("criticism", "kritik", "criticism"),
                word("severe_criticism", "alvorlig kritik", "severe criticism"),
                word("warning", "advarsel", "warning"),
                word("order", "påbud", "order"),
                word("ban", "forbud", "ban"),
                word("temporary_ban", "midlertidigt forbud", "temporary ban"),
                word("fine_recommendation", "indstilling om bøde", "fine recommendation"),
                word("opinion", "udtalelse", "opinion"),
            ],
        ),
        one_of(
            "state",
            "Tilstand",
            "State",
            &[
                word("in_force", "gældende", "in force"),
                word("suspended", "suspenderet", "suspended"),
                word("upheld", "fastholdt", "upheld"),
                word("fulfilled", "opfyldt", "fulfilled"),
                word("lapsed", "bortfaldet", "lapsed"),
                word("appealed", "påklaget", "appealed"),
            ],
        ),
        yes_no("applies_to_us", "Gælder os", "Applies to us"),
        refer("platform", "Platform", "Platform", "platform").empty_is_none().inverse("authority_decisions"),
        refer("owner", "Ansvarlig", "Owner", "person"),
        done("assessed_on", "Vurderet", "Assessed on"),
    ],
};
