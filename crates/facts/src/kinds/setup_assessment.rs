//! An assessment of a platform's technical set-up against a baseline (strategy §5: repeated, as the authority may demand).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, done, refer, text};

/// The schema of this noun.
pub const SETUP_ASSESSMENT: KindDef = KindDef {
    name: "setup_assessment",
    file: "setup_assessments",
    one: Text::new("opsætningsvurdering", "set-up assessment"),
    many: Text::new("opsætningsvurderinger", "set-up assessments"),
    register: "baseline",
    responsible: Responsible::Path(&["platform", "owner"]),
    steward: Role::Security,
    attributes: &[
        refer("platform", "Platform", "Platform", "platform").required().inverse("setup_assessments"),
        text("baseline", "Baseline", "Baseline"),
        done("assessed_on", "Vurderet", "Assessed on"),
        count("passed", "Krav opfyldt", "Requirements met"),
        count("failed", "Krav ikke opfyldt", "Requirements not met"),
        count("critical_failed", "Skal-krav ikke opfyldt", "Mandatory requirements not met"),
        count("not_checked", "Krav, der skal ses efter i hånden", "Requirements to be checked by hand"),
    ],
};
