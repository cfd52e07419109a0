//! A dated decision that a model is the standard of a slot (strategy §9: about yearly, mobile-first, a special PC, three phones).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, day, done, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const STANDARD_MODEL: KindDef = KindDef {
    name: "standard_model",
    file: "standard_models",
    one: Text::new("standardmodel", "standard model"),
    many: Text::new("standardmodeller", "standard models"),
    register: "assets",
    responsible: Responsible::Path(&["decided_by"]),
    steward: Role::AssetManager,
    attributes: &[
        one_of(
            "slot",
            "Standard for",
            "Slot",
            &[
                word("pc", "pc", "PC"),
                word("pc_data_heavy", "pc til datatunge opgaver", "PC for data-heavy work"),
                word("tablet", "tablet", "tablet"),
                word("phone_basic", "almindelig mobiltelefon", "basic phone"),
                word("phone_ios", "smartphone, iOS", "smartphone, iOS"),
                word("phone_android", "smartphone, Android", "smartphone, Android"),
                word("chromebook", "Chromebook", "Chromebook"),
                word("mfp", "multifunktionsmaskine", "multifunction printer"),
                word("other", "andet", "other"),
            ],
        )
        .required(),
        refer("category", "Kategori", "Category", "category").required().inverse("standard_models"),
        refer("model", "Model", "Model", "model").required().inverse("standard_listings"),
        day("valid_from", "Gælder fra", "Valid from"),
        day("valid_to", "Gælder til", "Valid to").empty_is_none(),
        done("decided_on", "Besluttet", "Decided on"),
        refer("decided_by", "Besluttet af", "Decided by", "person"),
        yes_no("mobile_first", "Valgt efter mobil først-princippet", "Chosen mobile-first"),
        text("deviation_from_mobile_first", "Begrundelse hvis ikke mobil", "Reason if not mobile").empty_is_none(),
        yes_no("energy_demanded", "Energikrav stillet", "Energy demanded"),
    ],
};
