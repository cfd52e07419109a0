//! A five-way evaluation of a platform product: economy, quality, security, GDPR and contract (strategy §5).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, refer, text, yes_no};

/// The schema of this noun.
pub const EVALUATION: KindDef = KindDef {
    name: "evaluation",
    file: "evaluations",
    one: Text::new("produktvurdering", "five-way evaluation"),
    many: Text::new("produktvurderinger", "five-way evaluations"),
    register: "architecture",
    responsible: Responsible::Path(&["platform", "owner"]),
    steward: Role::ItArchitect,
    attributes: &[
        text("product", "Produkt", "Product").required(),
        refer("platform", "Platform", "Platform", "platform").required().inverse("evaluations"),
        yes_no("in_use", "I brug", "In use"),
        done("evaluated_on", "Vurderet", "Evaluated on"),
        yes_no("economy", "Økonomi vurderet", "Economy evaluated"),
        yes_no("quality", "Kvalitet vurderet", "Quality evaluated"),
        yes_no("security", "Sikkerhed vurderet", "Security evaluated"),
        yes_no("gdpr", "GDPR vurderet", "GDPR evaluated"),
        yes_no("contract", "Aftaleforhold vurderet", "Contract evaluated"),
    ],
};
