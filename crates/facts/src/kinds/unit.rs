//! An org unit: department, staff, division or institution (strategy §3, §9: units budget for their equipment).

use kernel::{Role, Text};

use crate::identity::Identifies;
use crate::schema::{KindDef, Responsible, count, day, money, one_of, refer, text, word};

/// The schema of this noun.
pub const UNIT: KindDef = KindDef {
    name: "unit",
    file: "units",
    one: Text::new("enhed", "org unit"),
    many: Text::new("enheder", "org units"),
    register: "organisation",
    responsible: Responsible::Path(&["leader"]),
    steward: Role::UnitLead,
    attributes: &[
        text("name", "Navn", "Name").required(),
        one_of(
            "type",
            "Type",
            "Type",
            &[
                word("department", "forvaltning", "department"),
                word("staff", "stab", "staff"),
                word("division", "afdeling", "division"),
                word("institution", "institution", "institution"),
                word("school", "skole", "school"),
            ],
        ),
        refer("parent", "Overordnet enhed", "Parent unit", "unit").empty_is_none().inverse("subunits"),
        text("ean", "EAN-nummer", "EAN").empty_is_none().identifies(Identifies::WithName),
        refer("leader", "Leder", "Leader", "person"),
        refer("substitute", "Stedfortræder", "Substitute", "person").empty_is_none(),
        one_of(
            "area",
            "Område",
            "Area",
            &[
                word("administration", "administration", "administration"),
                word("schools", "skoler", "schools"),
                word("childcare", "dagtilbud", "childcare"),
                word("care", "sundhed og omsorg", "health and care"),
                word("social", "social og arbejdsmarked", "social and labour market"),
                word("technical", "teknik og miljø", "technical and environment"),
                word("culture", "kultur og fritid", "culture and leisure"),
            ],
        ),
        day("closed_on", "Nedlagt", "Closed on").empty_is_none(),
        money("replacement_budget", "Budget til udskiftning næste år", "Replacement budget for next year"),
        money("replacement_need", "Behov for udskiftning næste år", "Replacement need for next year").derived(&[
            "device.unit",
            "device.status",
            "device.category",
            "device.bought_on",
            "category.lifetime_months",
            "category.replacement_price",
        ]),
        count("staff_count", "Ansatte", "Staff").derived(&["person.unit", "person.left_on"]),
    ],
};
