//! A device: who has it, what it is, how old, how updated (strategy §4 control, §9 equipment).

use kernel::{Role, Text};

use crate::identity::Identifies;
use crate::schema::{KindDef, Responsible, count, day, done, money, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const DEVICE: KindDef = KindDef {
    name: "device",
    file: "devices",
    one: Text::new("stykke udstyr", "device"),
    many: Text::new("stykker udstyr", "devices"),
    register: "assets",
    responsible: Responsible::Path(&["unit", "leader"]),
    steward: Role::AssetManager,
    attributes: &[
        text("serial", "Serienummer", "Serial number").identifies(Identifies::Alone),
        refer("category", "Kategori", "Category", "category").required().inverse("devices"),
        refer("model", "Model", "Model", "model").inverse("devices").from_register("mdm"),
        refer("unit", "Enhed", "Unit", "unit").inverse("devices"),
        refer("user", "Bruger", "User", "person").empty_is_none().inverse("devices"),
        refer("site", "Lokation", "Site", "site").inverse("devices"),
        one_of(
            "status",
            "Status",
            "Status",
            &[
                word("in_operation", "i drift", "in operation"),
                word("in_stock", "på lager", "in stock"),
                word("in_repair", "til reparation", "in repair"),
                word("defective", "defekt", "defective"),
                word("disposed", "bortskaffet", "disposed"),
                word("lost", "bortkommet", "lost"),
            ],
        ),
        day("status_since", "Status siden", "Status since"),
        done("bought_on", "Købt", "Bought on").from_register("purchase"),
        money("price", "Pris", "Price").from_register("purchase"),
        day("warranty_to", "Garanti til", "Warranty to").from_register("purchase"),
        one_of(
            "acquisition",
            "Anskaffet som",
            "Acquired as",
            &[
                word("new", "ny", "new"),
                word("reused", "genbrugt", "reused"),
                word("handed_down", "overtaget", "handed down"),
            ],
        ),
        one_of(
            "role",
            "Rolle",
            "Role",
            &[
                word("standard", "standard", "standard"),
                word("data_heavy", "datatung", "data-heavy"),
                word("shared", "delt", "shared"),
            ],
        ),
        yes_no("registered", "Registreret", "Registered"),
        yes_no("in_mdm", "Set af enhedsstyringen", "Seen by device management").from_register("mdm"),
        yes_no("centrally_managed", "Styres centralt", "Centrally managed").from_register("mdm"),
        yes_no("encrypted", "Krypteret", "Encrypted").from_register("mdm"),
        text("os", "Styresystem", "Operating system").from_register("mdm"),
        day("os_supported_until", "Styresystem understøttet til", "Operating system supported until")
            .from_register("mdm"),
        done("last_seen_on", "Senest set", "Last seen on").from_register("mdm"),
        count("missing_updates", "Manglende sikkerhedsopdateringer", "Missing security updates")
            .from_register("patching"),
        count("oldest_missing_update_days", "Ældste manglende opdatering (dage)", "Oldest missing update (days)")
            .from_register("patching"),
        yes_no("updates_enforced", "Opdateringer gennemtvinges", "Updates enforced").from_register("patching"),
        yes_no("model_was_standard", "Var standardmodel ved købet", "Was a standard model when bought").derived(&[
            "device.model",
            "device.bought_on",
            "standard_model.model",
            "standard_model.valid_from",
            "standard_model.valid_to",
        ]),
        count("newer_generations", "Nyere generationer i drift", "Newer generations in operation").derived(&[
            "device.category",
            "device.model",
            "device.status",
            "model.generation",
        ]),
    ],
};
