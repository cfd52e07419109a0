//! A purchase of equipment or programs, and whether it was made sustainably (strategy §9).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, day, money, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const PURCHASE: KindDef = KindDef {
    name: "purchase",
    file: "purchases",
    one: Text::new("indkøb", "purchase"),
    many: Text::new("indkøb", "purchases"),
    register: "purchase",
    responsible: Responsible::Path(&["unit", "leader"]),
    steward: Role::AssetManager,
    attributes: &[
        text("name", "Navn", "Name"),
        refer("unit", "Enhed", "Unit", "unit").inverse("purchases"),
        refer("category", "Kategori", "Category", "category").empty_is_none(),
        refer("supplier", "Leverandør", "Supplier", "supplier").inverse("purchases"),
        one_of(
            "type",
            "Type",
            "Type",
            &[word("equipment", "udstyr", "equipment"), word("software", "programmer", "software")],
        ),
        day("ordered_on", "Bestilt", "Ordered on"),
        count("quantity", "Antal", "Quantity"),
        count("reused_quantity", "Heraf genbrugt", "Of which reused"),
        money("amount", "Beløb", "Amount"),
        yes_no("need_assessed", "Behov vurderet", "Need assessed"),
        yes_no("reuse_considered", "Genbrug overvejet", "Reuse considered"),
        yes_no("energy_demanded", "Energikrav stillet", "Energy demanded"),
        yes_no("sustainability_demanded", "Bæredygtighedskrav stillet", "Sustainability demanded"),
    ],
};
