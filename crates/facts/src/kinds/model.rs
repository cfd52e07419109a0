//! A model of equipment: its category, generation, support end and climate figures (strategy §9).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, day, one_of, refer, text, word};

/// The schema of this noun.
pub const MODEL: KindDef = KindDef {
    name: "model",
    file: "models",
    one: Text::new("model", "model"),
    many: Text::new("modeller", "models"),
    register: "assets",
    responsible: Responsible::Nobody,
    steward: Role::AssetManager,
    attributes: &[
        text("name", "Navn", "Name").required(),
        text("manufacturer", "Producent", "Manufacturer"),
        refer("category", "Kategori", "Category", "category").inverse("models"),
        count("generation", "Generation (årgang)", "Generation (year)"),
        day("support_ends_on", "Support ophører", "Support ends on").empty_is_none(),
        one_of(
            "energy_label",
            "Energimærke",
            "Energy label",
            &[
                word("none", "intet", "none"),
                word("energy_star", "Energy Star", "Energy Star"),
                word("tco", "TCO Certified", "TCO Certified"),
                word("epeat", "EPEAT", "EPEAT"),
                word("nordic_swan", "Svanemærket", "Nordic Swan"),
                word("blue_angel", "Blauer Engel", "Blue Angel"),
            ],
        ),
        count("co2_low_kg", "CO2e lav (kg)", "CO2e low (kg)"),
        count("co2_typical_kg", "CO2e typisk (kg)", "CO2e typical (kg)"),
        count("co2_high_kg", "CO2e høj (kg)", "CO2e high (kg)"),
    ],
};
