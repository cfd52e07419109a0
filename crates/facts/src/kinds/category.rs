//! A category of equipment with the lifetime that IT has decided (strategy §9).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, done, money, one_of, text, word};

/// The schema of this noun.
pub const CATEGORY: KindDef = KindDef {
    name: "category",
    file: "categories",
    one: Text::new("kategori", "category"),
    many: Text::new("kategorier", "categories"),
    register: "assets",
    responsible: Responsible::Nobody,
    steward: Role::AssetManager,
    attributes: &[
        text("name", "Navn", "Name").required(),
        one_of(
            "group",
            "Gruppe",
            "Group",
            &[
                word("pc", "pc", "PC"),
                word("tablet", "tablet", "tablet"),
                word("smartphone", "smartphone", "smartphone"),
                word("phone", "almindelig mobiltelefon", "basic phone"),
                word("chromebook", "Chromebook", "Chromebook"),
                word("printer", "printer", "printer"),
                word("mfp", "multifunktionsmaskine", "multifunction printer"),
                word("monitor", "skærm", "monitor"),
                word("other", "andet", "other"),
            ],
        ),
        count("lifetime_months", "Levetid (måneder)", "Lifetime (months)"),
        done("lifetime_decided_on", "Levetid fastsat", "Lifetime decided on"),
        money("replacement_price", "Pris ved udskiftning", "Replacement price"),
        count("generations_in_use", "Generationer i drift", "Generations in operation").derived(&[
            "device.category",
            "device.model",
            "device.status",
            "model.generation",
        ]),
        count("devices_in_operation", "Udstyr i drift", "Devices in operation")
            .derived(&["device.category", "device.status"]),
    ],
};
